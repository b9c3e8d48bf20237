"""One target sheet of the template: the form drawn from its description, filled in, with drop-downs and live checks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from xltools.form_identity import FormPurpose, FormSubject
from xltools.forms.form_rows import FormRows
from xltools.forms.keyed_entries import sheet_entry
from xltools.forms.layout import Box, ColumnPart, Field, FieldKind, Form
from xltools.glossary import FieldTerm
from xltools.grids.grid import Block
from xltools.model import MoneyUnit, SheetKind, TargetSheet
from xltools.template.cells import Content, entry_content
from xltools.template.checks import FormChecks
from xltools.template.formats import FIXED
from xltools.template.indicator_table import write_footer, write_table
from xltools.template.inputs import input_format, restrict_input
from xltools.template.lists import Lists
from xltools.template.live_check import write_checks
from xltools.template.page import DisplayedCell, Page, absolute
from xltools.template.table_checks import TableArea, TableChecks
from xltools.text import Text

__all__ = ["TargetPage", "sheet_category", "target_widths", "write_target"]

_UNIT = ColumnPart("unit", FieldKind.TEXT, help="单位编码和单位名称连写，如 475002某某办公室。")
_MONEY_UNIT = ColumnPart("money_unit", FieldKind.TEXT)
"""The heading's input cells: the form has no field for them."""

_MONEY_UNITS = (MoneyUnit.YUAN, MoneyUnit.WAN)
"""The units in which a form of the template can be filled in."""
_MIN_HEIGHT_POINTS = {FieldKind.LONG_TEXT: 80.0}
_ROW_HEIGHT_POINTS = 26.0
_TITLE_HEIGHT_POINTS = 40.0
_NO_SHARE = "—"
"""Stands for a share of nothing: a formula without a text is taken for one that was never calculated."""
_SHARE_DIGITS = 4
_NO_YEAR = "（　　　　年度）"
_OWNER = frozenset({"department", "unit"})
_CATEGORIES = {
    FormPurpose.MONITORING: Text("绩效监控", "monitoring"),
    FormPurpose.SELF_EVALUATION: Text("绩效自评", "self-evaluation"),
}
_DEPARTMENT = Text("部门整体", "department as a whole")


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A written target sheet and the cells of it that the contents sheet shows."""

    sheet: str
    kind: Text
    name: DisplayedCell
    budget: DisplayedCell
    money_unit: DisplayedCell
    count: DisplayedCell


def sheet_category(form: Form, kind: SheetKind) -> Text:
    """Return what a sheet on a form is called in the contents."""
    if form.described.subject is FormSubject.DEPARTMENT:
        return _DEPARTMENT
    return _CATEGORIES.get(form.described.purpose, kind.term)


def target_widths(form: Form) -> tuple[float, ...]:
    """Return the column widths of a target sheet: the form's own, the messages', and two hidden helpers'."""
    return (*form.widths, 40, 12, 12)


def write_target(
    page: Page,
    target: TargetSheet,
    *,
    form: Form,
    lists: Lists,
    year: DisplayedCell | None = None,
    fixed: Collection[str] = (),
) -> TargetPage:
    """Write ``target`` (whose entries may be blank) as a form of the template.

    ``year`` is the cell of the budget year. What is filled in of the fields and columns ``fixed``, and of the money
    unit (``money_unit``), is given: their cells are locked.
    """
    return _TargetWriter(page, target, form, lists, year, frozenset(fixed)).write()


