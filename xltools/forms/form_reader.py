"""From the cells of a form to a target sheet, whatever the form: its description says what each cell is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.forms.book_fields import BOOK_FIELDS
from xltools.forms.content import SheetContent
from xltools.forms.description import LONG_TERM, TASKS, FieldKind, FormDescription
from xltools.forms.entries import EntryReader
from xltools.forms.find import find_book_fields
from xltools.forms.form_money import FormMoney
from xltools.forms.found import ABSENT, FoundCell, FoundForm, FoundRow
from xltools.forms.indicator_rows import IndicatorReader
from xltools.forms.vocabulary import vocabulary
from xltools.glossary import FIELD_TERMS, field_term
from xltools.grids.grid import Grid
from xltools.lazy_pattern import LazyPattern
from xltools.model import (
    Entry,
    Finding,
    FormPurpose,
    Goal,
    Severity,
    SpendingPlan,
    TargetSheet,
    Task,
    column_letters,
)
from xltools.text import Text
from xltools.values import parse_number, parse_year, split_goals, split_unit, squeeze

__all__ = ["FormReader", "labels_of"]

_MODEL_FIELDS = frozenset(("code", "name", "budget", "fiscal", "other", "purpose", "goals", "unit"))
_PLAN_KEYS = ("plan_03", "plan_06", "plan_10", "plan_12")
_EMPTY: Entry[Any] = Entry()
_MONTHS = LazyPattern(r"1月?[—–―\-－~～至到]+(\d{1,2})月")
"""The months that a monitoring form covers, as its labels print them."""
_YEAR = LazyPattern(r"^[^\d]*(20\d\d)年度?[^\d]*$")
_HEADING_ROWS = 3
"""Rows of a sheet's heading: the title, the year, the money unit."""


def labels_of(keys: Iterable[str], form: FormDescription) -> str:
    """Return the printed labels of fields and columns, to show to people."""
    printed = {item.key: "：".join((item.labels[0], *item.columns[:1])) for item in form.fields if item.labels}
    printed |= {column.key: column.labels[0] for column in form.table.columns}
    return "、".join(dict.fromkeys(printed.get(key, field_term(key).zh) for key in keys))


@lru_cache(maxsize=256)
def _extra_keys(form: FormDescription) -> tuple[str, ...]:
    """Return the keys of the fields that a target sheet has no attribute for, sorted."""
    keys = {item.key for item in form.fields if item.content is not FieldKind.AMOUNT}
    return tuple(sorted(keys - _MODEL_FIELDS - set(_PLAN_KEYS)))


