"""Sequences of rows kept as bytes, so that thousands of workbooks fit in memory and cross processes quickly."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar, overload

__all__ = ["ConcatenatedRows", "JsonRows", "LoadedRows", "PackedRows", "PickledRows", "gc_paused"]

T = TypeVar("T")


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pause garbage collection: rows have no cycles, and looking for cycles in them takes a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class PackedRows(Sequence[T], Generic[T]):
    """A sequence of rows that is stored as bytes. Every iteration unpacks all rows again, so iterate only once."""

    __slots__ = ("_count", "_data")

    def __init__(self, data: bytes, count: int) -> None:
        self._data = data
        self._count = count

    def _unpacked(self) -> tuple[T, ...]:
        raise NotImplementedError

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._unpacked()[index]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        return hash((self._count, self._data))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class PickledRows(PackedRows[T]):
    """Rows as a process of this run pickled them."""

    __slots__ = ()

    def __init__(self, items: Iterable[T] = ()) -> None:
        rows = tuple(items)
        super().__init__(pickle.dumps(rows, protocol=5) if rows else b"", len(rows))

    def _unpacked(self) -> tuple[T, ...]:
        # Only rows that this process or one of its workers pickled; never data from a file.
        rows: tuple[T, ...] = pickle.loads(self._data) if self._data else ()  # noqa: S301
        return rows


class JsonRows(PackedRows[T]):
    """Rows as JSON that an earlier run kept, with the function that decodes them."""

    __slots__ = ("_decode",)

    def __init__(self, data: bytes, count: int, decode: Callable[[bytes], tuple[T, ...]]) -> None:
        super().__init__(data, count)
        self._decode = decode

    def _unpacked(self) -> tuple[T, ...]:
        return self._decode(self._data)


class LoadedRows(PackedRows[T]):
    """Rows that lie elsewhere, with the function that loads them."""

    __slots__ = ("_load",)

    def __init__(self, load: Callable[[], Sequence[T]], count: int) -> None:
        super().__init__(b"", count)
        self._load = load

    def _unpacked(self) -> tuple[T, ...]:
        return tuple(self._load())


class ConcatenatedRows(Sequence[T], Generic[T]):
    """Several sequences read as one, without copying them."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[Sequence[T]]) -> None:
        self._parts = tuple(parts)

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[T]:
        for part in self._parts:
            yield from part

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return tuple(self)[index]
