"""The actions of the buttons: functions of an open workbook, by the names that buttons send.

Each action lives in a module that is imported when it is asked for: a click waits for nothing that it does not need.
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from xltools.version import __version__

if TYPE_CHECKING:
    import xlwings

__all__ = ["ACTIONS", "ping"]


def ping(book: xlwings.Book) -> None:
    """Show that a click reaches Python: which xltools, which Python, which workbook."""
    text = f"按钮已接通。\nxltools {__version__}，Python {platform.python_version()}\n{book.name}"
    book.app.alert(text, title="绩效目标", mode="info")


def _from(module: str, name: str) -> Callable[[xlwings.Book], None]:
    """Return the action of a module beside this one, imported at its first call."""

    def act(book: xlwings.Book) -> None:
        getattr(import_module(f"{__name__}.{module}"), name)(book)

    return act


ACTIONS: dict[str, Callable[[xlwings.Book], None]] = {
    "ping": ping,
    "read": _from("listing", "read"),
    "fill": _from("filling", "fill"),
    "undo-fill": _from("filling", "undo_fill"),
    "check": _from("checking", "check"),
    "clear-marks": _from("checking", "clear_marks"),
    "add-project": _from("adding", "add_project"),
    "ready-to-send": _from("sending", "ready_to_send"),
    "consolidate": _from("consolidating", "consolidate"),
    "consolidate-again": _from("consolidating", "consolidate_again"),
    "open-problem-file": _from("problem_file", "open_problem_file"),
    "self-test": _from("self_testing", "self_test"),
}
