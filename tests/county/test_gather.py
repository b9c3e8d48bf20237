"""Every file that is found ends with one fate; the result depends on neither workers nor order."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from multiprocessing import forkserver
from pathlib import Path

import pytest

from tests.county import crashing_reader as dying
from tests.fixtures.books import change_parts, with_xlsxwriter
from tests.fixtures.grids import PROJECT, grid
from xltools.county.data import CountyFile, DepartmentEntry, Fate
from xltools.county.gather import FoundFile, NotFoundError, find_files, gather
from xltools.county.workers import prepare_workers
from xltools.grids.grid import Grid
from xltools.outputs.json_report import county_json, totals
from xltools.summary import write_summary

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def project(name: str = "320-0401-YXN-1AB2", unit: str = "320001某县交通运输局", budget: str = "1,200,000.00") -> Grid:
    text = PROJECT.replace("320-0401-YXN-1AB2", name).replace("320001某县交通运输局", unit)
    return grid(text.replace("1,200,000.00", budget).replace("=100%", "100%"))


def write(path: Path, *grids: Grid, saved: datetime = NOON) -> Path:
    """A department workbook that says when it was saved."""
    with_xlsxwriter(path, *(replace(one, sheet=f"项目{number}") for number, one in enumerate(grids, 1)))
    stamp = f">{saved:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>".encode()
    return change_parts(path, {"docProps/core.xml": lambda data: re.sub(rb">[^<]*</dcterms:modified>", stamp, data)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报送 2020"
    folder.mkdir()
    write(folder / "320交通局.xlsx", project())
    write(folder / "475扶贫办.xlsx", project("475-0501-YXN-6RWU", "475002某县扶贫开发办公室"))
    (folder / "~$320交通局.xlsx").write_bytes(b"\x05owner")
    (folder / "通知.pdf").write_bytes(b"%PDF-1.7 ...")
    (folder / "说明.txt").write_text("请查收", encoding="utf-8")
    (folder / "人员名单.xlsx").write_bytes(
        with_xlsxwriter(tmp_path / "x.xlsx", grid("姓名 | 电话\n张三 | 1")).read_bytes()
    )
    (folder / "坏文件.xlsx").write_bytes((folder / "320交通局.xlsx").read_bytes()[:900])
    return folder


def fates(files: tuple[CountyFile, ...]) -> dict[str, Fate]:
    return {Path(file.path).name: file.fate for file in files}


def test_fates(folder: Path) -> None:
    data = gather(find_files([folder]), jobs=1)
    assert fates(data.files) == {
        "320交通局.xlsx": Fate.ACCEPTED,
        "475扶贫办.xlsx": Fate.ACCEPTED,
        "~$320交通局.xlsx": Fate.IGNORED,
        "通知.pdf": Fate.REJECTED,
        "说明.txt": Fate.IGNORED,
        "人员名单.xlsx": Fate.IGNORED,
        "坏文件.xlsx": Fate.REJECTED,
    }
    assert all(file.reason for file in data.files if file.fate is not Fate.ACCEPTED)
    assert [file.department_code for file in data.accepted] == ["320", "475"]


def test_totals(folder: Path) -> None:
    found = totals(gather(find_files([folder]), jobs=1))
    assert (found["projects"], found["indicators"], found["project_budget"]) == (2, 10, "2400000.00")
    assert found["planned"] == {"03": "480000.00", "06": "1200000.00", "10": "1920000.00", "12": "2400000.00"}


def test_workers_and_order_change_nothing(folder: Path) -> None:
    for number in range(8):
        code = f"5{number:02}"
        write(folder / f"{code}.xlsx", project(f"{code}-0401-YXN-1AB2", f"{code}001某县{number}局"))
    files = find_files([folder])
    alone = gather(files, jobs=1, generated=NOON)
    assert county_json(gather(files, jobs=2, generated=NOON)) == county_json(alone)
    shuffled = find_files([*reversed(sorted(folder.iterdir()))])
    assert county_json(gather(shuffled, jobs=2, generated=NOON)) == county_json(alone)


def test_progress_tells_every_file_once(folder: Path) -> None:
    seen: list[str] = []
    files = find_files([folder], exclude=["*名单*"])
    gather(files, jobs=2, progress=lambda record: seen.append(record.path))
    assert sorted(seen) == [file.name for file in files]


def test_identical_copy_is_superseded(folder: Path) -> None:
    (folder / "320交通局 副本.xlsx").write_bytes((folder / "320交通局.xlsx").read_bytes())
    data = gather(find_files([folder]), jobs=1)
    pair = {name: fate for name, fate in fates(data.files).items() if name.startswith("320")}
    assert sorted(pair.values()) == [Fate.ACCEPTED, Fate.SUPERSEDED]
    assert totals(data)["project_budget"] == "2400000.00"


def test_workbook_saved_last_wins(tmp_path: Path) -> None:
    write(tmp_path / "新.xlsx", project(budget="9,000.00"), saved=datetime(2026, 1, 8, tzinfo=UTC))
    write(tmp_path / "旧.xlsx", project(), saved=datetime(2026, 1, 7, tzinfo=UTC))
    data = gather(find_files([tmp_path]), jobs=1)
    assert fates(data.files) == {"新.xlsx": Fate.ACCEPTED, "旧.xlsx": Fate.SUPERSEDED}
    assert totals(data)["project_budget"] == "9000.00"


def test_excluded_files_are_listed(folder: Path) -> None:
    data = gather(find_files([folder], exclude=["475*"]), jobs=1)
    (excluded,) = [file for file in data.files if Path(file.path).name == "475扶贫办.xlsx"]
    assert excluded.fate is Fate.IGNORED
    assert "475*" in excluded.reason.zh


def test_other_year_is_set_aside(folder: Path) -> None:
    data = gather(find_files([folder]), year=2021, jobs=1)
    assert data.accepted == ()
    [other] = [file for file in data.files if Path(file.path).name == "320交通局.xlsx"]
    assert other.fate is Fate.IGNORED
    assert "2020" in other.reason.zh


def test_a_large_county_gives_the_same_as_a_small_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def consolidated() -> tuple[object, bytes]:
        data, buffer = gather(find_files([folder]), jobs=1, generated=NOON), io.BytesIO()
        write_summary(data, buffer)
        return county_json(data), buffer.getvalue()

    small = consolidated()
    departments, together = "xltools.summary.departments", "xltools.county.together"
    for limit in (
        f"{together}.MAX_SHEETS_WITHOUT_INDICATORS",
        f"{departments}.MAX_SHEETS_WITHOUT_INDICATORS",
        f"{departments}.MAX_SHEETS_IN_MEMORY",
    ):
        monkeypatch.setattr(limit, 0)
        assert consolidated() == small


def test_prepared_workers_read_the_same(folder: Path) -> None:
    prepare_workers()
    if sys.platform == "linux":
        assert forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    files = find_files([folder])
    assert county_json(gather(files, jobs=2, generated=NOON)) == county_json(gather(files, jobs=1, generated=NOON))


def test_an_earlier_summary_among_the_files_is_set_aside(folder: Path) -> None:
    before = gather(find_files([folder]), jobs=1)
    write_summary(before, folder / "县级汇总.xlsx")
    data = gather(find_files([folder]), jobs=1)
    [summary] = [file for file in data.files if Path(file.path).name == "县级汇总.xlsx"]
    assert (summary.fate, summary.reason.zh) == (Fate.IGNORED, "本工具生成的县级汇总工作簿")
    assert summary.findings == ()
    assert totals(data) == totals(before)


def test_missing_departments(folder: Path) -> None:
    roster = [DepartmentEntry("320", "交通局"), DepartmentEntry("999", "体育局")]
    assert [entry.code for entry in gather(find_files([folder]), roster=roster, jobs=1).missing] == ["999"]


def test_subfolders_only_when_asked(folder: Path) -> None:
    below = folder / "补报"
    below.mkdir()
    write(below / "600.xlsx", project("600-0401-YXN-1AB2", "600001某县体育局"))
    assert not any(file.path.name == "600.xlsx" for file in find_files([folder]))
    assert any(file.path.name == "600.xlsx" for file in find_files([folder], recursive=True))


def test_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        find_files([tmp_path / "没有"])
    assert caught.value.text.zh == f"找不到 {tmp_path / '没有'}，请检查路径。"


def test_file_given_twice_is_read_once(folder: Path) -> None:
    assert len(find_files([folder, folder / "320交通局.xlsx"])) == len(find_files([folder]))


@pytest.fixture
def untouched(folder: Path) -> Iterator[None]:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    yield
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.usefixtures("untouched")
def test_sent_files_are_not_touched(folder: Path) -> None:
    gather(find_files([folder]), jobs=2)


def test_special_fund_with_its_projects_is_counted_once(tmp_path: Path) -> None:
    fund = project("000-9999-JSN-60HV", budget="2,000,000.00")
    fund = replace(fund, rows=[["专项资金名称" if cell == "项目名称" else cell for cell in row] for row in fund.rows])
    fund = replace(
        fund, rows=[["扶贫工作经费" if cell == "2020年农村公路养护项目" else cell for cell in row] for row in fund.rows]
    )
    parts = [project("320-0401-YXN-1AB2", budget="1,200,000.00"), project("320-0401-YXN-2CD3", budget="800,000.00")]
    write(tmp_path / "320.xlsx", fund, *parts)
    data = gather(find_files([tmp_path]), jobs=1)
    (pair,) = data.containments
    assert [row.budget for row in pair.projects] == [Decimal(1200000), Decimal(800000)]
    found = totals(data)
    assert (found["project_budget"], found["special_fund_budget"], found["deduplicated_budget"]) == (
        "2000000.00",
        "2000000.00",
        "2000000.00",
    )


def test_worker_that_dies_takes_one_file_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (folder / dying.NAME).exists()
    found = [FoundFile(file.path, file.name) for file in find_files([folder])]
    monkeypatch.setattr("xltools.county.gather.read_county_file", dying.read_county_file)
    data = gather(found, jobs=2)
    assert fates(data.files)[dying.NAME] is Fate.REJECTED
    assert fates(data.files)["320交通局.xlsx"] is Fate.ACCEPTED
    assert [finding.rule for file in data.files for finding in file.findings if "475" in file.path] == ["F07"]


def test_odd_names_and_places_are_all_told(folder: Path, tmp_path: Path) -> None:
    book = next(folder.glob("*.xlsx")).read_bytes()
    sent, elsewhere = tmp_path / "报送", tmp_path / "别处"
    deep = sent.joinpath(*["层"] * 100)
    for place in (sent / "目标表.xlsx", deep, elsewhere):
        place.mkdir(parents=True)
    for path in (
        sent / ".隐.xlsx",
        sent / "..点.xlsx",
        sent / "目标表.xlsx" / "内.xlsx",
        deep / "深.xlsx",
        elsewhere / "外.xlsx",
    ):
        path.write_bytes(book)
    (sent / "链接").symlink_to(elsewhere)
    (sent / "自己").symlink_to(sent)
    data = gather(find_files([sent], recursive=True), jobs=1)
    fates = {Path(file.path).name: file.fate for file in data.files}
    assert {name for name, fate in fates.items() if fate is Fate.REJECTED} == {"目标表.xlsx", "链接"}
    assert {name for name, fate in fates.items() if fate is not Fate.REJECTED} == {
        ".隐.xlsx", "..点.xlsx", "内.xlsx", "深.xlsx",
    }  # fmt: skip
    assert {finding.rule for file in data.files for finding in file.findings if finding.rule[0] == "F"} == {"F12"}
