"""The processes that read files side by side, and having them ready by the time they are wanted."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext

__all__ = ["prepare_workers", "worker_pool"]

_READY = "xltools.county.worker_preload"
_MOST = 61
"""Processes that Windows lets one program wait for."""


def worker_pool(jobs: int) -> ProcessPoolExecutor:
    """As many processes as ``jobs``, or as the system can watch over, which know how to read files."""
    # What a worker makes is small, has no cycles and is gone with the next file: collecting it is a tenth of the time.
    return ProcessPoolExecutor(min(jobs, _MOST), mp_context=_context(), initializer=gc.disable)


def prepare_workers() -> None:
    """Start what workers are forked from, on systems that have it: it makes itself ready while the caller goes on."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def _context() -> BaseContext:
    # A fork of a process with threads (the progress bar has one) may hang; a fork server is nearly as quick. Other
    # systems than Linux start their workers as Python does it there.
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload([_READY])
    return context
