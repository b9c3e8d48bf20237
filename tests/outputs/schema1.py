"""The JSON of a consolidation as schema 1 wrote it: what its keys meant then, they must mean in every later schema."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltools.county.data import CountyData, CountyFile
from xltools.county.sums import Sums
from xltools.model import PERIODS, Finding, SheetKind

ZERO = Decimal(0)


def county_json(data: CountyData) -> dict[str, Any]:
    return {
        "schema": 1,
        "county": data.county,
        "year": data.year,
        "files": [_file_json(file) for file in data.files],
        "missing_departments": [{"code": entry.code, "name": entry.name} for entry in data.missing],
        "totals": _totals(data),
        "findings": [_finding_json(finding) for finding in data.findings],
    }


def _file_json(file: CountyFile) -> dict[str, Any]:
    projects = file.projects
    return {
        "path": file.path,
        "status": file.fate.value,
        "reason": file.reason.zh,
        "reason_en": file.reason.en,
        "sha256": file.sha256,
        "department_code": file.department_code,
        "department_name": file.department_name,
        "projects": len(projects),
        "special_funds": len(file.sheets) - len(projects),
        "indicators": len(file.indicators),
        "findings": len(file.findings),
        "rules_run": file.rules_run,
        "returned": file.returned,
        "mended": file.mended,
    }


def _totals(data: CountyData) -> dict[str, Any]:
    projects, funds = Sums(), Sums()
    for file in data.accepted:
        for row in file.sheets:
            (projects if row.kind is SheetKind.PROJECT else funds).add(row)
    alone = sum((pair.fund.budget or ZERO for pair in data.containments if pair.counted), ZERO)
    return {
        "projects": projects.count,
        "special_funds": funds.count,
        "indicators": sum(len(file.indicators) for file in data.accepted),
        "project_budget": _money(projects.budget),
        "special_fund_budget": _money(funds.budget),
        "deduplicated_budget": _money(projects.budget + alone),
        "fiscal": _money(projects.fiscal),
        "other": _money(projects.other),
        "planned": {period.value: _money(amount) for period, amount in zip(PERIODS, projects.planned, strict=True)},
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "field": finding.field,
        "subject": finding.subject,
        "message": finding.message.zh,
        "message_en": finding.message.en,
        "found": finding.found,
        "expected": finding.expected,
        "suggestion": finding.suggestion.zh,
        "suggestion_en": finding.suggestion.en,
        "related": [str(place) for place in finding.related],
        "since": finding.since.value if finding.since else "",
    }


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
