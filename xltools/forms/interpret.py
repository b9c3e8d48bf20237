"""From grids to a department's book: the cells of forms become typed entries, and unreadable ones become findings.

The same code serves closed files, open books and published texts: everything that is a
:class:`~xltools.grids.grid.Grid`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from xltools.forms.find import (
    ABSENT,
    MONEY_UNIT,
    FoundCell,
    FoundForm,
    FoundRow,
    find_book_fields,
    find_forms,
)
from xltools.forms.hb2020 import BOOK_FIELDS, HB2020
from xltools.forms.layout import FieldKind, Form
from xltools.glossary import TERMS, chinese
from xltools.grids.grid import Address, CellValue, Grid, cell_text
from xltools.messages.reading import READING
from xltools.model import (
    DepartmentBook,
    Entry,
    Finding,
    Goal,
    Indicator,
    MoneyUnit,
    OverallTargets,
    Place,
    Profile,
    SpendingPlan,
    TargetSheet,
    TargetValue,
    column_letters,
)
from xltools.sheet_names import COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.values import (
    normalise,
    parse_amount,
    parse_number,
    parse_percent,
    parse_target,
    parse_year,
    split_goals,
    split_unit,
    squeeze,
)

__all__ = ["Interpretation", "interpret", "without_live_checks"]

T = TypeVar("T")

_LIVE_CHECKS = chinese("live_checks")
_MAX_HEADING_ROW = 8
"""Last row in which the heading of the live checks is looked for: inserted rows may have moved it down."""

_TITLE = re.compile(r"绩效目标(?:申报|填报|审核)?表(?:[(][^()]*[)])?$")
"""The end of a target sheet's squeezed title, also in other editions."""
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d+")
_RUNS_ON = re.compile(r"\s*[\d年月日]")
_MODEL_FIELDS = frozenset({"code", "name", "budget", "fiscal", "other", "purpose", "goals"})
_MAX_QUOTED_LENGTH = 40
"""Characters of a cell's text that a message quotes."""
_BLANKS = " \t\r\n\u3000\u00a0"
_PLAN_KEYS = ("plan_03", "plan_06", "plan_10", "plan_12")
_EMPTY: Entry[Any] = Entry()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A department's book as read from grids, and facts about the reading.

    ``target_sheets`` counts worksheets that hold or seem to hold a form, and ``unused`` the forms in which nothing is
    filled in: spare sheets of a template are not projects. ``stamp`` is that of our template, empty for other books.
    """

    book: DepartmentBook
    findings: tuple[Finding, ...]
    target_sheets: int
    unused: int
    stamp: Mapping[str, str]


def interpret(grids: Sequence[Grid], file: str, form: Form = HB2020) -> Interpretation:
    """Read every form and the department's own fields from the grids of one workbook. Never raises."""
    findings: list[Finding] = []
    sheets: list[TargetSheet] = []
    fields: dict[str, Entry[Any]] = {}
    stamp: dict[str, str] = {}
    target_sheets = unused = 0
    for whole in grids:
        if whole.sheet == STAMP_SHEET:
            stamp = _stamp(whole)
            continue
        grid = without_live_checks(whole)
        interpreter = _FormInterpreter(grid, findings)
        forms = find_forms(grid, form) if grid.sheet not in OWN_SHEETS else ()
        above = not forms or forms[0].top > 1
        if above and (grid.sheet == COVER_SHEET or grid.sheet not in OWN_SHEETS):
            for key, entry in interpreter.book_fields().items():
                if key not in fields or fields[key].blank:
                    fields[key] = entry
        if grid.sheet in OWN_SHEETS:
            continue
        target_sheets += bool(forms)
        for found_form in forms:
            if not _is_used(found_form):
                unused += 1
            elif found_form.readable:
                sheets.append(interpreter.target_sheet(found_form, form))
            else:
                missing = _labels(found_form.missing, form)
                interpreter.report("R01", grid.place(found_form.top, 1), missing=missing)
        if not forms and _looks_like_target_sheet(grid, form, fields):
            target_sheets += 1
            interpreter.report(
                "R01", grid.place(), missing=_labels([item.key for item in form.fields if item.label_at], form)
            )
    book = _book(file, fields, stamp, tuple(sheets))
    if sheets and not book.department_code and not book.name.value:
        findings.append(READING["R11"].at(Place(file)))
    return Interpretation(book, tuple(findings), target_sheets, unused, stamp)


