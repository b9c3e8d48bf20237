"""The entry point of clicks: find the open workbook that it came from and run the action it asks for.

Three ways lead here, see ``docs/buttons.md``: LibreOffice's extension calls :func:`run` in its own process, xlwings'
add-in calls :func:`call`, and the launcher in VBA starts ``python -m xltools.desktop.button ACTION --wb=NAME
--from_xl=1 --hwnd=NUMBER``, whose options are those of :meth:`xlwings.Book.caller`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.desktop.computer import Computer
from xltools.desktop.xlwings_import import import_xlwings
from xltools.errors import XltoolsError
from xltools.text import show_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xlwings

    from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument

__all__ = ["LOG_FILE", "call", "main", "run"]

LOG_FILE = "xltools.log"
"""The name of the file with the details of the last failure."""

_TITLE = "绩效目标"
_free = threading.Lock()


def run(action: str, document: UnoDocument, context: Uno) -> None:
    """Run an action on a document of the LibreOffice that this Python runs inside."""
    from xltools.desktop import libreoffice

    import_xlwings()
    app = libreoffice.in_process(context)
    with libreoffice.calling(libreoffice.book(app, document)) as book:
        _perform(action, book)


def call(action: str) -> None:
    """Run an action on the workbook of Excel that called."""
    _perform(action, import_xlwings().Book.caller())


def main(arguments: list[str] | None = None) -> None:
    """Run the action that the command line names; this program has no window, so it tells a failure in one."""
    parser = argparse.ArgumentParser(prog="python -m xltools.desktop.button", description=__doc__)
    parser.add_argument("action")
    known, _ = parser.parse_known_args(arguments)  # the rest is for xlwings, which reads sys.argv itself
    try:
        call(known.action)
    except Exception as fault:
        _tell(f"没能连接到工作簿：{_noted(fault)}")


def _perform(name: str, book: xlwings.Book) -> None:
    """Run an action; what goes wrong becomes a message to the officer, with the details in a file.

    A click that comes while an action still runs, as an office lets it while progress is shown, is told to wait.
    """
    from xltools.desktop.actions import ACTIONS

    if not _free.acquire(blocking=False):
        book.app.alert("上一个操作还没有完成，请等它完成后再点。", title=_TITLE, mode="info")
        return
    try:
        _perform_alone(name, book, ACTIONS)
    finally:
        _free.release()


def _perform_alone(name: str, book: xlwings.Book, actions: Mapping[str, Callable[[xlwings.Book], None]]) -> None:
    if name not in actions:
        book.app.alert(f"这一版 xltools 没有“{name}”这个操作，请升级 xltools。", title=_TITLE, mode="critical")
        return
    try:
        actions[name](book)
    except Exception as fault:
        book.app.alert(f"没能完成：{_noted(fault)}", title=_TITLE, mode="critical")


def _noted(fault: Exception) -> str:
    """Save the details of a failure; return the failure in a line, and where its details are."""
    reason = (fault.text.zh if isinstance(fault, XltoolsError) else str(fault)) or type(fault).__name__
    try:
        file = _write_log(show_controls("".join(traceback.format_exception(fault))))
    except OSError:
        return reason
    return f"{reason}\n详细情况见：{file}"


def _write_log(text: str) -> Path:
    """Write the file of this user; where there is no place for it, one that no one else can read or foresee."""
    try:
        folder = Computer().log_folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / LOG_FILE
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        handle, name = tempfile.mkstemp(prefix="xltools-", suffix=".log")
        file = Path(name)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as log:
        log.write(text)
    return file


def _tell(text: str) -> None:
    """Show a message without any workbook to show it in."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, _TITLE, 0x10010)  # an error, in front of other windows
    else:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
