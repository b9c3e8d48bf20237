"""Family V, 指标值: whether operator, number, unit and words of a target value agree with each other.

Whether the value fits its indicator is checked in :mod:`xltools.rules.target_fit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from xltools.derive import level2_class
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Indicator, Operator, Severity, TargetKind, TargetSheet
from xltools.rules.entry_checks import garbled, missing
from xltools.rules.patterns import any_of
from xltools.rules.row_views import (
    AT_LEAST,
    AT_MOST,
    FULL,
    IndicatorView,
    bare_words,
    equal,
    numeric_rows,
    value_hit,
)
from xltools.rules.rule import Context, WordList, rule
from xltools.text import Text
from xltools.values import operator_of_words, squeeze
from xltools.values.numbers import format_decimal

_TREES = "产出指标|质量指标|苗木成活率|成活株数占栽植株数的比例|{}|《造林技术规程》"


@rule(
    "V01",
    Severity.ERROR,
    zh=Words(
        "指标值为空或无法考核",
        "“{indicator}”的指标值{what}",
        "定量指标填“符号＋数值＋计量单位”，如 ≥95%；定性指标写明等次，如“优/良/中/差”",
    ),
    en=Words(
        "Target value blank or not checkable",
        'The target value of "{indicator}" {what}',
        "Enter operator, number and unit, such as ≥95%; for grades, name the grades",
    ),
    source="预算管理一体化系统的录入校验：指标值不能为空",
    silenced_by=("I11",),
    per_row=True,
    parameters={"vague": WordList("vague_grades")},
    fires=Example(target="空"),
    clean=Example(target="≥95%"),
)
def value_blank(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a target value that is blank or only a sign; words that cannot be checked are a warning.

    Such words are neither a number, a date nor a grade (按合同), say only that something is good or becomes better
    (较好, 明显提升), leave the number open (1920户左右), or are a day where something is counted.
    """
    vague = any_of(context.words("vague"))
    for indicator in sheet.indicators:
        entry = indicator.target
        text = entry.text.strip()
        if missing(entry):
            yield value_hit(indicator, what=Text("没有填写", "is blank"))
        elif garbled(entry) and not _checkable(text):
            severity = Severity.WARNING if _CHINESE.search(text) else None
            what = Text(f"“{text}”看不出数值或等次", f'"{text}" gives neither number nor grade')
            yield value_hit(indicator, severity=severity, what=what)
        elif _says_little(text, vague):
            what = Text(f"“{text}”没有可以考核的标准", f'"{text}" gives no standard to check it by')
            yield value_hit(indicator, severity=Severity.WARNING, what=what)
        elif _APPROXIMATE.search(text) and squeeze(text) not in squeeze(sheet.goal.entry.text):
            what = Text(f"“{text}”是约数，不能考核", f'"{text}" is only approximate')
            yield value_hit(indicator, severity=Severity.WARNING, what=what)
        elif _rate_without_number(indicator):
            what = Text(f"“{text}”不是比率的数值", f'"{text}" is not the number of a share')
            yield value_hit(indicator, severity=Severity.WARNING, what=what)
        elif _day_instead_of_number(indicator):
            what = Text(f"“{text}”是日期，不是数量", f'"{text}" is a day and not a number')
            yield value_hit(indicator, severity=Severity.WARNING, what=what)


_CHINESE = LazyPattern(r"[一-龥]")
_FREQUENCY = LazyPattern(r"每[半一两二三]?个?[年月季周日天][度日]?[^，,。；;]{0,6}[0-9一二三四五六两][次期轮回]")
_CLEAR_TIME = LazyPattern(
    r"(?:当[日天场晚月季班]|即[时日]|随[到报]随|次日|隔日|现场|上门|日产日|月产月|月结月|日结日|立等)[一-龥]{0,6}"
)
"""A time that is clear without a number: 当日办结, 日产日清."""
_NAMED_LEVEL = LazyPattern(
    r"(?:不?[低高优好快慢少大小]于|不超过|不突破|达到|符合)[一-龥]{2,12}(?:标准|水平|平均[值数价]?|均值|限值|限价|控制价|指导价|线)"
)
"""A level that somebody else sets: 低于全省平均水平."""
_PASSED = LazyPattern(
    r"一次性?(?:验收|评审|审查|审核|检测|检定|鉴定)?(?:通过|合格)(?:验收|评审|审查|审核|检测|检定|鉴定)?"
)
"""The result of an examination: 一次通过."""


