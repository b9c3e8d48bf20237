"""From grids to a department's book: forms become target sheets, and what cannot be read becomes findings.

The same code serves files, open books and published texts: all give a :class:`~xltools.grids.grid.Grid`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from xltools.forms.content import SheetContent, sheet_content, without_live_checks
from xltools.forms.continued import find_loose_rows, is_continuation
from xltools.forms.departments import report_departments
from xltools.forms.entries import EntryReader, shorten
from xltools.forms.find import ABSENT, FoundCell, FoundForm, FoundRow, find_book_fields, find_forms
from xltools.forms.hb2020 import BOOK_FIELDS, HB2020
from xltools.forms.layout import FieldKind, Form
from xltools.forms.money_units import UNIT_ALONE, stated_unit, unit_below, words_beside, words_lacking
from xltools.forms.overlooked import report_overlooked
from xltools.forms.several import count_names, split_indicator
from xltools.glossary import field_term
from xltools.grids.formula_value import with_results
from xltools.grids.grid import Address, Grid
from xltools.model import (
    DepartmentBook,
    Entry,
    Finding,
    Goal,
    Indicator,
    MoneyUnit,
    OverallTargets,
    Profile,
    SpendingPlan,
    TargetSheet,
    column_letters,
)
from xltools.sheet_names import COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.values import (
    normalise,
    parse_number,
    parse_year,
    split_goals,
    split_unit,
    squeeze,
)

__all__ = ["Interpretation", "interpret", "without_live_checks"]

T = TypeVar("T")

_TITLE = re.compile(r"绩效目标(?:申报|填报|审核)?表(?:[(][^()]*[)])?$")
"""The end of the squeezed title of a target sheet, also of another edition than ours."""
_MODEL_FIELDS = frozenset({"code", "name", "budget", "fiscal", "other", "purpose", "goals"})
_SEARCHED_ROWS, _SEARCHED_COLUMNS, _TITLE_ROWS = 40, 30, 3
"""The part of a sheet that is searched for content and for a title."""
_AMOUNTS = ("budget", "fiscal", "other")
_UNIT_ROWS_BELOW, _MAX_UNIT_CHARACTERS = 5, 24
"""Rows below a form, and the length of a text, in which a money unit is looked for where the heading has none."""
_PLAN_KEYS = ("plan_03", "plan_06", "plan_10", "plan_12")
_EMPTY: Entry[Any] = Entry()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The content of a workbook's grids.

    ``target_sheets`` counts worksheets that hold or seem to hold a form, ``unused`` the forms among them that are still
    blank: a template's spare sheets are not projects. ``stamp`` is that of our template, empty for other workbooks.
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
        content = sheet_content(whole)
        content = replace(content, grid=with_results(content.grid))
        grid = content.grid
        interpreter = FormInterpreter(grid, findings, content)
        forms = find_forms(grid, form) if grid.sheet not in OWN_SHEETS else ()
        has_head = not forms or forms[0].top > 1
        if has_head and (grid.sheet == COVER_SHEET or grid.sheet not in OWN_SHEETS):
            for key, entry in interpreter.book_fields().items():
                if key not in fields or fields[key].blank:
                    fields[key] = entry
        if grid.sheet in OWN_SHEETS:
            continue
        target_sheets += bool(forms)
        findings += report_overlooked(content, forms)
        for found_form in forms:
            if not _is_used(found_form):
                unused += 1
            elif found_form.readable:
                sheets.append(interpreter.target_sheet(found_form, form))
            else:
                missing = _labels(found_form.missing, form)
                interpreter.report("R01", grid.place(found_form.top, 1), missing=missing)
        if (
            not forms
            and not _add_loose_rows(interpreter, form, sheets)
            and _looks_like_target_sheet(grid, form, fields)
        ):
            target_sheets += 1
            missing = _labels([item.key for item in form.fields if item.label_at], form)
            interpreter.report("R01", grid.place(), missing=missing)
    book = _book(file, fields, stamp, tuple(sheets))
    findings += report_departments(book)
    return Interpretation(book, tuple(findings), target_sheets, unused, stamp)


def _stamp(grid: Grid) -> dict[str, str]:
    return {
        normalise(grid.text(row, 1)): normalise(grid.text(row, 2))
        for row in range(1, grid.height + 1)
        if grid.filled(row, 1)
    }


def _add_loose_rows(interpreter: FormInterpreter, form: Form, sheets: list[TargetSheet]) -> bool:
    """Add the indicators of a sheet without a form to the form that it continues; return whether it has any.

    Indicators that continue none are reported.
    """
    grid = interpreter.grid
    rows = find_loose_rows(grid, form)
    if rows and sheets and is_continuation(grid):
        at = _continued_sheet(grid.sheet, sheets)
        sheets[at] = interpreter.with_more_indicators(sheets[at], rows)
    elif rows:
        interpreter.report("R24", grid.place(rows[0].row, 1), found=str(len(rows)))
    return bool(rows)


def _continued_sheet(name: str, sheets: Sequence[TargetSheet]) -> int:
    """Return the number of the target sheet that a sheet continues: the one it is named after, else the last."""
    named = [number for number, sheet in enumerate(sheets) if name.startswith(sheet.place.sheet)]
    return max(named, key=lambda number: (len(sheets[number].place.sheet), number), default=len(sheets) - 1)


def _is_used(form: FoundForm) -> bool:
    """Return whether anything has been filled in below the heading."""
    return bool(form.rows) or any(cell.cells for cell in form.fields.values())


def _labels(keys: Iterable[str], form: Form) -> str:
    names = {item.key: item.label() for item in form.fields} | {item.key: item.label for item in form.table.columns}
    return "、".join(dict.fromkeys(names.get(key, key) for key in keys))


def _looks_like_target_sheet(grid: Grid, form: Form, fields: dict[str, Entry[Any]]) -> bool:
    """Return whether a sheet without the form's labels is named or titled as a target sheet."""
    book_sheet = any(entry.place.sheet == grid.sheet for entry in fields.values())
    if book_sheet or not any(grid.filled_columns(row, 1, _SEARCHED_COLUMNS) for row in range(1, _SEARCHED_ROWS + 1)):
        return False
    if form.title_suffix in squeeze(grid.sheet):
        return True
    titles = [
        (row, column)
        for row in range(1, min(_TITLE_ROWS, grid.height) + 1)
        for column in range(1, min(grid.width, _SEARCHED_COLUMNS) + 1)
        if _TITLE.search(squeeze(grid.text(row, column)))
    ]
    return len(titles) == 1


