"""The store that commands write and ask: whose tables, which files are read again, and what is missing for it."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands
from xltools.county import gather
from xltools.county.cache_folder import CacheFolder
from xltools.errors import XltoolsError
from xltools.outputs.store import read_store
from xltools.rules.examples import build_book, build_sheet
from xltools.services import store as store_module
from xltools.services.consolidate import ConsolidateRequest, PaperSize, consolidate
from xltools.services.contract import ExitStatus, MissingExtraError, RequestError
from xltools.services.store import StoreRequest, StoreResult, query_store, store_files
from xltools.services.store_summary import StoreSummaryRequest, summarize_store
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


def is_new(result: StoreResult) -> bool:
    stored = result.counties[0].stored
    assert stored
    return stored.is_new


def files(sent: Path) -> list[tuple[Any, ...]]:
    return list(query_store(sent.parent / "仓", "SELECT county, year, file FROM files ORDER BY file", is_sql=True).rows)


def test_county_and_year_are_those_of_the_workbooks(sent: Path) -> None:
    result = put(sent)
    assert result.status is ExitStatus.DONE
    assert [(county, year, Path(file).name) for county, year, file in files(sent)] == [
        (COUNTY, 2020, "301.xlsx"), (COUNTY, 2020, "302.xlsx"),
    ]  # fmt: skip


def test_unchanged_files_are_not_read_again_and_removed_ones_leave(sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = gather.read_county_file
    monkeypatch.setattr(gather, "read_county_file", lambda path, *rest: (read.append(path.name), real(path, *rest))[1])
    first = put(sent)
    assert (read, is_new(first)) == (["301.xlsx", "302.xlsx"], True)
    read.clear()
    second = put(sent)
    assert (read, is_new(second)) == ([], False)
    (sent / "302.xlsx").unlink()
    put(sent)
    assert read == []
    assert [Path(file).name for _, _, file in files(sent)] == ["301.xlsx"]
    assert len(list((sent.parent / "仓" / "kept").iterdir())) == 1
    put(sent, cache=False)
    assert read == ["301.xlsx"]


@pytest.fixture
def entries_read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often what was kept of a file is read from the disk."""
    counts: Counter[str] = Counter()
    real = CacheFolder.read

    def reading(self: CacheFolder, key: str) -> bytes | None:
        content = real(self, key)
        counts.update([key] if content else [])
        return content

    monkeypatch.setattr(CacheFolder, "read", reading)
    return counts


