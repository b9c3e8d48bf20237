"""Real clicks on 自检 in LibreOffice: every step passes there, and the officer's own book stays as it is."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.departments import write
from tests.desktop.office import OfficeWindow, wait_until
from xltools.desktop.self_test.result_sheet import RESULT
from xltools.desktop.session import TITLE

pytestmark = pytest.mark.desktop

COUNTY = Path(__file__).parents[2] / "workbooks" / "county-buttons.xlsm"


@pytest.fixture
def folder(acting_window: OfficeWindow, request: pytest.FixtureRequest) -> Iterator[Path]:
    made = acting_window.profile.parent / f"自检 {len(request.node.name)}"
    made.mkdir()
    yield made
    acting_window.dismiss()
    acting_window.close_all()


def said(window: OfficeWindow, name: str) -> str:
    """What the message says that ends the self-test.

    The office is not spoken to before: one whose windows and documents are looked through while they come and go
    has opened none, and has crashed.
    """
    wait_until(lambda: window.display.has_window(f"^{TITLE}$"), 240)
    text = window.message()
    window.screenshot(f"{name}-message")
    window.answer("OK")
    time.sleep(1)
    window.screenshot(name)
    return text


def result(window: OfficeWindow) -> Any:
    """The sheet of the new workbook."""
    components = window.office.desktop.Components.createEnumeration()
    while components.hasMoreElements():
        component = components.nextElement()
        if hasattr(component, "Sheets") and component.Sheets.hasByName(RESULT):
            return component.Sheets.getByName(RESULT)
    raise AssertionError("no workbook with the result")


def outcomes(sheet: Any) -> list[tuple[str, ...]]:
    """The rows of comparisons that did not pass, and of those that did the last."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(True)
    rows = [tuple(map(str, row)) for row in cursor.getDataArray()]
    compared = [row for row in rows if row[3] and row[5] in ("通过", "不通过")]
    assert len(compared) > 40
    return [row for row in compared if row[5] == "不通过"]


def test_all_steps_pass_from_the_menu_and_the_own_book_stays_as_it_is(
    acting_window: OfficeWindow, folder: Path
) -> None:
    path = write(folder / "475 扶贫办.xlsm")
    before = path.read_bytes()
    document = acting_window.open(path)
    sheet = document.Sheets.getByName("项目2")
    document.CurrentController.setActiveSheet(sheet)
    document.CurrentController.select(sheet.getCellRangeByName("C4"))
    acting_window.click_menu(document, "绩效目标", "自检")
    text = said(acting_window, "self-test-menu")
    assert outcomes(result(acting_window)) == []
    assert "全部通过：13 步" in text
    assert path.read_bytes() == before
    assert not document.isModified()
    assert document.CurrentController.ActiveSheet.Name == "项目2"
    assert document.CurrentSelection.AbsoluteName == "$项目2.$C$4"
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".")] == [path.name]


def test_all_steps_pass_from_the_button_of_the_county(acting_window: OfficeWindow, folder: Path) -> None:
    path = Path(shutil.copy(COUNTY, folder))
    document = acting_window.open(path)
    acting_window.screenshot("county-cover-self-test")
    acting_window.click_button(document, "自检")
    text = said(acting_window, "self-test-county")
    assert outcomes(result(acting_window)) == []
    assert "全部通过：13 步" in text
    assert path.read_bytes() == COUNTY.read_bytes()
    wait_until(lambda: not document.isModified(), 5)
