"""Read the sheets of old binary formats, and what is behind a password, in a process of its own.

The records of .xls and .xlsb files are lengths and offsets that may lie. Whatever a file makes their reader do, it
happens in a process whose memory and time are limited, and costs nothing but that file. The start of a Python takes
longer than the reading of most files: the one that has read a file waits for the next, and forks for each.
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from xltools.child_processes import safe_environment
from xltools.limits import Limits
from xltools.readers.parser_process import FORKS, ReaderCall, receive, send
from xltools.readers.refusal import RefusedError
from xltools.text import Text

__all__ = ["end_parsers", "find_interpreter", "read_in_own_process"]

ResultT = TypeVar("ResultT")
"""The result of reading: the grids of a file, or the bytes behind its password."""

_SERVE = "from xltools.readers.parser_process import serve; serve()"
_SECONDS_TO_END = 5
"""Time for the end of a process that has nothing left to do."""


def read_in_own_process(
    read: Callable[[bytes, str, Limits], ResultT], data: bytes, name: str, limits: Limits
) -> ResultT:
    """Return what ``read``, a function of a module, makes of ``data`` in a process of its own.

    ``name`` is what places call the file. Raises RefusedError where the file cannot be read, or where the process dies
    of it or takes too long.
    """
    idle = _idle.setdefault(os.getpid(), [])
    parser = _waiting(idle) or _Parser()
    output = parser.ask(
        pickle.dumps(ReaderCall(read.__module__, read.__qualname__, limits.parser_mb)),
        pickle.dumps((data, name, limits), protocol=5),
        limits.parser_seconds,
    )
    if FORKS:
        idle.append(parser)
    answer: ResultT | RefusedError = pickle.loads(output)  # noqa: S301 - written by our own module
    if isinstance(answer, RefusedError):
        raise answer
    return answer


class _Parser:
    """A process that reads files."""

    def __init__(self) -> None:
        options: dict[str, Any] = {"process_group": 0} if FORKS else {}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
                [find_interpreter(), "-P", "-c", _SERVE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=safe_environment(),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                **options,
            )
        except OSError as error:
            raise RefusedError("F07", detail=str(error)) from error

    @property
    def is_there(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, task: bytes, arguments: bytes, max_seconds: int) -> bytes:
        """Return the answer to a request. Raises RefusedError where there is none; the process has ended then."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._kill()

        process = self._process
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        assert process.stdout is not None  # noqa: S101
        timer = threading.Timer(max_seconds, give_up)
        timer.daemon = True
        try:
            timer.start()
            # The pipe stays open while the process works: its end tells the process that this one has ended.
            with suppress(OSError):  # a process that has ended takes no request
                send(process.stdin, task)
                send(process.stdin, arguments)
                process.stdin.flush()
            code, output = int(receive(process.stdout)), receive(process.stdout)
        except EOFError:
            self.end()
            code, output = process.returncode, b""
        except BaseException:
            self._kill()
            self.end()
            raise
        finally:
            timer.cancel()
        if code or not FORKS:
            self.end()
        if late.is_set():
            raise RefusedError("F07", detail=Text(f"{max_seconds} 秒内没有读完", f"not done in {max_seconds} s"))
        if code:
            raise RefusedError("F07", detail=Text(f"进程退出码 {code}", f"the process ended with code {code}"))
        return output

    def end(self) -> None:
        """End the process: without a pipe it has nothing to do."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()

    def _kill(self) -> None:
        """End the process, and the one that it has forked, in the middle of whatever they do."""
        with suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL) if FORKS else self._process.kill()


_idle: dict[int, list[_Parser]] = {}
"""Parsers that have nothing to do, by the process that started them: a fork of it may not use them."""


def _waiting(idle: list[_Parser]) -> _Parser | None:
    """Take a parser that has nothing to do and is still there, if there is one."""
    with suppress(IndexError):
        while True:
            if (parser := idle.pop()).is_there:
                return parser
            parser.end()
    return None


def end_parsers() -> None:
    """End the processes of this one that wait for files."""
    for parser in _idle.pop(os.getpid(), ()):
        parser.end()


atexit.register(end_parsers)


def find_interpreter() -> str:
    """Return a Python that can be started; inside LibreOffice ``sys.executable`` may be the office itself."""
    here = Path(sys.executable or "nowhere")
    folders = (here.parent, Path(sys.exec_prefix, "bin"), Path(sys.exec_prefix))
    beside = (folder / name for folder in folders for name in ("python.exe", "python3", "python"))
    for file in (here, *beside):
        if file.stem.lower().startswith("python") and file.is_file():
            return str(file)
    raise RefusedError(
        "F07", detail=Text("这里没有可用的 Python，读不了旧格式", "there is no Python here to read an older format")
    )