def _book(
    file: str, fields: dict[str, Entry[Any]], stamp: dict[str, str], sheets: tuple[TargetSheet, ...]
) -> DepartmentBook:
    """Put the workbook's own fields together. What the cover leaves blank is taken from our template's stamp."""

    def stamped(key: str, parse: Callable[[str], T | None]) -> Entry[T]:
        entry: Entry[T] = fields.get(key, _EMPTY)
        return replace(entry, value=parse(stamp.get(key, ""))) if entry.blank else entry

    return DepartmentBook(
        file=file,
        profile=_profile(stamp.get("profile", ""), sheets),
        county=stamped("county", _text_or_none),
        year=stamped("year", parse_year),
        code=stamped("department_code", _text_or_none),
        name=stamped("department_name", _text_or_none),
        overall=OverallTargets(
            fields.get("overall", _EMPTY), fields.get("sub_targets", _EMPTY), fields.get("safeguards", _EMPTY)
        ),
        sheets=sheets,
    )


def _text_or_none(text: str) -> str | None:
    return text or None


def _profile(stamp: str, sheets: tuple[TargetSheet, ...]) -> Profile:
    """Return the stamped edition; without one, 2021 if costs are a level of their own, else the form's own edition."""
    if stamp in set(Profile):
        return Profile(stamp)
    level1 = {squeeze(row.level1.text) for sheet in sheets for row in sheet.indicators}
    return Profile.MOF2021 if {"成本指标", "成本"} & level1 else Profile.HB2020


