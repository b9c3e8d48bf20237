"""Facts about a blank .xlsx form that only its styles tell: which of its texts are answers or remarks, not labels.

openpyxl reads them, and only from bytes that our own reader has accepted. It is loaded when a form is learnt.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from xltools.grids.grid import Address, Grid

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["texts_to_fill"]

_MOST = 0.6
"""The share of known labels with a border or a fill from which the others are measured by it."""
_MIN_LABELS = 4


def texts_to_fill(data: bytes, grid: Grid, knows: Callable[[str], bool]) -> frozenset[Address]:
    """Return the cells of a sheet whose text is certainly not a label.

    These are unlocked cells of a protected sheet, cells with a validation, texts outside the borders of the form, and
    texts without the fill that its labels have. ``knows`` says whether a text is a label of a known form. A file that
    openpyxl cannot open gives none.
    """
    sheet = _worksheet(data, grid.sheet)
    if sheet is None:
        return frozenset()
    texts = {(row, column): text for row, column, text in grid.texts()}
    labels = {address for address, text in texts.items() if knows(text)}
    cells = {address: sheet.cell(*address) for address in texts}
    return _validated(sheet, texts) | _unlocked(sheet, cells) | _unlike(cells, labels)


def _worksheet(data: bytes, name: str) -> Worksheet | None:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(data))
        except Exception:  # it fails in many ways on parts that do not matter here; the form is learnt without styles
            return None
    return book[name] if name in book.sheetnames else None


def _validated(sheet: Worksheet, texts: Mapping[Address, str]) -> frozenset[Address]:
    blocks = [block for one in sheet.data_validations.dataValidation for block in one.sqref.ranges]
    return frozenset(
        (row, column)
        for row, column in texts
        if any(b.min_row <= row <= b.max_row and b.min_col <= column <= b.max_col for b in blocks)
    )


def _unlocked(sheet: Worksheet, cells: Mapping[Address, Cell | MergedCell]) -> frozenset[Address]:
    if not sheet.protection.sheet:
        return frozenset()
    return frozenset(address for address, cell in cells.items() if not cell.protection.locked)


def _unlike(cells: Mapping[Address, Cell | MergedCell], labels: set[Address]) -> frozenset[Address]:
    """Return texts among the labels that lack what most labels have: a border, or a fill."""
    if len(labels) < _MIN_LABELS:
        return frozenset()
    unlike: set[Address] = set()
    first = min(row for row, _ in labels)
    for has in (_has_border, _has_fill):
        marked = {address for address in labels if has(cells[address])}
        if len(marked) >= _MOST * len(labels):
            unlike.update(
                address
                for address, cell in cells.items()
                if address not in labels and address[0] >= first and not has(cell)
            )
    return frozenset(unlike)


def _has_border(cell: Cell | MergedCell) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.top, border.bottom))


def _has_fill(cell: Cell | MergedCell) -> bool:
    return bool(cell.fill.fill_type)
