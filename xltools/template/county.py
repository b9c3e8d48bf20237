"""The county's own workbook: buttons, what to do, settings, and what the last consolidation gave."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from xltools.grids.grid import Block
from xltools.sheet_names import COUNTY_BUTTONS_SHEET
from xltools.template.formats import TemplateFormats
from xltools.template.page import Page
from xltools.template.write import PINNED
from xltools.writer.buttons import Host, add_buttons
from xltools.writer.save import save_atomically

__all__ = ["LABEL_COLUMN", "VALUE_COLUMN", "YES", "CountyCell", "write_county_buttons"]

LABEL_COLUMN, VALUE_COLUMN = 2, 3
YES = "是"


class CountyCell(StrEnum):
    """The cells of the cover that the buttons read and write, by their labels; the value stands right of its label."""

    COUNTY = "县（市、区）名称"
    YEAR = "预算年度"
    ROSTER = "应报部门名单"
    SUBFOLDERS = "包括子文件夹"
    PAGES = "部门单页"
    RULES = "规则设置"
    FOLDER = "文件夹"
    SUMMARY = "汇总工作簿"
    WHEN = "汇总时间"
    RESULT = "结果"


_WIDTHS = (3, 20, 60, 44)
_STEPS = (
    "把各部门报来的工作簿（.xlsx、.xlsm、.xls、.ods，WPS 另存的也可以）放进同一个文件夹，不必改名，也不必先打开。",
    "需要时填写下面的“设置”，都可以不填。",
    "点“汇总”，选择这个文件夹。汇总工作簿写在文件夹旁边，已有的汇总不会被覆盖，新的一份自动编号；各部门文件不会改动。",
    "汇总完成后自动打开。在“问题清单”里选中一行，回到这里点“打开问题文件”，就以只读方式打开那个部门的文件并跳到出问题的单元格。",
    "部门重报后，把新文件放进同一个文件夹，点“重新汇总”：用上一次的文件夹和现在的设置再汇总一次。",
    "第一次使用，或者按钮不正常时，点“自检”：用内置的例子把每个按钮做一遍，结果写在一本新工作簿里，可以存下来发给我们。",
)
_HINTS = {
    CountyCell.COUNTY: "不填时，取多数部门文件上写的。",
    CountyCell.YEAR: "如 2020。填写后，其他年度的文件不汇总；不填则全部汇总。",
    CountyCell.ROSTER: "名单工作簿的位置，用来列出没有报送的部门；只写文件名时，在本工作簿旁边和所选文件夹里找。",
    CountyCell.SUBFOLDERS: "不填为“否”：只看所选文件夹本身。",
    CountyCell.PAGES: "选“是”，汇总里另加一张表，每个部门一页 A4，可以打印给部门或上会；不填为“否”。",
    CountyCell.RULES: "规则设置文件（.toml）的位置，只写文件名时在本工作簿旁边找。"
    "不填时用所选文件夹旁边的 xltools.toml，没有就用默认。",
}
_LAST = (CountyCell.FOLDER, CountyCell.SUMMARY, CountyCell.WHEN, CountyCell.RESULT)
_BUTTON_ROW = 4
_RESULT_HEIGHT_POINTS = 110
_SPARE_POINTS = 6


def write_county_buttons(target: Path | BinaryIO, *, macros: bool = True) -> None:
    """Write the county's workbook with its buttons, a file named ``.xlsm``; without ``macros`` there are no buttons.

    The same bytes every time. A file that is there already is overwritten; raises SaveError where that fails.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        cover = workbook.add_worksheet(COUNTY_BUTTONS_SHEET)
        _write(Page(cover, TemplateFormats(workbook), _WIDTHS))
        workbook.set_properties({"title": "县级绩效目标汇总", "author": "xltools", "created": PINNED})
        if macros:
            add_buttons(workbook, cover, host=Host.COUNTY, cover_cell=f"B{_BUTTON_ROW}")
    if isinstance(target, Path):
        save_atomically(buffer.getvalue(), target, overwrite=True)
    else:
        target.write(buffer.getvalue())


def _write(page: Page) -> None:
    sheet = page.sheet
    page.put(Block(2, 2, 2, 4), "县级绩效目标汇总", "title")
    sheet.set_row(1, 36)
    sheet.set_row(_BUTTON_ROW - 1, 30)
    page.put(Block(6, 2, 6, 4), "怎样汇总", "instruction head")
    row = 7
    for number, step in enumerate(_STEPS, 1):
        _put_high(page, Block(row, 2, row, 4), f"{number}．{step}", "instruction", least=20)
        row += 1
    row = _heading(page, row + 1, "设置（可以不填）")
    for key, hint in _HINTS.items():
        page.put(Block(row, 2, row, 2), key, "label")
        page.put(Block(row, 3, row, 3), None, "year" if key is CountyCell.YEAR else "text")
        _put_high(page, Block(row, 4, row, 4), hint, "cell", least=24)
        _guard(page, row, key)
        row += 1
    row = _heading(page, row + 1, "上一次汇总（由按钮填写）")
    for key in _LAST:
        page.put(Block(row, 2, row, 2), key, "label")
        page.put(Block(row, 3, row, 4), None, "text")
        sheet.set_row(row - 1, _RESULT_HEIGHT_POINTS if key is CountyCell.RESULT else 24)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.print_area(0, 0, row - 2, 3)
    sheet.set_selection("A1")


def _put_high(page: Page, block: Block, text: str, format_name: str, *, least: float) -> None:
    """Write a text into a row that is high enough for it."""
    page.put(block, text, format_name)
    page.sheet.set_row(block.top - 1, max(least, page.needed(block, text, format_name) + _SPARE_POINTS))


def _heading(page: Page, row: int, text: str) -> int:
    page.put(Block(row, 2, row, 4), text, "instruction head")
    return row + 1


def _guard(page: Page, row: int, key: CountyCell) -> None:
    rules = {
        CountyCell.YEAR: {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2099,
            "error_title": "预算年度",
            "error_message": "请填四位数的年度，如 2020，或者不填。",
        },
        CountyCell.SUBFOLDERS: {"validate": "list", "source": [YES, "否"]},
        CountyCell.PAGES: {"validate": "list", "source": [YES, "否"]},
    }
    if key in rules:
        page.sheet.data_validation(row - 1, VALUE_COLUMN - 1, row - 1, VALUE_COLUMN - 1, rules[key])
