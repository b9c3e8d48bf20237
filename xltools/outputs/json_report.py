"""The result of a consolidation as JSON (docs/json.md), and its sums in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from xltools.county.data import CountyData
from xltools.county.sums import Sums
from xltools.model import PERIODS, SheetKind
from xltools.outputs.schema import FINDINGS, SCHEMA, TABLES, OutputColumn, OutputTable, ValueType
from xltools.outputs.table_rows import FindingRow
from xltools.text import Text
from xltools.values import format_amount
from xltools.version import __version__

__all__ = ["county_json", "findings_json", "sums_in_words", "totals"]

ZERO = Decimal(0)


def county_json(data: CountyData) -> dict[str, Any]:
    """Return the whole county as JSON values. Amounts are texts in 元 with two decimals, other numbers exact texts."""
    tables = {table.name: _table_json(table, data) for table in TABLES}
    findings = tables.pop("findings")
    return {
        "schema": SCHEMA,
        "generated": data.generated.isoformat(),
        "version": data.version,
        "county": data.county,
        "year": data.year,
        "rule_settings": data.rule_settings,
        **tables,
        "missing_departments": [{"code": entry.code, "name": entry.name} for entry in data.missing],
        "totals": totals(data),
        "findings": findings,
    }


def findings_json(rows: Iterable[FindingRow], rule_settings: str, generated: datetime) -> dict[str, Any]:
    """Return the findings of single workbooks as JSON values, with the keys that they have in the whole county."""
    columns = [column for column in FINDINGS.columns if column.in_json]
    return {
        "schema": SCHEMA,
        "generated": generated.isoformat(),
        "version": __version__,
        "rule_settings": rule_settings,
        "findings": [_row_json(columns, row) for row in rows],
    }


def _table_json(table: OutputTable, data: CountyData) -> list[dict[str, Any]]:
    columns = [column for column in table.columns if column.in_json]
    return [_row_json(columns, row) for row in table.rows(data)]


def _row_json(columns: Iterable[OutputColumn], row: object) -> dict[str, Any]:
    return {column.json_key: _json_value(column.type, column.value(row)) for column in columns}


def _json_value(type: ValueType, value: Any) -> Any:
    converter = _CONVERTERS.get(type)
    return converter(value) if converter and value is not None else value


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _number(number: Decimal) -> str:
    return f"{number:f}"


_CONVERTERS: dict[ValueType, Callable[[Any], str]] = {
    ValueType.MONEY: _money,
    ValueType.NUMBER: _number,
    ValueType.TIME: datetime.isoformat,
}
"""The conversion to text of values that JSON does not know."""


def totals(data: CountyData) -> dict[str, Any]:
    """Add up the accepted files. A special fund that contains projects is not counted twice."""
    projects, funds = Sums(), Sums()
    for part in data.parts:
        for row in part.sheets:
            (projects if row.kind is SheetKind.PROJECT else funds).add(row)
    alone = sum((containment.fund.budget or ZERO for containment in data.containments if containment.counted), ZERO)
    return {
        "projects": projects.count,
        "special_funds": funds.count,
        "indicators": sum(len(part.indicators) for part in data.parts),
        "project_budget": _money(projects.budget),
        "special_fund_budget": _money(funds.budget),
        "deduplicated_budget": _money(projects.budget + alone),
        "doubtful_budget": _money(sum((doubt.budget_apart for doubt in data.doubtful), ZERO)),
        "fiscal": _money(projects.fiscal),
        "other": _money(projects.other),
        "projects_with_plan": projects.plan_count,
        "project_budget_with_plan": _money(projects.plan_budget),
        "planned": {period.value: _money(amount) for period, amount in zip(PERIODS, projects.planned, strict=True)},
    }


def sums_in_words(data: CountyData) -> Text:
    """Return the budgets of projects and of special funds, and their sum without double counting, in words."""
    sums = totals(data)
    projects, funds, together = (
        format_amount(Decimal(sums[key])) for key in ("project_budget", "special_fund_budget", "deduplicated_budget")
    )
    return Text(
        f"预算项目 {sums['projects']} 个 {projects} 元，专项资金 {sums['special_funds']} 个 {funds} 元，"
        f"去重后 {together} 元",
        f"Projects {sums['projects']}: {projects} yuan; special funds {sums['special_funds']}: {funds} yuan; "
        f"without double counting {together} yuan",
    )
