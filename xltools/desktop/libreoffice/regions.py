"""The end of the filled cells of a row or column: Excel's Ctrl+arrow."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["region_edge"]


def region_edge(filled: Sequence[bool], start: int, step: int, last: int) -> int:
    """Return where Ctrl+arrow goes from ``start``: the end of a filled run, the next filled cell, or the sheet's edge.

    :param filled: which cells of the row or column hold something; those beyond its end hold nothing.
    :param start: the position to go from, from 0.
    :param step: 1 for down and right, -1 for up and left.
    :param last: the last position of the sheet.
    """

    def is_filled(position: int) -> bool:
        return 0 <= position < len(filled) and filled[position]

    border = last if step > 0 else 0
    if start == border:
        return start
    position = start + step
    if is_filled(start) and is_filled(position):
        while is_filled(position + step):
            position += step
        return position
    while 0 <= position < len(filled) and not filled[position]:
        position += step
    return position if is_filled(position) else border
