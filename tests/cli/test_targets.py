"""What a command reads, or a department sent, is never overwritten: not even with --force."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

ROSTER = "部门编码,部门名称\n301,示范县交通运输局\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what people have lying about, and the commands run in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报送").mkdir()
    write_department(build_book(build_sheet()), tmp_path / "报送" / "301.xlsx")
    write_department(build_book(build_sheet(), department_code="302"), tmp_path / "报送" / "302.xlsx")
    (tmp_path / "名单.csv").write_text(ROSTER, encoding="utf-8-sig")
    (tmp_path / "规则.toml").write_text("", encoding="utf-8")
    (tmp_path / "公开文本.txt").write_text("部门整体绩效目标\n", encoding="utf-8")
    (tmp_path / "夹.xlsx").mkdir()
    return tmp_path


NEVER: dict[str, str] = {
    "the summary over a department's file": "consolidate 报送 --out 报送/301.xlsx",
    "the summary over the roster": "consolidate 报送 --roster 名单.csv --out 名单.csv",
    "the summary over a given file": "consolidate 报送/301.xlsx --out 报送/301.xlsx",
    "the summary over a folder": "consolidate 报送 --out 夹.xlsx",
    "the summary's JSON over a department's file": "consolidate 报送 --out a.xlsx --json 报送/302.xlsx",
    "the JSON over the summary": "consolidate 报送 --out a.xlsx --json a.xlsx",
    "the JSON over the rules": "consolidate 报送 --rules 规则.toml --out a.xlsx --json 规则.toml",
    "findings over the file": "check 报送/301.xlsx --json 报送/301.xlsx",
    "findings over another file": "check 报送/301.xlsx --json 报送/302.xlsx",
    "fills over the file": "fill 报送/301.xlsx --out 报送/301.xlsx",
    "fills under another kind of name": "fill 报送/301.xlsx --out a.xls",
    "a workbook over the text": "import 公开文本.txt --out 公开文本.txt",
    "a workbook under the name of a text": "import 公开文本.txt --out a.txt",
    "the new workbook over the old": "transfer 报送/301.xlsx --out 报送/301.xlsx",
}


@pytest.mark.parametrize("command", NEVER.values(), ids=NEVER)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["asked", "forced"])
def test_never_written(command: str, force: Sequence[str], place: Path) -> None:
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    code, text = run(*command.split(), *force)
    assert code == 2
    assert "找不到" not in text
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_an_earlier_summary_and_its_json_are_overwritten_when_asked(place: Path) -> None:
    command = ["consolidate", "报送", "--out", "报送/汇总.xlsx", "--json", "报送/汇总.json"]
    assert run(*command)[0] < 2
    first = (place / "报送/汇总.xlsx").read_bytes()
    assert run(*command)[0] == 2
    assert (place / "报送/汇总.xlsx").read_bytes() == first
    assert run(*command, "--force")[0] < 2


@pytest.mark.parametrize("command", ["fill 没有.xlsx --dry-run", "undo 没有.xlsx", "transfer 没有.xlsx --out b.xlsx"])
def test_what_is_missing_is_said(command: str, place: Path) -> None:
    code, text = run(*command.split())
    assert code == 2
    assert "找不到 没有.xlsx" in text
