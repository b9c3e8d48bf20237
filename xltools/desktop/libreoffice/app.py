"""One office as an xlwings app."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from xlwings import base_classes

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.errors import LibreOfficeError
from xltools.desktop.libreoffice.formula_parser import FunctionNames
from xltools.desktop.libreoffice.office import Office
from xltools.desktop.libreoffice.protocols import AppsLike, EngineLike
from xltools.desktop.libreoffice.range import OfficeRange
from xltools.desktop.libreoffice.uno_types import Uno, UnoDocument
from xltools.desktop.libreoffice.workbook import OfficeBook, OfficeBooks

__all__ = ["OfficeApp", "is_workbook"]

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_MACRO = re.compile(r"(?:'?(?P<book>.+?)'?!)?(?P<name>[^!]+)")
# com.sun.star.awt.MessageBoxButtons; as in Excel, the first button is the one that Enter presses
_OK, _YES = 0x10000, 0x40000
_BUTTONS = {"ok": 1 | _OK, "ok_cancel": 2 | _OK, "yes_no": 3 | _YES, "yes_no_cancel": 4 | _YES}
_ANSWERS = ("cancel", "ok", "yes", "no")  # com.sun.star.awt.MessageBoxResults


@translate_uno_errors
class OfficeApp(base_classes.App):
    """One office.

    ``display_alerts`` and ``enable_events`` only keep what they are set to: calls from a program raise no dialogs, and
    the office has no switch for a workbook's events.
    """

    display_alerts: bool = True
    enable_events: bool = True

    def __init__(self, apps: AppsLike, office: Office, visible: bool | None = None) -> None:
        """Stand for a running office; ``visible`` is what its starter asked for, None where nothing was asked."""
        self._apps = apps
        self.office = office
        self.function_names = FunctionNames()
        self._wished_visible = visible
        self._front: UnoDocument | None = None
        self._locked: list[UnoDocument] = []
        self._status: tuple[Uno, str] | None = None

    @property
    def engine(self) -> EngineLike:
        """The engine that the office belongs to."""
        return self._apps.engine

    @property
    def api(self) -> Uno:
        """The office's desktop object."""
        return self.office.desktop

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.office.pid

    @property
    def hwnd(self) -> None:
        """Always None: the office tells no window handle."""

    @property
    def version(self) -> str:
        """The version of LibreOffice."""
        provider = self.office.service("configuration.ConfigurationProvider")
        product = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess",
            uno_bridge.properties(nodepath="/org.openoffice.Setup/Product"),
        )
        return str(product.ooSetupVersionAboutBox)

    @property
    def path(self) -> str:
        """The folder of its program."""
        program = self.office.service("util.PathSubstitution").substituteVariables("$(prog)", True)
        return uno_bridge.path_of(program)

    @property
    def books(self) -> OfficeBooks:
        """The open workbooks."""
        return OfficeBooks(self)

    @property
    def selection(self) -> OfficeRange | None:
        """The selected cells of the workbook in front; None for shapes and several areas."""
        document = self.front_document()
        selected = None if document is None else document.CurrentSelection
        address = getattr(selected, "RangeAddress", None)  # shapes and several areas have none
        return None if document is None or address is None else OfficeBook(self, document).range_of(address)

    # ---- which workbooks there are

    def documents(self) -> list[UnoDocument]:
        """Return the open workbooks, the newest last, without text documents and the like."""
        workbooks = []
        components = self.office.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if is_workbook(component):
                workbooks.append(component)
        return sorted(workbooks, key=lambda document: int(document.RuntimeUID))

    def front_document(self) -> UnoDocument | None:
        """Return the workbook in front: the one that a person sees, else the one that a program showed last."""
        documents = self.documents()
        seen = self.office.desktop.CurrentComponent if self.visible else None
        for document in (seen, self._front):
            if document is not None and any(document == known for known in documents):
                return document
        return documents[-1] if documents else None

    def show_first(self, document: UnoDocument) -> None:
        """Bring a workbook to the front."""
        self._front = document
        frame = document.CurrentController.Frame
        if frame.ContainerWindow.isVisible():
            frame.activate()
            frame.ContainerWindow.toFront()

    # ---- the office as a whole

    def activate(self, steal_focus: bool = False) -> None:
        """Bring the office's front window to the top."""
        self._apps.to_front(self)

    @property
    def visible(self) -> bool:
        """Whether the office shows windows."""
        if self.office.process is not None:
            return bool(self._wished_visible)
        frame = self.office.desktop.CurrentFrame
        return frame is not None and bool(frame.ContainerWindow.isVisible())

    @visible.setter
    def visible(self, value: bool) -> None:
        # xlwings.App() shows every app it starts; without a display, visibility was not requested explicitly.
        not_requested = self.office.process is not None and self._wished_visible is None
        if bool(value) != self.visible and not not_requested:
            raise NotImplementedError("an office is shown or hidden when it is started: xw.App(visible=...)")

    def quit(self) -> None:
        """Close the workbooks without saving, and end the office."""
        if not self.office.inside and self.office.alive:
            for book in self.books:
                book.close()
        self.office.end()
        self._apps.forget(self)

    def kill(self) -> None:
        """End the office's process."""
        self.office.kill()
        self._apps.forget(self)

    def calculate(self) -> None:
        """Calculate all formulas of all workbooks."""
        for document in self.documents():
            document.calculateAll()

    @property
    def calculation(self) -> str:
        """The mode of calculation: automatic only if every open workbook calculates by itself."""
        automatic = all(document.isAutomaticCalculationEnabled() for document in self.documents())
        return "automatic" if automatic else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual"):
            raise NotImplementedError(f"LibreOffice calculates 'automatic' or 'manual', not '{value}'")
        for document in self.documents():
            with _no_change(document):
                document.calculate()  # what was written so far is up to date in Excel; here it may still wait
                document.enableAutomaticCalculation(value == "automatic")

    @property
    def screen_updating(self) -> bool:
        """Whether windows are redrawn."""
        return not self._locked

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            for document in self._locked:
                _unlock(document)
            self._locked = []
        elif not self._locked:
            self._locked = self.documents()
            for document in self._locked:
                document.lockControllers()
                document.addActionLock()

    @property
    def interactive(self) -> bool:
        """Whether the front window takes input."""
        window = self._window()
        return window is None or bool(window.isEnabled())

    @interactive.setter
    def interactive(self, value: bool) -> None:
        window = self._window()
        if window is not None:
            window.setEnable(bool(value))

    @property
    def status_bar(self) -> str | bool:
        """The text shown in the status bar, False without one."""
        return self._status[1] if self._status else False

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        if not isinstance(value, str):
            if self._status is not None:
                with suppress(uno_bridge.error("uno.RuntimeException")):  # its window was closed in the meantime
                    self._status[0].end()
            self._status = None
            return
        if self._status is None:
            document = self.front_document()
            if document is None:
                return
            indicator = document.CurrentController.Frame.createStatusIndicator()
            indicator.start(value, 0)
        else:
            indicator = self._status[0]
            indicator.setText(value)
        self._status = indicator, value

    @property
    def cut_copy_mode(self) -> None:
        """Always None: nothing here uses the clipboard."""

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        pass

    # ---- talking to people and macros

    def alert(
        self,
        prompt: str,
        title: str | None = None,
        buttons: str | None = "ok",
        mode: str | None = None,
        callback: str | None = None,
    ) -> str:
        """Show a message and wait for its answer.

        :raises NotImplementedError: the office shows no window, so no one could answer.
        """
        window = self._window()
        if window is None or not window.isVisible():
            raise NotImplementedError("no window is shown, so no one could answer the message")
        kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons in (None, "ok") else "QUERYBOX"
        box = self.office.service("awt.Toolkit").createMessageBox(
            window,
            uno_bridge.enum("awt.MessageBoxType", kind),
            _BUTTONS[buttons or "ok"],
            title or "",
            prompt,
        )
        return _ANSWERS[box.execute()]

    def run(self, macro: str, args: list[Any]) -> Any:
        """Run a macro of a workbook: ``'Book.xlsm'!Module1.Name``, ``Module1.Name``, or ``Name`` in any module.

        A macro that fails gives None: LibreOffice shows its error in a window, or nowhere if it has none.

        :raises LibreOfficeError: there is none of that name.
        """
        parts = _MACRO.fullmatch(macro)
        book = self.books(parts["book"]) if parts and parts["book"] else self.books.active
        if parts is None or book is None:
            raise LibreOfficeError(f"{macro}：没有打开的工作簿。", f"{macro}: no workbook is open.")
        unknown = uno_bridge.error("script.provider.ScriptFrameworkErrorException")
        provider = book.uno.getScriptProvider()
        for name in _macro_names(book.uno, parts["name"]):
            with suppress(unknown):
                script = provider.getScript(f"vnd.sun.star.script:{name}?language=Basic&location=document")
                return script.invoke(tuple(args), (), ())[0]
        raise LibreOfficeError(
            f"{macro}：工作簿中没有这个宏，或者它所在的模块无法编译。",
            f"{macro}: the workbook has no such macro, or its module does not compile.",
        )

    def _window(self) -> Uno | None:
        document = self.front_document()
        return None if document is None else document.CurrentController.Frame.ContainerWindow


