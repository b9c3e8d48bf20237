"""Row heights for wrapped text: Excel does not fit rows to merged cells, and prints text that is too high cut off."""

from __future__ import annotations

import unicodedata
from math import ceil, floor
from typing import NamedTuple

__all__ = ["MAX_HEIGHT_POINTS", "TextCapacity", "column_pixels", "text_height", "text_lines"]

MAX_HEIGHT_POINTS = 400.0
"""Points; Excel allows 409."""

_PADDING_PIXELS = 8.0
"""Pixels that a cell keeps free left and right together."""
_LINE_HEIGHT_PER_POINT = 1.48
"""Line height in font sizes: what the widest of the fallback fonts (思源/Noto) needs."""


def column_pixels(width: float) -> int:
    """Return the pixels of a column that is ``width`` characters wide."""
    return int(width * 7 + 5)


def text_lines(text: str, pixels: float, points: float) -> int:
    """Return the lines that ``text`` takes in a cell of ``pixels`` with a font of ``points``, rather one too many."""
    usable = _usable_halves(pixels, points)
    return sum(max(1, ceil(_halves(line) / usable)) for line in text.split("\n"))


def text_height(text: str, pixels: float, points: float) -> float:
    """Return the row height in points that shows ``text`` whole."""
    return text_lines(text, pixels, points) * points * _LINE_HEIGHT_PER_POINT + 5 if text else 0.0


class TextCapacity(NamedTuple):
    """The most text that a cell shows, however high its rows: lines, and full-width characters of each."""

    characters: int
    lines: int

    @classmethod
    def of(cls, pixels: float, points: float, rows: int = 1) -> TextCapacity:
        """Return the capacity of a cell of this width, which may be merged over several rows."""
        return cls.of_height(pixels, points, MAX_HEIGHT_POINTS * rows)

    @classmethod
    def of_height(cls, pixels: float, points: float, height: float) -> TextCapacity:
        """Return the capacity of a cell of this width and height."""
        return cls(_usable_halves(pixels, points) // 2, floor((height - 5) / (points * _LINE_HEIGHT_PER_POINT)))

    def needed(self, text: str) -> float:
        """Return the lines that a text takes, by its length and its line breaks alone, as a formula can tell."""
        return len(text) / self.characters + text.count("\n")

    def holds(self, text: str) -> bool:
        """Return whether a text fits."""
        return self.needed(text) <= self.lines


def _usable_halves(pixels: float, points: float) -> int:
    """Return the half-width characters that a line takes."""
    half = points * 4 / 3 / 2
    capacity = max(2, floor((pixels - _PADDING_PIXELS) / half))
    # A full-width character does not start in the last half column, and punctuation may pull one more down.
    return max(2, capacity - (capacity % 2) - (2 if capacity > 24 else 0))


def _halves(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)
