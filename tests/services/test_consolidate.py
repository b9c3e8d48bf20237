"""The consolidation that commands and buttons share: what it refuses, writes and reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.county.test_gather import write
from tests.county.test_settle import no_time, road
from xltools.errors import XltoolsError
from xltools.rules.examples import build_book, build_sheet
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.services.contract import ExitStatus, Progress, RequestError, Stage
from xltools.services.settings import SETTINGS_FILE
from xltools.template import write_department


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder with a workbook without errors, and a file that is not a workbook."""
    folder = tmp_path / "报送"
    folder.mkdir()
    write_department(build_book(build_sheet()), folder / "301.xlsx")
    (folder / "说明.txt").write_text("不是工作簿", "utf-8")
    return folder


def request(sent: Path, **changes: Any) -> ConsolidateRequest:
    return ConsolidateRequest(**{"paths": (sent,), "output": sent.parent / "汇总.xlsx", "jobs": 1, **changes})


def test_the_summary_and_the_json_are_written(sent: Path) -> None:
    reports: list[Progress] = []
    result = consolidate(request(sent, json_file=sent.parent / "汇总.json"), reports.append)
    assert result.status is ExitStatus.DONE
    assert result.output == sent.parent / "汇总.xlsx"
    assert "县级汇总表" in openpyxl.load_workbook(result.output, read_only=True).sheetnames
    assert json.loads((sent.parent / "汇总.json").read_text("utf-8"))["rule_settings"] == ""
    assert reports == [
        Progress(Stage.READING, 1, 2, "301.xlsx"), Progress(Stage.READING, 2, 2, "说明.txt"), Progress(Stage.WRITING),
    ]  # fmt: skip


def test_pages_of_departments_are_added_on_demand(sent: Path) -> None:
    plain = consolidate(request(sent))
    with_pages = consolidate(request(sent, output=sent.parent / "单页.xlsx", pages=True))
    assert plain.output
    assert with_pages.output
    sheets = [
        set(openpyxl.load_workbook(path, read_only=True).sheetnames) for path in (plain.output, with_pages.output)
    ]
    assert sheets[1] - sheets[0] == {"部门单页"}


def test_a_county_in_which_every_file_is_in_doubt_is_shown_and_settled(tmp_path: Path) -> None:
    """Without the summary there would be no 文件清单 on which somebody could choose a file."""
    sent = tmp_path / "报送"
    sent.mkdir()
    for name, amount in (("一.xlsx", "9"), ("二.xlsx", "1000000")):
        no_time(write(sent / name, road(amount)))
    result = consolidate(request(sent))
    assert (result.status, result.output is not None) == (ExitStatus.FINDINGS, True)
    book = openpyxl.load_workbook(sent.parent / "汇总.xlsx", data_only=True)
    files = book["文件清单"]
    header = [cell.value for cell in files[3]]
    fate, take = header.index("处理结果") + 1, header.index("采用\n（人工填写）") + 1
    assert [files.cell(row, fate).value for row in (4, 5)] == ["存疑", "存疑"]
    files.cell(5, take).value = "采用"
    book.save(sent.parent / "汇总.xlsx")
    result = consolidate(request(sent, if_exists=IfExists.REPLACE))
    assert [Path(file.path).name for file in result.data.accepted] == ["二.xlsx"]


def test_the_settings_that_were_used_are_named(sent: Path) -> None:
    (sent.parent / SETTINGS_FILE).write_text("[rules.V02]\nenabled = false\n", "utf-8")
    result = consolidate(request(sent, json_file=sent.parent / "汇总.json"))
    assert result.settings.name == SETTINGS_FILE
    assert json.loads((sent.parent / "汇总.json").read_text("utf-8"))["rule_settings"] == SETTINGS_FILE
    assert result.output is not None
    cover = openpyxl.load_workbook(result.output)["封面说明"]
    assert any(f"规则设置：{SETTINGS_FILE}" in str(cell.value) for row in cover.iter_rows() for cell in row)


def test_settings_among_the_sent_files_are_not_used_and_said(sent: Path) -> None:
    (sent / SETTINGS_FILE).write_text("[rules.V02]\nenabled = false\n", "utf-8")
    result = consolidate(request(sent, output=sent / "汇总.xlsx"))
    assert result.settings.name == ""
    assert [notice.zh for notice in result.notices if "没有使用" in notice.zh]


