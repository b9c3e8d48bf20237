"""The formulas of a workbook whose stored results are outdated once some of its cells have other values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xltools.grids.grid import Grid
from xltools.model import column_number

__all__ = ["SheetCell", "dependent_formulas"]

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_NAME = r"[^\W\d][\w.]*"
_TOKEN = re.compile(
    rf"(?:(?P<sheet>'(?:[^']|'')+'|{_NAME})!)?"
    r"(?:\$?(?P<left>[A-Z]{1,3})\$?(?P<top>[0-9]{1,7})(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>[0-9]{1,7}))?(?![\w.(])"
    rf"|(?P<function>{_NAME})\(|(?P<constant>TRUE|FALSE)(?![\w.(])|(?P<other>{_NAME}|[\[\]$#]))"
)
_FAR_SIGHTED = frozenset({"INDIRECT", "OFFSET"})
"""Functions that look at other cells than those that the formula names."""


class SheetCell(NamedTuple):
    """A cell of a workbook."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class _Area:
    """A block of a sheet that a formula looks at."""

    top: int
    left: int
    bottom: int
    right: int
    formula: SheetCell

    def covers(self, cell: SheetCell) -> bool:
        return self.top <= cell.row <= self.bottom and self.left <= cell.column <= self.right


def dependent_formulas(grids: Sequence[Grid], changed: Iterable[SheetCell]) -> tuple[SheetCell, ...]:
    """Return the cells with formulas that depend on ``changed``, directly or over other formulas.

    A formula that names anything but cells (a defined name, a column, another workbook, INDIRECT), or whose text is not
    known, may depend on any cell and is among them.
    """
    looked_at: dict[str, list[_Area]] = {}
    reached: set[SheetCell] = set()
    for grid in grids:
        for address in grid.formulas:
            formula = SheetCell(grid.sheet, *address)
            areas = _areas(grid.formula_texts.get(address, ""), formula)
            if areas is None:
                reached.add(formula)
            else:
                for sheet, area in areas:
                    looked_at.setdefault(sheet, []).append(area)
    pending = [*changed, *reached]
    while pending:
        cell = pending.pop()
        for area in looked_at.get(cell.sheet.casefold(), ()):
            if area.formula not in reached and area.covers(cell):
                reached.add(area.formula)
                pending.append(area.formula)
    return tuple(sorted(reached))


def _areas(text: str, formula: SheetCell) -> list[tuple[str, _Area]] | None:
    """Return the sheets and blocks that a formula looks at; None where its text does not tell."""
    if not text:
        return None
    areas = []
    for match in _TOKEN.finditer(_TEXT.sub('""', text)):
        if match["other"] or (match["function"] or "").upper() in _FAR_SIGHTED:
            return None
        if match["left"]:
            areas.append((_sheet_name(match["sheet"], formula.sheet), _area(match, formula)))
    return areas


def _sheet_name(written: str | None, own: str) -> str:
    if written is None:
        return own.casefold()
    bare = written[1:-1].replace("''", "'") if written.startswith("'") else written
    return bare.casefold()


def _area(match: re.Match[str], formula: SheetCell) -> _Area:
    top, left = int(match["top"]), column_number(match["left"])
    bottom, right = int(match["bottom"] or top), column_number(match["right"] or match["left"])
    return _Area(min(top, bottom), min(left, right), max(top, bottom), max(left, right), formula)
