"""States of a sheet of the template, and what its live checks and the check of the command say of each.

``python -m tests.agreement.states`` writes the table of ``docs/live-checks.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["PAGE", "STATES", "State", "table"]

PAGE = Path(__file__).parents[2] / "docs" / "live-checks.md"
_PLAN = ("B7", "D7", "E7", "I7")
_DATE = datetime(2020, 6, 30)
_SHORT_DATE = "mm-dd-yy"
"""The format that a typed date has, number 14."""


@dataclass(frozen=True)
class State:
    """A change to a sound project, the live checks' messages that it calls forth, and the rules that find it.

    ``cells`` are values by address, with a number format where it is another than the template's. ``at`` is the sheet:
    one project each unless it is a sheet of the whole department.
    """

    name: str
    cells: dict[str, Any] = field(default_factory=dict)
    live: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    change: Callable[[Worksheet], object] | None = None
    at: str = ""


def _insert_row(sheet: Worksheet) -> None:
    """Blank the formulas of a row, as a row has none that a person inserts; the last of the table."""
    for column in "JKL":
        sheet[f"{column}24"] = None
    for column, value in zip("ABCDEFGI", ("", "", "某指标", "含义", "≥", 3, "个", ""), strict=True):
        sheet[f"{column}24"] = value or None


def _row_below(sheet: Worksheet) -> None:
    for column, value in zip(
        "ABCDEFGI", ("产出指标", "质量指标", "某指标", "含义", "≥", 3, "", "示交〔2019〕36号"), strict=True
    ):
        sheet[f"{column}25"] = value or None
    for row in range(19, 25):  # the reader stops at a gap
        for column, value in zip(
            "ABCDHI", ("产出指标", "数量指标", f"第{row}项", "含义", "优", "示交〔2019〕36号"), strict=True
        ):
            sheet[f"{column}{row}"] = value


def _merge_target(sheet: Worksheet) -> None:
    for column in "FGH":
        sheet[f"{column}11"] = None
    sheet["E11"] = "≥12公里"
    sheet.merge_cells("E11:H11")


def _hide(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def _delete_checks(sheet: Worksheet) -> None:
    for row in range(1, 26):
        for column in "JKL":
            sheet[f"{column}{row}"] = None


def _delete_one(sheet: Worksheet) -> None:
    sheet["J4"] = None


STATES = (
    State("nothing amiss"),
    State(
        "a typed date in the budget", {"C4": (_DATE, _SHORT_DATE)}, ("预算数的格式不是数字", "预算数 ≠"), ("K05", "R16")
    ),
    State("a typed date in the plan", {"D7": (_DATE, _SHORT_DATE)}, ("6月底的格式不是数字",), ("R16",)),
    State("a small number as a date", {"D7": (datetime(1900, 2, 20), _SHORT_DATE)}, ("6月底的格式不是数字",), ("R16",)),
    State("a typed date as a target's number", {"F11": (_DATE, _SHORT_DATE)}, ("数值的格式不是数字",), ("R16",)),
    State("120万元 as text", {"C4": "120万元"}, ("预算数不是数字",), ("R33",)),
    State("digits as text", {"E4": "1200000"}, ("其中：财政资金不是数字",), ("R33",)),
    State("thousands as text", {"C4": "1,200,000.00"}, ("预算数不是数字",), ("R33",)),
    State("full-width digits", {"C4": "１２０００００"}, ("预算数不是数字",), ("R33",)),
    State("无 for other money", {"I4": "无"}, ("其他资金不是数字",), ("R33",)),
    State("60% as text in the plan", {"D7": "60%"}, ("6月底不是数字",), ("R33",)),
    State("a target's number as text", {"F11": "12"}, ("数值不是数字",), ("R33",)),
    State("words in the plan", {"D7": "一半"}, ("6月底不是数字",), ("P02",)),
    State("words for the budget", {"C4": "待定"}, ("预算数不是数字",), ("A01",)),
    State("0.25/50/83/100", {"B7": 0.25, "D7": 50, "E7": 83, "I7": 100}, ("应填百分数",), ("P02",)),
    State("0.2/0.5/0.8/1", {"B7": 0.2, "D7": 0.5, "E7": 0.8, "I7": 1}, ("应填百分数",), ("P02",)),
    State("0.2/0.5/0.8/0.95", {"B7": 0.2, "D7": 0.5, "E7": 0.8, "I7": 0.95}, ("应填百分数",), ("P02",)),
    State("25% as a number with its format", {"B7": (0.25, "0%"), "D7": 50, "E7": 83, "I7": 100}),
    State("all four in per cent", {"B7": (0.25, "0%"), "D7": (0.5, "0%"), "E7": (0.83, "0%"), "I7": (1, "0%")}),
    State("per cent format, and it falls", {"D7": (0.6, "0%"), "E7": (0.4, "0.0%")}, ("10月底小于前期",), ("P03",)),
    State("the plan falls", {"E7": 40}, ("10月底小于前期",), ("P03",)),
    State("95 in December", {"I7": 95}, ("12月底一般应为 100",), ("P04",)),
    State("December blank", {"I7": None}, ("缺12月底",), ("P04",)),
    State("December blank after 100", {"E7": 100, "I7": None}, ("前期已达 100，12月底应填 100",), ("P05",)),
    State("a gap in the plan", {"D7": None}, ("缺6月底",), ("P07",)),
    State("March blank", {"B7": None}, ("缺3月底",), ("P06",)),
    State("plan blank", dict.fromkeys(_PLAN), ("缺3月底", "缺6月底", "缺10月底", "缺12月底"), ("P01",)),
    State("120 in October", {"E7": 120}, ("10月底应在 0—100 之间",), ("P02",)),
    State("-5 in March", {"B7": -5}, ("3月底应在 0—100 之间",), ("P02",)),
    State("a budget below 0", {"C4": -5, "E4": 0, "I4": 0}, ("预算数应大于 0", "预算数 ≠"), ("A01",)),
    State("other money below 0, and it adds up", {"E4": 1200005, "I4": -5}, ("其他资金不应小于 0",), ("A13",)),
    State("the parts do not add up", {"I4": 100}, ("预算数 ≠",), ("A02",)),
    State("an error value in the budget", {"C4": "#REF!"}, ("预算数是错误值",), ("R04",)),
    State("an error value in the plan", {"D7": "#DIV/0!"}, ("6月底是错误值",), ("R04",)),
    State("an error value in a text", {"B5": "#NAME?"}, ("资金用途是错误值",), ("R04",)),
    State("an error value in the table", {"C12": "#N/A"}, ("本行有错误值",), ("R04",)),
    State("a formula for the budget", {"C4": "=E4+I4"}),
    State("the budget blank", {"C4": None}, ("缺预算数",), ("A01",)),
    State("a wide blank for the budget", {"C4": "\u3000"}, ("缺预算数",), ("A01",)),
    State("a line break for the name", {"E3": "\n"}, ("缺项目名称",), ("B05",)),
    State("the purpose blank", {"B5": None}, ("缺资金用途",), ("A04",)),
    State("the goals blank", {"B8": None}, ("缺绩效目标",), ("G01",)),
    State("the unit blank", {"A2": None}, ("缺单位编码和单位名称",), ("B04",)),
    State("an inserted row without a basis", live=("插入的行没有填完整",), rules=("T01",), change=_insert_row),
    State(
        "a row below the table without a unit", live=("插入的行没有填完整",), rules=("I07", "V04"), change=_row_below
    ),
    State("a target over merged cells", change=_merge_target),
    State("a long text that higher rows show", {"B8": "1、完成12公里道路硬化。\n" * 12}),
    State("goals that no row height shows", {"B8": "1、完成12公里道路硬化。" * 120}, ("绩效目标太长",), ("S15",)),
    State("a basis that no row height shows", {"I11": "示交〔2019〕36号。" * 40}, ("文字太长",), ("S15",)),
    State("a hidden sheet", rules=("R08",), change=_hide),
    State("all live checks deleted", live=("目录",), rules=("S08",), change=_delete_checks),
    State("a live check deleted", live=("核对公式缺失",), rules=("S08",), change=_delete_one),
    State("the overall target blank", {"B2": None}, ("缺总体绩效目标",), ("G05",), at="部门整体绩效目标"),
)  # fmt: skip


def table() -> str:
    """Return the table of the page."""
    rows = [f"| {state.name} | {'；'.join(state.live) or 'OK'} | {', '.join(state.rules) or '-'} |" for state in STATES]
    return "\n".join(["| state | 自动核对 | rule |", "|---|---|---|", *rows, ""])


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page[: page.index("| state |")] + table(), encoding="utf-8", newline="\n")
