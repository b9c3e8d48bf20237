"""Family K, 前后一致: the spending plan against the times that goals and indicators give for the same work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xltools.form_identity import Capability
from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Severity, TargetSheet
from xltools.rules.deadlines import Deadline, goal_deadlines, row_deadlines
from xltools.rules.plan_cells import FULL, PlanCell, plan_cells
from xltools.rules.rule import Context, rule
from xltools.rules.steps import STEPS, step_of
from xltools.text import Text
from xltools.values.numbers import format_decimal, to_decimal
from xltools.values.text import fold

__all__: list[str] = []

ZERO: Final = Decimal(0)
_PERIOD_ENDS: Final = ((3, 31), (6, 30), (10, 31), (12, 31))
MARCH, JUNE, OCTOBER, DECEMBER = range(4)


@rule(
    "K22",
    Severity.WARNING,
    zh=Words(
        "支出计划与目标写明的时间不符",
        "{period}支出计划为 {share}%，{label}写“{quote}”（{where}），{what}",
        "按实际付款的时间调整支出计划，或改正目标中的时间；有先垫付、后结算等安排的，在资金用途中写明",
    ),
    en=Words(
        "Spending plan and times of the goals disagree",
        'The plan is {share}% {period}, but the {label} says "{quote}" ({where}): {what}',
        "Plan the spending by the time of payment, or correct the time; say in the purpose if money is paid later",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="支出计划与绩效目标相互衔接的要求",
    silenced_by=("P01", "P02", "P03", "P08", "K11"),
    fires=Example(goals="1、养护道路12公里，养护员补助按月发放。", plan="0/0/0/100"),
    clean=Example(goals="1、养护道路12公里，养护员补助按月发放。", plan="25/50/80/100"),
)
def plan_against_times(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a plan that does not fit the times that the goals or a target give.

    These are another share than a text says, parts of what is paid at once, much before what is to be paid for is
    selected, nothing by June for what is paid each month; all by March for work of four quarters; most before works
    begin; and money that is paid out, or work that is done, by a day that the plan is far behind. A sheet that says
    that others pay first, or that money follows acceptance or the end of the year, is left alone.
    """
    cells = plan_cells(sheet.plan, context)
    if any(cell.share is None for cell in cells) or cells[DECEMBER].share != FULL:
        return
    for check in (
        _share_said,
        _paid_at_once,
        _before_selection,
        _paid_regularly,
        _spent_too_early,
        _paid_out_by_a_day,
        _done_by_a_day,
    ):
        if hit := check(sheet, context, cells):
            yield hit
            return


def _share(cell: PlanCell) -> Decimal:
    return cell.share or ZERO


def _hit(cell: PlanCell, label: str, entry: Entry[Any], quote: str, what: Text) -> Hit:
    place = entry.place
    values = {
        "period": cell.period,
        "share": format_decimal(_share(cell)),
        "label": field_term(label),
        "quote": quote,
        "where": f"{place.sheet} {place.cell}".strip(),
        "what": what,
    }
    return Hit(cell.entry, cell.field, related=(place,), values=values)


def _texts(sheet: TargetSheet, context: Context) -> tuple[tuple[str, Entry[Any], str], ...]:
    """Return purpose, goals and targets of time as field, entry and words."""

    def answer() -> tuple[tuple[str, Entry[Any], str], ...]:
        rows = [
            ("target", row.target, f"{row.level3.text.strip()} {row.target.text.strip()}")
            for row in sheet.indicators
            if "每月" in row.target.text or "每季" in row.target.text
        ]
        texts = [("goals", sheet.goal.entry), ("purpose", sheet.purpose)]
        return (*((field, entry, fold(entry.text)) for field, entry in texts), *rows)

    return context.once("texts of times", sheet, answer)


_SAID: Final = re.compile(
    r"(?:(?P<march>3月(?:底|末)|第?一季度末?)|(?P<june>6月(?:底|末)|上半年|第?二季度末?)|(?P<october>10月(?:底|末)))前?"
    r"(?P<words>[^，,。；;\d]{0,10}?)(?P<share>\d{1,3}(?:\.\d+)?)%"
)
_SPENT: Final = LazyPattern("支出|支付|拨付|执行|兑付|用款|资金使用")
_SPENDS_MORE: Final = re.compile("完成率|以上|不低于|不少于|超过|至少|达|力争|确保|[≥>]")


