"""The process that watches over a converting LibreOffice: it ends it, with all its processes, when its parent is gone.

The parent holds the other end of this process's input: that closes when the parent wants an end, and when it dies.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress

__all__ = ["watch"]

_MAX_OUTPUT_BYTES = 512 << 20
_OWN_PYTHON = frozenset({"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH"})
"""Variables that the Python inside the office must not take over."""


def watch(command: list[str]) -> int:
    """Run a command in a group of its own until it ends or the input closes; return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name not in _OWN_PYTHON}
    process = subprocess.Popen(  # noqa: S603 - the office that is installed here
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    _limit_output(process.pid)
    threading.Thread(target=_end_with_input, args=(process,), daemon=True).start()
    code = process.wait()
    _end_group(process)  # what the launcher left behind
    return code if 0 <= code < 256 else 1


def _end_with_input(process: subprocess.Popen[bytes]) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the process with all its children: the program that is started is only a launcher on most systems."""
    if sys.platform == "win32":
        arguments = ["taskkill", "/PID", str(process.pid), "/T", "/F"]
        subprocess.run(arguments, check=False, capture_output=True)  # noqa: S603
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _limit_output(pid: int) -> None:
    """Bound what the process may write into a file, where the system can."""
    try:
        import resource

        resource.prlimit(pid, resource.RLIMIT_FSIZE, (_MAX_OUTPUT_BYTES, _MAX_OUTPUT_BYTES))
    except (ImportError, AttributeError, OSError, ValueError):
        return
