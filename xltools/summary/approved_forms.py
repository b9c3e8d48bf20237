"""Read the forms of a summary's projects again, each as it was typed; what people have changed since is refused.

People sort and filter the sheets of a summary, and that changes nothing: rows are found by the number in 序. A row that
was deleted, added or changed is told, with its place; nothing is taken from such a summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xltools.county.originals import Content, TypedForm, shown_form, whole_form
from xltools.model import Place
from xltools.sheet_names import INDICATORS_SHEET, ORIGINALS_SHEET, PROJECTS_SHEET
from xltools.summary.indicators import INDICATOR_FORM
from xltools.summary.originals import DOUBTFUL, ORIGINAL_COLUMNS, RETURNED
from xltools.summary.previous import NoSummaryError, read_rows, sheet_names
from xltools.summary.projects import PROJECT_FORM
from xltools.text import Text

__all__ = ["ApprovedForm", "read_approved_forms"]

_MAX_TOLD = 5
_Row = tuple[Mapping[str, str], Place]


@dataclass(frozen=True, slots=True)
class ApprovedForm:
    """A project's form, and the workbook that it stands in, the ``book``-th of the county.

    ``at`` is its place among the sheets of that; ``cover`` holds what the cover says by key. The amount of a
    ``doubtful`` one is in no sum of the summary; a ``returned`` workbook went back to its department before.
    """

    form: TypedForm
    book: int
    at: int
    file: str
    department_code: str
    department_name: str
    file_year: int | None
    county: str
    year: int | None
    cover: Mapping[str, Content]
    doubtful: bool
    returned: bool


def read_approved_forms(path: Path) -> tuple[ApprovedForm, ...]:
    """Return the forms of all projects of a summary, in the order of their workbooks.

    Raises NoSummaryError for a file that is none, and for a summary without what is needed or with changes.
    """
    if ORIGINALS_SHEET not in sheet_names(path):
        raise NoSummaryError(
            f"{path.name} 里没有项目绩效目标表的原文：它由旧版本生成，或汇总的是监控、自评，或隐藏的工作表被删了",
            f"{path.name} does not keep the forms of projects: an older version made it, or it is one of monitoring or "
            "self-evaluation, or its hidden sheet was deleted",
        )
    problems: list[Text] = []
    projects = _numbered(path, PROJECTS_SHEET, problems)
    indicators = _numbered(path, INDICATORS_SHEET, problems)
    kept = [row for row, _ in read_rows(path, ORIGINALS_SHEET, ORIGINAL_COLUMNS, "number")]
    forms = [form for row in kept if (form := _form(_texts(row), projects, indicators, problems))]
    for table in (projects, indicators):
        problems += (_added(place) for row, place in table.values() if row.get("kind") != "专项")
    if problems:
        told = problems[:_MAX_TOLD]
        more = len(problems) - len(told)
        zh = "；".join(one.zh for one in told) + (f"；等 {len(problems)} 处" if more else "")
        en = "; ".join(one.en for one in told) + (f"; and {more} more" if more else "")
        raise NoSummaryError(
            f"{path.name} 生成以后被改过，不能确定哪个是批复的：{zh}",
            f"{path.name} was changed since it was made, and what was approved is not certain: {en}",
        )
    return tuple(sorted(forms, key=lambda form: (form.book, form.at)))


def _texts(row: Mapping[str, str | int]) -> dict[str, str]:
    return {key: str(value) for key, value in row.items()}


def _numbered(path: Path, table: str, problems: list[Text]) -> dict[int, _Row]:
    """Return the rows of a detail sheet by their numbers; a row without one of its own is a problem."""
    columns = PROJECT_FORM if table == PROJECTS_SHEET else INDICATOR_FORM
    found: dict[int, _Row] = {}
    for row, place in read_rows(path, table, columns, "number"):
        texts = _texts(row)
        if not texts.get("number", "").isdecimal() or int(texts["number"]) in found:
            if not _is_foreign(texts):
                problems.append(_added(place))
            continue
        found[int(texts["number"])] = (texts, place)
    return found


def _is_foreign(row: Mapping[str, str]) -> bool:
    """Return whether a row of a table is none of its rows, such as one of the notes below it."""
    return not row.keys() & {"name", "budget", "owner", "level3"}


def _form(
    kept: Mapping[str, str], projects: dict[int, _Row], indicators: dict[int, _Row], problems: list[Text]
) -> ApprovedForm | None:
    """Return a project's form, and take its rows out; None with a problem where they are not as they were."""
    number, first, count = (int(kept[key]) for key in ("number", "first", "indicators"))
    project = projects.pop(number, None)
    lines = {at: indicators.pop(at, None) for at in range(first, first + count)}
    gone = [(PROJECTS_SHEET, number)] if project is None else []
    gone += [(INDICATORS_SHEET, at) for at, line in lines.items() if line is None]
    if project is None or gone:
        problems += (Text(f"“{sheet}”的第 {at} 项被删了", f"number {at} of {sheet} is gone") for sheet, at in gone)
        return None
    row, place = project
    rows = [line[0] for line in lines.values() if line]
    try:
        form, own = whole_form(kept["originals"], shown_form(_fields(row), map(_line, rows)))
    except (ValueError, ArithmeticError):
        name = row.get("name", "")
        problems.append(
            Text(
                f"“{place.sheet}”第 {place.row} 行的项目“{name}”或它在“{INDICATORS_SHEET}”里的指标与生成时不同",
                f'the project "{name}" in row {place.row} of {place.sheet} or its indicators are not as they were',
            )
        )
        return None
    state = kept.get("state", "")
    return ApprovedForm(
        form,
        int(kept["book"]),
        own["at"],
        kept.get("file", ""),
        kept.get("department code", ""),
        kept.get("department name", ""),
        _year(kept.get("file year", "")),
        kept.get("county", ""),
        _year(kept.get("year", "")),
        own["cover"],
        doubtful=DOUBTFUL in state,
        returned=RETURNED in state,
    )


def _added(place: Place) -> Text:
    return Text(f"“{place.sheet}”第 {place.row} 行不是生成时就有的", f"row {place.row} of {place.sheet} was not there")


def _fields(row: Mapping[str, str]) -> dict[str, Content | None]:
    return {
        "name": row.get("name"),
        "unit": row.get("unit code", "") + row.get("unit name", ""),
        "goals": row.get("goal"),
        **{key: _number(row.get(key, "")) for key in ("budget", "fiscal", "other")},
    }


def _line(row: Mapping[str, str]) -> dict[str, Content | None]:
    return {
        **{key: row.get(key) for key in ("level1", "level2", "level3")},
        "target": row.get("original"),
        "weight": _number(row.get("weight", "")),
    }


def _number(text: str) -> Content:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _year(text: str) -> int | None:
    return int(text) if text.isdecimal() else None
