"""The services for single files and for returning: what they write, report and refuse, without any command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.documents.test_published_text import TEXT
from xltools.errors import XltoolsError
from xltools.model import Severity
from xltools.outputs.schema import SCHEMA
from xltools.rules.examples import build_book, build_sheet
from xltools.services.check import CheckRequest, check
from xltools.services.contract import ExitStatus, Progress, RequestError, Stage
from xltools.services.fill import FillRequest, UndoRequest, fill, undo
from xltools.services.import_documents import ImportRequest, import_documents
from xltools.services.return_ import NOTICE_FILE, Outcome, ReturnRequest, return_files
from xltools.services.settings import SETTINGS_FILE
from xltools.services.template import (
    BlankRequest,
    RosterExampleRequest,
    TemplatesRequest,
    write_blank,
    write_for_roster,
    write_roster_sample,
)
from xltools.services.transfer import TransferRequest, transfer
from xltools.template import write_department


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county's folder: two workbooks, one of them with errors and a blank to fill, a roster and a text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报送").mkdir()
    write_department(build_book(build_sheet()), tmp_path / "报送/301.xlsx")
    faulty = build_sheet(code="302-0401-YXN-1AB2", plan="20/50/40/100", other="", unit="302001示范县水利局")
    write_department(build_book(faulty, department_code="302"), tmp_path / "报送/302.xlsx")
    (tmp_path / "名单.csv").write_text("部门编码,部门名称\n301,示范县交通运输局\n", encoding="utf-8-sig")
    (tmp_path / "公开.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_check_reports_each_file(place: Path) -> None:
    progress: list[Progress] = []
    result = check(CheckRequest((Path("报送"),), json_file=Path("问题.json")), progress.append)
    assert result.status is ExitStatus.FINDINGS
    assert [(file.name, file.sheets, file.mended) for file in result.files] == [
        ("报送/301.xlsx", 1, None), ("报送/302.xlsx", 1, None),
    ]  # fmt: skip
    assert progress == [Progress(Stage.READING, 1, 2, "301.xlsx"), Progress(Stage.READING, 2, 2, "302.xlsx")]
    document = json.loads(Path("问题.json").read_text("utf-8"))
    assert len(document["findings"]) == len(result.findings) > 0
    assert document["schema"] == SCHEMA
    assert {(row["department_code"], row["department_name"], row["project_code"]) for row in document["findings"]} == {
        ("302", "示范县交通运输局", "302-0401-YXN-1AB2")
    }


def test_check_uses_the_settings_of_the_countys_folder(place: Path) -> None:
    rules = {finding.rule for finding in check(CheckRequest((Path("报送"),))).findings}
    Path(SETTINGS_FILE).write_text("[rules.P03]\nenabled = false\n", "utf-8")
    result = check(CheckRequest((Path("报送"),)))
    assert rules - {finding.rule for finding in result.findings} == {"P03"}
    assert result.settings.name == SETTINGS_FILE


def test_fill_and_undo(place: Path) -> None:
    before = contents(place)
    listed = fill(FillRequest(Path("报送/302.xlsx")))
    assert (listed.output, len(listed.fills) > 0, contents(place)) == (None, True, before)
    filled = fill(FillRequest(Path("报送/302.xlsx"), Path("填.xlsx")))
    assert (filled.fills, filled.output) == (listed.fills, Path("填.xlsx"))
    seen = undo(UndoRequest(Path("填.xlsx"), preview=True))
    assert (seen.output, len(seen.cleared)) == (None, len(filled.fills))
    done = undo(UndoRequest(Path("填.xlsx"), Path("撤.xlsx")))
    assert (done.cleared, done.output) == (seen.cleared, Path("撤.xlsx"))
    assert undo(UndoRequest(Path("撤.xlsx"))).empty
    assert {path: data for path, data in contents(place).items() if path in before} == before


def test_undo_names_what_somebody_changed(place: Path) -> None:
    filled = fill(FillRequest(Path("报送/302.xlsx"), Path("填.xlsx")))
    cell = filled.fills[0].place
    book = openpyxl.load_workbook("填.xlsx")
    book[cell.sheet].cell(cell.row, cell.column).value = 77
    book.save("填.xlsx")
    with pytest.raises(RequestError, match="有人改过，不会写回"):
        undo(UndoRequest(Path("填.xlsx")))
    result = undo(UndoRequest(Path("填.xlsx"), Path("撤.xlsx")))
    assert len(result.cleared) == len(filled.fills) - 1
    assert [cell.cell in notice.zh and "77" in notice.zh for notice in result.notices] == [True]


@pytest.mark.parametrize(
    ("level", "outcomes", "status"),
    [
        (Severity.NOTE, {"301.xlsx": Outcome.CLEAN, "302.xlsx": Outcome.MARKED}, ExitStatus.FINDINGS),
        (Severity.ERROR, {"301.xlsx": Outcome.CLEAN, "302.xlsx": Outcome.MARKED}, ExitStatus.FINDINGS),
    ],
)
def test_return(level: Severity, outcomes: dict[str, Outcome], status: ExitStatus, place: Path) -> None:
    result = return_files(ReturnRequest((Path("报送"),), Path("退回"), level=level))
    assert {Path(one.name).name: one.outcome for one in result.returned} == outcomes
    assert all(one.data is None for one in result.returned)
    assert result.status is status
    assert {path.name for path in Path("退回").iterdir()} == {"302示范县交通运输局-退回.xlsx", NOTICE_FILE}


def test_without_anything_to_return_no_folder_is_made(place: Path) -> None:
    result = return_files(ReturnRequest((Path("报送/301.xlsx"),), Path("退回")))
    assert result.status is ExitStatus.DONE
    assert not Path("退回").exists()


def test_transfer(place: Path) -> None:
    result = transfer(TransferRequest(Path("报送/301.xlsx"), Path("新.xlsx")))
    assert (result.forms, result.left, result.output) == (1, (), Path("新.xlsx"))
    assert check(CheckRequest((Path("新.xlsx"),))).files[0].sheets == 1


def test_import(place: Path) -> None:
    (result,) = import_documents(ImportRequest((Path("公开.txt"),), Path("新.xlsx"))).departments
    assert [file.sheets for file in check(CheckRequest((Path("新.xlsx"),))).files] == [len(result.book.sheets)]
    assert result.content.zh == "专项资金 1，项目 1，指标 2，项目预算 1,200,000.00 元"


def test_templates(place: Path) -> None:
    Path(SETTINGS_FILE).write_text("[rules.P03]\nenabled = false\n", "utf-8")
    result = write_for_roster(TemplatesRequest(Path("名单.csv"), Path("下发"), county="示范县", year=2020))
    assert [path.name for path in result.written] == ["301示范县交通运输局.xlsx"]
    assert result.settings is not None
    assert result.settings.name == SETTINGS_FILE
    assert write_blank(BlankRequest(Path("空白.xlsm"), macros=True)).written == (Path("空白.xlsm"),)
    sample = write_roster_sample(RosterExampleRequest(Path("名单示例.xlsx")))
    assert (sample.written, sample.settings) == ((Path("名单示例.xlsx"),), None)


def refusals() -> Iterator[tuple[str, Callable[[], Any], str]]:
    sent, there = Path("报送/301.xlsx"), Path("报送/302.xlsx")
    yield "a JSON over a workbook", lambda: check(CheckRequest((sent,), json_file=there, force=True)), "JSON"
    yield "a fill over a file", lambda: fill(FillRequest(sent, there)), "已存在"
    yield "a fill over itself", lambda: fill(FillRequest(sent, sent, force=True)), "不会被覆盖"
    yield "a fill of nothing", lambda: fill(FillRequest(Path("没有.xlsx"))), "找不到"
    yield "undo under another suffix", lambda: undo(UndoRequest(sent, Path("a.xls"))), "结尾"
    yield "return to the senders", lambda: return_files(ReturnRequest((sent,), Path("报送"))), "另一个文件夹"
    yield "transfer over a file", lambda: transfer(TransferRequest(sent, there)), "已存在"
    yield "a text over a workbook", lambda: import_documents(ImportRequest((Path("公开.txt"),), there)), "已存在"
    yield "a blank over a workbook", lambda: write_blank(BlankRequest(there)), "已存在"
    yield "a roster over a workbook", lambda: write_roster_sample(RosterExampleRequest(there)), "已存在"
    yield "a year", lambda: write_blank(BlankRequest(Path("a.xlsx"), year=20)), "四位"
    yield "templates below a file", lambda: write_for_roster(TemplatesRequest(Path("名单.csv"), there)), "不是文件夹"


@pytest.mark.parametrize(("act", "why"), [pytest.param(act, why, id=name) for name, act, why in refusals()])
def test_what_is_refused_is_said_before_anything_is_written(act: Callable[[], Any], why: str, place: Path) -> None:
    before = contents(place)
    with pytest.raises(XltoolsError) as caught:
        act()
    assert why in caught.value.text.zh
    assert contents(place) == before
