"""One target sheet of the template: the form drawn from its description, filled in, with drop-downs and live checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from xltools.forms.grid import Block
from xltools.forms.layout import Box, Column, Field, Form, Kind, Part
from xltools.glossary import chinese
from xltools.model import Indicator, SheetKind, TargetSheet
from xltools.template.cells import Content, content, sheet_entry, target_parts
from xltools.template.checks import FormChecks, TableArea, write_checks
from xltools.template.lists import Lists
from xltools.template.page import Page, Rows, absolute, address

__all__ = ["Shown", "TargetPage", "look_of", "target_widths", "write_target"]

_SPARE_ROWS = 3
"""Blank indicator rows that a filled-in form offers at least."""

_MIN_HEIGHTS = {Kind.LONG_TEXT: 80.0}
_ROW_HEIGHT = 26.0
_TABLE_ROW_HEIGHT = 34.0
_TITLE_HEIGHT = 40.0

_LOOKS = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "long text",
    Kind.CODE: "text",
    Kind.YEAR: "year",
    Kind.AMOUNT: "amount",
    Kind.PERCENT: "number",
    Kind.NUMBER: "number",
    Kind.TARGET: "text",
}
_CENTRED_LISTS = frozenset({"level1", "level2", "operator", "measure"})


class Shown(NamedTuple):
    """A cell that other sheets show: a reference to it, and what it holds now."""

    reference: str
    content: Content

    @property
    def number(self) -> Decimal:
        """The number that it holds, 0 where it holds none."""
        return self.content if isinstance(self.content, Decimal) else Decimal(0)


@dataclass(frozen=True, slots=True)
class TargetPage:
    """A written target sheet and the cells of it that the contents sheet shows."""

    sheet: str
    kind: SheetKind
    name: Shown
    budget: Shown
    money_unit: Shown
    count: Shown


def target_widths(form: Form) -> tuple[float, ...]:
    """Column widths of a target sheet: the form's own, the messages', and two hidden helpers'."""
    return (*form.widths, 40, 12, 12)


