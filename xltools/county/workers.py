"""The processes that read files in parallel, started before they are needed."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import BaseContext

__all__ = ["prepare_workers", "worker_pool"]

_PRELOAD_MODULE = "xltools.county.worker_preload"
_MAX_PROCESSES = 61
"""Processes that Windows lets one program wait for."""


def worker_pool(jobs: int) -> ProcessPoolExecutor:
    """Create a pool of ``jobs`` processes, or as many as the system can wait for, prepared to read files."""
    # Objects of a worker have no cycles and are freed with the next file; garbage collection takes 10 % of the time.
    return ProcessPoolExecutor(min(jobs, _MAX_PROCESSES), mp_context=_context(), initializer=gc.disable)


def prepare_workers() -> None:
    """Start the process that workers are forked from, where the system has one; it loads while the caller continues."""
    if _context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def _context() -> BaseContext:
    # A fork of a process with threads (the progress bar has one) may hang; a fork server is nearly as fast. Systems
    # other than Linux start their workers in the way that is usual there.
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload([_PRELOAD_MODULE])
    return context
