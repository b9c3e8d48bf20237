"""Family V, 指标值: targets that cannot be reached, or that are far too easy."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetSheet
from xltools.rules.row_views import AT_MOST, numeric_rows, value_hit
from xltools.rules.rule import Context, rule
from xltools.text import Text
from xltools.values import squeeze

__all__: list[str] = []

_NEARLY_ALL: Final = LazyPattern(
    r"(?:及时|准时|按[时期](?:足额)?(?:发放|拨付|兑付|完成|完工|办结|修复)?|足额(?:发放|拨付)?|发放|兑付|合格|准确)率$"
)
_PART_OF: Final = LazyPattern(
    r"不|未|误|提高|增长|下降|一次|首[次检]|抽检|考试|持证|考取|优良|水质|空气|接种(?!人员|医|门诊|点)|申报"
)
_FAR_TOO_LOW: Final = Decimal(70)
"""Per cent below which a rate of what is to be done for all is far too low."""
_ACCEPTED: Final = LazyPattern(r"(?:验收|竣工)[一-龥]{0,4}(?:合格|通过)率$")
_ALL_BUT_A_FEW: Final = Decimal(90)
"""Per cent below which a rate of works or goods that pass the acceptance is low."""
_COUNTED: Final = frozenset((*"起件人例次户名处个宗场座家所台套头只株亩吨", "人次", "公里", "平方米"))
_SIGNED: Final = LazyPattern(r"增|减|降|升|涨|变化|变动|净|差|温|盈|亏|超")
_DAYS: Final = re.compile(r"天数$")
_LONGER: Final = LazyPattern(r"工期|周期|累计|合计|总|库存|存储|逾期|人均.*人|年限|人天|历")


@rule(
    "V16",
    Severity.ERROR,
    zh=Words(
        "目标值明显不合常理",
        "“{indicator}”的指标值 {found} {what}",
        "按实施方案、行业标准和全年天数核对数值",
    ),
    en=Words(
        "A target that cannot be meant",
        'The target {found} of "{indicator}" {what}',
        "Check the number by the plan, the standard of the trade and the days of the year",
    ),
    source="绩效目标合理可行的要求（财预〔2015〕88号）",
    silenced_by=("V04", "V05", "V08", "V12", "K01", "T04"),
    per_row=True,
    fires=Example(row="产出指标|时效指标|补助发放及时率|按时发放的比例|≥40%|示交〔2019〕36号"),
    clean=Example(row="产出指标|时效指标|补助发放及时率|按时发放的比例|≥95%|示交〔2019〕36号"),
)
def improbable(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a rate of work in time or well done that is far too low, a count below 0, and more days than the year has.

    A basis with a figure of its own explains a low rate. Works and goods of which many need not pass are a warning.
    """
    year = context.budget_year
    most = 366 if year is None or isleap(year) else 365
    for indicator, row, number in numeric_rows(sheet, context):
        name = squeeze(row.name).partition("(")[0]
        if number < 0 and row.unit in _COUNTED and not _SIGNED.search(row.words):
            yield value_hit(indicator, what=Text("是负数，数量不会小于0", "is below 0, which no count can be"))
        if row.operator in AT_MOST:
            continue
        if row.share and 0 < number < _FAR_TOO_LOW and _NEARLY_ALL.search(name) and not _PART_OF.search(name):
            if "%" not in indicator.basis.text:
                yield value_hit(indicator, what=Text("明显偏低", "is far too low"))
        elif (
            row.share
            and _FAR_TOO_LOW <= number < _ALL_BUT_A_FEW
            and _ACCEPTED.search(name)
            and not _PART_OF.search(name)
        ):
            what = Text("偏低，验收应当全部合格", "is low, for all should pass the acceptance")
            yield value_hit(indicator, severity=Severity.WARNING, what=what)
        elif row.unit in ("天", "日") and number > most and _DAYS.search(name) and not _LONGER.search(row.words):
            yield value_hit(indicator, what=Text(f"超过全年的 {most} 天", f"is more than the {most} days of the year"))
