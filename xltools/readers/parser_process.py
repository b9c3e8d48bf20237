"""The process that :mod:`xltools.readers.own_process` starts: it reads files one by one, each in a process of its own.

It imports little, since that is most of what reading a small workbook takes. Where processes can be forked it forks
one for each file, which has the modules but nothing of the files before; elsewhere it reads one file and ends.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, NamedTuple

from xltools.child_processes import end_when, limit_memory
from xltools.limits import Limits
from xltools.readers.refusal import RefusedError

__all__ = ["FORKS", "ReaderCall", "receive", "send", "serve"]

FORKS = hasattr(os, "fork")
"""Whether the process reads one file after the other."""
_SIZE = struct.Struct("<Q")
_FAILED = 1
"""The exit code of a process that an error ended."""


class ReaderCall(NamedTuple):
    """The thing to call: a function of a module, in a process of so many megabytes."""

    module: str
    function: str
    memory_mb: int


def send(stream: IO[bytes], part: bytes) -> None:
    """Write a part of a request or of an answer."""
    stream.write(_SIZE.pack(len(part)))
    stream.write(part)


def receive(stream: IO[bytes]) -> bytes:
    """Return the next part. Raises EOFError where the other process has ended."""
    head = stream.read(_SIZE.size)
    if len(head) == _SIZE.size:
        (size,) = _SIZE.unpack(head)
        part = stream.read(size)
        if len(part) == size:
            return part
    raise EOFError


def serve() -> None:
    """Answer requests from stdin, a task and its arguments each, with an exit code and the result on stdout."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            task = ReaderCall(*pickle.loads(receive(requests)))  # noqa: S301 - written by our own module
            arguments = receive(requests)
        except EOFError:
            return
        code, answer = (_call_in_child if FORKS else _call)(task, arguments)
        send(answers, str(code).encode())
        send(answers, answer)
        answers.flush()
        if not FORKS:
            return


def _call_in_child(task: ReaderCall, arguments: bytes) -> tuple[int, bytes]:
    """Return the exit code of a process that does the task, and what it made."""
    import_module(task.module)
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            code, answer = _call(task, arguments)
            with open(writing, "wb") as pipe:
                pipe.write(answer)
        except BaseException:
            os._exit(_FAILED)
        os._exit(code)
    os.close(writing)
    with open(reading, "rb") as pipe:
        answer = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), answer


def _call(task: ReaderCall, arguments: bytes) -> tuple[int, bytes]:
    limit_memory(task.memory_mb)
    data, name, limits = pickle.loads(arguments)  # noqa: S301 - written by our own module
    # The parent sends nothing more before it has its answer: the end of the pipe is its own end.
    end_when(lambda: os.read(sys.stdin.fileno(), 1))
    read: Callable[[bytes, str, Limits], object] = getattr(import_module(task.module), task.function)
    answer: object
    try:
        answer = read(data, name, limits)
    except RefusedError as refusal:
        answer = refusal
    except MemoryError:
        answer = RefusedError("F27", limit="parser_mb")
    return 0, pickle.dumps(answer, protocol=5)