class FormReader(EntryReader):
    """Turns the forms of one sheet, and the workbook's own fields on it, into typed values."""

    def __init__(self, grid: Grid, findings: list[Finding], content: SheetContent | None = None) -> None:
        super().__init__(grid, findings)
        self._struck = content.struck if content else {}
        self.counted = content is not None and content.live_checks

    def book_fields(self, last_row: int = -1) -> dict[str, Entry[Any]]:
        """Return the fields of the workbook as a whole that stand on this sheet, or in its first rows only."""
        kinds = {item.key: item.kind for item in BOOK_FIELDS}
        entries: dict[str, Entry[Any]] = {}
        for key, cell in find_book_fields(self.grid, BOOK_FIELDS, last_row).items():
            if kinds[key] is FieldKind.YEAR:
                entries[key] = self.entry(cell, key, parse_year)  # type: ignore[arg-type]
            elif kinds[key] is FieldKind.CODE:
                entries[key] = self.code(cell, key)
            else:
                entries[key] = self.text(cell, key)
        return entries

    def target_sheet(self, found: FoundForm) -> TargetSheet:
        """Return one form as a target sheet."""
        cells, form = found.fields, found.form
        self.subject = ""
        title = self.text(found.title, "title")
        name = self.text(cells.get("name", ABSENT), "name", join="")
        self.subject = name.value or title.value or self.grid.sheet
        if found.missing:
            self._report_missing(found)
        unit = self.text(self._unit_cell(found), "unit")
        unit_code, unit_name = split_unit(unit.value or "")
        money = FormMoney(self, found)
        amounts = money.amounts()
        budget = amounts.pop("budget", None) or next(
            (amounts[key] for key in ("initial", "total") if key in amounts), _EMPTY
        )
        goals = self.text(cells.get("goals", ABSENT), "goals")
        rows = IndicatorReader(self, form, self._struck)
        self._report_hidden(found)
        self.report_number_texts(found)
        return TargetSheet(
            kind=found.kind,
            place=self.grid.place(found.top, 1),
            title=title,
            unit=unit,
            unit_code=unit_code,
            unit_name=unit_name,
            money_unit=money.unit,
            code=self.code(cells.get("code", ABSENT), "code"),
            name=name,
            budget=budget,
            fiscal=amounts.pop("fiscal", _EMPTY),
            other=amounts.pop("other", _EMPTY),
            purpose=self.text(cells.get("purpose", ABSENT), "purpose"),
            plan=SpendingPlan(*(self.percent(cells.get(key, ABSENT), key) for key in _PLAN_KEYS)),
            goal=Goal(goals, split_goals(goals.value) if goals.value else ()),
            indicators=rows.indicators(found.rows),
            extras=self._extras(found),
            own_units=money.own_units,
            form=form.identity,
            amounts=amounts,
            long_term=rows.indicators(found.tables.get(LONG_TERM, ())),
            tasks=tuple(self._task(row, money) for row in found.tables.get(TASKS, ())),
            printed_sums=self._printed_sums(found.sums),
            list_sums=tuple(self.amount(cell, "budget", money.unit) for cell in found.list_sums),
        )

    def _unit_cell(self, found: FoundForm) -> FoundCell:
        """Return the cell of the reporting unit: of its own label, else in the heading."""
        own = (found.fields.get(key, ABSENT) for key in ("unit", "reporting_unit"))
        return next((cell for cell in own if cell.cells), found.unit)

    def _extras(self, found: FoundForm) -> dict[str, Entry[str]]:
        extras = {key: self.text(found.fields[key], key) for key in _extra_keys(found.form) if key in found.fields}
        if found.form.purpose is FormPurpose.PLAN:
            return extras
        heading = range(found.top, found.top + _HEADING_ROWS)
        if (year := self._printed(heading, _YEAR)) and "year" not in extras:
            extras["year"] = year
        if found.form.purpose is FormPurpose.MONITORING:
            above = range(found.fields.get("spent", ABSENT).row - 1, found.top, -1)
            if months := self._printed(above, _MONTHS):
                extras["months"] = months
        return extras

    def _printed(self, rows: Iterable[int], pattern: LazyPattern) -> Entry[str] | None:
        """Return the first number in the rows that a label prints and no field holds, such as the 7 of 1—7月执行数."""
        for row in rows:
            for column in self.grid.filled_columns(row):
                if match := pattern.search(squeeze(self.grid.text(row, column))):
                    return Entry(self.grid.place(row, column), match[0], match[1])
        return None

    def _printed_sums(self, row: FoundRow | None) -> dict[str, Entry[Decimal]]:
        cells = row.cells if row else {}
        return {key: self.entry(cells[key], key, parse_number) for key in ("weight", "score") if key in cells}  # type: ignore[arg-type]

    def _task(self, row: FoundRow, money: FormMoney) -> Task:
        def text(key: str) -> Entry[str]:
            return self.text(row.cells.get(key, ABSENT), key, join="")

        def amount(key: str) -> Entry[Decimal]:
            return self.amount(row.cells.get(key, ABSENT), key, money.unit)

        return Task(
            self.grid.place(row.row, next(iter(row.cells.values())).column),
            text("name"),
            text("content"),
            amount("budget"),
            amount("fiscal"),
            amount("other"),
        )

    def _report_missing(self, found: FoundForm) -> None:
        """Report the labels that the form should have: one finding for all of them."""
        place, keys = self.grid.place(found.top, 1), found.missing
        field = found.form.field(keys[0])
        if len(keys) == 1 and keys[0] in FIELD_TERMS and not (field and field.columns):
            self.report("R02", place, field=keys[0])
        else:
            label = "”“".join(labels_of(keys, found.form).split("、"))
            self.report("R02", place, field=keys[0], label=Text(label, label))

    def _report_hidden(self, found: FoundForm) -> None:
        """Report hidden rows, columns and sheets with content, which are read like the others.

        Where the budget is hidden, which counts although no one sees it, that is a warning.
        """
        grid = self.grid
        hidden = {column for column in grid.hidden_columns if column <= grid.width}
        if not (grid.hidden or grid.hidden_rows or hidden):
            return
        within = [row for row in range(found.top, found.bottom + 1) if grid.filled_columns(row)]
        rows = [row for row in within if row in grid.hidden_rows]
        columns = sorted({column for row in within for column in grid.filled_columns(row)} & hidden)
        budget = found.fields.get(vocabulary(found.form).budget, ABSENT)
        seen = not any(grid.hidden or row in grid.hidden_rows or column in hidden for row, column in budget.cells)
        severity = None if seen else Severity.WARNING
        if grid.hidden:
            shown, place = [f"整张工作表“{grid.sheet}”"], grid.place(found.top, 1)
        elif rows or columns:
            shown = [*map(str, rows), *map(column_letters, columns)]
            place = grid.place(rows[0], 1) if rows else grid.place(found.top, columns[0])
        else:
            return
        self.report("R08", place, found="、".join(shown), severity=severity)

    def with_more_indicators(
        self, sheet: TargetSheet, rows: tuple[FoundRow, ...], form: FormDescription
    ) -> TargetSheet:
        """Return a target sheet with the indicators of a sheet that continues it."""
        self.subject = sheet.label
        more = IndicatorReader(self, form, self._struck).indicators(rows, sheet.indicators)
        return replace(sheet, indicators=(*sheet.indicators, *more))
