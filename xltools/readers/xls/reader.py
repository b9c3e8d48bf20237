"""The reader of old Excel and WPS workbooks (.xls, .et): checked by a walk over their records, then read.

The records are walked, not interpreted: enough to see a password, how large a block the cells span, and what the file
brings along from elsewhere.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers.cell_budget import RECORDS_PER_CELL, CellBudget, FilledExtent
from xltools.readers.containers.compound import CompoundFile
from xltools.readers.containers.properties import read_summary_information
from xltools.readers.external_content import list_names, report_very_hidden
from xltools.readers.macros import foreign_modules
from xltools.readers.own_process import read_in_own_process
from xltools.readers.reader import FileKind
from xltools.readers.xls.records import TextDecoder
from xltools.readers.xls.workbook_stream import read_workbook_stream
from xltools.sheet_names import HIDDEN_SHEETS

__all__ = ["XlsReader", "workbook_stream_name"]

_OWN_BOOK, _ADD_INS = b"\x01\x04", b"\x01\x3a"


class _Biff(IntEnum):
    """Kinds of records (MS-XLS 2.3)."""

    FORMULA = 0x06
    CODE_PAGE = 0x42
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
_LOOKED_AT = _FILLED | {_Biff.CODE_PAGE, _Biff.BOUNDSHEET, _Biff.SUPBOOK, _Biff.BOF}
_VERY_HIDDEN, _MACRO_SHEET = 2, 1


class XlsReader:
    """Reads .xls workbooks (BIFF5 and BIFF8)."""

    kind = FileKind.XLS

    def recognises(self, compound: CompoundFile) -> bool:
        """Return whether the file has a workbook stream."""
        return bool(workbook_stream_name(compound))

    def read(self, compound: CompoundFile, name: str, limits: Limits) -> Workbook:
        """Read the workbook. Raises RefusedError for a password, a broken file, or one over the limits."""
        notes = _check_records(compound, limits, Place(name))
        stream = compound.read(workbook_stream_name(compound))
        grids = read_in_own_process(read_workbook_stream, stream, name, limits)
        return Workbook(grids, read_summary_information(compound), notes)


def workbook_stream_name(compound: CompoundFile) -> str:
    """Return the name of the stream that holds the workbook; empty where the file is not a workbook."""
    return next((name for name in ("Workbook", "Book") if name in compound), "")


def _check_records(compound: CompoundFile, limits: Limits, place: Place) -> tuple[Finding, ...]:
    """Return the findings about the file. Raises RefusedError for a password, a broken file, or one over the limits."""
    stream = compound.read(workbook_stream_name(compound))
    budget, extent = CellBudget(limits), FilledExtent()
    decoder = TextDecoder(int.from_bytes(stream[4:6], "little"))
    cells = 0
    findings: list[Finding] = []
    books: list[str] = []
    macro_sheets: list[str] = []
    for kind, content in _biff_records(stream, budget):
        if kind in _FILLED and len(content) >= 4:
            cells += 1
            row, column = struct.unpack_from("<HH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind == _Biff.MULRK else column
            extent.add(row + 1, last + 1)
        elif kind == _Biff.CODE_PAGE and len(content) >= 2:
            (decoder.code_page,) = struct.unpack_from("<H", content)
        elif kind == _Biff.BOF:
            budget.take(cells, extent.area, 0)
            cells, extent = 0, FilledExtent()
        elif kind == _Biff.BOUNDSHEET and len(content) > 7:
            name, state, sheet_type = decoder.text(content, 6, 1), content[4] & 3, content[5]
            if state == _VERY_HIDDEN and name not in HIDDEN_SHEETS:
                findings.append(report_very_hidden(name, place))
            if sheet_type == _MACRO_SHEET:
                macro_sheets.append(name)
        elif kind == _Biff.SUPBOOK and len(content) > 4 and content[2:4] not in {_OWN_BOOK, _ADD_INS}:
            books.append(_book_name(content))
    budget.take(cells, extent.area, 0)
    findings += _storages(compound, macro_sheets, place)
    for rule, names in (
        ("F20", [book for book in books if "|" not in book]),
        ("F21", [book for book in books if "|" in book]),
    ):
        if names:
            findings.append(FILES[rule].at(place, found=list_names(names)))
    return tuple(findings)


def _biff_records(stream: bytes, budget: CellBudget) -> Iterator[tuple[int, bytes]]:
    """Yield the records that are looked at. RefusedError where there are more than the allowed cells may have."""
    at, number, max_records = 0, 0, RECORDS_PER_CELL * budget.limits.cells
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        if number > max_records:
            budget.take(number, 0, 0)
        if kind in _LOOKED_AT:
            yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        number += 1


def _book_name(content: bytes) -> str:
    """Return the file that is linked to, or ``program|topic`` for DDE and OLE.

    In both, 0x03 separates the parts; the name of a file begins with 0x01 (MS-XLS 2.5.277).
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
        yield FILES["F23"].at(place, found=list_names(modules))
    objects = [name for name in names if "/" not in name and name.startswith(("MBD", "LNK"))]
    if objects:
        yield FILES["F22"].at(place, found=list_names(objects))
