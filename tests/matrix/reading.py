"""What the readers make of a file, held against the cells that were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tests.matrix.county import DATE_SERIAL, Cell, Department
from xltools.grids.grid import CellValue, Grid, cell_text
from xltools.model import column_letters
from xltools.readers.identify import read_file

SHOWN_ONLY = (".html", ".csv")
"""The formats that keep what is shown and no more: their line breaks and stored numbers are gone in the file."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: the values read, those not calculated among them, what is wrong, or a finding."""

    values: int = 0
    not_calculated: int = 0
    wrong: tuple[str, ...] = ()
    finding: str = ""
    not_written: bool = False


def read(path: Path, department: Department, lost: frozenset[str] = frozenset()) -> Reading:
    """Read a file and compare every cell of the department.

    ``lost`` are the kinds of cells that the program itself does not write as they are: texts it garbles are not
    compared, a formula that it leaves out must be blank, and per cent and dates must be their stored numbers.
    """
    if not path.exists():
        return Reading(not_written=True)
    sent = read_file(path, path.name)
    if sent.problem:
        return Reading(finding=sent.problem.message.en)
    if not sent.workbook or not sent.workbook.sheets:
        return Reading(wrong=(f"no workbook: {sent.reason.en}",))
    grid = sent.workbook.sheets[0]
    blanks = [cell for cell in department.cells if _uncalculated(grid, cell)]
    shown_only = path.suffix in SHOWN_ONLY
    wrong = tuple(_wrong(grid, department, lost, shown_only=shown_only))
    compared = [cell for cell in department.cells if cell.kind not in lost or cell.kind in {"percent", "date"}]
    return Reading(len(compared), len(blanks), wrong)


def _uncalculated(grid: Grid, cell: Cell) -> bool:
    return (cell.row, cell.column) in grid.uncalculated


def _wrong(grid: Grid, department: Department, lost: frozenset[str], *, shown_only: bool) -> Iterator[str]:
    written = {(cell.row, cell.column) for cell in department.cells}
    for cell in department.cells:
        value = _value(grid, cell.row, cell.column)
        kind = "number" if cell.kind in {"percent", "date"} and cell.kind in lost else cell.kind
        if _uncalculated(grid, cell):
            text = grid.formula_texts.get((cell.row, cell.column), cell.formula)
            right = value in (None, "") and (cell.kind != "text" or f"={text}" == cell.value)
        elif kind == "formula" and kind in lost:
            right = value in (None, "", f"={cell.formula}")
        elif kind == "text" and kind in lost:
            right = isinstance(value, str) and value != ""
        elif kind == "text":
            right = _same_text(value, cell.value, shown_only=shown_only)
        elif kind == "percent":
            right = _is_percent(grid, cell, value)
        elif kind == "date":
            right = _is_date(grid, cell, value)
        else:
            right = _same_number(value, cell.value)
        if not right:
            yield f"{column_letters(cell.column)}{cell.row}: {value!r} for {cell.kind} {cell.value!r}"
    for row, values in enumerate(grid.rows, 1):
        for column, value in enumerate(values, 1):
            if value not in (None, "") and (row, column) not in written:
                yield f"{column_letters(column)}{row}: {value!r} where nothing was written"


def _value(grid: Grid, row: int, column: int) -> CellValue:
    values = grid.rows[row - 1] if row <= len(grid.rows) else ()
    return values[column - 1] if column <= len(values) else None


def _same_text(value: CellValue, text: str, *, shown_only: bool) -> bool:
    if not isinstance(value, str):
        return shown_only and cell_text(value) == text
    return "".join(value.split()) == "".join(text.split()) if shown_only else value.replace("\r\n", "\n") == text


def _same_number(value: CellValue, number: str) -> bool:
    try:
        read = Decimal(cell_text(value).replace(",", ""))
    except InvalidOperation:
        return False
    exact = Decimal(number)
    return abs(read - exact) <= abs(exact) * Decimal("1e-14")


def _is_percent(grid: Grid, cell: Cell, value: CellValue) -> bool:
    shown = cell_text(value, percent=(cell.row, cell.column) in grid.percents)
    return shown.endswith("%") and _same_number(shown[:-1], str(Decimal(cell.value) * 100))


def _is_date(grid: Grid, cell: Cell, value: CellValue) -> bool:
    day = date.fromordinal(date(1899, 12, 30).toordinal() + DATE_SERIAL)
    return (value.date() if isinstance(value, datetime) else value) == day or cell_text(value) == day.isoformat()
