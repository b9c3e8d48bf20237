"""No module that lies in the current folder is run, by no command and none of its processes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.commands import ROOT, SAMPLES, Computer
from xltools import child_processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes by /proc")

MODULES = (
    "json",
    "re",
    "struct",
    "typing",
    "decimal",
    "zipfile",
    "tempfile",
    "logging",
    "csv",
    "lxml",
    "openpyxl",
    "random",
    "signal",
    "pickle",
    "selectors",
    "socket",
    "multiprocessing",
    "subprocess",
    "threading",
    "pandas",
    "rich",
    "typer",
    "xlsxwriter",
    "sitecustomize",
    "xltools",
)
MARKER = """\
from pathlib import Path
with open({ran!r}, "a") as file:
    print({name!r}, file=file)
"""


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    computer = Computer.below(tmp_path_factory.mktemp("safe"))
    for file in (*sorted(SAMPLES.glob("4*.xlsx"))[:4], *SAMPLES.glob("*.xls"), *SAMPLES.glob("*.ods")):
        shutil.copy(file, computer.here)
    shutil.copy(computer.here / sorted(computer.here.glob("4*.xlsx"))[0].name, computer.here / "one.xlsx")
    for name in MODULES:
        (computer.here / f"{name}.py").write_text(MARKER.format(name=name, ran=str(ran(computer))), "utf-8")
    yield computer
    computer.remove()


def ran(computer: Computer) -> Path:
    return computer.here.parent / "ran.txt"


COMMANDS = {
    "consolidate": ["consolidate", ".", "--out", "../s.xlsx", "--jobs", "2", "--force"],
    "check": ["check", "."],
    "return": ["return", ".", "--out", "../退回", "--force"],
    "fill": ["fill", "one.xlsx", "--dry-run"],
    "transfer": ["transfer", "one.xlsx", "--out", "../new.xlsx", "--force"],
    "template": ["template", "--blank", "../blank.xlsx", "--force"],
    "rules": ["rules"],
    "doctor": ["doctor"],
    "version": ["--version"],
}


QUICK = ("consolidate", "check")
"""The commands that start processes; the others are tried with the slow tests."""


@pytest.mark.parametrize(
    "arguments",
    [pytest.param(COMMANDS[name], id=name, marks=() if name in QUICK else pytest.mark.slow) for name in COMMANDS],
)
def test_the_command_runs_nothing_that_lies_there(computer: Computer, arguments: list[str]) -> None:
    code, output = computer.run(*arguments)
    assert "Traceback" not in output
    assert code in {0, 1}, output
    assert not ran(computer).exists()


@pytest.mark.parametrize("options", [["-P"], []], ids=["safe path", "as it is"])
def test_the_module_runs_nothing_either(computer: Computer, options: list[str]) -> None:
    """Without -P Python itself imports ``warnings``, ``contextlib`` and the package that is asked for from there."""
    if not options:
        (computer.here / "xltools.py").unlink()
    command = [sys.executable, *options, "-m", "xltools"]
    code, output = computer.run(*COMMANDS["consolidate"], command=command, env={"PYTHONPATH": str(ROOT)})
    assert code in {0, 1}, output
    assert not ran(computer).exists()


def test_the_current_folder_is_left_out_of_the_search_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    elsewhere = str(tmp_path / "elsewhere")
    monkeypatch.setattr(sys, "path", ["", ".", str(tmp_path), "lib", elsewhere])
    package = str(Path(child_processes.__file__).parents[1])
    assert child_processes.safe_search_path() == [elsewhere, package]


def test_the_source_tree_comes_last_in_its_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    package = str(Path(child_processes.__file__).parents[1])
    monkeypatch.chdir(package)
    monkeypatch.setattr(sys, "path", ["", package, "/usr/lib/python3"])
    assert child_processes.safe_search_path() == ["/usr/lib/python3", package]


def test_starting_safely_puts_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    path = sys.path
    with child_processes.starting_safely():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert sys.path is path
    assert os.environ["PYTHONPATH"] == "/somewhere"
    assert "PYTHONSAFEPATH" not in os.environ
