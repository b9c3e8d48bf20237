"""One target sheet of the template: the form drawn from its description, filled in, with drop-downs and live checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.forms.layout import Box, ColumnPart, Field, FieldKind, Form
from xltools.glossary import FieldTerm
from xltools.grids.grid import Block
from xltools.model import MoneyUnit, SheetKind, TargetSheet
from xltools.template.cells import Content, entry_content, sheet_entry
from xltools.template.checks import FormChecks, TableArea
from xltools.template.indicator_table import write_table
from xltools.template.inputs import input_format, restrict_input
from xltools.template.lists import Lists
from xltools.template.live_check import write_checks
from xltools.template.page import DisplayedCell, FormRows, Page, absolute

__all__ = ["TargetPage", "target_widths", "write_target"]

_UNIT = ColumnPart("unit", FieldKind.TEXT, help="单位编码和单位名称连写，如 475002某某办公室。")
_MONEY_UNIT = ColumnPart("money_unit", FieldKind.TEXT)
"""The heading's input cells: the form has no field for them."""

_MONEY_UNITS = (MoneyUnit.YUAN, MoneyUnit.WAN)
"""The units in which a form of the template can be filled in."""
_MIN_HEIGHT_POINTS = {FieldKind.LONG_TEXT: 80.0}
_ROW_HEIGHT_POINTS = 26.0
_TITLE_HEIGHT_POINTS = 40.0


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A written target sheet and the cells of it that the contents sheet shows."""

    sheet: str
    kind: SheetKind
    name: DisplayedCell
    budget: DisplayedCell
    money_unit: DisplayedCell
    count: DisplayedCell


def target_widths(form: Form) -> tuple[float, ...]:
    """Return the column widths of a target sheet: the form's own, the messages', and two hidden helpers'."""
    return (*form.widths, 40, 12, 12)


def write_target(page: Page, target: TargetSheet, *, form: Form, lists: Lists) -> TargetPage:
    """Write ``target`` (whose entries may be blank) as a form of the template."""
    return _TargetWriter(page, target, form, lists).write()


class _TargetWriter:
    def __init__(self, page: Page, target: TargetSheet, form: Form, lists: Lists) -> None:
        self.page = page
        self.form = form
        self.target = target
        self.lists = lists
        self.width = len(form.widths)
        self.messages = self.width + 1
        self.helpers = self.width + 2
        self.money_unit = target.money_unit if target.money_unit in _MONEY_UNITS else MoneyUnit.YUAN
        self.contents: dict[str, Content] = {
            item.key: entry_content(sheet_entry(target, item.key), item.kind, self.money_unit) for item in form.fields
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
            grow(item.value_at, self.contents[item.key], input_format(item), _MIN_HEIGHT_POINTS.get(item.kind, 0.0))
        for label in form.labels:
            grow(label.at, label.texts[0], "label")
        grow(form.title_at, self.target.title.text, "title")
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
        area = write_table(page, form.table, target.indicators, self.lists, top=top, helpers=self.helpers)
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
        live_checks = [*checks.fields(), *checks.table(area)]
        if target.kind is SheetKind.PROJECT:
            # Rows 1 and 2 of the message column hold its heading and the count: the message joins the first field's.
            row = self.rows.block(form.fields[0].value_at).top
            unit = f"{FieldTerm.UNIT_CODE.zh}和{FieldTerm.UNIT_NAME.zh}"
            block = self.rows.block(form.unit_at)
            live_checks += [checks.required(row, unit, block), checks.error(row, unit, block)]
        count = write_checks(page, live_checks, self.messages, (2, self.messages), fixed=top)
        page.sheet.set_column(self.helpers - 1, self.helpers, None, None, {"hidden": True})
        # The blank row below the table is printed, so that what is inserted above it is printed, too.
        page.print_setup(right=self.width, bottom=area.last + 1, repeat=(top, area.first - 1))
        name, budget, money_unit = (self._shown(key) for key in ("name", "budget", "money_unit"))
        return TargetPage(page.name, target.kind, name, budget, money_unit, count)

    def _shown(self, key: str) -> DisplayedCell:
        block = self.blocks[key] if key in self.blocks else self.rows.block(self.form.money_unit_at)
        return self.page.shown(block.top, block.left)

    def _heading(self) -> None:
        page, form, target = self.page, self.form, self.target
        block = self.rows.block(form.title_at)
        if target.title.blank:
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
        unit = self.rows.block(form.unit_at)
        page.put(unit, target.unit.text or None, "heading")
        restrict_input(page, unit, _UNIT, FieldTerm.UNIT.zh)
        money = self.rows.block(form.money_unit_at)
        page.put(money, f"单位：{self.money_unit}", "heading right")
        restrict_input(page, money, _MONEY_UNIT, FieldTerm.MONEY_UNIT.zh, [f"单位：{item}" for item in _MONEY_UNITS])

    def _field(self, item: Field) -> None:
        if item.label_at:
            self.page.put(self.rows.block(item.label_at), item.label(self.target.kind), "label")
        block = self.blocks[item.key]
        self.page.put(block, self.contents[item.key], input_format(item))
        source = self.lists.source(item.choices) if item.choices else ""
        restrict_input(self.page, block, item, item.label(self.target.kind), source)

    def _in_use(self, area: TableArea) -> tuple[str, bool]:
        """Write the cell that tells whether anything is filled in beyond the heading; return it and its value."""
        page, cell = self.page, (1, self.helpers)
        fields = ",".join(absolute(block.top, block.left) for block in self.blocks.values())
        table = area.down(area.left, area.right)
        in_use = any(text is not None for text in self.contents.values()) or any(
            area.first <= row <= area.last and area.left <= column <= area.right for row, column in page.values
        )
        page.formula(Block(*cell, *cell), f"IF(COUNTA({fields},{table})>0,1,0)", Decimal(in_use), "check")
        return absolute(*cell), in_use
