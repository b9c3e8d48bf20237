"""Processes of their own for files, and connections, that end when they should."""

from __future__ import annotations

import asyncio
import os
from typing import NoReturn
from unittest.mock import Mock

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from xltools.services.one_job import JobEndedError, run_job
from xltools.web import connections
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
