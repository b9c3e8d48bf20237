"""A target sheet as the table that is printed: its cells with their texts, spans and looks, whatever the file format.

The printing half of the form says where each cell stands. A target value is one cell here, also where a template has
one cell for each of its parts, and a level that goes on from the row above is one cell over several rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from xltools.forms.hb2020 import HB2020
from xltools.forms.keyed_entries import indicator_entry, is_carried_on, sheet_entry
from xltools.forms.layout import Box, Field, FieldKind, Form, TableColumn
from xltools.forms.printed import PRINTED_FORMS, printed_form
from xltools.model import Entry, Indicator, TargetSheet
from xltools.text import drop_controls
from xltools.values.numbers import format_decimal

__all__ = ["CellStyle", "DrawnCell", "DrawnTable", "draw_sheet", "is_printed", "printed_text"]

_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML file holds."""
_BLANKS = " \t\r\n\u3000\u00a0"
_FEN_DIGITS = 2
_NOTHING: Entry[Any] = Entry()
_LEVELS = ("level1", "level2")
_CENTRED = frozenset({FieldKind.PERCENT, FieldKind.NUMBER, FieldKind.YEAR})


class CellStyle(StrEnum):
    """The style of a cell; the first three stand above the frame of the table."""

    HEADING = "heading"
    HEADING_CENTRED = "heading centred"
    HEADING_RIGHT = "heading right"
    LABEL = "label"
    TEXT = "text"
    CENTRED = "centred"
    AMOUNT = "amount"

    @property
    def framed(self) -> bool:
        """Whether the cell has borders."""
        return self not in {CellStyle.HEADING, CellStyle.HEADING_CENTRED, CellStyle.HEADING_RIGHT}


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell of the table, ``at`` counted from its first row; ``number`` is what its text means, where that is one."""

    at: Box
    text: str
    style: CellStyle
    number: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A target sheet as printed, without its title, which stands above.

    ``title`` is printed; ``label`` is what a table of contents calls it. ``cells`` fill the rectangle of ``rows`` and
    ``widths`` (in characters), row by row. ``header`` is the row of the column heads of the indicators. ``keys`` are
    the fields and columns that have a cell, by the keys of the form.
    """

    sheet: TargetSheet
    title: str
    label: str
    widths: tuple[float, ...]
    rows: int
    cells: tuple[DrawnCell, ...]
    header: int
    landscape: bool
    keys: frozenset[str]

    @property
    def upper(self) -> tuple[DrawnCell, ...]:
        """The cells above the table of indicators."""
        return tuple(cell for cell in self.cells if cell.at.row < self.header)

    @property
    def lower(self) -> tuple[DrawnCell, ...]:
        """The cells of the table of indicators and below it, rows counted from its heads.

        A label beside all of its rows stands in the row of the heads alone: a document repeats that row on the next
        page, and none of its cells may go on below it.
        """
        cells: list[DrawnCell] = []
        for cell in self.cells:
            at = replace(cell.at, row=cell.at.row - self.header + 1)
            if at.row == 1 and at.rows > 1:
                cells.append(replace(cell, at=replace(at, rows=1)))
                cells.append(DrawnCell(Box(2, at.column, at.rows - 1, at.columns), "", cell.style))
            elif at.row > 0:
                cells.append(replace(cell, at=at))
        return tuple(sorted(cells, key=lambda cell: (cell.at.row, cell.at.column)))


def draw_sheet(sheet: TargetSheet, year: int | None = None) -> DrawnTable:
    """Return a sheet as it is printed; ``year`` is the budget year, where the form prints it.

    Raises KeyError where its form has no printing half.
    """
    if not is_printed(sheet):
        raise KeyError(sheet.form.id)
    return _Drawing(sheet, printed_form(sheet.form.id or HB2020.id, len(sheet.tasks)), year).table()


def is_printed(sheet: TargetSheet) -> bool:
    """Return whether the form of a sheet can be printed; one that is on none is printed on HB2020."""
    return not sheet.form.id or sheet.form.id in PRINTED_FORMS


def printed_text(text: str) -> str:
    """Return a text as it is printed: without control characters, and without blanks and blank lines at its ends."""
    return _ILLEGAL.sub("", drop_controls(text)).strip(_BLANKS)


