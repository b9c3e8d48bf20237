"""The search path of every Python that xltools starts, its limit of memory, and its end when its parent ends.

Workbooks that departments sent often lie in the current folder, and Python by itself looks there for modules first: a
file called ``signal.py`` among them would be run by each new interpreter.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["end_when", "limit_memory", "safe_environment", "safe_search_path", "starting_safely"]

_PACKAGE_FOLDER = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
_ABANDONED = 70
"""The exit code of a process whose parent has ended."""


def safe_search_path() -> list[str]:
    """Return the folders that a new interpreter imports from: those of this one without the current folder.

    Where this package itself lies in the current folder, as in a source tree, that folder comes last: no module in it
    takes the place of one of Python or of an installed package.
    """
    here = os.path.realpath(os.curdir)
    path = [entry for entry in sys.path if os.path.isabs(entry) and os.path.realpath(entry) != here]
    if _PACKAGE_FOLDER not in map(os.path.realpath, path):
        path.append(_PACKAGE_FOLDER)
    return path


def safe_environment() -> dict[str, str]:
    """Return the environment for a new interpreter that imports from the safe search path only."""
    return os.environ | {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(safe_search_path())}


@contextmanager
def starting_safely() -> Iterator[None]:
    """Let the interpreters that a library starts meanwhile have the safe search path.

    ``multiprocessing`` starts its fork server, its resource tracker and its workers with this process's environment,
    and hands them its search path. None of them sees a terminal close (SIGHUP): they end with this process, and the
    resource tracker complains where it ends before. None sees Ctrl-C (SIGINT) either, which reaches all processes of a
    terminal: before its first line of ours runs, an interpreter would answer with a traceback.
    """
    names = ("PYTHONSAFEPATH", "PYTHONPATH")
    environment = {name: os.environ.get(name) for name in names}
    path, safe = sys.path, safe_environment()
    sys.path = safe_search_path()
    os.environ.update({name: safe[name] for name in names})
    try:
        with _deaf_to_terminals():
            yield
    finally:
        sys.path = path
        for name, value in environment.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _deaf_to_terminals() -> Iterator[None]:
    """Hold back SIGHUP and SIGINT in this thread, and for good in the processes that it starts meanwhile."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        # It is started with whatever else is, and lets SIGINT through again then.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def end_when(parent_has_ended: Callable[[], object]) -> None:
    """End this process when ``parent_has_ended``, which waits for that, returns.

    A parent that is killed cannot end its children itself.
    """

    def watch() -> None:
        parent_has_ended()
        os._exit(_ABANDONED)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def limit_memory(megabytes: int) -> None:
    """Let this process and its children have so much address space, and no core file when they die of it."""
    try:
        import resource
    except ImportError:  # Windows has no such limit: the limits of size and time have to suffice there
        return
    for kind, value in ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
