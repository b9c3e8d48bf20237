"""A table of a Word document as a grid: columns by spans, merged cells as blocks, covered cells blank."""

from __future__ import annotations

from collections.abc import Iterator
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
        elif name(child) == "w:tbl":
            tables.append(child)
    tables += [box for box in words.boxes if has(box, "w:tbl")]
    return words, tables


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
