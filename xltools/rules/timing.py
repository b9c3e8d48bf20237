"""Family K, 前后一致: dates that do not exist, are over, come after the goal's own, or are in the wrong order."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

from xltools.derive import budget_year
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Indicator, Place, Severity, TargetKind, TargetSheet
from xltools.rules.field_texts import book_texts, document_numbers, filled_rows
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.subjects import Likeness, compare_subjects, subject_of
from xltools.text import Text
from xltools.values import find_years
from xltools.values.dates import DATE_WORDS, deadline_day
from xltools.values.quantities import blank_numbering
from xltools.values.text import fold

__all__ = ["Deadline", "row_deadlines"]

_MAYBE_DATE: Final = re.compile(r"[月季]|\d[-./]\d")
_DATE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?<![0-9.])(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号]|(?=底|末|初|中旬|上旬|下旬|份))"
    r"|(?<![0-9.])(?P<iso_year>(?:19|20)\d\d)(?P<gap>[-./])(?P<iso_month>\d{1,2})(?P=gap)(?P<iso_day>\d{1,2})(?![0-9.])"
    r"|第?(?P<quarter>[5-9五六七八九])季度"
)


@rule(
    "K08",
    Severity.ERROR,
    zh=Words("日期不存在", "{label}写“{found}”，没有这个日期", "改为实际的日期"),
    en=Words("A date that does not exist", 'The {label} says "{found}", which is not a date', "Give the real date"),
    source="日期填写惯例",
    scope=Scope.DEPARTMENT,
    fires=Example(goals="1、2020年13月底前完成4个村12公里道路硬化。"),
    clean=Example(goals="1、2020年2月29日前完成4个村12公里道路硬化。"),
)
def impossible_date(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report months after December, days that their month has not, and a fifth quarter."""
    year = budget_year(book)
    for field, entry in book_texts(book):
        if field != "title" and _MAYBE_DATE.search(entry.text):
            for match in _DATE.finditer(fold(entry.text)):
                if not _exists(match, year):
                    yield Hit(
                        entry, field, f"{match[0]}{fold(entry.text)[match.end() : match.end() + 1]}".strip("，。；,;")
                    )
                    break


def _exists(match: re.Match[str], year: int | None) -> bool:
    if match["quarter"]:
        return False
    written = match["year"] or match["iso_year"]
    month, day = int(match["month"] or match["iso_month"]), int(match["day"] or match["iso_day"] or 1)
    in_year = int(written) if written else year or 2020
    return 1 <= month <= 12 and 1 <= day <= monthrange(in_year, month)[1]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which something is to be done, with the words that say what, and its cell."""

    day: date
    words: str
    text: str
    entry: Entry[Any]


def row_deadlines(sheet: TargetSheet, context: Context, year: int | None) -> tuple[tuple[Indicator, Deadline], ...]:
    """Return the deadlines among the targets of a sheet; one without a year is in the year of the budget."""

    def answer() -> Iterator[tuple[Indicator, Deadline]]:
        for row in filled_rows(sheet, context):
            value = row.target.value
            if value is None or value.kind is not TargetKind.DEADLINE:
                continue
            day = value.deadline
            if day is None and year:
                days = [deadline_day(match, year)[1] for match in DATE_WORDS.finditer(value.remark)]
                day = days[-1] if len(days) == 1 else None
            if day and not re.search(r"每|次[日月年]|分别|起|以来", row.target.text):
                text = row.target.text.strip()
                yield row, Deadline(day, f"{row.level3.text.strip()}；{row.description.text.strip()}", text, row.target)

    return context.once("row deadlines", sheet, lambda: tuple(answer()))


@rule(
    "K09",
    Severity.ERROR,
    zh=Words(
        "时限早于预算年度",
        "“{indicator}”的时限是“{found}”，早于预算年度 {budget_year} 年",
        "改为本年度的时限；确属往年事项的，写明结转、尾款等原因",
    ),
    en=Words(
        "A deadline before the budget year",
        'The deadline of "{indicator}" is "{found}", before the budget year {budget_year}',
        "Give a deadline of this year; if an earlier year is meant, say why (carried over, final payment)",
    ),
    source="表样要求：年度填写预算所属年份",
    fires=Example(pick="工程完工时间", target="2019年12月底前"),
    clean=Example(pick="工程完工时间", target="2020年10月底前"),
)
def deadline_is_over(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report indicators whose deadline is in a year before that of the budget."""
    year = budget_year(context.book)
    if year is None:
        return
    for row, deadline in row_deadlines(sheet, context, year):
        if deadline.day.year < year and not _EARLIER_WORK.search(deadline.words + sheet.name.text):
            name = row.level3.text.strip() or row.level2.text.strip()
            yield Hit(row.target, "target", values={"indicator": name, "budget_year": year})


