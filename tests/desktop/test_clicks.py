"""Real clicks in LibreOffice: every button, menu entry and tool reaches Python, and what is missing is told.

A stand-in for ``xltools.desktop.button`` writes down what it was asked, so these tests hold the way from the click to
Python and nothing behind it. All of it happens in a folder with blanks and Chinese characters, with the macro security
of a user who changed nothing but trusted that folder.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.desktop.office import Display, OfficeWindow, wait_until
from xltools.desktop import launcher_paths as record
from xltools.writer.buttons import BUTTONS, COVER_BARS, SHEET_BAR, Host, add_buttons

pytestmark = pytest.mark.desktop

EXTENSION = Path(__file__).parents[2] / "workbooks" / "xltools.oxt"
ALL = [button for buttons in BUTTONS.values() for button in buttons]
STAND_IN = """
import json, pathlib, sys

def run(action, document, context):
    sheet = document.CurrentController.ActiveSheet.Name
    with open({calls!r}, "a", encoding="utf-8") as file:
        file.write(json.dumps([action, document.URL, sheet]) + "\\n")
"""


@dataclass
class Recorder:
    """The stand-in, seen from the tests; it lies beside modules that must not be taken for Python's own."""

    folder: Path

    def __post_init__(self) -> None:
        package = self.folder / "xltools" / "desktop"
        package.mkdir(parents=True)
        for name in ("xltools/__init__.py", "xltools/desktop/__init__.py"):
            (self.folder / name).touch()
        (package / "button.py").write_text(STAND_IN.format(calls=str(self.calls)), "utf-8")
        for name in ("json", "decimal", "unohelper"):
            (self.folder / f"{name}.py").write_text("raise ImportError('shadowed')", "utf-8")

    @property
    def calls(self) -> Path:
        return self.folder / "calls.txt"

    def put_on_record(self, window: OfficeWindow) -> None:
        """Leave the note that ``xltools libreoffice install`` would leave, with this folder in it."""
        note = json.loads(record.libreoffice_paths()) | {"paths": [str(self.folder)]}
        (window.user_folder / record.LIBREOFFICE_PATHS_FILE).write_text(json.dumps(note), "utf-8")

    def next_call(self, click: Callable[[], None]) -> list[str]:
        """Action, document and sheet of the one call that follows a click."""
        self.calls.unlink(missing_ok=True)
        click()
        wait_until(lambda: self.calls.exists() and self.calls.read_text("utf-8").endswith("\n"), 10)
        (call,) = self.calls.read_text("utf-8").splitlines()
        asked: list[str] = json.loads(call)
        return asked


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    with Display() as shown:
        yield shown


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as an officer names it."""
    made = tmp_path_factory.mktemp("buttons") / "2020年 绩效目标（报送）"
    made.mkdir()
    return made


def workbook(folder: Path, name: str, host: Host) -> Path:
    """A protected cover with the buttons of a host and one for ping, and two target sheets with their bars."""
    with xlsxwriter.Workbook(folder / name) as book:
        cover = book.add_worksheet("封面")
        cover.insert_button("B6", {"macro": "XltButtons.XltPing", "caption": "接通测试"})
        sheets = [book.add_worksheet(sheet) for sheet in ("项目1", "项目2")]
        add_buttons(book, cover, sheets, host=host, cover_cell="B2", sheet_cell="B2")
        cover.protect()
    return folder / name


@pytest.fixture(scope="module")
def recorder(folder: Path) -> Recorder:
    return Recorder(folder / "替身 stand-in")


@pytest.fixture(scope="module")
def window(display: Display, folder: Path, recorder: Recorder) -> Iterator[OfficeWindow]:
    """An office with the extension, which has been told where xltools is."""
    with OfficeWindow(display, folder / "profile", trusted=[folder], extensions=[EXTENSION]) as office:
        recorder.put_on_record(office)
        yield office


@pytest.fixture(scope="module")
def department(window: OfficeWindow, folder: Path) -> Any:
    """The department's workbook, open."""
    return window.open(workbook(folder, "475 文化广电局.xlsm", Host.DEPARTMENT))


def show(document: Any, sheet: str) -> None:
    document.CurrentController.setActiveSheet(document.Sheets.getByName(sheet))


@pytest.mark.parametrize("button", BUTTONS[Host.DEPARTMENT], ids=lambda button: button.action)
def test_a_click_on_the_cover_reaches_python(button, window: OfficeWindow, department: Any, recorder: Recorder) -> None:
    show(department, "封面")
    call = recorder.next_call(lambda: window.click_button(department, button.caption))
    window.screenshot(f"button-{button.action}")
    assert call == [button.action, department.URL, "封面"]


@pytest.mark.parametrize("action", SHEET_BAR)
def test_a_click_on_a_target_sheet_reaches_python(
    action: str, window: OfficeWindow, department: Any, recorder: Recorder
) -> None:
    (caption,) = [button.caption for button in ALL if button.action == action]
    show(department, "项目2")
    call = recorder.next_call(lambda: window.click_button(department, caption))
    assert call == [action, department.URL, "项目2"]


