"""Full disks, other people's hands in the folder, two runs on one output, and files from the future."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.commands import SAMPLES, Computer
from tests.faults.test_kills import check_whole, content

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="watches processes by /proc"),
]

CONSOLIDATE = ("consolidate", ".", "--out", "../出/汇总.xlsx", "--json", "../出/汇总.json", "--jobs", "2")
OLD = SAMPLES / "402安河县统计局.xlsx"


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    computer = Computer.below(tmp_path)
    for number in range(12):
        shutil.copy(OLD, computer.here / f"{number}.xlsx")
    for file in sorted(SAMPLES.glob("3*.xlsx")):
        shutil.copy(file, computer.here)
    (tmp_path / "出").mkdir()
    yield computer
    computer.remove()


def check_outputs(computer: Computer) -> dict[str, bytes]:
    """Return the outputs, which are whole; nothing else is left."""
    found = content(computer.here.parent / "出")
    for name, data in found.items():
        check_whole(name, data)
    assert computer.wait_until_alone() == []
    assert computer.left_over() == []
    return found


# --- full disks ------------------------------------------------------------------------------------------------------


def small_disk(folder: Path, kilobytes: int) -> Callable[[], object]:
    """Mount a disk of this size on a folder, and return how to take it off again."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a container that may not mount; the test of limited files tries the same without")
    return lambda: subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a disk; the test of limited files tries the same without")
@pytest.mark.parametrize("kilobytes", [4, 16, 64, 96, 128, 192, 256, 4096])
@pytest.mark.parametrize("command", ["consolidate", "return", "template", "transfer"])
def test_a_full_disk_for_the_outputs(computer: Computer, command: str, kilobytes: int) -> None:
    arguments = {
        "consolidate": CONSOLIDATE,
        "return": ("return", ".", "--out", "../出/退回"),
        "template": ("template", "--blank", "../出/空白.xlsx"),
        "transfer": ("transfer", "0.xlsx", "--out", "../出/新.xlsx"),
    }[command]
    inputs = content(computer.here)
    take_off = small_disk(computer.here.parent / "出", kilobytes)
    try:
        code, output = computer.run(*arguments)
        assert "Traceback" not in output
        assert code in {0, 1} or (code == 2 and "磁盘空间不足" in output), output
        assert code != 2 or kilobytes < 4096
        check_outputs(computer)
        assert content(computer.here) == inputs
    finally:
        take_off()


@pytest.mark.skipif(os.getuid() != 0, reason="mounts a disk; the test of limited files tries the same without")
@pytest.mark.parametrize("kilobytes", [4, 16, 64, 256, 1024])
def test_a_full_disk_for_temporary_files(computer: Computer, kilobytes: int) -> None:
    take_off = small_disk(computer.temporary, kilobytes)
    try:
        code, output = computer.run(*CONSOLIDATE)
        assert "Traceback" not in output
        assert code in {0, 1} or (code == 2 and ("磁盘" in output or "No space" in output)), output
        check_outputs(computer)
    finally:
        take_off()


@pytest.mark.parametrize("kilobytes", [0, 1, 10, 40, 80])
@pytest.mark.parametrize("command", ["consolidate", "return", "transfer"])
def test_files_that_cannot_grow(computer: Computer, command: str, kilobytes: int) -> None:
    """A quota, as a limit of the size of files."""
    arguments = {
        "consolidate": CONSOLIDATE,
        "return": ("return", ".", "--out", "../出/退回"),
        "transfer": ("transfer", "0.xlsx", "--out", "../出/新.xlsx"),
    }[command]
    size = kilobytes << 10
    code, output = computer.run(*arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert "Traceback" not in output
    assert code in {0, 1, 2}, output
    check_outputs(computer)


# --- other people's hands --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(10))
def test_files_change_and_go_during_the_run(computer: Computer, seed: int) -> None:
    chance = random.Random(seed)
    others = [path.read_bytes() for path in SAMPLES.glob("*.xlsx")]
    names = sorted(path.name for path in computer.here.iterdir())
    done = threading.Event()

    def meddle() -> None:
        while not done.is_set():
            path = computer.here / chance.choice(names)
            match chance.randrange(4):
                case 0:
                    path.unlink(missing_ok=True)
                case 1:
                    path.write_bytes(chance.choice(others))
                case 2:
                    path.write_bytes(chance.choice(others)[: chance.randrange(60_000)])
                case _:
                    new = computer.here / f"new{chance.randrange(50)}.xlsx"
                    new.write_bytes(chance.choice(others))
                    os.replace(new, path)
            time.sleep(0.002)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        code, output = computer.run(*CONSOLIDATE)
    finally:
        done.set()
        meddler.join()
    assert "Traceback" not in output
    assert code in {0, 1, 2}, output
    check_outputs(computer)
    county = json.loads((computer.here.parent / "出" / "汇总.json").read_text("utf-8"))
    fates = [file["status"] for file in county["files"]]
    assert len({file["path"] for file in county["files"]}) == len(fates)
    assert set(fates) <= {"accepted", "superseded", "undecided", "rejected", "ignored"}


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("apart", [0.0, 0.1, 0.4, 0.8])
def test_two_runs_at_once_on_one_output(computer: Computer, force: bool, apart: float) -> None:
    command = [*CONSOLIDATE, *(["--force"] if force else [])]
    if force:
        assert computer.run(*CONSOLIDATE)[0] in {0, 1}
    first = computer.start(*command)
    time.sleep(apart)
    second = computer.start(*command)
    outputs = [process.communicate(timeout=120) for process in (first, second)]
    codes = [first.returncode, second.returncode]
    assert not any(b"Traceback" in part for pair in outputs for part in pair)
    found = check_outputs(computer)
    assert "汇总.xlsx" in found
    # One may have found the other's summary when it began, and refused to overwrite it.
    assert codes in ([1, 1], [1, 2], [2, 1]), outputs
    assert force is False or codes == [1, 1]
    told = [b"\xef\xbc\x882\xef\xbc\x89.xlsx" in out for out, _ in outputs]
    assert ("汇总（2）.xlsx" in found) == any(told)


def test_a_clock_that_was_set_back(computer: Computer) -> None:
    """Everything that lies there is from the future, as the program's clock has it."""
    output = computer.here.parent / "出"
    assert computer.run(*CONSOLIDATE, "--force")[0] == 1
    usual = json.loads((output / "汇总.json").read_text("utf-8"))
    future = time.time() + 400 * 24 * 3600
    for path in (*computer.here.iterdir(), *output.iterdir()):
        os.utime(path, (future, future))
    code, text = computer.run(*CONSOLIDATE, "--force")
    assert code == 1, text
    found = check_outputs(computer)
    assert sorted(found) == sorted(["操作记录.jsonl", "汇总.json", "汇总.xlsx"])
    again = json.loads((output / "汇总.json").read_text("utf-8"))
    assert again["totals"] == usual["totals"]
    assert [file["status"] for file in again["files"]] == [file["status"] for file in usual["files"]]
