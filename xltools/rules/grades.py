"""Family K, 前后一致: grades that purpose or goals name (7度设防, 三级公路, 20年一遇), held against the indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import Entry, Severity, TargetSheet
from xltools.quick_dataclass import dataclass
from xltools.rules.field_texts import filled_rows
from xltools.rules.row_views import shares_word
from xltools.rules.rule import Context, rule
from xltools.values.numbers import chinese_number
from xltools.values.text import fold

__all__: list[str] = []

_GRADE: Final = LazyPattern(
    r"(?<![\d.万千百A-Za-z第])(?:"
    r"(?P<degree>\d{1,2}|[六七八九])(?P<degrees>度)(?!假|过|角|电|以上的?电)"
    r"|(?P<rank>\d|[一二三四五])(?P<ranks>级|星)(?![联差\d])"
    r"|(?P<class>[ⅠⅡⅢⅣⅤⅥ]|III|II|IV|VI|I|V|[A-D甲乙丙])(?P<classes>类|级)"
    r"|(?P<office>国家|省|市|县)级及?(?P<offices>以)上"
    r"|(?P<stars>[1-5一二三四五])(?P<star>A级?)"
    r"|(?P<flood>\d{1,4}|[一二三五百]?[十百])年一(?P<floods>遇)(?!的?(?:标准)?(?:提高|提升|增强|升))"
    r")"
)
_MAY_HOLD_GRADE: Final = LazyPattern(
    r"[\d六七八九]度|[\d一二三四五ⅠⅡⅢⅣⅤⅥIVA-D甲乙丙][级类星]|[家省市县]级及?以上|[1-5一二三四五]A|年一遇"
)
"""Some of this is in each grade."""
_ROMAN: Final = {"I": "1", "Ⅰ": "1", "II": "2", "Ⅱ": "2", "III": "3", "Ⅲ": "3", "IV": "4", "Ⅳ": "4", "V": "5", "Ⅴ": "5"}
_GENERAL: Final = LazyPattern(
    r"达到|要求|标准|以上|以下|完成|提高|提升|改造后|不低于|水平|比例|占比|数量|项目|工程|建设|开展|实现|全部|保障|年|月|[\d.%，、]"
)
_CLAUSE: Final = re.compile(r"[，,。；;：:\n、（）()]")
_OFFICE: Final = "以"
"""The kind of 市级以上, which is held against 省级以上 where both are of the same number."""
_RANKS: Final = frozenset(("级", _OFFICE))
"""Kinds of which one thing may have several (省市县三级, 一级故障): the word behind has to be the same."""
_FLOOD, _WATERLOGGING = "遇", "涝"
"""Kinds of 20年一遇: what a river withstands, and what a field or a town can drain."""
_BEFORE_WORKS: Final = re.compile(r"(?:由|从|现状|目前|(?<![平草高])原有?|不足|仅为?|(?<!不)低于)[^，,。；;\d]{0,6}$")
"""Words of what is before the works: 由5年一遇提高到20年一遇."""
_NUMBER: Final = re.compile(r"\d[\d.]*")
_COUNTED: Final = re.compile(r"[\d的数]")
_FACE: Final = 2
"""Characters behind a grade that name what has it: 8度设防."""


@dataclass(frozen=True, slots=True)
class _Grade:
    """A grade with its kind, the words behind it, and all words of its clause."""

    field: str
    entry: Entry[Any]
    kind: str
    grade: str
    text: str
    behind: str
    words: str

    def other(self, later: _Grade) -> bool:
        """Return whether another grade of the same kind is given for the same thing."""
        if self.kind != later.kind or self.grade == later.grade:
            return False
        same_face = self.behind == later.behind != ""
        return same_face or (self.kind not in _RANKS and shares_word(self.words, later.words))


@rule(
    "K27",
    Severity.ERROR,
    zh=Words(
        "等级前后不一致",
        "{label}写“{found}”，{other_label}写“{quote}”（{where}）",
        "核对设计文件或政策文件，把各处写成同一等级",
    ),
    en=Words(
        "Two grades of one thing",
        'The {label} says "{found}", but the {other_label} says "{quote}" ({where})',
        "Check the design or the document, and give the same grade in all places",
    ),
    source="绩效目标、指标和资金用途相互衔接的要求",
    silenced_by=("K01", "K23"),
    per_row=True,
    fires=Example(
        goals="1、按四级公路标准硬化4个村道路12公里。",
        row="产出指标|质量指标|道路等级达标率|达到三级公路标准的里程占比|=100%|示交〔2019〕36号",
    ),
    clean=Example(
        goals="1、按四级公路标准硬化4个村道路12公里。",
        row="产出指标|质量指标|道路等级达标率|达到四级公路标准的里程占比|=100%|示交〔2019〕36号",
    ),
)
def grades_differ(sheet: TargetSheet, context: Context) -> Iterator[Hit]:
    """Report the one grade of an indicator that is not the one grade of the same kind in purpose or goals."""
    stated = [*_grades("goals", sheet.goal.entry), *_grades("purpose", sheet.purpose)]
    if not stated:
        return
    for row in filled_rows(sheet, context):
        name = row.level3.text.strip()
        own = [
            *_grades("target", row.target, name),
            *_grades("description", row.description, name),
            *_grades("level3", row.level3),
        ]
        for one in own:
            alike = [other for other in stated if other.kind == one.kind]
            if (
                len({other.grade for other in alike}) != 1
                or len({each.grade for each in own if each.kind == one.kind}) != 1
            ):
                continue
            if one.kind == _OFFICE and not {*_NUMBER.findall(alike[0].text)} & {*_NUMBER.findall(row.target.text)}:
                continue
            if one.other(alike[0]):
                place = alike[0].entry.place
                values = {
                    "label": field_term(one.field),
                    "other_label": field_term(alike[0].field),
                    "quote": alike[0].text,
                    "where": f"{place.sheet} {place.cell}".strip(),
                }
                yield Hit(one.entry, one.field, one.text, related=(place,), values=values)
                break


def _grades(field: str, entry: Entry[Any], name: str = "") -> Iterator[_Grade]:
    text = fold(entry.text)
    if not _MAY_HOLD_GRADE.search(text):
        return
    for match in _GRADE.finditer(text):
        grade = match["degree"] or match["rank"] or match["class"] or match["office"] or match["stars"]
        grade = grade or match["flood"]
        kind = match["degrees"] or match["ranks"] or match["classes"] or match["offices"] or match["star"]
        kind = kind or match["floods"]
        before = _CLAUSE.split(text[: match.start()])[-1]
        behind = _CLAUSE.split(text[match.end() :], maxsplit=1)[0]
        if kind == _FLOOD:
            if _BEFORE_WORKS.search(before):
                continue
            kind = _WATERLOGGING if _WATERLOGGING in f"{name}{before}" else _FLOOD
        number = _ROMAN.get(grade) or (grade if grade.isascii() else str(chinese_number(grade) or grade))
        words = _GENERAL.sub("\0", f"{name}\0{before}\0{behind}")
        face = behind.lstrip("以上下的标准要求")[:_FACE]
        face = _COUNTED.split(face)[0] if kind == _OFFICE else face
        yield _Grade(field, entry, kind[0], number, f"{match[0]}{behind}"[:12], face, words)
