"""What a command does in odd surroundings: names, consoles, streams, variables of the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_commands import run
from xltools.rules.examples import build_book, build_sheet
from xltools.template import write_department

ROOT = Path(__file__).parents[2]
LONG = "长" * 86 + ".xlsx"
"""A name of 263 bytes; file systems hold 255."""


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_department(build_book(build_sheet(plan="20/50/40/100")), tmp_path / "301.xlsx")
    return tmp_path / "301.xlsx"


@pytest.mark.parametrize(
    "command",
    [
        "check {long}",
        "check 301.xlsx --json {long}",
        "consolidate {long} --out a.xlsx",
        "consolidate 301.xlsx --out {long}",
        "consolidate 301.xlsx --out a.xlsx --previous {long}",
        "template --blank {long}",
        "return 301.xlsx --out {long}",
        "transfer 301.xlsx --out {long}",
        "fill {long} --out a.xlsx",
        "undo {long} -y",
    ],
)
def test_a_name_that_is_too_long_is_said(command: str, sent: Path) -> None:
    status, output = run(*command.format(long=LONG).split())
    assert status == 2
    assert "太长" in output.replace("\n", "")


@pytest.mark.parametrize("value", ["abc", "-5", "1e5", "9" * 20, "253402300800", " 1", "٣"])
def test_a_time_that_is_none_is_said(value: str, sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    status, output = run("consolidate", sent, "--out", sent.with_name("汇总.xlsx"))
    assert (status, "SOURCE_DATE_EPOCH" in output) == (2, True)
    assert not sent.with_name("汇总.xlsx").exists()


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp437", "utf-16"])
def test_csv_is_utf_8_with_a_mark_whatever_the_console(encoding: str, sent: Path) -> None:
    command = [sys.executable, "-m", "xltools", "check", str(sent), "--format", "csv"]
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONPATH": str(ROOT)}
    output = subprocess.run(command, capture_output=True, env=environment, check=False).stdout
    assert output.startswith("\ufeff级别,规则".encode())
    assert output.decode().count("301.xlsx") == 1


def test_a_closed_stream_stops_nothing(sent: Path, tmp_path: Path) -> None:
    shell = f'"{sys.executable}" -m xltools consolidate 301.xlsx --out 汇总.xlsx >&- 2>&-'
    finished = subprocess.run(
        ["sh", "-c", shell], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False
    )
    assert finished.returncode == 1
    assert (tmp_path / "汇总.xlsx").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_output_is_said(sent: Path, tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        finished = subprocess.run(
            [sys.executable, "-m", "xltools", "check", "301.xlsx"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (finished.returncode, "磁盘已满" in finished.stderr.decode()) == (2, True)
    assert "Traceback" not in finished.stderr.decode()
    assert "Exception" not in finished.stderr.decode()
