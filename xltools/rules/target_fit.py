"""Family V, 指标值: whether a target value fits its indicator.

Zero targets, the direction of the operator, consistency with the number in the name and with price and quantity, and
remarks that add nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from xltools.derive.measures import Direction
from xltools.derive.tables import table
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Operator, Severity, TargetSheet
from xltools.rules.better_ways import ALWAYS_BAD, EARNED, SAVED, SAVED_SHARE
from xltools.rules.patterns import any_of
from xltools.rules.row_views import (
    AT_LEAST,
    AT_MOST,
    FULL,
    OTHER_SUBJECT,
    IndicatorView,
    comparable,
    equal,
    numeric_rows,
    shares_word,
    value_hit,
)
from xltools.rules.rule import Context, WordList, rule
from xltools.text import Text
from xltools.values import format_amount, remark_quantities, squeeze
from xltools.values.numbers import format_decimal

_SAFETY = "产出指标|质量指标|施工安全|施工期间不发生安全事故（起）|{}|《建设工程安全生产管理条例》"


@cache
def _never(never: tuple[str, ...], events: tuple[str, ...]) -> LazyPattern:
    """Return a pattern for what must not happen: 不发生…, 无…事故, 零投诉, but not 有无, 无障碍, 零售."""
    bad, words = any_of(events).pattern, any_of(never).pattern
    return LazyPattern(
        rf"{words}|(?<!有)无(?!障碍|人机|线|偿|害|公害|缝|纸)[^,;。、]{{0,8}}?(?:{bad})|零(?![售散星工件用钱花])[^,;。、]{{0,4}}?(?:{bad})",
        needs=" ".join((*never, "无", "零")),
    )


_GOOD_UNITS = frozenset({"%", "‰", "天", "小时", "年", "个月", "月"})
_COUNTS = LazyPattern(r"次数|场次|数量|个数|人数|天数|率|比例|时间|时长")


@rule(
    "V07",
    Severity.ERROR,
    zh=Words(
        "要求不发生，指标值却不为零",
        "“{indicator}”要求“{words}”，指标值却是 {found}",
        "改为 {expected}；确需留有余地的，改写指标描述",
    ),
    en=Words(
        "Not to happen, yet the target is not zero",
        '"{indicator}" demands "{words}", but the target value is {found}',
        "Write {expected}, or reword the description if some are tolerated",
    ),
    source="表内勾稽",
    parameters={"never": WordList("never"), "bad_events": WordList("bad_events")},
    fires=Example(row=_SAFETY.format("≤1起")),
    clean=Example(row=_SAFETY.format("=0起")),
)
def zero_not_zero(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report targets other than =0 or ≤0 whose name or description demands that something does not happen.

    Shares, days without accidents and money are left out. If the name counts something else (安全检查次数), the
    description only gives the reason for it.
    """
    pattern = _never(context.words("never"), context.words("bad_events"))
    for indicator, row, number in numeric_rows(sheet, context):
        if number == 0 and row.operator in (Operator.EQ, Operator.LE, None):
            continue
        match = pattern.search(row.words)
        if match is None or "元" in row.unit:
            continue
        if row.operator not in AT_MOST:
            if row.unit in _GOOD_UNITS:
                continue
            if _COUNTS.search(row.name) and not pattern.search(squeeze(row.name)):
                continue
        words = re.split(r"[,;。(]", row.words[match.start() :], maxsplit=1)[0]
        yield value_hit(indicator, expected=f"=0{row.unit}", words=words)


