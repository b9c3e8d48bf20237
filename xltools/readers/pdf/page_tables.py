"""The tables of one page by the lines that are drawn on it, and the text of their cells by where characters stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from xltools.readers.pdf.lines import Glyph, Line, joined_text, to_lines

__all__ = ["PageCell", "PageRow", "PageTable", "find_page_tables"]

_SETTINGS = {"snap_tolerance": 1, "join_tolerance": 1}
"""The default of 3 points glues the borders of a low row together, and the row is gone."""
_PADDING = 3.0
_TOUCHING = 1.0
_NEAR, _LONG = 6.0, 20.0
_MAX_EDGES = 40_000
"""Lines of a page; a page of forms has some hundreds, and the search for tables takes their square."""


Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a cell."""


@dataclass(slots=True)
class PageCell:
    """A cell: its edges in points, its lines, and how many rows it goes down."""

    x0: float
    x1: float
    lines: list[Line]
    width: float
    down: int = 1
    more: str = ""
    """Text that goes on from here on the next page."""

    @property
    def text(self) -> str:
        """The text of the cell."""
        return joined_text(self.lines, self.width) + self.more


@dataclass(slots=True)
class PageRow:
    """A row of cells from left to right, on a page. Cells that go on from above are not there."""

    page: int
    number: int
    cells: list[PageCell] = field(default_factory=list)


class PageTable(NamedTuple):
    """A table as far as it stands on one page."""

    rows: list[PageRow]
    x0: float
    x1: float
    top: float
    bottom: float
    lost: str = ""
    """Characters inside of the table that stand in none of its cells."""


class _Ends(NamedTuple):
    """The first and the last border on a page, and where upright lines end above and below them.

    Chromium draws no border where a page cuts a row, and its upright lines end where the text of their cell does.
    """

    first: float
    last: float
    top: float
    bottom: float
    above: list[float]
    below: list[float]


def find_page_tables(page: Any, glyphs: Sequence[Glyph], number: int) -> list[PageTable]:
    """Return the tables of a page of pdfplumber from top to bottom; ``glyphs`` are its characters."""
    if len(page.edges) > _MAX_EDGES:
        return []
    ends = _ends(page.edges)
    closing = [min(max(y, 0.0), float(page.height)) for y in (*ends.above, ends.top, ends.bottom, *ends.below)]
    found = page.find_tables({**_SETTINGS, "explicit_horizontal_lines": closing})
    tables = [_table(table, ends, glyphs, number) for table in found]
    return sorted((table for table in tables if table.rows), key=lambda table: (table.top, table.x0))


def _ends(edges: Sequence[dict[str, Any]]) -> _Ends:
    upright = [edge for edge in edges if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > _TOUCHING]
    level = [edge["top"] for edge in edges if edge["orientation"] == "h" and edge["x1"] - edge["x0"] > _LONG]
    if not upright or not level:
        return _Ends(0.0, 0.0, 0.0, 0.0, [], [])
    first, last = float(min(level)), float(max(level))
    return _Ends(
        first,
        last,
        # A cell that goes on downwards may be open at the end of a page although its neighbours are closed.
        float(min(edge["top"] for edge in upright)),
        float(max(edge["bottom"] for edge in upright)),
        _distinct(edge["top"] for edge in upright if edge["top"] < first - _NEAR),
        _distinct(edge["bottom"] for edge in upright if edge["bottom"] > last + _NEAR),
    )


def _distinct(heights: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for height in sorted(heights):
        if not distinct or height - distinct[-1] > _TOUCHING:
            distinct.append(float(height))
    return distinct


def _table(table: Any, ends: _Ends, glyphs: Sequence[Glyph], page: int) -> PageTable:
    x0, top, x1, bottom = map(float, table.bbox)
    inside = _Inside(glyphs, (x0, top, x1, bottom))
    rows = _box_rows(table, ends)
    texts = {box: inside.cell(box) for row in rows for box in row}
    gaps = [min(glyph.x0 for glyph in held) - box[0] for box, held in texts.items() if held]
    padding = max(min(gaps, default=_PADDING), 0.0)
    tops = sorted({min(box[1] for box in row) for row in rows})
    return PageTable(
        [
            PageRow(page, number, [_cell(box, to_lines(texts[box]), padding, tops) for box in row])
            for number, row in enumerate(rows, 1)
        ],
        *(x0, x1, top, bottom),
        lost=inside.outside_of(texts),
    )


def _cell(box: Box, lines: list[Line], padding: float, tops: Sequence[float]) -> PageCell:
    down = bisect_left(tops, box[3] - _TOUCHING) - bisect_right(tops, box[1] + _TOUCHING) + 1
    return PageCell(box[0], box[2], lines, box[2] - box[0] - 2 * padding, max(down, 1))


def _box_rows(table: Any, ends: _Ends) -> list[list[Box]]:
    """Return the boxes of a table row by row. What lies outside of the first and the last border is one row each."""
    rows: list[list[Box]] = []
    open_above = open_below = False
    for row in table.rows:
        boxes: list[Box] = [(float(a), float(b), float(c), float(d)) for a, b, c, d in filter(None, row.cells)]
        if not boxes:
            continue
        above = bool(ends.above) and max(box[3] for box in boxes) <= ends.first + _TOUCHING
        below = bool(ends.below) and min(box[1] for box in boxes) >= ends.last - _TOUCHING
        if rows and above and open_above:
            rows[-1] = _together(boxes, rows[-1])
        elif rows and below and open_below:
            rows[-1] = _together(rows[-1], boxes)
        else:
            rows.append(boxes)
        open_above, open_below = above, below
    return rows


def _together(next_to_border: list[Box], more: list[Box]) -> list[Box]:
    """Return two parts of a row as one. Its cells are those next to the border; further away, columns are missing."""
    boxes: list[Box] = []
    for box in next_to_border:
        parts = [box, *(other for other in more if _same_columns(box, other))]
        boxes.append((box[0], min(part[1] for part in parts), box[2], max(part[3] for part in parts)))
    return boxes


def _same_columns(one: Box, other: Box) -> bool:
    return abs(one[0] - other[0]) <= _TOUCHING and abs(one[2] - other[2]) <= _TOUCHING


class _Inside:
    """The characters of a table, asked for by cell."""

    def __init__(self, glyphs: Sequence[Glyph], box: tuple[float, float, float, float]) -> None:
        x0, top, x1, bottom = box
        self._glyphs = sorted(
            (glyph for glyph in glyphs if top <= glyph.middle <= bottom and x0 <= (glyph.x0 + glyph.x1) / 2 <= x1),
            key=lambda glyph: glyph.middle,
        )
        self._middles = [glyph.middle for glyph in self._glyphs]

    def outside_of(self, boxes: Iterable[Box]) -> str:
        """Return the characters in none of the boxes."""
        held = {glyph for box in boxes for glyph in self.cell(box)}
        return "".join(glyph.text for glyph in self._glyphs if glyph not in held).strip()

    def cell(self, box: tuple[float, float, float, float]) -> list[Glyph]:
        """Return the characters whose middle lies in a cell."""
        first, last = bisect_right(self._middles, box[1]), bisect_right(self._middles, box[3])
        return [glyph for glyph in self._glyphs[first:last] if box[0] <= (glyph.x0 + glyph.x1) / 2 < box[2]]
