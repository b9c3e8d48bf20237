"""Ctrl-C, and a system that ends the command: everything is put away, at once, and the exit code says which it was."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

__all__ = ["Interrupted", "ending_on_signals"]

_EXIT_CODE = 128
"""The number added to that of the signal that ended a command: 129 is SIGHUP, 130 Ctrl-C, 143 SIGTERM."""
_MAX_SECONDS = 2.0
"""The time for putting everything away; then the process ends wherever it is."""
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))


class Interrupted(BaseException):
    """A signal asks the command to end; not an error, so that nothing on the way takes it for one."""

    def __init__(self, number: int) -> None:
        """Say which signal it was."""
        super().__init__(number)
        self.number = number


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """End the command on the first signal: what it has open is closed on the way, and temporary files are removed."""
    # What the caller has switched off, as nohup does, stays so.
    taken = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    try:
        for number in taken:
            signal.signal(number, _interrupt)
        yield
    except Interrupted as interrupted:
        with suppress(OSError, ValueError):
            sys.stderr.write("已中断。Interrupted.\n")
            sys.stderr.flush()
        sys.exit(_exit_code(interrupted.number))


def _interrupt(number: int, _frame: FrameType | None) -> None:
    for one in _SIGNALS:
        signal.signal(one, signal.SIG_IGN)
    last = threading.Timer(_MAX_SECONDS, _end_now, [number])
    last.daemon = True
    last.start()
    raise Interrupted(number)


def _end_now(number: int) -> None:
    """End without asking any code that may hang. Child processes end with this one, and the next run removes files."""
    os._exit(_exit_code(number))


def _exit_code(number: int) -> int:
    return _EXIT_CODE + number
