"""What ``xltools template`` says about arguments that it cannot use."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from xltools.cli.app import app, load_commands

load_commands()


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """The exit code and the output; ``DIR`` in an argument is the folder."""
    result = CliRunner().invoke(app, ["template", *(argument.replace("DIR", str(folder)) for argument in arguments)])
    return result.exit_code, result.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "名单.csv").write_text("部门编码,部门名称\n301,示范县交通运输局\n", encoding="utf-8")
    (tmp_path / "文件").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--roster", "DIR/名单.csv", "--out", "DIR/文件"), "DIR/文件 是文件，不是文件夹"),
        (("--roster", "DIR/名单.csv", "--out", "DIR/文件/下发"), "DIR/文件 是文件，不是文件夹"),
        (("--roster", "DIR/没有.xlsx", "--out", "DIR/下发"), "找不到 DIR/没有.xlsx，请检查路径"),
        (("--roster", "DIR/名单.csv", "--out", "DIR/下发", "--year", "20"), "预算年度 20 不对"),
        (("--roster", "DIR/名单.csv", "--out", "DIR/下发", "--year", "2101"), "预算年度 2101 不对"),
        (("--blank", "DIR/空白.xlsx", "--year", "1999"), "2000 到 2100"),
    ],
)
def test_what_is_said(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    code, text = run(folder, *arguments)
    assert code == 2
    assert said.replace("DIR", str(folder)) in text
    assert "Errno" not in text
    assert sorted(path.name for path in folder.iterdir()) == ["名单.csv", "文件"]


@pytest.mark.parametrize("year", ["2000", "2100"])
def test_the_first_and_the_last_year(folder: Path, year: str) -> None:
    assert run(folder, "--blank", "DIR/空白.xlsx", "--year", year)[0] == 0
