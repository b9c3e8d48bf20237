"""Processes of their own for files, and connections, that end when they should."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from unittest.mock import Mock

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from xltools.services.contract import RequestError
from xltools.services.county_desk import CountyDesk
from xltools.services.one_job import JobEndedError, OneJob, run_job
from xltools.services.settings import choose_settings
from xltools.web import connections, summary_job
from xltools.web.connections import PatientProtocol


class _Spoiled:
    """An answer that its receiver cannot read."""

    def __reduce__(self) -> tuple[object, ...]:
        return fail, ()


def fail() -> NoReturn:
    """Raise what is no error of xltools."""
    raise TypeError("a fault")


def die() -> None:
    """End without an answer."""
    os._exit(3)


def answer_badly() -> _Spoiled:
    """Answer with something that cannot be read."""
    return _Spoiled()


@pytest.mark.parametrize("function", [fail, die, answer_badly])
def test_whatever_becomes_of_a_job_its_caller_gets_one_error(function: object) -> None:
    with pytest.raises(JobEndedError, match="读取进程中止"):
        run_job(function, seconds=60)  # type: ignore[arg-type]


def wait() -> None:
    """Take longer than a test."""
    time.sleep(60)


def swell() -> None:
    """Ask for 3 GB."""
    raise AssertionError(len(bytearray(3 << 30)))


def refuse() -> NoReturn:
    """Raise an error of xltools."""
    raise RequestError("没有收到", "Nothing came.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory this way")
def test_memory_is_named_where_it_ran_out() -> None:
    with pytest.raises(JobEndedError, match="内存不足"):
        run_job(swell, seconds=60, memory_mb=1024)


@pytest.mark.parametrize(("function", "cancelled"), [(wait, True), (refuse, False)])
def test_only_what_was_cancelled_says_so(function: Callable[[], None], cancelled: bool) -> None:
    job = OneJob(function, seconds=60)
    if not cancelled:
        job._process.join(30)  # it has answered, and somebody cancels it now
    job.cancel()
    with pytest.raises(JobEndedError if cancelled else RequestError):
        job.result()
    assert job.cancelled is cancelled
    job.cancel()  # when all is over


def test_cancelled_while_it_ends() -> None:
    """One thread may kill while another closes: the process object is half gone between two of its lines."""
    job = OneJob(os.getpid, seconds=60)
    real, meanwhile = job._process.close, list[threading.Thread]()

    def close() -> None:
        meanwhile.append(threading.Thread(target=job.cancel))
        meanwhile[0].start()
        meanwhile[0].join(0.2)
        assert meanwhile[0].is_alive()  # it waits for its turn
        real()

    job._process.close = close  # type: ignore[method-assign]
    assert job.result() > 0
    meanwhile[0].join(5)
    assert not job.cancelled


@pytest.mark.parametrize(
    ("outcome", "state", "words"),
    [
        pytest.param("cancelled", "cancelled", "没有变", id="cancelled in time"),
        pytest.param("written", "cancelled", "新的汇总已经写好", id="cancelled after it was written"),
        pytest.param("failed", "failed", "没有收到", id="failed by itself, and cancelled then"),
    ],
)
def test_what_a_cancelled_summary_says_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcome: str, state: str, words: str
) -> None:
    desk = CountyDesk(tmp_path, tmp_path / "应报名单.xlsx", (), choose_settings(None, tmp_path / "县级汇总.xlsx", ()))
    desk.summary.write_bytes(b"before")

    class Job:
        cancelled = outcome != "failed"

        def __init__(self, *arguments: object, **options: object) -> None:
            assert options["memory_mb"]

        def cancel(self) -> None:
            pass

        def result(self, report: object) -> NoReturn:
            if outcome == "written":
                desk.summary.write_bytes(b"after")
            refuse()

    monkeypatch.setattr(summary_job, "OneJob", Job)
    summary = summary_job.SummaryJob()
    summary.start(desk)
    summary.cancel()
    while summary.state()["state"] == "running":
        time.sleep(0.01)
    assert summary.state()["state"] == state
    assert words in summary.state()["problem"]["zh"]


@pytest.mark.parametrize(("reads_on", "ended"), [(False, True), (True, False)])
def test_a_caller_who_takes_nothing_is_dropped(monkeypatch: pytest.MonkeyPatch, reads_on: bool, ended: bool) -> None:
    monkeypatch.setattr(connections, "UNREAD_SECONDS", 0.01)

    async def run() -> bool:
        transport = Mock(asyncio.Transport)
        protocol = PatientProtocol(Config(Mock()), ServerState(), {})
        protocol.connection_made(transport)
        protocol.pause_writing()
        if reads_on:
            protocol.resume_writing()
        await asyncio.sleep(0.05)
        protocol.connection_lost(None)
        return bool(transport.abort.called)

    assert asyncio.run(run()) is ended
