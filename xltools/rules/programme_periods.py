"""Family B: programmes of several years that goals and overall targets begin or end in a year of another one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity
from xltools.rules.field_texts import narrative
from xltools.rules.rule import Context, Scope, rule

__all__: list[str] = []

_LAW: Final = {"五五": 2006, "六五": 2011, "七五": 2016, "八五": 2021, "九五": 2026}
"""First years of the five-year plans for publicity of law (普法)."""
_PLANS: Final = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
"""First years of the five-year plans of the economy."""
_YEARS: Final = 5
_NO_QUOTES: Final = str.maketrans("", "", '“”"')
_STAGE: Final = LazyPattern(
    rf"[“\"]?(?:(?P<law>{'|'.join(_LAW)})[”\"]?\s*普法|(?<!二)(?P<plan>{'|'.join(_PLANS)})[”\"]?)"
    r"(?:规划|计划|时期|期间|工作|宣传|教育|任务|目标|依法治理|[和与及的])*"
    r"(?P<stage>(?:顺利|圆满|胜利|完美|精彩|成功|全面|良好|扎实|终期|总结)*(?:收官|收尾|开局|起步|终期|验收|中期))"
)


@rule(
    "B14",
    Severity.ERROR,
    zh=Words(
        "规划期与预算年度不符",
        "{label}写“{found}”，这一规划期是 {first}—{last} 年，预算年度是 {budget_year} 年",
        "核对是否照抄了往年的材料，按现行规划改写",
    ),
    en=Words(
        "A programme of other years",
        'The {label} says "{found}", a programme of {first} to {last}; the budget year is {budget_year}',
        "Check whether it was copied from another year, and write of the programme of now",
    ),
    source="五年规划和五年普法规划的起止年份",
    scope=Scope.DEPARTMENT,
    fires=Example(goals="1、硬化4个村道路12公里，确保“六五”普法圆满收官。"),
    clean=Example(goals="1、硬化4个村道路12公里，确保“七五”普法圆满收官。"),
)
def programme_of_other_years(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report that a five-year programme begins, or comes to its end, in a year outside of it and of the year after."""
    year = context.budget_year
    if year is None:
        return
    goals = (("goals", sheet.goal.entry) for sheet in book.sheets)
    for field, entry in chain(narrative(book), goals):
        if "五" not in entry.text:
            continue
        for match in _STAGE.finditer(entry.text):
            first = _LAW[match["law"]] if match["law"] else _PLANS[match["plan"]]
            if not first <= year <= first + _YEARS:
                values = {
                    "label": field_term(field), "first": first, "last": first + _YEARS - 1, "budget_year": year
                }  # fmt: skip
                yield Hit(entry, field, match[0].translate(_NO_QUOTES), values=values)
                break
