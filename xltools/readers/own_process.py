"""Read the sheets of old binary formats, and what is behind a password, in a process of its own.

The records of .xls and .xlsb files are lengths and offsets that may lie. Whatever a file makes their reader do, it
happens in a process whose memory and time are limited, and costs nothing but that file.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from xltools.child_processes import safe_environment
from xltools.limits import Limits
from xltools.readers.refusal import RefusedError
from xltools.text import Text

__all__ = ["read_in_own_process"]

ResultT = TypeVar("ResultT")
"""The result of reading: the grids of a file, or the bytes behind its password."""

_SERVE = "import sys; from xltools.readers.parser_process import serve; serve(*sys.argv[1:])"


def read_in_own_process(
    read: Callable[[bytes, str, Limits], ResultT], data: bytes, name: str, limits: Limits
) -> ResultT:
    """Return what ``read``, a function of a module, makes of ``data`` in a process of its own.

    ``name`` is what places call the file. Raises RefusedError where the file cannot be read, or where the process dies
    of it or takes too long.
    """
    request = pickle.dumps((data, name, limits), protocol=5)
    command = [_interpreter(), "-P", "-c", _SERVE, read.__module__, read.__qualname__, str(limits.parser_mb)]
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=safe_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise RefusedError("F07", detail=str(error)) from error
    output = _output(process, request, limits.parser_seconds)
    if output is None:
        seconds = limits.parser_seconds
        raise RefusedError("F07", detail=Text(f"{seconds} 秒内没有读完", f"not done in {seconds} s"))
    if code := process.returncode:
        raise RefusedError("F07", detail=Text(f"进程退出码 {code}", f"the process ended with code {code}"))
    answer: ResultT | RefusedError = pickle.loads(output)  # noqa: S301 - written by our own module
    if isinstance(answer, RefusedError):
        raise answer
    return answer


def _output(process: subprocess.Popen[bytes], request: bytes, max_seconds: float) -> bytes | None:
    """Return what the process answers, or None if it took too long. It has ended then."""
    late = threading.Event()

    def give_up() -> None:
        late.set()
        process.kill()

    assert process.stdin is not None  # noqa: S101 - it is a pipe
    assert process.stdout is not None  # noqa: S101
    timer = threading.Timer(max_seconds, give_up)
    timer.daemon = True
    with process:
        try:
            timer.start()
            # The pipe stays open while the process works: its end tells the process that this one has ended.
            with suppress(OSError):  # a process that has ended takes no request
                process.stdin.write(request)
                process.stdin.flush()
            output = process.stdout.read()
            process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            timer.cancel()
            with suppress(OSError):
                process.stdin.close()
    return None if late.is_set() else output


def _interpreter() -> str:
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
