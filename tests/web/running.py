"""The service as a program of its own, on a free port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

__all__ = ["RunningService", "running_service"]

STARTED = re.compile(r"http://(?P<host>[\d.]+):(?P<port>\d+)/#(?P<code>\S+)")


@dataclass(frozen=True)
class RunningService:
    """A service that answers, and its process."""

    process: subprocess.Popen[str]
    host: str
    port: int
    code: str

    @property
    def link(self) -> str:
        """The address with the code, as it is printed."""
        return f"http://{self.host}:{self.port}/#{self.code}"

    def check(self, file: Path, seconds: float = 60) -> httpx2.Response:
        """Let a file be checked."""
        with file.open("rb") as content:
            return httpx2.post(
                f"http://{self.host}:{self.port}/api/check",
                files={"files": (file.name, content)},
                headers={"X-Xltools-Code": self.code},
                timeout=seconds,
            )

    def connect(self, data: bytes = b"") -> socket.socket:
        """Open a connection that sends this and then nothing."""
        connection = socket.create_connection((self.host, self.port))
        connection.sendall(data)
        return connection

    def begin_upload(self, size: int) -> socket.socket:
        """Begin an upload of which only ``size`` bytes come."""
        head = (
            f"POST /api/check HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nX-Xltools-Code: {self.code}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n\r\n"
            '--x\r\nContent-Disposition: form-data; name="files"; filename="a.xlsx"\r\n\r\n'
        )
        return self.connect(head.encode() + b"x" * size)


@contextmanager
def running_service(*options: str) -> Iterator[RunningService]:
    """Run ``xltools serve`` and end it, its children included."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "xltools", "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if found := STARTED.search(line):
                yield RunningService(process, found["host"], int(found["port"]), found["code"])
                break
        else:
            raise AssertionError(printed)
    finally:
        process.terminate()  # so that it puts its semaphores away, too
        try:
            process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
