"""LibreOffice Calc as a host of xlwings, on Linux and wherever LibreOffice has Python.

    import xltools.desktop.libreoffice as lo
    import xlwings as xw

    lo.activate()
    book = xw.Book("budget.xlsx")          # starts an office of its own, headless where there is no display
    book.sheets[0]["A1:C3"].value

An office that runs already is reached with :func:`connect`; a macro inside the office uses :func:`in_process` and
:func:`calling`. Importing this package costs nothing: xlwings and LibreOffice's ``uno`` are loaded when first needed.
What the engine does not support raises NotImplementedError.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.desktop.libreoffice.errors import (
    BridgeMissingError,
    LibreOfficeError,
    MacroWorkbookError,
    OfficeMissingError,
    OfficeStartError,
    ProtectedCellsError,
)
from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument

if TYPE_CHECKING:
    import xlwings

__all__ = [
    "BridgeMissingError",
    "LibreOfficeError",
    "MacroWorkbookError",
    "OfficeMissingError",
    "OfficeStartError",
    "ProtectedCellsError",
    "activate",
    "book",
    "calling",
    "connect",
    "in_process",
    "start",
]


def activate() -> None:
    """Make LibreOffice what plain xlwings code talks to: ``xw.Book(...)``, ``xw.App()``, ``xw.books``, ``xw.apps``.

    No office is started until one is needed.
    """
    from xltools.desktop.libreoffice import engine

    engine.activate()


def start(visible: bool | None = False, *, profile: Path | None = None, timeout: float = 60.0) -> xlwings.App:
    """Start an office, without a workbook. It ends with this program, or with ``app.quit()``.

    :param visible: show windows; None shows them if there is a display.
    :param profile: the folder of its user profile; without one it gets a private one, removed at its end.
    :param timeout: how many seconds to wait until it answers.
    :raises LibreOfficeError: it is not installed, or did not start.
    """
    from xltools.desktop.libreoffice import engine

    return engine.start(visible, profile, timeout)


def connect(
    *, pipe: str | None = None, host: str = "localhost", port: int | None = None, timeout: float = 20.0
) -> xlwings.App:
    """Connect to an office that was started with ``--accept=pipe,name=NAME;urp;`` or ``--accept=socket,...;urp;``.

    :param pipe: the name of its pipe; or, for a socket, ``host`` and ``port``.
    :param timeout: how many seconds to wait for its answer.
    :raises OfficeStartError: no office answered.
    """
    from xltools.desktop.libreoffice import engine, office

    if (pipe is None) == (port is None):
        raise ValueError("give either a pipe or a port")
    address = f"pipe,name={pipe}" if pipe is not None else f"socket,host={host},port={port}"
    return engine.adopt(office.connect(address, timeout))


def in_process(context: Uno) -> xlwings.App:
    """Return the office that this Python runs inside.

    :param context: the component context: ``XSCRIPTCONTEXT.getComponentContext()`` in a macro, or what a component was
        created with.
    """
    from xltools.desktop.libreoffice import engine

    return engine.inside(context)


def book(app: xlwings.App, document: UnoDocument) -> xlwings.Book:
    """Return a workbook of ``app`` by its UNO object (``XSCRIPTCONTEXT.getDocument()`` in a macro).

    :raises LibreOfficeError: it is not a workbook.
    """
    from xltools.desktop.libreoffice import engine

    return engine.book_of(app, document)


def calling(workbook: xlwings.Book) -> AbstractContextManager[xlwings.Book]:
    """Let ``xw.Book.caller()`` return ``workbook`` while this lasts: the book that a button's function expects.

    app = lo.in_process(XSCRIPTCONTEXT.getComponentContext())
    with lo.calling(lo.book(app, XSCRIPTCONTEXT.getDocument())):
        check_clicked()
    """
    from xltools.desktop.libreoffice import engine

    return engine.calling(workbook)
