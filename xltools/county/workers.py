"""The processes that read files side by side, and how to have them ready by the time they are needed."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType, TracebackType
from typing import Any, ParamSpec, TypeVar

from xltools.child_processes import end_when, limit_memory, starting_safely
from xltools.leftovers import private_name

__all__ = ["WorkerPool", "allow_few_workers", "begin_work", "in_order", "new_process", "prepare_workers", "worker_pool"]

P = ParamSpec("P")
T = TypeVar("T")

START_METHOD = "forkserver" if sys.platform == "linux" else "spawn"
"""The way in which processes are started. A fork of a process with threads (the progress bar has one) may hang; a fork
server is nearly as quick. Other systems than Linux start processes as Python does it there."""
MAX_PROCESSES = 61
"""Processes that Windows lets one program wait for."""
MAX_TASKS_IN_PROCESS = 3
"""Up to this many tasks are done in the calling process: starting workers would take longer."""
_preloaded = ["xltools.county.worker_preload"]
"""Modules that the fork server loads when it starts."""
_main_module = threading.Lock()
_start_method = [START_METHOD]


class WorkerPool(ProcessPoolExecutor):
    """Processes that import this package, but not the program that uses it.

    Python lets a new process import the main module again. A script that consolidates without the guard
    ``if __name__ == "__main__"`` would do so in each worker, which then dies; and a worker needs nothing of it. The
    executor starts its processes in :meth:`submit`.

    All processes start with the first task. By default each starts when a task finds none idle; a file that crashes its
    process at that moment leaves one behind that Python 3.11 to 3.13 never end, and wait for.
    """

    def __init__(self, processes: int, memory_mb: int = 0) -> None:
        with _starting():
            super().__init__(processes, mp_context=_context(), initializer=begin_work, initargs=(memory_mb,))
        self._safe_to_dynamically_spawn_children = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a function called in a worker."""
        with _starting():
            return super().submit(fn, *args, **kwargs)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the workers; after an interruption do not let them finish their files first."""
        if kind is not None and not issubclass(kind, (Exception, GeneratorExit)):
            for process in list((self._processes or {}).values()):
                process.kill()
            # A worker may have been killed in the middle of a result: without a writer no one waits for its rest.
            self._result_queue._writer.close()  # type: ignore[attr-defined]
        self.shutdown(wait=True, cancel_futures=True)


def begin_work(memory_mb: int = 0) -> None:
    """Prepare a worker, before its first file. With ``memory_mb`` it gets a MemoryError where it needs more."""
    # What a worker makes is small, has no cycles and is gone with the next file: collecting it takes a tenth of the
    # time.
    gc.disable()
    # Ctrl-C reaches all processes of a terminal; the parent ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := multiprocessing.parent_process():
        end_when(parent.join)
    if memory_mb:
        # Where workers are not forked from a process that has it loaded, the first file is not to pay for it.
        importlib.import_module(_preloaded[0])
        limit_memory(memory_mb)


def worker_pool(jobs: int, memory_mb: int = 0) -> WorkerPool:
    """Return a pool of ``jobs`` processes that know how to read files, or of as many as the system can wait for.

    Each has ``memory_mb`` of memory, 0 for no limit.
    """
    return WorkerPool(min(jobs, MAX_PROCESSES), memory_mb)


def in_order(function: Callable[..., T], tasks: Sequence[tuple[Any, ...]], jobs: int) -> Iterator[T]:
    """Call a function with the arguments of each task in ``jobs`` processes, 0 for one for each core.

    The results come in the order of the tasks, and only as many are kept as there are processes to make them. Tasks
    whose process ended are done in this one, which shows why.
    """
    jobs = min(jobs or os.cpu_count() or 1, len(tasks))
    done = 0
    if jobs > 1 and len(tasks) > MAX_TASKS_IN_PROCESS:
        try:
            with worker_pool(jobs) as pool:
                waiting = deque(pool.submit(function, *task) for task in tasks[: 2 * jobs])
                for number in range(len(tasks)):
                    result = waiting.popleft().result()
                    if (following := number + 2 * jobs) < len(tasks):
                        waiting.append(pool.submit(function, *tasks[following]))
                    done += 1
                    yield result
        except BrokenProcessPool:
            pass
    for task in tasks[done:]:
        yield function(*task)


def prepare_workers(*modules: str) -> None:
    """Start the server that workers are forked from, if there is one: it gets ready while the caller goes on.

    It loads what reading a file needs, and ``modules`` besides.
    """
    _preloaded.extend(modules)
    if START_METHOD == "forkserver":
        from multiprocessing.forkserver import ensure_running

        with _starting():
            _context()
            ensure_running()


def allow_few_workers() -> None:
    """Let a process of Dask start workers, though it is a daemon, and without a server that would outlive them."""
    multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
    _start_method[0] = "spawn"


def new_process(work: Callable[..., None], *arguments: Any) -> tuple[BaseProcess, Connection]:
    """Start a process that calls ``work`` with a connection to answer by and ``arguments``; return it and our end."""
    with _starting():
        context = _context()
        answers, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(theirs, *arguments))  # type: ignore[attr-defined]
        process.start()
    theirs.close()
    return process, answers


def _context() -> BaseContext:
    if name := private_name():
        # Semaphores of workers that are killed with their parent and all others stay, until a run knows them by name.
        multiprocessing.current_process()._config["semprefix"] = f"/{name}"  # type: ignore[attr-defined]
    context = multiprocessing.get_context(_start_method[0])
    if _start_method[0] == "forkserver":
        context.set_forkserver_preload(_preloaded)
    return context


@contextmanager
def _starting() -> Iterator[None]:
    """Hide the main module and the current folder from processes that are started meanwhile."""
    with _main_module, starting_safely():
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main
