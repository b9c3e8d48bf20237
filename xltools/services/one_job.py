"""One piece of work in a process of its own, which can be given up: for work on files of strangers.

Whatever a file makes its reader do costs that process, and nothing else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from xltools.county.workers import begin_work, new_process, prepare_workers
from xltools.errors import XltoolsError

__all__ = ["JobEndedError", "OneJob", "prepare_jobs", "run_job"]

_POLL_SECONDS = 0.2
_RESULT, _ERROR, _REPORT = "result", "error", "report"


class JobEndedError(XltoolsError):
    """The process of a job died, or took too long and was ended."""


class OneJob:
    """A process that calls ``function(*arguments)`` and then ends.

    With ``reporting`` the function gets one argument more, a function: what it is called with reaches ``on_report`` of
    :meth:`result`. The function, its arguments and its result travel between processes.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        seconds: float,
        memory_mb: int = 0,
        reporting: bool = False,
    ) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._ended = False
        self._killed = False
        self.cancelled = False
        """Whether there is no result because of :meth:`cancel`."""
        self._process, self._answers = new_process(_work, function, arguments, memory_mb, reporting)

    def result(self, on_report: Callable[[Any], None] | None = None) -> Any:
        """Wait for the result of the function; raise the XltoolsError that it raised, or JobEndedError."""
        deadline = time.monotonic() + self._seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                if not self._answers.poll(min(left, _POLL_SECONDS)):
                    continue
                kind, value = self._receive()
                if kind == _REPORT:
                    if on_report:
                        on_report(value)
                elif kind == _ERROR:
                    raise value
                else:
                    return value
        finally:
            self._end()
        raise JobEndedError(
            f"{self._seconds:g} 秒内没有读完，已停止。请把文件拆小再试。",
            f"Not done within {self._seconds:g} seconds, and ended. Split the file and try again.",
        )

    def cancel(self) -> None:
        """End the process, whatever it is doing; who waits for its result gets a JobEndedError."""
        with self._lock:
            if not self._ended:
                self._killed = True
                self._process.kill()

    def _receive(self) -> tuple[str, Any]:
        """Return what the process sends next; raise JobEndedError where it sends half a message, or none."""
        try:
            kind, value = self._answers.recv()
        except Exception as error:  # whatever a message of a dying process makes of its reading
            self.cancelled = self._killed
            raise JobEndedError(
                "读取进程中止，可能内存不足、文件损坏或已取消。其他文件不受影响。",
                "The process that read the file ended: out of memory, a damaged file, or cancelled. "
                "Other files are not affected.",
            ) from error
        return kind, value

    def _end(self) -> None:
        self._answers.close()
        self._process.join(0.5)
        with self._lock:
            self._ended = True  # and from now on nothing kills it
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()


def prepare_jobs(*functions: Callable[..., Any]) -> None:
    """Get ready for jobs that call these functions: their modules are loaded once, and not in each process."""
    prepare_workers(*dict.fromkeys(function.__module__ for function in functions))


def run_job(function: Callable[..., Any], *arguments: Any, seconds: float, memory_mb: int = 0) -> Any:
    """Return what a function makes of its arguments in a process of its own."""
    return OneJob(function, *arguments, seconds=seconds, memory_mb=memory_mb).result()


def _work(
    answers: Connection,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    memory_mb: int,
    reporting: bool,
) -> None:
    begin_work(memory_mb)
    if reporting:
        arguments = (*arguments, lambda value: answers.send((_REPORT, value)))
    try:
        answers.send((_RESULT, function(*arguments)))
    except XltoolsError as error:
        answers.send((_ERROR, error))
    except MemoryError:
        reason = JobEndedError("内存不足，没有做完。请把文件拆小再试。", "Out of memory. Split the file and try again.")
        answers.send((_ERROR, reason))
    answers.close()
