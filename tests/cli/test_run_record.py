"""操作记录: who made a summary when, on a sheet and in a file that only grows; and how it is left out."""

from __future__ import annotations

import getpass
import json
import platform
import sys
from dataclasses import fields
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from xltools.rules.examples import build_book, build_sheet
from xltools.services.run_log import append_run
from xltools.summary.runs import RunFacts
from xltools.template import write_department

LOG = "操作记录.jsonl"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    write_department(build_book(build_sheet()), folder / "301.xlsx")
    return folder


def sheet_of(summary: Path) -> dict[str, str]:
    rows = openpyxl.load_workbook(summary)["操作记录"].iter_rows(min_row=4, max_col=2, values_only=True)
    return {str(item): str(value) for item, value in rows if item}


def test_each_run_is_on_the_sheet_and_adds_a_line(sent: Path, tmp_path: Path) -> None:
    summary = tmp_path / "汇总.xlsx"
    (tmp_path / "xltools.toml").write_text("[rules.V02]\nenabled = false\n", encoding="utf-8")
    assert run("consolidate", sent, "--out", summary)[0] == 0
    shown = sheet_of(summary)
    assert (shown["用户"], shown["计算机"]) == (getpass.getuser(), platform.node())
    assert shown["操作方式"] == "命令"
    assert (shown["规则设置"], shown["汇总文件"]) == ("xltools.toml", "汇总.xlsx")
    assert (shown["找到的文件数"], shown["计入汇总的文件数"]) == ("1", "1")
    assert len(shown["规则设置摘要"]) == 64
    first = (tmp_path / LOG).read_bytes()
    assert run("consolidate", sent, "--out", summary, "--force")[0] == 0
    both = (tmp_path / LOG).read_bytes()
    assert both.startswith(first), "what is there stays"
    lines = [json.loads(line) for line in both.splitlines()]
    assert len(lines) == 2
    assert lines[0]["rule_settings_sha256"] == shown["规则设置摘要"]
    assert str(tmp_path) not in both.decode(), "files are named without their folders"


def test_half_a_line_of_a_run_that_was_cut_off_spoils_no_other(sent: Path, tmp_path: Path) -> None:
    (tmp_path / LOG).write_bytes(b'{"time": "2026')
    assert run("consolidate", sent, "--out", tmp_path / "汇总.xlsx")[0] == 0
    first, second = (tmp_path / LOG).read_text(encoding="utf-8").splitlines()
    assert (first, json.loads(second)["summary"]) == ('{"time": "2026', "汇总.xlsx")


def test_a_run_can_go_unrecorded(sent: Path, tmp_path: Path) -> None:
    summary = tmp_path / "汇总.xlsx"
    assert run("consolidate", sent, "--out", summary, "--no-record")[0] == 0
    assert "操作记录" not in openpyxl.load_workbook(summary, read_only=True).sheetnames
    assert not (tmp_path / LOG).exists()


def test_reproducible_runs_name_neither_user_nor_computer(
    sent: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    written = []
    for user in ("甲", "乙"):
        monkeypatch.setattr(getpass, "getuser", lambda user=user: user)
        folder = tmp_path / user
        folder.mkdir()
        assert run("consolidate", sent, "--out", folder / "汇总.xlsx")[0] == 0
        written.append((folder / "汇总.xlsx").read_bytes())
    assert written[0] == written[1]
    assert sheet_of(tmp_path / "甲" / "汇总.xlsx")["用户"] == "（无）"


@pytest.mark.parametrize("content", ["别人的文件\n", '[{"time": 1}]\n'])
def test_a_file_of_somebody_else_is_left_alone(sent: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / LOG).write_text(content, encoding="utf-8")
    code, text = run("consolidate", sent, "--out", tmp_path / "汇总.xlsx")
    assert code == 0
    assert "不是本工具写的操作记录" in text
    assert (tmp_path / LOG).read_text(encoding="utf-8") == content


def test_the_record_is_not_consolidated(sent: Path) -> None:
    assert run("consolidate", sent, "--out", sent / "汇总.xlsx")[0] == 0
    code, text = run("consolidate", sent, "--out", sent / "汇总.xlsx", "--force")
    assert code == 0
    assert "jsonl" not in text


@pytest.mark.skipif(
    sys.platform == "win32", reason="files that cannot grow are made by a limit that Windows has not got"
)
@pytest.mark.parametrize("there", [b"", b'{"time": "2026-01-01T00:00:00"}\n'])
def test_where_there_is_no_room_no_blank_file_stays(there: bytes, tmp_path: Path) -> None:
    import resource

    if there:
        (tmp_path / LOG).write_bytes(there)
    facts = RunFacts(*["x"] * len(fields(RunFacts)))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(there), limits[1]))
    try:
        (notice,) = append_run(facts, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "没有写入" in notice.zh
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([there] if there else [])
