"""Fill the blanks of a workbook file, and undo the fills: always in a copy, always with a log.

Each filled cell gets a colour and a note with its calculation; the sheet 填充日志 lists them all. Fills are
recognised by their notes, which the record of marks keeps literally, even if their cells have moved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from xltools.department.dependents import SheetCell, dependent_formulas
from xltools.derive import Fill, derive_fills
from xltools.editor import (
    AddedCell,
    AddedSheet,
    CellRole,
    EditableWorkbook,
    EditRefusedError,
    Edits,
    Mark,
    Refusal,
    RefusalCode,
)
from xltools.forms.interpret import interpret
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.glossary import field_term
from xltools.grids.grid import CellValue, Grid
from xltools.model import Place
from xltools.readers import read_content
from xltools.sheet_names import FILL_LOG_SHEET

__all__ = [
    "FILL_COLOUR",
    "Filled",
    "Undone",
    "fill_workbook",
    "filled_cells",
    "holds",
    "log_row",
    "log_rows",
    "log_sheet",
    "note_text",
    "undo_fills",
]

FILL_COLOUR = "DDEBF7"

_HEADINGS = ("序号", "工作表", "单元格", "项目", "栏目", "填入值", "公式", "规则", "时间")
_WIDTHS = (6, 12, 8, 30, 16, 16, 46, 7, 18)
_NOTE = re.compile(r"【填充(\d+)】[^\n]*? = ([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled copy. ``done`` are the fills in it, ``suggestions`` those that a person decides about.

    ``data`` is the original's when nothing was filled. ``refused`` names fills that could not be made safely.
    """

    data: bytes
    done: tuple[Fill, ...]
    suggestions: tuple[Fill, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Undone:
    """A copy without the fills. ``changed`` are cells that somebody has changed since: their content stays."""

    data: bytes
    cleared: tuple[Place, ...]
    changed: tuple[tuple[Place, str, str], ...]
    refused: tuple[Refusal, ...]


def fill_workbook(data: bytes, name: str, when: datetime, forms: KnownForms = BUILT_IN) -> Filled:
    """Fill what may be filled into a copy of a workbook; ``forms`` are the known ones.

    Raises:
        EditRefusedError: the file cannot be changed part by part.
    """
    package = EditableWorkbook.open(data, name)
    grids = _grids(data, name)
    fills = derive_fills(interpret(grids, name, forms).book)
    wanted = [fill for fill in fills if fill.automatic]
    suggestions = tuple(fill for fill in fills if not fill.automatic)
    if not wanted:
        return Filled(data, (), suggestions, ())
    earlier = log_rows(grids)
    edits = Edits()
    rows = []
    for number, fill in enumerate(wanted, len(earlier) + 1):
        place = fill.place
        edits.set_value(place.sheet, place.row, place.column, fill.cell_value)
        edits.fill(place.sheet, place.row, place.column, FILL_COLOUR)
        edits.note(place.sheet, place.row, place.column, note_text(number, fill, when))
        rows.append(log_row(number, fill, when))
    _drop_outdated(edits, grids, (SheetCell(fill.place.sheet, fill.place.row, fill.place.column) for fill in wanted))
    edits.add_sheet(log_sheet([*earlier, *rows]))
    result = package.apply(edits)
    refused = {(one.place.sheet, one.place.row, one.place.column) for one in result.refused}
    done = tuple(fill for fill in wanted if (fill.place.sheet, fill.place.row, fill.place.column) not in refused)
    return Filled(result.data, done, suggestions, result.refused)


def _drop_outdated(edits: Edits, grids: Collection[Grid], changed: Iterable[SheetCell]) -> None:
    """Take the stored results off all formulas that depend on the changed cells.

    No reader can take one for true that is not; the programs calculate such a formula when they open the workbook.
    """
    for cell in dependent_formulas(tuple(grids), changed):
        edits.drop_result(*cell)


def _grids(data: bytes, name: str) -> tuple[Grid, ...]:
    """Return the worksheets. Raises EditRefusedError where the file cannot be read."""
    file = read_content(data, ".xlsx", name)
    if file.workbook is None:
        raise EditRefusedError(RefusalCode.DAMAGED_PACKAGE, file.problem.message.zh if file.problem else file.reason.zh)
    return file.workbook.sheets


def undo_fills(data: bytes, name: str) -> Undone:
    """Take the fills of :func:`fill_workbook` back, and nothing that a person typed since.

    Raises:
        EditRefusedError: the file cannot be changed part by part.
    """
    package = EditableWorkbook.open(data, name)
    grids = {grid.sheet: grid for grid in _grids(data, name)}
    edits = Edits()
    cleared: list[Place] = []
    changed: list[tuple[Place, str, str]] = []
    for mark, value in filled_cells(package.marks.cells):
        place = Place(name, mark.sheet, mark.row, mark.column)
        found = grids[mark.sheet].value(mark.row, mark.column) if mark.sheet in grids else None
        if holds(found, value):
            edits.set_value(mark.sheet, mark.row, mark.column, None)
            cleared.append(place)
        else:
            changed.append((place, value, "" if found is None else str(found)))
        edits.restore(mark)
    _drop_outdated(edits, grids.values(), (SheetCell(place.sheet, place.row, place.column) for place in cleared))
    if FILL_LOG_SHEET in package.marks.sheets:
        edits.remove_sheet(FILL_LOG_SHEET)
    if not edits.items:
        return Undone(data, (), (), ())
    result = package.apply(edits)
    return Undone(result.data, tuple(cleared), tuple(changed), result.refused)


def filled_cells(marks: Sequence[Mark]) -> Iterator[tuple[Mark, str]]:
    """Return the marks of fills, with the value that was filled in."""
    for mark in marks:
        found = _NOTE.search(mark.note.text) if mark.note else None
        if found:
            yield mark, found[2]


def holds(found: CellValue, filled: str) -> bool:
    """Return whether a cell still has the value that was filled in, however it is written."""
    if isinstance(found, str):
        return found == filled
    try:
        return found is not None and Decimal(str(found)) == Decimal(filled)
    except InvalidOperation:
        return False


def _field_name(fill: Fill) -> str:
    return field_term(fill.field).zh


def note_text(number: int, fill: Fill, when: datetime) -> str:
    """Return the note of a filled cell, from which the filled value is read back."""
    rule = f"\n规则：{fill.rule}" if fill.rule else ""
    return f"【填充{number}】{_field_name(fill)} = {fill.cell_value}\n依据：{fill.formula}{rule}\n时间：{_moment(when)}"


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M}"


