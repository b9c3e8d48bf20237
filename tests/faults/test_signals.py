"""A command that is interrupted or killed ends at once, with the exit code of the signal, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.faults.commands import ROOT, SAMPLES, Computer

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes by /proc")

EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Computer]:
    computer = Computer.below(tmp_path_factory.mktemp("signals"))
    for number in range(30):
        shutil.copy(next(SAMPLES.glob("205*.xlsx")), computer.here / f"{number}.xlsx")
    yield computer
    computer.remove()


CONSOLIDATE = ("consolidate", ".", "--out", "../汇总.xlsx", "--jobs", "2", "--force")


def started(computer: Computer, ready: Callable[[], bool]) -> subprocess.Popen[bytes]:
    process = computer.start(*CONSOLIDATE)
    end = time.monotonic() + 20
    while not ready() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    return process


def moments(computer: Computer) -> dict[str, Callable[[], bool]]:
    """Return moments of a run: its modules are loaded, its workers start, its workers read."""
    return {
        "loads": lambda: bool(computer.left_over()),
        "starts workers": lambda: len(computer.processes()) >= 3,
        "reads": lambda: len(computer.processes()) >= 5,
    }


def cases() -> Iterator[object]:
    """Yield signals to one process or to all, at each moment: one of each quickly, the rest on its own."""
    quick = {(signal.SIGINT, "loads", os.kill), (signal.SIGTERM, "reads", os.kill), (signal.SIGINT, "reads", os.killpg)}
    for case in product(EXIT_CODES, ("loads", "starts workers", "reads"), (os.kill, os.killpg)):
        name = f"{case[0].name} {case[1]} {'one' if case[2] is os.kill else 'all'}"
        yield pytest.param(*case, id=name, marks=() if case in quick else pytest.mark.slow)


@pytest.mark.parametrize(("number", "moment", "to"), list(cases()))
def test_a_signal_ends_the_command(
    computer: Computer, number: signal.Signals, moment: str, to: Callable[[int, int], None]
) -> None:
    process = started(computer, moments(computer)[moment])
    to(process.pid, number)
    begin = time.monotonic()
    _, errors = process.communicate(timeout=20)
    assert time.monotonic() - begin < 4
    assert process.returncode == EXIT_CODES[number]
    assert errors.decode() == "已中断。Interrupted.\n"
    assert computer.wait_until_alone() == []
    assert computer.left_over() == []


def test_what_the_caller_ignores_is_ignored(computer: Computer) -> None:
    process = computer.start(
        "check", "1.xlsx", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN), stdout=subprocess.DEVNULL
    )
    while not computer.left_over() and process.poll() is None:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode in {0, 1}


def test_workers_end_with_a_parent_that_is_killed(computer: Computer) -> None:
    process = started(computer, moments(computer)["reads"])
    process.kill()
    process.communicate(timeout=20)
    assert computer.wait_until_alone() == []
    assert computer.left_over() != []
    assert computer.run("--version")[0] == 0
    assert computer.left_over() == []


READER = """
import os, sys, time
from xltools.limits import Limits
from xltools.readers.own_process import read_in_own_process
def endless(data, name, limits):
    while True:
        pass
if __name__ == "__main__":
    endless.__module__ = "endless_reader"
    read_in_own_process(endless, b"", "a.xls", Limits(parser_seconds=60))
"""


def test_a_reader_of_old_formats_ends_with_its_parent(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "endless_reader.py").write_text(READER)
    path = os.pathsep.join((str(ROOT), str(tmp_path)))
    process = computer.start(command=[sys.executable, str(tmp_path / "endless_reader.py")], env={"PYTHONPATH": path})
    end = time.monotonic() + 20
    while len(computer.processes()) < 3 and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.3)  # it has its request, and the process that it has forked loops
    assert len(computer.processes()) == 3
    process.kill()
    process.communicate(timeout=20)
    assert computer.wait_until_alone() == []


def test_the_folder_of_a_run_that_goes_on_stays(computer: Computer) -> None:
    process = started(computer, moments(computer)["reads"])
    mine = computer.left_over()
    assert len(mine) == 1
    assert computer.run("--version")[0] == 0
    assert computer.left_over() == mine
    process.terminate()
    process.communicate(timeout=20)
    assert computer.left_over() == []


def test_a_folder_that_somebody_else_put_there_stays(computer: Computer, tmp_path: Path) -> None:
    for name, target in (("xltools-run-link", tmp_path), ("xltools-run-file", None)):
        path = computer.temporary / name
        path.symlink_to(target) if target else path.write_text("")
    (tmp_path / "owner").write_text("")
    assert computer.run("--version")[0] == 0
    assert computer.left_over() == ["xltools-run-file", "xltools-run-link"]
    assert (tmp_path / "owner").exists()
    for name in computer.left_over():
        (computer.temporary / name).unlink()
