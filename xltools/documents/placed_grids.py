"""The passages of a published document as grids, one for each table with the lines above it, as forms are read from.

A narrative heading (总体绩效目标 and the like) becomes a label with its paragraphs beside it. Every row of a grid keeps
the place that it has in the document: values are read by the grid, and carried back to these places afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast

from xltools.derive.levels import begins_with_level
from xltools.documents.continued_tables import continuation, moved
from xltools.documents.published_text import is_heading, narrative_label
from xltools.grids.grid import CellValue, Grid
from xltools.model import Place
from xltools.readers.published_document import DocumentTable, Paragraph, Passage
from xltools.values import squeeze

__all__ = ["PlacedGrid", "carry_back", "place_grids"]

_PART = re.compile(r"第([一二三四五六七八九十]+)部分")
_PARTS = "一二三四五六七八九十"
_APART = re.compile(r"\t+| {2,}|\u3000{2,}|[ \u3000\u00a0]{3,}")
"""Gaps between the cells of a line outside of tables, such as that of the unit and 单位：元."""
_LONGEST_LINE = 80

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A grid, and the place of each of its rows in the document.

    ``opens`` tells that a department begins with the lines above the table: their parts begin anew, or they hold a
    narrative where the department before has one. ``repeated`` counts the parts of the table that began with its first
    rows again.
    """

    grid: Grid
    places: tuple[Place, ...]
    opens: bool = False
    repeated: int = 0


def place_grids(passages: Sequence[Passage]) -> list[PlacedGrid]:
    """Return the grids of a document from top to bottom.

    A table without a code and a name of its own goes on with the one before it if nothing but 续表 and the like stands
    between them, or if it holds indicators; so does one that repeats the first rows of that form.
    """
    placed: list[PlacedGrid] = []
    lines: list[Paragraph] = []
    outline = _Outline()
    for passage in passages:
        if isinstance(passage, Paragraph):
            lines.append(passage)
        elif placed and (rest := continuation(placed[-1].grid, passage, lines)) is not None:
            again = len(rest.rows) < len(passage.rows)
            placed[-1] = replace(_continued(placed[-1], rest), repeated=placed[-1].repeated + again)
            lines = [line for line in lines if begins_with_level(line.text)]  # rows that lack their borders
        else:
            opens = outline.opens(lines)
            placed.append(replace(_with_lines(passage, lines), opens=opens))
            lines = []
    if not any(narrative_label(line.text) for line in lines):
        lines = [line for line in lines if begins_with_level(line.text)]
    if lines:
        file, sheet, *_ = lines[0].place
        # A page may have a table of its name: by their names values find their way back.
        placed.append(_with_lines(DocumentTable(Grid(file, f"{sheet}（末）", []), ()), lines))
    return placed


def carry_back(value: ValueT, placed: Sequence[PlacedGrid]) -> ValueT:
    """Return a book or a finding with the places of the document in place of those of the grids."""
    rows = {each.grid.sheet: each.places for each in placed}

    def back(place: Place) -> Place:
        known = rows.get(place.sheet, ())
        return known[place.row - 1]._replace(column=place.column) if 0 < place.row <= len(known) else place

    return cast(ValueT, _moved(value, back))


def _moved(value: object, back: Callable[[Place], Place]) -> object:
    if isinstance(value, Place):
        return back(value)
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(_moved(one, back) for one in value)
    if isinstance(value, Mapping):
        return {key: _moved(one, back) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        new = {name: _moved(one, back) for name, one in old.items()}
        return value if all(new[name] is old[name] for name in old) else replace(value, **new)
    return value


class _Outline:
    """The headings so far: which part of its text a department is in."""

    def __init__(self) -> None:
        self._part = 0
        self._narrative: set[str] = set()
        self._begun = False

    def opens(self, lines: Sequence[Paragraph]) -> bool:
        """Take the lines above a table; return whether a department begins in them."""
        opens = False
        for line in lines:
            part = _PART.fullmatch(squeeze(line.text)[:5])
            number = _PARTS.find(part[1]) + 1 if part else 0
            label = narrative_label(line.text)
            if (number and number < self._part) or label in self._narrative:
                opens = opens or self._begun
                self._part, self._narrative = 0, set()
            self._part = number or self._part
            if label:
                self._narrative.add(label)
        self._begun = True
        return opens


def _continued(placed: PlacedGrid, table: DocumentTable) -> PlacedGrid:
    height = placed.grid.height
    below = moved(table.grid, height)
    upper = placed.grid
    grid = replace(
        upper,
        rows=[*upper.rows, *table.grid.rows],
        merged=(*upper.merged, *below.merged),
        hidden_rows=upper.hidden_rows | below.hidden_rows,
        struck_runs={**upper.struck_runs, **below.struck_runs},
        text_boxes={**upper.text_boxes, **below.text_boxes},
        pictures=upper.pictures | below.pictures,
    )
    return replace(placed, grid=grid, places=(*placed.places, *table.rows))


def _with_lines(table: DocumentTable, lines: Sequence[Paragraph]) -> PlacedGrid:
    """Return a table below the lines above it."""
    rows: list[list[CellValue]] = []
    places: list[Place] = []
    for cells, place in _line_rows(lines):
        rows.append(list(cells))
        places.append(place)
    grid = replace(moved(table.grid, len(rows)), rows=[*rows, *table.grid.rows])
    return PlacedGrid(grid, (*places, *table.rows))


def _line_rows(lines: Sequence[Paragraph]) -> Iterator[tuple[tuple[str, ...], Place]]:
    """Yield lines as rows: a narrative heading with its paragraphs, any other line by itself."""
    narrative: tuple[str, Place] | None = None
    paragraphs: list[str] = []
    for line in lines:
        text = line.text.strip()
        label = narrative_label(text)
        if narrative is not None and (label or is_heading(text)):
            yield (narrative[0], "\n".join(paragraphs)), narrative[1]
            narrative, paragraphs = None, []
        if label:
            narrative = (label, line.place)
        elif narrative is not None:
            paragraphs.append(text)
        else:
            yield tuple(_APART.split(text) if len(text) <= _LONGEST_LINE else [text]), line.place
    if narrative is not None:
        yield (narrative[0], "\n".join(paragraphs)), narrative[1]
