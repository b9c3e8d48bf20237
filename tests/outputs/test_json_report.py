"""The JSON of a consolidation: schema 1, exact sums, one fate for each file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal

from tests.county.counties import county, finding
from tests.summary.test_summary import published
from xltools.model import Place, Severity
from xltools.outputs.json_report import county_json, finding_json


def test_the_published_department_gives_its_sums() -> None:
    assert county_json(published())["totals"] == {
        "projects": 5,
        "special_funds": 2,
        "indicators": 0,
        "project_budget": "85473060.00",
        "special_fund_budget": "2298060.00",
        "deduplicated_budget": "86198060.00",
        "fiscal": "85473060.00",
        "other": "0.00",
        "planned": {"03": "314612.00", "06": "84686530.00", "10": "85001142.00", "12": "85473060.00"},
    }


def test_the_document_is_plain_json_and_complete() -> None:
    data = county()
    document = json.loads(json.dumps(county_json(data), ensure_ascii=False))
    assert document["schema"] == 1
    assert [file["path"] for file in document["files"]] == [file.path for file in data.files]
    assert {file["status"] for file in document["files"]} == {"accepted", "superseded", "rejected", "ignored"}
    assert sum(file["projects"] for file in document["files"] if file["status"] == "accepted") == 79
    assert len(document["findings"]) == len(data.findings)
    assert document["missing_departments"] == [{"code": "318", "name": "自然资源和规划局"}]
    amounts = [value for key, value in document["totals"].items() if "budget" in key]
    assert all(re.fullmatch(r"\d+\.\d\d", amount) for amount in amounts)


def test_only_accepted_files_count() -> None:
    data = county()
    accepted = [row for file in data.accepted for row in file.projects]
    budget = sum((row.budget or 0 for row in accepted), Decimal(0))
    assert county_json(data)["totals"]["project_budget"] == f"{budget:.2f}"
    assert county_json(replace(data, files=()))["totals"]["projects"] == 0


def test_a_finding_has_the_keys_of_the_schema() -> None:
    found = replace(finding(Place("a.xlsx", "项目1", 9, 5)), expected="100")
    assert {key: value for key, value in finding_json(found).items() if value} == {
        "rule": "P03",
        "severity": Severity.ERROR.value,
        "file": "a.xlsx",
        "sheet": "项目1",
        "cell": "E9",
        "field": "plan",
        "message": "累计支出计划递减：6月底 50% → 10月底 40%",
        "message_en": "P03 at E9",
        "found": "20/50/40/100",
        "expected": "100",
        "suggestion": "核对并改为累计百分比",
        "suggestion_en": "Correct it.",
    }