def without_live_checks(grid: Grid) -> Grid:
    """Return the sheet without the column of our live checks and the columns behind it: they are not typed."""
    for cells in grid.rows[:_MAX_HEADING_ROW]:
        if _LIVE_CHECKS in cells:
            column = cells.index(_LIVE_CHECKS)
            return replace(
                grid,
                rows=[row[:column] for row in grid.rows],
                uncalculated=frozenset(address for address in grid.uncalculated if address[1] <= column),
                errors={address: name for address, name in grid.errors.items() if address[1] <= column},
            )
    return grid


def _stamp(grid: Grid) -> dict[str, str]:
    return {
        normalise(grid.text(row, 1)): normalise(grid.text(row, 2))
        for row in range(1, grid.height + 1)
        if grid.filled(row, 1)
    }


def _is_used(found_form: FoundForm) -> bool:
    """Return whether anything has been filled in below the heading."""
    return bool(found_form.rows) or any(cell.cells for cell in found_form.fields.values())


def _labels(keys: Iterable[str], form: Form) -> str:
    names = {item.key: item.label() for item in form.fields} | {item.key: item.label for item in form.table.columns}
    return "、".join(dict.fromkeys(names.get(key, key) for key in keys))


def _looks_like_target_sheet(grid: Grid, form: Form, fields: dict[str, Entry[Any]]) -> bool:
    """Return whether a sheet without the form's labels is named or titled as a target sheet."""
    book_sheet = any(entry.place.sheet == grid.sheet for entry in fields.values())
    if book_sheet or not any(grid.filled_columns(row, 1, 30) for row in range(1, 41)):
        return False
    if form.title_suffix in squeeze(grid.sheet):
        return True
    titles = [
        (row, column)
        for row in range(1, min(3, grid.height) + 1)
        for column in range(1, min(grid.width, 30) + 1)
        if _TITLE.search(squeeze(grid.text(row, column)))
    ]
    return len(titles) == 1


def _book(
    file: str, fields: dict[str, Entry[Any]], stamp: dict[str, str], sheets: tuple[TargetSheet, ...]
) -> DepartmentBook:
    """Build the book from its sheets and its own fields; the template's stamp completes a blank cover."""

    def stamped(key: str, parse: Callable[[str], T | None]) -> Entry[T]:
        entry: Entry[T] = fields.get(key, _EMPTY)
        return replace(entry, value=parse(stamp.get(key, ""))) if entry.blank else entry

    return DepartmentBook(
        file=file,
        profile=_profile(stamp.get("profile", ""), sheets),
        county=stamped("county", _some),
        year=stamped("year", parse_year),
        code=stamped("department_code", _some),
        name=stamped("department_name", _some),
        overall=OverallTargets(
            fields.get("overall", _EMPTY), fields.get("sub_targets", _EMPTY), fields.get("safeguards", _EMPTY)
        ),
        sheets=sheets,
    )


def _some(text: str) -> str | None:
    return text or None


def _profile(stamp: str, sheets: tuple[TargetSheet, ...]) -> Profile:
    """Return the stamped edition; without a stamp 2021 if costs are a level 1, else the form's own edition."""
    if stamp in set(Profile):
        return Profile(stamp)
    level1 = {squeeze(row.level1.text) for sheet in sheets for row in sheet.indicators}
    return Profile.MOF2021 if {"成本指标", "成本"} & level1 else Profile.HB2020


