"""Row heights for wrapped text: not every program fits rows when it opens a file, so the file states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from xltools.bounded_cache import BoundedCache
from xltools.writer.build import Formula, Value

__all__ = ["MAX_HEIGHT_POINTS", "RowHeights", "half_widths"]

MAX_HEIGHT_POINTS = 400.0
"""Points; Excel allows 409."""
_PADDING_PIXELS = 8
"""Pixels that a cell keeps free left and right together."""
_LINE_HEIGHT_PER_POINT = 1.42
"""Line height in font sizes: 宋体 needs 1.3, the fonts that stand in for it a little more."""
_MARGIN_POINTS = 5.0
_NARROW_HALF_WIDTHS = 24
"""Half-width characters of a column in which a line cannot spare one of full width."""
_LATIN_SURCHARGE_DIVISOR = 6
"""The fonts that stand in for 宋体 set Latin letters and digits wider, by one part in so many."""
_ENDS = "、，。；：）"
_RUN = re.compile(f"([!-~]+(?:[、，。×][!-~]+)*[{_ENDS}]*)")
"""The texts that stay on one line: Latin letters and digits, and punctuation among them as in LibreOffice."""


def half_widths(text: str) -> int:
    """Return the width of a text in half-width characters: 2 for Chinese characters, 1 for Latin letters."""
    # GBK has two bytes for exactly what is set in full width; and there is nothing quicker.
    return len(text.encode("gbk", "replace"))


class RowHeights:
    """Row heights for a table whose columns are ``pixels`` wide, with wrapped text of ``points`` (0: not wrapped)."""

    def __init__(self, pixels: Sequence[int], points: Sequence[float], *, least: float) -> None:
        """Prepare the columns whose text is wrapped; ``least`` is the smallest height."""
        self._least = least
        sizes = [(number, width, size) for number, (width, size) in enumerate(zip(pixels, points, strict=True)) if size]
        capacities = [_capacity(width, size) for _, width, size in sizes]
        self._columns = [
            (number, capacity, BoundedCache(partial(_height, capacity, size * _LINE_HEIGHT_PER_POINT)))
            for (number, _, size), capacity in zip(sizes, capacities, strict=True)
        ]

    def __call__(self, cells: Sequence[Value]) -> float:
        """Return the height of a row with these cells, in points."""
        highest = max(self._least, 0.0)
        for number, capacity, heights in self._columns:
            value = cells[number]
            text = value.value if isinstance(value, Formula) else value
            # One line has room for most texts.
            if isinstance(text, str) and len(text) * 2 > capacity and (height := heights[text]) > highest:
                highest = height
        return min(highest, MAX_HEIGHT_POINTS)


def _capacity(pixels: int, points: float) -> int:
    """Return the half-width characters of a font size that fit into a line of a column."""
    return max(2, int((pixels - _PADDING_PIXELS) / (points * 2 / 3)))


def _height(capacity: int, line: float, text: str) -> float:
    """Return the points that a text needs."""
    return _lines(text, capacity) * line + _MARGIN_POINTS


def _lines(text: str, capacity: int) -> int:
    # A full-width character does not start in the last half column.
    usable = capacity - capacity % 2 or 2
    if "\n" not in text:
        return _broken(text, usable)
    return sum(_broken(line, usable) for line in text.split("\n"))


def _run_width(run: str) -> int:
    """Return the width of a text that stays on one line: most have punctuation at their end only."""
    bare = run.rstrip(_ENDS)
    return len(bare) + 2 * (len(run) - len(bare)) if bare.isascii() else half_widths(run)


def _broken(line: str, usable: int) -> int:
    """Return the lines that one line is broken into, rather one too many than one too few."""
    whole = half_widths(line)
    if whole <= usable:
        return 1
    # Punctuation that may not begin a line takes a character down with it.
    room = usable - 2 if usable > _NARROW_HALF_WIDTHS else usable
    if whole == 2 * len(line):  # no Latin letters or digits
        return -(-whole // room)
    # Beside the runs most lines have characters of full width only: these are counted, and not encoded again.
    latin = len(line.encode("ascii", "ignore"))
    full = whole == 2 * len(line) - latin and " " not in line and line.isprintable()
    at = 0
    for number, piece in enumerate(_RUN.split(line)):
        width = _run_width(piece) if number % 2 else 2 * len(piece) if full else half_widths(piece)
        if number % 2:
            width += width // _LATIN_SURCHARGE_DIVISOR
            if at % room + width > room:
                at += -at % room  # it begins a line of its own
        at += width
    return -(-at // room)
