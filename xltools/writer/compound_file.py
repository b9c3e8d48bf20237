"""Write a compound file (MS-CFB, version 3): the little file system that holds a VBA project.

Only what a project needs: storages, streams, no times, no class ids. The same tree gives the same bytes anywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Storage", "compound_file"]

Storage = Mapping[str, "bytes | Storage"]

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR_BYTES, _MINI_SECTOR_BYTES, _MINI_STREAM_BYTES = 512, 64, 4096
_NUMBERS_PER_SECTOR = _SECTOR_BYTES // 4
_FATS_IN_HEADER = 109
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


class _Chains:
    """Data cut into blocks of one size, and the table that tells which block follows which."""

    def __init__(self, block: int) -> None:
        self.block = block
        self.data = bytearray()
        self.table: list[int] = []

    def add(self, data: bytes) -> int:
        """Append a chain and return the number of its first block."""
        if not data:
            return _END
        first, count = len(self.table), -(-len(data) // self.block)
        self.table += [*range(first + 1, first + count), _END]
        self.data += data.ljust(count * self.block, b"\0")
        return first


@dataclass(slots=True)
class _Entry:
    """One line of the directory; siblings form a red-black tree below their storage."""

    name: str
    kind: int
    content: bytes = b""
    colour: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE
    start: int = 0
    size: int = 0

    @property
    def order(self) -> tuple[int, str]:
        """The order of siblings: by length, then by name."""
        return len(self.name.encode("utf-16-le")), self.name.upper()

    def packed(self) -> bytes:
        """Return the entry as the directory stores it."""
        name = self.name.encode("utf-16-le") + b"\0\0"
        if len(name) > 64:
            raise ValueError(f"a name in a compound file has at most 31 characters: {self.name!r}")
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            *(name, len(name), self.kind, self.colour, self.left, self.right, self.child),
            *(b"", 0, 0, 0, self.start, self.size),
        )


_UNUSED = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, _FREE, _FREE, _FREE, b"", 0, 0, 0, 0, 0)


def compound_file(root: Storage) -> bytes:
    """Return the bytes of a compound file with the given storages (mappings) and streams (bytes).

    Raises ValueError for a name longer than 31 characters and for more than about 6.8 MB.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    _list_children(entries, 0, root)

    sectors, minis = _Chains(_SECTOR_BYTES), _Chains(_MINI_SECTOR_BYTES)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.content)
            entry.start = (minis if entry.size < _MINI_STREAM_BYTES else sectors).add(entry.content)
    entries[0].start, entries[0].size = sectors.add(bytes(minis.data)), len(minis.data)

    mini_fat = _numbers(minis.table)
    mini_fat_start = sectors.add(mini_fat)
    directory = b"".join(entry.packed() for entry in entries)
    directory += _UNUSED * (-len(entries) % (_SECTOR_BYTES // len(_UNUSED)))
    directory_start = sectors.add(directory)

    fat_start, fats = len(sectors.table), 1
    while fats * _NUMBERS_PER_SECTOR < fat_start + fats:
        fats += 1
    if fats > _FATS_IN_HEADER:
        raise ValueError("too much for a compound file without an extended allocation table")
    fat = _numbers(sectors.table + [_FAT] * fats)
    fat_sectors = [*range(fat_start, fat_start + fats), *[_FREE] * (_FATS_IN_HEADER - fats)]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII109I",
        *(bytes.fromhex("D0CF11E0A1B11AE1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b""),
        *(0, fats, directory_start, 0, _MINI_STREAM_BYTES, mini_fat_start, len(mini_fat) // _SECTOR_BYTES, _END, 0),
        *fat_sectors,
    )
    return header + bytes(sectors.data) + fat


def _numbers(table: list[int]) -> bytes:
    """Return an allocation table, filled up to whole sectors with free entries."""
    padded = table + [_FREE] * (-len(table) % _NUMBERS_PER_SECTOR)
    return struct.pack(f"<{len(padded)}I", *padded)


def _list_children(entries: list[_Entry], parent: int, storage: Storage) -> None:
    """Append what a storage holds, and everything below it, to the directory."""
    children: list[int] = []
    for name, content in storage.items():
        number = len(entries)
        children.append(number)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content))
        else:
            entries.append(_Entry(name, _STORAGE))
            _list_children(entries, number, content)
    children.sort(key=lambda number: entries[number].order)
    # Halving fills every level but the last, so painting that last level red makes a valid red-black tree.
    entries[parent].child = _plant(entries, children, max(1, len(children).bit_length() - 1))


def _plant(entries: list[_Entry], ordered: list[int], levels: int) -> int:
    """Make sorted siblings a balanced tree with so many levels below its root, and return the root."""
    if not ordered:
        return _FREE
    middle = len(ordered) // 2
    entry = entries[ordered[middle]]
    entry.left = _plant(entries, ordered[:middle], levels - 1)
    entry.right = _plant(entries, ordered[middle + 1 :], levels - 1)
    entry.colour = _RED if levels == 0 else _BLACK
    return ordered[middle]
