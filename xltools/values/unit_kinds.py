"""Units of running text: the words that are units there, and the unit in which quantities of one kind are compared."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from xltools.values.units import UNIT_NAMES, UnitNames

__all__ = ["NUMBER_SCALE", "SCALE_FACTORS", "TEXT_UNITS", "TEXT_UNIT_BEGINS", "base_unit", "per_unit"]

SCALE_FACTORS: Final = {
    "": Decimal(1), "十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "万": Decimal(10**4),
    "十万": Decimal(10**5), "百万": Decimal(10**6), "千万": Decimal(10**7), "亿": Decimal(10**8),
    "百亿": Decimal(10**10), "千亿": Decimal(10**11), "万亿": Decimal(10**12),
}  # fmt: skip
NUMBER_SCALE: Final = "(?:万亿|百亿|千亿|百万|千万|十万|亿|万|千(?!分之)|百(?!分))"
"""Scales that may stand between digits and unit."""

_MORE_NAMES: Final = """
名:称单录义额 位:于置次 顶 具:备体有 尾:款气水矿 剂次 剂:量 扇 盒 箱 袋 桶 罐 双:方语向 副:业食本产 艘 架:构设 段
道:路德 路:面灯径线口网由边基沿长段
孔 延米 台班 头次 蓬 桩 井:盖 垄 行 稿 首:先次府批 平方 方:案式面米法向便 顷 垧 市斤 圆 匹 窝 箱次 车 列
面:积对向 门:诊票 处次 站:点位 份次 宗次 起次
页:面数码岩 生:产活态物均育源长 学期:末初间开
"""
_GUARDS: Final = {
    **UNIT_NAMES,
    **{name: guard for name, _, guard in (entry.partition(":") for entry in _MORE_NAMES.split())},
}
_OVERRIDDEN: Final = {
    "个": "人别体性税",
    "家": "庭具属长乡",
    "人": "均员口才民力工群大生事",
    "吨": "均",
    "次": "年月数生",
}


TEXT_UNITS: Final = UnitNames({**_GUARDS, **_OVERRIDDEN})
"""The units of running text, without scales and strokes."""

TEXT_UNIT_BEGINS: Final = f"[{re.escape(''.join(sorted({name[0] for name in _GUARDS})))}]"
"""The first characters of units in text."""

_BASES: Final[dict[str, tuple[str, Decimal]]] = {
    unit: (base, Decimal(factor))
    for base, units in {
        "米": {"公里": "1000", "千米": "1000", "km": "1000", "延米": "1", "m": "1", "厘米": "0.01", "毫米": "0.001"},
        "亩": {"公顷": "15", "顷": "100"},
        "平方米": {
            "平米": "1", "㎡": "1", "m²": "1", "m2": "1", "平方": "1",
            "平方公里": "1000000", "平方千米": "1000000", "km²": "1000000",
        },
        "立方米": {"立方": "1", "m³": "1", "m3": "1", "方": "1"},
        "公斤": {"千克": "1", "kg": "1", "吨": "1000", "克": "0.001", "斤": "0.5", "市斤": "0.5"},
        "元": {"圆": "1"},
        "人": {"名": "1", "位": "1"},
        "分钟": {"小时": "60", "学时": "60"},
        "天": {"日": "1"},
        "月": {"个月": "1"},
        "%": {"‰": "0.1", "成": "10"},
        "百分点": {"个百分点": "1"},
        "千瓦": {"kW": "1", "KW": "1", "兆瓦": "1000", "MW": "1000", "瓦": "0.001"},
        "千瓦时": {"度": "1"},
        "批次": {"批": "1"},
        "场": {"场次": "1"},
        "架次": {},
    }.items()
    for unit, factor in units.items()
}  # fmt: skip
_PERSONS: Final = frozenset("人名位生")


@lru_cache(maxsize=512)
def base_unit(unit: str) -> tuple[str, Decimal]:
    """Return the unit in which quantities of this kind are compared, and its factor: 公里 is 1000 米, 万元 10000 元."""
    if unit in _BASES:
        return _BASES[unit]
    if unit not in _GUARDS:
        for length in (2, 1):
            if unit[:length] in SCALE_FACTORS and unit[length:]:
                base, factor = base_unit(unit[length:])
                return base, factor * SCALE_FACTORS[unit[:length]]
    return unit, Decimal(1)


def per_unit(word: str) -> str:
    """Return the unit below a stroke or behind 每, so that 每名, 每生 and 人均 are all per 人."""
    if word and word in _PERSONS:
        return "人"
    return {"个月": "月", "日": "天", "千米": "公里", "㎡": "平方米", "平米": "平方米"}.get(word, word)
