"""The county as pandas tables: the same rows and sums as everywhere, exact and traceable."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from tests.county.counties import county
from xltools.model import SheetKind
from xltools.outputs.frames import frames


def test_tables_hold_the_rows_of_accepted_files() -> None:
    data = county()
    tables = frames(data)
    sheets = [row for file in data.accepted for row in file.sheets]
    assert {name: len(table) for name, table in tables.items()} == {
        "files": len(data.files),
        "departments": len(data.accepted),
        "projects": sum(row.kind is SheetKind.PROJECT for row in sheets),
        "special_funds": sum(row.kind is SheetKind.SPECIAL_FUND for row in sheets),
        "containments": sum(len(pair.projects) for pair in data.containments),
        "indicators": sum(len(file.indicators) for file in data.accepted),
        "findings": len(data.findings),
        "department_rules": len(data.accepted) + 1,
    }


def test_amounts_stay_decimals_and_blanks_stay_blank() -> None:
    projects = frames(county())["projects"]
    assert {type(amount) for amount in projects["budget"]} == {Decimal}
    assert {type(amount) for amount in projects["other"]} == {Decimal, type(None)}
    assert projects["code"][0] == "101-0401-YXN-0000"
    assert [projects[key][0] for key in ("file", "sheet", "cell")] == ["报送/101县委办公室.xlsx", "项目1", "C6"]


def test_departments_add_up_to_the_fen() -> None:
    data = county()
    departments = frames(data)["departments"].set_index("department_code")
    for file in data.accepted:
        row = departments.loc[file.department_code]
        assert row["projects"] == len(file.projects)
        assert row["budget"] == sum((one.budget or 0 for one in file.projects), Decimal(0))
        assert row["planned_06"] == sum((one.planned[1] or 0 for one in file.projects), Decimal(0))


def test_the_matrix_counts_findings() -> None:
    data = county()
    matrix = frames(data)["department_rules"].set_index("department_code")
    found = Counter(finding.rule for finding in data.findings)
    assert {rule: int(matrix[rule].sum()) for rule in matrix.columns} == found


def test_an_empty_county_has_all_tables_with_their_columns() -> None:
    tables = frames(replace(county(), files=(), containments=(), findings=()))
    assert {len(table) for table in tables.values()} == {0}
    assert "budget" in tables["projects"].columns
    assert "budget" in tables["departments"].columns
