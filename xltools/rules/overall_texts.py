"""Families B and G: the year of the department's overall targets, and what the targets of parts leave out or repeat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, TargetSheet
from xltools.rules.explained_years import explained_year
from xltools.rules.field_texts import narrative
from xltools.rules.patterns import bare_text
from xltools.rules.rule import Context, Scope, WordList, rule
from xltools.rules.statements import sheet_statements
from xltools.text import Text
from xltools.values import find_years, squeeze
from xltools.values.quantities import blank_numbering
from xltools.values.text import fold

__all__ = ["name_pairs"]


@rule(
    "B12",
    Severity.ERROR,
    zh=Words(
        "整体目标写的是别的年度",
        "预算年度是 {budget_year} 年，{label}写的却是“{found}”",
        "核对是否照抄了往年的材料，按 {budget_year} 年的任务改写",
    ),
    en=Words(
        "Overall targets of another year",
        'The budget year is {budget_year}, but the {label} is about "{found}"',
        "Check whether they were copied from another year, and rewrite them for {budget_year}",
    ),
    source="表样要求：年度填写预算所属年份",
    scope=Scope.DEPARTMENT,
    parameters={
        "reach": Decimal(3),
        "before": WordList("other_year_before"),
        "after": WordList("other_year_after"),
    },
    labels={"reach": Text("相差几年以内才报", "years apart up to which it is reported")},
    fires=Example(overall="2019年，我局完成农村公路建设任务，硬化道路12公里。"),
    clean=Example(overall="2020年，我局在2019年工作的基础上，硬化道路12公里。"),
)
def overall_of_another_year(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report an overall text whose sentences begin with another year near the budget's, which it never names.

    In safeguards, a clause of what is done again and again in that year is as good.
    """
    year = context.budget_year
    if year is None:
        return
    for field, entry in narrative(book):
        text = blank_numbering(fold(entry.text))
        years = find_years(text)
        if not years or any(named == year for named, _, _ in years):
            continue
        for named, start, end in years:
            near = abs(named - year) <= context.number("reach")
            first = _BEGINNING.search(text[:start]) and _OF_THE_WORK.match(text, end)
            again = field == "safeguards" and _CLAUSE_ENDS.search(text[:start]) and _AGAIN.match(text, end)
            if near and (first or again) and not explained_year(text, start, end, context):
                quote = re.split(r"[，,。；;]", entry.text[start:], maxsplit=1)[0]
                yield Hit(entry, field, quote, values={"label": field_term(field), "budget_year": year})
                break


_BEGINNING: Final = LazyPattern(
    r"(?:^|[\n。；;])\s*(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．:：]\s*)?(?:在|计划|力争|截至)?\s*$"
)
_OF_THE_WORK: Final = LazyPattern(
    r"\s*年(?:度|全年)?\s*(?:[，,：:]|我[局会委办院校镇乡县中站所部]|本[局会委办院校镇乡县级单部]|全[局县镇乡年市区]|将|计划|工作|目标|总体|主要|年度|围绕|继续|预计|拟"
    r"|完成|实施|开展|建设|新建|改造|新增|保障|培训|发放|\d{1,2}月)"
)
_CLAUSE_ENDS: Final = LazyPattern(r"(?:^|[\n。；;，,：:①-⑩])\s*$")
_AGAIN: Final = LazyPattern(
    r"\s*年(?:度|全年)?(?:起)?[，,]?(?:将|坚持|继续)?(?:每[天日周旬月季]|每半[月年]|每个?季度|定期|按[周月季旬]|逐[月季周])"
)
"""Work that is done at set times: 2017年每周召开例会."""


# --- targets of parts -------------------------------------------------------------------------------------------------


