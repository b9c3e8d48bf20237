"""Family V, 指标值: whether the unit of a target value can count what the indicator is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetSheet
from xltools.rules.loose_units import AREA, LENGTH, LONG_TIMES, SCALED, TIME, WEIGHT, loosely_counted, of_another_kind
from xltools.rules.row_views import numeric_rows, value_hit
from xltools.rules.rule import Context, WordList, rule
from xltools.text import Text
from xltools.values import infer_measure, squeeze

__all__: list[str] = []


@rule(
    "V12",
    Severity.ERROR,
    zh=Words(
        "计量单位与对象不符",
        "“{indicator}”{what}，指标值却是 {found}",
        "改用与对象相符的计量单位，并核对数值",
    ),
    en=Words(
        "Unit does not fit what is counted",
        '"{indicator}" {what}, but its target value is {found}',
        "Use the unit that fits what is counted, and check the number",
    ),
    needs=frozenset({Capability.INDICATORS}),
    source="填报惯例",
    silenced_by=("V11",),
    per_row=True,
    parameters={"people": WordList("people"), "households": WordList("households")},
    fires=Example(row="产出指标|数量指标|脱贫人口数|当年脱贫的人口数量|≥10户|示交〔2019〕36号"),
    clean=Example(row="产出指标|数量指标|受益户数|当年受益的农户数量|≥10户|示交〔2019〕36号"),
)
def unit_unfit(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report units that cannot count the thing: people in 户, equipment in %, a rate in 个, an area in 公里."""
    people, households = context.words("people"), context.words("households")
    for indicator, row, number in numeric_rows(sheet, context):
        if not row.unit_stated or number == 0:
            continue
        name = squeeze(row.name).partition("(")[0]
        right = "人" if name.endswith(people) else "户" if name.endswith(households) else ""
        if right and row.unit in _COUNTING_UNITS - {right, "个", "名", f"{right}次"}:
            what = Text(f"按“{right}”计量", f"is counted in {'people' if right == '人' else 'households'} ({right})")
            yield value_hit(indicator, expected=row.standard.removesuffix(row.unit) + right, what=what)
        elif row.unit in _ASKEW and (occasions := _OCCASIONS.search(name)):
            expected = row.standard.removesuffix(row.unit) + occasions[1]
            what = Text(f"按“{occasions[1]}”计量", f"is counted in {occasions[1]}")
            yield value_hit(indicator, expected=expected, severity=Severity.NOTE, what=what)
        elif misfit := _misfit(name, row.unit, row.level2, row.words):
            yield value_hit(indicator, what=misfit)
        elif number % _YEAR.get(row.unit, 1) and _LASTS.search(name):
            yield value_hit(indicator, what=Text("按“年”计量", "is counted in years (年)"))
        elif loose := loosely_counted(name, row.unit, squeeze(indicator.description.text)):
            yield value_hit(indicator, severity=Severity.WARNING, what=loose)


@lru_cache(maxsize=1 << 13)
def _misfit(name: str, unit: str, level2: str, words: str) -> Text | None:
    """Return what is wrong with the unit of the indicator, if anything is."""
    if (counter := _COUNTER.search(name)) and _miscounted(counter[1], unit):
        return Text(f"数的是“{counter[1]}”", f"counts {counter[1]}")
    if any(said in words and other in unit and part not in unit for said, part, other in _PERIODS):
        return Text("的描述是另一个时间段的标准", "is described by another period")
    things = _THINGS.search(name) if level2 == "数量" else _HEADS.search(name) and not _CHANGED.search(words)
    if unit == "%" and things and not _SHARE_OF.search(words):
        return Text("是数量，不是比率", "is a count and not a share")
    counted = (unit in _COUNTING_UNITS or unit in _TIME_UNITS or unit in LONG_TIMES) and infer_measure("", name) == "%"
    points = unit == "分" and (_SHARE_DESCRIBED.search(words) or _RATE.search(name))
    if (counted and not _THINGS.search(name)) or points:
        return Text("是比率，用“%”计量", "is a share, which is measured in %")
    unit = SCALED.sub("", unit)
    timed = unit in _TIME_UNITS and _COUNTED_THINGS.search(name) and not _HOW_LONG.search(words)
    if (
        timed
        or of_another_kind(name, unit)
        or any(unit in units and measure.search(name) for measure, units in _WRONG_MEASURES)
    ):
        return Text("不能用这个单位计量", "cannot be measured in this unit")
    return None


_ASKEW = frozenset(("次/人", "次/户", "次/家", "人/次", "户/次", "家/次"))
_OCCASIONS = LazyPattern(r"([人户家]次)数?$")
"""Ends of names of what is counted in a unit that an officer may write askew: 次/人 for 人次."""
_LASTS = LazyPattern(r"(?:使用|设计|服务|耐用|折旧)(?:年限|寿命)$")
_YEAR = {"个月": 12, "月": 12, "天": 365, "日": 365}
"""Parts of a year; whole years of them are another way to write a life of years (使用年限60个月)."""
_THINGS = LazyPattern(
    r"(?:数量|[人户床件台套座处所辆车盏株亩村]数|(?<![人户床件台套座处所辆车盏株亩村分指倍系])数|[人场批]次|里程|长度|面积|设备|器材|仪器|车辆|物资|桥梁|路灯|床位|房屋|教材|图书)(?:购置|采购|配备|更新)?$"
)
_RATE = LazyPattern(r"(?:合格|达标|完成|及时|准确|覆盖|满意|知晓|使用|就业|入学|到位|巩固|办结)率$")
_SHARE_DESCRIBED = re.compile(r"占.{1,16}的?(?:比例|比重|百分比)")
_SHARE_OF = LazyPattern(r"率|比例|占比|比重|百分比|完成|进度|(?<![长宽高厚深温湿])度")
_ALIKE = ("台辆部套个", "座处个条段", "家户所个", "次场期批", "件个批")
"""Counters that stand for each other, but 件 and 套 are two measures of clothes."""


