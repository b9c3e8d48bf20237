"""Imported by the process that workers are forked from, so that they share what the first file would load.

That is modules, compiled expressions, word lists and the descriptions of forms.
"""

from __future__ import annotations

import signal
import sys
from types import TracebackType

# Before anything takes time: Ctrl-C reaches all processes of a terminal, and only the parent has an answer to it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

from xltools.county import rows  # noqa: E402 - what a worker calls
from xltools.forms.interpret import interpret  # noqa: E402
from xltools.grids.grid import Grid  # noqa: E402
from xltools.readers.registry import bytes_readers, compound_readers, zip_readers  # noqa: E402
from xltools.rules.digest import digest_book  # noqa: E402
from xltools.rules.engine import check_book  # noqa: E402
from xltools.rules.examples import build_book, build_sheet  # noqa: E402

__all__ = ["rows"]


def _excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Report an error of a process, but not that its parent ended before it could tell it what to do."""
    if not issubclass(kind, (EOFError, OSError)):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _excepthook

for readers in (zip_readers, compound_readers, bytes_readers):
    all(readers())
interpret([Grid("", "", ())], "")
_book = build_book(build_sheet())
check_book(_book)
digest_book(_book)
