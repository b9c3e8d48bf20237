"""Real clicks on the county's workbook in LibreOffice: a folder is chosen in a dialog, consolidated, and gone back to.

As for the department's buttons, everything lies in a folder with blanks and Chinese characters, and nothing stands in.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.desktop.departments import write
from tests.desktop.office import OfficeWindow, wait_until
from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.template.county import CountyCell

pytestmark = pytest.mark.desktop

BUTTONS = Path(__file__).parents[2] / "workbooks" / "county-buttons.xlsm"
FILE = "475 扶贫办.xlsx"


def absolute(cell: str) -> str:
    """``$C$4`` for ``C4``."""
    return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", cell)


class OpenCounty:
    """The county's workbook in the window, beside the folder of the departments' files."""

    def __init__(self, window: OfficeWindow, folder: Path) -> None:
        self.window = window
        self.sent = folder / "报送 2020"
        self.sent.mkdir(parents=True)
        write(self.sent / FILE)
        (self.sent / "说明.txt").write_text("不是工作簿", "utf-8")
        self.path = folder / BUTTONS.name
        shutil.copy(BUTTONS, self.path)
        self.document = window.open(self.path)

    def cell(self, key: CountyCell) -> Any:
        sheet = self.document.Sheets.getByName(COUNTY_BUTTONS_SHEET)
        rows = range(60)
        return next(sheet.getCellByPosition(2, row) for row in rows if sheet.getCellByPosition(1, row).String == key)

    def open_document(self, name: str) -> Any:
        """The open document of that file name, or None."""
        components = self.window.office.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            component = components.nextElement()
            if getattr(component, "Title", "").startswith(name):
                return component
        return None

    def choose(self, name: str, key: str = "Return") -> None:
        """Wait for the dialog that asks for a folder, and answer it by a key."""
        wait_until(self._dialog, 30)
        self.window.screenshot(name)
        self.window.display.keys(key)
        wait_until(lambda: not self._dialog())

    def _dialog(self) -> bool:
        toolkit = self.window.office.service("awt.Toolkit")
        windows = (toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount()))
        shown = [window.AccessibleContext for window in windows if window is not None and window.isVisible()]
        return any(one is not None and one.getAccessibleName().startswith("选择存放") for one in shown)

    def told(self, name: str) -> str:
        """What the message says that follows."""
        said = self.window.message(60)
        time.sleep(1)  # for the picture: the new window is painted behind the message
        self.window.screenshot(name)
        self.window.answer("OK")
        return said

    def front(self, document: Any) -> None:
        frame = document.CurrentController.Frame
        frame.activate()
        frame.ContainerWindow.toFront()
        wait_until(lambda: self.window.office.desktop.CurrentComponent == document)


@pytest.fixture
def county(acting_window: OfficeWindow, request: pytest.FixtureRequest) -> Iterator[OpenCounty]:
    folder = acting_window.profile.parent / f"县 {len(request.node.name)}"
    yield OpenCounty(acting_window, folder)
    acting_window.close_all()


def test_the_county_is_consolidated_again_and_gone_back_to(county: OpenCounty) -> None:
    county.cell(CountyCell.FOLDER).setString(str(county.sent))  # where the dialog begins
    county.window.screenshot("county-cover")
    county.window.click_button(county.document, "汇总")
    county.choose("county-dialog")
    said = county.told("county-汇总")
    assert "汇总完成" in said
    assert "文件 2 个：已汇总 1 个、未采用 1 个。" in said
    assert "预算项目 3 个 600,000.00 元" in said
    first = county.sent.parent / f"{county.sent.name}绩效目标汇总.xlsx"
    assert county.open_document(first.name) is not None
    issues = openpyxl.load_workbook(first)["问题清单"]
    assert county.cell(CountyCell.SUMMARY).String == str(first)
    assert "已汇总 1 个" in county.cell(CountyCell.RESULT).String
    assert county.document.Sheets.getByName(COUNTY_BUTTONS_SHEET).isProtected()
    assert county.document.isAutomaticCalculationEnabled()

    county.front(county.document)
    county.window.click_button(county.document, "重新汇总")
    assert "汇总完成" in county.told("county-重新汇总")
    second = first.with_stem(f"{first.stem}（2）")
    assert county.cell(CountyCell.SUMMARY).String == str(second)
    titles = openpyxl.load_workbook(second).sheetnames
    assert [title for title in titles if title in issues.parent.sheetnames] == issues.parent.sheetnames
    assert "变动合计" in titles, "compared with the first one"

    rows = issues.iter_rows(min_row=5, max_col=7)
    row, link = next((cells[0].row, cells[6].value) for cells in rows if "项目2" in str(cells[6].value))
    summary = county.open_document(second.name)
    sheet = summary.Sheets.getByName("问题清单")
    summary.CurrentController.select(sheet.getCellByPosition(9, row - 1))
    county.front(county.document)
    county.window.click_button(county.document, "打开问题文件")
    opened = wait_until(lambda: county.open_document(FILE))
    wait_until(lambda: opened.CurrentController.ActiveSheet.Name == "项目2")
    time.sleep(1)
    county.window.screenshot("county-打开问题文件")
    cell = re.search(r'"&"([A-Z]+[0-9]+)"', link)
    assert cell is not None
    assert opened.CurrentSelection.AbsoluteName == f"$项目2.{absolute(cell[1])}"
    assert opened.isReadonly()

    opened.close(True)
    county.front(summary)
    county.window.click_menu(summary, "绩效目标", "打开问题文件")  # the same from the list itself
    wait_until(lambda: county.open_document(FILE))


def test_choosing_no_folder_changes_nothing(county: OpenCounty) -> None:
    county.window.click_button(county.document, "汇总")
    county.choose("county-cancelled", key="Escape")
    assert not county.document.isModified()
    assert not list(county.sent.parent.glob("*.xlsx"))


def test_a_problem_file_without_a_summary_is_explained(county: OpenCounty) -> None:
    county.window.click_button(county.document, "打开问题文件")
    assert "没有打开的汇总工作簿" in county.told("county-no-summary")
    county.window.click_button(county.document, "重新汇总")
    assert "还没有汇总过" in county.told("county-no-folder")
