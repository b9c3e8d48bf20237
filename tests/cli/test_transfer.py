"""``xltools transfer`` as people run it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import run
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "旧 表.xlsx"
    write_department(build_book(build_sheet()), path)
    return path


def test_transfer(old: Path, tmp_path: Path) -> None:
    before, new = old.read_bytes(), tmp_path / "新.xlsm"
    code, text = run("transfer", old, "--out", new, "--macros")
    assert code == 0
    assert "没有遗漏" in text
    assert "项目1" in openpyxl.load_workbook(new).sheetnames
    assert old.read_bytes() == before
    assert run("transfer", old, "--out", new, "--macros")[0] == 2, "nothing is overwritten without asking"
    assert run("transfer", old, "--out", new, "--macros", "--force")[0] == 0


def test_what_stays_behind_is_listed(old: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(old)
    book["项目1"]["A60"] = "填表人：王小明"
    book.save(old)
    _, text = run("transfer", old, "--out", tmp_path / "新.xlsx")
    assert "A60" in text
    assert "王小明" in text


@pytest.mark.parametrize(
    ("given", "out"), [("旧 表.xlsx", "旧 表.xlsx"), ("旧 表.xlsx", "新.xls"), ("没有.xlsx", "新.xlsx")]
)
def test_wrong_use(old: Path, given: str, out: str) -> None:
    assert run("transfer", old.parent / given, "--out", old.parent / out)[0] == 2
    assert sorted(path.name for path in old.parent.iterdir()) == ["旧 表.xlsx"]


def test_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\3\4")
    code, text = run("transfer", path, "--out", tmp_path / "b.xlsx")
    assert code == 2
    assert "a.xlsx" in text
