"""Real clicks on the department workbook in LibreOffice, with nothing standing in: what each button does to the book.

The workbook lies in a folder with blanks and Chinese characters and runs its macros because that folder is trusted.
After each click the book is saved as a copy, which another library reads.
"""

from __future__ import annotations

from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.desktop.departments import OpenDepartment, address
from tests.desktop.office import wait_until

pytestmark = pytest.mark.desktop

ERROR, FILLED = "FFFFC7CE", "FFDDEBF7"


def look(workbook: Workbook) -> dict[str, Any]:
    """Fill and note of every cell of the target sheets."""
    return {
        f"{sheet.title}!{cell.coordinate}": (
            cell.fill.fgColor.rgb,
            cell.fill.patternType,
            cell.comment and cell.comment.text,
        )
        for sheet in workbook
        if sheet.title.startswith(("项目", "专项", "封面", "部门")) and sheet.title != "项目清单"
        for row in sheet.iter_rows(max_row=40, max_col=12)
        for cell in row
    }


def test_read_lists_the_target_sheets(book: OpenDepartment) -> None:
    (said,) = book.click("读取")
    assert "3 张绩效目标表" in said
    assert "600,000.00" in said
    rows = book.texts("项目清单")
    assert rows[1][:4] == ["序号", "类别", "编码", "名称"]
    assert [row[3] for row in rows[2:]] == [
        "贫困人口技能培训第1批",
        "贫困人口技能培训第2批",
        "贫困人口技能培训第3批",
        "（未填写）",
        "（未填写）",
    ]
    assert rows[2][4:8] == [200000.0, 150000.0, 50000.0, "25/50/80/100"]
    assert rows[4][7] == "30/100/空/空"
    assert [row[12] for row in rows[2:]] == ["项目1", "项目2", "项目3", "专项1", "项目4"]
    assert book.shown == "封面"
    book.show("项目清单")
    book.window.screenshot("sheet-项目清单")


def test_fill_asks_then_fills_and_undo_takes_it_back(book: OpenDepartment) -> None:
    before = look(book.saved("-before"))
    asked, said = book.click("填充", "OK", "OK")
    assert "可以填充 3 个空白单元格" in asked
    assert "已填充 3 个" in said
    filled = book.saved("-filled")
    sheet = filled["项目3"]
    assert [sheet[address(key)].value for key in ("other", "plan_10", "plan_12")] == [50000, 100, 100]
    assert sheet[address("other")].fill.fgColor.rgb == FILLED
    assert "依据" in sheet[address("other")].comment.text
    assert [row[1] for row in book.texts("填充日志")[2:]] == ["项目3"] * 3

    book.sheet("项目3").getCellRangeByName(address("plan_10")).setValue(90)
    (said,) = book.click("撤销填充")
    assert "已撤销 2 处填充" in said
    assert f"项目3!{address('plan_10')}：填入 100，现为 90" in said
    undone = book.saved("-undone")
    assert [undone["项目3"][address(key)].value for key in ("other", "plan_10", "plan_12")] == [None, 90, None]
    assert look(undone) == before
    assert "填充日志" not in undone.sheetnames


def test_fill_can_be_declined(book: OpenDepartment) -> None:
    book.click("填充", "Cancel", name="action-fill-declined")
    assert book.saved()["项目3"][address("other")].value is None
    assert not book.document.isModified()


def test_check_marks_and_clearing_gives_back_the_earlier_look(book: OpenDepartment) -> None:
    cell = book.sheet("项目2").getCellRangeByName(address("plan_06"))
    cell.CellBackColor = 0x92D050
    book.sheet("项目2").Annotations.insertNew(cell.CellAddress, "县里看过")
    before = look(book.saved("-before"))
    (said,) = book.click("校验", sheet="项目2")
    assert "检查了 3 张绩效目标表" in said
    assert book.shown == "项目2"
    book.window.screenshot("action-校验-marked")
    marked = book.saved("-marked")
    here = marked["项目2"][address("plan_06")]
    assert here.fill.fgColor.rgb == ERROR
    assert here.comment.text.startswith("县里看过")
    assert "P03" in here.comment.text
    rows = book.texts("校验结果")
    assert "检查了 3 张绩效目标表" in rows[1][0]
    assert next(row[1] for row in rows[4:] if row[1]) == "错误"

    (again,) = book.click("校验", sheet="项目2", name="action-校验-again")
    assert again == said
    book.document.Sheets.getByName("项目2").unprotect("")
    (said,) = book.click("清除标记", sheet="项目2")
    assert "恢复了原来的底色和批注" in said
    assert look(book.saved("-cleared")) == before


def test_a_link_of_the_result_jumps_to_the_cell(book: OpenDepartment) -> None:
    book.click("校验", name="action-校验-link")
    rows = book.texts("校验结果")
    number = next(at for at, row in enumerate(rows, 1) if row[2] == "项目2" and row[3])
    book.show("校验结果")
    book.window.screenshot("sheet-校验结果")
    book.window.display.run("xdotool", "keydown", "ctrl")
    book.window.click_cell(book.document, f"D{number}")
    book.window.display.run("xdotool", "keyup", "ctrl")
    book.window.screenshot("after-link")
    wait_until(lambda: book.shown == "项目2", 5)
    assert book.document.CurrentSelection.AbsoluteName.replace("$", "") == f"项目2.{rows[number - 1][3]}"


def test_add_project_makes_a_fresh_sheet(book: OpenDepartment) -> None:
    (said,) = book.click("新增项目")
    assert "已新增“项目5”" in said
    assert book.shown == "项目5"
    book.window.screenshot("action-新增项目-sheet")
    saved = book.saved()
    new = saved["项目5"]
    assert new[address("name")].value is None
    assert new.protection.sheet
    assert [row[2] for row in book.texts("目录")[2:]][:8] == [
        "封面", "部门整体绩效目标", "专项1", "项目1", "项目2", "项目3", "项目4", "项目5",
    ]  # fmt: skip
    book.sheet("项目5").getCellRangeByName(address("name")).setString("新增的项目")
    book.sheet("项目5").getCellRangeByName(address("budget")).setValue(1000)
    book.document.calculateAll()
    contents = book.texts("目录")
    assert [row[4] for row in contents if row[0] == "预算项目合计"] == [601000.0]
    assert [row[3] for row in contents if row[2] == "项目5"] == ["新增的项目"]
    (said,) = book.click("校验", sheet="项目5", name="action-校验-new")
    assert "检查了 4 张绩效目标表" in said


def test_ready_to_send_names_what_is_missing(book: OpenDepartment) -> None:
    (said,) = book.click("报送前检查")
    assert "报送之前还有" in said
    assert "项目3" in said
    assert "专项1" in said
    assert not book.document.isModified()


@pytest.mark.parametrize("caption", ["读取", "报送前检查"])
def test_the_menu_does_the_same(caption: str, book: OpenDepartment) -> None:
    book.show("封面")
    book.window.click_menu(book.document, "绩效目标", caption)
    (said,) = book.answered(name=f"menu-{caption}")
    assert "绩效目标" in said
