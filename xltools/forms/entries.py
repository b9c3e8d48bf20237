"""From the cells of a form to typed entries: what cannot be read becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from xltools.forms.found import FoundCell, FoundForm
from xltools.forms.money_cells import is_sum_of_parts
from xltools.glossary import FIELD_TERMS, FieldTerm
from xltools.grids.error_values import is_error_value
from xltools.grids.formula_value import calculate_formulas, is_typed_text
from xltools.grids.grid import Address, CellValue, Grid, cell_text
from xltools.grids.number_format import parse_number_format
from xltools.lazy_pattern import LazyPattern
from xltools.messages.reading import READING
from xltools.model import Entry, Finding, MoneyUnit, Place, Severity, TargetValue
from xltools.text import NO_TEXT, Text
from xltools.values import normalise, parse_amount, parse_percent, parse_target, squeeze
from xltools.values.numbers import format_decimal
from xltools.values.units import unit_end

__all__ = ["EntryReader", "shorten"]

T = TypeVar("T")
_ERROR_STARTS = frozenset("#E")
"""The first characters of error values: ``#REF!``, ``Err:502``."""

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d+")
_PARTS = LazyPattern(r"(?<=[\d元])\s*[（(]其中[:：，,]?[^（()）]*[)）]\s*$")
"""The parts of an amount in brackets behind it."""
_RUNS_ON = re.compile(r"\s*[\d年月日]")
"""The beginning of a text that would change the number it follows."""
_BLANKS = " \t\r\n\u3000\u00a0"
_NO_MONEY = frozenset(
    (
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "–",
        "─",
        "一",
        "×",
        "无",
        "零",
        "没有",
        "暂无",
        "不涉及",
        "无此项",
        "无其他资金",
        "无其他",
    )
) | {"无元", "零元", "/元"}
"""Squeezed texts that people write where there is no money of a kind."""
_ZERO = Decimal("0.00")
_MAX_EXACT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
_MAX_SHOWN_CHARACTERS = 40
_BEYOND_THE_CALENDAR = "########"
"""The text that programs show for a number in a date format below 0 or after the year 9999."""
_NUMBER_FIELDS = frozenset({"budget", "fiscal", "other", "plan_03", "plan_06", "plan_10", "plan_12", "weight"})
"""Fields in which a date is never meant."""
_YEARS = range(1990, 2101)
"""Years that plans are about; a date of another year is a number in a cell with a date format."""
_THIS_CELL = Text("该单元格", "This cell")
"""A field that has no word of its own, such as the execution rate of a part of the money."""
_THIS_YEAR = LazyPattern("本年|当年|(?<!上)年度")
_ROUNDING = Decimal("1e-9")
"""The part of a result that the binary numbers of programs may be off by."""
_ONE_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
"""A target such as ``=100%``, which a program stored as a formula."""


