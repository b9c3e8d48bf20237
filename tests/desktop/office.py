"""A LibreOffice in a window of the tests' own: private display and profile, a mouse, a keyboard, and screenshots.

    with Display() as display, OfficeWindow(display, tmp_path / "profile", trusted=[tmp_path]) as window:
        document = window.open(path)
        window.click_button(document, "校验")
        window.screenshot("after-check")

Places on the screen come from LibreOffice's accessibility tree, so no test knows a pixel. What a test reads back
through ``document`` (a UNO object) is what the program holds; a saved file is better read with another library.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar
from unittest.mock import patch

from xltools.desktop.libreoffice import office, uno_bridge
from xltools.desktop.libreoffice.profile import MacroSecurity, write_profile

__all__ = ["Display", "OfficeWindow", "wait_until"]

T = TypeVar("T")

ARTEFACTS = Path(os.environ.get("XLTOOLS_ARTEFACTS", Path(__file__).parents[2] / ".artefacts"))
SCREEN = "1280x900x24"
WINDOW = (0, 0, 1270, 880)
CONTROL = "com.sun.star.drawing.ControlShape"


def wait_until(what: Callable[[], T], seconds: float = 20) -> T:
    """What the function returns as soon as that is true; fails after the given time."""
    end = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.1)
    return answer


class Display:
    """An X server with a window manager that nobody else sees; it picks a free number itself."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN, "-nolisten", "tcp"]
        self._start(command, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as answer:
            self.environment = {**os.environ, "DISPLAY": f":{answer.readline().strip()}"}
        self._start(["openbox"], env=self.environment)
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)

    def run(self, *command: str) -> str:
        """Run a program on this display and return what it printed."""
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout

    def click(self, x: int, y: int) -> None:
        """Move the mouse there as a hand does, then press and release the left button."""
        self.run("xdotool", "mousemove", str(x - 3), str(y - 2), "mousemove", str(x), str(y))
        time.sleep(0.2)
        self.run("xdotool", "click", "1")

    def keys(self, *keys: str) -> None:
        """Press keys by their X names, such as Return or ctrl+s."""
        self.run("xdotool", "key", *keys)

    def has_window(self, title: str) -> bool:
        """Whether a window is shown whose title matches the regular expression; its program is not asked."""
        found = ["xdotool", "search", "--onlyvisible", "--name", title]
        return subprocess.run(found, env=self.environment, capture_output=True, check=False).returncode == 0

    def screenshot(self, name: str) -> Path:
        """Keep a picture of the whole screen among the artefacts."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTEFACTS / f"{name}.png"
        self.run("import", "-window", "root", str(path))
        return path

    def _start(self, command: list[str], **options: Any) -> None:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        self._processes.append(process)


class OfficeWindow:
    """LibreOffice on a display with a fresh profile, reached over a pipe of its own.

    Macros run as they do for a user who changed nothing (level high) but trusts some folders. ``extensions`` are
    installed as shared ones in a place that only this office knows: unopkg serves root in no other way.
    """

    def __init__(
        self,
        display: Display,
        profile: Path,
        *,
        trusted: Sequence[Path] = (),
        extensions: Sequence[Path] = (),
        macro_security: MacroSecurity | None = None,
    ) -> None:
        self.display = display
        self.profile = profile
        self._extensions = extensions
        write_profile(profile, trusted=trusted, macro_security=macro_security)

    @property
    def user_folder(self) -> Path:
        """What LibreOffice calls ``$(user)``."""
        return self.profile / "user"

    def __enter__(self) -> Self:
        shared = self.profile.resolve() / "shared"
        variables = {"SAL_USE_VCLPLUGIN": "gen", "UNO_SHARED_PACKAGES_CACHE": shared.as_uri()}
        environment = self.display.environment | variables
        for extension in self._extensions:
            profile = f"-env:UserInstallation={self.profile.resolve().as_uri()}"
            command = ["unopkg", "add", "--shared", "--suppress-license", profile, str(extension)]
            subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
        with patch.dict(os.environ, environment):
            self.office = office.start(visible=True, profile=self.profile)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.screenshot(f"failed-{self.profile.name}")
        self.close_all()
        self.office.end()

    def open(self, path: Path, *, answer: str | None = None) -> Any:
        """Open a document in a window of a known size, as a user does: its macros run if the profile says so.

        ``answer`` is the button to click in the message that opening is known to bring, such as the warning that macros
        stay off.
        """
        by_profile = uno_bridge.constant("document.MacroExecMode.USE_CONFIG")
        arguments = uno_bridge.properties(MacroExecutionMode=by_profile)
        pool = ThreadPoolExecutor(1)  # not waited for: a message that nobody expected keeps the call from returning
        load = self.office.desktop.loadComponentFromURL
        loading = pool.submit(load, path.resolve().as_uri(), "_blank", 0, arguments)
        pool.shutdown(wait=False)
        if answer is not None:
            self.answer(answer)
        document = loading.result(60)
        window = document.CurrentController.Frame.ContainerWindow
        window.setPosSize(*WINDOW, 15)
        window.setFocus()
        time.sleep(1)
        return document

    def close_all(self) -> None:
        """Close every document without saving; one that was changed would ask, and keep the office from ending."""
        components = self.office.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            with suppress(Exception):  # Basic's editor is one of them, and a document behind a dialog will not go
                component.close(True)

    def click_button(self, document: Any, caption: str) -> None:
        """Click the form button with this caption on the sheet that is shown."""
        controller = document.CurrentController
        page = controller.ActiveSheet.DrawPage
        shapes = (page.getByIndex(number) for number in range(page.Count))
        (model,) = [s.Control for s in shapes if s.ShapeType == CONTROL and s.Control.Label == caption]
        self._click(controller.getControl(model).AccessibleContext)

    def click_menu(self, document: Any, menu: str, entry: str) -> None:
        """Open a menu of the window and click one of its entries."""
        self._click(self._find(_window(document), "MENU", menu))
        time.sleep(0.5)  # its entries are made anew as it opens
        self._click(self._find(self._find(_window(document), "MENU", menu), "MENU_ITEM", entry))

    def click_tool(self, document: Any, toolbar: str, tool: str) -> None:
        """Click a button of a toolbar."""
        self._click(self._find(self._find(_window(document), "TOOL_BAR", toolbar), "PUSH_BUTTON", tool))

    def click_cell(self, document: Any, address: str) -> None:
        """Click a cell of the sheet that is shown; it must be in sight."""
        cell = document.CurrentController.ActiveSheet.getCellRangeByName(address).CellAddress
        view = document.CurrentController.Frame.ComponentWindow.AccessibleContext
        table = self._find(view, "TABLE")
        self._click(table.getAccessibleCellAt(cell.Row, cell.Column).AccessibleContext)

    def message(self, seconds: float = 20) -> str:
        """Wait for a message box and return its title and its text."""
        box = wait_until(self._message_box, seconds)
        return "\n".join(_texts(box))

    def answer(self, button: str = "OK") -> None:
        """Click a button of the message box that is shown, until it is gone or another one stands there.

        On a busy machine a first click may come before the window manager has put the box in its place; people click
        again, too.
        """
        box = wait_until(self._message_box)
        said = _texts(box)
        for _ in range(4):
            self._click(self._find(box, "PUSH_BUTTON", button))
            if self._gone(said, seconds=5):
                return
        raise AssertionError(f"the message box stays: {said}")

    def _gone(self, said: list[str], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                box = self._message_box()
                if box is None or _texts(box) != said:
                    return True
            except uno_bridge.error("uno.RuntimeException"):  # it went while it was looked at
                return True
            time.sleep(0.1)
        return False

    def dismiss(self) -> None:
        """Close what message box a failed test has left, so that the next one starts with the sheet."""
        for _ in range(3):
            if self._message_box() is None:
                return
            self.display.keys("Escape")
            time.sleep(1)

    def screenshot(self, name: str) -> Path:
        """Keep a picture of the screen among the artefacts."""
        return self.display.screenshot(name)

    def _message_box(self) -> Any:
        toolkit = self.office.service("awt.Toolkit")
        with suppress(uno_bridge.error("uno.RuntimeException")):  # a window went while it was looked at
            windows = (toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount()))
            shown = (window.AccessibleContext for window in windows if window is not None and window.isVisible())
            return next((box for box in shown if box is not None and box.getAccessibleRole() == _role("ALERT")), None)
        return None

    def _find(self, context: Any, role: str, name: str | None = None) -> Any:
        """The nearest part of that kind below another one, waiting until it is there."""
        return wait_until(
            lambda: next((part for part in self._all(context, role) if name in (None, _name(part))), None)
        )

    def _all(self, context: Any, role: str) -> Iterator[Any]:
        number = _role(role)
        return (part for part in _parts(context) if part.getAccessibleRole() == number)

    def _click(self, context: Any) -> None:
        corner, size = context.getLocationOnScreen(), context.getSize()
        self.display.click(corner.X + size.Width // 2, corner.Y + size.Height // 2)


def _role(name: str) -> int:
    return uno_bridge.constant(f"accessibility.AccessibleRole.{name}")


def _name(part: Any) -> str:
    """The name without the letter that opens it from the keyboard: an opened menu says 校验(C)."""
    return re.sub(r"\([A-Z]\)$", "", part.getAccessibleName())


def _texts(box: Any) -> list[str]:
    """The title and the text of a message box."""
    return [part.getAccessibleName() for part in _parts(box) if part.getAccessibleRole() != _role("PUSH_BUTTON")]


def _window(document: Any) -> Any:
    return document.CurrentController.Frame.ContainerWindow.AccessibleContext


def _parts(context: Any) -> Iterator[Any]:
    """What a part of a window is made of, level by level; not the cells of a table."""
    level = [context]
    while level:
        yield from level
        counts = [(part, part.getAccessibleChildCount()) for part in level]
        children = [part.getAccessibleChild(number) for part, count in counts if count < 200 for number in range(count)]
        level = [child.AccessibleContext for child in children if child is not None]
