"""Forms side by side: the columns that each of them takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xltools.forms.labels import LabelCell
from xltools.grids.grid import Grid

__all__ = ["side_by_side"]

_MIN_LABELS, _MIN_SECTIONS = 6, 3
"""Labels, and sections among them, that stand in both of two forms."""
_MAX_STEPS = 50_000
"""Labels times columns up to which a sheet is taken apart: a list of labels is not a row of forms."""
_SAME_COUNT = 0.75
"""The share of labels that stand equally often in one part of a sheet, if it holds whole forms."""


def side_by_side(grid: Grid, cells: Sequence[LabelCell]) -> Iterator[tuple[Grid, tuple[LabelCell, ...]]]:
    """Yield the parts of a sheet with forms beside each other, from left to right: their cells only, and their labels.

    A sheet with forms below one another, or with one, is a single part.
    """
    left, rest = 1, tuple(cells)
    while column := _split(rest):
        yield _columns(grid, left, column - 1), tuple(cell for cell in rest if cell.block.left < column)
        left, rest = column, tuple(cell for cell in rest if cell.block.left >= column)
    yield (grid if left == 1 else _columns(grid, left, grid.width)), rest


def _split(cells: Sequence[LabelCell]) -> int:
    """Return the first column of the second form from the left, or 0 where there is none."""
    counts = Counter(cell.label.key for cell in cells)
    if sum(count > 1 for count in counts.values()) < _MIN_LABELS:
        return 0
    best, column = (0, 0), 0
    starts = sorted({cell.block.left for cell in cells})[1:]
    for start in starts if len(starts) * len(cells) <= _MAX_STEPS else ():
        before = [cell for cell in cells if cell.block.left < start]
        behind = [cell for cell in cells if cell.block.left >= start]
        both = {cell.label.key for cell in before} & {cell.label.key for cell in behind}
        sections = {cell.section for cell in behind if cell.label.key in both}
        score = (len(both), _alike(before, behind))
        if score > best and len(sections) >= _MIN_SECTIONS and _is_whole(before) and _is_whole(behind):
            best, column = score, start
    return column if best[0] >= _MIN_LABELS else 0


def _alike(before: Sequence[LabelCell], behind: Sequence[LabelCell]) -> int:
    """Return how many labels stand equally often on both sides: a label may be printed twice in one form."""
    left, right = (Counter(cell.label.key for cell in cells) for cells in (before, behind))
    return sum(left[key] == count for key, count in right.items())


def _is_whole(cells: Sequence[LabelCell]) -> bool:
    """Return whether most labels stand equally often: the columns of one form alone would have only some of them."""
    counts = Counter(Counter(cell.label.key for cell in cells).values())
    return max(counts.values()) >= _SAME_COUNT * sum(counts.values())


def _columns(grid: Grid, left: int, right: int) -> Grid:
    """Return the sheet with the cells of some columns only, at their addresses."""
    blank: list[str] = [""] * (left - 1)
    return replace(
        grid,
        rows=[[*blank, *row[left - 1 : right]] if len(row) >= left else [] for row in grid.rows],
        uncalculated=frozenset(address for address in grid.uncalculated if left <= address[1] <= right),
        errors={address: name for address, name in grid.errors.items() if left <= address[1] <= right},
    )
