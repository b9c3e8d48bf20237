"""A scheduler of Dask and its workers, as an administrator starts them: processes of their own on this machine.

With certificates they speak TLS; those are made for the occasion, and signed by an authority of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from dask.config import set as configured

__all__ = ["DaskProcesses", "certificates", "running_dask", "started_by"]

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
    folder: Path,
    workers: int,
    *,
    scheduler: Sequence[str] = HERE,
    worker: Sequence[str] = HERE,
    safe: bool = True,
    settings: Mapping[str, str] | None = None,
) -> Iterator[DaskProcesses]:
    """Start a scheduler and so many workers, and end them; ``folder`` is theirs, ``settings`` are of Dask."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PYTHONSAFEPATH": "1" if safe else "",
        "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False",
    }
    for name, text in (settings or {}).items():
        environment[f"DASK_{name.replace('.', '__').replace('-', '_').upper()}"] = text
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
        with configured(settings or {}):
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
            address = urlsplit(json.loads(content)["address"])
            return f"{address.scheme}://127.0.0.1:{address.port}"
        time.sleep(0.1)
    raise TimeoutError(file)


def certificates(folder: Path) -> dict[str, str]:
    """Write an authority's certificate and one that it has signed; return the settings by which all use them."""
    from distributed.security import Security

    made = Security.temporary()  # type: ignore[no-untyped-call]
    files = {}
    for name, text in (("ca", made.tls_ca_file), ("cert", made.tls_worker_cert), ("key", made.tls_worker_key)):
        path = folder / f"{name}.pem"
        path.touch(0o600)
        path.write_text(text)
        files[name] = str(path)
    tls = "distributed.comm.tls"
    own = {f"{tls}.{who}.{name}": files[name] for who in ("client", "scheduler", "worker") for name in ("cert", "key")}
    return {f"{tls}.ca-file": files["ca"], "distributed.comm.require-encryption": "True"} | own


def _wait_for_workers(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=120)


def started_by(process: int) -> list[int]:
    """The ids of the processes with work to do that a process has started."""
    return [child.pid for child in psutil.Process(process).children() if "spawn_main" in " ".join(child.cmdline())]
