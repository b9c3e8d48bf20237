"""A scheduler of Dask and its workers, as an administrator starts them: processes of their own on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = ["DaskProcesses", "running_dask", "started_by"]

ROOT = Path(__file__).parents[2]
HERE = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")


@dataclass(frozen=True)
class DaskProcesses:
    """The address of the scheduler, and the processes: the scheduler, and a nanny for each worker."""

    address: str
    scheduler: subprocess.Popen[bytes]
    nannies: tuple[subprocess.Popen[bytes], ...]

    def workers(self) -> list[int]:
        """The workers' process ids, those that a nanny has started anew too."""
        return [worker for nanny in self.nannies for worker in started_by(nanny.pid)]


@contextmanager
def running_dask(
    folder: Path, workers: int, *, scheduler: Sequence[str] = HERE, worker: Sequence[str] = HERE, safe: bool = True
) -> Iterator[DaskProcesses]:
    """Start a scheduler and so many workers, and end them; ``folder`` is theirs."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1" if safe else "",
        "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
    }
    file, processes = folder / "scheduler.json", []

    def start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL)
        processes.append(process)
        return process

    try:
        first = start("dask_scheduler", "--port", "0", "--scheduler-file", str(file), *scheduler)
        address = _address(file)
        options = ("--nthreads", "1", "--local-directory", str(folder), *worker)
        nannies = tuple(start("dask_worker", address, *options) for _ in range(workers))
        _wait_for_workers(address, workers)
        yield DaskProcesses(address, first, nannies)
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in reversed(processes):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(file: Path) -> str:
    for _ in range(1200):
        if file.exists() and (content := file.read_text()):
            port = str(json.loads(content)["address"]).rpartition(":")[2]
            return f"tcp://127.0.0.1:{port}"
        time.sleep(0.1)
    raise TimeoutError(file)


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=120)


def started_by(process: int) -> list[int]:
    """The ids of the processes with work to do that a process has started."""
    return [child.pid for child in psutil.Process(process).children() if "spawn_main" in " ".join(child.cmdline())]
