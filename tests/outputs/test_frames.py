"""The county as pandas tables: the same rows and sums as everywhere, exact and traceable."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.county.counties import county
from tests.outputs.test_json_report import samples
from xltools.model import SheetKind
from xltools.outputs.frames import frames
from xltools.outputs.json_report import county_json
from xltools.outputs.schema import TABLES, OutputTable


def test_tables_hold_the_rows_of_accepted_files() -> None:
    data = county()
    sheets = [row for file in data.accepted for row in file.sheets]
    assert {name: len(table) for name, table in frames(data).items()} == {
        "files": len(data.files),
        "departments": len(data.accepted) + len(data.missing),
        "projects": sum(row.kind is SheetKind.PROJECT for row in sheets),
        "special_funds": sum(row.kind is SheetKind.SPECIAL_FUND for row in sheets),
        "plans": 4 * len(sheets),
        "indicators": sum(len(file.indicators) for file in data.accepted),
        "department_sheets": 0,
        "department_tasks": 0,
        "department_indicators": 0,
        "doubtful_amounts": len(data.doubtful),
        "results": 0,
        "result_indicators": 0,
        "project_lives": 0,
        "findings": len(data.findings),
    }


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_row_says_where_it_comes_from(table: OutputTable) -> None:
    frame = frames(samples())[table.name]
    assert len(frame)
    assert (frame["file"] != "").all()
    whole_files = {"files", "departments"}
    assert (frame["sheet"] == "").all() if table.name in whole_files else (frame["cell"] != "").any()


def test_amounts_stay_decimals_and_blanks_stay_blank() -> None:
    projects = frames(county())["projects"]
    assert {type(amount) for amount in projects["budget"]} == {Decimal}
    assert {type(amount) for amount in projects["other"]} == {Decimal, type(None)}
    assert projects["code"][0] == "101-0401-YXN-0000"
    assert [projects[key][0] for key in ("file", "sheet", "cell")] == ["报送/101县委办公室.xlsx", "项目1", "C6"]


def test_sums_are_exact() -> None:
    tables, sums = frames(samples()), county_json(samples())["totals"]
    assert tables["projects"]["budget"].dropna().sum() == Decimal(sums["project_budget"])
    assert tables["departments"]["deduplicated_budget"].sum() == Decimal(sums["deduplicated_budget"])


def test_integers_stay_integers_where_some_are_blank() -> None:
    files = frames(county())["files"]
    assert (str(files["year"].dtype), str(files["returned"].dtype)) == ("Int64", "boolean")


def test_an_empty_county_has_all_tables_with_their_columns() -> None:
    tables = frames(replace(county(), files=(), roster=(), containments=(), findings=()))
    assert {len(table) for table in tables.values()} == {0}
    for table in TABLES:
        assert list(tables[table.name].columns) == [column.name for column in table.columns]
