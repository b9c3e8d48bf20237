"""The JSON of a consolidation: exact sums, one fate for each file, and the keys of schema 1 as they were."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.county.counties import county, department_sheet, finding, progress_row
from tests.outputs import schema1
from tests.summary.test_summary import published
from xltools.county.data import CountyData
from xltools.county.gather import find_files, gather
from xltools.model import Place, Severity, SheetKind
from xltools.outputs.json_report import county_json, findings_json, totals
from xltools.outputs.schema import SCHEMA
from xltools.outputs.table_rows import FindingRow

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
SAMPLES = Path(__file__).parents[2] / "workbooks" / "samples"


@cache
def samples() -> CountyData:
    """The samples, one of them with a sheet of the department as a whole and a self-evaluation."""
    data = gather(find_files([SAMPLES]), jobs=1)
    first = data.accepted[0]
    whole = replace(
        first,
        department_sheets=(department_sheet(Place(first.path, "部门整体", 8, 4)),),
        progress=(progress_row(Place(first.path, "自评1", 6, 5)),),
    )
    return replace(data, files=tuple(whole if file is first else file for file in data.files))


def restricted(document: Any, like: Any) -> Any:
    """The document with only the keys that ``like`` has."""
    if isinstance(like, dict):
        return {key: restricted(document[key], value) for key, value in like.items()}
    if isinstance(like, list):
        assert len(document) == len(like)
        return [restricted(*pair) for pair in zip(document, like, strict=True)]
    return document


def test_the_keys_of_schema_1_keep_their_values_on_the_samples() -> None:
    old, new = schema1.county_json(samples()), county_json(samples())
    assert len(old["findings"]) > 100
    assert restricted(new, old) == {**old, "schema": 2}


def test_the_published_department_gives_its_sums() -> None:
    assert totals(published()) == {
        "projects": 5,
        "special_funds": 2,
        "indicators": 0,
        "project_budget": "85473060.00",
        "special_fund_budget": "2298060.00",
        "deduplicated_budget": "86198060.00",
        "doubtful_budget": "0.00",
        "fiscal": "85473060.00",
        "other": "0.00",
        "projects_with_plan": 5,
        "project_budget_with_plan": "85473060.00",
        "planned": {"03": "314612.00", "06": "84686530.00", "10": "85001142.00", "12": "85473060.00"},
    }


def test_the_document_is_plain_json_and_complete() -> None:
    data = county()
    document = json.loads(json.dumps(county_json(data), ensure_ascii=False))
    assert (document["schema"], document["version"], document["generated"]) == (
        2,
        data.version,
        data.generated.isoformat(),
    )


def test_rows_add_up_to_the_totals() -> None:
    document = county_json(samples())
    sums = document["totals"]
    for key, table, column in (
        ("project_budget", "projects", "budget"),
        ("special_fund_budget", "special_funds", "budget"),
        ("fiscal", "projects", "fiscal"),
        ("project_budget", "departments", "project_budget"),
        ("deduplicated_budget", "departments", "deduplicated_budget"),
    ):
        assert sum(Decimal(row[column] or 0) for row in document[table]) == Decimal(sums[key]), (key, table)
    counted = sum(Decimal(row["budget"] or 0) for row in document["special_funds"] if row["counted"])
    assert Decimal(sums["project_budget"]) + counted == Decimal(sums["deduplicated_budget"])
    for period, amount in sums["planned"].items():
        plans = [row for row in document["plans"] if row["period"] == period and row["kind"] == SheetKind.PROJECT]
        assert sum(Decimal(row["planned"] or 0) for row in plans) == Decimal(amount)
    assert len(document["plans"]) == 4 * (sums["projects"] + sums["special_funds"])
    assert len(document["indicators"]) == sums["indicators"]


def test_findings_carry_their_department_and_project() -> None:
    document = county_json(samples())
    departments = {row["department_code"]: row for row in document["departments"]}
    owned = [row for row in document["findings"] if row["department_code"]]
    assert len(owned) > 100
    for severity in Severity:
        for code, department in departments.items():
            listed = sum(row["severity"] == severity and row["department_code"] == code for row in owned)
            assert department[f"{severity.value}s"] == listed, (code, severity)
    codes: dict[tuple[str, str], set[str]] = {}
    for row in (*document["projects"], *document["special_funds"]):
        codes.setdefault((row["file"], row["sheet"]), set()).add(row["code"])
    on_forms = [row for row in document["findings"] if (row["file"], row["sheet"]) in codes]
    assert len(on_forms) > 100
    assert all(row["project_code"] in codes[row["file"], row["sheet"]] for row in on_forms)


def test_a_finding_on_stacked_forms_belongs_to_the_form_above_it() -> None:
    data = county()
    file = data.accepted[0]
    first, second = file.sheets[0], file.sheets[1]
    sheet = first.place.sheet
    stacked = (
        first._replace(kind=SheetKind.PROJECT, code="一", place=Place(file.path, sheet, 3, 1)),
        second._replace(kind=SheetKind.PROJECT, code="二", place=Place(file.path, sheet, 40, 1)),
    )
    one = replace(file, sheets=stacked)
    findings = tuple(finding(Place(file.path, sheet, row, 1 if row else 0)) for row in (1, 39, 40, 0))
    document = county_json(replace(data, files=(one,), containments=(), findings=findings))
    assert [row["project_code"] for row in document["findings"]] == ["一", "一", "二", ""]
    assert [row["errors"] for row in document["projects"]] == [2, 1]


def test_plans_have_the_cells_they_stand_in() -> None:
    plans = [row for row in county_json(samples())["plans"] if "475" in row["file"] and row["sheet"] == "项目3"]
    assert [(row["period"], row["cell"]) for row in plans] == [("03", "B7"), ("06", "D7"), ("10", "E7"), ("12", "I7")]
    assert [row["typed"] for row in plans] == [None, "100", None, None]
    assert [row["share"] for row in plans] == ["0", "100", "100", "100"]


def test_only_accepted_files_count() -> None:
    data = county()
    accepted = [row for file in data.accepted for row in file.projects]
    budget = sum((row.budget or 0 for row in accepted), Decimal(0))
    assert county_json(data)["totals"]["project_budget"] == f"{budget:.2f}"
    assert county_json(replace(data, files=()))["totals"]["projects"] == 0


def test_a_finding_has_the_keys_of_the_schema() -> None:
    found = replace(finding(Place("a.xlsx", "项目1", 9, 5)), expected="100")
    document = findings_json([FindingRow(found, "402", "统计局", "402-0401-YXN-1AB2")], "规则.toml", NOON)
    assert (document["schema"], document["rule_settings"]) == (SCHEMA, "规则.toml")
    (row,) = document["findings"]
    assert row.keys() == county_json(county())["findings"][0].keys()
    assert {key: value for key, value in row.items() if value} == {
        "rule": "P03",
        "severity": Severity.ERROR.value,
        "file": "a.xlsx",
        "sheet": "项目1",
        "cell": "E9",
        "department_code": "402",
        "department_name": "统计局",
        "project_code": "402-0401-YXN-1AB2",
        "field": "plan",
        "message": "累计支出计划递减：6月底 50% → 10月底 40%",
        "message_en": "P03 at E9",
        "found": "20/50/40/100",
        "expected": "100",
        "suggestion": "核对并改为累计百分比",
        "suggestion_en": "Correct it.",
    }
