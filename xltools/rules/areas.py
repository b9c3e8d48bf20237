"""The values of areas beside the target of the whole, on forms that divide a target among towns or counties."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.form_identity import Capability
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Severity, TargetKind, TargetSheet, TargetValue
from xltools.rules.field_texts import filled_rows
from xltools.rules.row_views import aligned, view_of
from xltools.rules.rule import ALL_PURPOSES, ALL_SUBJECTS, Context, rule
from xltools.values.numbers import format_decimal

__all__: list[str] = []

_NOT_ADDED = LazyPattern(
    r"率|比例|比重|占比|人均|户均|亩均|平均|标准|单价|单位|每|满意|指数|系数|等级|名次|年限|时间|天数|温度|浓度"
)
"""Words of what does not add up over areas: shares, averages, standards, times."""
_COUNTED = frozenset({"数量", "经济效益", "社会效益", "生态效益", ""})
"""The classes of level 2 whose quantities may add up; empty for one that is not known."""


@rule(
    "V14",
    Severity.WARNING,
    zh=Words(
        "各区域指标值相加不等于总值",
        "“{indicator}”的指标值是 {found}，{count} 个区域相加是 {expected}",
        "核对各区域的指标值和总值；区域之间有重复、不能相加的，在备注中写明",
    ),
    en=Words(
        "Areas do not add up to the target",
        'The target of "{indicator}" is {found}, but its {count} areas add up to {expected}',
        "Check the values of the areas and of the whole; where areas overlap, say so in a remark",
    ),
    needs=frozenset({Capability.INDICATORS, Capability.AREAS}),
    purposes=ALL_PURPOSES,
    subjects=ALL_SUBJECTS,
    source="区域绩效目标表的表内勾稽",
    fires=Example(row="产出指标|数量指标|新建桥梁数量|新建桥梁的座数|=5座|计划|||||||东镇=2座；西镇=2座"),
    clean=Example(row="产出指标|数量指标|新建桥梁数量|新建桥梁的座数|=5座|计划|||||||东镇=2座；西镇=3座"),
)
def areas_off_total(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report a quantity that is not the sum of its areas.

    Only what is counted adds up: the same operator everywhere, a unit that is neither per cent nor per something, a
    name without words of rates, averages and times, and a number for every area.
    """
    for row in filled_rows(sheet, context):
        total, view = row.target.value, view_of(row)
        if len(row.areas) < _MIN_AREAS or total is None or total.number is None or not _adds_up(total):
            continue
        if view.level2 not in _COUNTED or _NOT_ADDED.search(view.words) or view.unit in ("", "%"):
            continue
        numbers = [_number(area.value, total, view.unit) for area in row.areas.values()]
        known = [number for number in numbers if number is not None]
        together = sum(known, Decimal(0))
        if len(known) == len(numbers) and together != total.number:
            yield Hit(
                row.target,
                "target",
                expected=f"{format_decimal(together)}{view.unit}",
                related=tuple(area.place for area in row.areas.values()),
                values={"indicator": view.name, "count": len(known)},
            )


_MIN_AREAS = 2


def _adds_up(value: TargetValue) -> bool:
    return value.kind is TargetKind.QUANTITATIVE and value.upper is None and "/" not in value.unit


def _number(area: TargetValue | None, total: TargetValue, unit: str) -> Decimal | None:
    """Return the number of an area in the unit of the whole; None if it cannot be added."""
    if area is None or area.number is None or not _adds_up(area):
        return None
    if area.operator and total.operator and area.operator is not total.operator:
        return None
    pair = aligned(total.number, unit, area.number, area.unit or unit)
    return None if pair is None or not pair[0] or total.number is None else pair[1] * total.number / pair[0]
