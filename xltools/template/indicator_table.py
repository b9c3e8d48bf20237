"""The indicator table of a target sheet: header, rows, drop-downs, and the helpers that carry levels down."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal

from xltools.form_identity import FormPurpose
from xltools.forms.keyed_entries import indicator_entry, is_carried_on
from xltools.forms.layout import ColumnPart, Form, IndicatorTable, TableColumn
from xltools.grids.grid import Block
from xltools.model import Indicator
from xltools.template.cells import Content, entry_content, target_parts
from xltools.template.formats import FIXED
from xltools.template.inputs import input_format, restrict_input
from xltools.template.lists import Lists
from xltools.template.page import Page, absolute, address
from xltools.template.table_checks import TableArea
from xltools.writer.text_heights import MAX_HEIGHT_POINTS

__all__ = ["CONTINUED", "write_footer", "write_table"]

CONTINUED = ("level1", "level2")
"""Columns whose text goes on in the rows below that leave it blank, the outer one first."""

_NAME = "level3"
_FROM_LIBRARY = "可从列表选本县用过的名称，也可自己填；常用的指标值、依据见“指标库”页。"
_SPARE_ROWS = 3
"""Blank rows that a filled-in table offers at least."""
_ROW_HEIGHT_POINTS = 34.0
_THIN_ROW_POINTS = 4.0
_FOOTER_ROW_POINTS = 26.0


def write_table(
    page: Page,
    form: Form,
    indicators: tuple[Indicator, ...],
    lists: Lists,
    *,
    top: int,
    helpers: int,
    fixed: Collection[str] = (),
) -> TableArea:
    """Write the table with its header in row ``top``; ``helpers`` is the first of two helper columns.

    What is filled in of the columns ``fixed`` is locked. Returns where the table stands.
    """
    table = form.table
    first = top + table.header_rows
    last = first + max(table.rows, len(indicators) + _SPARE_ROWS) - 1
    if table.side:
        page.put(Block(top, 1, last, table.left - 1), table.side, "label")
    levels = {key: helpers + index for index, key in enumerate(CONTINUED)}
    area = TableArea(first, last, _header(page, table, top), levels)
    printed = [column for column in table.columns if column.columns]
    padded: list[Indicator | None] = [*indicators, *[None] * (last - first + 1 - len(indicators))]
    for index, indicator in enumerate(padded):
        row, height = first + index, _ROW_HEIGHT_POINTS
        for item, text in _cells(printed, indicator, padded[index - 1] if index else None):
            block = area.columns[item.key]._replace(top=row, bottom=row)
            # A blank level goes on from the row above and is given all the same; a blank weight is to be filled in.
            given = indicator is not None and (text is not None or item.key in CONTINUED)
            locked = FIXED if given and item.key in fixed else ""
            page.put(block, text, input_format(item) + locked)
            height = max(height, page.needed(block, text, input_format(item)))
        page.sheet.set_row(row - 1, min(height, MAX_HEIGHT_POINTS))
    page.sheet.growing = frozenset(range(first, last + 1))
    _carry_levels(page, area)
    for column in printed:
        for item in column.parts or (column,):
            block = area.columns[item.key]._replace(bottom=last)
            source = _source(lists, item, form, area)
            more_help = _FROM_LIBRARY if item.key == _NAME and source else ""
            restrict_input(page, block, replace(item, help=item.help + more_help), item.label, source)
    return area


def write_footer(page: Page, form: Form, area: TableArea, fields: dict[str, Block]) -> int:
    """Write the lines below the table and return the last row that is printed.

    A blank row stands between: what is inserted above it belongs to the table.
    """
    if not form.footer:
        return area.last + 1
    page.sheet.set_row(area.last, _THIN_ROW_POINTS)
    top = area.last + 2
    for cell in form.footer:
        block = Block(
            top + cell.at.row - 1, cell.at.column, top + cell.at.row - 1, cell.at.column + cell.at.columns - 1
        )
        if not cell.sum_of:
            page.put(block, cell.text, "label")
            continue
        column = area.columns[cell.sum_of].left
        more = [(fields[key].top, fields[key].left) for key in cell.plus]
        values = [page.values.get((row, column)) for row in range(area.first, area.last + 1)]
        numbers = [value for value in (*values, *map(page.values.get, more)) if isinstance(value, Decimal)]
        terms = ",".join((area.down(column), *(absolute(*place) for place in more)))
        total = sum(numbers, Decimal(0)) if numbers else ""
        page.formula(block, f'IF(COUNT({terms})=0,"",SUM({terms}))', total, "sum")
    last = top + max(cell.at.row for cell in form.footer) - 1
    for row in range(top, last + 1):
        page.sheet.set_row(row - 1, _FOOTER_ROW_POINTS)
    return last


def _header(page: Page, table: IndicatorTable, top: int) -> dict[str, Block]:
    """Write the header; the first row's block of each column and of each part."""
    first = top + table.header_rows
    blocks: dict[str, Block] = {}
    left = table.left
    for column in table.columns:
        if not column.columns:
            continue
        right = left + column.columns - 1
        split = 1 if column.parts else 0
        page.put(Block(top, left, first - 1 - split, right), column.label, "label")
        blocks[column.key] = Block(first, left, first, right)
        part_left = left
        for part in column.parts:
            blocks[part.key] = Block(first, part_left, first, part_left + part.width - 1)
            page.put(blocks[part.key]._replace(top=first - 1, bottom=first - 1), part.label, "label")
            part_left += part.width
        left = right + 1
    return blocks


