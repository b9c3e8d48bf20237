"""Compound files (MS-CFB), the little file system inside .xls files and VBA projects, which may be hostile.

Chains of sectors are followed with their loops and lengths checked, so a stream is never longer than the file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xltools.readers.refusal import damaged

__all__ = ["MAGIC", "CompoundFile"]

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END, _RESERVED, _NONE = 0xFFFFFFFE, 0xFFFFFFFA, 0xFFFFFFFF
_ENTRY_BYTES = 128
_MINI_SECTOR_BYTES = 64
_SECTORS_IN_HEADER = 109
"""Sectors of the allocation table that the header lists itself."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class CompoundFile:
    """The streams of a compound file by path, such as ``VBA/dir``. ``data`` is the whole file.

    Raises RefusedError (F03) where the file is broken.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise _broken()
        (shift, mini_shift) = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise _broken()
        self.data = data
        self._size = 1 << shift
        (first_entry,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini_start, _, difat_start, _ = struct.unpack_from("<IIIII", data, 56)
        self._fat = self._allocation(difat_start)
        self._mini_fat = _numbers(self._chain(mini_start))
        directory = self._chain(first_entry)
        self._entries = [
            directory[at : at + _ENTRY_BYTES] for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
        ]
        if not self._entries or self._entries[0][66] != _ROOT:
            raise _broken()
        start, size = struct.unpack_from("<II", self._entries[0], 116)
        self._mini = self._chain(start, size)
        self._streams = dict(self._walk())

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths of all streams and storages, as written."""
        return iter(path for path, _ in self._streams.values())

    def __contains__(self, path: str) -> bool:
        return path.casefold() in self._streams

    def read(self, path: str) -> bytes:
        """Return the content of a stream. Raises RefusedError where it is missing or broken."""
        if path not in self:
            raise _broken()
        entry = self._streams[path.casefold()][1]
        start, size = struct.unpack_from("<II", entry, 116)
        if size > len(self.data):
            raise _broken()
        if size >= self._cutoff:
            return self._chain(start, size)
        numbers = _followed(start, self._mini_fat, size // _MINI_SECTOR_BYTES + 2)
        starts = (number * _MINI_SECTOR_BYTES for number in numbers)
        return b"".join(self._mini[at : at + _MINI_SECTOR_BYTES] for at in starts)[:size]

    def _allocation(self, difat: int) -> list[int]:
        """Return the table that says which sector follows which."""
        sectors = list(struct.unpack_from(f"<{_SECTORS_IN_HEADER}I", self.data, 76))
        seen: set[int] = set()
        while difat < _RESERVED:
            if difat in seen:
                raise _broken()
            seen.add(difat)
            numbers = _numbers(self._sector(difat))
            if not numbers:
                raise _broken()
            sectors += numbers[:-1]
            difat = numbers[-1]
        used = [number for number in sectors if number < _RESERVED]
        # Each of them covers many sectors; more than twice as many as the file needs would only take memory.
        needed = len(self.data) // self._size // (self._size // 4) + 1
        if len(used) > 2 * needed + _SECTORS_IN_HEADER:
            raise _broken()
        return [number for sector in used for number in _numbers(self._sector(sector))]

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self.data):
            raise _broken()
        return self.data[at : at + self._size]

    def _chain(self, start: int, size: int | None = None) -> bytes:
        """Return the content of the sectors from ``start`` on: ``size`` bytes of it, or all."""
        blocks: list[bytes] = []
        for number in _followed(start, self._fat, len(self.data) // self._size + 1):
            blocks.append(self._sector(number))
            if size is not None and len(blocks) * self._size >= size:
                break
        return b"".join(blocks)[:size]

    def _walk(self) -> Iterator[tuple[str, tuple[str, bytes]]]:
        """Yield all entries below the root. Raises RefusedError where the tree runs in a circle."""
        seen: set[int] = set()
        todo = [(struct.unpack_from("<I", self._entries[0], 76)[0], "")]
        while todo:
            number, folder = todo.pop()
            if number == _NONE:
                continue
            if number in seen or number >= len(self._entries):
                raise _broken()
            seen.add(number)
            entry = self._entries[number]
            length, kind = struct.unpack_from("<HB", entry, 64)
            path = folder + entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            left, right, child = struct.unpack_from("<III", entry, 68)
            todo += [(left, folder), (right, folder)]
            if kind == _STORAGE:
                todo.append((child, f"{path}/"))
            if kind in {_STORAGE, _STREAM}:
                yield path.casefold(), (path, entry)


def _followed(start: int, table: list[int], max_sectors: int) -> Iterator[int]:
    number = start
    for _ in range(max_sectors + 1):
        if number in {_END, _NONE}:
            return
        if number >= len(table):
            raise _broken()
        yield number
        number = table[number]
    raise _broken()


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(data) // 4}I", data))


def _broken() -> Exception:
    return damaged("内部结构读不出来", "its inner structure cannot be read")
