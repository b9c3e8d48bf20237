"""The xlwings engine: what ``xw.engines["libreoffice"]`` is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from xltools.desktop.libreoffice import cell_values, office
from xltools.desktop.libreoffice.app import OfficeApp, is_workbook
from xltools.desktop.libreoffice.errors import LibreOfficeError
from xltools.desktop.libreoffice.office import Office
from xltools.desktop.libreoffice.protocols import AppLike
from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument
from xltools.desktop.libreoffice.workbook import OfficeBook

__all__ = ["OfficeApps", "OfficeEngine", "activate", "adopt", "book_of", "calling", "inside", "start"]


class OfficeEngine:
    """xlwings over LibreOffice Calc. None of xlwings' PRO code is involved."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        """Start without any office."""
        self.apps = OfficeApps(self)

    @staticmethod
    def prepare_xl_data_element(x: object, options: object) -> str | float | bool:
        """Return one value as a range takes it."""
        return cell_values.prepare(x)

    @staticmethod
    def clean_value_data(
        data: Any, datetime_builder: Any, empty_as: object, number_builder: Any, err_to_str: bool
    ) -> list[list[object]]:
        """Return values that were read in the shapes that the caller asked for."""
        return cell_values.clean(data, datetime_builder, empty_as, number_builder, err_to_str)


class OfficeApps(base_classes.Apps):
    """The offices that this program knows, the active one first."""

    def __init__(self, engine: OfficeEngine) -> None:
        """Start without any office."""
        self.engine = engine
        self._apps: list[OfficeApp] = []

    def keys(self) -> list[int]:
        """Return the process numbers of the offices."""
        return [app.pid for app in self]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
        profile: Path | None = None,
        timeout: float = 60.0,
    ) -> OfficeApp:
        """Start an office: visible where asked for, and by default if there is a display."""
        wished = True if visible is None and office.has_display() else visible
        program = Path(spec) if spec else None
        started = office.start(visible=bool(wished), profile=profile, program=program, timeout=timeout)
        app = self.include(started, wished)
        if add_book:
            app.books.add()
        return app

    def include(self, running: Office, visible: bool | None = None) -> OfficeApp:
        """Return the app of an office that runs already; the same one again for the same office."""
        known = next((app for app in self if app.pid == running.pid), None)
        app = known or OfficeApp(self, running, visible)
        self.to_front(app)
        return app

    def to_front(self, app: OfficeApp) -> None:
        """Make an office the active one."""
        self.forget(app)
        self._apps.insert(0, app)

    def forget(self, app: AppLike) -> None:
        """Drop an office that has ended."""
        self._apps = [known for known in self._apps if known is not app]

    @staticmethod
    def cleanup() -> None:
        """Do nothing: every office that was started here ends with this program, and no other is touched."""

    def __iter__(self) -> Iterator[OfficeApp]:
        """Go through the offices that are still running."""
        self._apps = [app for app in self._apps if app.office.alive]
        return iter(list(self._apps))

    def __len__(self) -> int:
        """Return the number of running offices."""
        return sum(1 for _ in self)

    def __getitem__(self, pid: int) -> OfficeApp:
        """Return the office of a process."""
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(f"no LibreOffice with the process id {pid} is known here")


_ENGINE = OfficeEngine()
_CALLER = "_mock_caller"  # where xlwings keeps what set_mock_caller() is given


def activate() -> None:
    """Register the engine once, and make it the one that ``xlwings.Book(...)`` and the like use."""
    if _ENGINE.name not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.main.Engine(impl=_ENGINE))
    xlwings.engines(_ENGINE.name).activate()


def adopt(running: Office) -> xlwings.App:
    """Return a running office as an app, and make it the active one."""
    activate()
    return xlwings.App(impl=_ENGINE.apps.include(running))


def start(visible: bool | None, profile: Path | None, timeout: float) -> xlwings.App:
    """Start an office and return it as an app, the active one."""
    activate()
    return xlwings.App(impl=_ENGINE.apps.add(visible=visible, profile=profile, timeout=timeout))


def inside(context: Uno) -> xlwings.App:
    """Return the office that this Python runs in, as an app."""
    return adopt(office.inside(context))


def book_of(app: xlwings.App, document: UnoDocument) -> xlwings.Book:
    """Return a workbook of an office by its UNO object.

    :raises LibreOfficeError: it is none: a text document, or nothing at all.
    """
    if not is_workbook(document):
        raise LibreOfficeError("请先打开一个工作簿，再使用这个按钮。", "Open a workbook first, then use this button.")
    return xlwings.Book(impl=OfficeBook(app.impl, document))


@contextmanager
def calling(book: xlwings.Book) -> Iterator[xlwings.Book]:
    """Let ``xlwings.Book.caller()`` return ``book`` while this lasts.

    A Python inside the office lives as long as the office: a caller left behind would point to a closed workbook.
    """
    before = getattr(xlwings.Book, _CALLER, None)
    book.set_mock_caller()
    try:
        yield book
    finally:
        if before is None:
            delattr(xlwings.Book, _CALLER)
        else:
            before.set_mock_caller()