def _checkable(text: str) -> bool:
    """Return whether words without a grade give a rank, a frequency, a time or somebody else's level."""
    whole = any(pattern.fullmatch(text) for pattern in (_RANK, _CLEAR_TIME, _NAMED_LEVEL, _PASSED))
    return whole or bool(_FREQUENCY.search(text))


_RANK = LazyPattern(
    r"[≤＜<=＝]?\s*(?:全[省市县]|列|居|进入|保持|稳居)*第?\s*[0-9一二三四五六七八九十]{1,3}\s*[名位](?:以内|以前|之前|前|及以[上前])?"
)
_APPROXIMATE = LazyPattern(
    r"左右|\d[多来余][^\d]|上下$|大约|大概|^约|^[≥≤=]?(?:近|上|数|几)[十百千万]|^[≥≤=]?[一二三四五六七八九十百千万0-9]+余[^\d]",
    needs="左右 上下 大约 大概 约 近 上 数 几 余 多 来",
)
_DONE = LazyPattern(r"得到|完成|发放|拨付|到位|支付|办理|实施|开展|影响|水平|程度|作用|效果|成效|[有的地了是。,、;]")
"""Words that do not make a vague grade any clearer."""
_TIME_NAMES = re.compile(r"时|期|日|限|进度|月|年")


_LISTED_WISHES = re.compile(r"[，,；;、]")
_DIGITS = frozenset("0123456789")
"""Characters that no wish, change or praise has."""
_SLOGAN = LazyPattern(
    r"(?:有效|进一步|不断|持续|逐步|切实|积极|大力)?(?:弘扬|传承|营造|促进|推动|带动|助推|提升|提高|改善|增强|加强|优化|增加|减少|降低|扩大|节约|缓解|保护|维护|保障|美化|净化|满足|丰富|方便|减轻)了?[一-龥]{2,9}"
    r"|[一-龥]{2,6}(?:提高|提升|增强|改善)|(?:平稳|稳定)(?:增长|提高|提升|发展|运行)?"
)
"""A wish such as 促进经济发展 without anything to check it by."""


_VAGUE_CHANGE = LazyPattern(
    r"(?:有所|略有|明显|显著|逐步|逐年|不断|持续|进一步|大幅度?|稳步|更加|相对|较为|有效|基本|切实|充分)[一-龥]{2,4}"
    r"|(?:[较比]|同比|环比|相较)(?:上年度?|去年|往年|前年|上一年|上年同期|去年同期|同期|以前|以往|过去|改造前|实施前)?"
    r"(?:有所|略有|明显|显著|稳步|大幅|持续|进一步)?(?:增[加长多强]|提[高升]|上升|下降|降低|减[少轻]|缩短|改善|好转|扩大|延长|优化|加快)"
    r"|(?:及时|按时|按期|准时|尽快|尽早|适时|如期|限期)[一-龥]{0,6}"
    r"|(?:建立|健全|完善|形成|构建|落实){2,3}|(?:已|有|长期|一定)(?:保障|成效|效果|改观|作用)"
    r"|[一-龥]{2,4}(?:良好|明显|显著|改观)|有力?(?:保障|保证|成效|效果|改观|支撑)|(?:无|没有|未)(?:明显|显著|较大)[一-龥]{2,4}"
    r"|按(?:计划|进度|时序|序时|要求)(?:进度)?(?:完成|推进|实施|开展|发放|拨付|到位|落实)|可持续(?:发展|运行|利用)?|良性循环|合理控制|落实到位"
)
"""A degree of something, a change or a time without a number, or a thing that is only set up: 有所延长, 较上年增加."""
_NEARLY = LazyPattern(
    r"(?:大部分|绝?大多数|多数|普遍|总体|高度|比较)[一-龥]{2,6}|(?:[一-龥]{0,8}[前底内])?(?:基本|力争|争取|尽量|陆续|逐步|分批)(?:完成|建成|完工|到位|发放|办结|竣工)"
    r"|[一-龥]{2,4}(?:人心|健全|受益)|形成(?![一-龥]{0,4}(?:报告|文本|方案|清单|成果|图件|台账))[一-龥]{2,6}|(?:群众|社会|各方|用户)(?:满意|认可|好评)|(?:高|保)质[一-龥]{0,2}(?:完成|建成)?|(?:有|积极|良好|正面)影响|无意见"
    r"|(?:经济|成本|费用|价格|造价)合理|贯穿全年|全年坚持|长期坚持|完成(?:上级)?(?:下达|分配)?的?任务|(?:日趋|日益|逐渐)[一-龥]{2,4}"
)
"""Words that leave open how many, when or how well: 大部分合格, 年底前基本完成."""
_PRAISE = LazyPattern(
    r"(?:科学|合理|规范|公[平正开]|公平公正|有序|有效|高效|安全|稳定|平稳|可靠|和谐|健康|齐全|完备|完整|健全|清晰|准确|整洁|干净|美观|舒适|畅通|顺畅|"
    r"便捷|便民|优美|优良|良好|充分|充足|丰富|全面|均衡|协调|适宜|恰当|实用|先进|到位|有力|及时|满意|长效|正常|合规){2,4}"
)
"""Two and more adjectives, none of which says how it is checked: 科学合理."""


