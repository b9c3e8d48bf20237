"""Characters on a page put together to lines, and lines to text: a line that was full goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


def _line(row: list[Glyph]) -> Line | None:
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