@rule(
    "G12",
    Severity.NOTE,
    zh=Words(
        "分项目标漏了项目",
        "总体绩效目标提到“{project}”，分项绩效目标里没有",
        "补写这一项的分项目标",
    ),
    en=Words(
        "A project without its part of the targets",
        'The overall target mentions "{project}", but the targets of parts do not',
        "Add what is to be reached by this project",
    ),
    source="整体绩效目标与项目绩效目标相互衔接的要求",
    scope=Scope.DEPARTMENT,
    fires=Example(
        overall="2020年硬化农村道路12公里，养护县道86公里。",
        sub_targets="1.农村道路硬化：硬化4个村道路12公里。2.路况检查：检查30次。",
        sheets=[
            Example(),
            Example(name="县道日常养护", purpose="县道日常养护86公里", goals="1、养护县道86公里。", rows=[]),
        ],
    ),
    clean=Example(
        overall="2020年硬化农村道路12公里，养护县道86公里。",
        sub_targets="1.农村道路硬化：硬化4个村道路12公里。2.公路养护：养护县道86公里。",
    ),
)
def project_without_part(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report the one project that the overall target speaks of and the targets of parts leave out, with its figures."""
    overall, parts = (squeeze(entry.text) for entry in (book.overall.overall, book.overall.sub_targets))
    if len(book.sheets) < _LEAST_SHEETS or len(_PART.findall(parts)) < _LEAST_PARTS or not overall:
        return
    left_out = [sheet for sheet in book.sheets if not _mentioned(sheet, parts, context)]
    if len(left_out) != 1:
        return
    sheet = left_out[0]
    named = name_pairs(sheet.name.text)
    words = len([pair for pair in named if pair in overall]) >= min(_LEAST_PAIRS, len(named))
    if words and any(figure in overall for figure in _figures(sheet, context)):
        yield Hit(
            book.overall.sub_targets, "sub_targets", "", related=(sheet.name.place,), values={"project": sheet.label}
        )


_LEAST_SHEETS, _LEAST_PARTS, _LEAST_PAIRS = 2, 2, 2
_PART: Final = LazyPattern(r"(?:^|[。；;\n])(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]|[一二三四五六七八九]是)")
_NOISE: Final = LazyPattern(
    r"20\d\d年?度?|项目|工程|资金|经费|专项|补助|补贴|建设|工作|管理|服务|购置|农村|全县|提升|改造|业务|设备|中央|省级|市级|县级|保障|培训"
)


def name_pairs(text: str) -> tuple[str, ...]:
    """Return the pairs of neighbouring characters of a name, without the words that many names have."""
    pieces = re.findall(r"[一-龥]{2,}", _NOISE.sub(" ", squeeze(text)))
    return tuple(dict.fromkeys(piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1)))


def _mentioned(sheet: TargetSheet, parts: str, context: Context) -> bool:
    """Return whether the targets of parts have a word of the project's name, or one of its figures."""
    pairs = name_pairs(sheet.name.text)
    if not pairs or any(pair in parts for pair in pairs):
        return True
    return any(figure in parts for figure in _figures(sheet, context))


def _figures(sheet: TargetSheet, context: Context) -> set[str]:
    figures = {one.quantity.text for one in sheet_statements(sheet, context) if one.field in ("purpose", "goals")}
    return {figure for figure in figures if len(figure) > _SHORT_FIGURE}


_SHORT_FIGURE: Final = 2
"""Characters of a figure with its unit that may be the same by chance."""


@rule(
    "G14",
    Severity.WARNING,
    zh=Words(
        "分项目标没有分解",
        "分项绩效目标与总体绩效目标一字不差，没有按项目分解",
        "按项目分条写明本年度的任务和目标值",
    ),
    en=Words(
        "Targets of parts are those of the whole",
        "The sub-targets repeat the overall targets word for word, and are not broken down by project",
        "Write for each project what it does in the year, and its target values",
    ),
    source="整体绩效目标与项目绩效目标相互衔接的要求",
    scope=Scope.DEPARTMENT,
    fires=Example(
        overall="2020年硬化农村道路12公里，养护县道86公里。",
        sub_targets="2020年硬化农村道路12公里，养护县道86公里。",
        sheets=[
            Example(),
            Example(name="县道日常养护", purpose="县道日常养护86公里", goals="1、养护县道86公里。", rows=[]),
        ],
    ),
    clean=Example(
        overall="2020年硬化农村道路12公里，养护县道86公里。",
        sub_targets="1.农村道路硬化：硬化农村道路12公里。2.公路养护：养护县道86公里。",
        sheets=[
            Example(),
            Example(name="县道日常养护", purpose="县道日常养护86公里", goals="1、养护县道86公里。", rows=[]),
        ],
    ),
)
def parts_repeat_the_whole(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report targets of parts that are the overall targets word for word; one project has no parts to be written."""
    overall, parts = book.overall.overall, book.overall.sub_targets
    same = bare_text(overall.text) == bare_text(parts.text)
    if same and len(bare_text(parts.text)) >= _LEAST_REPEATED and len(book.sheets) >= _LEAST_SHEETS:
        yield Hit(parts, "sub_targets", "", related=(overall.place,))


_LEAST_REPEATED: Final = 12
"""Characters from which a text is repeated on purpose."""
