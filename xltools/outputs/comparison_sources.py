"""The two kinds of file that a county can be compared from: its JSON, and its summary workbook."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.county.comparison import ComparedCounty, ComparedProject
from xltools.editor.address import parse_cell
from xltools.errors import XltoolsError
from xltools.model import Place, SheetKind
from xltools.sheet_names import FUNDS_SHEET, INDICATORS_SHEET, PROJECTS_SHEET
from xltools.summary.indicators import INDICATOR_IDENTITY
from xltools.summary.previous import read_rows
from xltools.summary.projects import FUND_CONTENT, PROJECT_CONTENT
from xltools.values import parse_amount, parse_percent

__all__ = ["ComparisonError", "county_of_json", "county_of_summary", "read_county_json"]

_KINDS = {"项目": SheetKind.PROJECT, "专项": SheetKind.SPECIAL_FUND}
_TABLES = (
    (PROJECTS_SHEET, SheetKind.PROJECT, PROJECT_CONTENT, "projects"),
    (FUNDS_SHEET, SheetKind.SPECIAL_FUND, FUND_CONTENT, "special_funds"),
)
_PERIODS = ("03", "06", "10", "12")


class ComparisonError(XltoolsError):
    """A file cannot be compared: it is neither a county summary nor the JSON of one."""


def read_county_json(path: Path) -> ComparedCounty:
    """Return the county in a JSON file of ``xltools consolidate --json``. Raises ComparisonError for another file."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        return county_of_json(document, path.name)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise ComparisonError(
            f"{path.name} 不是汇总的 JSON，请给出 xltools consolidate --json 生成的文件。",
            f"{path.name} is not the JSON of a county; name a file that xltools consolidate --json wrote.",
        ) from error


def county_of_json(document: Mapping[str, Any], title: str) -> ComparedCounty:
    """Return the county in the JSON values of :func:`~xltools.outputs.json_report.county_json`."""
    plans: defaultdict[tuple[str, ...], dict[str, Decimal | None]] = defaultdict(dict)
    for row in document["plans"]:
        plans[_owner(row, row["kind"], "code", "name")][row["period"]] = _decimal(row["share"])
    targets: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row in document["indicators"]:
        key = _owner(row, row["kind"], "project_code", "project_name")
        targets[key].append((row["level3"], row["original"]))
    projects = []
    for _, kind, _, table in _TABLES:
        for row in document[table]:
            key = _owner(row, kind, "code", "name")
            projects.append(
                ComparedProject(
                    kind=kind,
                    department_code=row["department_code"],
                    department_name=row["department_name"],
                    code=row["code"],
                    name=row["name"],
                    budget=_decimal(row["budget"]),
                    fiscal=_decimal(row["fiscal"]),
                    other=_decimal(row["other"]),
                    plan=tuple(plans[key].get(period) for period in _PERIODS),
                    targets=tuple(targets[key]),
                    place=Place(row["file"], row["sheet"], *(parse_cell(row["cell"]) or (0, 0))),
                )
            )
    return ComparedCounty(title, tuple(projects), document["year"])


def county_of_summary(path: Path) -> ComparedCounty:
    """Return the county in a summary workbook. Raises NoSummaryError for any other file."""
    targets: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row, _ in read_rows(path, INDICATORS_SHEET, INDICATOR_IDENTITY, "level3"):
        if row.get("number"):
            kind = _KINDS.get(_text(row, "kind"), SheetKind.PROJECT)
            key = (_text(row, "department name"), kind, _text(row, "owner code"), _text(row, "owner"))
            targets[key].append((_text(row, "level3"), _text(row, "original")))
    return ComparedCounty(path.name, tuple(_summary_projects(path, targets)))


def _summary_projects(
    path: Path, targets: Mapping[tuple[str, ...], list[tuple[str, str]]]
) -> Iterator[ComparedProject]:
    for sheet, kind, columns, _ in _TABLES:
        for row, place in read_rows(path, sheet, columns, "budget"):
            if not row.get("number") or not (row.get("name") or row.get("code")):
                continue
            key = (_text(row, "department name"), kind, _text(row, "code"), _text(row, "name"))
            yield ComparedProject(
                kind=kind,
                department_code=_text(row, "department code"),
                department_name=_text(row, "department name"),
                code=_text(row, "code"),
                name=_text(row, "name"),
                budget=parse_amount(_text(row, "budget")),
                fiscal=parse_amount(_text(row, "fiscal")),
                other=parse_amount(_text(row, "other")),
                plan=tuple(parse_percent(_text(row, f"share {number}")) for number in range(len(_PERIODS))),
                targets=tuple(targets.get(key, ())),
                place=place,
            )


def _owner(row: Mapping[str, Any], kind: str, code: str, name: str) -> tuple[str, ...]:
    return row["department_code"], row["department_name"], kind, row[code], row[name]


def _text(row: Mapping[str, str | int], key: str) -> str:
    return str(row.get(key, ""))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
