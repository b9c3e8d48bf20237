"""The print of a sheet that can be read: paper, scale, and the columns that begin a page.

A table that is squeezed onto one page however wide it is prints in letters of 4 points. Here the scale has a floor
instead: a table goes onto the smallest paper on which its smallest text keeps :data:`LEAST_POINTS`; one that is wider
than the largest paper continues on a page beside it, with the columns that name its rows repeated.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from math import ceil

from xltools.quick_dataclass import dataclass

__all__ = ["LEAST_POINTS", "PORTRAIT_POINTS", "PaperSize", "PrintLayout", "choose_layout"]

LEAST_POINTS = 8
"""The size that no printed text falls below."""
PORTRAIT_POINTS = 735
"""The height between the margins of A4 upright at 100 %, with a little kept back."""
_SMALLEST_STYLE = 9
"""The smallest text of a summary's cells, in points."""
_LEAST_SCALE = ceil(100 * LEAST_POINTS / _SMALLEST_STYLE)
_MAX_REPEATED_SHARE = 0.5
"""Columns that take more than this of a page are not repeated on the next one."""


class PaperSize(StrEnum):
    """Paper that a summary may be printed on, landscape."""

    A4 = "a4"
    A3 = "a3"

    @property
    def code(self) -> int:
        """The number of the size in a workbook."""
        return {PaperSize.A4: 9, PaperSize.A3: 8}[self]

    @property
    def pixels(self) -> int:
        """The width between the margins in pixels at 100 %, with a little kept back for other programs' fonts."""
        return {PaperSize.A4: 995, PaperSize.A3: 1440}[self]

    @property
    def points(self) -> int:
        """The height between the margins in points at 100 %."""
        return {PaperSize.A4: 500, PaperSize.A3: 745}[self]


@dataclass(frozen=True, slots=True)
class PrintLayout:
    """A layout of a sheet's columns on pages. ``scale`` is in percent; each of ``breaks`` begins a page; from 0.

    The first ``repeated`` columns stand on every page.
    """

    paper: PaperSize
    scale: int
    breaks: tuple[int, ...] = ()
    repeated: int = 0

    def first_page(self, columns: int) -> int:
        """Return how many of so many columns stand on the first page."""
        return self.breaks[0] if self.breaks else columns

    def page(self, column: int) -> int:
        """Return the page that a column stands on, from 0."""
        return bisect_right(self.breaks, column)

    @property
    def points(self) -> int:
        """The height of a page in points of the sheet."""
        return self.paper.points * 100 // self.scale


def choose_layout(pixels: Sequence[int], repeated: int = 0, largest: PaperSize = PaperSize.A3) -> PrintLayout:
    """Return the layout of columns of these widths: as few pages side by side as can be read, evenly filled.

    The smallest paper is taken on which one page is enough, else ``largest``.
    """
    paper = next(size for size in PaperSize if size is largest or sum(pixels) * _LEAST_SCALE <= size.pixels * 100)
    again = sum(pixels[:repeated])
    if again > _MAX_REPEATED_SHARE * paper.pixels:
        repeated = again = 0
    # A column that is wider than a page is squeezed all the same.
    room = max(paper.pixels * 100 // _LEAST_SCALE, again + max(pixels))
    pages = len(_breaks(pixels, again, room))
    # The narrowest pages of which as few are enough: all are about as full.
    widths = range(again + max(pixels), room + 1)
    width = widths[bisect_left(widths, -pages, key=lambda width: -len(_breaks(pixels, again, width)))]
    breaks = _breaks(pixels, again, width)
    return PrintLayout(paper, min(100, paper.pixels * 100 // width), breaks, repeated if breaks else 0)


def _breaks(pixels: Sequence[int], again: int, room: int) -> tuple[int, ...]:
    """Return the columns that begin a page of this width after the first."""
    breaks: list[int] = []
    used = 0
    for number, width in enumerate(pixels):
        if used + width > room:
            breaks.append(number)
            used = again
        used += width
    return tuple(breaks)