def _says_little(text: str, vague: LazyPattern) -> bool:
    words = squeeze(text)
    rest, count = vague.subn("", words)
    parts = _LISTED_WISHES.split(words)
    wishful = _DIGITS.isdisjoint(words) and (
        all(_SLOGAN.fullmatch(part) for part in parts)
        or _VAGUE_CHANGE.fullmatch(words)
        or _PRAISE.fullmatch(words)
        or _NEARLY.fullmatch(words)
    )
    return bool(wishful) or (bool(count) and not _DONE.sub("", rest))


_RATE_IN_WORDS = re.compile(r"^(?:合格|达标|优良?|优秀|是|完成|达到|符合要求|规范|正常)$")


def _rate_without_number(indicator: Indicator) -> bool:
    """Return whether the name asks for a rate and the value is only 合格 or the like."""
    return indicator.level3.text.strip().endswith("率") and bool(_RATE_IN_WORDS.match(indicator.target.text.strip()))


def _day_instead_of_number(indicator: Indicator) -> bool:
    """Return whether a day was typed, or made by the spreadsheet of 3-5 or 12/10, where something is counted."""
    value = indicator.target.value
    if level2_class(indicator) == "时效" or _TIME_NAMES.search(indicator.level3.text):
        return False
    return value is not None and value.kind is TargetKind.DEADLINE and bool(_ISO_DAY.match(value.remark))


