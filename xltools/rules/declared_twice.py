"""Family B, 基本信息: one project that stands on two sheets of a department, whose amount counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Severity, TargetSheet
from xltools.rules.identity import code_of, is_placeholder
from xltools.rules.known_amounts import name_without_year
from xltools.rules.patterns import bare_text
from xltools.rules.rule import Context, Scope, rule
from xltools.text import Text
from xltools.values import squeeze

__all__: list[str] = []

_SAME_CONTENT = Text("名称、预算数、资金用途、目标和指标都相同", "the same name, budget, purpose, goals and indicators")
_SAME_NAME = Text("名称相同，内容不同", "the same name and other content")


@rule(
    "B11",
    Severity.ERROR,
    zh=Words(
        "同一项目重复申报",
        "项目“{found}”有 {count} 张表，{what}，金额都算进了合计：{sheets}",
        "确是同一项目的，只留一张表；确是两个项目的，写明各自的名称和内容",
    ),
    en=Words(
        "One project declared twice",
        'The project "{found}" has {count} sheets with {what}, and each amount is in the total: {sheets}',
        "If it is one project, keep one sheet; if there are two, give each its own name and content",
    ),
    source="项目不得重复申报的要求",
    scope=Scope.DEPARTMENT,
    fires=Example(sheets=[Example(code="301-0401-YXN-A2WI"), Example(code="301-0401-YXN-6RWU")]),
    clean=Example(
        sheets=[Example(code="301-0401-YXN-A2WI"), Example(code="301-0401-YXN-6RWU", name="2020年县道养护项目")]
    ),
)
def project_declared_twice(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report sheets of one unit that say the same in every field but the code; B02 reports those with one code.

    Where only the name is the same, a year in front that one of them lacks aside, it is a warning: without codes no
    one can tell whether it is one project.
    """
    named: dict[Hashable, list[TargetSheet]] = defaultdict(list)
    for sheet in book.projects:
        if squeeze(sheet.name.text) and sheet.budget.value:
            named[squeeze(sheet.unit.text), name_without_year(sheet.name.text)].append(sheet)
    for sheets in named.values():
        alike: dict[Hashable, list[TargetSheet]] = defaultdict(list)
        for sheet in sheets:
            alike[_content(sheet)].append(sheet)
        for same in alike.values():
            yield from _hits(same, _SAME_CONTENT, None)
        yield from _hits(_of_one_name([same[0] for same in alike.values()]), _SAME_NAME, Severity.WARNING)


def _hits(sheets: Sequence[TargetSheet], what: Text, severity: Severity | None) -> Iterator[Hit]:
    codes = [code_of(sheet.code.text) for sheet in sheets]
    repeated = len(set(codes)) < len(codes) and not all(code == "" or is_placeholder(code) for code in codes)
    if len(sheets) < 2 or repeated:
        return
    first, second, *others = sheets
    places = [f"{sheet.place.sheet} {sheet.budget.place.cell}" for sheet in sheets]
    yield Hit(
        second.name,
        "name",
        severity=severity,
        related=tuple(sheet.budget.place for sheet in (first, *others)),
        values={"count": len(sheets), "what": what, "sheets": Text("、".join(places), ", ".join(places))},
    )


def _of_one_name(sheets: Sequence[TargetSheet]) -> Sequence[TargetSheet]:
    """Return the sheets that nothing but their content tells apart: neither codes nor years in their names."""
    codes = [code_of(sheet.code.text) for sheet in sheets]
    if all(codes):
        return []
    names = [squeeze(sheet.name.text) for sheet in sheets]
    years = [name for name in names if name_without_year(name) != bare_text(name)]
    return [] if len(years) == len(names) == len(set(names)) else sheets


def _content(sheet: TargetSheet) -> Hashable:
    """Return what a sheet says of its project, without its code."""
    rows = (
        (row.level3.text, row.description.text, row.target.text, row.basis.text, row.measure.text)
        for row in sheet.indicators
    )
    return (
        squeeze(sheet.name.text),
        sheet.budget.value,
        sheet.fiscal.value,
        squeeze(sheet.purpose.text),
        squeeze(sheet.goal.entry.text),
        tuple(tuple(map(squeeze, row)) for row in rows),
    )
