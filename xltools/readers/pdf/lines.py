"""Characters on a page put together to lines, and lines to text: a line that was full goes on in the next one."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xltools.grids.raised_text import raised
from xltools.readers.pdf.radicals import with_characters

__all__ = [
    "CLEARLY_FREE",
    "Glyph",
    "Line",
    "free_space",
    "goes_on",
    "is_full",
    "is_list_item",
    "joined",
    "joined_text",
    "to_lines",
    "without_struck",
]

_SAME_LINE = 0.5
"""Share of a character's height by which the middles of characters of one line differ at most."""
_LIST_MARK = re.compile(
    r"\d{1,2}\s*[、.．)）](?!\d)|[（(]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳●■◆•]"
)
_TOKEN = re.compile(r"[（(《“‘【〔「\[]*(?:[!-\'*-Z\\^-~]+|.)[，。、；：！？）)》”’】〕」\]%％]*")
"""A run that programs do not break: Latin letters and digits, or one character, with the marks that cling to it."""
CLEARLY_FREE = 2.0
"""Characters that have to fit in beside a token before the end of a line counts as meant."""
_SLACK = 0.6
_STRUCK = 0.2
"""Share of a character's height from its middle within which a level line strikes it through."""
_OVERHANG = 3.0
"""Points by which such a line is longer than the text."""
_SMALLER, _HIGHER = 0.85, 0.15
"""Shares of the height of a line's characters: a raised one is at most so tall, and ends so far above the others."""
_GAP = 3.0
"""Heights of a character between two that stand in one line but belong apart; a tab parts them."""


class Glyph(NamedTuple):
    """A character and where it stands, in points from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where it stands."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    widths: tuple[float, ...]
    """The width of each character of ``text``."""
    space_after: bool = False
    """Whether a blank stands at its end."""

    @property
    def size(self) -> float:
        """The height of its characters."""
        return self.bottom - self.top

    @property
    def first_token(self) -> float:
        """The width of what cannot be broken at its beginning."""
        match = _TOKEN.match(self.text)
        return sum(self.widths[: match.end() if match else 1])


def to_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines that characters stand in, from top to bottom. Blanks at their ends are left out."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        height = glyph.bottom - glyph.top
        row = next(
            (row for row in reversed(rows[-3:]) if abs(row[0].middle - glyph.middle) <= _SAME_LINE * height), None
        )
        if row is None:
            rows.append([glyph])
        else:
            row.append(glyph)
    return [line for row in rows if (line := _line(sorted(row, key=lambda glyph: glyph.x0)))]


def without_struck(glyphs: Sequence[Glyph], edges: Sequence[Mapping[str, Any]]) -> tuple[list[Glyph], str]:
    """Return the characters that no line strikes through, and the text of the others.

    Such a line is no longer than the text: borders of cells that a text runs over are longer.
    """
    level = sorted((edge["top"], edge["x0"], edge["x1"]) for edge in edges if edge["orientation"] == "h")
    heights = [top for top, _, _ in level]
    crossed: dict[int, list[int]] = {}
    for number, glyph in enumerate(glyphs):
        reach = _STRUCK * (glyph.bottom - glyph.top)
        first, last = bisect_left(heights, glyph.middle - reach), bisect_right(heights, glyph.middle + reach)
        for at in range(first, last):
            if level[at][1] <= (glyph.x0 + glyph.x1) / 2 <= level[at][2]:
                crossed.setdefault(at, []).append(number)
    struck: set[int] = set()
    for at, numbers in crossed.items():
        held = [glyphs[number] for number in numbers]
        left, right = min(glyph.x0 for glyph in held), max(glyph.x1 for glyph in held)
        if level[at][2] - level[at][1] <= right - left + _OVERHANG:
            struck.update(numbers)
    kept = [glyph for number, glyph in enumerate(glyphs) if number not in struck]
    return kept, with_characters("".join(glyphs[number].text for number in sorted(struck))).strip()


def _with_raised(row: list[Glyph]) -> list[Glyph]:
    """Return the characters of a line, small ones that stand high above its foot as raised ones."""
    height = max((glyph.bottom - glyph.top for glyph in row), default=0.0)
    foot = max((glyph.bottom for glyph in row if glyph.bottom - glyph.top > _SMALLER * height), default=0.0)
    return [
        glyph._replace(text=raised(glyph.text))
        if glyph.bottom - glyph.top <= _SMALLER * height and glyph.bottom < foot - _HIGHER * height
        else glyph
        for glyph in row
    ]


def _line(row: list[Glyph]) -> Line | None:
    row = _with_raised(row)
    while row and row[0].text.isspace():
        row = row[1:]
    space_after = bool(row) and row[-1].text.isspace()
    while row and row[-1].text.isspace():
        row = row[:-1]
    if not row:
        return None
    text, widths = "", list[float]()
    for last, glyph in zip((row[0], *row), row, strict=False):
        gap = glyph.x0 - last.x1
        if gap > _GAP * (glyph.bottom - glyph.top):
            text, widths = f"{text}\t", [*widths, gap]
        # A ligature is one glyph of several letters; each letter gets its share of the width.
        text += glyph.text
        widths += [(glyph.x1 - glyph.x0) / len(glyph.text)] * len(glyph.text)
    tops, bottoms = [glyph.top for glyph in row], [glyph.bottom for glyph in row]
    return Line(with_characters(text), row[0].x0, row[-1].x1, min(tops), max(bottoms), tuple(widths), space_after)


def is_list_item(line: Line) -> bool:
    """Return whether a line begins with the mark of an item, such as 1、 or （一）."""
    return _LIST_MARK.match(line.text) is not None


def free_space(line: Line, following: Line, width: float) -> float:
    """Return how much of a column of this width is left beside a line and the first token of the following one."""
    return width - (line.x1 - line.x0) - following.first_token


def is_full(line: Line, following: Line, width: float) -> bool:
    """Return whether the first token of the following line has no room beside a line."""
    return free_space(line, following, width) <= _SLACK


def goes_on(line: Line, following: Line, width: float) -> bool:
    """Return whether a line in a cell was full, so that the following one goes on with it.

    ``width`` is that of the column. Programs leave up to two characters free where marks must not begin a line.
    """
    free = free_space(line, following, width)
    return free <= _SLACK or (free < CLEARLY_FREE * following.size and not is_list_item(following))


def joined(text: str, line: Line, following: str) -> str:
    """Return a text that ends with a line, and what goes on from it; a blank at the line's end parts them."""
    return f"{text} {following}" if line.space_after else text + following


def joined_text(lines: Sequence[Line], width: float) -> str:
    """Return the text of lines: joined where a line was full, else on lines of their own."""
    text = ""
    for number, line in enumerate(lines):
        if number == 0:
            text = line.text
        elif goes_on(lines[number - 1], line, width):
            text = joined(text, lines[number - 1], line.text)
        else:
            text += "\n" + line.text
    return text
