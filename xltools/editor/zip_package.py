"""The zip container: read parts, and write a changed copy in which every other part keeps its compressed bytes."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from xltools.editor.refusal import EditRefusedError, RefusalCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["ZipPackage"]

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
_SIZES_FOLLOW = 0x8
_ENCRYPTED = 0x1
_ZIP64_EXTRA = 1
_MAX_ZIP32_BYTES = 0xFFFFFFFF
# A part that is parsed is held in memory a few times over.
_MAX_PART_BYTES = 512 << 20
# The last of zlib's quick levels: on sheet parts half the time of the next one for the same size.
_COMPRESSION_LEVEL = 3


class ZipPackage:
    """The members of one zip file held in memory.

    Names are given as parts are named: forward slashes, none in front. They are looked up without regard to case,
    as the packaging standard asks.
    """

    def __init__(self, data: bytes) -> None:
        """Read the directory of a zip file."""
        self.data = data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError) as error:
            raise EditRefusedError(RefusalCode.DAMAGED_PACKAGE, str(error)) from error
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in self._zip.infolist():
            name = _part_name(member)
            if name.casefold() in self._members:
                raise EditRefusedError(RefusalCode.DUPLICATE_PART, name)
            if member.flag_bits & _ENCRYPTED:
                raise EditRefusedError(RefusalCode.ENCRYPTED, name)
            self._members[name.casefold()] = member

    def __iter__(self) -> Iterator[str]:
        """Go through the names of all parts."""
        return (_part_name(member) for member in self._members.values())

    def __contains__(self, name: str) -> bool:
        """Return whether there is a part of this name, in any case."""
        return name.casefold() in self._members

    def stored(self, name: str) -> str | None:
        """Return the name as the archive writes it, or None."""
        member = self._members.get(name.casefold())
        return None if member is None else _part_name(member)

    def checksums(self) -> Iterator[tuple[str, int, int]]:
        """Go through the parts: name, size and checksum (CRC-32) of the content, as the directory states them."""
        return ((_part_name(member), member.file_size, member.CRC) for member in self._members.values())

    def read(self, name: str) -> bytes:
        """Return the bytes of a part.

        Raises:
            EditRefusedError: it is missing, damaged or too large.
        """
        member = self._members.get(name.casefold())
        if member is None:
            raise EditRefusedError(RefusalCode.MISSING_PART, name)
        if member.file_size > _MAX_PART_BYTES:
            raise EditRefusedError(RefusalCode.TOO_LARGE, name)
        # The standard allows these two only; going by way of zipfile's own reader takes five times as long.
        content = self._compressed(member)
        if member.compress_type == zipfile.ZIP_DEFLATED:
            content = _inflated(content, member.file_size)
        elif member.compress_type != zipfile.ZIP_STORED:
            raise EditRefusedError(RefusalCode.DAMAGED_PART, name)
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise EditRefusedError(RefusalCode.DAMAGED_PART, name)
        return content

    def rewritten(self, changes: Mapping[str, bytes | None]) -> bytes:
        """Return a copy with the parts of ``changes`` put in (bytes) or left out (None), the others bit for bit.

        Known parts keep their order and their date; new ones come last with the first date a zip can hold, so that the
        same edit gives the same bytes.
        """
        pending = {name.casefold(): (name, content) for name, content in changes.items()}
        writer = _Writer()
        for key, member in self._members.items():
            if key not in pending:
                writer.add(member, self._compressed(member))
                continue
            _, content = pending.pop(key)
            if content is not None:
                writer.add_content(member, content)
        for name, content in pending.values():
            if content is not None:
                writer.add_content(zipfile.ZipInfo(name), content)
        return writer.finish(self._zip.comment)

    def _compressed(self, member: zipfile.ZipInfo) -> bytes:
        header = self.data[member.header_offset : member.header_offset + _LOCAL.size]
        if len(header) != _LOCAL.size or header[:4] != b"PK\3\4":
            raise EditRefusedError(RefusalCode.DAMAGED_PACKAGE, member.filename)
        *_, name_length, extra_length = _LOCAL.unpack(header)
        start = member.header_offset + _LOCAL.size + name_length + extra_length
        content = self.data[start : start + member.compress_size]
        if len(content) != member.compress_size:
            raise EditRefusedError(RefusalCode.DAMAGED_PACKAGE, member.filename)
        return content


class _Writer:
    """Builds a zip file member by member."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._central: list[bytes] = []
        self._offset = 0

    def add_content(self, member: zipfile.ZipInfo, content: bytes) -> None:
        """Add a member whose content is new; name, date and attributes are those of ``member``."""
        packer = zlib.compressobj(_COMPRESSION_LEVEL, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        fresh = zipfile.ZipInfo(member.orig_filename, member.date_time)
        fresh.create_system = member.create_system
        fresh.external_attr = member.external_attr
        fresh.flag_bits = member.flag_bits & _UTF8 if member.orig_filename.isascii() else _UTF8
        fresh.compress_type = zipfile.ZIP_DEFLATED
        fresh.CRC = zlib.crc32(content)
        fresh.file_size = len(content)
        self.add(fresh, packed)

    def add(self, member: zipfile.ZipInfo, packed: bytes) -> None:
        """Add a member whose bytes are compressed already, as ``member`` describes them."""
        flags = member.flag_bits & ~_SIZES_FOLLOW
        name = member.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
        year, month, day, hour, minute, second = member.date_time
        time, date = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
        version = max(20, member.extract_version)
        sizes = (member.CRC, len(packed), member.file_size)
        extra = _without_zip64(member.extra)
        if max(self._offset, *sizes[1:]) >= _MAX_ZIP32_BYTES:
            raise EditRefusedError(RefusalCode.TOO_LARGE, member.filename)
        local = _LOCAL.pack(b"PK\3\4", version, flags, member.compress_type, time, date, *sizes, len(name), 0)
        central = _CENTRAL.pack(
            b"PK\1\2", member.create_version, member.create_system, version, 0, flags, member.compress_type,
            time, date, *sizes, len(name), len(extra), len(member.comment), 0, member.internal_attr,
            member.external_attr, self._offset,
        )  # fmt: skip
        self._pieces += (local, name, packed)
        self._central.append(central + name + extra + member.comment)
        self._offset += len(local) + len(name) + len(packed)

    def finish(self, comment: bytes) -> bytes:
        """Return the whole file."""
        directory = b"".join(self._central)
        count = len(self._central)
        if count > 0xFFFF or self._offset + len(directory) >= _MAX_ZIP32_BYTES:
            raise EditRefusedError(RefusalCode.TOO_LARGE)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), self._offset, len(comment))
        return b"".join((*self._pieces, directory, end, comment))


def _inflated(packed: bytes, size: int) -> bytes:
    """Return inflated bytes, never more than ``size`` and one byte; nothing if they are damaged."""
    try:
        return zlib.decompressobj(-15).decompress(packed, size + 1)
    except zlib.error:
        return b""


def _part_name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lstrip("/")


def _without_zip64(extra: bytes) -> bytes:
    """Return an extra field without its 64-bit sizes: those of the header are true again in the copy."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != _ZIP64_EXTRA:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
