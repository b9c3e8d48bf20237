"""The county of the matrix: three departments, each with a form and with the kinds of cells that readers confuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fixtures.forms import form

PERCENT, AMOUNT, DATE = "0.00%", "#,##0.00", "yyyy-mm-dd"
DATE_SERIAL = 46023
"""The number of 2026-01-01."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it is to be written: ``kind`` is text, number, percent, date, result or formula.

    A ``result`` is a formula that is stored with its result, a ``formula`` one without; ``value`` is the right result.
    """

    row: int
    column: int
    kind: str
    value: str
    number_format: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Department:
    """A department's name and the cells of its form."""

    name: str
    cells: tuple[Cell, ...]

    def save(self, folder: Path) -> Path:
        """Write the cells as lines of fields between tabs, which every program of the matrix reads."""
        path = folder / f"{self.name}.tsv"
        lines = (
            (str(cell.row), str(cell.column), cell.kind, cell.number_format, cell.value, cell.formula)
            for cell in self.cells
        )
        path.write_text("".join("\t".join(line).replace("\n", "\\n") + "\n" for line in lines), encoding="utf-8")
        return path


def departments() -> tuple[Department, ...]:
    """Return the county: amounts in yuan with fen, and in the third department in 万元."""
    return (
        Department("320", tuple(_cells(320, "1234567.89", "1000000.05", "234567.84", "元"))),
        Department("321", tuple(_cells(321, "98765432.1", "98765432.09", "0.01", "元"))),
        Department("322", tuple(_cells(322, "123.456789", "100.000005", "23.456784", "万元"))),
    )


def _cells(number: int, budget: str, own: str, other: str, unit: str) -> Iterator[Cell]:
    amounts = {(4, 3): budget, (4, 5): own, (4, 7): other}
    rows = form(number).rows
    for row, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if (row, column) in amounts:
                number_format = AMOUNT if unit == "元" else "0.000000"
                yield Cell(row, column, "number", amounts[row, column], number_format)
            elif isinstance(value, float):
                yield Cell(row, column, "number", f"{value:g}", "0")
            elif value:
                yield Cell(row, column, "text", f"{value}（{unit}）" if row == 4 else str(value))
    below = len(rows) + 1
    total = f"{float(own) + float(other):.6f}".rstrip("0")
    yield Cell(below, 1, "text", "说明：\n第一行\n第二行")
    yield Cell(below, 2, "percent", "0.955", PERCENT)
    yield Cell(below, 3, "percent", "1", PERCENT)
    yield Cell(below, 4, "date", str(DATE_SERIAL), DATE)
    yield Cell(below, 5, "result", total, "0.000000", "E4+G4")
    yield Cell(below, 6, "formula", total, "0.000000", "E4+G4")
    yield Cell(below, 7, "text", "00320")