class FormInterpreter(EntryReader):
    """Turns the forms of one sheet, and the workbook's own fields on it, into typed values."""

    def __init__(self, grid: Grid, findings: list[Finding], content: SheetContent | None = None) -> None:
        super().__init__(grid, findings)
        self._struck = content.struck if content else {}
        self.counted = content is not None and content.live_checks

    # --- the workbook ------------------------------------------------------------------------------------------

    def book_fields(self) -> dict[str, Entry[Any]]:
        """Return the fields of the workbook as a whole that stand on this sheet."""
        kinds = {item.key: item.kind for item in BOOK_FIELDS}
        entries: dict[str, Entry[Any]] = {}
        for key, cell in find_book_fields(self.grid, BOOK_FIELDS).items():
            if kinds[key] is FieldKind.YEAR:
                entries[key] = self.entry(cell, key, parse_year)  # type: ignore[arg-type]
            elif kinds[key] is FieldKind.CODE:
                entries[key] = self.code(cell, key)
            else:
                entries[key] = self.text(cell, key)
        return entries

    # --- a form ------------------------------------------------------------------------------------------------

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
        units = self._money_units(found_form)
        budget, fiscal, other = (
            self.amount(self._without_unit_cell(cells.get(key, ABSENT)), key, units.get(key, MoneyUnit.YUAN))
            for key in _AMOUNTS
        )
        if not units and any(key in cells for key in _AMOUNTS):
            self._report_no_unit(found_form.money_unit, budget)
        money_unit = units.get("budget", MoneyUnit.YUAN)
        goals = self.text(cells.get("goals", ABSENT), "goals")
        extras = {item.key for item in form.fields} - _MODEL_FIELDS - set(_PLAN_KEYS)
        self._report_hidden(found_form)
        self.report_number_texts(found_form)
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
            budget=budget,
            fiscal=fiscal,
            other=other,
            purpose=self.text(cells.get("purpose", ABSENT), "purpose"),
            plan=SpendingPlan(*(self.percent(cells.get(key, ABSENT), key) for key in _PLAN_KEYS)),
            goal=Goal(goals, split_goals(goals.value) if goals.value else ()),
            indicators=self._indicators(found_form.rows),
            extras={key: self.text(cells.get(key, ABSENT), key) for key in sorted(extras)},
            own_units={key: unit for key, unit in units.items() if unit is not money_unit},
        )

    def _money_units(self, found_form: FoundForm) -> dict[str, MoneyUnit]:
        """Return the unit of each amount: that of its own label or cell, of its section, or of the heading.

        Nothing is returned where no unit stands anywhere.
        """
        heading = self._heading_unit(found_form)
        section = found_form.units.get("funding", "")
        units: dict[str, MoneyUnit] = {}
        contradicting: list[tuple[str, FoundCell]] = []
        for key in _AMOUNTS:
            cell = found_form.fields.get(key, ABSENT)
            beside = [unit for address in cell.extra if (unit := self._unit_alone(address))]
            own = found_form.units.get(key) or (beside[0] if beside else section)
            if own and heading and own != heading and cell.cells:
                contradicting.append((key, cell))
            if own or heading:
                units[key] = MoneyUnit(own) if own else heading or MoneyUnit.YUAN
        if contradicting and heading:
            key, cell = contradicting[0]
            place = self.grid.place(cell.row, cell.column)
            found, expected = units[key].value, heading.value
            what = words_beside(field_term(key), found, expected)
            self.report("R28", place, field=key, found=found, expected=expected, what=what)
        elif heading and found_form.money_unit.row and units:
            last = max((row.row for row in found_form.rows), default=found_form.top)
            rows = range(last + 1, found_form.bottom + _UNIT_ROWS_BELOW + 1)
            for place, unit, what in unit_below(self.grid, rows, heading):
                self.report("R28", place, field="budget", found=unit, expected=heading.value, what=what)
        return units

    def _heading_unit(self, found_form: FoundForm) -> MoneyUnit | None:
        """Return the unit that the heading states; where it states none, a line of its own elsewhere may."""
        cell, grid = found_form.money_unit, self.grid
        if cell.row:
            return stated_unit(squeeze(grid.text(cell.row, cell.column)))
        if found_form.units:
            return None
        for row in range(found_form.top, found_form.bottom + _UNIT_ROWS_BELOW + 1):
            for column in grid.filled_columns(row):
                text = squeeze(grid.text(row, column))
                if text.endswith("元") and "单位" in text and len(text) <= _MAX_UNIT_CHARACTERS:
                    return stated_unit(text)
        return None

    def _unit_alone(self, address: Address) -> str:
        match = UNIT_ALONE.fullmatch(squeeze(self.grid.text(*address)))
        return match[1] if match else ""

    def _without_unit_cell(self, cell: FoundCell) -> FoundCell:
        """Return the cell of an amount; a unit in a cell of its own behind it belongs to it."""
        if not cell.extra:
            return cell
        return cell._replace(extra=tuple(address for address in cell.extra if not self._unit_alone(address)))

    def _report_no_unit(self, cell: FoundCell, budget: Entry[Decimal]) -> None:
        """Report that 元 was assumed, and what the total lacks if 万元 was meant."""
        text = squeeze(self.grid.text(cell.row, cell.column)) if cell.row else ""
        self.report(
            "R12", self.grid.place(cell.row, cell.column), field="money_unit", found=text, lacks=words_lacking(budget)
        )

    def _report_hidden(self, found_form: FoundForm) -> None:
        """Report hidden rows, columns and sheets with content, which are read like the others."""
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

    def with_more_indicators(self, sheet: TargetSheet, rows: tuple[FoundRow, ...]) -> TargetSheet:
        """Return a target sheet with the indicators of a sheet that continues it."""
        self.subject = sheet.label
        return replace(sheet, indicators=(*sheet.indicators, *self._indicators(rows, sheet.indicators)))

    def _indicators(self, rows: tuple[FoundRow, ...], before: Sequence[Indicator] = ()) -> tuple[Indicator, ...]:
        indicators: list[Indicator] = []
        level1, level2 = (before[-1].level1, before[-1].level2) if before else (_EMPTY, _EMPTY)
        last_row = self._first_struck_row(rows[0].row) if rows and self._struck else 0
        for row in rows:
            own1 = self.text(row.cells.get("level1", ABSENT), "level1", join="")
            own2 = self.text(row.cells.get("level2", ABSENT), "level2", join="")
            if self._struck:
                level1, level2 = self._struck_levels(row, last_row, level1, level2)
                last_row = row.row
            continued = own1.value is None and level1.value is not None
            if own1.value is not None or level1.value is None:
                level1, level2 = own1, _EMPTY
            if own2.value is not None or level2.value is None:
                level2 = own2
            if not any(
                row.cells[key].cells for key in ("level3", "description", "target", "basis") if key in row.cells
            ):
                continue
            indicators += self._split(self._indicator(row, level1, level2, continued=continued))
        return tuple(indicators)

    def _first_struck_row(self, row: int) -> int:
        """Return the first of the rows right above a row that are blank because all of them is struck through."""
        while row > 1 and not self.grid.filled_columns(row - 1):
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
                    entry = Entry(self.grid.place(*address), text, text)
                    level1, level2 = (entry, _EMPTY) if key == "level1" else (level1, entry)
        return level1, level2

    def _split(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """Return the indicators that were typed into one row."""
        parts = split_indicator(indicator)
        if len(parts) > 1:
            self.report("R22", indicator.level3.place, field="level3", found=str(len(parts)))
        elif (count := count_names(indicator)) > 1:
            self.report("R25", indicator.level3.place, field="level3", found=str(count))
        return parts

    def _indicator(self, row: FoundRow, level1: Entry[str], level2: Entry[str], *, continued: bool) -> Indicator:
        cells = row.cells

        def words(key: str) -> Entry[str]:
            return self.text(cells.get(key, ABSENT), key, join="")

        target = self.target(cells.get("target", ABSENT))
        weight: Entry[Decimal] = _EMPTY
        if "weight" in row.cells:
            weight = self.entry(row.cells["weight"], "weight", parse_number)  # type: ignore[arg-type]
        for key in ("target", "level3") if self.grid.merged else ():
            cell = row.cells.get(key)
            block = self.grid.covering(cell.row, cell.column) if cell and cell.cells and cell.row == row.row else None
            if cell and block and block.bottom > block.top:
                text = shorten(self.grid.text(cell.row, cell.column))
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
