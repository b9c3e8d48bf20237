"""The entry point of clicks: find the open workbook that it came from and run the action it asks for.

Three ways lead here, see ``docs/buttons.md``: LibreOffice's extension calls :func:`run` in its own process, xlwings'
add-in calls :func:`call`, and the launcher in VBA starts ``python -m xltools.desktop.button ACTION --wb=NAME
--from_xl=1 --hwnd=NUMBER``, whose options are those of :meth:`xlwings.Book.caller`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.desktop.xlwings_import import import_xlwings
from xltools.errors import XltoolsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import xlwings

    from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument

__all__ = ["LOG", "call", "main", "run"]

LOG = Path(tempfile.gettempdir(), "xltools.log")
"""The file with the details of the last failure."""

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
    LOG.write_text("".join(traceback.format_exception(fault)), "utf-8")
    reason = fault.text.zh if isinstance(fault, XltoolsError) else str(fault)
    return f"{reason or type(fault).__name__}\n详细情况见：{LOG}"


def _tell(text: str) -> None:
    """Show a message without any workbook to show it in."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, _TITLE, 0x10010)  # an error, in front of other windows
    else:
        print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
