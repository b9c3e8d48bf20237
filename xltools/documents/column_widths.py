"""Column widths of a drawn table on a page, wide enough that no amount and no code wraps."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from xltools.documents.drawing import CellStyle, DrawnCell, DrawnTable

__all__ = ["FittedTable", "fit_columns"]

_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Font sizes in points, the usual one first; a smaller one is taken only where amounts do not fit otherwise."""
_MM_PER_POINT = 25.4 / 72
_HALF_WIDTH = 0.58
"""Width of a digit in font sizes: 宋体 needs 0.5, the fonts that stand in for it up to 0.56."""
_MARGINS_MM = 2.6
_LONGEST_CODE = 24
_LEAST_MM = 8.0
_LEAST_SHARE = 0.4
"""The share of its own width that a column keeps at least."""


@dataclass(frozen=True, slots=True)
class FittedTable:
    """The widths of a table's columns in millimetres, and the size of its font in points."""

    widths: tuple[float, ...]
    points: float


def fit_columns(table: DrawnTable, total: float) -> FittedTable:
    """Return widths that add up to ``total`` millimetres.

    They are those of the form, changed as little as amounts and codes need to stay on one line.
    """
    unbroken = [cell for cell in table.cells if _is_unbroken(cell)]
    for points in _SIZES:
        widths = _widths(table, unbroken, total, points)
        if widths:
            return FittedTable(widths, points)
    scale = total / sum(table.widths)
    return FittedTable(tuple(width * scale for width in table.widths), _SIZES[-1])


def _widths(table: DrawnTable, unbroken: Iterable[DrawnCell], total: float, points: float) -> tuple[float, ...]:
    """Return the widths with a font of this size; nothing where these texts do not fit."""
    scale = total / sum(table.widths)
    widths = [width * scale for width in table.widths]
    least = [min(width, max(_LEAST_MM, _LEAST_SHARE * width)) for width in widths]
    for cell in sorted(unbroken, key=lambda cell: cell.at.columns):
        columns = range(cell.at.column - 1, cell.at.column - 1 + cell.at.columns)
        needed = _needed(cell.text, points)
        lacking = needed - sum(widths[column] for column in columns)
        for column in columns:
            if lacking > 0:
                widths[column] += lacking / len(columns)
        share = needed / sum(widths[column] for column in columns)
        for column in columns:
            least[column] = max(least[column], widths[column] * share)
    excess = sum(widths) - total
    slack = [width - low for width, low in zip(widths, least, strict=True)]
    if excess > sum(slack):
        return ()
    if excess <= 0:
        return tuple(widths)
    return tuple(width - excess * free / sum(slack) for width, free in zip(widths, slack, strict=True))


def _needed(text: str, points: float) -> float:
    """Return the millimetres that the longest line of a text takes, with the margins of the cell."""
    halves = max((sum(map(_halves, line)) for line in text.splitlines()), default=0)
    return halves * _HALF_WIDTH * points * _MM_PER_POINT + _MARGINS_MM


def _halves(character: str) -> float:
    return 2 / (2 * _HALF_WIDTH) if unicodedata.east_asian_width(character) in "WFA" else 1


def _is_unbroken(cell: DrawnCell) -> bool:
    """Return whether a text has to stay on one line: a number, or a code."""
    text = cell.text
    is_code = text.isascii() and text.isprintable() and " " not in text and len(text) <= _LONGEST_CODE
    return bool(text) and (cell.style is CellStyle.AMOUNT or cell.number is not None or is_code)
