"""From the cells of a form to typed entries: what cannot be read becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from xltools.forms.find import FoundCell
from xltools.glossary import FIELD_TERMS
from xltools.grids.grid import Address, CellValue, Grid, cell_text
from xltools.messages.reading import READING
from xltools.model import Entry, Finding, MoneyUnit, Place, TargetValue
from xltools.text import NO_TEXT
from xltools.values import normalise, parse_amount, parse_percent, parse_target

__all__ = ["EntryReader", "shorten"]

T = TypeVar("T")

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d+")
_RUNS_ON = re.compile(r"\s*[\d年月日]")
"""The beginning of a text that would change the number it follows."""
_BLANKS = " \t\r\n\u3000\u00a0"
_MAX_EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
_MAX_SHOWN_CHARACTERS = 40


class EntryReader:
    """Turns the cells of one grid into entries and adds what it finds on the way to ``findings``.

    ``subject`` is what the findings are about: the name of the form that is being read.
    """

    def __init__(self, grid: Grid, findings: list[Finding]) -> None:
        self.grid = grid
        self.findings = findings
        self.subject = ""
        self._has_error_cells = bool(grid.uncalculated or grid.errors)

    def report(self, rule: str, place: Place, **values: Any) -> None:
        """Add a finding of the reading family; ``values`` fill its message."""
        words = {"sheet": self.grid.sheet, "label": FIELD_TERMS.get(values.get("field", ""), NO_TEXT)}
        self.findings.append(READING[rule].at(place, subject=self.subject, **(words | values)))

    def entry(self, cell: FoundCell, field: str, parse: Callable[[CellValue], T | None], *, join: str = "") -> Entry[T]:
        """Return the typed entry of a field. A missing label gives an entry without a cell, which no rule judges."""
        grid, cells = self.grid, cell.cells
        place = Place(grid.file, grid.sheet, cell.row, cell.column)
        if cell.inline:
            return Entry(place, cell.inline, parse(cell.inline))
        if not cells:
            return Entry(place, formula=(cell.row, cell.column) in grid.formulas)
        formula = not grid.formulas.isdisjoint(cells)
        if self._has_error_cells and (entry := self._error_entry(cell, field, formula=formula)):
            return entry
        for address in cell.extra:
            self.report("R06", grid.place(*address), field=field, found=shorten(grid.text(*address)))
        if len(cells) == 1:
            (address,) = cells
            raw = grid.value(*address)
            if isinstance(raw, str):
                return Entry(place, raw, parse(raw), formula)
            text = grid.text(*address)
            return Entry(place, text, parse(text if address in grid.percents else raw), formula)
        text = self._target_text(cells) if field == "target" else join.join(grid.text(*address) for address in cells)
        return Entry(place, text, parse(text), formula)

    def _target_text(self, cells: Sequence[Address]) -> str:
        """Join operator, number, unit and words into one text; words that would run on into a number are set off."""
        grid, text, last = self.grid, "", (0, 0)
        for address in cells:
            part = grid.text(*address)
            if text[-1:] == "%" == part.strip():
                continue
            if text[-1:].isdigit() and _RUNS_ON.match(part) and address[1] > grid.block(*last).right + 1:
                text += "；"
            text, last = text + part, address
        return text

    def _error_entry(self, cell: FoundCell, field: str, *, formula: bool) -> Entry[Any] | None:
        """Report a formula without a result or an error value and return its entry; None for all other cells."""
        grid = self.grid
        for address in cell.cells:
            if address in grid.uncalculated:
                self.report("R03", grid.place(*address), field=field)
                return Entry(grid.place(*address), formula=True)
            if address in grid.errors:
                error = grid.errors[address]
                self.report("R04", grid.place(*address), field=field, found=error)
                return Entry(grid.place(*address), error, formula=formula)
        return None

    def text(self, cell: FoundCell, field: str, join: str = "\n") -> Entry[str]:
        """Return the entry of a text field; its value is the text without blanks around it, None where it is blank."""
        row, column, cells, inline, extra = cell
        if len(cells) == 1 and not (inline or extra or self._has_error_cells):
            # Most entries are a text in one cell: this is :meth:`entry` without its special cases.
            raw = self.grid.value(row, column)
            if isinstance(raw, str):
                place = Place(self.grid.file, self.grid.sheet, row, column)
                return Entry(place, raw, raw.strip(_BLANKS) or None, cells[0] in self.grid.formulas)
        return self.entry(cell, field, _stripped_text, join=join)

    def target(self, cell: FoundCell) -> Entry[TargetValue]:
        """Return the entry of an indicator's target value."""
        return self.entry(cell, "target", lambda raw: parse_target(_stripped_text(raw) or ""))

    def code(self, cell: FoundCell, field: str) -> Entry[str]:
        """Return the entry of a code, which stays text; one stored as a number is reported, since zeros may be lost."""
        entry = self.entry(cell, field, lambda raw: normalise(_stripped_text(raw) or "") or None)
        if len(cell.cells) == 1 and entry.value:
            raw = self.grid.value(*cell.cells[0])
            number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
            # A three-digit department code loses nothing as a number; longer ones may have lost zeros or digits.
            if (
                _SCIENTIFIC.fullmatch(entry.value)
                or (number and len(entry.value) > _MAX_EXACT_DIGITS)
                or (number and field == "code")
            ):
                self.report("R05", entry.place, field=field, found=entry.value)
        return entry

    def amount(self, cell: FoundCell, field: str, unit: MoneyUnit) -> Entry[Decimal]:
        """Return the entry of an amount, in 元."""
        entry = self.entry(cell, field, lambda raw: parse_amount(raw, unit))  # type: ignore[arg-type]
        # An unreadable budget is reported by a rule (A01); no rule looks at the other two.
        if entry.unreadable and field != "budget" and entry.text not in self.grid.errors.values():
            self.report("R10", entry.place, field=field, found=shorten(entry.text))
        return entry

    def percent(self, cell: FoundCell, field: str) -> Entry[Decimal]:
        """Return the entry of a percentage; the text of a percent-formatted cell has its sign already."""
        return self.entry(cell, field, parse_percent)  # type: ignore[arg-type]


def _stripped_text(raw: CellValue) -> str | None:
    text = raw if isinstance(raw, str) else cell_text(raw)
    return text.strip(_BLANKS) or None


def shorten(text: str) -> str:
    """Return a text cut to what fits into a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_SHOWN_CHARACTERS else f"{flat[: _MAX_SHOWN_CHARACTERS - 1]}…"
