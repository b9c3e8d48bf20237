"""Units of measure: the words that are units, and the unit that a description implies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from xltools.lazy_pattern import LazyPattern
from xltools.values.text import normalise

__all__ = ["SCALES", "UNIT_BEGINS", "UNIT_NAMES", "UnitNames", "infer_measure", "unit_end"]

# Behind a colon the characters that must not follow: 人 in 1600人均1600元 is not a unit.
_LISTED = """
% ‰ 个百分点 百分点 元 美元
人次 人天 人:均员口才民力工群大生事 名:称单录义额 户次 户:均籍口 位:于置 岁 届 班次 班:级 组:织长建成 队:伍员
个工作日 个月 个:人别体性 件 起:到来草 项次 项:目 套 台次 台套 台件 台:账帐风阶 点次 辆次 辆 条次 条:件例款
处:理置于罚分
所:有需属在得以 家次 家:庭具属长人乡 座:谈 栋 幢 间:接隔断 张 把:握 部:门分署队 批次 批:准复示 份:额 本:级年次单人地
册 篇 幅:度 期:间限末满 种:植类子 类:别型 株 棵 头 只:有要是 羽 口 眼 盏 根:据本 块 片:区 门:诊 节:约能 课时 学时
宗 笔 例:如行 床 车次 架次 场次 场:所地景 次:日年月数 轮 遍 版 村:级民庄集委 镇 乡:镇村 级:别 星 支:出付持部撑 枚 瓶
公里 千米 米 厘米 毫米 里:程 平方米 平方公里 平方千米 平米 立方米 立方 ㎡ m² m³ m2 m3 km km² 亩次 亩:均 公顷
吨标准煤 吨:均 公斤 千克 克:服 斤 毫升 升:级值 毫克 微克 mg/L kg 千瓦时 千瓦 兆瓦 瓦 kW KW MW 度 GB TB 分贝 ℃
工作日 小时 分钟 秒 天:然气线 日:常均报 周:边期年末围 月:底末初均份中 季度 季 年:度底末初均前终
分:之别批期类布析公配工管级解层流歧行支 倍
日历天 车公里 吨公里 人公里 人天 人日 台时 标箱 台班 剂次 延米 顶 具:备体有 尾:款气水矿 盆:景地栽 扇:形 盒 箱 袋
断面次 点位次 站次 村次 头次 车日 井次 样次 校次 店次 所次 岗次 桶 罐:区 艘 架:构设 匹 尊 盘:活点 卷 捆 丛 杆:线 穴
"""
UNIT_NAMES: dict[str, str] = {name: guard for name, _, guard in (entry.partition(":") for entry in _LISTED.split())}
"""Each unit with the characters that must not follow it."""
SCALES = "(?:百万|千万|十万|百亿|千亿|万亿|万|亿|千|百)"
"""Scales that may precede a unit."""


class UnitNames:
    """Names of units, each with the characters that must not follow it, found at a position of a text.

    Looking them up takes no time to prepare; a pattern of all names takes a hundredth of a second for each copy.
    """

    def __init__(self, guards: Mapping[str, str]) -> None:
        self.names = tuple(guards)
        self._by_first: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in sorted(guards, key=len, reverse=True):
            self._by_first[name[0]].append((name, guards[name]))

    def end(self, text: str, start: int) -> int:
        """Return the end of the longest name at ``start``; ``start`` if there is none."""
        for name, guard in self._by_first.get(text[start : start + 1], ()):
            if text.startswith(name, start):
                end = start + len(name)
                if (text[end : end + 1] or " ") not in guard:
                    return end
        return start


_NAMES = UnitNames(UNIT_NAMES)
_SCALE = re.compile(SCALES)
_SCALE_ALONE = LazyPattern(rf"{SCALES}(?![一-龥])")
_STROKES = "/·"
_PUPIL = re.compile("生(?![产活态物])")
"""A pupil, only below a stroke: 元/生."""


def unit_end(text: str, start: int) -> int:
    """Return the end of the unit at ``start``; ``start`` if there is none.

    A unit may have a scale in front (万人) and units below strokes (元/人·年); a scale may be all (3.5万).
    """
    end = _NAMES.end(text, start)
    if end == start:
        scale = _SCALE.match(text, start)
        if scale is None:
            return start
        end = _NAMES.end(text, scale.end())
        if end == scale.end():
            alone = _SCALE_ALONE.match(text, start)
            return alone.end() if alone else start
    while text[end : end + 1] and text[end] in _STROKES:
        below = _NAMES.end(text, end + 1)
        if below == end + 1:
            pupil = _PUPIL.match(text, below)
            if pupil is None:
                break
            below = pupil.end()
        end = below
    return end


UNIT_BEGINS = f"[{re.escape(''.join(sorted({name[0] for name in UNIT_NAMES} | set('百千十万亿'))))}]"
"""The first characters of units and scales, as a class of a pattern."""

_BRACKET = LazyPattern(
    r"[(（【\[]\s*(?:计量)?(?:单位)?\s*[:：]?\s*([^()（）【】\[\]]{1,12}?)\s*[)）】\]]\s*[。.;；,，:：]?\s*$",
    needs=") ） 】 ]",
)
# 效率, 频率 and some other words with 率 are not shares.
_SHARE = LazyPattern(
    r"(?<![效频功汇概心速费])率(?!先|领|队)|比例|占比|比重|百分比|满意度|满意程度|认可度|知晓度",
    needs="率 比例 占比 比重 百分比 满意度 满意程度 认可度 知晓度",
)


def infer_measure(description: str, level3: str) -> str:
    """Return the unit that the words imply: a bracket at the end, or % for a share; else an empty text."""
    texts = (normalise(description), normalise(level3))
    for text in texts:
        if (match := _BRACKET.search(text)) and unit_end(match[1], 0) == len(match[1]):
            return match[1]
    return "%" if any(_SHARE.search(text) for text in texts) else ""
