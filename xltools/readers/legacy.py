"""Workbooks of the older formats, before calamine parses them in a process of its own.

Their records are walked, not interpreted: enough to see a password, how large a block the cells span, and what the
file brings along from elsewhere.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from xltools.limits import Limits
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.external_content import shown
from xltools.readers.macros import foreign_modules
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.markup import parse
from xltools.readers.xlsx.normalise import Budget
from xltools.readers.xlsx.package import part_text
from xltools.sheet_names import HIDDEN_SHEETS

__all__ = ["check_ods", "check_xls", "check_xlsb", "workbook_stream"]

_OWN_BOOK, _ADD_INS = b"\x01\x04", b"\x01\x3a"


class _Biff(IntEnum):
    """Records of an .xls file (MS-XLS 2.3)."""

    FORMULA = 0x06
    FILEPASS = 0x2F
    BOUNDSHEET = 0x85
    MULRK = 0xBD
    RSTRING = 0xD6
    LABELSST = 0xFD
    SUPBOOK = 0x1AE
    NUMBER = 0x203
    LABEL = 0x204
    BOOLERR = 0x205
    RK = 0x27E
    BOF = 0x809


_FILLED = frozenset(
    {_Biff.FORMULA, _Biff.MULRK, _Biff.RSTRING, _Biff.LABELSST, _Biff.NUMBER, _Biff.LABEL, _Biff.BOOLERR, _Biff.RK}
)
_VERY_HIDDEN, _MACRO_SHEET = 2, 1
_RECORDS_PER_CELL = 3


def workbook_stream(compound: CompoundFile) -> str:
    """The name of the stream that holds the workbook, empty where the file is none."""
    return next((name for name in ("Workbook", "Book") if name in compound), "")


@dataclass(slots=True)
class _Extent:
    """The block that filled cells span, from A1 on."""

    bottom: int = 0
    right: int = 0

    def add(self, row: int, column: int) -> None:
        self.bottom = max(self.bottom, row)
        self.right = max(self.right, column)


def check_xls(compound: CompoundFile, limits: Limits, place: Place) -> tuple[Finding, ...]:
    """Findings about an .xls workbook. RefusedError for a password, a broken file, or one over the limits."""
    stream = compound.read(workbook_stream(compound))
    budget, extent = Budget(limits), _Extent()
    cells = 0
    findings: list[Finding] = []
    books: list[str] = []
    macro_sheets: list[str] = []
    for number, (kind, content) in enumerate(_biff_records(stream)):
        if number > _RECORDS_PER_CELL * limits.cells:
            budget.take(number, 0, 0)
        if kind == _Biff.FILEPASS:
            raise RefusedError("F01")
        if kind == _Biff.BOF:
            budget.take(cells, extent.bottom * extent.right, 0)
            cells, extent = 0, _Extent()
        elif kind in _FILLED and len(content) >= 4:
            cells += 1
            row, column = struct.unpack_from("<HH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _Biff.MULRK else column
            extent.add(row + 1, last + 1)
        elif kind == _Biff.BOUNDSHEET and len(content) > 7:
            name, state, sort = _sheet_name(content), content[4] & 3, content[5]
            if state == _VERY_HIDDEN and name not in HIDDEN_SHEETS:
                findings.append(FILES["F24"].at(place._replace(sheet=name), found=name))
            if sort == _MACRO_SHEET:
                macro_sheets.append(name)
        elif kind == _Biff.SUPBOOK and len(content) > 4 and content[2:4] not in {_OWN_BOOK, _ADD_INS}:
            books.append(_book_name(content))
    budget.take(cells, extent.bottom * extent.right, 0)
    findings += _storages(compound, macro_sheets, place)
    for record, names in (
        ("F20", [book for book in books if "|" not in book]),
        ("F21", [book for book in books if "|" in book]),
    ):
        if names:
            findings.append(FILES[record].at(place, found=shown(names)))
    return tuple(findings)


def _biff_records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet_name(content: bytes) -> str:
    return content[8:].decode("utf-16-le" if content[7] & 1 else "latin-1", "replace")


def _book_name(content: bytes) -> str:
    """The file that is linked to, or ``program|topic`` for DDE and OLE.

    In both \\3 stands between the parts; that of a file begins with \\1 (MS-XLS 2.5.277).
    """
    text = content[5:].decode("utf-16-le" if content[4] & 1 else "latin-1", "replace")
    name = text[: int.from_bytes(content[2:4], "little")]
    if "\x03" in name and not name.startswith("\x01"):
        return name.replace("\x03", "|")
    kept = "".join(letter if letter >= " " else "/" for letter in name)
    return kept.replace("\\", "/").rpartition("/")[2]


def _storages(compound: CompoundFile, macro_sheets: list[str], place: Place) -> Iterator[Finding]:
    names = list(compound)
    modules = list(macro_sheets)
    if "_VBA_PROJECT_CUR/VBA/dir" in compound:
        modules += foreign_modules(compound, "_VBA_PROJECT_CUR/")
    if modules:
        yield FILES["F23"].at(place, found=shown(modules))
    objects = [name for name in names if "/" not in name and name.startswith(("MBD", "LNK"))]
    if objects:
        yield FILES["F22"].at(place, found=shown(objects))


# --- .xlsb -----------------------------------------------------------------------------------------------------------

_XLSB_ROW, _XLSB_BLANK, _XLSB_LAST_CELL = 0, 1, 11


def check_xlsb(archive: ZipArchive, limits: Limits) -> None:
    """RefusedError where the cells of a binary workbook span too large a block."""
    budget = Budget(limits)
    for name in archive:
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".bin"):
            cells, extent, row = 0, _Extent(), 0
            for number, (kind, content) in enumerate(_xlsb_records(archive.read(name))):
                if number > _RECORDS_PER_CELL * limits.cells:
                    budget.take(number, 0, 0)
                if kind == _XLSB_ROW:
                    row = int.from_bytes(content[:4], "little") + 1
                elif _XLSB_BLANK <= kind <= _XLSB_LAST_CELL:
                    cells += 1
                    if kind != _XLSB_BLANK:
                        extent.add(row, int.from_bytes(content[:4], "little") + 1)
            budget.take(cells, extent.bottom * extent.right, 0)


def _xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content (MS-XLSB 2.1.4): the kind takes one or two bytes, the size up to four of seven bits each."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80 and at < len(data):
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < len(data) and shift < 28:
            byte = data[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + size]
        at += size


# --- .ods ------------------------------------------------------------------------------------------------------------

_CELLS = frozenset({"table-cell", "covered-table-cell"})


def check_ods(archive: ZipArchive, limits: Limits, place: Place) -> tuple[Finding, ...]:
    """Findings about an .ods workbook. RefusedError for a password, a broken file, or one over the limits."""
    if "META-INF/manifest.xml" in archive and b"encryption-data" in part_text(archive, "META-INF/manifest.xml"):
        raise RefusedError("F01")
    tables = _Tables(Budget(limits))
    parse(part_text(archive, "content.xml"), tables, "content.xml", limits)
    findings: list[Finding] = []
    names = list(archive)
    macros = [name for name in names if name.startswith(("Basic/", "Scripts/")) and not name.endswith("-lc.xml")]
    if macros:
        findings.append(FILES["F23"].at(place, found=shown([name.rpartition("/")[2] for name in macros])))
    objects = sorted({name.partition("/")[0] for name in names if name.startswith("Object ")})
    if objects:
        findings.append(FILES["F22"].at(place, found=shown(objects)))
    for record, found in (("F20", tables.books), ("F21", tables.programs)):
        if found:
            findings.append(FILES[record].at(place, found=shown(found)))
    return tuple(findings)


@dataclass(slots=True)
class _Tables:
    """Takes expat's events of an OpenDocument spreadsheet: how far the filled cells of each table reach."""

    budget: Budget
    extent: _Extent = field(default_factory=_Extent)
    cells: int = 0
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    books: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)

    def start(self, local: str, attributes: dict[str, str]) -> None:
        if local == "table":
            self.extent, self.cells, self.row = _Extent(), 0, 0
        elif local == "table-row":
            self.rows, self.column = _repeated(attributes, "table:number-rows-repeated"), 0
        elif local in _CELLS:
            self.columns = _repeated(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._fill()
        elif local == "p" and self.columns:
            self._fill()
        elif local == "dde-source":
            self.programs.append(
                f"DDE {attributes.get('office:dde-application', '')} {attributes.get('office:dde-topic', '')}".strip()
            )
        elif local == "table-source":
            self.books.append(attributes.get("xlink:href", "?").rpartition("/")[2])

    def end(self, local: str) -> None:
        if local in _CELLS:
            self.column += self.columns
            self.columns = 0
        elif local == "table-row":
            self.row += self.rows
        elif local == "table":
            self.budget.take(self.cells, self.extent.bottom * self.extent.right, 0)

    def data(self, text: str) -> None:
        """The texts are calamine's business."""

    def _fill(self) -> None:
        """The cell that is being read holds something, in each of its repetitions."""
        self.cells += self.rows * self.columns
        self.extent.add(self.row + self.rows, self.column + self.columns)


def _repeated(attributes: dict[str, str], key: str) -> int:
    value = attributes.get(key, "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1