def log_row(number: int, fill: Fill, when: datetime) -> tuple[AddedCell, ...]:
    """Return one line of the log, with a link to the cell."""
    place = fill.place
    texts = (place.sheet, place.cell, fill.subject, _field_name(fill), str(fill.cell_value), fill.formula, fill.rule)
    cells = [AddedCell(text, CellRole.TEXT) for text in (*texts, _moment(when))]
    cells[1] = AddedCell(place.cell, CellRole.LINK, link=place)
    return (AddedCell(number, CellRole.INTEGER), *cells)


def log_rows(grids: Sequence[Grid]) -> list[tuple[AddedCell, ...]]:
    """Return the rows of an earlier log, which stay: a log only grows."""
    for grid in grids:
        if grid.sheet == FILL_LOG_SHEET:
            return [
                tuple(AddedCell(grid.text(row, column), CellRole.TEXT) for column in range(1, len(_HEADINGS) + 1))
                for row in range(3, grid.height + 1)
            ]
    return []


def log_sheet(rows: Sequence[tuple[AddedCell, ...]]) -> AddedSheet:
    """Return the sheet 填充日志 with these lines."""
    title = (AddedCell(FILL_LOG_SHEET, CellRole.TITLE),)
    headings = tuple(AddedCell(heading, CellRole.HEADER) for heading in _HEADINGS)
    return AddedSheet(FILL_LOG_SHEET, (title, headings, *rows), widths=_WIDTHS, first=False, heading=2, filter=True)
