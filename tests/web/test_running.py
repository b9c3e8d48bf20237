"""The service as a program: silent and stopped senders, many at once, hostile files, its end and its next start."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import openpyxl
import pytest

from tests.fixtures.forms import parts
from tests.fixtures.packages import zipped
from xltools.web import connections, uploads

from .conftest import SAMPLES, SMALL
from .running import RunningService, running_service

pytestmark = pytest.mark.desktop

SILENT = 300
STOPPED = 250
MAX_MORE_MB = 250
"""About 155 MB are seen."""
HOSTILE = Path(__file__).parents[1] / "fixtures"


def _memory_mb(pid: int) -> int:
    """Return the memory of a process that no other one shares, in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) >> 10


def test_good_uploads_go_on_beside_silent_and_stopped_ones() -> None:
    with running_service() as service, ExitStack() as stack:
        before = _memory_mb(service.process.pid)
        open_ones = [stack.enter_context(service.connect()) for _ in range(SILENT)]
        half = b"POST /api/check HTTP/1.1\r\nHost: "
        open_ones += [stack.enter_context(service.connect(half)) for _ in range(50)]
        open_ones += [stack.enter_context(service.begin_upload(900_000)) for _ in range(STOPPED)]
        begun = time.monotonic()
        assert service.check(SMALL).json()["forms"] == 5
        assert time.monotonic() - begun < connections.HEAD_SECONDS
        assert _memory_mb(service.process.pid) - before < MAX_MORE_MB
        time.sleep(max(connections.HEAD_SECONDS, uploads.SILENT_SECONDS) + 2)
        for connection in open_ones:
            connection.settimeout(2)
            answer = connection.recv(65536)
            assert answer == b"" or answer.startswith(b"HTTP/1.1 408")
        assert service.check(SMALL).json()["forms"] == 5


def test_a_good_upload_waits_behind_more_stopped_ones_than_have_a_place() -> None:
    with running_service() as service, ExitStack() as stack:
        for _ in range(uploads.MAX_UPLOADS + 20):
            stack.enter_context(service.begin_upload(1_000))
        begun = time.monotonic()
        assert service.check(SMALL, 120).json()["forms"] == 5
        assert time.monotonic() - begun < 3 * uploads.SILENT_SECONDS


def test_a_file_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    broken = tmp_path / "a.xlsx"
    broken.write_bytes(SMALL.read_bytes()[:3000])
    with running_service() as service:
        assert service.check(broken).json()["findings"][0]["rule"].startswith("F")
        assert service.check(SMALL).json()["forms"] == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_it_is_told_to(number: signal.Signals) -> None:
    with running_service() as service:
        stopped = service.begin_upload(1000)
        service.process.send_signal(number)
        assert service.process.wait(10) == 128 + number
        stopped.close()


def test_killed_and_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    # Not below pytest's own folder: what a killed run left is only removed below a short path.
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        with running_service() as service:
            stopped = service.begin_upload(200_000)
            time.sleep(0.5)
            left = set(Path(folder).iterdir())
            os.killpg(service.process.pid, signal.SIGKILL)
            stopped.close()
        assert left
        with running_service() as service:
            assert service.check(SMALL).json()["forms"] == 5
            assert left.isdisjoint(Path(folder).iterdir())


def test_a_port_that_is_taken() -> None:
    with (
        running_service() as service,
        pytest.raises(AssertionError, match=r"端口 \d+ 不能用"),
        running_service("--port", str(service.port)),
    ):
        pass


def test_the_county_desk_says_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "应报名单.xlsx").write_bytes((SAMPLES / "应报名单.xlsx").read_bytes())
    with running_service("--county", str(tmp_path)) as service:
        assert isinstance(service, RunningService)
        assert len(service.code) == 11


def _slow() -> bytes:
    """Return a workbook that takes seconds to read: as many cells as are allowed, and long texts."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目1")
    for number in range(2_900):
        sheet.append([f"预算数{number}-{column}" for column in range(50)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _hostile() -> dict[str, bytes]:
    """Return ten files that mean no good, by name."""
    whole, slow = SMALL.read_bytes(), _slow()
    return {
        **{f"slow {number}.xlsx": slow for number in range(3)},
        **{f"large {number}.xlsx": whole + bytes(21 << 20) for number in range(2)},
        "a bomb.xlsx": zipped(parts(475) | {"xl/media/bomb.png": bytes(400 << 20)}),
        "cut.xlsx": whole[: len(whole) // 2],
        "noise.xlsx": b"PK\3\4" + os.urandom(100_000),
        "an end only.zip": b"PK\5\6" + b"\xff" * 18,
        "nothing.xlsx": b"",
    }


async def _send_all(service: RunningService, files: list[tuple[str, bytes]]) -> list[httpx2.Response]:
    """Let all files be checked at once."""
    no_limits = httpx2.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx2.AsyncClient(limits=no_limits, timeout=900, headers={"X-Xltools-Code": service.code}) as client:
        address = f"http://{service.host}:{service.port}/api/check"
        return await asyncio.gather(*(client.post(address, files={"files": file}) for file in files))


@pytest.mark.parametrize("count", [200, pytest.param(1_000, marks=pytest.mark.slow)])
def test_small_and_ten_hostile_files_at_once(count: int) -> None:
    """Each good file gets its findings, each of the others a reason, and the service lives."""
    hostile, good = _hostile(), [("332.xlsx", SMALL.read_bytes())] * count
    with running_service() as service:
        answers = asyncio.run(_send_all(service, [*hostile.items(), *good]))
        assert {one.status_code for one in answers} == {200}
        told = dict(zip(hostile, (one.json() for one in answers), strict=False))
        assert [name for name, one in told.items() if not one.get("findings")] == ["an end only.zip"]
        assert [one["fate"]["key"] for one in told["an end only.zip"]["files"]] == ["rejected"]
        assert {one.json()["forms"] for one in answers[len(hostile) :]} == {5}
        assert service.check(SMALL).json()["forms"] == 5