def _miscounted(counter: str, unit: str) -> bool:
    """Return whether a unit counts something else than the counter in the name: 台数 in 户."""
    alike = {counter, *(other for group in _ALIKE if counter in group for other in group)}
    return unit in _COUNTING_UNITS and not alike & {*unit}


_COUNTER = re.compile(r"([期台件套场批辆座处条部家所次])数$")
_PERIODS = (("每月", "月", "年"), ("每年", "年", "月"))
"""Words of a standard, the period that its unit has to name, and the other one."""
_TIME_UNITS = frozenset(("天", "日", "小时", "分钟", "工作日", "个工作日", "个月", "日历天"))
_COUNTED_THINGS = LazyPattern(r"(?:人数|户数|次数|场次|座数|台数|套数|里程|面积|[^天日月年时周]数量)$")
_HOW_LONG = LazyPattern(r"天数|时长|天|小时|期限|时间|工日")
_VOLUME = frozenset(("立方米", "立方", "方", "m³", "升"))
_POINTS = frozenset(("百分点", "个百分点"))
_ALL_MEASURES = (
    AREA | LENGTH | _VOLUME | WEIGHT | TIME | _POINTS | {*"个人户名台套件座处所家辆", "人次", "户次", "万元", "元"}
)
_COUNTING_UNITS = frozenset(
    (*"个人户件台套次座处家所辆亩米吨元场批期条部名份本册株头只间栋张棵", "公里", "平方米", "万元", "人次")
)
_PIECES = re.compile(
    r"(?:[机水]井|桥|桥梁|路灯|泵站|公厕|厕所|设备|车辆|校舍|学校|幼儿园|广场|监控|摄像头|宣传[册页品]|手册|折页|标牌|图书|书籍|大棚|厂房|仓库|停车位|充电桩)(?:数量?|个数|册数|座数)?$"
)
_WRONG_MEASURES = (
    (
        re.compile(r"(?<![里程积吨亩米额金总指系倍度元])数$"),
        frozenset((*"亩吨米", "公里", "平方米", "公顷", "平方公里", "个百分点", "百分点")),
    ),
    (_PIECES, frozenset((*"亩人户元吨", "人次", "公里", "平方公里", "万元", "公顷", "立方米"))),
    (re.compile(r"^(?!.*[贷资金额款税券保补收]).*(?:数量|个数)$"), frozenset(("元", "万元", "亿元"))),
    (re.compile(r"(?:频次|频率|次数)$"), AREA | LENGTH | WEIGHT | {*"人户元", "万元"}),
    (re.compile(r"(?:课时|学时)(?:数|数量)?$"), AREA | LENGTH | {*"人户个件元", "万元"}),
    (re.compile(r"(?:清运|转运|收集|回收|还田|施用)量$"), AREA | LENGTH | {*"人户"}),
    (re.compile(r"人次数?$"), frozenset((*"户台套亩元米场期件座处所", "公里", "万元", "场次", "台次", "批次", "件次"))),
    (re.compile(r"天数$"), frozenset((*"月年个人次", "小时", "分钟", "个月"))),
    (re.compile(r"小时数$"), frozenset((*"天日月年个人次", "分钟", "个月"))),
    (re.compile(r"场次数?$"), frozenset((*"人户台套亩元米", "人次", "公里", "万元"))),
    (re.compile(r"面积$"), _ALL_MEASURES - AREA),
    (re.compile(r"(?:里程|长度|河长)$"), _ALL_MEASURES - LENGTH),
    (
        re.compile(r"(?:库容|蓄水量|供水量|用水量|节水量|调水量|补水量|取水量|水量|[土石]方量?|方量|体积|容积)$"),
        _ALL_MEASURES - _VOLUME - WEIGHT,
    ),
    (re.compile(r"(?:总?产量|重量|储备量|存栏量|采购量|削减量|减排量)$"), AREA | LENGTH | TIME | {*"人户"}),
    (re.compile(r"(?:案件|事故|火灾|投诉|纠纷|上访|事件)(?:起数|件数)?$"), AREA | LENGTH | _POINTS | {"吨", "公斤"}),
    (re.compile(r"(?:时间|时限)$"), AREA | LENGTH | WEIGHT | {*"个人户名台套座处所家亩元%", "万元"}),
    (
        re.compile(r"(?:费用|造价|单价|补助标准|补贴标准|产值|销售额|补助金额|补贴金额)$"),
        AREA | LENGTH | TIME | {*"人户名台套座处所家"},
    ),
    (re.compile(r"(?:工期|时长|周期)$"), AREA | LENGTH | WEIGHT | {*"人户台套座处所家元", "万元"}),
)
_CHANGED = re.compile(r"比上年|同比|[比较]去年|下降|增长|降幅|增幅|变化|减少|增加")
_HEADS = re.compile(r"(?:[人户]数|人次|里程|长度)$")
