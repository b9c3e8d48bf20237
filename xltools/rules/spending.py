"""Family P, 支出计划: the cumulative shares of the budget planned to be spent by the end of each period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from xltools.derive import PlanMode, plan_mode, plan_shares
from xltools.derive.plan import PLAN_FIELDS
from xltools.form_identity import Capability
from xltools.messages.message import Example, Hit, Words
from xltools.model import Operator, Severity, TargetKind, TargetSheet
from xltools.rules.entry_checks import garbled
from xltools.rules.field_texts import about_money
from xltools.rules.patterns import any_of
from xltools.rules.plan_cells import (
    FULL,
    in_fractions,
    is_fraction,
    join_shares,
    period_names,
    plan_cells,
    plan_hit,
    plan_steps,
)
from xltools.rules.rule import Context, WordList, rule
from xltools.text import Text
from xltools.values.numbers import format_decimal

ZERO = Decimal(0)
_AS_FRACTION = Text("像是小数写法，应乘以 100", "looks like fractions of 1; multiply by 100")
_EVEN_PACE = (Decimal(25), Decimal(50), Decimal("83.33"), FULL)
"""The share of the year that is over at the end of each period: 3, 6, 10 and 12 months of 12."""


@rule(
    "P01",
    Severity.ERROR,
    zh=Words(
        "支出计划未填",
        "3月底、6月底、10月底、12月底的支出计划都没有填",
        "填写各期末累计支出占预算数的百分比，12月底一般为 100；专项资金可按所含项目的预算加权计算",
    ),
    en=Words(
        "Spending plan is blank",
        "None of the four shares of the spending plan is filled in",
        "Enter the cumulative share of the budget for the end of each period, 100 for December as a rule; for a "
        "special fund, weight the plans of its projects by budget",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="表样要求：资金支出计划为必填项",
    fires=Example(plan="空/空/空/空"),
    clean=Example(plan="20/50/80/100"),
)
def plan_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a plan whose four cells are all blank."""
    cells = plan_cells(sheet.plan, context)
    if all(cell.missing for cell in cells):
        located = [cell for cell in cells if cell.entry.place.row] or cells
        yield plan_hit(located[0], located)


