"""Formulas in the notation R1C1, which states where a cell stands from the one with the formula, in the notation A1."""

from __future__ import annotations

import re

from xltools.grids.grid import Address
from xltools.lazy_pattern import LazyPattern
from xltools.model import column_letters

__all__ = ["formula_in_a1"]

_PART = r"(\[-?\d{1,7}\]|\d{1,7}|)"
_R1C1 = LazyPattern(
    r'"(?:[^"]|"")*"|\'[^\']*\''  # texts and quoted sheet names stay as they are
    rf"|(?<![A-Za-z0-9_.])R{_PART}C{_PART}(?![A-Za-z0-9_(.\[])"
)
_MAX_ROWS, _MAX_COLUMNS = 1 << 20, 1 << 14


def formula_in_a1(formula: str, address: Address) -> str:
    """Return the formula of the cell at ``address`` without its equals sign and with references such as ``$B4``.

    Returns an empty text where it refers to a cell beyond the sheet. Whole rows and columns stay as they are.
    """
    beyond = False

    def convert(match: re.Match[str]) -> str:
        nonlocal beyond
        if match[1] is None:
            return match[0]
        row, row_mark = _place(match[1], address[0])
        column, column_mark = _place(match[2], address[1])
        beyond = beyond or not (0 < row <= _MAX_ROWS and 0 < column <= _MAX_COLUMNS)
        return f"{column_mark}{column_letters(column) if column > 0 else ''}{row_mark}{row}"

    converted = _R1C1.sub(convert, formula.strip().removeprefix("="))
    return "" if beyond else converted


def _place(part: str, own: int) -> tuple[int, str]:
    """Return a row or column by its number, and the mark of one that is fixed."""
    if part.startswith("["):
        return own + int(part[1:-1]), ""
    return (int(part), "$") if part else (own, "")
