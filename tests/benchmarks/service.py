"""Files a second of the service for some numbers of clients, against the bare check in one process.

Run: ``python -m tests.benchmarks.service [FILES]``
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.web.conftest import SMALL
from tests.web.running import running_service
from xltools.services.check import CheckRequest, check

__all__ = ["main", "measure"]

CLIENTS = (1, 2, 8, 32)


def _files_a_second(work: Callable[[], object], files: int, clients: int) -> float:
    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        for future in [pool.submit(work) for _ in range(files)]:
            future.result()
    return files / (time.perf_counter() - begun)


def _ask(check_file: Callable[[], object]) -> None:
    answer = check_file()
    assert answer.status_code == 200, answer  # type: ignore[attr-defined]


def measure(files: int) -> dict[str, float]:
    """Return files a second: ``bare``, and by the number of clients."""
    request = CheckRequest((SMALL,))
    check(request)  # what the first one loads is no part of it
    figures = {"bare": _files_a_second(lambda: check(request), files, 1)}
    with running_service() as service:
        service.check(SMALL)
        for clients in CLIENTS:
            work = lambda: _ask(lambda: service.check(SMALL, 600))  # noqa: E731
            figures[str(clients)] = _files_a_second(work, files, clients)
    return figures


def main() -> None:
    """Print the table of docs/web.md."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(f"{files} files each, {os.cpu_count()} processors, load before {os.getloadavg()[0]:.1f}")
    for name, figure in measure(files).items():
        print(f"{name:>5} {figure:6.1f} files/s")
    print(f"load after {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