@rule(
    "P02",
    Severity.ERROR,
    zh=Words(
        "支出计划数值无效",
        "{period}支出计划 {found} {what}",
        "填 0 到 100 之间的百分数，只写数字，如 50 表示 50%",
    ),
    en=Words(
        "Invalid share in the spending plan",
        "Spending plan {period}: {found} {what}",
        "Enter a percentage from 0 to 100 as a number: 50 means 50 %",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="表头“资金支出计划（%）”",
    fires=Example(plan="20/50/130/100"),
    clean=Example(plan="20/50/80/100"),
)
def plan_share_invalid(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report shares that are not a number, below 0 or above 100, and warn of fractions of 1: 0.25 for 25.

    They are one warning where the whole plan is written so, else one for each.
    """
    cells = plan_cells(sheet.plan, context)
    whole = in_fractions(sheet.plan)
    for cell in cells:
        value = cell.entry.value
        if garbled(cell.entry):
            yield plan_hit(cell, what=Text("不是百分数", "is not a percentage"))
        elif value is not None and value < ZERO:
            yield plan_hit(cell, what=Text("小于 0", "is below 0"))
        elif value is not None and value > FULL:
            yield plan_hit(cell, what=Text("大于 100", "is above 100"))
        elif value is not None and is_fraction(cell.entry) and not whole:
            yield replace(
                plan_hit(cell, expected=format_decimal(value * 100), what=_AS_FRACTION), severity=Severity.WARNING
            )
    if whole:
        filled = [cell for cell in cells if cell.entry.value is not None]
        values = [None if value is None else value * 100 for value in sheet.plan.values]
        yield Hit(
            filled[0].entry,
            filled[0].field,
            found=join_shares(sheet.plan.values),
            expected=join_shares(values),
            related=tuple(cell.entry.place for cell in filled[1:]),
            values={"period": Text("各期", "all periods"), "what": _AS_FRACTION},
        )


@rule(
    "P03",
    Severity.ERROR,
    zh=Words(
        "累计支出计划递减",
        "{period}累计计划 {b}%，小于{earlier}的 {a}%",
        "支出计划填到期末为止的累计数，后一期不得小于前一期，请核对",
    ),
    en=Words(
        "Cumulative plan falls",
        "Planned {b}% {period}, less than {a}% {earlier}",
        "Shares are cumulative up to the end of the period and never fall; check both",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="累计口径的表内勾稽",
    silenced_by=("P08",),
    fires=Example(plan="20/50/40/100"),
    clean=Example(plan="0/100/100/100"),
)
def plan_falls(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a share below the one filled in before it."""
    for earlier, later, a, b in plan_steps(sheet.plan, context):
        if b < a:
            yield plan_hit(
                later,
                [earlier],
                expected=f"≥{format_decimal(a)}",
                earlier=earlier.period,
                a=format_decimal(a),
                b=format_decimal(b),
            )


@rule(
    "P04",
    Severity.WARNING,
    zh=Words(
        "12月底支出计划不是100%",
        "12月底累计支出计划{shown}，没有达到 100%",
        "全年能支出完的填 100；确需结转下年的，说明原因",
    ),
    en=Words(
        "Plan does not reach 100% in December",
        "The cumulative plan by end of December {shown}, not 100%",
        "Enter 100 if all is spent within the year; otherwise explain what is carried over",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="预算按年度安排的惯例",
    silenced_by=("P08",),
    fires=Example(plan="20/50/80/90"),
    clean=Example(plan="20/50/80/100"),
)
def plan_not_full(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report that December is below 100, or blank although 100 was not reached before.

    P05 reports a blank after 100, and P03 a December that is below the period before it. A purpose that says what is
    paid later (质保金) explains it.
    """
    cells = plan_cells(sheet.plan, context)
    last = cells[-1]
    if last.share is not None and _CARRIED_OVER.search(f"{sheet.purpose.text} {sheet.goal.entry.text}"):
        return
    filled = [cell for cell in cells[:-1] if cell.share is not None]
    before = filled[-1].share if filled else None
    if last.share is not None and last.share == before and last.share >= _RETAINED:
        return
    if last.share is not None and last.share < FULL and (before is None or last.share >= before):
        shown = f"{format_decimal(last.share)}%"
        yield plan_hit(last, expected="100", shown=Text(f"为 {shown}", f"is {shown}"))
    elif last.missing and before is not None and before < FULL:
        blank = [cell for cell in cells[filled[-1].index + 1 :] if cell.missing]
        yield plan_hit(last, blank, expected="100", shown=Text("没有填", "is blank"))


_RETAINED = Decimal(95)
"""Per cent that may stay to the end of the year, because the rest is kept back until the works have lasted."""
_CARRIED_OVER = re.compile(r"质保金|质量保证金|保证金|尾款|余款|下年|次年|结转|跨年|下一?年度")


@rule(
    "P05",
    Severity.WARNING,
    zh=Words(
        "支出计划达到100%后空白",
        "{earlier}已计划支出 100%，{blanks}没有填",
        "支出计划是累计数，达到 100% 以后各期填 100",
    ),
    en=Words(
        "Plan is blank after 100%",
        "100% is planned {earlier}, but the shares after it are blank ({blanks})",
        "Shares are cumulative: enter 100 for every period after 100 is reached",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="累计口径的推论",
    fires=Example(plan="20/100/空/空"),
    clean=Example(plan="空/100/100/100"),
)
def plan_blank_after_full(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report blank periods after 100."""
    cells = plan_cells(sheet.plan, context)
    full = next((cell for cell in cells if cell.share == FULL), None)
    blank = [cell for cell in cells[full.index + 1 :] if cell.missing] if full else []
    if full and blank:
        yield plan_hit(blank[0], blank, expected="100", earlier=full.period, blanks=period_names(blank))


@rule(
    "P06",
    Severity.NOTE,
    zh=Words("首期支出计划空白", "{blanks}没有填，{later}为 {share}%", "此前不安排支出的填 0，由部门确认"),
    en=Words(
        "Plan begins with a blank",
        "Blank: {blanks}; {share}% {later}",
        "Enter 0 if nothing is to be spent before; the department decides",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="累计口径的推论",
    fires=Example(plan="空/100/100/100"),
    clean=Example(plan="0/100/100/100"),
)
def plan_begins_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report blank periods before the first share."""
    cells = plan_cells(sheet.plan, context)
    first = next((cell for cell in cells if not cell.missing), None)
    if first and first.index and first.share is not None:
        blank = cells[: first.index]
        yield plan_hit(
            blank[0],
            blank,
            expected="0",
            blanks=period_names(blank),
            later=first.period,
            share=format_decimal(first.share),
        )


@rule(
    "P07",
    Severity.WARNING,
    zh=Words(
        "支出计划中间期空白", "{blanks}没有填，前后分别为 {a}% 和 {b}%", "补填这一期的累计百分比，应在 {a} 到 {b} 之间"
    ),
    en=Words(
        "Plan has a gap",
        "Blank: {blanks}, between {a}% and {b}%",
        "Enter the cumulative share of the period, from {a} to {b}",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="累计口径的推论",
    fires=Example(plan="20/空/80/100"),
    clean=Example(plan="20/50/80/100"),
)
def plan_gap(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report blank cells between two shares, unless P05 (after 100) or P03 (where the plan falls) reports them."""
    cells = plan_cells(sheet.plan, context)
    for earlier, later, a, b in plan_steps(sheet.plan, context):
        blank = [cell for cell in cells[earlier.index + 1 : later.index] if cell.missing]
        if blank and a < FULL and a <= b:
            expected = format_decimal(a) if a == b else f"{format_decimal(a)}~{format_decimal(b)}"
            yield plan_hit(
                blank[0], blank, expected=expected, blanks=period_names(blank), a=format_decimal(a), b=format_decimal(b)
            )


@rule(
    "P08",
    Severity.WARNING,
    zh=Words(
        "疑似按分期填报",
        "支出计划 {found} 相加为 100%，像是各期支出数，不是累计数",
        "换算成累计数：{expected}",
    ),
    en=Words(
        "Plan looks like shares of single periods",
        "The shares {found} add up to 100%: they look like single periods, not cumulative",
        "Convert them to cumulative shares: {expected}",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="累计口径的推论",
    fires=Example(plan="20/30/20/30"),
    clean=Example(plan="20/50/80/100"),
)
def plan_by_period(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report four shares that add up to 100 (within half a point) while the last one is below 100."""
    shares = [cell.share for cell in plan_cells(sheet.plan, context) if cell.share is not None]
    if len(shares) < 4 or plan_mode(sheet.plan) is not PlanMode.INSTALMENT:
        return
    sums = [*list(accumulate(shares))[:-1], FULL]
    yield Hit(
        sheet.plan.march,
        PLAN_FIELDS[0],
        found=join_shares(shares),
        expected=join_shares(sums),
        related=tuple(entry.place for entry in sheet.plan.entries[1:]),
    )


@rule(
    "P09",
    Severity.NOTE,
    zh=Words(
        "支出计划慢于时序进度",
        "{period}计划支出 {share}%，比时序进度 {pace}% 低 {lag} 个百分点",
        "说明原因，或提前安排支出",
    ),
    en=Words(
        "Plan is behind an even pace",
        "{share}% planned {period}, {lag} points below the even pace of {pace}%",
        "Explain why, or spend earlier",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="预算执行时序进度的惯例",
    parameters={
        "tolerance": Decimal(10),
        "annual_costs": WordList("annual_costs"),
        "works": WordList("works"),
        "later": WordList("later_spending"),
    },
    labels={"tolerance": Text("允许低于时序进度几个百分点", "points by which a plan may lag behind")},
    silenced_by=("P03", "P07", "P08"),
    fires=Example(name="2020年机关运转经费", purpose="办公、差旅、水电", goals="1、保障32人办公", plan="20/50/70/100"),
    clean=Example(name="2020年机关运转经费", purpose="办公、差旅、水电", goals="1、保障32人办公", plan="20/50/80/100"),
)
def plan_slow(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report costs that arise evenly over the year whose plan is far behind an even pace by June or October.

    Works, purchases, subsidies and what has a season or a tender have a pace of their own, as the text says. March is
    left out: little is ever spent before it. Blanks before the first share count as 0; P04 reports December.
    """
    text = f"{sheet.purpose.text} {sheet.goal.entry.text}"
    if not any_of(context.words("annual_costs")).search(sheet.name.text):
        return
    if any_of((*context.words("works"), *context.words("later"))).search(f"{sheet.name.text} {text}"):
        return
    tolerance = context.number("tolerance")
    lags = []
    for cell in plan_cells(sheet.plan, context)[:-1]:
        before = [other for other in sheet.plan.values[: cell.index] if other is not None]
        share = ZERO if cell.missing and not before and any(sheet.plan.values) else cell.share
        if cell.index and share is not None and _EVEN_PACE[cell.index] - share > tolerance:
            lags.append((_EVEN_PACE[cell.index] - share, share, cell))
    if lags:
        lag, share, cell = max(lags, key=lambda behind: behind[0])
        yield plan_hit(
            cell,
            [other for *_, other in lags],
            share=format_decimal(share),
            pace=format_decimal(_EVEN_PACE[cell.index]),
            lag=format_decimal(lag),
        )


@rule(
    "P10",
    Severity.NOTE,
    zh=Words("支出计划过早达到100%", "{what}{period}就计划支出 100%", "核实工作内容和工期，按实际需要均衡安排支出"),
    en=Words(
        "Plan reaches 100% very early",
        "{what}, yet 100% is planned {period}",
        "Check what is done and when, and spread the spending accordingly",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="预算均衡支出的惯例",
    parameters={
        "annual_costs": WordList("annual_costs"),
        "works": WordList("works"),
        "works_budget": Decimal(10_000_000),
    },
    labels={"works_budget": Text("算作大型工程的预算元数", "yuan from which building works are large")},
    fires=Example(name="2020年驻村工作综合经费", plan="20/100/100/100"),
    clean=Example(name="2020年驻村工作综合经费", plan="20/50/80/100"),
)
def plan_too_early(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report that costs of the whole year, or large works, are to be spent by the end of June."""
    full = next((cell for cell in plan_cells(sheet.plan, context)[:2] if cell.share == FULL), None)
    if full is None:
        return
    name, budget = sheet.name.text, sheet.budget.value
    text = f"{name} {sheet.purpose.text}"
    if any(word in name for word in context.words("annual_costs")):
        yield plan_hit(full, what=Text("全年性经费", "The money is for the whole year"))
    elif (
        budget is not None
        and budget >= context.number("works_budget")
        and any(word in text for word in context.words("works"))
    ):
        yield plan_hit(full, what=Text("大额工程类资金", "The money is for large works"))


@rule(
    "P11",
    Severity.WARNING,
    zh=Words(
        "资金到位或支出目标与支出计划矛盾",
        "“{indicator}”目标为 {found}，支出计划却在12月底达到 {share}%",
        "两处统一，一般改为 {expected}",
    ),
    en=Words(
        "Target of money spent contradicts the plan",
        'The target of "{indicator}" is {found}, but the spending plan reaches {share}% in December',
        "Make both agree, {expected} as a rule",
    ),
    needs=frozenset({Capability.SPENDING_PLAN}),
    source="表内勾稽",
    parameters={"rates": WordList("spending_rates"), "money": WordList("money")},
    fires=Example(row="产出指标|时效指标|补助资金到位率|实际到位资金占应到位资金的比例|≥90%|示交〔2019〕36号"),
    clean=Example(row="产出指标|时效指标|补助资金到位率|实际到位资金占应到位资金的比例|=100%|示交〔2019〕36号"),
)
def rate_below_plan(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a rate of money received or spent whose target is below what the plan reaches in December."""
    december = None if in_fractions(sheet.plan) else plan_shares(sheet.plan)[-1]
    if december is None:
        return
    rates, money = context.words("rates"), context.words("money")
    for row in sheet.indicators:
        value, name = row.target.value, row.level3.text
        if not any(word in name for word in rates) or not about_money(row, any_of(rates), any_of(money)):
            continue
        if (
            value is None
            or value.kind is not TargetKind.QUANTITATIVE
            or value.number is None
            or value.unit not in ("", "%")
            or value.operator in (Operator.LE, Operator.LT)
        ):
            continue
        if value.number < december:
            yield Hit(
                row.target,
                "target",
                expected=f"={format_decimal(december)}%",
                related=(sheet.plan.december.place,),
                values={"indicator": name.strip(), "share": format_decimal(december)},
            )