class _FormInterpreter:
    """Converts the found cells of one grid into entries, and collects findings."""

    def __init__(self, grid: Grid, findings: list[Finding]) -> None:
        self.grid = grid
        self.findings = findings
        self.subject = ""
        self.has_error_cells = bool(grid.uncalculated or grid.errors)

    def report(self, rule: str, place: Place, **values: Any) -> None:
        """Add a finding of the reading family."""
        words = {"sheet": self.grid.sheet, "label": TERMS[field].zh if (field := values.get("field")) in TERMS else ""}
        self.findings.append(READING[rule].at(place, subject=self.subject, **(words | values)))

    def entry(self, cell: FoundCell, field: str, parse: Callable[[CellValue], T | None], *, join: str = "") -> Entry[T]:
        """Return the typed entry of a field; that of a missing label has no cell, so that no rule reports it again."""
        grid, cells = self.grid, cell.cells
        place = Place(grid.file, grid.sheet, cell.row, cell.column)
        if cell.inline:
            return Entry(place, cell.inline, parse(cell.inline))
        if not cells:
            return Entry(place, formula=(cell.row, cell.column) in grid.formulas)
        formula = not grid.formulas.isdisjoint(cells)
        if self.has_error_cells and (entry := self._error_entry(cell, field, formula=formula)):
            return entry
        for address in cell.extra:
            self.report("R06", grid.place(*address), field=field, found=_short(grid.text(*address)))
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
        """Join operator, number, unit and words; words that would continue a number without a unit are set off."""
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
        """Report a formula without a result or an error value, and return the field's entry; else None."""
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
        """Return an entry of words; the value is the text without blanks around it, None for a blank cell."""
        row, column, cells, inline, extra = cell
        if len(cells) == 1 and not (inline or extra or self.has_error_cells):
            # Most entries are a text in one cell; this does the same as :meth:`entry`, only faster.
            raw = self.grid.value(row, column)
            if isinstance(raw, str):
                place = Place(self.grid.file, self.grid.sheet, row, column)
                return Entry(place, raw, raw.strip(_BLANKS) or None, cells[0] in self.grid.formulas)
        return self.entry(cell, field, self._words, join=join)

    @staticmethod
    def _words(raw: CellValue) -> str | None:
        text = raw if isinstance(raw, str) else cell_text(raw)
        return text.strip(_BLANKS) or None

    @staticmethod
    def _target(raw: CellValue) -> TargetValue | None:
        return parse_target(_FormInterpreter._words(raw) or "")

    def code(self, cell: FoundCell, field: str) -> Entry[str]:
        """Return a code as text; report one that is stored as a number, because its zeros may be lost."""
        entry = self.entry(cell, field, lambda raw: normalise(self._words(raw) or "") or None)
        if len(cell.cells) == 1 and entry.value:
            raw = self.grid.value(*cell.cells[0])
            number = isinstance(raw, (int, float)) and not isinstance(raw, bool)
            # A three-digit department code loses nothing as a number; longer ones may have lost zeros or digits.
            if _SCIENTIFIC.fullmatch(entry.value) or (number and len(entry.value) > 15) or (number and field == "code"):
                self.report("R05", entry.place, field=field, found=entry.value)
        return entry

    def amount(self, cell: FoundCell, field: str, unit: MoneyUnit) -> Entry[Decimal]:
        """Return an amount in 元."""
        entry = self.entry(cell, field, lambda raw: parse_amount(raw, unit))  # type: ignore[arg-type]
        # Rule A01 reports an unreadable budget; no rule reports the other two amounts.
        if entry.unreadable and field != "budget" and entry.text not in self.grid.errors.values():
            self.report("R10", entry.place, field=field, found=_short(entry.text))
        return entry

    def percent(self, cell: FoundCell, field: str) -> Entry[Decimal]:
        """Return a percentage; the text of a percent-formatted cell has its sign already."""
        return self.entry(cell, field, parse_percent)  # type: ignore[arg-type]

    def book_fields(self) -> dict[str, Entry[Any]]:
        """Return the entries of the workbook's own fields on this sheet."""
        cells = find_book_fields(self.grid, BOOK_FIELDS)
        kinds = {item.key: item.kind for item in BOOK_FIELDS}
        entries: dict[str, Entry[Any]] = {}
        for key, cell in cells.items():
            if kinds[key] is FieldKind.YEAR:
                entries[key] = self.entry(cell, key, parse_year)  # type: ignore[arg-type]
            elif kinds[key] is FieldKind.CODE:
                entries[key] = self.code(cell, key)
            else:
                entries[key] = self.text(cell, key)
        return entries

    def target_sheet(self, found_form: FoundForm, form: Form) -> TargetSheet:
        """Return one form as a target sheet."""
        cells = found_form.fields
        self.subject = ""
        title = self.text(found_form.title, "title")
        name = self.text(cells.get("name", ABSENT), "name", join="")
        self.subject = name.value or title.value or self.grid.sheet
        for key in found_form.missing:
            self.report("R02", self.grid.place(found_form.top, 1), field=key, label=_labels([key], form))
        unit = self.text(found_form.unit, "unit")
        unit_code, unit_name = split_unit(unit.value or "")
        money_unit = self._money_unit(found_form.money_unit)
        goals = self.text(cells.get("goals", ABSENT), "goals")
        extras = {item.key for item in form.fields} - _MODEL_FIELDS - set(_PLAN_KEYS)
        self._hidden(found_form)
        return TargetSheet(
            kind=found_form.kind,
            place=self.grid.place(found_form.top, 1),
            title=title,
            unit=unit,
            unit_code=unit_code,
            unit_name=unit_name,
            money_unit=money_unit,
            code=self.code(cells.get("code", ABSENT), "code"),
            name=name,
            budget=self.amount(cells.get("budget", ABSENT), "budget", money_unit),
            fiscal=self.amount(cells.get("fiscal", ABSENT), "fiscal", money_unit),
            other=self.amount(cells.get("other", ABSENT), "other", money_unit),
            purpose=self.text(cells.get("purpose", ABSENT), "purpose"),
            plan=SpendingPlan(*(self.percent(cells.get(key, ABSENT), key) for key in _PLAN_KEYS)),
            goal=Goal(goals, split_goals(goals.value) if goals.value else ()),
            indicators=self._indicators(found_form.rows),
            extras={key: self.text(cells.get(key, ABSENT), key) for key in sorted(extras)},
        )

    def _money_unit(self, cell: FoundCell) -> MoneyUnit:
        text = squeeze(self.grid.text(cell.row, cell.column)) if cell.row else ""
        stated = MONEY_UNIT.search(text)
        unit = (stated[1] or stated[2]) if stated else ""
        if unit not in set(MoneyUnit):
            self.report("R12", self.grid.place(cell.row, cell.column), field="money_unit", found=text)
        return MoneyUnit.WAN if unit == MoneyUnit.WAN else MoneyUnit.YUAN

    def _hidden(self, found_form: FoundForm) -> None:
        """Report hidden rows, columns and sheets with content; they are read like the others."""
        grid = self.grid
        hidden = {column for column in grid.hidden_columns if column <= grid.width}
        if not (grid.hidden or grid.hidden_rows or hidden):
            return
        within = [row for row in range(found_form.top, found_form.bottom + 1) if grid.filled_columns(row)]
        rows = [row for row in within if row in grid.hidden_rows]
        columns = sorted({column for row in within for column in grid.filled_columns(row)} & hidden)
        if grid.hidden:
            self.report("R08", grid.place(found_form.top, 1), found=f"整张工作表“{grid.sheet}”")
        elif rows or columns:
            shown = [*map(str, rows), *map(column_letters, columns)]
            place = grid.place(rows[0], 1) if rows else grid.place(found_form.top, columns[0])
            self.report("R08", place, found="、".join(shown))

    def _indicators(self, rows: tuple[FoundRow, ...]) -> tuple[Indicator, ...]:
        indicators: list[Indicator] = []
        level1 = level2 = _EMPTY
        for row in rows:
            own1 = self.text(row.cells.get("level1", ABSENT), "level1", join="")
            own2 = self.text(row.cells.get("level2", ABSENT), "level2", join="")
            continued = own1.value is None and level1.value is not None
            if own1.value is not None or level1.value is None:
                level1, level2 = own1, _EMPTY
            if own2.value is not None or level2.value is None:
                level2 = own2
            if not any(
                row.cells[key].cells for key in ("level3", "description", "target", "basis") if key in row.cells
            ):
                continue
            indicators.append(self._indicator(row, level1, level2, continued=continued))
        return tuple(indicators)

    def _indicator(self, row: FoundRow, level1: Entry[str], level2: Entry[str], *, continued: bool) -> Indicator:
        cells = row.cells

        def words(key: str) -> Entry[str]:
            return self.text(cells.get(key, ABSENT), key, join="")

        target: Entry[TargetValue] = self.entry(cells.get("target", ABSENT), "target", self._target)
        weight: Entry[Decimal] = _EMPTY
        if "weight" in row.cells:
            weight = self.entry(row.cells["weight"], "weight", parse_number)  # type: ignore[arg-type]
        for key in ("target", "description", "level3", "basis"):
            cell = row.cells.get(key)
            block = self.grid.covering(cell.row, cell.column) if cell and cell.cells else None
            if cell and block and block.bottom > block.top:
                text = _short(self.grid.text(cell.row, cell.column))
                self.report("R07", self.grid.place(cell.row, cell.column), field=key, found=text)
        return Indicator(
            place=self.grid.place(row.row, next(iter(row.cells.values())).column),
            level1=level1,
            level2=level2,
            level3=words("level3"),
            description=words("description"),
            target=target,
            basis=words("basis"),
            measure=words("measure") if "measure" in row.cells else _EMPTY,
            weight=weight,
            continued=continued,
        )


def _short(text: str) -> str:
    """Return the text on one line, cut to what fits a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_QUOTED_LENGTH else f"{flat[: _MAX_QUOTED_LENGTH - 1]}…"
