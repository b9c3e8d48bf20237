"""Deadlines: the days by which targets and goals say that something is to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from xltools.lazy_pattern import LazyPattern
from xltools.model import Entry, Indicator, TargetKind, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.field_texts import filled_rows
from xltools.rules.rule import Context
from xltools.values.dates import deadline_day, find_date_words
from xltools.values.quantities import blank_numbering
from xltools.values.text import fold

__all__ = ["CLAUSE_END", "Deadline", "goal_deadlines", "row_deadlines"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which something is to be done, with the words that say what, and its cell.

    ``clause`` holds the words of a goal up to the end of their clause, with all of a list.
    """

    day: date
    words: str
    text: str
    entry: Entry[Any]
    clause: str = ""


def row_deadlines(sheet: TargetSheet, context: Context, year: int | None) -> tuple[tuple[Indicator, Deadline], ...]:
    """Return the deadlines among the targets of a sheet; one without a year is in the year of the budget."""

    def answer() -> Iterator[tuple[Indicator, Deadline]]:
        for row in filled_rows(sheet, context):
            value = row.target.value
            if value is None or value.kind is not TargetKind.DEADLINE:
                continue
            day = value.deadline
            if day is None and year:
                days = [deadline_day(match, year)[1] for match in find_date_words(value.remark)]
                day = days[-1] if len(days) == 1 else None
            if day and not re.search(r"每|次[日月年]|分别|起|以来", row.target.text):
                text = row.target.text.strip()
                yield row, Deadline(day, f"{row.level3.text.strip()}；{row.description.text.strip()}", text, row.target)

    return context.once("row deadlines", sheet, lambda: tuple(answer()))


_DEADLINE_WORDS: Final = LazyPattern(r"前|底|末|内|完成|完工|建成|竣工")
MAX_QUOTED_WORDS: Final = 24
CLAUSE_END: Final = LazyPattern(r"[，,。；;！!？?\n、]")
_LONG_CLAUSE_END: Final = LazyPattern(r"[，,。；;！!？?\n]")


def goal_deadlines(sheet: TargetSheet, year: int | None) -> list[Deadline]:
    """Return the deadlines that the goals give: by 10月底前, and not since 3月 or every 10日."""
    text = blank_numbering(fold(sheet.goal.entry.text))
    deadlines = []
    for match in find_date_words(text):
        width = 10 if match["day"] else 4  # 9月30日烈士纪念日前
        near = CLAUSE_END.split(text[match.start() : match.end() + width].lstrip(), maxsplit=1)[0]
        before = text[: match.start()]
        if (
            match["since"]
            or before.endswith("每")
            or not _DEADLINE_WORDS.search(near)
            or _is_baseline(before, match, text)
        ):
            continue
        _, day = deadline_day(match, year)
        if day:
            words = CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
            quote = f"{match[0].strip()}{words[:MAX_QUOTED_WORDS]}{'…' if len(words) > MAX_QUOTED_WORDS else ''}"
            clause = _LONG_CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
            deadlines.append(Deadline(day, words, quote, sheet.goal.entry, clause))
    return deadlines or [*_season_deadlines(sheet.goal.entry, text, year)]


def _is_baseline(before: str, match: re.Match[str], text: str) -> bool:
    """Return whether a day is when something was counted: 由2019年底的4.2万次增加到6万次, 2019年底累计9万亩."""
    behind = text[match.end() :]
    if _COUNTED_BEFORE.search(before[-_NEAR:]) and not match[0].rstrip().endswith(("前", "内")):
        return not _IS_DONE.match(behind)
    return _COUNTED_BEHIND.match(behind) is not None


_NEAR: Final = 6
_COUNTED_BEFORE: Final = LazyPattern(r"(?:[由从自]|较|比|截至|截止|相比)$")
_IS_DONE: Final = LazyPattern(r"[，,]?(?:全面|全部|基本)?(?:完成|建成|完工|竣工)")
_COUNTED_BEHIND: Final = LazyPattern(
    r"的?(?:累计|实有|已有|已达|现有|存量|基数|数据|实际|在册|统计)|的?[0-9.,]+[万亿]?[^0-9，,。；;]{1,6}(?:增加|增长|提高|提升|下降|减少|降低|扩大)[到至]|[^，,。；;]{0,16}基础上"
)

_SEASON_ENDS: Final = {
    "汛": (6, 30), "主汛期": (7, 15), "清明节?": (4, 10), "春[耕播]": (5, 10), "麦收": (6, 20), "三夏": (6, 20),
    "秋季(?:开学|学期)": (9, 10), "高考": (6, 10), "国庆节?": (10, 5), "(?:供暖|采暖|供热)[季期]?": (11, 20),
    "(?:入冬|封冻|上冻)": (12, 10), "雨季": (7, 15),
}  # fmt: skip
"""Seasons and feasts before which something is to be done, with the last day (month, day) that can be meant."""
_SEASON: Final = LazyPattern(
    "|".join(f"(?P<s{index}>{words})" for index, words in enumerate(_SEASON_ENDS)).join(
        ("(?:", ")(?:来临|到来|期)?之?前")
    )
)


def _season_deadlines(entry: Entry[str], text: str, year: int | None) -> Iterator[Deadline]:
    """Yield the deadlines that a text gives by a season or a feast: 汛前, 清明节前."""
    if not year or "前" not in text:
        return
    ends = list(_SEASON_ENDS.values())
    for match in _SEASON.finditer(text):
        month, day = ends[int((match.lastgroup or "s0")[1:])]
        words = CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
        yield Deadline(date(year, month, day), words, f"{match[0]}{words[:MAX_QUOTED_WORDS]}", entry)