def _share_said(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a share that goals or purpose say is spent by then, and the plan does not: 上半年支出40%."""
    for field, entry in (("goals", sheet.goal.entry), ("purpose", sheet.purpose)):
        text = fold(entry.text) if "%" in entry.text or "％" in entry.text else ""
        for match in _SAID.finditer(text):
            cell = cells[MARCH if match["march"] else JUNE if match["june"] else OCTOBER]
            said = to_decimal(match["share"])
            least = bool(_SPENDS_MORE.search(match["words"]) or text.startswith("以上", match.end()))
            agrees = _share(cell) >= said if least else _share(cell) == said
            if _SPENT.search(match["words"]) and not agrees:
                what = Text("两处不一致", "the two disagree")
                return replace(_hit(cell, field, entry, match[0], what), severity=Severity.ERROR)
    return None


_AT_ONCE: Final = LazyPattern("一次性?(?:足额|全额|全部)?(?:发放|拨付|支付|兑付|打卡|发给|发到|拨给)(?!的)")
_SOME: Final = (Decimal(10), Decimal(90))
"""Per cent between which a plan spends a part of what is paid at once."""


def _paid_at_once(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a plan that spends in parts what the goals have paid at once by a day: 10月底前一次性发放."""
    entry = sheet.goal.entry
    least, most = _SOME
    parts = [cell for cell in cells[:DECEMBER] if least <= _share(cell) <= most]
    if not parts or "分批" in entry.text or _has_other_work(sheet, _AT_ONCE):
        return None
    for item in sheet.goal.items:
        match = _AT_ONCE.search(item.text)
        clause = re.split("[。；;\n]", item.text[: match.start()])[-1] if match else ""
        if match and "月" in clause:
            words = f"{clause.split('、')[-1]}{match[0]}"
            return _hit(parts[0], "goals", entry, words, Text("分次支出，不是一次", "it is spent in parts"))
    return None


_TIME_OR_MONEY: Final = LazyPattern(r"月|年[底末]|\d[万亿]?元")


def _has_other_work(sheet: TargetSheet, about: LazyPattern) -> bool:
    """Return whether an item of the goals about something else has a time or an amount, and so a part of the plan."""
    return any(_TIME_OR_MONEY.search(item.text) for item in sheet.goal.items if not about.search(item.text))


_SELECTED: Final = LazyPattern("评审|公示|遴选|评定|评选")
_SUBSIDY: Final = LazyPattern("补助|补贴|奖补|奖励|贴息|资助|扶持")
_OF_THE_SUBSIDY: Final = LazyPattern(rf"{_SELECTED.pattern}|{_SUBSIDY.pattern}|兑现|兑付|发放|拨付|支付")
_IN_ADVANCE: Final = LazyPattern("预拨|预付|首批|第一批|分批|上年|去年|结转|续|清算|按季|按月|每季|每月|半年|经费")
_FEW: Final = Decimal(20)
"""Per cent of a subsidy that are much before its recipients are selected."""


def _before_selection(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a subsidy much of which is spent a period before the goals have its recipients selected."""
    words = f"{sheet.name.text}{sheet.purpose.text}"
    if not _SUBSIDY.search(words) or _IN_ADVANCE.search(f"{words}{sheet.goal.entry.text}"):
        return None
    chosen = [one for one in goal_deadlines(sheet, context.budget_year) if _SELECTED.search(one.clause)]
    if len(chosen) != 1 or chosen[0].day.year != context.budget_year or _has_other_work(sheet, _OF_THE_SUBSIDY):
        return None
    before = cells[: _period_of(chosen[0].day)]
    if not before or _share(before[-1]) < _FEW:
        return None
    what = Text("评审公示前已支出", "it is spent before the recipients are selected")
    return _hit(before[-1], "goals", sheet.goal.entry, chosen[0].text, what)


_CLAUSE: Final = r"[^，,。；;！!？?\n、]"
_PAY: Final = "发放|拨付|支付|兑付|打卡|到账|缴纳|发至|发到|结算|发给"
_REGULAR_PAYMENT: Final = LazyPattern(
    rf"{_CLAUSE}{{0,12}}(?:(?:按|逐)(?:月|季度?)(?:[足及定]额?时?期?)*(?:{_PAY})|(?:按|逐)月(?:考核|核算|计量|审核|结算)[、，,](?:次月|当月|按月)(?:{_PAY})|每(?:个?月|季度?)末?月?(?:\d{{1,2}}日)?前?{_CLAUSE}{{0,10}}(?:{_PAY})"
    rf"|(?:补助|补贴|工资|津贴|报酬|保障金|低保金|生活费|运行费|服务费){_CLAUSE}{{0,6}} 每(?:月|季){_CLAUSE}{{1,8}})"
)
_REGULAR_WORK: Final = LazyPattern(
    rf"{_CLAUSE}{{0,8}}(?:分[四4]个?季度|分季度?|每个?季度|每个?月|按月|按季度?|逐月|逐季|全年均衡|每周|每半月)"
    rf"{_CLAUSE}{{0,10}}(?:开展|举办|组织|宣传|活动|培训|演出|放映|巡查|检测|监测|巡演|授课|发放|支付|服务|不少于)"
)
_LATER: Final = LazyPattern(
    r"垫付|先行支付|年底|年终|年末|次年|考核后|验收后|验收合格后|审计后|决算后|结算后|以奖代补|先建后补|先干后补|后补助|结算|清算|质保|"
    r"\d月(?:份|\d+日)?起|下半年|第二批|补发|报账|考评结果|考核结果|绩效考核|挂钩"
)
_BOUGHT_FIRST: Final = LazyPattern(r"购置|采购|建设|改造|新建|修缮|维修|一次性|预付|预拨|保险|租赁|租用|年费|订阅|储备")


_EACH_MONTH: Final = LazyPattern(r"(?:按|逐)月(?:考核|核算|计量|审核)?[、，,]?(?:次月)?结算")
"""A settlement each month, which does not come later."""


def _paid_regularly(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a plan that has nothing by June for what is paid each month or quarter."""
    if _share(cells[JUNE]) > ZERO:
        return None
    for field, entry, text in _texts(sheet, context):
        match = _REGULAR_PAYMENT.search(text)
        words = f"{sheet.name.text}{sheet.purpose.text}{sheet.goal.entry.text}"
        if match and not _LATER.search(_EACH_MONTH.sub("", words)):
            what = Text("到这时应当已经发放", "by then it has been paid several times")
            return _hit(cells[JUNE], field, entry, match[0].strip(), what)
    return None


def _spent_too_early(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a plan that spends all by March for what goes on all year, or before work begins."""
    if _share(cells[MARCH]) == FULL and not _BOUGHT_FIRST.search(sheet.name.text + sheet.purpose.text):
        for field, entry, text in _texts(sheet, context):
            if match := _REGULAR_WORK.search(text):
                what = Text("全年分次进行的工作，年初就支出完了", "work of the whole year, paid at its beginning")
                return _hit(cells[MARCH], field, entry, match[0].strip(), what)
    if _share(cells[MARCH]) >= _THREE_QUARTERS and not _AHEAD.search(sheet.name.text + sheet.purpose.text):
        for field, entry, text in _texts(sheet, context):
            if (match := _REGULAR_PAYMENT.search(text)) and not _AHEAD.search(match[0]):
                what = Text("按月、按季支付的，年初就支出了大半", "paid each month, but most of it is spent by then")
                return _hit(cells[MARCH], field, entry, match[0].strip(), what)
    return _before_it_begins(sheet, context, cells)


_THREE_QUARTERS: Final = Decimal(75)
"""Per cent that are three times as much as a quarter of a year takes."""
_AHEAD: Final = LazyPattern(
    r"购置|采购|建设|改造|新建|修缮|维修|一次性|预付|预拨|提前|保险|租赁|租用|年费|订阅|储备|采暖|供暖|取暖|冬季|第一季度|一季度|垫付|补发|结转|清欠|欠"
)


_BEGINS: Final = LazyPattern(
    r"(?:(?P<year>20\d\d)年)?(?P<month>1[0-2]|[2-9])月(?:份|初|上旬|中旬|下旬|\d{1,2}[日号])?"
    r"(?:正式|全面|陆续|组织|同步|集中)?(?:开工|动工|破土|开始施工|进场施工|启动施工|启动建设)"
)
_ADVANCE: Final = Decimal(30)
"""Per cent that are paid in advance before work begins."""


def _before_it_begins(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    entry = sheet.goal.entry
    match = _BEGINS.search(fold(entry.text))
    if match is None or (match["year"] and int(match["year"]) != context.budget_year):
        return None
    if re.search(r"结转|续建|去年|上年|分批|二期", sheet.name.text + sheet.purpose.text):
        return None
    month = int(match["month"])
    before = [cell for cell, (end, _) in zip(cells, _PERIOD_ENDS, strict=True) if end < month]
    if before and _share(before[-1]) > _ADVANCE:
        return _hit(before[-1], "goals", entry, match[0], Text("开工前已支出大半", "most is spent before it begins"))
    return None


# --- paid out, or done, by a day -------------------------------------------------------------------------------------

_PAID_OUT_SHARE: Final = Decimal(70)
"""Per cent of the budget that are spent when all is paid out; fewer are too few even if some is kept back."""
_WHOLE_PAYMENT: Final = LazyPattern(rf"(?:全部|一次性|足额|全额|完成|完毕|到位|到户|到人)*(?:{_PAY})")
_IN_PARTS: Final = LazyPattern(
    r"首[批付期次]|第[一二1-2][批次期]|分[批期次两三]|[春秋]季?学期|每学期|按月|每月|按季|每季|季度|尾款|余款|剩余|进度款|前期|预拨|预付"
    r"|两次|三次|上半年|下半年|半年"
)
_PREPARED: Final = LazyPattern(
    r"方案|计划|招标|采购|合同|名单|摸底|摸排|核查|核实|申报|审核|审批|公示|制定|印发|备案|设计|开工|通知|评审|认定|报名|招生|招录|选址|规划|"
    r"筹备|准备|启动|下达|分解|调查|台账|建档|采集|签订|立项|前期|普查|体检|响应|办结"
)
_DONE: Final = LazyPattern(r"完成|举办|完工|竣工|建成|交付|验收|发放|兑付|拨付|投入使用|到位|结束")


def _paid_out_by_a_day(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a plan that is far from its end when all money has been paid out by the goals or a target."""
    words = f"{sheet.name.text}{sheet.purpose.text}{sheet.goal.entry.text}"
    if _share(cells[OCTOBER]) == FULL and _share(cells[JUNE]) >= _PAID_OUT_SHARE:
        return None
    dated = _dated(sheet, context)
    paid = [one for one in dated if one[3]]
    if not paid or _IN_PARTS.search(words) or _LATER.search(words):
        return None
    field, day, one, _ = max(paid, key=lambda each: each[1])
    if any(other > day for _, other, _, _ in dated) or day.year != context.budget_year:
        return None
    cell = cells[_period_of(day)]
    if cell is cells[DECEMBER] or _share(cell) >= _PAID_OUT_SHARE:
        return None
    return _hit(cell, field, one.entry, _quoted(field, one), Text("到时应当已经付清", "all is paid out by then"))


def _done_by_a_day(sheet: TargetSheet, context: Context, cells: list[PlanCell]) -> Hit | None:
    """Return the hit of a plan without any spending a whole period after something was done."""
    words = f"{sheet.name.text}{sheet.purpose.text}{sheet.goal.entry.text}"
    if _share(cells[JUNE]) > ZERO or _LATER.search(words) or re.search("免费|志愿", words):
        return None
    done = [
        (day, field, one)
        for field, day, one, _ in _dated(sheet, context)
        if _DONE.search(one.words + one.text) and not _PREPARED.search(one.words) and day.year == context.budget_year
    ]
    if not done:
        return None
    day, field, one = min(done, key=lambda each: each[0])
    following = _period_of(day) + 1
    if following > OCTOBER or _share(cells[following]) > ZERO:
        return None
    what = Text("办完以后仍没有支出", "nothing is paid even after it")
    return _hit(cells[following], field, one.entry, _quoted(field, one), what)


def _quoted(field: str, deadline: Deadline) -> str:
    return f"{deadline.words.partition('；')[0]} {deadline.text}" if field == "target" else deadline.text


_Dated = tuple[str, date, Deadline, bool]
"""Field, day and words of a deadline, and whether all money is paid out by it."""


def _dated(sheet: TargetSheet, context: Context) -> list[_Dated]:
    def answer() -> list[_Dated]:
        year = context.budget_year
        rows = [
            ("target", one.day, one, step_of(row) == "支付" and not _PREPARED.search(row.level3.text))
            for row, one in row_deadlines(sheet, context, year)
        ]
        goals = [
            ("goals", one.day, one, bool(STEPS["支付"].search(one.words)) and bool(_WHOLE_PAYMENT.search(one.words)))
            for one in goal_deadlines(sheet, year)
        ]
        return [*rows, *goals]

    return context.once("dated", sheet, answer)


def _period_of(day: date) -> int:
    return next(index for index, end in enumerate(_PERIOD_ENDS) if (day.month, day.day) <= end)