def take_time_out(path: Path) -> None:
    """Take the time out that a workbook says it was saved at: then the file's own date counts."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, re.sub(rb"<dcterms:\w+[^>]*>[^<]*</dcterms:\w+>", b"", content))


def change_date(sent: Path) -> None:
    os.utime(sent / "302.xlsx", (10**9, 10**9))


def spoil_table(sent: Path) -> None:
    next((sent.parent / "仓" / "projects").rglob("*.parquet")).write_bytes(b"PAR1")


@pytest.mark.parametrize(
    ("change", "reads", "new"),
    [
        (lambda _: None, {1}, False),
        (change_date, {2}, True),
        (lambda sent: write(sent, "303"), {1, 2}, True),
        (spoil_table, {2}, True),
        (lambda sent: (sent.parent / "名单.csv").write_text("部门编码,部门名称\n301,301局\n", "utf-8-sig"), {2}, True),
    ],
    ids=["nothing", "a file's date", "one more file", "a table of the store", "the roster"],
)
@pytest.mark.parametrize("county", ["", COUNTY])
def test_what_is_kept_is_read_once_and_put_together_only_after_a_change(
    county: str, change: Callable[[Path], object], reads: set[int], new: bool, sent: Path, entries_read: Counter[str]
) -> None:
    write(sent, "302", county="别县" if county else COUNTY)
    take_time_out(sent / "302.xlsx")
    roster = sent.parent / "名单.csv"
    roster.write_text("部门编码,部门名称\n301,301局\n399,未报局\n", "utf-8-sig")
    first = put(sent, county=county, roster=roster)
    change(sent)
    entries_read.clear()
    again = put(sent, county=county, roster=roster)
    assert (set(entries_read.values()), is_new(again)) == (reads, new)
    if not new:
        assert replace(again.counties[0], stored=None) == replace(first.counties[0], stored=None)
        assert bool(again.counties[0].notices) == bool(county)


def test_each_folder_is_a_county(tmp_path: Path) -> None:
    sent = tmp_path / "报送"
    for county, stated in (("甲县", "甲县"), ("乙县", "别县"), ("丙县", "")):
        (sent / county / "股").mkdir(parents=True)
        for code in ("301", "302") if stated else ():
            write(sent / county / "股", code, county=stated)
    (sent / "丁县").mkdir()
    (sent / "丁县" / "坏.xlsx").write_bytes(b"PK")
    (sent / "散.xlsx").write_bytes(b"PK")
    result = put(sent, by_folder=True)
    assert result.status is ExitStatus.FINDINGS
    assert {one.county: one.stored and one.stored.year for one in result.counties} == {
        "丁县": None, "乙县": 2020, "甲县": 2020,
    }  # fmt: skip
    assert [(county, year, Path(file).name) for county, year, file in files(sent)] == [
        (county, 2020, f"{code}.xlsx") for county in ("乙县", "甲县") for code in ("301", "302")
    ]
    texts = [notice.zh for notice in result.notices]
    assert ["散.xlsx" in text for text in texts].count(True) == 1
    assert ["丙县" in text for text in texts].count(True) == 1
    assert any("别县" in notice.zh for one in result.counties for notice in one.notices)


def test_a_county_that_cannot_be_stored_does_not_keep_the_others_from_it(sent: Path) -> None:
    for county, year in (("甲县", 2020), ("乙县", 2021)):
        (sent / county).mkdir()
        for number in (1, 2):
            write(sent / county, f"40{number}", county=county, year=year + (county == "乙县") * number)
    result = put(sent, by_folder=True)
    assert [(one.county, bool(one.stored), bool(one.problem)) for one in result.counties] == [
        ("乙县", False, True), ("甲县", True, False),
    ]  # fmt: skip
    with pytest.raises(RequestError, match="--by-folder"):
        put(sent, by_folder=True, county="甲县")


@pytest.mark.parametrize(
    ("changes", "status"), [({}, ExitStatus.NOTHING), ({"county": COUNTY, "year": 2020}, ExitStatus.NOTHING)]
)
def test_where_no_file_counts_the_store_stays(sent: Path, changes: dict[str, Any], status: ExitStatus) -> None:
    put(sent)
    for path in sent.iterdir():
        path.write_bytes(b"PK")
    result = put(sent, **changes)
    assert (result.counties[0].stored, result.status) == (None, status)
    assert len(files(sent)) == 2


def test_two_counties_are_not_stored_as_one(sent: Path) -> None:
    write(sent, "401", county="别县")
    write(sent, "402", county="别县")
    with pytest.raises(RequestError, match="--county"):
        put(sent)
    with pytest.raises(XltoolsError, match="不是数据仓"):
        files(sent)
    (notice,) = put(sent, county=COUNTY).counties[0].notices
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


# --- summaries from the store -----------------------------------------------------------------------------------------


def mixed_county(sent: Path) -> None:
    """Add what a county has besides good workbooks: a rival, a faulty one, a broken one, a foreign document."""
    sheet = build_sheet(1, code="301-0401-YXN-0001", budget="1234.56", plan="20/50/40/100", unit="301001某站")
    write_department(build_book(sheet, department_code="301", department_name="301局"), sent / "301 新.xlsx")
    (sent / "坏.xlsx").write_bytes(b"PK")
    (sent / "信.txt").write_text("信")


@pytest.mark.parametrize(
    ("changes", "look"),
    [
        ({}, {}),
        ({"county": "别名县", "year": 2020}, {}),
        ({"roster": True}, {"paper": PaperSize.A4, "pages": True}),
    ],
)
def test_a_summary_from_the_store_is_that_of_the_files(
    sent: Path, changes: dict[str, Any], look: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed_county(sent)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    if changes.pop("roster", False):
        changes["roster"] = sent.parent / "名单.csv"
        changes["roster"].write_text("部门编码,部门名称\n301,301局\n302,302局\n399,未报局\n", encoding="utf-8-sig")
    request = ConsolidateRequest((sent,), sent.parent / "甲.xlsx", jobs=1, **changes, **look)
    consolidate(request)
    put(sent, **changes)
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    shutil.rmtree(sent)  # nothing but the store is needed
    store = sent.parent / "仓"
    county = read_store(store)[0].county
    (made,) = summarize_store(StoreSummaryRequest(store, sent.parent / "乙.xlsx", county, **look)).written
    assert ("部门单页" in openpyxl.load_workbook(made).sheetnames) == bool(look)
    assert made.read_bytes() == request.output.read_bytes()
    (total,) = query_store(store, "SELECT project_budget FROM county_totals", is_sql=True).rows[0]
    sheet = openpyxl.load_workbook(made)["项目明细"]
    title = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "预算数")
    budgets = [sheet.cell(row, title.column).value for row in range(title.row + 1, sheet.max_row + 1)]
    assert sum(Decimal(str(one)) for one in budgets if isinstance(one, int | float)) == total


def test_all_summaries_and_what_is_refused(sent: Path, tmp_path: Path) -> None:
    put(sent)
    put(sent, year=2020, county="别县")
    store, target = sent.parent / "仓", tmp_path / "各县"
    written = summarize_store(StoreSummaryRequest(store, target, every=True)).written
    assert [path.name for path in written] == ["别县2020汇总.xlsx", "安河县2020汇总.xlsx"]
    rules = tmp_path / "规则.toml"
    rules.write_text("[rules.A01]\nenabled = false\n", encoding="utf-8")
    for changes, message in (
        ({"every": True}, "已存在"),
        ({}, "--county"),
        ({"every": True, "county": COUNTY}, "--county"),
        ({"county": "丙县"}, "有这些：别县 2020、安河县 2020"),
        ({"county": COUNTY, "year": 2021}, "没有 安河县 2021"),
        ({"county": COUNTY, "rules": rules, "output": tmp_path / "a.xlsx"}, "另一份规则设置"),
    ):
        with pytest.raises(XltoolsError, match=message):
            summarize_store(StoreSummaryRequest(**{"store": store, "output": target, **changes}))
    openpyxl.load_workbook(written[0]).save(written[0])  # as somebody does who types into it
    with pytest.raises(XltoolsError, match="不会被覆盖"):
        summarize_store(StoreSummaryRequest(store, target, every=True, force=True))


def test_a_record_that_was_changed_makes_no_summary(sent: Path) -> None:
    put(sent)
    store = sent.parent / "仓"
    record = next((store / "kept").iterdir())
    record.write_bytes(record.read_bytes()[:-1])
    with pytest.raises(XltoolsError, match="再存一次"):
        summarize_store(StoreSummaryRequest(store, sent.parent / "乙.xlsx", COUNTY))
    put(sent)
    assert summarize_store(StoreSummaryRequest(store, sent.parent / "乙.xlsx", COUNTY)).written
