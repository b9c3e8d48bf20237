"""The goal text of a sheet, split at its numbering."""

from __future__ import annotations

import re

from xltools.model import GoalItem
from xltools.values.numbers import CHINESE_DIGITS, chinese_number
from xltools.values.text import fold

__all__ = ["split_goals"]

_CN = f"[{CHINESE_DIGITS}]{{1,3}}"
# Each group is one style of numbering. The style of the first number is the level at which the text is split: 一是
# inside item 3. stays inside it. An item may begin with a figure (1、2020年…), but 1.5万亩 and 1、2号楼 are not items.
_MARK = re.compile(
    r"(?:^|(?<=[。；;！!？?\n]))[ \n]*(?:"
    r"(?P<arabic>[0-9]{1,2})\s*(?:[、)）](?![0-9]{1,2}(?:[、,，和及至]|号))|\.(?![0-9])|\.(?=(?:19|20)[0-9]{2}年|[0-9]{1,2}月))"
    r"|[(（]\s*(?P<bracketed>[0-9]{1,2})\s*[)）]"
    r"|(?P<circled>[①-⑳])"
    rf"|(?P<chinese>{_CN})\s*[、.]"
    rf"|[(（]\s*(?P<bracketed_chinese>{_CN})\s*[)）]"
    rf"|(?P<enumerated>{_CN})是(?!否)"
    r"|目标\s*(?P<named>[0-9]{1,2}|[一二三四五六七八九十])\s*[、.:：]"
    r")\s*"
)


def _number(style: str, mark: str) -> int:
    if style == "circled":
        return ord(mark) - ord("①") + 1
    return int(mark) if mark.isdigit() and mark.isascii() else chinese_number(mark) or 0


def split_goals(text: str) -> tuple[GoalItem, ...]:
    """Split a goal text into its items; text before the first number, or without any, has the number 0."""
    text = fold(text).replace("\r\n", "\n").replace("\r", "\n")
    marks = list(_MARK.finditer(text))
    style = marks[0].lastgroup if marks else None
    marks = [mark for mark in marks if mark.lastgroup == style]
    starts = [(0, 0, 0)]
    starts += [(_number(mark.lastgroup or "", mark[mark.lastgroup or 0]), mark.start(), mark.end()) for mark in marks]
    ends = [start for _, start, _ in starts[1:]] + [len(text)]
    items = (GoalItem(number, text[begin:end].strip()) for (number, _, begin), end in zip(starts, ends, strict=True))
    return tuple(item for item in items if item.number or item.text)
