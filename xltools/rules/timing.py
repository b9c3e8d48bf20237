"""Family K, 前后一致: dates that do not exist, are over, come after the goal's own, or are in the wrong order."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Indicator, Severity, TargetSheet
from xltools.rules.deadlines import CLAUSE_END, Deadline, goal_deadlines, row_deadlines
from xltools.rules.field_texts import book_texts, document_numbers
from xltools.rules.row_views import bare_words, shares_word
from xltools.rules.rule import Context, Scope, rule
from xltools.rules.steps import STEPS, step_of, step_of_words
from xltools.text import Text
from xltools.values import find_years
from xltools.values.quantities import blank_numbering
from xltools.values.text import fold

__all__: list[str] = []

_JOINED_NUMBERS: Final = re.compile(r"\d[-./]\d")
_DATE: Final = re.compile(
    r"(?=[\d第五六七八九])(?:(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?<![0-9.])(?P<month>\d{1,2})\s*月(?:\s*(?P<day>\d{1,2})\s*[日号]|(?=底|末|初|中旬|上旬|下旬|份))"
    r"|(?<![0-9.])(?P<iso_year>(?:19|20)\d\d)(?P<gap>[-./])(?P<iso_month>\d{1,2})(?P=gap)(?P<iso_day>\d{1,2})(?![0-9.])"
    r"|第?(?P<quarter>[5-9五六七八九])季度)"
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
    year = context.budget_year
    for field, entry in book_texts(book, context):
        if field != "title" and _may_hold_date(entry.text):
            for match in _DATE.finditer(fold(entry.text)):
                if not _exists(match, year):
                    yield Hit(
                        entry, field, f"{match[0]}{fold(entry.text)[match.end() : match.end() + 1]}".strip("，。；,;")
                    )
                    break


def _may_hold_date(text: str) -> bool:
    """Return whether a text has what every date has: most have not, and characters are found quickly."""
    if "月" in text or "季" in text:
        return True
    return ("-" in text or "." in text or "/" in text) and _JOINED_NUMBERS.search(text) is not None


def _exists(match: re.Match[str], year: int | None) -> bool:
    if match["quarter"]:
        return False
    written = match["year"] or match["iso_year"]
    month, day = int(match["month"] or match["iso_month"]), int(match["day"] or match["iso_day"] or 1)
    in_year = int(written) if written else year or 2020
    return 1 <= month <= 12 and 1 <= day <= monthrange(in_year, month)[1]


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
    """Report a deadline in a year before that of the budget: of indicators, and of goals that name both years."""
    year = context.budget_year
    if year is None:
        return
    for goal in goal_deadlines(sheet, year):
        # B07 reports a year that stands alone
        if goal.day.year < year <= _years_of_sentence(goal) and not _EARLIER_WORK.search(goal.words + sheet.name.text):
            quote = goal.text
            yield Hit(goal.entry, "goals", quote, values={"indicator": sheet.label, "budget_year": year})
            break
    for row, deadline in row_deadlines(sheet, context, year):
        if deadline.day.year < year and not _EARLIER_WORK.search(deadline.words + sheet.name.text):
            name = row.level3.text.strip() or row.level2.text.strip()
            yield Hit(row.target, "target", values={"indicator": name, "budget_year": year})


def _years_of_sentence(goal: Deadline) -> int:
    """Return the last year that the sentence of a deadline in the goals names."""
    text = fold(goal.entry.text)
    sentence = next((one for one in re.split(r"[。；;\n]", text) if goal.text.rstrip("…") in one), "")
    return max((year for year, _, _ in find_years(sentence)), default=0)


_EARLIER_WORK: Final = LazyPattern(r"结转|续建|尾款|质保|补发|清算|上年|往年|欠|决算|跨年|遗留|开工|立项|已")
_AFTERWARDS: Final = LazyPattern(
    r"验收|审计|决算|结算|支付|拨付|兑付|付款|评价|总结|公示|公开|质保|报账|归档|移交|回访|调查|整改|入账|报告|报送|发布|考核"
)
_FINISHED: Final = re.compile(
    r"完工|竣工|建成|交工|投入使用|投用|(?:改造|建设|修缮|安装)完成|完成(?:改造|建设|修缮|安装)"
)


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
    yield from _other_month(sheet)
    year = context.budget_year
    rows = row_deadlines(sheet, context, year)
    goals = goal_deadlines(sheet, year) if rows else []
    if not goals:
        yield from _before_its_months(sheet, rows, year)
        return
    last = max(goals, key=lambda one: one.day)
    finished = [(row, deadline) for row, deadline in rows if _FINISHED.search(deadline.words)]
    agreeing = any(one.day == deadline.day for one in goals for _, deadline in rows)
    for row, deadline in rows:
        step = STEPS.get(step_of(row))
        same_step = [one for one in goals if step and step.search(one.words)]
        named = _named_goals(row, goals)
        if _AFTERWARDS.search(deadline.words) and not same_step and not named:
            continue
        if any(one.day == deadline.day and shares_word(one.words, row.level3.text) for one in goals):
            continue
        limit = max(named or same_step or goals, key=lambda one: one.day)
        if deadline.day > limit.day:
            yield _late_hit(row, limit, Text("晚于目标时限", "later than the goal"), None)
        elif (
            not agreeing
            and len(finished) == len(goals) == 1
            and finished[0][0] is row
            and _FINISHED.search(last.words)
            and (last.day - deadline.day).days >= _MONTH_DAYS
        ):
            yield _late_hit(row, last, _DISAGREE, Severity.WARNING)
        elif not agreeing and len(goals) == 1 and _far_too_early(row, deadline, limit, rows):
            yield _late_hit(row, limit, _DISAGREE, None)
        elif len(rows) == 1 and not agreeing and (begun := _begun_later(sheet, deadline)):
            yield _late_hit(row, begun, Text("早于目标所写的开始时间", "before it begins by the goals"), None)


def _named_goals(row: Indicator, goals: Sequence[Deadline]) -> list[Deadline]:
    """Return the goals that finish what the row is called after: 主体工程完工时间, 6月15日前完成水库主体工程."""
    if step_of(row) not in _FINISHING:
        return []
    stem = _TIME_WORDS.sub("", row.level3.text.strip())
    return [one for one in goals if len(stem) > 1 and stem in one.clause and step_of_words(one.clause) in _FINISHING]


_FINISHING: Final = ("", "交付")
_TIME_WORDS: Final = re.compile("完成|完工|竣工|建成|结束|时间|时限|日期|期限|按时|及时|[率度]$")
_DISAGREE: Final = Text("两处不一致", "the two disagree")
_MONTH_DAYS: Final = 28
_SEASON_DAYS: Final = 80
_ENDS: Final = LazyPattern(
    "开通|上线|启用|开放|开业|开馆|开园|开工|运营|投用|投入使用|投产|入库|到位|配发|交付|到货|储备|挂牌|揭牌|举办|结业|培训|播种|栽植|移栽"
)
"""Words of one act, so that what a goal and an indicator say by them is the same."""


def _far_too_early(
    row: Indicator, deadline: Deadline, goal: Deadline, rows: Sequence[tuple[Indicator, Deadline]]
) -> bool:
    """Return whether the one indicator of what a goal gives a date for has a date a season before it."""
    acts = {*_ENDS.findall(goal.words)}
    same = [one for one, other in rows if acts & {*_ENDS.findall(other.words)}]
    of_year = len(rows) == 1 and deadline.day.year == goal.day.year and "月" in goal.text  # K09: an earlier year
    both_whole = of_year and _COMPLETED.search(goal.words) and _FINISHED.search(deadline.words)
    return bool(same == [row] or both_whole) and (goal.day - deadline.day).days >= _SEASON_DAYS


_COMPLETED: Final = re.compile("^(?:之?前|以前|底前|内)*[，,]?(?:全面|全部|基本)?完成")


def _begun_later(sheet: TargetSheet, deadline: Deadline) -> Deadline | None:
    """Return the one month in which the goals have the work begin, if it is after a deadline of its end.

    The sentence has to share a word with the deadline: 11月启动冬季巡线 begins nothing that is completed in October.
    """
    text = blank_numbering(fold(sheet.goal.entry.text))
    begun = [*_BEGINS.finditer(text)]
    if len(begun) != 1 or not _WHOLE.search(deadline.words) or _BEFOREHAND.search(deadline.words):
        return None
    sentence = _SENTENCE_END.split(text[: begun[0].start()])[-1] + _SENTENCE_END.split(text[begun[0].end() :])[0]
    if not shares_word(bare_words(sentence), deadline.words):
        return None
    day = date(deadline.day.year, int(begun[0]["month"]), 1)
    return Deadline(day, "", begun[0][0], sheet.goal.entry) if deadline.day < day else None


_BEGINS: Final = re.compile(
    r"(?<![\d.年])(?P<month>1[0-2]|[1-9])月(?:份|初|底|末|[上中下]旬)?(?:正式|集中|全面)?(?:启动|开始|开班|开工|开课|开训|进场)"
)
_SENTENCE_END: Final = re.compile("[。；;\n]")
_BEFOREHAND: Final = re.compile("采购|招标|合同|签订|准备|方案|报名|设计|遴选|招生|审批|审核")


_WORK_MONTH: Final = LazyPattern(
    r"(?<![\d.])(?:(?P<year>20\d\d)年)?(?:(?P<first>1[0-2]|[1-9])月?\s*[、至到~～—–-]+\s*)?(?P<month>1[0-2]|[1-9])月(?:份)?(?![底末前初内龄嫂薪\d]|之前|以前|\s*\d)"
)
"""A month, or the first of several, in which something is done: 6月、7月各一期, 6至9月."""
_WHOLE: Final = LazyPattern("完成|结束|结业|完工|竣工|办结|全部")


def _before_its_months(
    sheet: TargetSheet, rows: Sequence[tuple[Indicator, Deadline]], year: int | None
) -> Iterator[Hit]:
    """Yield the one deadline of an end that comes before the first month in which the goals have anything done."""
    text = blank_numbering(fold(sheet.goal.entry.text))
    months = [*_WORK_MONTH.finditer(text)] if "月" in text and len(rows) == 1 else []
    first = min((int(match["first"] or match["month"]) for match in months), default=0)
    if not year or not first or any(match["year"] not in (None, str(year)) for match in months):
        return
    [(row, deadline)] = rows
    ends = _WHOLE.search(deadline.words) and not _BEFOREHAND.search(deadline.words)
    if deadline.day < date(year, first, 1) and deadline.day.year == year and ends:
        quote = f"{months[0][0]}{CLAUSE_END.split(text[months[0].end() :], maxsplit=1)[0]}"
        goal = Deadline(date(year, first, 1), "", quote, sheet.goal.entry)
        yield _late_hit(row, goal, Text("早于目标所写的月份", "before the months of the goals"), None)


_EVERY_MONTH: Final = re.compile(r"每月\s*(\d{1,2})\s*[日号]")


_MONTH_ALONE: Final = re.compile(r"(?:20\d\d年)?(1[0-2]|[1-9])月(?:份|[上中下]旬)?(?:举办|开幕|举行|召开|开展)?")


def _other_month(sheet: TargetSheet) -> Iterator[Hit]:
    """Yield a target that is a month only (2019年10月), where the goals do the same in another month (5月举办)."""
    text = blank_numbering(fold(sheet.goal.entry.text))
    months = [*_WORK_MONTH.finditer(text)] if "月" in text else []
    for row in sheet.indicators if len(months) == 1 else ():
        stated = _MONTH_ALONE.fullmatch(fold(row.target.text).strip())
        words = CLAUSE_END.split(text[months[0].end() :], maxsplit=1)[0]
        acts = {*_ACTS.findall(words)} & {*_ACTS.findall(row.level3.text + row.description.text)}
        if stated and acts and not months[0]["first"] and stated[1] != months[0]["month"]:
            goal = Deadline(date.min, words, f"{months[0][0]}{words}", sheet.goal.entry)
            yield _late_hit(row, goal, _DISAGREE, None)


_ACTS: Final = LazyPattern("举办|举行|召开|开展|开幕|开工|开业|开馆|上线|启动|招生|培训|采购|发放|演出|比赛")


def _other_day_of_month(sheet: TargetSheet) -> Iterator[Hit]:
    """Yield targets of a day of each month (每月15日前) that is not the one of the goals."""
    text = fold(sheet.goal.entry.text)
    named = _EVERY_MONTH.search(text)
    if named is None or len({match[1] for match in _EVERY_MONTH.finditer(text)}) > 1:
        return
    goal = Deadline(date.min, "", named[0] + CLAUSE_END.split(text[named.end() :], maxsplit=1)[0], sheet.goal.entry)
    for row in sheet.indicators:
        day = _EVERY_MONTH.search(fold(row.target.text))
        if day and int(day[1]) != int(named[1]):
            yield _late_hit(row, goal, _DISAGREE, None)


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
    year = context.budget_year
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
    """Report document numbers and standards whose year is after that of the budget."""
    year = context.budget_year
    if year is None:
        return
    for (field, entry), numbers in document_numbers(sheet, context):
        late = next((number for number in numbers if number.year > year), None)
        if late and field != "title":
            yield Hit(entry, field, late.original, values={"budget_year": year})
    for row in sheet.indicators:
        result = _RESULT_OF_A_YEAR.search(row.basis.text) or _STANDARD.search(row.basis.text)
        if result and int(result[1]) > year:
            yield Hit(row.basis, "basis", result[0], values={"budget_year": year})


_RESULT_OF_A_YEAR: Final = LazyPattern(
    r"(?<![-—–~至到])(20\d\d)年度?[^，,。；;—–-]{0,12}?"
    r"(?:问卷|回访|测评|调查|评价结果|考核结果|实际|实绩|实支|完成|决算|年报|统计|监测|检测|普查|台账|总结|通报|审计|抽查|底数|基数)",
    needs="问卷 回访 测评 调查 评价结果 考核结果 实际 实绩 实支 完成 决算 年报 统计 监测 检测 普查 台账 总结 "
    "通报 审计 抽查 底数 基数",
)
_STANDARD: Final = re.compile(
    r"(?<![A-Z])(?:GB|DB|JT|JTG|CJ|CJJ|SL|HJ|NY|JGJ|WS|MZ|GA|AQ|LY|DL)[/A-Z0-9.\s]{0,8}\d\s*[-—–－]{1,2}\s*(20\d\d)(?!\d)"
)
"""A standard with the year it was issued in: GB 5749-2022."""
