"""A store of many counties: exact, whole or not at all, and without the traps of Parquet and DuckDB."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.county.counties import county
from tests.outputs.test_tables import with_first_project
from xltools.county.data import CountyData
from xltools.outputs import store as store_module
from xltools.outputs.json_report import county_json, totals
from xltools.outputs.store import STORE_TABLES, StoreError, read_store, remove_county, store_county
from xltools.outputs.store_query import StoreAnswer, answer_csv, answer_json, ask_store, views_script
from xltools.outputs.store_views import VIEWS
from xltools.outputs.tables import TablesError


def one_project(name: str, year: int = 2020, **changes: Any) -> CountyData:
    """A county with one project, changed like this."""
    return replace(with_first_project(**changes), county=name, year=year)


def stored(folder: Path, *counties: CountyData) -> Path:
    for data in counties:
        store_county(data, folder)
    return folder


def ask(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(ask_store(folder, sql).rows)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "仓"


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_every_row_names_file_sheet_cell_and_digest(store: Path) -> None:
    data = county()
    store_county(data, store)
    document, digests = county_json(data), {file.path: file.sha256 for file in data.files}
    for table in STORE_TABLES:
        found = ask(store, f"SELECT file, sheet, cell, sha256, county, year FROM {table.name}")
        assert len(found) == len(document[table.name])
        for file, _, _, sha256, name, year in found:
            assert (sha256, name, year) == (digests.get(file, ""), data.county, data.year)


def test_totals_are_those_of_the_summary(store: Path) -> None:
    data = county()
    store_county(data, store)
    (row,) = ask(store, "SELECT projects, project_budget, total FROM county_totals")
    expected = totals(data)
    assert (row[0], f"{row[1]}", f"{row[2]}") == (
        expected["projects"], expected["project_budget"], expected["deduplicated_budget"],
    )  # fmt: skip
    levels = ask(store, "SELECT sum(total), sum(projects) FROM fund_levels")
    assert levels == [(row[2], row[0])]


# --- types and exactness ----------------------------------------------------------------------------------------------

LARGE, SMALL = Decimal("1234567890123456.78"), Decimal("999.00")


@pytest.mark.parametrize("amounts", [(SMALL, LARGE), (LARGE, SMALL), (None, LARGE), (None, None)])
def test_types_do_not_depend_on_the_first_file(store: Path, amounts: tuple[Decimal | None, ...]) -> None:
    stored(store, *(one_project(f"{number}县", budget=amount) for number, amount in enumerate(amounts)))
    (row,) = ask(store, "SELECT sum(budget), any_value(typeof(budget)), typeof(sum(budget)) FROM projects")
    given = [amount for amount in amounts if amount is not None]
    assert row == (sum(given) if given else None, "DECIMAL(18,2)", "DECIMAL(38,2)")


def test_sums_are_exact_to_the_fen(store: Path) -> None:
    amount = Decimal("4503599627370497.01")  # a float holds it to the yuan
    stored(store, *(one_project(f"{number}县", budget=amount) for number in range(7)))
    answer = ask_store(store, "SELECT sum(total) AS total, sum(total::DOUBLE) AS rough FROM county_totals")
    ((total, rough),) = answer.rows
    assert (total, type(total)) == (7 * amount, Decimal)
    assert f"{rough:.2f}" != f"{total}"
    assert answer.inexact == ("rough",)


@pytest.mark.parametrize("sql", ["avg(budget)", "budget / 3", "sum(budget) / count(*)", "[avg(budget)]"])
def test_floats_are_named(store: Path, sql: str) -> None:
    stored(store, one_project("甲县", budget=SMALL))
    answer = ask_store(store, f"SELECT {sql} AS share FROM projects GROUP BY budget")
    assert answer.inexact == ("share",)


def test_no_view_has_a_float(store: Path) -> None:
    store_county(county(), store)
    for view in VIEWS:
        answer = ask_store(store, f"SELECT * FROM {view.name}")
        assert answer.inexact == ()
        money = {"total", "budget", "project_budget", "special_fund_budget", "in_doubt", "change", "budget_before"}
        kinds = {type for name, type in zip(answer.columns, answer.types, strict=True) if name in money}
        assert kinds <= {"DECIMAL(38,2)", "DECIMAL(18,2)"}


def test_a_sum_beyond_all_digits_is_an_error_and_no_other_number(store: Path) -> None:
    stored(store, one_project("甲县", budget=SMALL))
    with pytest.raises(StoreError, match="查询不能执行"):
        ask_store(store, "SELECT sum(9e35::DECIMAL(38,2)) FROM range(3)")


@pytest.mark.parametrize("amount", [Decimal("0.129"), Decimal(10) ** 16])
def test_an_amount_that_does_not_fit_is_refused_and_never_rounded(store: Path, amount: Decimal) -> None:
    stored(store, one_project("甲县", budget=SMALL))
    with pytest.raises(TablesError):
        store_county(one_project("甲县", budget=amount), store)
    assert ask(store, "SELECT budget FROM projects") == [(SMALL,)]


NAMES = ["001", "010", "NULL", "2026-01-01", "顺平县", "a/b=c %", "..", "真 县"]


def test_counties_and_years_keep_their_types(store: Path) -> None:
    stored(store, *(one_project(name, year=2020 + number) for number, name in enumerate(NAMES)))
    answer = ask_store(store, "SELECT county, year FROM projects ORDER BY year")
    assert answer.types == ("VARCHAR", "INTEGER")
    assert answer.rows == tuple((name, 2020 + number) for number, name in enumerate(NAMES))
    assert {path.name for path in store.iterdir()} >= {"projects", "current"}
    for name in NAMES:
        assert ask(store, f"SELECT county FROM county_totals WHERE county = '{name}'") == [(name,)]


def test_codes_stay_texts(store: Path) -> None:
    stored(store, one_project("甲县", code="001"), one_project("乙县", code="002"))
    assert ask(store, "SELECT code FROM projects ORDER BY code") == [("001",), ("002",)]


@pytest.mark.parametrize("changes", [{"county": ""}, {"year": None}, {"county": "__HIVE_DEFAULT_PARTITION__"}])
def test_a_county_without_a_name_is_not_stored(store: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="--county"):
        store_county(replace(county(), **changes), store)
    assert not store.exists()


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_run_takes_the_place_of_the_one_before(store: Path) -> None:
    stored(store, one_project("甲县", budget=SMALL), one_project("乙县", budget=SMALL))
    before = store_county(one_project("甲县", budget=LARGE), store)
    again = store_county(one_project("甲县", budget=LARGE), store)
    assert (before.is_new, again.is_new) == (True, False)
    assert ask(store, "SELECT county, budget FROM projects ORDER BY budget") == [("乙县", SMALL), ("甲县", LARGE)]
    assert len(list(store.glob("projects/*/*/*.parquet"))) == 2
    empty = replace(one_project("甲县"), files=())
    store_county(empty, store)
    assert ask(store, "SELECT county FROM projects") == [("乙县",)]


@pytest.mark.parametrize("writes", range(len(STORE_TABLES) + 2))
def test_a_run_that_ends_in_the_middle_changes_nothing(
    store: Path, writes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(store, one_project("甲县", budget=SMALL))
    real, left = store_module._write, [writes]

    def write(path: Path, content: bytes) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        real(path, content)

    monkeypatch.setattr(store_module, "_write", write)
    with pytest.raises(KeyboardInterrupt):
        store_county(one_project("甲县", budget=LARGE), store)
    assert ask(store, "SELECT sum(budget) FROM projects") == [(SMALL,)]
    monkeypatch.undo()
    store_county(one_project("甲县", budget=LARGE), store)
    assert ask(store, "SELECT sum(budget) FROM projects") == [(LARGE,)]
    assert len(list(store.glob("projects/*/*/*.parquet"))) == 1


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def of_other_types(path: Path) -> None:
    table = pq.read_table(path, partitioning=None)
    at = table.schema.get_field_index("budget")
    pq.write_table(table.set_column(at, "budget", table["budget"].cast("double")), path)


@pytest.mark.parametrize("change", [cut, of_other_types, Path.unlink])
def test_a_store_that_was_changed_is_not_read(store: Path, change: Callable[[Path], None]) -> None:
    stored(store, one_project("甲县", budget=SMALL), one_project("乙县", budget=LARGE))
    change(next(store.glob("projects/*/*/*.parquet")))
    with pytest.raises(StoreError, match="再存一次"):
        ask_store(store, "SELECT 1")


def test_tables_of_another_version_are_not_read(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, one_project("甲县"))
    monkeypatch.setattr(store_module, "_schema", lambda: "other")
    with pytest.raises(StoreError, match="另一个版本"):
        read_store(store)


REMOVED = {
    "a county": (("甲县", None), [("乙县", 2020)], (2020, 2021)),
    "a year": (("甲县", 2021), [("乙县", 2020), ("甲县", 2020)], (2021,)),
    "the only year": (("乙县", 2020), [("甲县", 2020), ("甲县", 2021)], (2020,)),
}


@pytest.mark.parametrize(("named", "left", "years"), REMOVED.values(), ids=REMOVED)
def test_what_is_removed_is_gone_and_the_rest_stays(
    store: Path, named: tuple[str, int | None], left: list[tuple[str, int]], years: tuple[int, ...]
) -> None:
    stored(store, one_project("甲县"), one_project("甲县", year=2021), one_project("乙县"))
    assert remove_county(store, *named) == years
    assert ask(store, "SELECT DISTINCT county, year FROM files ORDER BY ALL") == left
    assert len(list(store.rglob("*.parquet"))) == len(left) * len(STORE_TABLES)
    with pytest.raises(StoreError, match=r"有这些：(甲县|乙县)"):
        remove_county(store, *named)


def test_a_removal_that_fails_changes_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(store, one_project("甲县"), one_project("甲县", year=2021))

    def held(*_: object) -> Path:
        raise PermissionError(13, "held open")

    monkeypatch.setattr(Path, "rename", held)
    with pytest.raises(StoreError, match="没有变"):
        remove_county(store, "甲县")
    assert len(read_store(store)) == 2


def test_what_cannot_be_read_can_be_removed(store: Path) -> None:
    stored(store, one_project("甲县"), one_project("乙县"))
    next(store.glob("projects/county=%E7%94%B2*/*/*.parquet")).unlink()
    remove_county(store, "甲县")
    assert [one.county for one in read_store(store)] == ["乙县"]


def test_files_that_nothing_names_are_not_read(store: Path) -> None:
    stored(store, one_project("甲县", budget=SMALL))
    file = next(store.glob("projects/*/*/*.parquet"))
    file.with_name("half.parquet").write_bytes(file.read_bytes())
    assert ask(store, "SELECT sum(budget) FROM projects") == [(SMALL,)]


@pytest.mark.parametrize("names", [("kept",), ("kept", "files"), ("projects", ".xltools-1a2b.tmp")])
def test_a_store_that_another_county_has_just_begun_is_one(names: tuple[str, ...], tmp_path: Path) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    assert store_county(county(), tmp_path).is_new
    assert read_store(tmp_path)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "信.txt").write_text("x")
    with pytest.raises(StoreError, match="别的内容"):
        store_county(county(), tmp_path)
    with pytest.raises(StoreError, match="不是数据仓"):
        read_store(tmp_path)


# --- questions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{outside}')",
        "SELECT * FROM read_text('{outside}')",
        "SELECT * FROM read_parquet('https://example.invalid/a.parquet')",
        "SELECT * FROM read_xlsx('{outside}')",
        "SELECT 1; SELECT 2",
        "DROP VIEW projects",
        "CREATE TABLE a AS SELECT 1",
        "COPY (SELECT 1) TO '{store}/a.csv'",
        "SET enable_external_access = true",
        "INSTALL excel",
        "LOAD httpfs",
        "ATTACH '{outside}.db'",
        "SELEC",
        "",
    ],
)
def test_nothing_else_is_in_reach(store: Path, tmp_path: Path, sql: str) -> None:
    stored(store, one_project("甲县"))
    outside = tmp_path / "外.csv"
    outside.write_text("a\n1\n")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(StoreError, match="查询"):
        ask_store(store, sql.format(outside=outside, store=store))
    assert sorted(tmp_path.rglob("*")) == before


def test_extensions_are_never_fetched(store: Path) -> None:
    stored(store, one_project("甲县"))
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "enable_external_access")
    sql = ", ".join(f"current_setting('{name}')" for name in names)
    assert ask(store, f"SELECT {sql}") == [(False, False, False)]


def test_the_same_code_in_two_counties(store: Path) -> None:
    stored(
        store,
        one_project("甲县", code="1", budget=SMALL), one_project("乙县", code="1"), one_project("丙县", code="2"),
        one_project("丁县", year=2021, code="2"),
    )  # fmt: skip
    assert ask(store, "SELECT code, year, county FROM shared_codes ORDER BY ALL") == [
        ("1", 2020, "乙县"), ("1", 2020, "甲县"),
    ]  # fmt: skip


def test_year_against_year(store: Path) -> None:
    stored(
        store,
        one_project("甲县", 2020, code="1", budget=Decimal("100.10")),
        one_project("甲县", 2021, code="1", budget=Decimal("100.00")),
        one_project("乙县", 2020, code="1", budget=SMALL),
        one_project("乙县", 2021, code="2", budget=SMALL),
        one_project("丙县", 2021, code="3", budget=SMALL),
    )
    columns = "county, year, code, budget_before, budget, change"
    assert ask(store, f"SELECT {columns} FROM year_on_year ORDER BY ALL") == [
        ("乙县", 2021, "1", SMALL, None, None),
        ("乙县", 2021, "2", None, SMALL, None),
        ("甲县", 2021, "1", Decimal("100.10"), Decimal("100.00"), Decimal("-0.10")),
    ]


def test_findings_and_weak_indicators(store: Path) -> None:
    data = county()
    store_county(data, store)
    (row,) = ask(store, "SELECT sum(findings) FROM findings_by_rule")
    assert row[0] == len(list(data.findings))
    places = {
        (finding.place.file, finding.place.sheet, finding.place.row)
        for finding in data.findings
        if finding.rule[0] in "IVT" and finding.severity.value != "note" and finding.place.cell
    }
    weak = [
        row for part in data.parts for row in part.indicators
        if (row.place.file, row.place.sheet, row.place.row) in places
    ]  # fmt: skip
    assert len(ask(store, "SELECT * FROM weak_indicators")) == len(weak)


def test_the_script_makes_the_same_views(store: Path) -> None:
    stored(store, one_project("甲县", budget=LARGE), one_project("001", budget=SMALL))
    connection = duckdb.connect(":memory:")
    for statement in views_script(store).split(";\n"):
        if statement:
            connection.execute(statement)
    sql = "SELECT * FROM county_totals ORDER BY ALL"
    assert connection.execute(sql).fetchall() == ask(store, sql)
    connection.close()


def test_answers_as_text() -> None:
    answer = StoreAnswer(
        ("县", "sum"), ("VARCHAR", "DECIMAL(38,2)"), (("=1+1", Decimal("1234567890123456.70")), ("乙", None))
    )
    assert answer_csv(answer) == "县,sum\n'=1+1,1234567890123456.70\n乙,\n"
    assert json.loads(answer_json(answer)) == {
        "columns": [{"name": "县", "type": "VARCHAR"}, {"name": "sum", "type": "DECIMAL(38,2)"}],
        "rows": [["=1+1", "1234567890123456.70"], ["乙", None]],
    }
