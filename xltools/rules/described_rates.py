"""Descriptions that define something else than their indicator.

A neighbouring rate (核查处置率 as the share of what was found 合格), a number of another kind (a rate as 投诉件数), or
a satisfaction with what another project of the book does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Hit
from xltools.model import DepartmentBook, Indicator, Severity, TargetKind, TargetSheet
from xltools.rules.entry_checks import applies
from xltools.rules.patterns import bare_text
from xltools.rules.row_views import shares_word
from xltools.text import Text

__all__ = [
    "about_another_project",
    "blank_among_others",
    "copied_description",
    "of_another_number",
    "of_another_rate",
    "same_rate",
    "swapped",
]

_RATE: Final = LazyPattern(r"[率度]$")
_DEFINITION: Final = LazyPattern(r"占.{2,}(?:比例|比重|百分比)|(?:比例|比重|百分比)$")
_SATISFIED: Final = "满意"
_KIND: Final = 3
"""Characters at the end of a name that say what kind of rate it is: 合格率."""
_DEALT_WITH: Final = LazyPattern(r"(?P<done>处置|整改|办结|结案|查处|建档|回访|签约|兑付)率$")
_FOUND_GOOD: Final = LazyPattern(r"^[^占]*(?<!不)(?:合格|达标|完好|成活)[^占]*占")


def copied_description(row: Indicator, rows: Sequence[Indicator]) -> bool:
    """Return whether another row, of another kind of rate, has the definition of this one word for word.

    Names that end alike (小学入学率, 初中入学率) may share a definition, and so may surveys and two rates that it names
    (及时率, 足额率). If it names neither, the later row is the one that was copied.
    """
    name, words = bare_text(row.level3.text), bare_text(row.description.text)
    if not _RATE.search(name) or not _DEFINITION.search(words) or _SATISFIED in f"{name}{words}":
        return False
    if _named(name, words):
        return False
    others = [one for one in rows if one is not row and bare_text(one.description.text) == words]
    return any(
        _two_rates(other, name) and (_named(other, words) or one.level3.place.row < row.level3.place.row)
        for one in others
        if (other := bare_text(one.level3.text))
    )


def _named(name: str, words: str) -> bool:
    """Return whether a definition has the words of the kind of rate: 合格 of 合格率."""
    return name[-_KIND:-1] in words


def of_another_rate(name: str, words: str) -> bool:
    """Return whether what is dealt with (处置率) is defined as the share of what was found good, or is in order."""
    dealt_with = _DEALT_WITH.search(name)
    if dealt_with is not None:
        return dealt_with["done"] not in words and bool(_FOUND_GOOD.search(words))
    kind = _KIND_OF_RATE.search(name)
    if kind and kind[1] in _OF_THOSE_WHO_CAME and _ATTENDANCE.search(words):
        return True
    return (
        kind is not None
        and bool(_A_SHARE.search(words))
        and not any(word in words for word in _SAID_OF[kind[1]].split())
        and not shares_word(name.removesuffix("率"), words)
    )


_SAID_OF: Final = {
    "合格": "合格 达标 通过 符 验收 优良 达到 无 标准 成绩 完好 检测 规定 要求 以上 抽检",
    "达标": "合格 达标 达到 符 优良 满足 标准 以上 级 类 规定 通过",
    "知晓": "知晓 知道 了解 答 掌握 调查 测试 问卷 认识 熟悉 听说 抽查",
    "就业": "就业 上岗 创业 录用 工作 从业 聘 岗",
    "取证": "证",
    "办结": "办结 结案 办理 办完 完成 答复 处理 化解 结",
    "成活": "活 保存 死",
    "接种": "接种 免疫 疫苗 种",
    "签约": "签",
    "参保": "参保 缴 参加 投保",
    "完好": "完好 正常 可用 损 故障 能用 使用 无",
    "准确": "准确 无误 正确 符 错 误 一致 真实 条件 合规 属实 合格",
    "整改": "整改 销号 改 完成 消除 修复 处理 解决",
    "及时": "及时 按 时 规定 当 内 前 期 日 月 超 延",
    "入住": "住 占用 使用",
    "出勤": "出勤 到 岗 缺",
    "在线": "在线 正常 运行 离线 可用",
    "上线": "线",
    "通过": "通过 合格 过 退",
    "入学": "学 校",
    "到岗": "岗 到",
    "回收": "回收 收",
}
"""Words of which the definition of a rate has one, by its kind."""
_OF_THOSE_WHO_CAME: Final = frozenset(("合格", "达标", "取证", "就业"))
_ATTENDANCE: Final = LazyPattern(
    r"^(?:实际)?(?:参加|参训|到课|出勤)(?![^占]*(?:合格|达标|通过|取得|就业))[^占]*占[^占]*(?:应|计划)"
)
"""The share of those who came of those who should have."""
_SWAPPED: Final = LazyPattern(r"(?P<kind>评估|合格|整改|办结|达标|成活|处置|销号|回访|建档|签约|检测|检验|验收)率$")

_DUE: Final = LazyPattern(r"(?:应当?|需要?|须|计划|拟)[一-龥]{2}")
"""Those of whom something is due: 应签约, 计划检测."""


def swapped(name: str, words: str) -> bool:
    """Return whether a share is one of those of whom it should be: 评估率 as all that were fitted of those 评估.

    Those who are due to be (应签约户数) are the whole, whatever word the part has.
    """
    kind = _SWAPPED.search(name)
    part, _, whole = words.partition("占")
    if kind is None or kind["kind"] in part or not whole.endswith("比例"):
        return False
    return kind["kind"] in _DUE.sub("", whole)


def same_rate(one: str, other: str) -> bool:
    """Return whether two names or definitions of rates have the same characters but for 验收, 购置 and counters."""
    left, right = ({*_OF_GOODS.sub("", bare_text(text))} for text in (one, other))
    return left == right and one.strip().endswith(("率", "比例"))


_OF_GOODS: Final = LazyPattern(r"验收|购置|采购|全部|总数|台数|件数|数量|一次|[数的]")


_A_SHARE: Final = LazyPattern(r"占.{2,}(?:比例|比重|百分比)|(?:比例|占比|比重|百分比)$")
_KIND_OF_RATE: Final = LazyPattern(rf"({'|'.join(_SAID_OF)})率$")


# --- blank ------------------------------------------------------------------------------------------------------------

_LEAST_ROWS: Final = 4


def blank_among_others(rows: Sequence[Indicator]) -> Iterator[Hit]:
    """Yield the one blank description of a table whose others are filled in; without a name it is an error."""
    blank = [row for row in rows if not row.description.text.strip() and applies(row) and not row.target.blank]
    if len(blank) != 1 or len(rows) < _LEAST_ROWS or blank[0].level3.place == blank[0].description.place:
        return
    row = blank[0]
    if name := row.level3.text.strip():
        yield Hit(row.description, "description", values={"indicator": name, "what": Text("没有填写", "is blank")})
    elif all(one.level3.text.strip() for one in rows if one is not row) and not row.level3.uncalculated:
        values = {
            "indicator": row.level2.text.strip() or row.target.text.strip(),
            "what": Text("和三级指标名称都没有填写", "is blank, and so is its name"),
        }
        yield Hit(row.level3, "level3", severity=Severity.ERROR, related=(row.description.place,), values=values)


# --- numbers of another kind ------------------------------------------------------------------------------------------

_SHARE, _TIME, _MONEY, _COUNT, _LENGTH, _AREA = "share", "time", "money", "count", "length", "area"
_KINDS: Final = (
    (_SHARE, LazyPattern(r"(?:比例|占比|比重|比率|百分比)$")),
    (_TIME, LazyPattern(r"(?:时间|时限|时长|期限|年限|寿命|天数|日期|工期|小时数)$")),
    (_MONEY, LazyPattern(r"(?:费用|成本|支出|金额|造价|单价|投资|价格)$")),
    (_LENGTH, LazyPattern(r"(?:长度|里程)$")),
    (_AREA, LazyPattern(r"面积$")),
    (_COUNT, LazyPattern(r"[人户台套件次场处座批份起个株家期只头条宗]数$|数量$|人次$")),
)
_NAMED: Final = (
    (_SHARE, LazyPattern(r"(?<![频效])率$|满意度$")),
    *_KINDS[1:],
)
_WORKED_OUT: Final = LazyPattern(r"除以|占(?![地用道])|[÷/／比每与和及]|平均|人均|户均")
_PEOPLE: Final = LazyPattern(r"人[数次]$")
_OCCASIONS: Final = LazyPattern(r"(?:场次|场数|次数|期数)$")
_LEAST_WORDS: Final = 5
_UNITS: Final = {
    _SHARE: frozenset(("%", "‰")),
    _TIME: frozenset(("天", "日", "小时", "分钟", "秒", "工作日", "个工作日", "月", "个月", "年")),
    _LENGTH: frozenset(("公里", "千米", "米", "延米")),
    _AREA: frozenset(("亩", "万亩", "公顷", "平方米", "万平方米", "平方公里")),
    _COUNT: frozenset(
        (*"人户名台套件次场处座批份起个株家期只头条宗辆部册篇项", "人次", "户次", "场次", "批次", "万人次")
    ),
}


def of_another_number(row: Indicator, words: str) -> bool:
    """Return whether a description ends with a number of another kind than both the name and the target.

    What is worked out of two numbers (总投资除以面积) ends with the second of them.
    """
    value, name = row.target.value, bare_text(row.level3.text)
    if value is None or len(words) < _LEAST_WORDS:
        return False
    unit = value.unit or row.measure.text.strip()
    if _PEOPLE.search(name) and _OCCASIONS.search(words):
        return unit.endswith(("人", "人次"))
    said = next((kind for kind, pattern in _KINDS if pattern.search(words)), "")
    if not said or (said != _SHARE and _WORKED_OUT.search(words)):
        return False
    named = next((kind for kind, pattern in _NAMED if pattern.search(name)), "")
    if not named or named == said:
        return False
    if value.kind is TargetKind.DEADLINE:
        return named == _TIME
    return "元" in unit if named == _MONEY else unit in _UNITS[named]


# --- satisfaction with another project --------------------------------------------------------------------------------

_ABOUT: Final = LazyPattern(r"对([一-龥]{2,10}?)(?:的|表示|较|比较)*满意|参与([一-龥]{2,6}?)的", needs="对 参与")
_NAMED_USERS: Final = LazyPattern(r"[一-龥]{2}户|[一-龥]民|[一-龥]{2}(?:人员|对象)")
"""Words of people, which two projects may well serve: 养殖户."""
_OF_EVERY_PROJECT: Final = LazyPattern(
    r"满意[率度]?|受访|问卷|调查|群众|居民|村民|公众|对象|人员|单位|部门|社会|有关|相关|评价|测评|回访|结果|统计|表示|比例|占比|人数|服务|工作|活动|情况|质量|效果|项目|"
    r"设施|改造|管理|实施|整体|参与|农户|环境|安全|生活|政策|[对的中占数户人和及本]"
)


def about_another_project(row: Indicator, words: str, sheet: TargetSheet, book: DepartmentBook) -> bool:
    """Return whether a satisfaction is with what only another project of the book does.

    It is with what the description says, or the other project, which has the description word for word, is named by it.
    """
    name = bare_text(row.level3.text)
    if _SATISFIED not in name:
        return False
    about = _ABOUT.search(words)
    done = _pairs(about[1] or about[2]) if about else ()
    copied = _NAMED_USERS.sub(" ", words)
    others = [other for other in book.sheets if other is not sheet and (done or _described(other, words))]
    if not others:
        return False
    own = _texts_of(sheet, row)
    if done and not any(pair in own for pair in (*done, *_pairs(f"{name} {words}"))):
        return any(all(pair in _texts_of(other, row) for pair in done) for other in others)
    theirs = [pair for pair in _pairs(copied) if pair not in own]
    return any(pair in other.name.text for other in others if _described(other, words) for pair in theirs)


def _described(sheet: TargetSheet, words: str) -> bool:
    return any(bare_text(row.description.text) == words for row in sheet.indicators)


def _pairs(text: str) -> tuple[str, ...]:
    pieces = re.findall(r"[一-龥]{2,}", _OF_EVERY_PROJECT.sub(" ", text))
    return tuple(piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1))


def _texts_of(sheet: TargetSheet, without: Indicator) -> str:
    """Return the texts of a sheet but for one row."""
    rows = (f"{one.level3.text} {one.description.text}" for one in sheet.indicators if one is not without)
    return " ".join((sheet.name.text, sheet.purpose.text, sheet.goal.entry.text, *rows))


def _two_rates(one: str, other: str) -> bool:
    """Return whether two names are of rates of two kinds, and neither only adds words to the other."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return bool(_RATE.search(one)) and one[-_KIND:] != other[-_KIND:] and not all(mark in letters for mark in short)
