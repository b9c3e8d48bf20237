"""The county as pandas tables, for people who go on with the data: to Parquet, to a notebook, to next year's checks.

Amounts are :class:`~decimal.Decimal` in 元 (dtype object), so that sums stay exact and Parquet gets decimals;
shares are 0-100; a blank cell is None. Every row has the file, sheet and cell it was read from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from xltools.county.data import CountyData, FileRecord, IndicatorRow, SheetRow
from xltools.model import PERIODS, Finding, Place, SheetKind
from xltools.text import Text

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["frames"]

_DEPARTMENT = ("department_code", "department_name")
_PLAIN_SHEET = (
    *_DEPARTMENT,
    "unit_code",
    "unit_name",
    "code",
    "name",
    "fund_level",
    "document_number",
    "budget",
    "fiscal",
    "other",
    "purpose",
    "goal",
    "indicators",
    "completeness",
)
_INDICATOR = (
    *_DEPARTMENT,
    "owner_code",
    "owner",
    "level1",
    "level2",
    "level3",
    "description",
    "operator",
    "number",
    "upper",
    "unit",
    "remark",
    "original",
    "basis",
    "weight",
)
_FINDING = ("rule", "field", "subject", "message", "message_en", "found", "expected", "suggestion", "suggestion_en")
_FILE = (
    "path",
    "reason",
    "reason_en",
    *_DEPARTMENT,
    "county",
    "year",
    "size",
    "modified",
    "sha256",
    "sheets_read",
    "rules_run",
)
_PLACE = ("file", "sheet", "cell")


def frames(data: CountyData) -> dict[str, DataFrame]:
    """The county's tables by name: rows of accepted files, and all files and findings.

    ``files``, ``projects``, ``special_funds``, ``indicators``, ``findings``; ``containments`` (one row for each project
    that a special fund holds); ``departments`` (sums of the projects); ``department_rules`` (how often each rule found
    something in each department).
    """
    accepted = data.accepted
    sheets = [row for file in accepted for row in file.sheets]
    owner = {file.path: (file.department_code, file.department_name) for file in data.files}
    projects = _sheets(row for row in sheets if row.kind is SheetKind.PROJECT)
    findings = _findings(data.findings, owner)
    return {
        "files": _files(data.files),
        "departments": _departments(projects),
        "projects": projects,
        "special_funds": _sheets(row for row in sheets if row.kind is SheetKind.SPECIAL_FUND),
        "containments": _containments(data),
        "indicators": _indicators(row for file in accepted for row in file.indicators),
        "findings": findings,
        "department_rules": _department_rules(findings),
    }


def _frame(rows: Iterable[Sequence[Any]], columns: Sequence[str]) -> DataFrame:
    import pandas as pd

    # Made of objects: pandas would turn a column of Decimal and None into floats, and codes into numbers.
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object).astype(
        {name: "int64" for name in columns if name in _COUNTS}
    )


_COUNTS = frozenset({"indicators", "size", "sheets_read", "rules_run"})


def _fields(row: object, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_field(row, name) for name in names)


def _field(row: object, name: str) -> Any:
    """Return the value of a column; a bilingual text has a column ``name`` and a column ``name_en``."""
    value = getattr(row, name.removesuffix("_en"))
    if isinstance(value, Text):
        return value.en if name.endswith("_en") else value.zh
    return value


def _place(place: Place) -> tuple[str, str, str]:
    return place.file, place.sheet, place.cell


def _files(files: Iterable[FileRecord]) -> DataFrame:
    rows = ((*_fields(file, _FILE), file.fate.value, file.profile.value) for file in files)
    return _frame(rows, (*_FILE, "fate", "profile"))


def _sheets(rows: Iterable[SheetRow]) -> DataFrame:
    columns = (
        *_PLAIN_SHEET,
        *(f"{what}_{period}" for what in ("plan", "share", "planned") for period in PERIODS),
        "classes",
        *_PLACE,
    )
    return _frame(
        (
            (
                *_fields(row, _PLAIN_SHEET),
                *row.plan,
                *row.shares,
                *row.planned,
                "、".join(sorted(row.classes)),
                *_place(row.budget_place if row.budget_place.cell else row.place),
            )
            for row in rows
        ),
        columns,
    )


def _indicators(rows: Iterable[IndicatorRow]) -> DataFrame:
    return _frame(
        ((*_fields(row, _INDICATOR), row.kind.value, *_place(row.place)) for row in rows),
        (*_INDICATOR, "kind", *_PLACE),
    )


def _findings(findings: Iterable[Finding], owner: dict[str, tuple[str, str]]) -> DataFrame:
    rows = (
        (
            finding.severity.value,
            *_fields(finding, _FINDING),
            *owner.get(finding.place.file, ("", "")),
            *_place(finding.place),
        )
        for finding in findings
    )
    return _frame(rows, ("severity", *_FINDING, *_DEPARTMENT, *_PLACE))


def _containments(data: CountyData) -> DataFrame:
    rows = (
        (pair.fund.department_code, pair.fund.code, pair.fund.name, project.code, project.name, project.budget)
        for pair in data.containments
        for project in pair.projects
    )
    columns = ("department_code", "fund_code", "fund_name", "project_code", "project_name", "project_budget")
    return _frame(rows, columns)


def _departments(projects: DataFrame) -> DataFrame:
    money = ["budget", "fiscal", "other", *(f"planned_{period}" for period in PERIODS)]
    known = projects.assign(**{name: projects[name].map(lambda amount: amount or 0) for name in money})
    grouped = known.groupby(list(_DEPARTMENT), sort=True)
    sums = grouped[[*money, "indicators"]].sum()
    sums.insert(0, "projects", grouped.size())
    return sums.reset_index()


def _department_rules(findings: DataFrame) -> DataFrame:
    return (
        findings.pivot_table(index="department_code", columns="rule", values="message", aggfunc="count", fill_value=0)
        .astype("int64")
        .reset_index()
        .rename_axis(columns=None)
    )
