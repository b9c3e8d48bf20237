"""退回通知: one printable A4 page for each department whose workbook goes back, with blanks to sign."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltools.department.marking import shortened
from xltools.department.returns import Outcome, Returned
from xltools.messages.for_departments import department_remedy
from xltools.model import Severity
from xltools.rules.engine import FindingGroup
from xltools.sheet_names import NOTICE_TITLE
from xltools.text import drop_controls, show_controls
from xltools.writer.row_heights import RowHeights

__all__ = ["notice_workbook"]

_WIDTHS = (6, 15, 18, 28, 28)
_HEADINGS = ("级别", "位置", "项目", "问题", "怎么改")
_MAX_LINES = 14
"""Lines of the table: with more of them the page would shrink until it is not readable."""
_MAX_CELLS_NAMED = 6
_POINTS = 10.5
_BAD_IN_TAB = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_SIGNATURES = (
    "财政局审核人（签字）：＿＿＿＿＿＿＿＿＿＿　　　　　日期：＿＿＿＿年＿＿月＿＿日",
    "部门接收人（签字）：＿＿＿＿＿＿＿＿＿＿＿　　　　　日期：＿＿＿＿年＿＿月＿＿日",
    "改正后重新报送（签字）：＿＿＿＿＿＿＿＿＿　　　　　日期：＿＿＿＿年＿＿月＿＿日",
)
_PINNED = datetime(2020, 1, 1)
_FONT = {"font_name": "宋体", "font_size": _POINTS, "valign": "vcenter"}
_BOXED = {**_FONT, "border": 1, "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 18, "align": "center"},
    "text": {**_FONT, "text_wrap": True},
    "head": {**_BOXED, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
    "cell": _BOXED,
    "level": {**_BOXED, "align": "center"},
}


def notice_workbook(returned: Sequence[Returned]) -> bytes:
    """Build the workbook with a page for each of ``returned`` that goes back; the same returns give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": NOTICE_TITLE, "author": "xltools", "created": _PINNED})
        looks = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
        names: set[str] = set()
        for one in returned:
            if one.goes_back:
                _page(workbook.add_worksheet(_tab_name(one, names)), looks, one)
    return buffer.getvalue()


def _tab_name(one: Returned, taken: set[str]) -> str:
    """Return the department's name as a valid tab name, different from all others."""
    title = drop_controls(f"{one.department_code}{one.department_name}" or Path(one.name).stem)
    base = _BAD_IN_TAB.sub("", title)[:26] or "部门"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}({number})"
    taken.add(name.casefold())
    return name


def _page(sheet: Worksheet, looks: dict[str, Format], one: Returned) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _line(sheet, 0, NOTICE_TITLE, looks["title"], 42)
    department = f"{one.department_code} {one.department_name}".strip()
    for text in (f"部门：{department or '＿＿＿＿＿＿＿＿＿＿'}", f"文件：{Path(one.name).name}", *_paragraphs(one)):
        row = _line(sheet, row, text, looks["text"])
    lines, left = _lines(one)
    if lines:
        row = _table(sheet, row + 1, lines, looks)
    if left:
        row = _line(sheet, row, f"其余 {left} 处见随附工作簿“校验结果”表。", looks["text"])
    row += 1
    for text in _SIGNATURES:
        row = _line(sheet, row, text, looks["text"], 34)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _line(sheet: Worksheet, row: int, text: str, look: Format, least: float = 22) -> int:
    """Write a text across the page; return the row below it."""
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, show_controls(text), look)
    sheet.set_row(row, max(least, RowHeights((_pixels(sum(_WIDTHS)),), (_POINTS,), least=least)((text,))))
    return row + 1


def _pixels(characters: float) -> int:
    return int(characters * 7 + 5)


def _paragraphs(one: Returned) -> tuple[str, ...]:
    ask = "请于＿＿＿＿年＿＿月＿＿日前改正后重新报送。"
    if one.outcome is Outcome.UNREADABLE:
        return (f"　　你部门报送的文件无法读取：{one.reason.zh}。{department_remedy(one.groups[0].first)}{ask}",)
    total = sum(one.counts.values())
    counts = "，".join(f"{severity.term.zh} {one.counts[severity]} 处" for severity in Severity)
    marked = "已在随附工作簿中标出，清单见其“校验结果”表"
    attached = marked if one.outcome is Outcome.MARKED else "清单见随附工作簿的“校验结果”表"
    text = f"　　你部门报送的预算绩效目标工作簿经检查有 {total} 处问题（{counts}），{attached}。"
    duty = "错误必须改正，警告应当改正或说明理由，提示请核对。"
    before = f"上次退回的问题已改 {one.mended} 处。" if one.mended else ""
    return (f"{text}{before}{duty}{ask}",)


def _lines(one: Returned) -> tuple[list[FindingGroup], int]:
    """Return the lines of the table (errors, or else the most severe findings), and the number of those left out."""
    worst = [group for group in one.groups if group.first.severity is one.groups[0].first.severity]
    shown = worst[:_MAX_LINES]
    total = sum(group.count for group in one.groups)
    if one.outcome is Outcome.UNREADABLE:
        return [], 0
    return shown, total - sum(group.count for group in shown)


def _table(sheet: Worksheet, row: int, groups: Sequence[FindingGroup], looks: dict[str, Format]) -> int:
    heights = RowHeights([_pixels(width) for width in _WIDTHS], [_POINTS] * len(_WIDTHS), least=20)
    for column, heading in enumerate(_HEADINGS):
        sheet.write_string(row, column, heading, looks["head"])
    sheet.set_row(row, 22)
    for group in groups:
        row += 1
        first = group.first
        cells = "、".join(group.cells[:_MAX_CELLS_NAMED]) + ("…" if len(group.cells) > _MAX_CELLS_NAMED else "")
        where = " ".join(filter(None, (first.place.sheet, cells))) or "全文件"
        texts = (first.severity.term.zh, where, shortened(first.subject), group.message.zh, department_remedy(first))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, show_controls(text), looks["level" if column == 0 else "cell"])
        sheet.set_row(row, heights(texts))
    return row + 1