def _cells(
    columns: list[TableColumn], indicator: Indicator | None, above: Indicator | None
) -> Iterator[tuple[TableColumn | ColumnPart, Content]]:
    """Yield every input cell of a row and what goes into it."""
    for column in columns:
        if column.parts:
            texts = target_parts(indicator.target, column) if indicator else (None,) * len(column.parts)
            yield from zip(column.parts, texts, strict=True)
        elif indicator is None or (column.key in CONTINUED and is_carried_on(indicator, above, column.key)):
            yield column, None
        else:
            yield column, entry_content(indicator_entry(indicator, column.key), column.kind)


def _source(lists: Lists, item: TableColumn | ColumnPart, form: Form, area: TableArea) -> str:
    """Return the source of a column's drop-down; names of level 3 where they are still to be chosen."""
    if item.key == _NAME and form.described.purpose is FormPurpose.PLAN:
        return lists.library_source(*(f"${address(area.first, area.levels[level])}" for level in CONTINUED))
    if not item.choices:
        return ""
    decided_by = lists.decided_by(item.choices)
    cell = f"${address(area.first, area.levels[decided_by])}" if decided_by else ""
    return lists.source(item.choices, form.described.framework, cell)


def _carry_levels(page: Page, area: TableArea) -> None:
    """Write helper cells with each row's levels, those of rows above included, for drop-downs and live checks.

    A level is that of the last row so far in which it or an outer one begins. The formulas look at all of these rows,
    not at the helpers above, so that they see the rows that people insert.
    """
    for index, key in enumerate(CONTINUED):
        lefts = [area.columns[level].left for level in CONTINUED[: index + 1]]
        shown = ""
        for row in range(area.first, area.last + 1):
            texts = [str(page.values.get((row, left), "")) for left in lefts]
            if any(text.strip(" ") for text in texts):
                shown = texts[-1]
            columns = [f"{absolute(area.first, left)}:${address(row, left)}" for left in lefts]
            begun = "&".join(f"TRIM({column})" for column in columns)
            formula = f'IFERROR(LOOKUP(2,1/({begun}<>""),{columns[-1]})&"","")'
            helper = area.levels[key]
            page.formula(Block(row, helper, row, helper), formula, shown, "check")
