"""Whatever happens to a worker process or in our own code, every file has its fate and the others go on."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing import forkserver
from pathlib import Path

import pytest

from tests.county import odd_inputs as unruly
from tests.fixtures.hostile.disk import clean
from xltools.county.data import Fate
from xltools.county.gather import find_files, gather
from xltools.county.workers import in_order, prepare_workers, worker_pool
from xltools.department import review
from xltools.limits import Limits
from xltools.rules.settings import Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(301, 309):
        (tmp_path / f"{number}.xlsx").write_bytes(clean(number))
    return tmp_path


def test_several_files_that_die_or_hang(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {"300 dies.xlsx", "303 hangs.xlsx", "309 dies.xlsx"}
    for name in bad:
        (folder / name).write_bytes(clean(int(name[:3])))
    monkeypatch.setattr("xltools.county.gather.read_county_file", unruly.read_county_file)
    data = gather(find_files([folder]), settings=Settings(limits=Limits(file_seconds=2)), jobs=2)
    assert {Path(file.path).name for file in data.files if file.fate is Fate.REJECTED} == bad
    assert len(data.accepted) == 8
    assert [finding.rule for finding in data.findings if finding.rule.startswith("F")] == ["F07"] * 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory this way")
def test_a_file_that_eats_memory_is_told_so_and_pays_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "303 swells.xlsx").write_bytes(clean(303))
    monkeypatch.setattr("xltools.county.gather.read_county_file", unruly.read_county_file)
    data = gather(find_files([folder]), settings=Settings(limits=Limits(worker_mb=1024)), jobs=2)
    (refused,) = (file for file in data.files if file.fate is Fate.REJECTED)
    assert (Path(refused.path).name, [finding.rule for finding in refused.findings]) == ("303 swells.xlsx", ["F27"])
    assert "内存不足" in refused.reason.zh
    assert "worker_mb" in refused.findings[0].suggestion.zh
    assert len(data.accepted) == 8


def test_who_did_not_finish_in_time_is_not_said_to_lack_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "303 hangs.xlsx").write_bytes(clean(303))
    monkeypatch.setattr("xltools.county.gather.read_county_file", unruly.read_county_file)
    data = gather(find_files([folder]), settings=Settings(limits=Limits(file_seconds=2)), jobs=2)
    (refused,) = (file for file in data.files if file.fate is Fate.REJECTED)
    assert "2 秒内没有读完" in refused.reason.zh


def test_all_workers_start_before_a_file_can_crash_one() -> None:
    with worker_pool(3) as pool:
        pool.submit(os.getpid).result()
        assert len(pool._processes) == 3


def test_a_fault_of_ours_is_one_files_fate(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(path: Path, *_: object) -> None:
        raise ZeroDivisionError(f"in {path.name}")

    monkeypatch.setattr(review, "read_book", faulty)
    data = gather(find_files([folder]), jobs=1)
    assert {file.fate for file in data.files} == {Fate.REJECTED}
    finding = data.files[0].findings[0]
    assert finding.rule == "F07"
    assert "ZeroDivisionError: in 301.xlsx (test_workers.py:" in finding.message.zh


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no names that are not text")
def test_names_in_gbk_are_readable(folder: Path) -> None:
    raw = os.path.join(os.fsencode(folder), "交通局.xlsx".encode("gbk"))
    with open(raw, "wb") as file:
        file.write(clean(475))
    data = gather(find_files([folder]), jobs=1)
    assert f"{folder}/交通局.xlsx" in [file.path for file in data.accepted]


def test_a_folder_that_cannot_be_listed_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = folder / "不能看"
    closed.mkdir()
    real = os.scandir

    def denied(path: os.PathLike[str]) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", denied)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != closed)
    data = gather(find_files([folder], recursive=True), jobs=1)
    assert [finding.rule for finding in data.findings if finding.place.file == str(closed)] == ["F05"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and the server is of Linux only")
def test_processes_do_not_hear_ctrl_c_from_their_first_moment() -> None:
    prepare_workers()
    server = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    blocked = int(Path(f"/proc/{server}/status").read_text().split("SigBlk:")[1].split()[0], 16)
    assert all(blocked >> (number - 1) & 1 for number in (signal.SIGINT, signal.SIGHUP))
    assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) & {signal.SIGINT, signal.SIGHUP}


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_side_by_side_keep_their_order(jobs: int) -> None:
    tasks = [(2, power) for power in range(9)]
    assert list(in_order(pow, tasks, jobs)) == [2**power for power in range(9)]


def test_tasks_whose_process_ended_are_done_here() -> None:
    tasks = [(os.getpid(), number) for number in range(6)]
    assert list(in_order(unruly.only_in, tasks, 2)) == list(range(6))


def test_tasks_that_are_given_up_leave_no_one_waiting_for_half_a_result() -> None:
    for _ in range(5):
        results = in_order(os.urandom, [(30_000_000,)] * 8, 2)
        next(results)
        results.close()  # type: ignore[attr-defined]