def test_the_buttons_of_a_copied_sheet_reach_python(window: OfficeWindow, department: Any, recorder: Recorder) -> None:
    department.Sheets.copyByName("项目1", "项目3", 3)
    show(department, "项目3")
    call = recorder.next_call(lambda: window.click_button(department, "校验"))
    window.screenshot("button-on-a-copied-sheet")
    assert call == ["check", department.URL, "项目3"]


@pytest.mark.parametrize("button", ALL, ids=lambda button: button.action)
def test_an_entry_of_the_menu_reaches_python(button, window: OfficeWindow, department: Any, recorder: Recorder) -> None:
    show(department, "封面")
    call = recorder.next_call(lambda: window.click_menu(department, "绩效目标", button.caption))
    assert call == [button.action, department.URL, "封面"]


@pytest.mark.parametrize("button", ALL, ids=lambda button: button.action)
def test_a_tool_of_the_toolbar_reaches_python(
    button, window: OfficeWindow, department: Any, recorder: Recorder
) -> None:
    show(department, "封面")
    call = recorder.next_call(lambda: window.click_tool(department, "绩效目标", button.caption))
    assert call == [button.action, department.URL, "封面"]


def test_a_click_on_a_cell_selects_it(window: OfficeWindow, department: Any) -> None:
    show(department, "封面")
    window.click_cell(department, "D9")
    wait_until(lambda: department.CurrentSelection.AbsoluteName == "$封面.$D$9", 5)


@pytest.mark.parametrize("button", COVER_BARS[Host.COUNTY], ids=lambda button: button.action)
def test_a_click_in_the_county_workbook_reaches_python(
    button, window: OfficeWindow, folder: Path, recorder: Recorder
) -> None:
    document = window.open(workbook(folder, f"县级 {button.action}.xlsm", Host.COUNTY))
    call = recorder.next_call(lambda: window.click_button(document, button.caption))
    document.close(True)
    assert call == [button.action, document_url(folder, f"县级 {button.action}.xlsm"), "封面"]


def document_url(folder: Path, name: str) -> str:
    return (folder / name).resolve().as_uri()


def test_outside_the_trusted_folder_macros_stay_off_and_the_menu_works(
    window: OfficeWindow, recorder: Recorder, tmp_path: Path
) -> None:
    document = window.open(workbook(tmp_path, "untrusted.xlsm", Host.DEPARTMENT), answer="OK")
    recorder.calls.unlink(missing_ok=True)
    window.click_button(document, "读取")
    time.sleep(2)  # four times what a trusted click takes
    window.screenshot("untrusted")
    assert not recorder.calls.exists()
    call = recorder.next_call(lambda: window.click_menu(document, "绩效目标", "填充"))
    document.close(True)
    assert call[0] == "fill"


def test_without_a_record_the_officer_is_told_what_to_run(
    window: OfficeWindow, department: Any, recorder: Recorder
) -> None:
    note = window.user_folder / record.LIBREOFFICE_PATHS_FILE
    note.unlink()
    try:
        show(department, "封面")
        window.click_button(department, "校验")
        said = window.message()
        window.screenshot("no-record")
        window.answer()
    finally:
        recorder.put_on_record(window)
    assert "xltools libreoffice install" in said


def test_another_version_of_python_is_told(window: OfficeWindow, department: Any, recorder: Recorder) -> None:
    note = window.user_folder / record.LIBREOFFICE_PATHS_FILE
    note.write_text(json.dumps({"python": "3.99", "paths": []}), "utf-8")
    try:
        window.click_tool(department, "绩效目标", "读取")
        said = window.message()
        window.answer()
    finally:
        recorder.put_on_record(window)
    assert "Python 3.99" in said


def test_without_the_extension_the_officer_is_told_to_install_it(display: Display, tmp_path: Path) -> None:
    with OfficeWindow(display, tmp_path / "profile", trusted=[tmp_path]) as bare:
        document = bare.open(workbook(tmp_path, "475.xlsm", Host.DEPARTMENT))
        bare.click_button(document, "填充")
        said = bare.message()
        bare.screenshot("no-extension")
        bare.answer()
    assert "绩效目标" in said
    assert "xltools libreoffice install" in said


def test_ping_comes_back_from_the_real_package(display: Display, folder: Path) -> None:
    """Nothing stands in here: the note of this very Python, its packages, and the action itself."""
    with OfficeWindow(display, folder / "profile of ping", trusted=[folder], extensions=[EXTENSION]) as office:
        (office.user_folder / record.LIBREOFFICE_PATHS_FILE).write_text(record.libreoffice_paths(), "utf-8")
        document = office.open(workbook(folder, "接通.xlsm", Host.DEPARTMENT))
        office.click_button(document, "接通测试")
        said = office.message()
        office.screenshot("ping")
        office.answer()
    assert "按钮已接通" in said
    assert f"Python {sys.version_info.major}.{sys.version_info.minor}" in said
    assert "接通.xlsm" in said
