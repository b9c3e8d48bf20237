"""Units near what is counted, but not it, and units of another kind than the quantity that a text ends with."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.lazy_pattern import LazyPattern
from xltools.text import Text

__all__ = ["AREA", "LENGTH", "LONG_TIMES", "SCALED", "TIME", "WEIGHT", "loosely_counted", "of_another_kind"]

SCALED = re.compile(r"^(?:百万|千万|十万|万|亿|千|百)(?=.)(?!元)")
"""A scale before a unit: 万立方米."""
AREA = frozenset(("亩", "平方米", "平米", "公顷", "平方公里", "平方千米", "㎡", "亩次"))
LENGTH = frozenset(("米", "公里", "千米", "延米", "里", "厘米", "毫米"))
WEIGHT = frozenset(("吨", "公斤", "千克", "斤", "克"))
TIME = frozenset(("天", "日", "小时", "分钟", "个月"))
LONG_TIMES = frozenset(("年", "个月", "月"))


@lru_cache(maxsize=1 << 13)
def loosely_counted(name: str, unit: str, description: str) -> Text | None:
    """Return what is wrong with a unit that is near what name or description counts, but not it, if anything is."""
    unit = SCALED.sub("", unit)
    counter = _COUNTED_BEHIND.search(description)
    found = (
        (
            unit == "分" and _SHARE_END.search(description),
            Text("的描述是比例，应以“%”计量", "is described as a share, which is measured in %"),
        ),
        (unit in _PEOPLE_UNITS and _USES.search(name), Text("数的是次数，不是人", "counts uses and not people")),
        (
            unit in ("人", "名") and _TIMES.search(name),
            Text("数的是人次，不是人数", "counts visits and not people"),
        ),
        (unit in _DOCUMENTS and _OCCASIONS.search(name), Text("数的是次数", "counts occasions")),
        (
            not _NAMES_A_MEASURE.search(name) and of_another_kind(description, unit),
            Text("的描述是另一种量", "is described as another kind of quantity"),
        ),
    )
    if counter and unit in _PEOPLE_UNITS and unit not in name and _counts_else(counter[1], unit):
        return Text(f"的描述数的是“{counter[1]}”", f"is described as a count of {counter[1]}")
    return next((text for misfit, text in found if misfit), None)


def of_another_kind(text: str, unit: str) -> bool:
    """Return whether a text ends with a kind of quantity that the unit, of a known kind, does not measure."""
    kind = next((kind for kind, units in _UNITS_BY_KIND.items() if unit in units), "")
    wanted = next((wanted for pattern, wanted in _KINDS_BY_END if pattern.search(text)), frozenset[str]())
    return bool(kind and wanted) and kind not in wanted


def _counts_else(counter: str, unit: str) -> bool:
    """Return whether a unit of people, or of what is held, differs from the counter of a description: 户数 in 人."""
    return not (counter == unit or {counter, unit} <= {"人", "名"})


_SHARE_END = LazyPattern(r"(?:比例|比率|占比|比重|百分比)$|^占.*的比")
_USES = LazyPattern(
    r"(?:下载|访问|点击|浏览|阅读|播放|点播|转发|点赞|观看|收听|通话|接听|借阅|外借|流通|使用|办件|受理|咨询|办理)(?:总|次)?(?:量|次数)$"
)
_TIMES = LazyPattern(r"人次数?$")
_DOCUMENTS = frozenset((*"篇份条件册本部个项家人户名台套处",))
_OCCASIONS = LazyPattern(r"次数$|频次$")
_COUNTED_BEHIND = LazyPattern(r"(?<![岁周])([户人份篇件条册株盏台套辆座处场次])数量?$")
_PEOPLE_UNITS = frozenset(("人", "户", "名"))
"""Units of whom something counts, where the description counts what: 份数 beside 人."""
_UNITS_BY_KIND = {
    "area": AREA,
    "length": LENGTH,
    "time": TIME | LONG_TIMES | {"周", "工作日", "个工作日"},
    "people": frozenset(("人", "名", "人次", "户", "户次")),
    "things": frozenset((*"台套件座处盏株棵册本份辆间栋栋部篇条场期",)),
    "money": frozenset(("元", "万元", "亿元")),
    "weight": WEIGHT - {"升"},
}
_KINDS_BY_END = (
    (re.compile(r"面积$"), frozenset({"area"})),
    (re.compile(r"(?<!篇)(?:长度|里程|河长)$"), frozenset({"length"})),
    (re.compile(r"(?:使用)?(?:年限|寿命)$"), frozenset({"time"})),
    (
        re.compile(r"(?:收入|产值|销售额|成交额|交易额|营业额|金额|增收额|投资额|补助|补贴|成本|费用|造价|单价)$"),
        frozenset({"money"}),
    ),
    (re.compile(r"(?:企业|单位|村|乡镇|学校|机构|项目)(?:数量|个数|家数|数)$"), frozenset({"things"})),
    (re.compile(r"(?:台|套|盏|株|册|座|辆|间)数$"), frozenset({"things"})),
)
"""Ends of names and descriptions, and the kinds of units that can measure them."""
_NAMES_A_MEASURE = LazyPattern(
    r"(?:数量?|次|率|度|量|面积|长度|里程|额|收入|时间|时限|标准|成本|费用|单价|造价|产值|比例|天数|年限)$"
)
"""Ends of names that say themselves what is measured."""
