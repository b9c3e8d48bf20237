"""The store that commands write and ask: whose tables, which files are read again, and what is missing for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands
from xltools.county import gather
from xltools.errors import XltoolsError
from xltools.rules.examples import build_book, build_sheet
from xltools.services import store as store_module
from xltools.services.contract import ExitStatus, MissingExtraError, RequestError
from xltools.services.store import StoreRequest, StoreResult, query_store, store_files
from xltools.template import write_department
from xltools.template.books import typed_entry

load_commands()
COUNTY = "安河县"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    for code in ("301", "302"):
        write(folder, code)
    return folder


def write(folder: Path, code: str, county: str = COUNTY, year: int = 2020) -> None:
    """Write the workbook of a department with one project."""
    sheet = build_sheet(1, unit=f"{code}001某站", code=f"{code}-0401-YXN-0001")
    book = build_book(sheet, department_code=code, department_name=f"{code}局")
    write_department(replace(book, county=typed_entry(county), year=typed_entry(year)), folder / f"{code}.xlsx")


def put(sent: Path, **changes: Any) -> StoreResult:
    return store_files(StoreRequest(**{"paths": (sent,), "store": sent.parent / "仓", "jobs": 1, **changes}))


def files(sent: Path) -> list[tuple[Any, ...]]:
    return list(query_store(sent.parent / "仓", "SELECT county, year, file FROM files ORDER BY file", is_sql=True).rows)


def test_county_and_year_are_those_of_the_workbooks(sent: Path) -> None:
    result = put(sent)
    assert result.status is ExitStatus.DONE
    assert [(county, year, Path(file).name) for county, year, file in files(sent)] == [
        (COUNTY, 2020, "301.xlsx"), (COUNTY, 2020, "302.xlsx"),
    ]  # fmt: skip


def test_unchanged_files_are_not_read_again_and_removed_ones_leave(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLTOOLS_CACHE", str(tmp_path / "cache"))
    read: list[str] = []
    real = gather.read_county_file
    monkeypatch.setattr(gather, "read_county_file", lambda path, *rest: (read.append(path.name), real(path, *rest))[1])
    first = put(sent)
    assert (read, first.stored and first.stored.is_new) == (["301.xlsx", "302.xlsx"], True)
    read.clear()
    second = put(sent)
    assert (read, second.stored and second.stored.is_new) == ([], False)
    (sent / "302.xlsx").unlink()
    put(sent)
    assert read == []
    assert [Path(file).name for _, _, file in files(sent)] == ["301.xlsx"]


@pytest.mark.parametrize(
    ("changes", "status"), [({}, ExitStatus.NOTHING), ({"county": COUNTY, "year": 2020}, ExitStatus.NOTHING)]
)
def test_where_no_file_counts_the_store_stays(sent: Path, changes: dict[str, Any], status: ExitStatus) -> None:
    put(sent)
    for path in sent.iterdir():
        path.write_bytes(b"PK")
    result = put(sent, **changes)
    assert (result.stored, result.status) == (None, status)
    assert len(files(sent)) == 2


def test_two_counties_are_not_stored_as_one(sent: Path) -> None:
    write(sent, "401", county="别县")
    write(sent, "402", county="别县")
    with pytest.raises(RequestError, match="--county"):
        put(sent)
    assert not (sent.parent / "仓").exists()
    (notice,) = put(sent, county=COUNTY).notices
    assert all(text in notice.zh for text in ("2 个文件", "别县", "401.xlsx", "402.xlsx"))


def test_two_years_are_not_stored_as_one(sent: Path) -> None:
    write(sent, "401", year=2021)
    with pytest.raises(RequestError, match="--year"):
        put(sent)
    put(sent, year=2020)
    assert {year for _, year, _ in files(sent)} == {2020}


@pytest.mark.parametrize(("missing", "work"), [("pyarrow", put), ("duckdb", lambda sent: query_store(sent, "files"))])
def test_what_to_install(
    sent: Path, missing: str, work: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "find_spec", lambda name: None if name == missing else object())
    with pytest.raises(MissingExtraError, match=rf"{missing}(.|\n)*xltools\[store\]"):
        work(sent)


def test_a_name_that_is_not_there(sent: Path) -> None:
    put(sent)
    with pytest.raises(XltoolsError, match="county_totals"):
        query_store(sent.parent / "仓", "projekts")


def test_the_commands(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(sent.parent)
    run = CliRunner().invoke
    stored = run(app, ["store", "报送", "--out", "仓", "--jobs", "1"])
    assert (stored.exit_code, f"已存入 {COUNTY} 2020" in stored.output) == (0, True)
    assert "没有变化" in run(app, ["store", "报送", "--out", "仓"]).output
    assert "fund_levels" in run(app, ["query", "仓"]).output
    document = json.loads(run(app, ["query", "仓", "county_totals", "--format", "json"]).stdout)
    assert document["rows"][0][:2] == [COUNTY, 2020]
    assert run(app, ["query", "仓", "files", "--format", "csv"]).stdout.startswith("county,year,file,")
    assert run(app, ["query", "仓", "files", "--out", "答.csv"]).exit_code == 0
    assert Path("答.csv").read_bytes().startswith(b"\xef\xbb\xbfcounty,year,file,")
    assert run(app, ["query", "仓", "files", "--script"]).exit_code != 0
    assert "CREATE VIEW projects" in run(app, ["query", "仓", "--script"]).stdout
    assert "已移除 安河县 2020" in run(app, ["store-remove", "仓", "--county", COUNTY]).output
    assert run(app, ["store-remove", "仓", "--county", COUNTY]).exit_code != 0
    shutil.rmtree("仓")
    assert run(app, ["query", "仓", "files"]).exit_code != 0