class _Drawing:
    """A sheet while it is drawn: the cells so far."""

    def __init__(self, sheet: TargetSheet, form: Form, year: int | None) -> None:
        self.sheet = sheet
        self.form = form
        self.year = year
        self.unit = sheet.money_unit
        self.above = form.title_at.row + form.title_at.rows - 1
        """Rows of the form above the table: those of the title."""
        self.indicators: Sequence[Indicator | None] = sheet.indicators or (None,)
        self.cells: list[DrawnCell] = []

    def table(self) -> DrawnTable:
        form = self.form
        self._heading()
        self._form_cells()
        header = form.table.header_row
        self._indicators(header)
        last = header + len(self.indicators)
        for cell in form.footer:
            self._put(Box(last + cell.at.row, cell.at.column, cell.at.rows, cell.at.columns), *self._footer(cell))
        rows = max(cell.at.row + cell.at.rows - 1 for cell in self.cells)
        title = form.title or printed_text(self.sheet.title.text) or f"{self.sheet.label}{form.title_suffix}"
        return DrawnTable(
            sheet=self.sheet,
            title=title,
            label=printed_text(self.sheet.label) if form.title else title,
            widths=form.widths,
            rows=rows,
            cells=tuple(sorted((*self.cells, *self._blanks(rows)), key=lambda cell: (cell.at.row, cell.at.column))),
            header=header - self.above,
            landscape=form.landscape,
            keys=frozenset(self._keys()),
        )

    def _keys(self) -> Iterator[str]:
        for item in self.form.fields:
            # A task is a row: its entries have the keys of the columns.
            yield item.key.rpartition(".")[0] if item.key.startswith("tasks.") else item.key
        yield from (column.key for column in self.form.table.columns if column.columns)
        if self.form.unit_at:
            yield "unit"
        if not self.form.title:
            yield "title"

    def _put(self, box: Box, text: str, style: CellStyle, number: Decimal | None = None) -> None:
        at = Box(box.row - self.above, box.column, box.rows, box.columns)
        self.cells.append(DrawnCell(at, text, style, number))

    def _heading(self) -> None:
        form = self.form
        if form.year_at:
            year = f"（{self.year}年度）" if self.year else "（　　　　年度）"
            self._put(form.year_at, year, CellStyle.HEADING_CENTRED)
        if form.unit_at:
            self._put(form.unit_at, printed_text(self.sheet.unit.text), CellStyle.HEADING)
        self._put(form.money_unit_at, f"单位：{self.unit}", CellStyle.HEADING_RIGHT)

    def _form_cells(self) -> None:
        for label in self.form.labels:
            self._put(label.at, label.texts[0].strip('"'), CellStyle.LABEL)
        for item in self.form.fields:
            if item.label_at:
                self._put(item.label_at, item.label(self.sheet.kind), CellStyle.LABEL)
            self._put(item.value_at, *self._content(sheet_entry(self.sheet, item.key), item))

    def _content(
        self, entry: Entry[Any], item: Field | TableColumn
    ) -> tuple[str, CellStyle] | tuple[str, CellStyle, Decimal]:
        """Return the text of an entry's cell, its style, and its number if it has one."""
        value = entry.value
        if item.kind is FieldKind.AMOUNT:
            if isinstance(value, Decimal):
                amount = value / self.unit.factor
                return _amount_text(amount), CellStyle.AMOUNT, amount
            return printed_text(entry.text), CellStyle.AMOUNT
        style = CellStyle.CENTRED if item.kind in _CENTRED else CellStyle.TEXT
        if isinstance(value, Decimal) and item.kind in _CENTRED:
            return format_decimal(value), style, value
        if entry.blank and value is not None:
            return printed_text(str(value)), style
        return printed_text(entry.text), style

    def _indicators(self, top: int) -> None:
        """Draw the table of indicators, whose header stands in row ``top`` of the form."""
        table = self.form.table
        if table.side:
            self._put(Box(top, 1, len(self.indicators) + 1, table.left - 1), table.side, CellStyle.LABEL)
        left = table.left
        for column in table.columns:
            if not column.columns:
                continue
            self._put(Box(top, left, 1, column.columns), column.label, CellStyle.LABEL)
            for first, count in self._runs(column):
                indicator = self.indicators[first]
                entry = indicator_entry(indicator, column.key) if indicator else _NOTHING
                self._put(Box(top + 1 + first, left, count, column.columns), *self._content(entry, column))
            left += column.columns

    def _runs(self, column: TableColumn) -> Iterator[tuple[int, int]]:
        """Yield the first row of each cell of a column and the number of its rows, the rows counted from 0."""
        starts = [
            number
            for number, indicator in enumerate(self.indicators)
            if indicator is None
            or column.key not in _LEVELS
            or not is_carried_on(indicator, self.indicators[number - 1] if number else None, column.key)
        ]
        for start, end in zip(starts, (*starts[1:], len(self.indicators)), strict=True):
            yield start, end - start

    def _footer(self, cell: Any) -> tuple[str, CellStyle] | tuple[str, CellStyle, Decimal]:
        if not cell.sum_of:
            return cell.text, CellStyle.LABEL
        entry = self.sheet.printed_sums.get(cell.sum_of, _NOTHING)
        if entry.value is None:
            return printed_text(entry.text), CellStyle.CENTRED
        return format_decimal(entry.value), CellStyle.CENTRED, entry.value

    def _blanks(self, rows: int) -> Iterator[DrawnCell]:
        """Yield blank cells for what the form leaves free, one over all free columns side by side above the frame."""
        taken: dict[tuple[int, int], CellStyle] = {}
        for cell in self.cells:
            at = cell.at
            taken |= {
                (at.row + down, at.column + right): cell.style for down in range(at.rows) for right in range(at.columns)
            }
        width = len(self.form.widths)
        for row in range(1, rows + 1):
            framed = any(taken[row, column].framed for column in range(1, width + 1) if (row, column) in taken)
            free = [column for column in range(1, width + 1) if (row, column) not in taken]
            if framed:
                yield from (DrawnCell(Box(row, column), "", CellStyle.TEXT) for column in free)
                continue
            for column in free:
                if column - 1 not in free:
                    count = next(n for n in range(1, width + 1) if column + n not in free)
                    yield DrawnCell(Box(row, column, 1, count), "", CellStyle.HEADING)


def _amount_text(amount: Decimal) -> str:
    """Return an amount with thousands separators, all its digits, and two decimals at least."""
    digits = format_decimal(amount)
    decimals = max(_FEN_DIGITS, len(digits.partition(".")[2]))
    return f"{Decimal(digits):,.{decimals}f}"
