"""The process that :mod:`xltools.readers.own_process` starts: it reads one file, answers and ends.

It imports little, since that is most of what reading a small workbook takes.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from importlib import import_module

from xltools.child_processes import end_when, limit_memory
from xltools.limits import Limits
from xltools.readers.refusal import RefusedError

__all__ = ["serve"]


def serve(module: str, function: str, memory_mb: str) -> None:
    """Answer one request: read it from stdin, write the result or the refusal to stdout.

    ``memory_mb`` is in megabytes.
    """
    limit_memory(int(memory_mb))
    data, name, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by our own module
    end_when(lambda: os.read(sys.stdin.fileno(), 1))
    read: Callable[[bytes, str, Limits], object] = getattr(import_module(module), function)
    answer: object
    try:
        answer = read(data, name, limits)
    except RefusedError as refusal:
        answer = refusal
    except MemoryError:
        answer = RefusedError("F27", limit="parser_mb")
    sys.stdout.buffer.write(pickle.dumps(answer, protocol=5))
