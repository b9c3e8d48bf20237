"""Words that make a number a rate: 每盏1500元, 人均300元 and 每点每年2次 say for what one of them each number is."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.remembered_texts import remember_texts
from xltools.values.unit_kinds import TEXT_UNITS, per_unit

__all__ = ["FOR_EACH", "IN_A_YEAR", "PART_OF_THE_YEAR", "begins_with_time", "words_per"]

IN_A_YEAR: Final = {"年": Decimal(1), "半年": Decimal(2), "学期": Decimal(2), "季": Decimal(4), "月": Decimal(12)}
"""The times in a year that a rate for a month, a season and the like is due."""
PART_OF_THE_YEAR: Final = LazyPattern(
    r"(?<!\d)(?:\d|1[01])个月|(?<!十)[一二三四五六七八九]个月|十一?个月|[采供]暖|学[期年]|防火期|汛期|暑[期假]|寒假|[上下]半年"
    r"|\d月(?:份)?(?:起|[至到~～—–-])"
)
"""Words of a rate that is due in a part of the year only."""
_EACH = "每(?:[一1]?[个名位])?|每[一1]"
"""The words before the unit that a rate is for."""
_TIME_FIRST = "(?:日(?![期常间报光程用志照清产均])|周(?![边岁年期转末到密])|月(?![度报饼末初经考均]))(?=[一-龥])"
"""A time that a name begins with, for one of which its number is: 日助餐份数."""
_DONE_FOR_EACH = "慰问|走访|看望|资助|帮扶|检查|抽查|抽检|巡查|组织|完成|治理|清理|整治|宣讲|评选|表彰"
"""Actions that are done as often as was said before: 春节、中秋各慰问90户."""
_PER = re.compile(
    r"(?=[每人户家亩村年月日天次场台套校生车件册批周各均单平])(?:"
    rf"(?P<each>{_EACH})(?!\d)"
    r"|(?P<mean>(?:人次|户次|家次|台次|批次)|[人户亩村年月日天次场台套校生车件册批])均|(?<=[人户]均)(?P<then>[月日])(?=[补救工收费发领])|(?<![0-9一二三四五六七八九十半今当次每生])(?P<daily>日)(?=处理|收运|转运|清运|排放)"
    rf"|^(?P<lead>{_TIME_FIRST})"
    rf"|(?P<all>各(?=(?:(?:[配聘建购设安发补开举选修种栽派招订添改增培印放演新为约不]|{_DONE_FOR_EACH})[^，,。；;、]{{0,8}})?$)|(?<![平年人户亩村月日天次场台套校生车件册批])均(?=[不达为在超低高]|$))|单(?P<single>[台次户站车场价个座套]|位(?=成本|造价|投资|价格|费用))|平均(?!每))"
)
_MAY_HOLD_PER = re.compile("[每均各单日周月]")
"""Characters one of which is in each match of the pattern above: a further word needs its character here."""
_BEHIND_EACH = (
    "平方米", "季度", "乡镇", "社区", "街道", "学校", "家庭", *"人户亩村年月日天生校镇乡县区平季周院站点名位",
)  # fmt: skip
"""Units behind 每 that are none behind a number."""


_UNITS = sorted({one for one in (*TEXT_UNITS.names, *_BEHIND_EACH) if "一" <= one[0] <= "龥"}, key=len, reverse=True)
FOR_EACH = f"(?:{_EACH})(?:{'|'.join(_UNITS)})?"
"""A pattern of the words that words_per reads behind 每, and which do not name the thing that is counted."""


@remember_texts
def words_per(before: str) -> tuple[str, ...]:
    """Return what the number is for by the words before it; 每 without a known unit counts as 个."""
    words = []
    if one := _ONE.fullmatch(before.strip()):  # 一场3000元
        return (per_unit(one["unit"]),)
    for match in _PER.finditer(before) if _MAY_HOLD_PER.search(before) else ():
        if match["each"] is None:
            words.append(
                match["mean"]
                or match["then"]
                or match["lead"]
                or match["daily"]
                or _SINGLE.get(match["single"], match["single"])
                or "个"
            )
        elif unit := _unit_behind(before, match.end()):
            words.append(unit)
        elif match.end() >= len(before) - _LAST or match["each"][-1] in "个名位" or _PAID_FOR_EACH.match(before):
            words.append({"名": "人", "位": "人"}.get(match["each"][-1], "个"))
    units = dict.fromkeys(per_unit(word.replace("季度", "季")) for word in words)
    if "个" in units and len(units.keys() - IN_A_YEAR.keys()) > 1:  # 每册平均30元
        units.pop("个")
    return tuple(units)


_ONE = re.compile("一(?P<unit>[场台套人户亩株间座盏辆册份床顶次期])")
"""One of what a sum of money is for, where nothing else stands before the sum."""
_SINGLE = {None: "", "价": "", "位": ""}
"""Words behind 单 that do not name a unit: 单价, 单位成本."""
_PAID_FOR_EACH = re.compile(
    "每[一-龥]{1,3}(?:平均|年度?|月)?(?:补助|补贴|奖补|投资|成本|造价|支出|费用|经费|标准|奖励|金额)"
)
"""A name that begins with what a sum is for: 每馆补助额."""
_LAST = 3


def begins_with_time(name: str) -> bool:
    """Return whether a name begins with the time that its number is for: 日助餐, 月补助, but not 日常."""
    return re.match(_TIME_FIRST, name) is not None


def _unit_behind(text: str, start: int) -> str:
    """Return the unit at a position behind 每."""
    end = TEXT_UNITS.end(text, start)
    unit = text[start:end]
    other = next((one for one in _BEHIND_EACH if text.startswith(one, start)), "")
    return max(unit, other, key=len)
