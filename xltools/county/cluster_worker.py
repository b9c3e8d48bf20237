"""The part of reading on a cluster that runs in Dask's workers: each reads in a child process of its own.

A file that kills, hangs or eats memory costs that child and not Dask's worker, so that Dask never has to guess which
task a worker died of. The child is kept for the next file, and ends with the run, with the worker, or when it has had
nothing to do for a minute. Nothing that happens leaves a task as an exception: Dask may lose those.
"""

from __future__ import annotations

import os
import platform
import sys
import threading
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from xltools.county.data import CountyFile, Fate
from xltools.county.file_cache import program_key
from xltools.county.find import FoundFile
from xltools.county.gather import Reading, ran_out_of_memory, read_alone
from xltools.county.kept_files import KeptFiles
from xltools.county.workers import WorkerPool, allow_few_workers, worker_pool
from xltools.errors import XltoolsError
from xltools.text import Text
from xltools.version import __version__

__all__ = [
    "Answer",
    "KeptFile",
    "ProcessTraits",
    "answer_call",
    "call_in_child",
    "end_child",
    "keep_file",
    "process_traits",
]

IDLE_SECONDS = 60
"""After so long without a file a child ends: whoever started the run may have been killed."""


class KeptFile(NamedTuple):
    """A line about a file from a worker: its name, the key of what was kept of it, and its fate by itself."""

    name: str
    key: str
    fate: Fate


class Answer(NamedTuple):
    """The outcome of a call: its result, or the error that it ended with, in words."""

    result: Any
    error: Text | None = None


def answer_call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Answer:
    """Call a function in a Dask worker; return whatever comes of it, and raise nothing."""
    try:
        return Answer(function(*arguments))
    except XltoolsError as error:
        return Answer(None, error.text)
    except (BrokenProcessPool, MemoryError):
        return Answer(None, Text("处理进程中止，可能内存不足", "the process ended; it may have run out of memory"))
    except BaseException as error:
        return Answer(None, Text(f"程序内部错误（{error!r}）", f"internal error ({error!r})"))


# --- the child --------------------------------------------------------------------------------------------------------


class _Child:
    """The process that reads for this worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: WorkerPool | None = None
        self._timer: threading.Timer | None = None

    def call(self, memory_mb: int, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function in the child; BrokenProcessPool says that it has ended over it."""
        with self._lock:
            self._end_timer()
            if self._pool is None:
                allow_few_workers()
                self._pool = worker_pool(1, memory_mb)
            try:
                return self._pool.submit(function, *arguments).result()
            except BrokenProcessPool:
                self._pool.shutdown(wait=True)
                self._pool = None
                raise
            finally:
                self._timer = threading.Timer(IDLE_SECONDS, self.end)
                self._timer.daemon = True
                self._timer.start()

    def end(self) -> None:
        """End the child, if it has nothing to do."""
        if self._lock.acquire(blocking=False):
            try:
                self._end_timer()
                if self._pool is not None:
                    self._pool.shutdown(wait=True)
                    self._pool = None
            finally:
                self._lock.release()

    def _end_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


_child = _Child()


def call_in_child(memory_mb: int, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in this worker's child process; BrokenProcessPool says that it has ended over it."""
    return _child.call(memory_mb, function, *arguments)


def end_child() -> None:
    """End this worker's child process: the run is over."""
    _child.end()


def keep_file(reading: Reading, file: FoundFile) -> KeptFile:
    """Read a file, unless an earlier run has, and keep what was read; the file is judged by a run alone."""
    memory_mb = reading.settings.limits.worker_mb
    try:
        name, key, fate, short_of_memory = _child.call(memory_mb, _keep, reading, file)
        if not short_of_memory:
            return KeptFile(name, key, fate)
    except (BrokenProcessPool, MemoryError):
        pass
    allow_few_workers()
    return _kept(reading, read_alone(file, reading))


def _keep(reading: Reading, file: FoundFile) -> tuple[str, str, Fate, bool]:
    record = reading.remembered(file) or reading.read_in_time(file)
    return *_kept(reading, record), ran_out_of_memory(record)


def _kept(reading: Reading, record: CountyFile) -> KeptFile:
    kept = reading.cache
    assert isinstance(kept, KeptFiles)  # noqa: S101 - a cluster needs a folder that all machines have
    return KeptFile(record.path, kept.key_of(kept.shed(record)), record.fate)


# --- whether a worker fits --------------------------------------------------------------------------------------------


class ProcessTraits(NamedTuple):
    """A process of the cluster by its own account.

    That is its program, its Python, the content of the file that it was shown, whether it imports nothing from its
    current folder, and where it listens.
    """

    program: str
    python: str
    seen: str
    safe: bool
    listens: tuple[tuple[str, int], ...]


def process_traits(shown: Path) -> ProcessTraits:
    """Return what this process says of itself; ``shown`` is a file in a folder that it has to see and to write to."""
    import psutil

    seen = ""
    with suppress(OSError):
        seen = shown.read_text("utf-8") if os.access(shown.parent, os.W_OK) else ""
    listening = [one.laddr for one in psutil.Process().net_connections("inet") if one.status == psutil.CONN_LISTEN]
    here = os.path.realpath(os.curdir)
    return ProcessTraits(
        f"{__version__} {program_key()}",
        platform.python_version(),
        seen,
        here not in map(os.path.realpath, sys.path[:-1]),
        tuple((address.ip, address.port) for address in listening),
    )