@pytest.mark.parametrize(
    ("if_exists", "name", "written"),
    [
        (IfExists.NUMBER, "汇总.xlsx", "汇总（2）.xlsx"),
        (IfExists.REPLACE, "汇总.xlsx", "汇总.xlsx"),
        (IfExists.REFUSE, "新汇总.xlsx", "新汇总.xlsx"),
    ],
)
def test_where_a_summary_exists_already(if_exists: IfExists, name: str, written: str, sent: Path) -> None:
    first = consolidate(request(sent)).output
    assert first is not None
    before = first.read_bytes()
    result = consolidate(request(sent, output=sent.parent / name, if_exists=if_exists))
    assert result.output == sent.parent / written
    assert (first.read_bytes() == before) == (if_exists is not IfExists.REPLACE)
    assert (result.changes is not None) == (if_exists is IfExists.REPLACE)


Spoil = Callable[[Path], dict[str, Any]]


def _there(sent: Path) -> dict[str, Any]:
    consolidate(request(sent))
    return {}


def _not_a_summary(sent: Path) -> dict[str, Any]:
    write_department(build_book(build_sheet()), sent.parent / "汇总.xlsx")
    return {"if_exists": IfExists.REPLACE}


def _previous(sent: Path) -> dict[str, Any]:
    (sent.parent / "旧汇总.xlsx").write_text("不是工作簿", "utf-8")
    return {"previous": (sent.parent / "旧汇总.xlsx",)}


def _roster(sent: Path) -> dict[str, Any]:
    (sent.parent / "名单.xlsx").write_text("不是工作簿", "utf-8")
    return {"roster": sent.parent / "名单.xlsx"}


def _nothing(sent: Path) -> dict[str, Any]:
    (sent.parent / "空").mkdir()
    return {"paths": (sent.parent / "空",)}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_there, "已存在"),
        (_not_a_summary, "不会被覆盖"),
        (lambda sent: {"output": sent.parent / "汇总.xls"}, "要以 .xlsx 结尾"),
        (lambda sent: {"output": sent.parent / "没有" / "汇总.xlsx"}, "不存在"),
        (lambda sent: {"output": sent / "301.xlsx", "paths": (sent / "301.xlsx",)}, "本次要读取的文件"),
        (_previous, "上次的汇总读不了"),
        (_roster, "应报部门名单读不了"),
        (_nothing, "这里没有文件"),
    ],
)
def test_what_is_refused_is_said_before_anything_is_written(spoil: Spoil, why: str, sent: Path) -> None:
    changes = spoil(sent)
    before = {path: path.read_bytes() for path in sent.parent.rglob("*") if path.is_file()}
    with pytest.raises(RequestError) as caught:
        consolidate(request(sent, **changes))
    assert why in caught.value.text.zh
    assert {path: path.read_bytes() for path in sent.parent.rglob("*") if path.is_file()} == before


def test_an_earlier_summary_that_is_only_a_convenience_does_not_stop_the_job(sent: Path) -> None:
    result = consolidate(request(sent, previous_optional=True, **_previous(sent)))
    assert result.output is not None
    assert ["没有带入" in notice.zh for notice in result.notices] == [True]


def test_files_that_do_not_count_give_no_summary(sent: Path) -> None:
    result = consolidate(request(sent, paths=(sent / "说明.txt",), json_file=sent.parent / "汇总.json"))
    assert (result.status, result.output) == (ExitStatus.NOTHING, None)
    assert (sent.parent / "汇总.json").exists()
    assert not (sent.parent / "汇总.xlsx").exists()


def test_tables_are_written_beside_the_summary_and_not_read_again(sent: Path) -> None:
    folder = sent / "明细表"
    first = consolidate(request(sent, tables=folder, recursive=True))
    assert first.tables
    assert {path.name for path in folder.iterdir()} == {path.name for path in first.tables.paths}
    again = consolidate(request(sent, tables=folder, recursive=True, if_exists=IfExists.REPLACE))
    assert [file.path for file in again.data.files] == [file.path for file in first.data.files]


def test_tables_that_are_there_end_the_request_before_anything_is_read(sent: Path) -> None:
    (sent / "明细表").mkdir()
    (sent / "明细表" / "projects.csv").write_text("我的", encoding="utf-8")
    with pytest.raises(XltoolsError, match="exists already"):
        consolidate(request(sent, tables=sent / "明细表"))
    assert not request(sent).output.exists()
