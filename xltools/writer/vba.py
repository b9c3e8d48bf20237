"""Write a VBA project (MS-OVBA): the ``vbaProject.bin`` of a macro workbook, from the text of its modules.

No Excel takes part. The project carries source text only, no compiled code (``_VBA_PROJECT`` says version FFFF), so
Excel compiles it when it is opened. Nothing depends on a clock or on chance: the same modules give the same bytes.

Excel wants a document module for the workbook and for each sheet, with the code names that the workbook states.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.writer.compound_file import compound_file

__all__ = ["VbaModule", "compress", "vba_project"]

_ENCODING, _CODE_PAGE = "cp1252", 1252
_CHUNK_BYTES = 4096
_WORKBOOK_CLASS = "0{00020819-0000-0000-C000-000000000046}"
_WORKSHEET_CLASS = "0{00020820-0000-0000-C000-000000000046}"
_PROJECT_ID = "{5B5C1D3A-7E62-4C0B-9E0F-3A4D6C2F9B71}"
_NO_COMPILED_CODE = bytes.fromhex("CC61FFFF000000")
# Ribbon call-backs name a type of the Office library; the paths are what Excel itself writes and re-resolves.
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0"
        r"#C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


@dataclass(frozen=True, slots=True)
class VbaModule:
    """One module as the project stores it: ASCII text whose attribute lines come first."""

    name: str
    source: str
    document: bool = False

    @classmethod
    def standard(cls, text: str) -> VbaModule:
        """Return a standard module from the text of a ``.bas`` file; raise ValueError where it is not one."""
        header = re.match(r'Attribute VB_Name = "([A-Za-z][A-Za-z0-9_]{0,30})"\r?\n', text)
        if header is None:
            raise ValueError("a .bas file begins with its Attribute VB_Name")
        return cls(header[1], text)

    @classmethod
    def of_document(cls, code_name: str, base: str) -> VbaModule:
        """Return the empty module that a workbook or a sheet has."""
        flags = {
            "GlobalNameSpace": False,
            "Creatable": False,
            "PredeclaredId": True,
            "Exposed": True,
            "TemplateDerived": False,
            "Customizable": True,
        }
        lines = [f'Attribute VB_Name = "{code_name}"', f'Attribute VB_Base = "{base}"']
        lines += [f"Attribute VB_{flag} = {value}" for flag, value in flags.items()]
        return cls(code_name, "\n".join(lines) + "\n", document=True)

    def encoded(self) -> bytes:
        """Return the text with the line ends and the code page of the project."""
        return re.sub(r"\r?\n", "\r\n", self.source).encode(_ENCODING)


def vba_project(modules: Sequence[VbaModule], sheet_code_names: Sequence[str], *, name: str = "VBAProject") -> bytes:
    """Return a ``vbaProject.bin`` with these standard modules, for sheets with these code names.

    The workbook's own code name is ``ThisWorkbook``. Raises ValueError where two modules have one name.
    """
    documents = [VbaModule.of_document("ThisWorkbook", _WORKBOOK_CLASS)]
    documents += [VbaModule.of_document(code_name, _WORKSHEET_CLASS) for code_name in sheet_code_names]
    everything = [*documents, *modules]
    if len({module.name.lower() for module in everything}) < len(everything):
        raise ValueError("two modules of one project have the same name")
    vba = {"_VBA_PROJECT": _NO_COMPILED_CODE, "dir": compress(_directory(name, everything))}
    vba |= {module.name: compress(module.encoded()) for module in everything}
    return compound_file({"VBA": vba, "PROJECT": _project(name, everything), "PROJECTwm": _names(everything)})


def _record(number: int, data: bytes = b"") -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _both(ansi: int, text: str, wide: int) -> bytes:
    """Return a text in the project's code page and again in UTF-16."""
    return _record(ansi, text.encode(_ENCODING)) + _record(wide, text.encode("utf-16-le"))


def _directory(name: str, modules: Sequence[VbaModule]) -> bytes:
    """Return the ``dir`` stream, not yet compressed (MS-OVBA 2.3.4.2)."""
    english, zero, cookie = struct.pack("<I", 0x409), struct.pack("<I", 0), b"\xff\xff"
    parts = [
        _record(0x01, struct.pack("<I", 1)),  # the system: 32-bit Windows
        *(_record(0x02, english), _record(0x14, english), _record(0x03, struct.pack("<H", _CODE_PAGE))),
        *(_record(0x04, name.encode(_ENCODING)), _both(0x05, "", 0x40), _record(0x06), _record(0x3D)),
        *(_record(0x07, zero), _record(0x08, zero)),
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # version 1.1; its size field is fixed by the format
        _both(0x0C, "", 0x3C),
    ]
    for reference, library in _REFERENCES:
        size = struct.pack("<I", len(library))
        parts += [_both(0x16, reference, 0x3E), _record(0x0D, size + library.encode(_ENCODING) + bytes(6))]
    parts += [_record(0x0F, struct.pack("<H", len(modules))), _record(0x13, cookie)]
    for module in modules:
        parts += [
            *(_both(0x19, module.name, 0x47), _both(0x1A, module.name, 0x32), _both(0x1C, "", 0x48)),
            *(_record(0x31, zero), _record(0x1E, zero), _record(0x2C, cookie)),
            *(_record(0x22 if module.document else 0x21), _record(0x2B)),
        ]
    return b"".join(parts) + _record(0x10)


