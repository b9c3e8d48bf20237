"""The buttons: what each is called, what it asks of Python, and how a new workbook gets them.

One table serves the buttons in workbooks, the ribbon of the Excel add-in and the menu of the LibreOffice extension.
A button of a workbook is bound to a VBA macro; the VBA modules are built from ``macros/`` and lie in ``files/``.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from xltools.macro_sources import read_sources
from xltools.writer.vba import VbaModule, vba_project

__all__ = ["BUTTONS", "COVER_BARS", "MESSAGES", "SHEET_BAR", "Button", "Host", "add_buttons", "button_modules"]


class Host(StrEnum):
    """The owner of what buttons are about: a workbook of a department or of the county, or this computer."""

    DEPARTMENT = "department"
    COUNTY = "county"
    COMPUTER = "computer"


@dataclass(frozen=True, slots=True)
class Button:
    """One thing an officer can ask for; ``action`` is its name on the way to Python."""

    action: str
    caption: str
    tip: str

    @property
    def macro(self) -> str:
        """The VBA sub of module XltButtons that asks for it."""
        return "Xlt" + self.action.title().replace("-", "")


BUTTONS: dict[Host, tuple[Button, ...]] = {
    Host.DEPARTMENT: (
        Button("read", "读取", "读取全部绩效目标表，重建项目清单：编码、名称、金额、支出计划、完整度、问题数。"),
        Button("fill", "填充", "填充可以推算的空白单元格：先预览个数，填充处有底色和批注，可以撤销。"),
        Button("check", "校验", "按全部规则检查当前内容（含未保存的修改），结果列在“校验结果”表并标出单元格。"),
        Button("clear-marks", "清除标记", "去掉校验加上的颜色和批注，恢复原来的格式。"),
        Button("undo-fill", "撤销填充", "撤销上一次填充，恢复填充前的内容。"),
        Button("add-project", "新增项目", "在本工作簿中新增一张空白绩效目标表，自动编号并加入目录。"),
        Button("ready-to-send", "报送前检查", "报送财政部门之前，列出还缺什么、还有哪些错误。"),
    ),
    Host.COUNTY: (
        Button("consolidate", "汇总", "选择存放各部门工作簿的文件夹，汇总成全县绩效目标汇总表。各部门文件不会改动。"),
        Button("consolidate-again", "重新汇总", "用上一次的文件夹和设置再汇总一次。"),
        Button("open-problem-file", "打开问题文件", "打开当前行所列的问题文件，并跳到出问题的单元格。"),
    ),
    Host.COMPUTER: (
        Button(
            "self-test",
            "自检",
            "看本机上的按钮能不能正常工作：用内置的例子把每个按钮做一遍，结果写在一本新工作簿里。不检查、不改动您的工作簿。",
        ),
    ),
}

COVER_BARS: dict[Host, tuple[Button, ...]] = {
    Host.DEPARTMENT: BUTTONS[Host.DEPARTMENT],
    Host.COUNTY: (*BUTTONS[Host.COUNTY], *BUTTONS[Host.COMPUTER]),
}
"""The buttons on the cover of a workbook. A department's has no 自检: people would take it for a check of the form."""

SHEET_BAR: tuple[str, ...] = ("fill", "check", "clear-marks")
"""The actions that every target sheet of a department workbook has at hand."""

MESSAGES: dict[str, str] = {
    "title": "绩效目标",
    "no-workbook": "请先打开一个工作簿，再点按钮。",
    "python-unknown": "本机还没有安装 xltools，或者还没有登记。请安装后在命令行运行：xltools addin install，再点按钮。"
    "没有安装也可以照常填表：表内公式的检查仍然有效。",
    "python-gone": "登记过的 Python 或 xltools 已经移走或卸载。请重新安装，并在命令行运行：xltools addin install。",
    "mac-needs-xlwings": "在苹果电脑上，按钮要靠 xlwings 加载项。请在终端依次运行：xlwings addin install、"
    "xlwings runpython install，然后重新打开 Excel。",
    "extension-missing": "LibreOffice 里还没有安装 xltools 扩展。请在命令行运行：xltools libreoffice install，"
    "然后重新打开 LibreOffice。",
    "start-failed": "没能启动 Python。请在命令行运行 xltools doctor 查看原因。",
}
"""The messages of the VBA modules, kept as document properties (at most 255 characters each): VBA source is ASCII."""

_WIDTH_PIXELS, _HEIGHT_PIXELS, _GAP_PIXELS = 84, 26, 6  # five Chinese characters at Excel's button font fit
_FITTING_CHARACTERS, _CHARACTER_PIXELS = 5, 18


@cache
def button_modules() -> tuple[VbaModule, ...]:
    """Return the VBA modules of a workbook with buttons."""
    return tuple(VbaModule.standard(source) for source in read_sources().values())


def add_buttons(
    workbook: Workbook,
    cover: Worksheet,
    sheets: Iterable[Worksheet] = (),
    *,
    host: Host = Host.DEPARTMENT,
    cover_cell: str = "A1",
    sheet_cell: str = "A1",
) -> None:
    """Make a workbook that is being written a macro workbook with buttons; its file must be named ``.xlsm``.

    The buttons of the host's cover stand in a row from ``cover_cell`` on, the small bar on each target sheet from
    ``sheet_cell`` on; a button is 84 x 26 pixels (wider for a long caption), 6 apart, and is not printed. Call this
    last: the VBA project has to name every sheet of the workbook, so a sheet added afterwards would have none.
    """
    code_names = [f"Sheet{number}" for number, _ in enumerate(workbook.worksheets(), 1)]
    workbook.set_vba_name("ThisWorkbook")
    for sheet, code_name in zip(workbook.worksheets(), code_names, strict=True):
        sheet.set_vba_name(code_name)
    workbook.add_vba_project(io.BytesIO(vba_project(button_modules(), code_names)), is_stream=True)
    for key, text in MESSAGES.items():
        workbook.set_custom_property(f"xltools.{key}", text)
    _draw(cover, cover_cell, COVER_BARS[host])
    for sheet in sheets:
        _draw(sheet, sheet_cell, [button for button in BUTTONS[host] if button.action in SHEET_BAR])


def _draw(sheet: Worksheet, cell: str, buttons: Iterable[Button]) -> None:
    offset = 0
    for button in buttons:
        width = _WIDTH_PIXELS + max(len(button.caption) - _FITTING_CHARACTERS, 0) * _CHARACTER_PIXELS
        options = {
            "macro": f"XltButtons.{button.macro}",
            "caption": button.caption,
            "description": button.tip,
            "width": width,
            "height": _HEIGHT_PIXELS,
            "x_offset": offset,
        }
        sheet.insert_button(cell, options)
        offset += width + _GAP_PIXELS