_EARLIER_WORK: Final = re.compile(r"结转|续建|尾款|质保|补发|清算|上年|往年|欠|决算|跨年|遗留|开工|立项|已")
_AFTERWARDS: Final = re.compile(
    r"验收|审计|决算|结算|支付|拨付|兑付|付款|评价|总结|公示|公开|质保|报账|归档|移交|回访|调查|整改|入账|报告|报送|发布|考核"
)
_DEADLINE_WORDS: Final = re.compile(r"前|底|末|内|完成|完工|建成|竣工")
_FINISHED: Final = re.compile(r"完工|竣工|建成|交工|投入使用|投用")


@rule(
    "K10",
    Severity.ERROR,
    zh=Words(
        "指标时限与绩效目标不一致",
        "“{indicator}”的时限是“{found}”，绩效目标写“{quote}”（{where}），{what}",
        "按实施方案把两处改成同一个时限",
    ),
    en=Words(
        "Deadline and goal disagree",
        'The deadline of "{indicator}" is "{found}", but the goals say "{quote}" ({where}): {what}',
        "Give the same deadline in both, as in the plan of the project",
    ),
    source="绩效目标与指标相互衔接的要求",
    fires=Example(pick="工程完工时间", target="2021年3月底前"),
    clean=Example(row="产出指标|时效指标|竣工决算时间|完成竣工决算的时间|2020年12月底前|示交〔2019〕36号"),
)
def deadline_after_the_goal(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a deadline after every one that the goals give, unless it is of what follows (审计, 支付).

    A warning if works are to be finished earlier than the goals say.
    """
    yield from _other_day_of_month(sheet)
    year = budget_year(context.book)
    rows = row_deadlines(sheet, context, year)
    goals = _goal_deadlines(sheet, year) if rows else []
    if not goals:
        return
    last = max(goals, key=lambda one: one.day)
    finished = [(row, deadline) for row, deadline in rows if _FINISHED.search(deadline.words)]
    agreeing = any(one.day == deadline.day for one in goals for _, deadline in rows)
    for row, deadline in rows:
        step = _STEPS.get(_step(row))
        same_step = [one for one in goals if step and step.search(one.words)]
        if _AFTERWARDS.search(deadline.words) and not same_step:
            continue
        limit = max(same_step or goals, key=lambda one: one.day)
        if deadline.day > limit.day:
            yield _late_hit(row, limit, Text("晚于目标时限", "later than the goal"), None)
        elif (
            not agreeing
            and len(finished) == len(goals) == 1
            and finished[0][0] is row
            and _FINISHED.search(last.words)
            and (last.day - deadline.day).days >= _MONTH_DAYS
        ):
            yield _late_hit(row, last, Text("两处不一致", "the two disagree"), Severity.WARNING)


_MONTH_DAYS: Final = 28
_EVERY_MONTH: Final = re.compile(r"每月\s*(\d{1,2})\s*[日号]")


def _other_day_of_month(sheet: TargetSheet) -> Iterator[Hit]:
    """Yield targets of a day of each month (每月15日前) that is not the one of the goals."""
    text = fold(sheet.goal.entry.text)
    named = _EVERY_MONTH.search(text)
    if named is None or len({match[1] for match in _EVERY_MONTH.finditer(text)}) > 1:
        return
    goal = Deadline(date.min, "", named[0] + _CLAUSE_END.split(text[named.end() :], maxsplit=1)[0], sheet.goal.entry)
    for row in sheet.indicators:
        day = _EVERY_MONTH.search(fold(row.target.text))
        if day and int(day[1]) != int(named[1]):
            yield _late_hit(row, goal, Text("两处不一致", "the two disagree"), None)


def _late_hit(row: Indicator, goal: Deadline, what: Text, severity: Severity | None) -> Hit:
    place = goal.entry.place
    return Hit(
        row.target,
        "target",
        severity=severity,
        related=(place,),
        values={
            "indicator": row.level3.text.strip() or row.level2.text.strip(),
            "quote": goal.text,
            "where": f"{place.sheet} {place.cell}".strip(),
            "what": what,
        },
    )


MAX_QUOTED_WORDS: Final = 24
_CLAUSE_END: Final = re.compile(r"[，,。；;！!？?\n、]")


def _goal_deadlines(sheet: TargetSheet, year: int | None) -> list[Deadline]:
    """Return the deadlines that the goals give: by 10月底前, and not since 3月 or every 10日."""
    text = blank_numbering(fold(sheet.goal.entry.text))
    deadlines = []
    for match in DATE_WORDS.finditer(text):
        near = text[match.start() : match.end() + 4]
        if match["since"] or text[: match.start()].endswith("每") or not _DEADLINE_WORDS.search(near):
            continue
        _, day = deadline_day(match, year)
        if day:
            words = _CLAUSE_END.split(text[match.end() :], maxsplit=1)[0]
            quote = f"{match[0].strip()}{words[:MAX_QUOTED_WORDS]}{'…' if len(words) > MAX_QUOTED_WORDS else ''}"
            deadlines.append(Deadline(day, words, quote, sheet.goal.entry))
    return deadlines


# --- the order of steps -----------------------------------------------------------------------------------------------

_STEPS: Final = {
    "招标": re.compile(r"招标|招投标|签订合同|合同签订|合同签署|中标|政府采购(?=程序|手续|完成)|采购合同"),
    "开工": re.compile(r"开工"),
    "交付": re.compile(r"交付|到货|交货|供货|安装|完工|竣工(?!决算|验收)|建成|投入使用|投用|入库|上线|试运行"),
    "验收": re.compile(r"验收"),
    "审计": re.compile(r"审计|决算|结算审核|财政评审|审核(?!及时)|资格审查|资格审核"),
    "支付": re.compile(r"支付|拨付|兑付|付款|发放|付清|结清"),
}
_ORDER: Final = frozenset(
    pair
    for first, *later in (
        ("招标", "开工", "交付", "验收"),
        ("开工", "交付", "验收"),
        ("交付", "验收"),
        ("审计", "支付"),
    )
    for pair in ((first, step) for step in later)
)
_INSTALMENT: Final = re.compile(r"首付|预付|进度款|首批|第一批|前期|首期|预拨|启动")
_STEP_WORDS: Final = re.compile("|".join(pattern.pattern for pattern in _STEPS.values()) + "|完成|时间|时限|全部|及时")


@rule(
    "K11",
    Severity.WARNING,
    zh=Words(
        "时间先后颠倒",
        "“{indicator}”的时限是“{found}”，{what}（{where}）",
        "按工作先后次序核对时限和支出计划",
    ),
    en=Words(
        "Steps in the wrong order",
        'The deadline of "{indicator}" is "{found}", but {what} ({where})',
        "Check deadlines and spending plan by the order of the work",
    ),
    source="时效指标与工作次序、支出计划相符的要求",
    silenced_by=("K10",),
    fires=Example(
        pick="工程完工时间",
        target="2020年8月底前",
        row="产出指标|时效指标|施工合同签订时间|签订施工合同的时间|2020年9月底前|示交〔2019〕36号",
    ),
    clean=Example(row="产出指标|时效指标|施工合同签订时间|签订施工合同的时间|2020年4月底前|示交〔2019〕36号"),
)
def steps_out_of_order(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a step whose deadline is before that of the step it needs, and a payment after the plan is at 100 %.

    Steps of two different things, and payments in instalments, are left alone.
    """
    rows = row_deadlines(sheet, context, budget_year(context.book))
    reported: set[Place] = set()
    steps = [(step, row, deadline) for row, deadline in rows if (step := _step(row))]
    for first, second in combinations(steps, 2):
        for (step, row, deadline), (other_step, other_row, other) in ((first, second), (second, first)):
            early = (other_step, step) in _ORDER and deadline.day < other.day
            if early and _one_work(row, other_row) and row.target.place not in reported:
                reported.add(row.target.place)
                quote = f"{other_row.level3.text.strip()} {other.text}"
                what = Text(f"早于“{quote}”", f'"{quote}" comes later')
                yield _order_hit(row, what, other.entry.place)
    spent = _all_spent(sheet)
    for step, row, deadline in steps:
        if spent and step == "支付" and row.target.place not in reported and deadline.day > spent[0]:
            what = Text("支出计划在此之前已到 100%", "the spending plan is at 100% before")
            yield _order_hit(row, what, spent[1])
    yield from _spent_before_it_is_done(sheet, rows, reported)


_LONG_BEFORE: Final = 45
"""Days between the period in which all is spent and the end of the work that are more than a payment in advance."""


def _spent_before_it_is_done(
    sheet: TargetSheet, rows: Sequence[tuple[Indicator, Deadline]], reported: Set[Place]
) -> Iterator[Hit]:
    """Yield the last works of a sheet whose whole budget is spent by March or June, long before they are finished."""
    done = [(deadline.day, row) for row, deadline in rows if _WORKS_DONE.search(deadline.words)]
    full = next((entry for entry in sheet.plan.entries if entry.value == FULL), None)
    if not done or reported or full is None or sheet.plan.december.value != FULL:
        return
    day, row = min(done, key=lambda one: one[0])
    for (month, last), entry in zip(_PERIOD_ENDS[:2], sheet.plan.entries, strict=False):
        if entry is full and (day - date(day.year, month, last)).days >= _LONG_BEFORE:
            yield _order_hit(row, Text("支出计划早已到 100%", "the spending plan is at 100% long before"), full.place)


_WORKS_DONE: Final = re.compile(r"完工|竣工|建成|安装|更换|改造|交付|到货|供货|施工|修缮|铺设|硬化|栽植")


def _order_hit(row: Indicator, what: Text, place: Place) -> Hit:
    name = row.level3.text.strip() or row.level2.text.strip()
    values = {"indicator": name, "what": what, "where": f"{place.sheet} {place.cell}".strip()}
    return Hit(row.target, "target", related=(place,), values=values)


def _step(row: Indicator) -> str:
    """Return the step of the work that an indicator's name is about; its last word decides (竣工验收)."""
    name = row.level3.text
    if _INSTALMENT.search(name + row.description.text):
        return ""
    matches = [(match.end(), step) for step, pattern in _STEPS.items() for match in pattern.finditer(name)]
    return max(matches)[1] if matches else ""


def _one_work(row: Indicator, other: Indicator) -> bool:
    """Return whether two steps are of one work: their names without the steps do not differ."""
    one, two = (subject_of(_STEP_WORDS.sub("", cell.level3.text)) for cell in (row, other))
    return not one.core or not two.core or compare_subjects(one, two) is not Likeness.OTHER


FULL: Final = Decimal(100)
_PERIOD_ENDS: Final = ((3, 31), (6, 30), (10, 31))


def _all_spent(sheet: TargetSheet) -> tuple[date, Place] | None:
    """Return the end of the first period before December at which everything is spent, and the cell of the plan."""
    if sheet.plan.december.value != FULL:
        return None
    years = {year for year, _, _ in find_years(sheet.name.text)}
    for (month, day), entry in zip(_PERIOD_ENDS, sheet.plan.entries, strict=False):
        if entry.value == FULL:
            return date(max(years, default=date.max.year) if years else _any_year(sheet), month, day), entry.place
    return None


def _any_year(sheet: TargetSheet) -> int:
    """Return the last year that goals and purpose name; without one no deadline is later."""
    return max((year for year, _, _ in find_years(sheet.goal.entry.text + sheet.purpose.text)), default=date.max.year)


# --- last year's sheet ------------------------------------------------------------------------------------------------


@rule(
    "K12",
    Severity.ERROR,
    zh=Words(
        "整张表写的是往年",
        "项目名称“{found}”和绩效目标写的都是 {year} 年，预算年度是 {budget_year} 年",
        "按本年度的任务重写名称、用途、目标和指标；确属往年项目的，写明结转、续建、尾款等原因",
    ),
    en=Words(
        "The whole sheet is of another year",
        'Name ("{found}") and goals are of {year}, but the budget is of {budget_year}',
        "Rewrite name, purpose, goals and indicators for this year; if it is an earlier project, say why it is here",
    ),
    source="表样要求：年度填写预算所属年份",
    fires=Example(name="2019年农村道路硬化项目", goals="1、2019年10月底前完成4个村12公里道路硬化。"),
    clean=Example(name="2019年农村道路硬化项目尾款", goals="1、支付2019年4个村12公里道路硬化尾款。"),
)
def sheet_of_another_year(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a sheet that names an earlier year throughout and the budget's nowhere, and gives no reason."""
    year = budget_year(context.book)
    named = {one for one, _, _ in find_years(sheet.name.text)}
    if year is None or not named or max(named) >= year:
        return
    texts = (sheet.purpose, sheet.goal.entry)
    mentioned = {one for entry in texts for one, _, _ in find_years(entry.text)}
    if (
        mentioned
        and mentioned <= named
        and not _EARLIER_WORK.search(sheet.name.text + sheet.purpose.text + sheet.goal.entry.text)
    ):
        places = tuple(entry.place for entry in texts if find_years(entry.text))
        yield Hit(sheet.name, "name", related=places, values={"year": max(named), "budget_year": year})


@rule(
    "K13",
    Severity.ERROR,
    zh=Words(
        "文号年份晚于预算年度",
        "{label}引用“{found}”，预算年度是 {budget_year} 年，编报时还没有这份文件",
        "核对文件原文，改正文号的年份",
    ),
    en=Words(
        "A document of a later year",
        'The {label} cites "{found}", which did not exist when the budget of {budget_year} was made',
        "Look at the document, and correct the year of its number",
    ),
    source="文号与文件一一对应的惯例",
    fires=Example(pick="受益人口", basis="示交〔2022〕36号"),
    clean=Example(pick="受益人口", basis="示交〔2020〕36号"),
)
def document_of_a_later_year(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report document numbers whose year is after that of the budget."""
    year = budget_year(context.book)
    if year is None:
        return
    for (field, entry), numbers in document_numbers(sheet, context):
        late = next((number for number in numbers if number.year > year), None)
        if late and field != "title":
            yield Hit(entry, field, late.original, values={"budget_year": year})
    for row in sheet.indicators:
        result = _RESULT_OF_A_YEAR.search(row.basis.text)
        if result and int(result[1]) > year:
            yield Hit(row.basis, "basis", result[0], values={"budget_year": year})


_RESULT_OF_A_YEAR: Final = re.compile(
    r"(20\d\d)年度?[^，,。；;—–-]{0,12}?(?:问卷|回访|测评|调查结果|评价结果|实际|决算|年报)"
)
