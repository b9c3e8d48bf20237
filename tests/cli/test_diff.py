"""``xltools diff``: summaries, JSON files and folders, what is printed, and nothing overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_commands import clean, faulty, run

__all__ = ["clean", "faulty"]


@pytest.fixture
def states(clean: Path, faulty: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two summaries with their JSON beside them: of both departments, and of one."""
    folder = tmp_path / "结果"
    folder.mkdir()
    both, one = folder / "两家.xlsx", folder / "一家.xlsx"
    run("consolidate", clean.parent, "--out", both, "--json", both.with_suffix(".json"), "--exclude", "结果")
    run("consolidate", clean, "--out", one, "--json", one.with_suffix(".json"))
    return both, one


@pytest.mark.parametrize("suffixes", [(".xlsx", ".xlsx"), (".json", ".xlsx"), (".xlsx", ".json"), (".json", ".json")])
def test_a_department_that_is_gone(states: tuple[Path, Path], suffixes: tuple[str, str]) -> None:
    old, new = (path.with_suffix(suffix) for path, suffix in zip(states, suffixes, strict=True))
    code, text = run("diff", old, new)
    assert code == 1
    assert "取消" in text
    assert "示范县水利局" in text
    assert "2,400,000.00 ＋ 新增 0.00 － 取消 1,200,000.00 ＋ 增减 0.00 ＝ 1,200,000.00 元" in text
    code, text = run("diff", new, new, "--lang", "en")
    assert code == 0
    assert "Nothing changed" in text


def test_a_folder_against_its_summary(states: tuple[Path, Path], clean: Path) -> None:
    only = clean.parent / "一个部门"
    only.mkdir()
    (only / clean.name).write_bytes(clean.read_bytes())
    assert run("diff", states[1], only)[0] == 0


def test_what_is_written(states: tuple[Path, Path], tmp_path: Path) -> None:
    target, document = tmp_path / "对照.xlsx", tmp_path / "对照.json"
    arguments = ("diff", *states, "--out", target, "--json", document)
    assert run(*arguments)[0] == 1
    assert json.loads(document.read_text("utf-8"))["changes"][0]["change"] == "dropped"
    assert openpyxl.load_workbook(target).sheetnames == ["部门合计", "项目变动", "指标变动"]
    assert run(*arguments)[0] == 2, "nothing is overwritten without asking"
    assert run(*arguments, "--force")[0] == 1


@pytest.mark.parametrize("name", ["没有.xlsx", "空文件夹", "301.xlsx"])
def test_what_cannot_be_compared(states: tuple[Path, Path], clean: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "空文件夹").mkdir()
    assert run("diff", states[0], clean if name == "301.xlsx" else tmp_path / name)[0] == 2