@rule(
    "V08",
    Severity.ERROR,
    zh=Words(
        "符号方向与指标性质不符",
        "“{indicator}”{what}，指标值却是 {found}",
        "核对符号方向：成本、投诉、事故等用“≤”，满意度、合格率、完成率等用“≥”",
    ),
    en=Words(
        "Operator points the wrong way",
        '"{indicator}" {what}, but its target value is {found}',
        "Check the operator: ≤ for costs, complaints and accidents, ≥ for satisfaction and rates of success",
    ),
    source="《中央部门项目支出核心绩效目标和指标设置及取值指引（试行）》（成本控制要求）",
    parameters={
        "good_rates": WordList("good_rates"),
        "never": WordList("never"),
        "bad_events": WordList("bad_events"),
    },
    silenced_by=("V07",),
    per_row=True,
    fires=Example(row="产出指标|成本指标|管护成本|每公里年管护费用|≥5000元|示交〔2019〕36号"),
    clean=Example(row="产出指标|成本指标|管护成本|每公里年管护费用|≤5000元|示交〔2019〕36号"),
)
def operator_wrong_way(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report ≥ for what should be little, and ≤ for a rate of success.

    A rate of success among costs (预算执行率) counts as one, 不合格率 does not. Neither 无事故天数 nor 火灾扑救次数
    counts accidents. A standard by which people are paid (补助, 救助) may well be a lower limit, and 下降15%以上 is a
    change. It is only a warning where nothing but level 2 says that the row is about a cost.
    """
    good = context.words("good_rates")
    never = _never(context.words("never"), context.words("bad_events"))
    for indicator, row, number in numeric_rows(sheet, context):
        name = squeeze(row.name).partition("(")[0]
        down = row.direction is Direction.DOWN or (row.level2 == "成本" and bool(_COST_END.search(name)))
        down = down or bool(ALWAYS_BAD.search(name))
        bad = down and bool(_bad().search(name) or ALWAYS_BAD.search(name)) and not never.search(name)
        bad = bad and not _KEPT_AWAY.search(name)
        if row.operator in AT_LEAST and number == 0 and row.unit in _COUNTED and not bad:
            yield value_hit(indicator, what=Text("本来就不会少于0", "cannot be less than 0 in any case"))
        elif row.operator in AT_LEAST and down and not _LESS.search(row.remark):
            if row.level2 == "成本":
                if not row.share and not _paid_to_people(name, row.unit):
                    severity = None if _COST_NAME.search(name) else Severity.WARNING
                    what = Text("是成本，要有上限", "is a cost, which needs a limit")
                    yield value_hit(indicator, severity=severity, what=what)
            elif bad:
                yield value_hit(indicator, what=Text("越少越好", "is better the less there is of it"))
        elif row.operator in AT_LEAST and row.unit in _TIME_UNITS and _WAITING.search(name):
            yield value_hit(indicator, what=Text("越短越好", "is better the shorter it is"))
        elif row.operator in AT_MOST and _should_rise(row, name, good):
            yield value_hit(indicator, what=Text("越高越好", "is better the higher it is"))
    for indicator in sheet.indicators:
        if wrong := _wrong_change(squeeze(indicator.level3.text), squeeze(indicator.target.text), good, never):
            yield value_hit(indicator, what=wrong)


def _should_rise(row: IndicatorView, name: str, good: tuple[str, ...]) -> bool:
    """Return whether more is better: of a rate of success, or of what is earned."""
    if row.share:
        return _good_rate(row.name, good) or _success(row) or bool(SAVED_SHARE.search(name))
    return row.level2 != "成本" and bool(EARNED.search(name) or SAVED.search(name))


def _wrong_change(name: str, target: str, good: tuple[str, ...], never: LazyPattern) -> Text | None:
    """Return what is wrong with a target by which what should fall rises (发案数: 上升5%), or the other way."""
    change = _CHANGE.match(target)
    if change is None:
        return None
    subject = _CHANGE_NAME.sub("", name.partition("(")[0])
    if change["up"] and _bad().search(subject) and not never.search(subject) and not _LESS.search(name):
        return Text("越少越好", "is better the less there is of it")
    if change["down"] and (_good_rate(subject, good) or EARNED.search(subject)):
        return Text("越高越好", "is better the higher it is")
    return None


_CHANGE = LazyPattern(
    r"(?:[≥>＞=]|同比|环比|[较比](?:上年|去年|上年同期|20\d\d年)|不低于|不少于)*(?:(?P<up>上升|增长|增加|提高|提升)|(?P<down>下降|降低|减少|下滑))(?!.{0,4}控制)"
)
_CHANGE_NAME = re.compile(
    r"(?:较上年|同比|比上年)|(?:变化|变动|增减|升降)(?:情况|幅度|率|比例)?$|(?:增长|上升)(?:率|幅度|比例)$"
)

_LIMITED_RATE = LazyPattern(
    r"负债|控制|占|比[率重值]|含[水盐量]|湿度|损|负荷|变动|费|成本|支出|能耗|贷款|杠杆|失|病|误|错|违|漏|逾期|空置|不|未|下降|降低|减少|使用量|容积|入住"
)


def _success(row: IndicatorView) -> bool:
    """Return whether a rate of which most are to be reached is a success, by all that its name tells: 早诊率 90%."""
    name = squeeze(row.name).partition("(")[0]
    most = row.number is not None and _MOST <= row.number < FULL
    kept_low = any_of(tuple(table("directions")["down"])).search(name) or _LIMITED_RATE.search(name)
    return most and name.endswith("率") and not kept_low


_MOST = Decimal(70)
"""Per cent from which a rate is one of success."""
_TIME_UNITS = frozenset(("天", "日", "小时", "分钟", "秒", "工作日", "个工作日"))
_COUNTED = frozenset((*"起件人例次户名处个宗场座", "人次", "人数", "起数"))
_WAITING = LazyPattern(
    r"(?:响应|等候|等待|办理|办结|处置|到场|修复|抢修|受理|审批|送达|回复|答复|结算|恢复|出具|交办)(?:平均)?(?:时间|时限|时长)$"
)
_LESS = LazyPattern(r"下降|降低|减少|压减|缩减|下浮|节约|缩短")
_COST_END = LazyPattern(r"(?:成本|费用|造价|单价|价格)$")
_COST_NAME = LazyPattern(r"成本|费用|造价|单价|投资|支出|经费|金额|价格|补助|补贴|费$")
_PAID = LazyPattern(
    r"补助|补贴|救助|保障|供养|低保|抚恤|优待|工资|薪|报酬|待遇|津贴|奖励|奖补|慰问|资助|助学|生活费|养老金|赔偿|公用经费"
)
_EXPENSE = LazyPattern(r"费|成本|造价|单价|投资|接待")
_PER_PERSON = frozenset((*"人户生名年月天日亩头只季", "人次", "户次", "学期"))


def _paid_to_people(name: str, unit: str) -> bool:
    """Return whether a standard is what people receive: 救助标准 in 元/人·年, but not 补助标准 in 元/公里."""
    per = unit.replace("·", "/").split("/")[1:]
    paid = bool(_PAID.search(name)) or (name.endswith("标准") and bool(per) and not _EXPENSE.search(name))
    return paid and all(part in _PER_PERSON for part in per)


@cache
def _bad() -> LazyPattern:
    """Return a pattern for names that end with something to be kept low, or with a measure of it."""
    words = tuple(table("directions")["down"])
    bad = any_of(words).pattern
    return LazyPattern(
        rf"(?:{bad})(?:发生|人员|事件|案件|行为|现象|资金|费用|总)*(?:[人次起件户]+(?:数量?)?|数量?|率|量|金额|比例|比率|占比|情况|水平|时间|时长|面积)?$",
        needs=" ".join(words),
    )


_KEPT_AWAY = LazyPattern(
    r"[未无零](?:再)?(?:复吸|复发|复犯|返贫|违规|违法|发生|发案|重犯|犯罪|反弹|流失|失联|脱管|辍学|上访)[一-龥]{0,2}[率数]?$"
)
"""Names of what did not come about: 戒断三年未复吸率."""
_NEGATIONS = "不非未无漏误"
_REVERSING_WORDS = LazyPattern(r"下降|降低|减少|偏差|误差|差距|缺口")


def _good_rate(name: str, good: tuple[str, ...]) -> bool:
    """Return whether more is better for the rate in the name; 不满意, 漏检 and 下降 reverse it."""
    if _REVERSING_WORDS.search(name):
        return False
    starts = (name.find(word) for word in good)
    return any(start >= 0 and (not start or name[start - 1] not in _NEGATIONS) for start in starts)


@rule(
    "V09",
    Severity.NOTE,
    zh=Words(
        "满意度目标值异常",
        "“{indicator}”的目标为 {found}，{what}",
        "说明取值依据（上年调查结果、行业水平等），一般在 {lowest}% 到 99% 之间",
    ),
    en=Words(
        "Unusual satisfaction target",
        'The target of "{indicator}" is {found}, {what}',
        "State what it rests on (last year's survey, the trade's level); {lowest}% to 99% is usual",
    ),
    source="满意度取值的惯例",
    parameters={"lowest": Decimal(80)},
    labels={"lowest": Text("满意度一般不低于百分之几", "per cent that satisfaction targets usually reach")},
    silenced_by=("V05", "V08"),
    per_row=True,
    fires=Example(target="≥60%"),
    clean=Example(target="≥90%"),
)
def satisfaction_unusual(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report targets below ``lowest`` per cent, or of 100 %.

    V04 reports fractions without a unit, and V06 more than 100 %.
    """
    lowest = context.number("lowest")
    for indicator, row, number in numeric_rows(sheet, context):
        if not row.satisfaction or "不满意" in row.name or row.operator in AT_MOST or row.unit not in ("%", ""):
            continue
        if not row.unit and "满意" not in row.name:
            continue
        if not row.unit_stated and 0 < number <= 1:
            continue
        if number == FULL and row.operator is not Operator.GT:
            yield value_hit(
                indicator,
                lowest=format_decimal(lowest),
                what=Text("要求人人满意", "which asks that everybody be satisfied"),
            )
        elif Decimal(0) <= number < lowest:
            what = Text(f"低于 {format_decimal(lowest)}%", f"which is below {format_decimal(lowest)}%")
            yield value_hit(indicator, lowest=format_decimal(lowest), what=what)


@rule(
    "V10",
    Severity.NOTE,
    zh=Words(
        "取值说明无用",
        "“{indicator}”指标值后的文字“{words}”{what}",
        "写取值标准（如何算达到），没有就不写",
    ),
    en=Words(
        "Words of the value say nothing",
        'The words "{words}" behind the target value of "{indicator}" {what}',
        "Say how it is measured, or leave them out",
    ),
    source="填报惯例",
    parameters={"grades": WordList("grades"), "plain_words": WordList("plain_words")},
    silenced_by=("V07",),
    per_row=True,
    grouped=True,
    fires=Example(target="≥90%群众满意度"),
    clean=Example(target="≥90%，按问卷调查结果计算"),
)
def remark_useless(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report words stuck to a number that are only 高 or 好, repeat the name, or are unrelated to the indicator.

    What is counted may be named again behind its unit (1套规划). How or when the number is reached is never useless.
    """
    grades, common = context.words("grades"), context.words("plain_words")
    for indicator, row, number in numeric_rows(sheet, context):
        if row.operator in _REPEATED.get(row.remark, ()) and _SIGN.match(indicator.target.text.strip()):
            yield value_hit(indicator, words=row.remark, what=Text("与符号重复", "repeat the sign"))
            continue
        if (
            not row.remark
            or not row.words_stuck_to_number
            or any(not equal(number, row.unit, other.number, other.unit) for other in row.remark_quantities)
        ):
            continue
        bare = row.added_words
        if (len(bare) < 2 and bare not in grades) or _METHOD.search(row.remark) or OTHER_SUBJECT.search(row.remark):
            continue
        if bare in grades:
            what = Text("没有说明标准", "gives no standard")
        elif row.value_unit in ("", "%") and _without_grade(bare, grades) in squeeze(row.name):
            what = Text("只是重复指标名称", "only repeat the name")
        elif not _CONDITION.search(bare) and _unrelated(bare, row.words, common):
            what = Text("与指标无关", "have nothing to do with the indicator")
        else:
            continue
        yield value_hit(indicator, words=row.remark, what=what)


_REPEATED = {"以上": AT_LEAST, "及以上": AT_LEAST, "以下": AT_MOST, "以内": AT_MOST, "及以下": AT_MOST}
_SIGN = LazyPattern(r"[≥≤＞＜<>]")
_METHOD = re.compile(r"[按以]|依据|根据|为准|计算|测算|调查|统计|考核|验收|检测|评估|评价|抽查|口径")


_CONDITION = LazyPattern(r"[前后内起时日天年月季提升降减增到至达每全新共]|一遇|标准|合计|历")
"""Words that say when, for how long, or by how much more."""


def _without_grade(text: str, grades: tuple[str, ...]) -> str:
    for grade in grades:
        if text.endswith(grade):
            return text.removesuffix(grade) or text
    return text


def _unrelated(text: str, words: str, common: tuple[str, ...]) -> bool:
    for word in common:
        text = text.replace(word, "")
    return len(text) >= 2 and not shares_word(text, words)


@rule(
    "V11",
    Severity.WARNING,
    zh=Words(
        "指标名称中的数值与指标值不一致",
        "指标名称“{indicator}”中的 {in_name} 与指标值 {found} 不一致",
        "名称中不写数值，或与指标值改成一致",
    ),
    en=Words(
        "Number in the name contradicts the target value",
        '{in_name} in the name "{indicator}" contradicts the target value {found}',
        "Leave the number out of the name, or make both agree",
    ),
    source="表内勾稽",
    fires=Example(row="产出指标|质量指标|质量达标率100%|达标里程占完工里程的比例|≥98%|示交〔2019〕36号"),
    clean=Example(row="产出指标|数量指标|村组干部人数|享受补助的村组干部人数|≥230人|示交〔2019〕36号"),
)
def name_contradicts(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a name with numbers in the unit of the value, none of which equals the value."""
    for indicator, row, number in numeric_rows(sheet, context):
        same = [q for q in row.name_quantities if q.unit and comparable(row.unit, q.unit)]
        if same and not any(equal(number, row.unit, q.number, q.unit) for q in row.name_quantities):
            yield value_hit(
                indicator, in_name=f"{same[0].operator or ''}{format_decimal(same[0].number)}{same[0].unit}"
            )


_PRICE = re.compile(r"([万亿])?元/(\S+)")
_SCALES = {None: Decimal(1), "万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}


@rule(
    "V13",
    Severity.NOTE,
    zh=Words(
        "单价与数量、预算不匹配",
        "“{indicator}”为 {found}：预算 {budget} 元约合 {implied}{unit}，与表中的 {nearest}{unit} 相差 {percent}%",
        "复核单价、数量和预算的测算过程",
    ),
    en=Words(
        "Price, quantity and budget do not match",
        '"{indicator}" is {found}: the budget of {budget} yuan pays for {implied} {unit}, but the form names '
        "{nearest} {unit}, {percent}% away",
        "Check how price, quantity and budget were worked out",
    ),
    source="绩效目标与预算相匹配的要求",
    enabled=False,
    parameters={"tolerance": Decimal(50)},
    labels={"tolerance": Text("允许相差百分之几", "difference allowed, in per cent")},
    fires=Example(row="产出指标|成本指标|人均补助标准|每人补助金额|=28.4元/人|示交〔2019〕36号"),
    clean=Example(pick="每公里补助标准", target="≤10万元/公里"),
)
def price_unfit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a price at which the budget buys over ``tolerance`` per cent more or less than any quantity on the form.

    Quantities are those of the other rows, of the goals, and of the department's overall targets.
    """
    budget = sheet.budget.value
    if not budget or budget < 0:
        return
    overall = context.book.overall
    texts = (sheet.goal.entry.text, overall.overall.text, overall.sub_targets.text)
    for indicator, row, number in numeric_rows(sheet, context):
        price = _PRICE.fullmatch(row.unit)
        if price is None or number <= 0:
            continue
        unit = price[2]
        implied = budget / (number * _SCALES[price[1]])
        named = [other for _, other_row, other in numeric_rows(sheet, context) if other_row.unit == unit]
        named += [quantity.number for text in texts for quantity in remark_quantities(text) if quantity.unit == unit]
        distances = [(abs(other - implied) / implied * 100, other) for other in named]
        if distances and min(distances)[0] > context.number("tolerance"):
            distance, nearest = min(distances)
            yield value_hit(
                indicator,
                budget=format_amount(budget),
                implied=format_decimal(implied.quantize(Decimal("0.1"), ROUND_HALF_UP)),
                nearest=format_decimal(nearest),
                unit=unit,
                percent=format_decimal(distance.quantize(Decimal(1), ROUND_HALF_UP)),
            )
