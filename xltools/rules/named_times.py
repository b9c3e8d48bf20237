"""Family K, 前后一致: a deadline at a time that its own name rules out (秋季造林 in March, 国家宪法日 in November)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.deadlines import row_deadlines
from xltools.rules.rule import Context, rule
from xltools.text import Text

__all__: list[str] = []


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A season, half-year, quarter or day: (month, day) from which work in it may end, and by which it has to."""

    pattern: LazyPattern
    begin: tuple[int, int] | None = None
    end: tuple[int, int] | None = None


def _times() -> tuple[NamedTime, ...]:
    periods = (
        ("春(?:季(?!学期|开学|入学|招生|学生)|[耕播防种灌管造植训补])", None, (8, 31)),
        ("夏(?:季(?!学期)|[粮收播种管防])|三夏", (5, 1), None),
        ("秋(?:季(?!学期|开学|入学|招生|学生)|[收粮播防种灌管造植训补])", (8, 1), None),
        ("上半年", None, (8, 15)),
        ("下半年", (7, 1), None),
        ("一季度", None, (5, 15)),
        ("二季度", (4, 1), (8, 15)),
        ("三季度", (7, 1), (11, 15)),
        ("四季度", (10, 1), None),
    )
    days = (
        ("国家宪法日|宪法宣传周|宪法日", (11, 24)),
        ("国家安全教育日|全民国家安全教育", (4, 5)),
        ("世界环境日|六五环境日", (5, 25)),
        ("安全生产月", (5, 22)),
        ("国际禁毒日|全民禁毒月", (5, 22)),
        ("全国助残日", (5, 5)),
        ("教师节", (8, 26)),
        ("国庆", (9, 10)),
        ("消防宣传月|消防安全月|全国消防日", (10, 22)),
        ("国防教育日", (9, 5)),
        ("烈士纪念日", (9, 20)),
        ("敬老月|重阳节", (9, 15)),
        ("质量月", (8, 22)),
        ("农民丰收节", (9, 10)),
        ("世界艾滋病日|艾滋病日", (11, 21)),
        ("全国土地日", (6, 15)),
        ("防灾减灾日", (5, 2)),
        ("节能宣传周", (5, 20)),
        ("全国科普日|科普日", (9, 1)),
        ("世界读书日|全民阅读日", (4, 13)),
    )
    return (
        *(NamedTime(LazyPattern(words), begin, end) for words, begin, end in periods),
        *(NamedTime(LazyPattern(words), begin) for words, begin in days),
    )


_TIMES: Final = _times()
"""Named times; the days begin ten days early, for what is done on their occasion."""
_ANY_TIME: Final = LazyPattern("|".join(time.pattern.pattern for time in _TIMES))
_BEFOREHAND: Final = LazyPattern(
    r"筹备|准备|方案|备货|采购|招标|通知|部署|物资|订购|前期|签约|合同|报名|计划|彩排|检修|整地|备耕|苗木|种子|印制|下达|"
    r"[日节月季年]前"
)
_AFTERWARDS: Final = LazyPattern(
    r"验收|审计|决算|结算|支付|拨付|兑付|发放|补助|补贴|评价|总结|公示|核查|检查验收|报告|报送|保存|调查"
)
_SEVERAL: Final = LazyPattern(
    r"[春夏秋冬上下一二三四][季度半年]*[、和及与至到-]*[春夏秋冬下二三四](?:季|半年)|[春夏秋冬]{2}|两季|各季|每季"
)


@rule(
    "K17",
    Severity.ERROR,
    zh=Words(
        "时限与名称所指的时间不符",
        "“{indicator}”说的是“{time}”，时限“{found}”{what}",
        "按季节、半年或纪念日改正时限",
    ),
    en=Words(
        "Deadline at another time than its name says",
        '"{indicator}" is about "{time}", but its deadline "{found}" is {what}',
        "Correct the deadline by the season, the half-year or the day that the name gives",
    ),
    source="时效指标与工作内容相符的要求",
    silenced_by=("K10",),
    per_row=True,
    fires=Example(
        goals="1、硬化4个村道路12公里，验收合格率达到100%。",
        pick="工程完工时间",
        level3="秋季硬化完成时间",
        description="秋季路段完工的时间",
        target="2020年3月20日前",
    ),
    clean=Example(
        pick="工程完工时间", level3="秋季硬化完成时间", description="秋季路段完工的时间", target="2020年10月底前"
    ),
)
def deadline_outside_its_time(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a deadline before the season, half-year, quarter or day of its name begins, or long after it is over.

    What is prepared comes before, and what is paid or accepted comes after.
    """
    year = context.budget_year
    for row, deadline in row_deadlines(sheet, context, year):
        match = _ANY_TIME.search(row.level3.text)
        if match is None or deadline.day.year != year or _SEVERAL.search(deadline.words):
            continue
        named = next(time for time in _TIMES if time.pattern.search(match[0]))
        what = None
        if named.begin and deadline.day < date(year, *named.begin) and not _BEFOREHAND.search(deadline.words):
            what = Text("还没有到这个时间", "before it")
        elif named.end and deadline.day > date(year, *named.end) and not _AFTERWARDS.search(deadline.words):
            what = Text("已经过了这个时间", "long after it")
        if what:
            yield Hit(
                row.target,
                "target",
                values={"indicator": row.level3.text.strip(), "time": match[0], "what": what},
            )