class _TargetWriter:
    def __init__(
        self,
        page: Page,
        target: TargetSheet,
        form: Form,
        lists: Lists,
        year: DisplayedCell | None,
        fixed: frozenset[str],
    ) -> None:
        self.page = page
        self.year = year
        self.fixed = fixed
        self.form = form
        self.target = target
        self.lists = lists
        self.width = len(form.widths)
        self.messages = self.width + 1
        self.helpers = self.width + 2
        self.money_unit = target.money_unit if target.money_unit in _MONEY_UNITS else MoneyUnit.YUAN
        self.contents: dict[str, Content] = {
            item.key: entry_content(sheet_entry(target, item.key), item.kind, self.money_unit)
            for item in form.fields
            if not item.formula
        }
        self.rows = FormRows(self._heights())
        self.blocks = {item.key: self.rows.block(item.value_at) for item in form.fields}

    def _heights(self) -> list[float]:
        """Return the height of each row of the form above the table's own rows, enough for labels and contents."""
        form = self.form
        last = max(
            form.table.first_row - 1,
            *(box.row + box.rows - 1 for item in form.fields for box in (item.label_at, item.value_at) if box),
        )
        heights = [_ROW_HEIGHT_POINTS] * last
        heights[form.title_at.row - 1] = _TITLE_HEIGHT_POINTS

        def grow(box: Box, text: Content, format_name: str, least: float = 0.0) -> None:
            block = Block(box.row, box.column, box.row, box.column + box.columns - 1)
            height = max(self.page.needed(block, text, format_name), least)
            have = sum(heights[box.row - 1 : box.row - 1 + box.rows])
            if height > have:
                heights[box.row + box.rows - 2] += height - have

        for item in form.fields:
            if item.label_at:
                grow(item.label_at, item.label(self.target.kind), "label")
            text = self.contents.get(item.key)
            grow(item.value_at, text, input_format(item), _MIN_HEIGHT_POINTS.get(item.kind, 0.0))
        for label in form.labels:
            grow(label.at, label.texts[0], "label")
        grow(form.title_at, form.title or self.target.title.text, "title")
        return heights

    def write(self) -> TargetPage:
        page, form, target = self.page, self.form, self.target
        self.rows.apply(page.sheet)
        for label in form.labels:
            page.put(self.rows.block(label.at), label.texts[0], "label")
        for item in form.fields:
            self._field(item)
        self._heading()
        top = self.rows.block(Box(form.table.header_row, 1)).top
        area = write_table(page, form, target.indicators, self.lists, top=top, helpers=self.helpers, fixed=self.fixed)
        used, in_use = self._in_use(area)
        checks = FormChecks(
            page,
            form,
            target.kind,
            self.blocks,
            used=used,
            in_use=in_use,
            helpers=self.helpers,
            heights=self.rows.heights,
        )
        table_checks = TableChecks(page, form, used=used, in_use=in_use, helpers=self.helpers)
        live_checks = [*checks.fields(), *table_checks.table(area)]
        if form.unit_at and target.kind is SheetKind.PROJECT:
            # Rows 1 and 2 of the message column hold its heading and the count: the message joins the first field's.
            row = self.rows.block(form.fields[0].value_at).top
            unit = f"{FieldTerm.UNIT_CODE.zh}和{FieldTerm.UNIT_NAME.zh}"
            block = self.rows.block(form.unit_at)
            live_checks += [checks.required(row, unit, block), checks.error(row, unit, block)]
        count = write_checks(page, live_checks, self.messages, (2, self.messages), fixed=top)
        page.sheet.set_column(self.helpers - 1, self.helpers, None, None, {"hidden": True})
        # The blank row below the table is printed, so that what is inserted above it is printed, too.
        bottom = write_footer(page, form, area, self.blocks)
        page.print_setup(right=self.width, bottom=bottom, repeat=(top, area.first - 1), landscape=form.landscape)
        budget = next(key for key in ("budget", "initial") if key in self.blocks)
        name, amount, money_unit = (self._shown(key) for key in ("name", budget, "money_unit"))
        return TargetPage(page.name, sheet_category(form, target.kind), name, amount, money_unit, count)

    def _shown(self, key: str) -> DisplayedCell:
        block = self.blocks[key] if key in self.blocks else self.rows.block(self.form.money_unit_at)
        return self.page.shown(block.top, block.left)

    def _title(self) -> None:
        page, form, target = self.page, self.form, self.target
        block = self.rows.block(form.title_at)
        if form.title:
            page.put(block, form.title, "title")
        elif target.title.blank:
            blank = f"{target.kind.term.zh}{form.title_suffix}"
            name = self.blocks["name"]
            cell, shown = absolute(name.top, name.left), self.contents["name"]
            page.formula(
                block,
                f'IF(TRIM({cell})="","{blank}",{cell}&"{form.title_suffix}")',
                f"{shown}{form.title_suffix}" if shown else blank,
                "title",
            )
        else:
            page.put(block, target.title.text, "title input")

    def _year(self, at: Box) -> None:
        """Write the line of the year below the title, which is that of the cover."""
        year = self.year
        shown = f"（{year.content}年度）" if year and year.content else _NO_YEAR
        reference = year.reference if year else '""'
        formula = f'IF(TRIM({reference})="","{_NO_YEAR}","（"&{reference}&"年度）")'
        self.page.formula(self.rows.block(at), formula, shown, "subtitle")

    def _heading(self) -> None:
        page, form, target = self.page, self.form, self.target
        self._title()
        if form.year_at:
            self._year(form.year_at)
        if form.unit_at:
            unit = self.rows.block(form.unit_at)
            page.put(unit, target.unit.text or None, "heading")
            restrict_input(page, unit, _UNIT, FieldTerm.UNIT.zh)
        money = self.rows.block(form.money_unit_at)
        given = FIXED if "money_unit" in self.fixed else ""
        page.put(money, f"单位：{self.money_unit}", f"heading right{given}")
        restrict_input(page, money, _MONEY_UNIT, FieldTerm.MONEY_UNIT.zh, [f"单位：{item}" for item in _MONEY_UNITS])

    def _field(self, item: Field) -> None:
        if item.label_at:
            self.page.put(self.rows.block(item.label_at), item.label(self.target.kind), "label")
        block = self.blocks[item.key]
        if item.formula:
            self._calculated(item, block)
            return
        content = self.contents[item.key]
        given = FIXED if item.key in self.fixed and content is not None else ""
        self.page.put(block, content, input_format(item, self.money_unit) + given)
        restrict_input(self.page, block, item, item.label(self.target.kind))

    def _calculated(self, item: Field, block: Block) -> None:
        """Write the share that one amount is of another, such as ``spent/budget``."""
        part, _, whole = item.formula.partition("/")
        cells = [absolute(self.blocks[key].top, self.blocks[key].left) for key in (part, whole)]
        amounts = [self.contents[key] for key in (part, whole)]
        spent, planned = (amount if isinstance(amount, Decimal) else None for amount in amounts)
        share = _NO_SHARE if spent is None or not planned else round(spent / planned, _SHARE_DIGITS)
        formula = f"IF(N({cells[1]})=0,{{}},IF(ISNUMBER({cells[0]}),ROUND({cells[0]}/{cells[1]},{_SHARE_DIGITS}),{{}}))"
        self.page.formula(block, formula.replace("{}", f'"{_NO_SHARE}"'), share, "rate")

    def _in_use(self, area: TableArea) -> tuple[str, bool]:
        """Write the cell that tells whether anything is filled in beyond the heading; return it and its value."""
        page, cell = self.page, (1, self.helpers)
        # Whose the form is does not say that it is in use: that is filled in beforehand.
        keys = [item.key for item in self.form.fields if not item.formula and item.key not in _OWNER]
        fields = ",".join(absolute(self.blocks[key].top, self.blocks[key].left) for key in keys)
        table = area.down(area.left, area.right)
        in_use = any(self.contents[key] is not None for key in keys) or any(
            area.first <= row <= area.last and area.left <= column <= area.right for row, column in page.values
        )
        page.formula(Block(*cell, *cell), f"IF(COUNTA({fields},{table})>0,1,0)", Decimal(in_use), "check")
        return absolute(*cell), in_use
