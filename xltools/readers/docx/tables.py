"""A table of a Word document as a grid: columns by spans, merged cells as blocks, covered cells blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element as Element

from xltools.grids.grid import Block
from xltools.readers.docx.markup import attribute, has, is_on, name, numeric, own
from xltools.readers.docx.words import ParagraphReader, ShownWords
from xltools.readers.sheet_builder import SheetBuilder

__all__ = ["fill_sheet", "table_rows"]

_MAX_SPAN = 63
"""Columns of a table in Word."""
_MAX_BOX_ROWS = 3


class _Down(NamedTuple):
    """A cell that goes on downwards, as far as it is known."""

    top: int
    left: int
    right: int


@dataclass(slots=True)
class _TableState:
    """The cells that may go on in the next row, by their first column, and those that have gone on."""

    open: dict[int, _Down] = field(default_factory=dict)
    bottoms: dict[_Down, int] = field(default_factory=dict)


def table_rows(table: Element) -> list[Element]:
    """Return the rows of a table, not those of tables in its cells."""
    return [row for row in table if name(row) == "w:tr"]


def arranged_cells(rows: Sequence[Element]) -> list[Element]:
    """Return the cells of a table that only arranges others: nothing but tables stand in it, one cell to a row.

    Words above and below a table in its cell are arranged with it.
    """
    cells = [[cell for cell in row if name(cell) == "w:tc" and _has_content(cell)] for row in rows]
    alone = [row[0] for row in cells if len(row) == 1]
    all_alone = len(alone) == sum(map(bool, cells))
    return alone if all_alone and any(len(list(_inner_tables(cell))) for cell in alone) else []


def _has_content(cell: Element) -> bool:
    return any(name(part) in {"w:t", "w:tbl", "w:drawing", "w:pict", "w:object"} for part in cell.iter())


def _inner_tables(cell: Element) -> Iterator[Element]:
    return (table for table in cell if name(table) == "w:tbl" and len(table_rows(table)) > 1)


def fill_sheet(table: Element, sheet: SheetBuilder, reader: ParagraphReader) -> tuple[Element, ...]:
    """Put the cells of a table into a sheet; return what in its cells is to be read as blocks below it.

    Those are tables in cells, and text boxes that hold tables. A cell that goes on downwards shows the text of its
    first row only.
    """
    state, inner = _TableState(), list[Element]()
    for number, row in enumerate(table_rows(table), 1):
        properties = own(row, "w:trPr")
        if is_on(own(properties, "w:hidden")):
            sheet.hide_rows(number, number)
        column, going_on = numeric(own(properties, "w:gridBefore"), 0, _MAX_SPAN) + 1, dict[int, _Down]()
        for cell, span, left in _cells(row, column):
            right = left + span - 1
            sheet.reserve(number, right, span)
            words, tables = _content(cell, reader)
            inner += tables
            above = state.open.get(left)
            if _goes_on(cell) and above is not None:
                going_on[left] = above
                if right == above.right:
                    state.bottoms[above] = number
                continue
            down = _Down(number, left, right)
            going_on[left] = down
            state.bottoms[down] = number
            _put(sheet, (number, left), words)
        state.open = going_on
    sheet.merged += [
        Block(down.top, down.left, bottom, down.right)
        for down, bottom in state.bottoms.items()
        if bottom > down.top or down.right > down.left
    ]
    return tuple(inner)


def _cells(row: Element, column: int) -> Iterator[tuple[Element, int, int]]:
    """Yield the cells of a row with their span and first column; cells of an old horizontal merge count as its span."""
    pending: tuple[Element, int, int] | None = None
    for cell in row:
        if name(cell) != "w:tc":
            continue
        properties = own(cell, "w:tcPr")
        span = max(numeric(own(properties, "w:gridSpan"), 1, _MAX_SPAN), 1)
        merge = own(properties, "w:hMerge")
        if merge is not None and attribute(merge, "val", "continue") != "restart" and pending is not None:
            pending = (pending[0], pending[1] + span, pending[2])
        else:
            if pending is not None:
                yield pending
            pending = (cell, span, column)
        column += span
    if pending is not None:
        yield pending


def _goes_on(cell: Element) -> bool:
    """Return whether a cell is a part of the one above it."""
    properties = own(cell, "w:tcPr")
    merge = own(properties, "w:vMerge")
    if merge is not None:
        return attribute(merge, "val", "continue") != "restart"
    return attribute(own(properties, "w:cellMerge"), "vMerge") == "cont"


def _content(cell: Element, reader: ParagraphReader) -> tuple[ShownWords, list[Element]]:
    """Return what a cell shows, and the tables in it."""
    words, tables = ShownWords(), list[Element]()
    for child in cell:
        if name(child) == "w:p":
            words.add(reader.read(child))
        elif name(child) == "w:tbl" and _is_a_box(child):
            for only in _only_cells(child):
                inner, more = _content(only, reader)
                words.add(inner)
                tables += more
        elif name(child) == "w:tbl":
            tables.append(child)
    tables += [box for box in words.boxes if has(box, "w:tbl")]
    return words, tables


def _is_a_box(table: Element) -> bool:
    """Return whether a table in a cell is one column with a few lines of text: it only frames them."""
    rows = table_rows(table)
    one_column = all(sum(name(cell) == "w:tc" for cell in row) == 1 for row in rows)
    return one_column and len(rows) <= _MAX_BOX_ROWS


def _only_cells(table: Element) -> Iterator[Element]:
    return (cell for row in table_rows(table) for cell in row if name(cell) == "w:tc")


def _put(sheet: SheetBuilder, address: tuple[int, int], words: ShownWords) -> None:
    sheet.put(address, words.text)
    if words.struck:
        sheet.struck_runs[address] = words.struck
    boxes = [text for box in words.boxes if not has(box, "w:tbl") for text in [_box_text(box)] if text]
    if boxes:
        sheet.text_boxes[address] = "\n".join(boxes)
    if words.pictures:
        sheet.pictures.add(address)


def _box_text(box: Element) -> str:
    reader, words = ParagraphReader(), ShownWords()
    for paragraph in box:
        if name(paragraph) == "w:p":
            words.add(reader.read(paragraph))
    return words.text
