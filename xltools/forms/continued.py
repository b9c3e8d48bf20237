"""Rows of an indicator table on a sheet without a form: most of them continue the form of the sheet before."""

from __future__ import annotations

import re

from xltools.forms.found import FoundRow
from xltools.forms.labels import label_cells, vocabulary
from xltools.forms.layout import Form
from xltools.forms.table import find_table
from xltools.grids.grid import Block, Grid
from xltools.values import squeeze

__all__ = ["find_loose_rows", "is_continuation"]

_MIN_LABELS = 3
"""Labels of the table in one row that make its head."""
_HEADING_ROWS = 6
_CONTINUES = re.compile(r"续表|[(]续[一二三四五六七八九十\d]*[)]|^[接续]上[表页]|续[一二三四五六七八九十\d]*$|^续")


def find_loose_rows(grid: Grid, form: Form) -> tuple[FoundRow, ...]:
    """Return the indicators on a sheet that has the head of the table, but none of the form's other labels."""
    words = vocabulary(form)
    heads: dict[int, dict[str, Block]] = {}
    for cell in label_cells(grid, words):
        if cell.section == form.table.section:
            heads.setdefault(cell.block.top, {}).setdefault(cell.label.key, cell.block)
    labels = next((labels for labels in heads.values() if len(labels) >= _MIN_LABELS), None)
    if labels is None or not {"level3", "target"} <= labels.keys():
        return ()
    rows = find_table(grid, form, words, labels, grid.height).rows
    return tuple(row for row in rows if row.cells["level3"].cells and row.cells["target"].cells)


def is_continuation(grid: Grid) -> bool:
    """Return whether a sheet says that it continues another one: 续表 in its name or heading."""
    texts = [grid.sheet]
    for row in range(1, min(grid.height, _HEADING_ROWS) + 1):
        texts += (grid.text(row, column) for column in grid.filled_columns(row))
    return any(_CONTINUES.search(squeeze(text)) for text in texts)
