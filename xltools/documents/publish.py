"""A department's book as the text that departments publish: one cell a line, as :mod:`published_text` reads it."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.forms.hb2020 import HB2020
from xltools.glossary import FieldTerm
from xltools.model import DepartmentBook, SheetKind, TargetSheet

__all__ = ["render_published_text"]

_PARTS = ("第一部分", "第二部分", "第三部分")
_HEADINGS = ("部门整体绩效目标", "专项资金绩效目标", "预算项目绩效目标")
_NARRATIVE = (("一", FieldTerm.OVERALL.zh), ("二", FieldTerm.SUB_TARGETS.zh), ("三", FieldTerm.SAFEGUARDS.zh))
_PERIODS = (FieldTerm.PLAN_03.zh, FieldTerm.PLAN_06.zh, FieldTerm.PLAN_10.zh, FieldTerm.PLAN_12.zh)


def render_published_text(book: DepartmentBook) -> str:
    """Return the text of the whole book: overall targets, special funds, budget projects. Blank cells are a tab."""
    return "\n".join(_lines(book)) + "\n"


def _lines(book: DepartmentBook) -> Iterator[str]:
    yield _PARTS[0]
    yield _HEADINGS[0]
    texts = (book.overall.overall, book.overall.sub_targets, book.overall.safeguards)
    for (number, heading), entry in zip(_NARRATIVE, texts, strict=True):
        yield f"{number}、{heading} TC {heading} \\f A \\l 1 "
        yield from (f"    {line.strip()}" for line in (entry.value or "").splitlines())
        yield ""
    for part, heading, sheets in zip(_PARTS[1:], _HEADINGS[1:], (book.special_funds, book.projects), strict=True):
        yield part
        yield heading
        for sheet in sheets:
            yield from _form(sheet)


def _form(sheet: TargetSheet) -> Iterator[str]:
    title = sheet.title.value or f"{sheet.label}{HB2020.title_suffix}"
    name = HB2020.field("name").label(sheet.kind)
    level = "B" if sheet.kind is SheetKind.SPECIAL_FUND else "C"
    yield f"{title} TC {title} \\f {level} \\l 1 "
    yield from _row(sheet.unit.text, f"单位：{sheet.money_unit}")
    yield from _row(FieldTerm.CODE.zh, sheet.code.text, name, sheet.name.text)
    budget, fiscal, other = FieldTerm.BUDGET.zh, FieldTerm.FISCAL.zh, FieldTerm.OTHER.zh
    amounts = (budget, sheet.budget.text, fiscal, sheet.fiscal.text, other, sheet.other.text)
    yield from _row(FieldTerm.FUNDING.zh, *amounts)
    yield from _row("", sheet.purpose.text)
    yield from _row(FieldTerm.PLAN.zh, *_PERIODS)
    yield from _row("", *(entry.text for entry in sheet.plan.entries))
    yield from _row(FieldTerm.GOALS.zh, sheet.goal.entry.text)
    yield ""
    yield from _row(*(column.label for column in HB2020.table.columns if column.columns))
    for row in sheet.indicators:
        level1 = "" if row.continued else row.level1.text
        rest = (row.level2, row.level3, row.description, row.target, row.basis)
        yield from _row(level1, *(entry.text for entry in rest))
    if not sheet.indicators:
        yield from _row(*([""] * 6))
    yield ""


def _row(*cells: str) -> Iterator[str]:
    """Go through the lines of a table row. Further paragraphs of a cell have no tab and follow an empty line."""
    for cell in cells:
        first, *more = (cell.strip() or "").splitlines() or [""]
        yield f"\t{first}"
        for paragraph in more:
            if paragraph.strip():
                yield ""
                yield paragraph.strip()
    yield ""
