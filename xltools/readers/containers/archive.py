"""A zip archive that may lie: its directory is checked against the file before any part is unpacked, within limits.

No stated size is trusted: a part is unpacked up to what the directory says of it and not one byte further.
"""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator

from xltools.limits import Limits
from xltools.readers.refusal import RefusedError, damaged, over, over_size, unsafe

__all__ = ["ZipArchive"]

_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = b"PK\1\2"
_UTF8, _ENCRYPTED, _SIZES_FOLLOW = 0x800, 0x41, 0x8
_UNKNOWN_SIZES = (0, 0xFFFFFFFF)
_MIN_CHECKED_BYTES = 1 << 20
"""Smaller parts may be compressed as well as they like."""


class ZipArchive:
    """The parts of a zip file, by name without regard to case. ``data`` is the whole file.

    The zip of a folder (``folder``) has names in the code page of the computer that packed it. Parts that cannot be
    read make only themselves unreadable there, and names that lead out of it or occur twice are changed. Raises
    RefusedError where the directory is broken, contradicts the file, or goes beyond the limits.
    """

    def __init__(self, data: bytes, limits: Limits, *, folder: bool = False) -> None:
        self.data = data
        self._limits = limits
        self._unpacked = 0
        self._starts: dict[str, int] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        self._names: dict[str, str] = {}
        # Counted in the raw bytes: a directory of millions of entries must not be read to find that out.
        _check_parts(data.count(_ENTRY), limits)
        for member in _directory(data):
            name = self._free_name(_folder_path(member)) if folder else _checked_name(member)
            if not name or name.endswith("/"):
                continue
            if not folder:
                _check_method(member)
            key = name.casefold()
            if key in self._members:
                raise unsafe(f"部件 {name} 出现两次", f"part {name} is there twice")
            self._members[key] = member
            self._names[key] = name
        self._check_spans()
        total = sum(member.file_size for member in self._members.values())
        if total > limits.unpacked_mb << 20:
            raise over_size("unpacked_mb", "解压后的大小", "The unpacked size", total, limits.unpacked_mb << 20)

    def _free_name(self, name: str) -> str:
        """Return a name that no earlier file of a folder has: ``a.xlsx``, ``a (2).xlsx``."""
        stem, dot, suffix = name.rpartition(".")
        number, free = 1, name
        while free.casefold() in self._members:
            number += 1
            free = f"{stem} ({number}){dot}{suffix}" if stem else f"{name} ({number})"
        return free

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names as the directory writes them."""
        return iter(self._names.values())

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def read(self, name: str, *, max_bytes: int = 0) -> bytes:
        """Return a part's content, checked against its size and checksum. ``max_bytes`` is a limit of its own.

        Raises RefusedError where the part is missing, damaged, or too large.
        """
        member = self._members.get(name.casefold())
        if member is None:
            raise damaged(f"缺少部件 {name}", f"part {name} is missing")
        _check_method(member)
        self._check_size(name, member, max_bytes or self._limits.part_mb << 20)
        start = self._starts[name.casefold()]
        packed = self.data[start : start + member.compress_size]
        content = packed if member.compress_type == zipfile.ZIP_STORED else _inflated(packed, member.file_size, name)
        if len(content) > member.file_size:
            raise unsafe(f"部件 {name} 比目录所写的大", f"part {name} is larger than it states")
        if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
            raise damaged(f"部件 {name} 校验不符", f"the checksum of part {name} is wrong")
        self._unpacked += len(content)
        if self._unpacked > (most := self._limits.text_mb << 20):
            raise over_size("text_mb", "表格内容解压后的大小", "The unpacked content", self._unpacked, most)
        return content

    def _check_size(self, name: str, member: zipfile.ZipInfo, max_bytes: int) -> None:
        size = member.file_size
        if size > max_bytes:
            raise over_size("part_mb", f"部件 {name} 解压后的大小", f"Part {name} unpacked", size, max_bytes)
        if size > _MIN_CHECKED_BYTES and size > self._limits.ratio * max(member.compress_size, 1):
            ratio = f"{-(-size // max(member.compress_size, 1))} : 1"  # rounded up, or it could equal the limit
            limit = f"{self._limits.ratio} : 1"
            raise over("ratio", f"部件 {name} 的压缩比", f"The compression of part {name}", ratio, limit)

    def _check_spans(self) -> None:
        """Check that every part lies where its local header says so too, and in bytes of its own."""
        end = 0
        for key, member in sorted(self._members.items(), key=lambda item: item[1].header_offset):
            name = self._names[key]
            start = _content_start(self.data, member, name)
            if member.header_offset < end:
                raise unsafe(f"部件 {name} 与别的部件重叠", f"part {name} overlaps another")
            end = start + member.compress_size
            if end > len(self.data):
                raise damaged(f"部件 {name} 不完整", f"part {name} is cut off")
            self._starts[key] = start


def _check_parts(count: int, limits: Limits) -> None:
    if count > limits.parts:
        raise over("parts", "部件数", "The number of parts", str(count), str(limits.parts))


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        OverflowError,
        struct.error,
    ) as error:
        raise damaged("压缩目录读不出来", "its directory cannot be read") from error
    return members


def _check_method(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED:
        raise RefusedError("F01")
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise damaged(
            f"部件 {member.filename} 的压缩方式（{member.compress_type}）不是表格程序用的，多半是用压缩软件重新打过包",
            f"part {member.filename} is packed by method {member.compress_type}, which no spreadsheet program "
            "uses; an archiver may have packed the file anew",
        )


def _folder_name(member: zipfile.ZipInfo) -> str:
    """Return a name in the zip of a folder, composed as other systems than macOS write it.

    Without the flag for UTF-8, macOS writes UTF-8 all the same, and a Chinese Windows GBK.
    """
    name = member.orig_filename
    if not member.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    return unicodedata.normalize("NFC", name)


def _folder_path(member: zipfile.ZipInfo) -> str:
    """Return where a file lies in the zip of a folder; empty for a name of nothing.

    What would lead out of the folder is left away, as programs that unpack archives do: one bad name does not keep the
    other files from being read.
    """
    name = _slashes(_folder_name(member)).replace("\0", "\N{REPLACEMENT CHARACTER}")
    segments = [segment for segment in name.split("/") if segment not in {"", ".", ".."}]
    if segments and name[1:2] == ":":
        segments[0] = segments[0].replace(":", "_", 1)
    return "/".join(segments) + ("/" if segments and name.endswith("/") else "")


def _slashes(name: str) -> str:
    return name.replace("\\", "/")


def _checked_name(member: zipfile.ZipInfo) -> str:
    """Return the part's name with slashes. Raises RefusedError for a name that leads out of the package."""
    name = _slashes(member.filename)
    segments = name.removesuffix("/").split("/")
    if (
        "\0" in member.orig_filename
        or not name
        or any(segment in {"", ".", ".."} for segment in segments)
        or name[1:2] == ":"
    ):
        shown = repr(member.orig_filename)[:80]
        raise unsafe(f"部件名 {shown} 不合规定", f"{shown} is not a name for a part")
    return name


