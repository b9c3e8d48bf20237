"""Family K, 前后一致: steps of the work in the wrong order, and plans that do not fit them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from datetime import date
from decimal import Decimal
from itertools import combinations, permutations
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Indicator, Place, Severity, TargetSheet
from xltools.rules.deadlines import Deadline, goal_deadlines, row_deadlines
from xltools.rules.rule import Context, rule
from xltools.rules.subjects import Likeness, compare_subjects, subject_of
from xltools.text import Text
from xltools.values import find_years
from xltools.values.numbers import format_decimal
from xltools.values.text import fold

__all__ = ["STEPS", "step_of", "step_of_words"]

STEPS: Final = {
    "招标": re.compile(
        r"招标|招投标|确定(?:供应商|供货商|供货单位|施工单位|承接主体)并?|签订[^，,。；;、]{0,6}合同|合同签订|合同签署|中标|政府采购(?=程序|手续|完成)|采购合同"
    ),
    "开工": re.compile(r"开工"),
    "交付": re.compile(
        r"交付|到货|交货|供货|安装|完工|竣工(?!决算|验收)|建成|投入[^，,。；;、]{0,4}使用|投用|入库|上线|试运行"
    ),
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
_STEP_WORDS: Final = LazyPattern("|".join(pattern.pattern for pattern in STEPS.values()) + "|完成|时间|时限|全部|及时")


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

    The goals are looked at by themselves, too.
    Steps of two different things, and payments in instalments, are left alone.
    """
    rows = row_deadlines(sheet, context, context.budget_year)
    reported: set[Place] = set()
    steps = [(step, row, deadline) for row, deadline in rows if (step := step_of(row))]
    for first, second in combinations(steps, 2):
        for (step, row, deadline), (other_step, other_row, other) in ((first, second), (second, first)):
            early = (other_step, step) in _ORDER and deadline.day < other.day
            if early and _one_work(row, other_row) and row.target.place not in reported:
                reported.add(row.target.place)
                quote = f"{other_row.level3.text.strip()} {other.text}"
                what = Text(f"早于“{quote}”", f'"{quote}" comes later')
                yield _order_hit(row, what, other.entry.place)
    yield from _goals_out_of_order(sheet, context.budget_year)
    spent = _all_spent(sheet)
    for step, row, deadline in steps:
        if spent and step == "支付" and row.target.place not in reported and deadline.day > spent[0]:
            what = Text("支出计划在此之前已到 100%", "the spending plan is at 100% before")
            yield _order_hit(row, what, spent[1])
    yield from _spent_before_it_is_done(sheet, rows, reported)
    yield from _unpaid_when_done(sheet, rows, reported)


def _goals_out_of_order(sheet: TargetSheet, year: int | None) -> Iterator[Hit]:
    """Yield the goals that set a step of one work before the step that it needs: 4月底前验收，6月底前招标."""
    entry = sheet.goal.entry
    if len(_MONTHS.findall(entry.text)) < 2:
        return
    dated = [*goal_deadlines(sheet, year), *_in_a_month(entry, year)]
    steps = [(step, one) for one in dated if (step := step_of_words(one.words))]
    for (first, early), (second, late) in permutations(steps, 2):
        if (second, first) in _ORDER and early.day < late.day and _same_work(early.words, late.words):
            what = Text(f"早于“{late.text}”", f'"{late.text}" comes later')
            where = f"{entry.place.sheet} {entry.place.cell}".strip()
            yield Hit(entry, "goals", early.text, values={"indicator": sheet.label, "what": what, "where": where})
            return


def _in_a_month(entry: Entry[str], year: int | None) -> Iterator[Deadline]:
    """Yield what clauses set for a month without saying by when: 8月到货验收，9月签订采购合同."""
    for match in _IN_A_MONTH.finditer(fold(entry.text)) if year else ():
        yield Deadline(date(year or 0, int(match["month"]), 28), match["words"], match[0].strip("，,。；;、 \n"), entry)


_IN_A_MONTH: Final = LazyPattern(
    r"(?:^|[，,。；;、\n])\s*(?P<month>1[0-2]|[1-9])月份?(?![底前中末初上下起至到份—-])(?P<words>[一-龥][^，,。；;、\n]*)"
)
_MONTHS: Final = re.compile(r"月")


def step_of_words(words: str) -> str:
    """Return the step that a clause of the goals is about; a tender or a contract is one, whatever it is for."""
    if STEPS["招标"].search(words):
        return "招标"
    matches = [(match.end(), step) for step, pattern in STEPS.items() for match in pattern.finditer(words)]
    return max(matches)[1] if matches and not _INSTALMENT.search(words) else ""


def _same_work(words: str, other: str) -> bool:
    """Return whether two clauses without their steps do not name two different things."""
    one, two = (subject_of(_STEP_WORDS.sub("", text)) for text in (words, other))
    return not one.core or not two.core or compare_subjects(one, two) is not Likeness.OTHER


_DONE_BUT_UNPAID: Final = 85
"""Per cent of the budget that are spent when all is paid out, but for what is kept back."""
_WORKS_UNPAID: Final = 61
"""The same for works, whose last payments come long after them."""
_PAID_OUT: Final = re.compile(r"补偿|补助|补贴|到账|兑付|兑现|奖补|款")
_PAID_BY_PERFORMANCE: Final = re.compile(
    r"每月|按月|每季|季度|全年|绩效|考核|尾款|质保|分期|分批|分次|两次|三次|运营|运行|管护|养护|服务"
)


def _unpaid_when_done(
    sheet: TargetSheet, rows: Sequence[tuple[Indicator, Deadline]], reported: Set[Place]
) -> Iterator[Hit]:
    """Yield the last deadline of a sheet that is well before October, if little is spent by then for what is done."""
    year = rows[0][1].day.year if rows else 0
    october = sheet.plan.october
    words = f"{sheet.name.text}{sheet.purpose.text}{sheet.goal.entry.text}"
    if not rows or reported or october.value is None or _PAID_BY_PERFORMANCE.search(words):
        return
    row, deadline = max(rows, key=lambda one: one[1].day)
    limit = _DONE_BUT_UNPAID if _PAID_OUT.search(deadline.words) else _WORKS_UNPAID
    unpaid = october.value < limit and sheet.plan.december.value == FULL
    if unpaid and deadline.day <= date(year, 8, 31) and _ALL_DONE.search(deadline.words):
        shown = format_decimal(october.value)
        what = Text(f"到10月底支出计划只有 {shown}%", f"the spending plan is only at {shown}% in October")
        yield _order_hit(row, what, october.place)


_ALL_DONE: Final = re.compile(r"验收|完工|竣工|建成|完成|到账|发放|兑付|支付")
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


def step_of(row: Indicator) -> str:
    """Return the step of the work that an indicator's name is about; its last word decides (竣工验收)."""
    name = row.level3.text
    if _INSTALMENT.search(name + row.description.text):
        return ""
    matches = [(match.end(), step) for step, pattern in STEPS.items() for match in pattern.finditer(name)]
    return max(matches)[1] if matches else ""


def _one_work(row: Indicator, other: Indicator) -> bool:
    """Return whether two steps are of one work: their names without the steps do not differ."""
    return _same_work(row.level3.text, other.level3.text)


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