class EntryReader:
    """Turns the cells of one grid into entries and adds what it finds on the way to ``findings``.

    ``subject`` is what the findings are about: the name of the form that is being read.
    """

    def __init__(self, grid: Grid, findings: list[Finding]) -> None:
        self.grid = grid
        self.findings = findings
        self.subject = ""
        self.counted = False
        """Whether formulas of the sheet count its numbers, and so leave out numbers that are stored as text."""
        self._doubtful: frozenset[Address] = frozenset()
        """Cells beside that of an amount with another one that may be meant."""
        self._shows_values = not (grid.calculated or grid.uncalculated or grid.serials)
        """Whether no cell is a formula without a stored result, or a number with the format of a date."""
        self._has_error_cells = bool(grid.uncalculated or grid.errors or grid.calculated) or _has_error_texts(grid)

    def report(self, rule: str, place: Place, **values: Any) -> None:
        """Add a finding of the reading family; ``values`` fill its message."""
        field = values.get("field", "")
        words = {"sheet": self.grid.sheet, "label": FIELD_TERMS.get(field, _THIS_CELL if field else NO_TEXT)}
        self.findings.append(READING[rule].at(place, subject=self.subject, **(words | values)))

    # A workbook has thousands of entries: their places are made without the call of Python that a named tuple makes.

    def entry(self, cell: FoundCell, field: str, parse: Callable[[CellValue], T | None], *, join: str = "") -> Entry[T]:
        """Return the typed entry of a field. A missing label gives an entry without a cell, which no rule judges."""
        grid, cells = self.grid, cell.cells
        place: Place = tuple.__new__(Place, (grid.file, grid.sheet, cell.row, cell.column))
        if cell.inline:
            return Entry(place, cell.inline, parse(cell.inline))
        formula = not grid.formulas.isdisjoint(cells)
        if cells and self._has_error_cells and (entry := self._error_entry(cell, field, formula=formula)):
            return entry
        for address in cell.extra:
            severity = Severity.ERROR if address in self._doubtful else None
            found = shorten(grid.text(*address))
            self.report("R06", grid.place(*address), field=field, found=found, severity=severity)
        if not cells:
            return Entry(place, formula=(cell.row, cell.column) in grid.formulas)
        if len(cells) == 1:
            (address,) = cells
            raw = grid.value(*address)
            if isinstance(raw, str) and address not in grid.calculated and address not in grid.uncalculated:
                return Entry(place, raw, parse(raw), formula)
            text = self._text_at(address, field, cells)
            counts = address in grid.percents or address in grid.shown_texts or isinstance(raw, str)
            if address in grid.serials:
                counts = text != grid.text(*address)
            return Entry(place, text, parse(text if counts else raw), formula)
        if self._shows_values:
            parts = [grid.text(*address) for address in cells]
        else:
            parts = [self._text_at(address, field, cells) for address in cells]
        text = self._target_text(cells, parts) if field == "target" else join.join(parts)
        return Entry(place, text, parse(text), formula)

    def _text_at(self, address: Address, field: str, cells: Sequence[Address]) -> str:
        """Return the text of one of the cells of a field: what a person sees, or would see in the right format."""
        grid = self.grid
        if address in grid.calculated or address in grid.uncalculated:
            formula = grid.formula_texts.get(address, "")
            if self._is_typed(address, formula, field):
                self.report("R18", grid.place(*address), field=field, found=shorten(f"={formula}"))
                return f"={formula}"
            self.report("R17", grid.place(*address), field=field, found=shorten(grid.text(*address)))
        serial = grid.serials.get(address)
        if serial is None or not self._takes_number(address, serial, field, cells):
            return grid.text(*address)
        number = cell_text(serial)
        code = grid.number_formats.get(address, "")
        shown = _BEYOND_THE_CALENDAR if isinstance(grid.value(*address), float) else grid.text(*address)
        self.report("R16", grid.place(*address), field=field, found=number, shown=shown, format=code)
        return number

    def _is_typed(self, address: Address, formula: str, field: str) -> bool:
        """Return whether a formula without a result is a text that a person typed behind an equals sign."""
        if address in self.grid.uncalculated:
            return is_typed_text(formula)
        return field == "target" and address in self.grid.calculated and _ONE_NUMBER.fullmatch(formula) is not None

    def _takes_number(self, address: Address, serial: float, field: str, cells: Sequence[Address]) -> bool:
        """Return whether a cell that shows a date must mean its stored number.

        A target may be a date. It is a number where the year is not one of a plan, or a unit of something else follows.
        """
        if field == "year":
            return serial in _YEARS
        if field != "target":
            return field in _NUMBER_FIELDS
        value = self.grid.value(*address)
        if not isinstance(value, date) or value.year not in _YEARS:
            return True
        following = next((cell for cell in cells if cell > address), None)
        unit = squeeze(self.grid.text(*following)) if following else ""
        return unit[:1] not in ("年", "月", "日") and 0 < unit_end(unit, 0) == len(unit)

    def _target_text(self, cells: Sequence[Address], parts: Sequence[str]) -> str:
        """Join operator, number, unit and words into one text; words that would run on into a number are set off."""
        grid, text, last = self.grid, "", (0, 0)
        for address, part in zip(cells, parts, strict=True):
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
            if address in grid.uncalculated and not is_typed_text(grid.formula_texts.get(address, "")):
                self.report("R03", grid.place(*address), field=field)
                return Entry(grid.place(*address), formula=True, uncalculated=True)
            error = grid.errors.get(address) or grid.text(*address).strip()
            if is_error_value(error):  # as a value, or typed or pasted as a text
                self.report("R04", grid.place(*address), field=field, found=error)
                return Entry(grid.place(*address), error, formula=formula)
        return None

    def text(self, cell: FoundCell, field: str, join: str = "\n") -> Entry[str]:
        """Return the entry of a text field; its value is the text without blanks around it, None where it is blank."""
        row, column, cells, inline, extra = cell
        if len(cells) == 1 and not (inline or extra or self._has_error_cells):
            # Most entries are a text in one cell: this is :meth:`entry` without its special cases.
            raw = self.grid.value(*cells[0])
            if isinstance(raw, str):
                place: Place = tuple.__new__(Place, (self.grid.file, self.grid.sheet, row, column))
                return Entry(place, raw, raw.strip(_BLANKS) or None, cells[0] in self.grid.formulas)
        return self.entry(cell, field, _stripped_text, join=join)

    def target(self, cell: FoundCell, field: str = "target") -> Entry[TargetValue]:
        """Return the entry of an indicator's target value, or of what became of it."""
        return self.entry(cell, field, lambda raw: parse_target(_stripped_text(raw) or ""))

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
        self._doubtful = frozenset(self._amounts_beside(cell, field)) if cell.extra else frozenset()
        entry = self.entry(cell, field, lambda raw: parse_amount(_without_parts(raw), unit))  # type: ignore[arg-type]
        if entry.unreadable and field != "budget" and squeeze(entry.text) in _NO_MONEY:
            entry = replace(entry, value=_ZERO)
        # An unreadable budget is reported by a rule (A01); no rule looks at the other two.
        if entry.unreadable and field != "budget" and not is_error_value(entry.text.strip()):
            self.report("R10", entry.place, field=field, found=shorten(entry.text))
        if (self.grid.number_formats or self.grid.shown_texts) and entry.value is not None:
            self._check_shown(cell, field, entry.value)
        if entry.formula:
            self._check_result(cell, field)
        if entry.value is not None:
            severity = None if entry.value else Severity.NOTE  # a formula that leaves 0 out is right
            self.report_text(cell.cells, field, format_decimal(entry.value / unit.factor), severity)
        return entry

    def _amounts_beside(self, cell: FoundCell, field: str) -> Iterator[Address]:
        """Yield other amounts beside that of a field which may be the one that is meant.

        One that stands behind words of its own is not, unless they say that it is this year's; nor are the parts of a
        sum, nor those beside a part of the budget that is blank this year.
        """
        grid, words = self.grid, ""
        if is_sum_of_parts(grid, cell) or not (cell.cells or field == "budget"):
            return
        read = {parse_amount(grid.text(*address)) for address in cell.cells}
        for address in cell.extra:
            text = grid.text(*address)
            amount = parse_amount(text)
            if amount is None:
                words = text
            elif amount not in read and (not words or _THIS_YEAR.search(words)):
                yield address

    def report_text(
        self, cells: Sequence[Address], field: str, number: str = "", severity: Severity | None = None
    ) -> None:
        """Report numbers that are stored as text, where formulas of the sheet leave them out.

        ``number`` is what belongs in the cell, in the unit of the form.
        """
        for address in cells if self.counted else ():
            raw = self.grid.value(*address)
            if isinstance(raw, str) and raw.strip(_BLANKS):
                place, found = self.grid.place(*address), shorten(raw)
                self.report("R33", place, field=field, found=found, expected=number, severity=severity)

    def report_number_texts(self, form: FoundForm) -> None:
        """Report texts in the column for the numbers of target values, which only our template has."""
        if not self.counted or not form.rows:
            return
        heads = self.grid.rows[form.top - 1 : form.rows[0].row - 1]
        columns = {cells.index(FieldTerm.NUMBER.zh) + 1 for cells in heads if FieldTerm.NUMBER.zh in cells}
        for row in form.rows:
            target = row.cells.get("target")
            self.report_text([cell for cell in target.cells if cell[1] in columns] if target else (), "target")

    def _check_result(self, cell: FoundCell, field: str) -> None:
        """Report a formula whose stored result is not what the cells of its sheet give, where that can be worked out.

        A program that does not calculate stores 0, and one that opens and saves the file later may keep it.
        """
        grid = self.grid
        for address in cell.cells:
            stored = grid.value(*address)
            if address in grid.calculated or address not in grid.formulas or not isinstance(stored, (int, float)):
                continue
            unknown = dict.fromkeys((*grid.errors, *grid.uncalculated, *grid.struck, *grid.struck_runs), "")
            formulas = unknown | {address: grid.formula_texts.get(address, "")}
            result = calculate_formulas(formulas, grid.value, wanted=(address,)).get(address)
            if isinstance(result, Decimal) and abs(result - Decimal(stored)) > _ROUNDING * max(abs(result), Decimal(1)):
                found, expected = cell_text(stored), cell_text(result)
                self.report("R30", grid.place(*address), field=field, found=found, expected=expected)

    def _check_shown(self, cell: FoundCell, field: str, amount: Decimal) -> None:
        """Report an amount whose format hides it or its sign, or shows less than stored without a unit for that."""
        for address in cell.cells:
            stored = self.grid.value(*address)
            if isinstance(stored, (int, float)) and self._hides(address, stored):
                self.report("R37", self.grid.place(*address), field=field, found=cell_text(stored))
            loses_sign = address in self.grid.shown_texts and isinstance(stored, (int, float)) and stored < 0 <= amount
            if loses_sign or (address in self.grid.scales and parse_amount(stored) != amount):  # type: ignore[arg-type]
                shown, number = self.grid.text(*address), cell_text(stored)
                self.report("R19", self.grid.place(*address), field=field, found=shown, stored=number)

    def _hides(self, address: Address, stored: float) -> bool:
        """Return whether a cell shows nothing although it stores a number."""
        grid = self.grid
        if address not in grid.number_formats or address in grid.serials or address in grid.shown_texts:
            return False
        return parse_number_format(grid.number_formats[address]).hides(Decimal(cell_text(stored)))

    def percent(self, cell: FoundCell, field: str) -> Entry[Decimal]:
        """Return the entry of a percentage; the text of a percent-formatted cell has its sign already."""
        entry = self.entry(cell, field, parse_percent)  # type: ignore[arg-type]
        if entry.formula:
            self._check_result(cell, field)
        if entry.value is not None:
            self.report_text(cell.cells, field, format_decimal(entry.value))
        return entry


def _stripped_text(raw: CellValue) -> str | None:
    text = raw if isinstance(raw, str) else cell_text(raw)
    return text.strip(_BLANKS) or None


def _without_parts(raw: CellValue) -> CellValue:
    """Return an amount without what it is made up of: ``5020万元（其中：上级资金3000万元）``."""
    return _PARTS.sub("", raw) if isinstance(raw, str) and "其中" in raw else raw


def shorten(text: str) -> str:
    """Return a text cut to what fits into a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_SHOWN_CHARACTERS else f"{flat[: _MAX_SHOWN_CHARACTERS - 1]}…"


def _has_error_texts(grid: Grid) -> bool:
    """Return whether a text on the sheet may be an error value that somebody typed, or pasted as a text."""
    values = set[CellValue]().union(*grid.rows)  # many cells are blank, or hold the same words
    texts = [value for value in values if type(value) is str]
    together = "".join(texts)
    if not any(start in together for start in _ERROR_STARTS):
        return False
    return not _ERROR_STARTS.isdisjoint([text.lstrip()[:1] for text in texts])
