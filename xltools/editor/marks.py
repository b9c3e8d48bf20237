"""The record of what was put into a workbook, kept in the workbook itself, so that it can be taken off again.

A marked copy travels: somebody opens it in Excel, WPS or LibreOffice, renames sheets, inserts rows, saves it, sends it
back. Positions in the file and style numbers mean nothing by then. What survives in all three programs is a sheet with
formulas: so a deeply hidden sheet holds one row per marked cell, with a formula that shows the cell (programs keep it
pointing at the right one), the fill that the cell had before, and the text that was put into its note. Sheets that were
added have a row as well: only those are ever replaced or removed.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from xltools.editor.added import AddedCell, AddedSheet, CellReference
from xltools.editor.address import parse_cell
from xltools.editor.refusal import EditRefusedError
from xltools.editor.styles_part import CellRole
from xltools.editor.xml_document import Node, XmlDocument
from xltools.editor.xmltext import unescape_xml, whole_number
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import MARKS_SHEET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xltools.editor.cell_content import CellValue

__all__ = ["FillMark", "Mark", "Marks", "NoteMark", "marks_sheet", "read_marks"]


_TITLE = "xltools 1"
_WARNING = "本表由工具自动维护，用于撤除标记，请勿修改或删除"
_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class FillMark:
    """A fill that was put on a cell: its colour, and how the cell was before.

    ``before`` is the earlier fill as markup, ``applied`` whether the format said that it applies. ``stated`` tells
    whether the cell named a format of its own; None means that the cell was not written at all.
    """

    colour: str
    before: str
    applied: str | None = None
    stated: bool | None = True


@dataclass(frozen=True, slots=True)
class NoteMark:
    """Text that was put into a cell's note, exactly; ``whole`` when there was no note before."""

    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Mark:
    """A colour and a note that were put on one cell. The place is where the cell is now."""

    sheet: str
    row: int
    column: int
    fill: FillMark | None = None
    note: NoteMark | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that was put into a workbook and is still recorded in it: marked cells, and sheets by name."""

    cells: tuple[Mark, ...] = ()
    sheets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is recorded."""
        return bool(self.cells or self.sheets)


def marks_sheet(marks: Marks) -> AddedSheet:
    """Return the hidden sheet that keeps ``marks``."""
    rows: list[tuple[CellValue | CellReference, ...]] = [(_TITLE, _WARNING)]
    rows += (("sheet", CellReference(name, 1, 1)) for name in marks.sheets)
    rows += (
        (
            "cell",
            CellReference(mark.sheet, mark.row, mark.column),
            _fill_text(mark.fill) if mark.fill else None,
            ("whole" if mark.note.whole else "part") if mark.note else None,
            mark.note.text if mark.note else None,
        )
        for mark in marks.cells
    )
    cells = tuple(tuple(AddedCell(value, CellRole.DEFAULT) for value in row) for row in rows)
    return AddedSheet(MARKS_SHEET, cells, first=False, state="veryHidden")


@lru_cache(maxsize=256)
def _fill_text(fill: FillMark) -> str:
    return json.dumps([fill.colour, fill.before, fill.applied, fill.stated])


def read_marks(raw: bytes, part: str, shared_strings: Callable[[], Sequence[str]]) -> Marks:
    """Return the marks that the hidden sheet keeps, whichever program saved it last.

    Rows that point nowhere any more (the cell or sheet was deleted) are left out.
    """
    document = XmlDocument(raw, part)
    cells: list[Mark] = []
    sheets: list[str] = []
    for number, row in enumerate(_rows(document, shared_strings)):
        if number == 0 and row.get(1) != _TITLE:
            return Marks()
        reference = _REFERENCE.fullmatch(row.get(2, "").removeprefix("="))
        place = parse_cell(reference[3]) if reference else None
        if reference is None or place is None:
            continue
        sheet = reference[1].replace("''", "'") if reference[1] else reference[2]
        if row.get(1) == "sheet":
            sheets.append(sheet)
        elif row.get(1) == "cell":
            note = NoteMark(row.get(5, ""), row.get(4) == "whole") if row.get(4) else None
            cells.append(Mark(sheet, *place, _fill(row.get(3, "")), note))
    return Marks(tuple(cells), tuple(dict.fromkeys(sheets)))


def _fill(text: str) -> FillMark | None:
    try:
        colour, before, applied, stated = json.loads(text)
        XmlDocument(before.encode(), MARKS_SHEET)  # somebody could have typed there
    except (ValueError, TypeError, AttributeError, EditRefusedError):
        return None
    return FillMark(str(colour), before, applied, stated)


def _rows(document: XmlDocument, shared_strings: Callable[[], Sequence[str]]) -> Iterator[dict[int, str]]:
    """Go through the texts of each row by column: a formula's text where there is one, else the shown value."""
    data = document.root.child("sheetData")
    for row in data.named("row") if data else ():
        texts: dict[int, str] = {}
        for cell in row.named("c"):
            place = parse_cell(cell.attributes.get("r", ""))
            if place is not None:
                texts[place[1]] = _text(cell, shared_strings)
        yield texts


def _text(cell: Node, shared_strings: Callable[[], Sequence[str]]) -> str:
    formula, value, inline = cell.child("f"), cell.child("v"), cell.child("is")
    if formula is not None:
        return formula.text
    if inline is not None:
        return string_text(inline)
    text = value.text if value is not None else ""
    index = whole_number(text)
    if cell.attributes.get("t") == "s" and index is not None:
        strings = shared_strings()
        return strings[index] if index < len(strings) else ""
    return unescape_xml(text)


def string_text(node: Node) -> str:
    """Return the text of an ``<is>`` or ``<si>`` element, its runs joined."""
    runs = (inner for run in node.named("r") for inner in run.named("t"))
    return unescape_xml("".join(text.text for text in (*node.named("t"), *runs)))
