"""The county's desk: what is handed in lands under its department's name, and never over anything."""

from __future__ import annotations

import csv
import json
import stat
import time
from pathlib import Path

import openpyxl
import pytest

from xltools.services.contract import RequestError
from xltools.services.county_desk import access_code, open_desk
from xltools.web.serve import write_codes

from .conftest import SAMPLES, SMALL, Desk

WATER, CIVIL = "332", "354"


def _files(desk: Desk) -> set[str]:
    return {path.relative_to(desk.desk.folder).as_posix() for path in desk.desk.folder.rglob("*.xlsx")}


def test_a_workbook_lands_under_its_department(county: Desk, tmp_path: Path) -> None:
    receipt = county.ask("POST", "/api/hand-in", WATER, SMALL).json()["receipt"]
    assert receipt["file"] == "报送/332安河县水利局.xlsx"
    assert (county.desk.folder / receipt["file"]).read_bytes() == SMALL.read_bytes()
    assert receipt["number"].endswith("-0001")
    again = county.ask("POST", "/api/hand-in", WATER, SMALL).json()["receipt"]
    assert again == receipt  # the same content
    book = openpyxl.load_workbook(SMALL)
    book.worksheets[1]["B5"] = "改写的用途：维修渠道3公里"
    book.save(tmp_path / "改后.xlsx")
    newer = county.ask("POST", "/api/hand-in", WATER, tmp_path / "改后.xlsx").json()["receipt"]
    assert (newer["sent_name"], newer["file"]) == ("改后.xlsx", "报送/332安河县水利局.xlsx")
    kept = county.desk.folder / "历次报送" / f"332安河县水利局-{receipt['number']}.xlsx"
    assert kept.read_bytes() == SMALL.read_bytes()
    assert (county.desk.folder / newer["file"]).read_bytes() == (tmp_path / "改后.xlsx").read_bytes()


def test_what_lay_there_is_kept(county: Desk) -> None:
    (county.desk.folder / "报送").mkdir()
    there = county.desk.folder / "报送" / "332安河县水利局.xlsx"
    there.write_bytes(b"put there by hand")
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    assert (county.desk.folder / "历次报送" / "332安河县水利局-原有.xlsx").read_bytes() == b"put there by hand"


@pytest.mark.parametrize(
    ("holder", "file", "words"),
    [
        (CIVIL, "332安河县水利局.xlsx", "332安河县水利局"),
        (WATER, "README.md", "没有可以读取的绩效目标表"),
        (WATER, "~$205安河县教育体育局.xlsx", "没有可以读取的绩效目标表"),
    ],
)
def test_what_is_not_taken(county: Desk, holder: str, file: str, words: str) -> None:
    answer = county.ask("POST", "/api/hand-in", holder, SAMPLES / file)
    assert answer.status_code == 422
    assert words in answer.json()["problem"]["zh"]
    assert not (county.desk.folder / "报送").exists()


def test_each_sees_what_is_theirs(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    assert len(county.ask("GET", "/api/mine", WATER).json()["receipts"]) == 1
    assert county.ask("GET", "/api/mine", CIVIL).json()["receipts"] == []
    for path in ("/api/board", "/api/summary", "/api/summary/file"):
        assert county.ask("GET", path, WATER).status_code == 403
    for path in ("/api/mine", "/api/hand-in"):
        assert county.ask("POST" if "hand" in path else "GET", path, "officer", SMALL).status_code == 403
    board = county.ask("GET", "/api/board", "officer").json()["departments"]
    assert [one["code"] for one in board if one["receipts"]] == [WATER]
    assert len(board) == len(county.desk.departments)


def test_the_summary_is_made_with_progress(county: Desk) -> None:
    assert county.ask("GET", "/api/summary", "officer").json() == {"state": "none"}
    assert county.ask("GET", "/api/summary/file", "officer").status_code == 404
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    state = county.ask("POST", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert (state["state"], state["written"], state["fates"]) == ("done", True, {"已汇总": 1})
    assert "预算项目 5 个 22,010,000.00 元" in state["sums"]["zh"]
    content = county.ask("GET", "/api/summary/file", "officer").content
    assert content == county.desk.summary.read_bytes()


def test_a_cancelled_summary_leaves_the_last_one(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    county.ask("POST", "/api/summary", "officer")
    county.ask("DELETE", "/api/summary", "officer")
    state = county.ask("GET", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert state["state"] == "cancelled"
    assert not county.desk.summary.exists()


def test_nothing_to_sum_up(county: Desk) -> None:
    state = county.ask("POST", "/api/summary", "officer").json()
    while state["state"] == "running":
        time.sleep(0.1)
        state = county.ask("GET", "/api/summary", "officer").json()
    assert (state["state"], state["problem"]["zh"]) == ("failed", "还没有收到任何部门的工作簿。")


def test_codes(county: Desk, tmp_path: Path) -> None:
    target = tmp_path / "访问码.csv"
    assert write_codes(county.desk.folder, None, target) == len(county.desk.departments)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["部门编码", "部门名称", "访问码"]
    codes = {code: value.replace("-", "") for code, _, value in rows[1:]}
    assert codes[WATER] == access_code(open_desk(county.desk.folder), WATER)
    assert len(set(codes.values())) == len(rows) - 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert stat.S_IMODE((county.desk.folder / ".xltools-access").stat().st_mode) == 0o600
    with pytest.raises(RequestError, match="已存在"):
        write_codes(county.desk.folder, None, target)


def test_a_spoiled_line_of_the_record_loses_nothing_else(county: Desk) -> None:
    county.ask("POST", "/api/hand-in", WATER, SMALL)
    record = county.desk.folder / "收件记录.jsonl"
    record.write_text(record.read_text(encoding="utf-8") + '{"half":\n', encoding="utf-8")
    assert json.loads(record.read_text(encoding="utf-8").splitlines()[0])["department_code"] == WATER
    assert len(county.desk.receipts()) == 1


@pytest.mark.parametrize(("missing", "words"), [("folder", "找不到文件夹"), ("roster", "没有应报名单")])
def test_a_desk_that_cannot_be_opened(tmp_path: Path, missing: str, words: str) -> None:
    with pytest.raises(RequestError, match=words):
        open_desk(tmp_path / "没有" if missing == "folder" else tmp_path)
