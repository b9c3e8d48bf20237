"""Family B: programmes of several years that goals and overall targets begin, end or carry out in another year."""

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
_PARTS: Final = ("law", "plan", "stage")
_NO_QUOTES: Final = str.maketrans("", "", '“”"')
_NAMED: Final = rf"[“\"]?(?:(?P<law>{'|'.join(_LAW)})[”\"]?\s*普法|(?<!二)(?P<plan>{'|'.join(_PLANS)})[”\"]?)"
_STAGE: Final = LazyPattern(
    rf"{_NAMED}"
    r"(?:规划|计划|时期|期间|工作|宣传|教育|任务|目标|依法治理|[和与及的])*"
    r"(?P<stage>(?:顺利|圆满|胜利|完美|精彩|成功|全面|良好|扎实|终期|总结)*(?:收官|收尾|开局|起步|终期|验收|中期))"
)
_TASKS: Final = LazyPattern(
    r"(?:^|[\n，,。；;、：:]|20\d\d年度?|全年|本年度?)\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]\s*)?"
    r"(?:[我全本][县市区局委]|继续|确保|力争|计划)*(?P<stage>(?:全面|圆满|如期|顺利|高质量|扎实|按期)*(?:完成|实施|推进|落实|执行|实现))"
    rf"{_NAMED}(?!以来|期间)(?:[^，,。；;、\n遗尾后搬移]{{0,10}}?)(?:目标任务|规划任务|各项任务|任务|目标|规划)(?![^，,。；;\n]{{0,6}}(?:基础上|后|遗留|剩余|评估|总结|欠|结转|验收|决算|审计|结算|编))"
)
"""Tasks of a programme as those of a year: 完成“十三五”规划任务. What follows them (搬迁后续扶持) is work of today."""


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
    """Report a five-year programme that begins, ends or is carried out in other years than its own and the next."""
    year = context.budget_year
    if year is None:
        return
    goals = (("goals", sheet.goal.entry) for sheet in book.sheets)
    for field, entry in chain(narrative(book), goals):
        if "五" not in entry.text:
            continue
        stages = ((match, False) for match in _STAGE.finditer(entry.text))
        for match, tasks in chain(stages, ((match, True) for match in _TASKS.finditer(entry.text))):
            first = _LAW[match["law"]] if match["law"] else _PLANS[match["plan"]]
            over = year > first + _YEARS
            if over or (year < first and not tasks):  # tasks of the next programme are prepared before it begins
                values = {
                    "label": field_term(field), "first": first, "last": first + _YEARS - 1, "budget_year": year
                }  # fmt: skip
                found = entry.text[min(match.start(part) for part in _PARTS if match[part]) : match.end()]
                yield Hit(entry, field, found.translate(_NO_QUOTES).lstrip(), values=values)
                break