_ISO_DAY = re.compile(r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|(?:19|20)\d\d年\d{1,2}月\d{1,2}日$")


def _direction(operator: Operator) -> int:
    return (operator in AT_LEAST) - (operator in AT_MOST)


@rule(
    "V02",
    Severity.WARNING,
    zh=Words(
        "符号与文字不一致",
        "“{indicator}”的指标值 {found}：符号“{sign}”与文字“{words}”{what}",
        "只保留符号写法：≥（不低于）、≤（不超过）、>（大于）、<（小于）、=（等于）",
    ),
    en=Words(
        "Operator contradicts the words",
        'Target value {found} of "{indicator}": the sign {sign} {what} the words "{words}"',
        "Keep the sign only: ≥ at least, ≤ at most, > more than, < less than, = equal to",
    ),
    source="表内勾稽",
    silenced_by=("V07",),
    per_row=True,
    fires=Example(target="≥90%大于90%"),
    clean=Example(target="≥90%不低于90%"),
)
def operator_contradicts(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report words that mean another operator: the opposite is an error, a difference only at the limit a warning.

    达到 and 等于 agree with ≥ and ≤. V03 reports different numbers, unless the directions are opposite as well.
    """
    for indicator, row, number in numeric_rows(sheet, context):
        if change := _wrong_change(row.target):
            words, what = change
            yield value_hit(indicator, severity=Severity.ERROR, sign=words, words=words, what=what)
            continue
        sign, worded = row.operator, _worded_operator(row)
        if sign is None or worded is None or sign is worded:
            continue
        if worded is Operator.EQ and sign in (Operator.GE, Operator.LE):
            continue
        opposite = _direction(sign) * _direction(worded) < 0
        stated = row.stated
        if not opposite and stated and not equal(number, row.unit, stated.number, stated.unit):
            continue
        yield value_hit(
            indicator,
            expected="" if opposite else row.standard,
            severity=Severity.ERROR if opposite else None,
            sign=sign,
            words=row.remark,
            what=Text("方向相反", "is the opposite of") if opposite else Text("不是一个意思", "differs from"),
        )


_CHANGED = re.compile(
    r"[由从][^\d]{0,12}?(?:20\d\d年的?)?(\d+(?:\.\d+)?)[^\d]{0,6}?(提高|提升|增加|增长|上升|扩大|降低|下降|减少|压缩|缩短)[至到](\d+(?:\.\d+)?)"
)


def _wrong_change(text: str) -> tuple[str, Text] | None:
    """Return the word of a change that goes the other way by its numbers (由93%提高到91%), and what is wrong."""
    match = _CHANGED.search(squeeze(text))
    if match is None:
        return None
    first, last = Decimal(match[1]), Decimal(match[3])
    rises = match[2] in ("提高", "提升", "增加", "增长", "上升", "扩大")
    if first == last or (last > first) is rises:
        return None
    return match[2], Text("与前后两个数的变化相反", "does not fit the two numbers and")


_COMPARISON_FIRST = re.compile(r"[（(]?(?:及|或|含)?\s*(?:以[上下内]|之[上下内])")


def _worded_operator(row: IndicatorView) -> Operator | None:
    """Return the operator in the words of the value: beside the repeated number, or right behind the value's own."""
    if row.stated:
        return row.stated.operator
    remark = row.remark
    if match := _COMPARISON_FIRST.match(remark):
        return Operator.GE if match[0][-1] == "上" else Operator.LE
    return None if row.remark_quantities or bare_words(remark) else operator_of_words(remark)


@rule(
    "V03",
    Severity.ERROR,
    zh=Words(
        "数值与文字中的数值不一致",
        "“{indicator}”的指标值 {found}：数值 {number} 与文字中的 {in_words} 不一致",
        "核对后保留一个数值",
    ),
    en=Words(
        "Number contradicts the words",
        'Target value {found} of "{indicator}": the number {number} contradicts {in_words} in the words',
        "Check which one is right and keep only that",
    ),
    source="表内勾稽",
    silenced_by=("V07",),
    per_row=True,
    fires=Example(target="≥90%不低于95%"),
    clean=Example(target="≥90%不低于90%"),
)
def number_contradicts(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report words of the value that repeat it with another number, compared in the same unit.

    In a range from a share to a count (2%至300人) one of the two is a slip.
    """
    for indicator, row, number in numeric_rows(sheet, context):
        if mixed := _MIXED_RANGE.match(squeeze(indicator.target.text)):
            yield value_hit(indicator, number=mixed["first"], in_words=mixed["last"])
            continue
        stated = row.stated
        if stated and not equal(number, row.unit, stated.number, stated.unit):
            in_words = f"{format_decimal(stated.number)}{stated.unit}"
            number_first = re.split(r"\d", row.remark, maxsplit=1)[0]
            severity = Severity.WARNING if len(bare_words(_PER_HEAD.sub("", number_first))) > 1 else None
            yield value_hit(indicator, severity=severity, number=format_decimal(number), in_words=in_words)


_MIXED_RANGE = LazyPattern(
    r"[≥≤>＞<＜=＝]?(?P<first>\d[\d.]*(?:(?P<share>%)|[一-龥]{1,2}))[至到~～—–-]+[≥≤>＞<＜=＝]?"
    r"(?P<last>\d[\d.]*(?(share)(?!个?百分点)[一-龥]{1,2}|%))$",
    needs="至 到 ~ ～ — – -",
)
_PER_HEAD = LazyPattern(r"[人户亩生]均|每[人户亩生]")


@rule(
    "V04",
    Severity.WARNING,
    zh=Words(
        "缺计量单位",
        "“{indicator}”的指标值 {found} 没有计量单位{what}",
        "数值后面写计量单位，如 ≥95%、=3个、≤120万元",
    ),
    en=Words(
        "Unit of measure missing",
        'The target value {found} of "{indicator}" has no unit of measure{what}',
        'Write the unit behind the number, such as "≥95%", "=3个" or "≤120万元"',
    ),
    source="预算管理一体化系统的录入校验：定量指标的计量单位为必录项",
    silenced_by=("V07",),
    per_row=True,
    grouped=True,
    fires=Example(row=_TREES.format("≥95")),
    clean=Example(row=_TREES.format("≥95%")),
)
def unit_missing(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a value without a unit, either beside the number or in the unit column.

    It is only a note if the row's words name exactly one unit; 0.95 for a share is an error. Coefficients, indices and
    ratios have no unit.
    """
    for indicator, row, number in numeric_rows(sheet, context):
        if _CALENDAR.search(indicator.target.text):
            continue  # a day, if one that does not exist: K08 speaks of it
        if row.value_unit in _SCALES:
            what = Text(f"，“{row.value_unit}”只是数量级", f'; "{row.value_unit}" only scales the number')
            yield value_hit(indicator, severity=Severity.NOTE, what=what)
            continue
        if row.unit_stated or any(_WITHOUT_UNIT.search(text.partition("(")[0]) for text in row.words.split(";")):
            continue
        if row.share and 0 < number <= 1:
            shown = f"{row.operator or Operator.EQ}{format_decimal(number * 100)}%"
            what = Text(f"，像是把 {shown} 写成了小数", f"; {shown} written as a fraction, it seems")
            yield value_hit(indicator, expected=shown, severity=Severity.ERROR, what=what)
        elif unit := row.unit:
            what = Text(f"，从文字看是“{unit}”", f'; the words suggest "{unit}"')
            yield value_hit(indicator, expected=row.standard, severity=Severity.NOTE, what=what)
        elif row.units:
            units = "、".join(row.units)
            yield value_hit(indicator, what=Text(f"，文字里有{units}，无法确定", f"; the words name several: {units}"))
        else:
            yield value_hit(indicator, what=Text("", ""))


_CALENDAR = LazyPattern(r"\d年\s*\d{1,2}月")
_SCALES = frozenset("万亿千")
"""Scales of a number, which are not units."""
_RATIO_NAME = re.compile(r"(?<![对占])比值?$|之比|倍[数率]$")
_WITHOUT_UNIT = re.compile(rf"(?:系数|指数|容积率|建筑密度|郁闭度|均匀度|[pP][hH]值?)$|{_RATIO_NAME.pattern}")


def _open_rate(row: IndicatorView, context: Context) -> bool:
    """Return whether the row is about a rate or ratio that may be above 100 %."""
    if any(_RATIO_NAME.search(text.partition("(")[0]) for text in row.words.split(";")):
        return True
    return any(word in row.words or word in row.remark for word in context.words("growth_rates"))


_MISREAD = re.compile(r"2(\d{1,2}(?:\.\d+)?|100)")


@rule(
    "V05",
    Severity.ERROR,
    zh=Words(
        "比率超出0到100",
        "“{indicator}”是比率，指标值 {found} 超出 0 到 100{what}",
        "核对数值；增长率等可以超过 100% 的，在名称中写明",
    ),
    en=Words(
        "Share outside 0 to 100",
        '"{indicator}" is a share, but its target value {found} is outside 0 to 100{what}',
        "Check the number; say so in the name if it is a growth rate",
    ),
    source="表内勾稽",
    parameters={"growth_rates": WordList("growth_rates"), "changes": ("下降", "降幅", "降低", "减少", "变动", "变化")},
    labels={"changes": Text("可以为负的变化率用语", "words of rates that may be negative")},
    silenced_by=("V03", "V07"),
    per_row=True,
    fires=Example(target="≥120%"),
    clean=Example(row="效益指标|经济效益指标|农产品销售额增长率|比上年增长的比例|≥120%|2019年实际增长115%"),
)
def share_out_of_range(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report shares above 100 (unless as a limit) or below 0 (unless something changes by them).

    A leading 2 may be a misread ≥; the message then says so.
    """
    for indicator, row, number in numeric_rows(sheet, context):
        if not row.share or Decimal(0) <= number <= FULL or _open_rate(row, context):
            continue
        if number > FULL and row.operator in AT_MOST:
            continue
        if number < 0 and any(word in row.words for word in context.words("changes")):
            continue
        misread = _MISREAD.fullmatch(format_decimal(number)) if row.operator is None else None
        expected = f"≥{misread[1]}%" if misread else ""
        hint = Text(f"，可能是“{expected}”的“≥”被误认成 2", f"; the 2 may be a misread ≥ ({expected})")
        yield value_hit(indicator, expected=expected, what=hint if misread else Text("", ""))


@rule(
    "V06",
    Severity.ERROR,
    zh=Words("比率目标大于100%", "“{indicator}”的指标值 {found}：比率不可能大于 100%", "改为 {expected}"),
    en=Words(
        "Target share of more than 100%",
        'Target value {found} of "{indicator}": a share cannot be more than 100%',
        "Write {expected}",
    ),
    source="表内勾稽",
    parameters={"growth_rates": WordList("growth_rates")},
    silenced_by=("V03", "V07", "V09"),
    per_row=True,
    fires=Example(row=_TREES.format(">100%")),
    clean=Example(row=_TREES.format("=100%")),
)
def share_above_all(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report >100% of a share, which is impossible; ≥100%, another way of writing =100%, is a note."""
    for indicator, row, number in numeric_rows(sheet, context):
        severity = {Operator.GT: Severity.ERROR, Operator.GE: Severity.NOTE}.get(row.operator or Operator.EQ)
        if number == FULL and severity and row.share and row.unit_stated and not _open_rate(row, context):
            yield value_hit(indicator, expected="=100%", severity=severity)
