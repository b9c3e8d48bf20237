"""The macros of a workbook: ours are known by the text of their modules, all others are reported."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from itertools import islice

from xltools.macro_sources import EARLIER_SOURCES, read_sources
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.refusal import RefusedError

__all__ = ["comparable_source", "foreign_modules", "unpack"]

_MODULE_NAME, _STREAM_NAME, _OFFSET, _VERSION, _TERMINATOR = 0x19, 0x1A, 0x31, 0x09, 0x10
_CHUNK_BYTES = 4096
_MAX_MODULE_BYTES, _MAX_PROJECT_BYTES = 1 << 16, 1 << 20
"""Bytes of source that are unpacked of one module, and of all."""
_MAX_NAMES = 4
"""Names of foreign modules; a finding shows fewer."""


def foreign_modules(project: bytes | CompoundFile, folder: str = "") -> tuple[str, ...]:
    """Return the names of modules in a VBA project that are not ours and hold code, the first few of them.

    ``folder`` is where the project stands in a compound file that holds more than it. A project that cannot be read
    gives ``("?",)``: it may be foreign.
    """
    ours = {name.casefold(): {_digest(comparable_source(source))} for name, source in read_sources().items()}
    for name, digests in EARLIER_SOURCES.items():
        ours[name.casefold()] |= digests
    try:
        compound = project if isinstance(project, CompoundFile) else CompoundFile(project)
        code = ((name, comparable_source(source)) for name, source in _sources(compound, folder))
        foreign = (name for name, text in code if text and _digest(text) not in ours.get(name.casefold(), ()))
        return tuple(islice(foreign, _MAX_NAMES))
    except (RefusedError, ValueError, IndexError, struct.error):
        return ("?",)


def _sources(compound: CompoundFile, folder: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of each module, cut where it is longer than any of ours."""
    left = _MAX_PROJECT_BYTES
    for name, stream, offset in _modules(unpack(compound.read(f"{folder}VBA/dir"), _MAX_PROJECT_BYTES)):
        source = unpack(compound.read(f"{folder}VBA/{stream}")[offset:], _MAX_MODULE_BYTES)
        left -= len(source)
        if left < 0:
            raise ValueError("more source than a person writes")
        # VBA source is in the project's code page. Ours is ASCII; of others it is enough to see that there is some.
        yield name, source.decode("latin-1")


def _modules(directory: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield name, stream and offset of the source for each module of a ``dir`` stream (MS-OVBA 2.3.4.2)."""
    at, name, stream = 0, "", ""
    while at + 6 <= len(directory):
        kind, size = struct.unpack_from("<HI", directory, at)
        size = 6 if kind == _VERSION else size  # its size field is wrong by design
        content = directory[at + 6 : at + 6 + size]
        at += 6 + size
        if kind == _MODULE_NAME:
            name = content.decode("gb18030", "replace")
        elif kind == _STREAM_NAME:
            stream = content.decode("gb18030", "replace")
        elif kind == _OFFSET and name:
            yield name, stream or name, struct.unpack("<I", content)[0]
            stream = ""
        elif kind == _TERMINATOR:
            return


def comparable_source(source: str) -> str:
    """Return a module's code without what the editor changes when it saves: case, blanks and line ends.

    Nothing is left of the modules that every sheet has: they hold attributes only.
    """
    lines = (" ".join(line.split()) for line in source.splitlines())
    kept = (line for line in lines if line and not line.startswith("Attribute ") and line != "Option Explicit")
    return "\n".join(kept).casefold()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def unpack(data: bytes, max_bytes: int) -> bytes:
    """Return about the first ``max_bytes`` of what VBA's compression holds (MS-OVBA 2.4.1.3).

    Raises ValueError for data that is not compressed so.
    """
    if data[:1] != b"\x01":
        raise ValueError("not a compressed container")
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < max_bytes:
        (header,) = struct.unpack_from("<H", data, at)
        end = min(at + 3 + (header & 0xFFF), len(data))
        at += 2
        if header & 0x8000:
            _unpack_chunk(data[at:end], out)
        else:
            out += data[at : at + _CHUNK_BYTES]
        at = end
    return bytes(out)


def _unpack_chunk(chunk: bytes, out: bytearray) -> None:
    start, at = len(out), 0
    while at < len(chunk):
        flags = chunk[at]
        at += 1
        for bit in range(8):
            if at >= len(chunk):
                return
            if not flags >> bit & 1:
                out.append(chunk[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", chunk, at)
            at += 2
            bits = max(4, (len(out) - start - 1).bit_length())
            distance = (token >> (16 - bits)) + 1
            if distance > len(out) - start:
                raise ValueError("a copy from before the chunk")
            for _ in range((token & (0xFFFF >> bits)) + 3):
                out.append(out[-distance])
            if len(out) - start > _CHUNK_BYTES:
                raise ValueError("a chunk that is too large")