def is_workbook(component: Uno) -> bool:
    """Return whether this is a workbook, not a text document, a window without one, or nothing."""
    return hasattr(component, "supportsService") and bool(component.supportsService(_SPREADSHEET))


def _macro_names(document: UnoDocument, name: str) -> list[str]:
    """Return the full names that a macro may have (library, module, name). VBA projects are libraries too."""
    libraries = document.BasicLibraries
    parts = name.split(".")
    names = [name] if len(parts) == 3 else []
    for library in libraries.ElementNames:
        if len(parts) == 2:
            names.append(f"{library}.{name}")
        elif len(parts) == 1:
            libraries.loadLibrary(library)
            names += [f"{library}.{module}.{name}" for module in libraries.getByName(library).ElementNames]
    return names


def _unlock(document: UnoDocument) -> None:
    gone = uno_bridge.error("uno.RuntimeException")
    with suppress(gone), _no_change(document):
        document.removeActionLock()
        document.unlockControllers()


@contextmanager
def _no_change(document: UnoDocument) -> Iterator[None]:
    """Let what is done to a document meanwhile not count as a change: the office would ask whether to save it.

    It sets the mark for every document when it is unlocked, or calculation is switched, though nothing is written.
    """
    modified = document.isModified()
    yield
    if not modified:
        document.setModified(False)
