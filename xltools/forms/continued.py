"""Rows of an indicator table on a sheet without a form: most of them continue the form of the sheet before."""

from __future__ import annotations

from xltools.forms.description import FormDescription
from xltools.forms.found import FoundRow
from xltools.forms.table import find_header, find_table
from xltools.forms.vocabulary import vocabulary
from xltools.grids.grid import Grid
from xltools.lazy_pattern import LazyPattern
from xltools.values import squeeze

__all__ = ["find_loose_rows", "is_continuation"]

_MIN_LABELS = 3
"""Labels of the table in one row that make its head."""
_HEADING_ROWS = 6
_CONTINUES = LazyPattern(r"续表|[(]续[一二三四五六七八九十\d]*[)]|^[接续]上[表页]|续[一二三四五六七八九十\d]*$|^续")


def find_loose_rows(grid: Grid, form: FormDescription) -> tuple[FoundRow, ...]:
    """Return the indicators on a sheet that has the head of the table, but none of the form's other labels."""
    words = vocabulary(form).table(form.table)
    for row in range(1, grid.height + 1):
        if len(grid.filled_columns(row)) < _MIN_LABELS:
            continue
        columns = find_header(grid, words, row)
        if len(columns) >= _MIN_LABELS and {"level3", "target"} <= columns.keys():
            rows = find_table(grid, words, row, grid.height).rows
            return tuple(row for row in rows if row.cells["level3"].cells and row.cells["target"].cells)
    return ()


def is_continuation(grid: Grid) -> bool:
    """Return whether a sheet says that it continues another one: 续表 in its name or heading."""
    texts = [grid.sheet]
    for row in range(1, min(grid.height, _HEADING_ROWS) + 1):
        texts += (grid.text(row, column) for column in grid.filled_columns(row))
    return any(_CONTINUES.search(squeeze(text)) for text in texts)