def _project(name: str, modules: Sequence[VbaModule]) -> bytes:
    """Return the ``PROJECT`` stream (2.3.1).

    The last three values state: not locked, no password, shown in the editor.
    """
    lines = [f'ID="{_PROJECT_ID}"']
    lines += [f"Document={m.name}/&H00000000" if m.document else f"Module={m.name}" for m in modules]
    lines += [f'Name="{name}"', 'HelpContextID="0"', 'VersionCompatible32="393222000"']
    for key, data, seed in (("CMG", bytes(4), 0x11), ("DPB", bytes(1), 0x23), ("GC", b"\xff", 0x35)):
        lines.append(f'{key}="{_veiled(data, seed).hex().upper()}"')
    lines += ["", "[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"]
    lines += ["", "[Workspace]", *(f"{m.name}=0, 0, 0, 0, C" for m in modules), ""]
    return "\r\n".join(lines).encode(_ENCODING)


def _names(modules: Sequence[VbaModule]) -> bytes:
    """Return the ``PROJECTwm`` stream (2.3.3): each name in the code page and in UTF-16."""
    pairs = (m.name.encode(_ENCODING) + b"\0" + m.name.encode("utf-16-le") + b"\0\0" for m in modules)
    return b"".join(pairs) + b"\0\0"


def _veiled(data: bytes, seed: int) -> bytes:
    """Obfuscate a protection value as the format asks (2.4.3.2); its key is the project's id."""
    key = sum(_PROJECT_ID.encode("ascii")) & 0xFF
    veiled = bytearray([seed, seed ^ 2, seed ^ key])
    before = key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        veiled.append(byte ^ ((veiled[-2] + before) & 0xFF))
        before = byte
    return bytes(veiled)


def compress(data: bytes) -> bytes:
    """Compress as a VBA project does (2.4.1): chunks of 4096 bytes, each with back references into itself.

    A last chunk that cannot be made smaller would be filled up with zero bytes by the format, so it is refused with
    ValueError; no program text is like that.
    """
    packed = bytearray(b"\x01")
    for start in range(0, len(data), _CHUNK_BYTES):
        chunk = data[start : start + _CHUNK_BYTES]
        body = b"".join(_groups(chunk))
        if len(body) <= _CHUNK_BYTES:
            packed += struct.pack("<H", 0xB000 | (len(body) - 1)) + body
        elif len(chunk) == _CHUNK_BYTES:
            packed += struct.pack("<H", 0x3000 | (_CHUNK_BYTES - 1)) + chunk
        else:
            raise ValueError("the last chunk cannot be compressed")
    return bytes(packed)


def _groups(chunk: bytes) -> Iterator[bytes]:
    """Go through a chunk in groups of up to eight tokens, each behind a byte whose bits tell copies from letters."""
    tokens = list(_tokens(chunk))
    for first in range(0, len(tokens), 8):
        group = tokens[first : first + 8]
        yield bytes([sum(1 << bit for bit, token in enumerate(group) if len(token) == 2)])
        yield from group


def _tokens(chunk: bytes) -> Iterator[bytes]:
    """Go through the letters (one byte) and copies (two bytes) of a chunk, longest copy first."""
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(chunk):
        # The further into the chunk, the more bits the distance takes and the fewer are left for the length.
        distance_bits = max(4, (at - 1).bit_length()) if at else 4
        longest = min((0xFFFF >> distance_bits) + 3, len(chunk) - at)
        length, source = 0, 0
        for candidate in reversed(seen.get(chunk[at : at + 3], ())):
            same = _common(chunk, candidate, at, longest)
            if same > length:
                length, source = same, candidate
                if length == longest:
                    break
        if length >= 3:
            yield struct.pack("<H", (at - source - 1) << (16 - distance_bits) | (length - 3))
        else:
            length = 1
            yield chunk[at : at + 1]
        for passed in range(at, min(at + length, len(chunk) - 2)):
            seen.setdefault(chunk[passed : passed + 3], []).append(passed)
        at += length


def _common(chunk: bytes, left: int, right: int, limit: int) -> int:
    """Return how many bytes from two positions on are the same."""
    length = 3
    while length < limit and chunk[left + length] == chunk[right + length]:
        length += 1
    return length