def look_of(item: Field | Column | Part) -> str:
    """The look of an input cell."""
    return "centred" if item.choices in _CENTRED_LISTS else _LOOKS[item.kind]


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
        self.contents: dict[str, Content] = {
            item.key: content(sheet_entry(target, item.key), item.kind, target.money_unit) for item in form.fields
        }
        self.rows = Rows(self._heights())
        self.blocks = {item.key: self.rows.block(item.value_at) for item in form.fields}

    # --- geometry ----------------------------------------------------------------------------------------------

    def _heights(self) -> list[float]:
        """The height of each row of the form above the table's own rows, enough for labels and contents."""
        form = self.form
        last = max(
            form.table.first_row - 1,
            *(box.row + box.rows - 1 for item in form.fields for box in (item.label_at, item.value_at) if box),
        )
        heights = [_ROW_HEIGHT] * last
        heights[form.title_at.row - 1] = _TITLE_HEIGHT

        def grow(box: Box, text: Content, look: str, least: float = 0.0) -> None:
            block = Block(box.row, box.column, box.row, box.column + box.columns - 1)
            height = max(self.page.needed(block, text, look), least)
            have = sum(heights[box.row - 1 : box.row - 1 + box.rows])
            if height > have:
                heights[box.row + box.rows - 2] += height - have

        for item in form.fields:
            if item.label_at:
                grow(item.label_at, item.label(self.target.kind), "label")
            grow(item.value_at, self.contents[item.key], look_of(item), _MIN_HEIGHTS.get(item.kind, 0.0))
        for label in form.labels:
            grow(label.at, label.texts[0], "label")
        grow(form.title_at, self.target.title.text, "title")
        return heights

    def _at(self, row: int, column: int, columns: int = 1) -> Block:
        return Block(row, column, row, column + columns - 1)

    # --- writing -----------------------------------------------------------------------------------------------

    def write(self) -> TargetPage:
        page, form, target = self.page, self.form, self.target
        self.rows.apply(page.sheet)
        for label in form.labels:
            page.put(self.rows.block(label.at), label.texts[0], "label")
        for item in form.fields:
            self._field(item)
        self._heading()
        first, last, columns = self._table()
        used, in_use = self._in_use(first, last)
        levels = self._level_helpers(first, last, columns)
        checks = FormChecks(page, form, target.kind, self.blocks, used=used, in_use=in_use)
        notices = [*checks.fields(), *checks.table(TableArea(first, last, columns, levels))]
        if target.kind is SheetKind.PROJECT:
            # Rows 1 and 2 of the message column hold its heading and the count: the message joins the first field's.
            row = self.rows.block(form.fields[0].value_at).top
            unit = f"{chinese('unit_code')}和{chinese('unit_name')}"
            notices.append(checks.required(row, unit, self.rows.block(form.unit_at)))
        count = Shown(*write_checks(page, notices, self.messages, (2, self.messages)))
        page.sheet.set_column(self.helpers - 1, self.helpers, None, None, {"hidden": True})
        header = self.rows.block(Box(form.table.header_row, 1, form.table.header_rows)).top
        page.print_setup(right=self.width, bottom=last, repeat=(header, header + form.table.header_rows - 1))
        name, budget, money_unit = (self._shown(key) for key in ("name", "budget", "money_unit"))
        return TargetPage(page.name, target.kind, name, budget, money_unit, count)

    def _shown(self, key: str) -> Shown:
        block = self.blocks[key] if key in self.blocks else self.rows.block(self.form.money_unit_at)
        return Shown(self.page.reference(block.top, block.left), self.page.values.get((block.top, block.left)))

    def _heading(self) -> None:
        page, form, target = self.page, self.form, self.target
        block = self.rows.block(form.title_at)
        if target.title.blank:
            blank = f"{chinese(target.kind.value)}{form.title_suffix}"
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
        self._help(unit, chinese("unit"), "单位编码和单位名称连写，如 475002某某办公室。")
        money = self.rows.block(form.money_unit_at)
        page.put(money, f"单位：{target.money_unit}", "heading right")
        page.sheet.data_validation(
            money.top - 1,
            money.left - 1,
            money.bottom - 1,
            money.right - 1,
            {"validate": "list", "source": ["单位：元", "单位：万元"], "error_message": "请从列表选择金额单位。"},
        )

    def _field(self, item: Field) -> None:
        if item.label_at:
            self.page.put(self.rows.block(item.label_at), item.label(self.target.kind), "label")
        block = self.blocks[item.key]
        self.page.put(block, self.contents[item.key], look_of(item))
        self._validate(block, item, item.label(self.target.kind))

    def _table(self) -> tuple[int, int, dict[str, Block]]:
        """Header and indicator rows; the first and the last of them, and the first row's block of each column."""
        page, table = self.page, self.form.table
        columns: dict[str, Block] = {}
        top = self.rows.block(Box(table.header_row, 1)).top
        first = top + table.header_rows
        position = 1
        for column in table.columns:
            if not column.columns:
                continue
            split = len(column.parts) > 1
            head = Block(top, position, first - 1 - split, position + column.columns - 1)
            page.put(head, column.label, "label")
            columns[column.key] = self._at(first, position, column.columns)
            for part in column.parts:
                if split:
                    page.put(self._at(first - 1, position, part.width), part.label, "label")
                columns[part.key] = self._at(first, position, part.width)
                position += part.width
            if not column.parts:
                position += column.columns
        rows = self.target.indicators
        last = first + max(table.rows, len(rows) + _SPARE_ROWS) - 1
        previous: Indicator | None = None
        for row in range(first, last + 1):
            indicator = rows[row - first] if row - first < len(rows) else None
            self._table_row(row, columns, indicator, previous)
            previous = indicator
        for column in table.columns:
            if column.columns:
                self._table_validations(column, columns, last)
        return first, last, columns

    def _table_row(
        self, row: int, columns: dict[str, Block], indicator: Indicator | None, previous: Indicator | None
    ) -> None:
        height = _TABLE_ROW_HEIGHT
        for column in self.form.table.columns:
            if not column.columns:
                continue
            cells = _column_cells(column, indicator, previous)
            for key, text, look in cells:
                block = columns[key]._replace(top=row, bottom=row)
                self.page.put(block, text, look)
                height = max(height, self.page.needed(block, text, look))
        self.page.sheet.set_row(row - 1, min(height, 400.0))

    def _table_validations(self, column: Column, columns: dict[str, Block], last: int) -> None:
        for item in column.parts or (column,):
            block = columns[item.key]
            span = Block(block.top, block.left, last, block.right)
            self._validate(span, item, item.label)

    # --- drop-downs and input messages ---------------------------------------------------------------------------

    def _validate(self, block: Block, item: Field | Column | Part, label: str) -> None:
        options: dict[str, Any] = {"validate": "any"}
        if item.choices:
            decided = self.lists.decided_by(item.choices)
            # The helper column carries the deciding level down to the rows that continue it.
            cell = f"${address(block.top, self.helpers)}" if decided else ""
            options = {
                "validate": "list",
                "source": self.lists.source(item.choices, cell),
                "error_type": "warning",
                "error_title": label[:32],
                "error_message": "列表中没有这一项。确需使用时选“是”保留。",
            }
        elif item.kind is Kind.AMOUNT:
            options = _decimal(label, {"criteria": ">=", "value": 0}, "请填不小于 0 的数字，不带单位。")
        elif item.kind is Kind.PERCENT:
            bounds = {"criteria": "between", "minimum": 0, "maximum": 100}
            options = _decimal(label, bounds, "请填 0 到 100 的数字，不带 % 号。")
        elif item.kind is Kind.NUMBER:
            options = _decimal(
                label,
                {"criteria": "between", "minimum": -1e15, "maximum": 1e15},
                "请只填数字，符号、单位和文字另有格填写。",
            )
        self._help(block, label, item.help, options)

    def _help(self, block: Block, label: str, text: str, options: dict[str, Any] | None = None) -> None:
        options = dict(options or {"validate": "any"})
        if text:
            options |= {"input_title": label[:32], "input_message": text[:255]}
        if options["validate"] != "any" or text:
            self.page.sheet.data_validation(block.top - 1, block.left - 1, block.bottom - 1, block.right - 1, options)

    # --- helpers of the live checks ------------------------------------------------------------------------------

    def _in_use(self, first: int, last: int) -> tuple[str, bool]:
        """A sheet is in use once anything is filled in beyond its heading."""
        page = self.page
        cells = ",".join(absolute(block.top, block.left) for block in self.blocks.values())
        table = f"{absolute(first, 1)}:{absolute(last, self.width)}"
        in_use = any(value is not None for value in self.contents.values()) or bool(self.target.indicators)
        page.formula(self._at(1, self.helpers), f"IF(COUNTA({cells},{table})>0,1,0)", Decimal(in_use), "check")
        return absolute(1, self.helpers), in_use

    def _level_helpers(self, first: int, last: int, columns: dict[str, Block]) -> dict[str, int]:
        """Carry 一级 and 二级 down to the rows that leave them blank: for drop-downs and checks."""
        page = self.page
        one, two = columns["level1"].left, columns["level2"].left
        helpers = {"level1": self.helpers, "level2": self.helpers + 1}
        above = {"level1": "", "level2": ""}
        for row in range(first, last + 1):
            own = {key: page.values.get((row, column), "") for key, column in (("level1", one), ("level2", two))}
            shown = {key: str(value) for key, value in own.items()}
            a, b = f"${address(row, one)}", f"${address(row, two)}"
            if row == first:
                formulas = {"level1": f'{a}&""', "level2": f'{b}&""'}
            else:
                up1, up2 = f"${address(row - 1, helpers['level1'])}", f"${address(row - 1, helpers['level2'])}"
                formulas = {
                    "level1": f'IF(TRIM({a})="",{up1},{a})',
                    "level2": f'IF(TRIM({b})="",IF(TRIM({a})="",{up2},""),{b})',
                }
                if not shown["level2"].strip(" "):
                    shown["level2"] = above["level2"] if not shown["level1"].strip(" ") else ""
                if not shown["level1"].strip(" "):
                    shown["level1"] = above["level1"]
            for key, column in helpers.items():
                page.formula(self._at(row, column), formulas[key], shown[key], "check")
            above = shown
        return helpers


def _column_cells(
    column: Column, indicator: Indicator | None, previous: Indicator | None
) -> list[tuple[str, Content, str]]:
    """Key, content and look of the cells of one column in one row."""
    if column.parts:
        texts: tuple[Content, ...] = (
            target_parts(indicator.target, column) if indicator else tuple(None for _ in column.parts)
        )
        return [(part.key, text, look_of(part)) for part, text in zip(column.parts, texts, strict=True)]
    if indicator is None:
        return [(column.key, None, look_of(column))]
    entry = getattr(indicator, column.key)
    if indicator.continued and previous is not None and column.key in ("level1", "level2"):
        above = getattr(previous, column.key)
        if entry == above:
            return [(column.key, None, look_of(column))]
    return [(column.key, content(entry, column.kind), look_of(column))]


def _decimal(label: str, bounds: dict[str, Any], message: str) -> dict[str, Any]:
    return {"validate": "decimal", **bounds, "error_title": label[:32], "error_message": message}