def _content_start(data: bytes, member: zipfile.ZipInfo, name: str) -> int:
    """Return where the part's bytes begin, after comparing its local header with the directory."""
    header = data[member.header_offset : member.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or header[:4] != b"PK\3\4":
        raise damaged(f"部件 {name} 不在目录所写的位置", f"part {name} is not where the directory says")
    _, _, flags, method, _, _, _, packed, unpacked, name_length, extra_length = _LOCAL.unpack(header)
    start: int = member.header_offset + _LOCAL.size + name_length + extra_length
    local = data[member.header_offset + _LOCAL.size :][:name_length]
    stated = member.orig_filename.encode("utf-8" if member.flag_bits & _UTF8 else "cp437", "replace")
    sizes_agree = flags & _SIZES_FOLLOW or (
        packed in {*_UNKNOWN_SIZES, member.compress_size} and unpacked in {*_UNKNOWN_SIZES, member.file_size}
    )
    if local != stated or method != member.compress_type or not sizes_agree:
        raise unsafe(f"部件 {name} 的两处说明互相矛盾", f"part {name} is described in two ways")
    return start


def _inflated(packed: bytes, size: int, name: str) -> bytes:
    """Unpack at most one byte more than is stated."""
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
    except zlib.error as error:
        raise damaged(f"部件 {name} 解压失败", f"part {name} cannot be unpacked") from error
