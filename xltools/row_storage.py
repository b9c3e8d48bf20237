"""Rows kept as bytes until they are looked at: a thousand workbooks fit in memory, and cross processes, this way."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar, overload

__all__ = ["Chained", "Packed", "uncollected"]

T = TypeVar("T")


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection while this lasts: rows by the hundred thousand have no cycles, and looking for some in
    them is a tenth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Packed(Sequence[T], Generic[T]):
    """A sequence that is unpacked anew by each pass over it; go through it once, from start to end."""

    __slots__ = ("_count", "_data")

    def __init__(self, items: Iterable[T] = ()) -> None:
        rows = tuple(items)
        self._count = len(rows)
        self._data = pickle.dumps(rows, protocol=5) if rows else b""

    def _unpack(self) -> tuple[T, ...]:
        # Only ever our own rows, packed by this process or its workers.
        rows: tuple[T, ...] = pickle.loads(self._data) if self._data else ()  # noqa: S301
        return rows

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._unpack())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._unpack()[index]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Sequence)
            and len(self) == len(other)
            and all(a == b for a, b in zip(self, other, strict=True))
        )

    def __hash__(self) -> int:
        return hash((self._count, self._data))

    def __repr__(self) -> str:
        return f"Packed({list(self)!r})"


class Chained(Sequence[T], Generic[T]):
    """Several sequences as one, without copying them."""

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
