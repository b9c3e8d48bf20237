"""From the rows of an indicator table to indicators: levels carried down, several in one row taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xltools.forms.description import FormDescription
from xltools.forms.entries import EntryReader, shorten
from xltools.forms.found import ABSENT, FoundRow
from xltools.forms.label_text import label_key
from xltools.forms.several import count_names, split_indicator
from xltools.forms.table import AREA
from xltools.grids.grid import Address
from xltools.model import Entry, Indicator, TargetValue
from xltools.values import parse_number, parse_target, squeeze
from xltools.values.operators import leading_operator

__all__ = ["IndicatorReader"]

_EMPTY: Entry[Any] = Entry()
_CONTENT = ("level3", "description", "target", "basis")
"""Columns of which one makes a row an indicator."""
_KNOWN = frozenset(
    ("level1", "level2", "level3", "description", "target", "basis", "measure", "weight", "operator")
) | {"actual", "forecast", "score", "reason"}
_SIGNS = frozenset("=≥≤><")


class IndicatorReader:
    """Reads the rows of one form's tables.

    ``struck`` are the texts of cells that are struck through: the level they name still holds for the rows below.
    """

    def __init__(self, entries: EntryReader, form: FormDescription, struck: Mapping[Address, str]) -> None:
        self._entries = entries
        self._grid = entries.grid
        self._aliases = {label_key(name): usual for name, usual in form.levels.aliases.items()}
        self._moved = form.levels.moved
        self._struck = struck

    def indicators(self, rows: Sequence[FoundRow], before: Sequence[Indicator] = ()) -> tuple[Indicator, ...]:
        """Return the indicators of some rows; ``before`` are those that the rows continue."""
        text = self._entries.text
        indicators: list[Indicator] = []
        level1, level2 = (before[-1].level1, before[-1].level2) if before else (_EMPTY, _EMPTY)
        last_row = self._first_struck_row(rows[0].row) if rows and self._struck else 0
        for row in rows:
            own1 = text(row.cells.get("level1", ABSENT), "level1", join="")
            own2 = text(row.cells.get("level2", ABSENT), "level2", join="")
            if self._struck:
                level1, level2 = self._struck_levels(row, last_row, level1, level2)
                last_row = row.row
            continued = own1.value is None and level1.value is not None
            if own1.value is not None or level1.value is None:
                level1, level2 = own1, _EMPTY
            if own2.value is not None or level2.value is None:
                level2 = own2
            if not any(row.cells[key].cells for key in _CONTENT if key in row.cells):
                continue
            indicators += self._split(self._indicator(row, level1, level2, continued=continued))
        return tuple(indicators)

    def _first_struck_row(self, row: int) -> int:
        """Return the first of the rows right above a row that are blank because all of them is struck through."""
        while row > 1 and not self._grid.filled_columns(row - 1):
            row -= 1
        return row

    def _struck_levels(
        self, row: FoundRow, first: int, level1: Entry[str], level2: Entry[str]
    ) -> tuple[Entry[str], Entry[str]]:
        """Return the levels that struck rows above a row pass down: 产出指标 still names what follows."""
        for number in range(first, row.row):
            for key in ("level1", "level2"):
                address = (number, row.cells[key].column) if key in row.cells else (0, 0)
                if text := self._struck.get(address, "").strip():
                    entry = Entry(self._grid.place(*address), text, text)
                    level1, level2 = (entry, _EMPTY) if key == "level1" else (level1, entry)
        return level1, level2

    def _split(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """Return the indicators that were typed into one row."""
        parts = split_indicator(indicator)
        report = self._entries.report
        if len(parts) > 1:
            report("R22", indicator.level3.place, field="level3", found=str(len(parts)))
        elif (count := count_names(indicator)) > 1:
            report("R25", indicator.level3.place, field="level3", found=str(count))
        return parts

    def _indicator(self, row: FoundRow, level1: Entry[str], level2: Entry[str], *, continued: bool) -> Indicator:
        cells, grid = row.cells, self._grid

        def words(key: str) -> Entry[str]:
            return self._entries.text(cells[key], key, join="") if key in cells else _EMPTY

        def printed(key: str) -> Entry[str]:
            return self._entries.text(cells.get(key, ABSENT), key, join="")

        def number(key: str) -> Entry[Decimal]:
            return self._entries.entry(cells[key], key, parse_number) if key in cells else _EMPTY  # type: ignore[arg-type]

        def target(key: str) -> Entry[TargetValue]:
            return self._entries.target(cells[key], key) if key in cells else _EMPTY

        for key in ("target", "level3") if grid.merged else ():
            cell = cells.get(key)
            block = grid.covering(cell.row, cell.column) if cell and cell.cells and cell.row == row.row else None
            if cell and block and block.bottom > block.top:
                text = shorten(grid.text(cell.row, cell.column))
                self._entries.report("R07", grid.place(cell.row, cell.column), field=key, found=text)
        level1, level2 = self._usual_names(level1, level2)
        measure = words("measure")
        others = cells.keys() - _KNOWN
        extras = {key: words(key) for key in cells if key in others and not key.startswith(AREA)} if others else {}
        operator = words("operator")
        if "direction" in extras and not _is_sign(operator) and _is_sign(extras["direction"]):
            operator, extras["direction"] = extras["direction"], operator  # 正向 under 指标性质, ≥ under 指标方向
        return Indicator(
            place=grid.place(row.row, next(iter(cells.values())).column),
            level1=level1,
            level2=level2,
            level3=printed("level3"),
            description=printed("description"),
            target=_with_parts(self._entries.target(cells.get("target", ABSENT)), operator),
            basis=printed("basis"),
            measure=measure,
            weight=number("weight"),
            continued=continued,
            operator=operator,
            actual=target("actual"),
            forecast=target("forecast"),
            score=number("score"),
            reason=words("reason"),
            areas={key.removeprefix(AREA): target(key) for key in cells if key.startswith(AREA)} if others else {},
            extras=extras,
        )

    def _usual_names(self, level1: Entry[str], level2: Entry[str]) -> tuple[Entry[str], Entry[str]]:
        """Return the levels under their usual names where the form prints its own."""
        level1, level2 = _usual_name(level1, self._aliases), _usual_name(level2, self._aliases)
        moved = self._moved.get(label_key(level2.value or "")) if self._moved else None
        return (replace(level1, value=moved), level2) if moved else (level1, level2)


def _usual_name(level: Entry[str], aliases: Mapping[str, str]) -> Entry[str]:
    """Return a level without the points behind it, under its usual name."""
    name = label_key(level.text)
    if level.value is None or (name not in aliases and name == squeeze(level.text)):
        return level
    return replace(level, value=aliases.get(name, name))


def _sign(operator: Entry[str]) -> str:
    """Return the sign of an operator in a column of its own, typed as a sign or in words."""
    squeezed = squeeze(operator.text)
    start, sign, _ = leading_operator(squeezed) if squeezed not in _SIGNS else (1, None, False)
    return sign.value if sign and not start else squeezed


def _is_sign(operator: Entry[str]) -> bool:
    return _sign(operator) in _SIGNS


def _with_parts(target: Entry[TargetValue], operator: Entry[str]) -> Entry[TargetValue]:
    """Return a target with the operator of its own column in its text and its value."""
    sign = _sign(operator)
    if target.blank or sign not in _SIGNS or squeeze(target.text)[:1] in _SIGNS:
        return target
    text = f"{sign}{target.text.strip()}"
    return replace(target, text=text, value=parse_target(text))
