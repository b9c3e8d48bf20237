"""An approved workbook (批复表): every target as approved, locked, with number, bureau, day and a digest.

It is drawn from the same tables as the published text, and read like any workbook of a department.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltools.documents.approval_seal import APPROVAL_PROPERTY, SEAL_LABEL, ApprovalSeal, seal_of
from xltools.documents.column_widths import fit_columns
from xltools.documents.drawing import CellStyle, DrawnCell, DrawnTable
from xltools.documents.published import PublishedDepartment
from xltools.forms.form_rows import FormRows
from xltools.forms.layout import Box
from xltools.forms.sheet_naming import sheet_names
from xltools.grids.grid import Block
from xltools.model import TargetSheet
from xltools.readers import read_content
from xltools.rules.approval_mark import ApprovalMark
from xltools.sheet_names import APPROVAL_SHEET, CONTENTS_SHEET, COVER_SHEET, OVERALL_SHEET
from xltools.values import format_amount
from xltools.writer.text_heights import column_pixels, text_height

__all__ = ["APPROVAL_TITLE", "ApprovedWorkbook", "approved_workbook"]

APPROVAL_TITLE = "部门预算绩效目标批复表"
_CREATED = datetime(2020, 1, 1)
"""The date that the workbook says it was made, so that the same content gives the same bytes."""
_FONT = "宋体"
_POINTS = 9.0
_COVER_WIDTHS = (3, 24, 24, 24, 24)
_OVERALL_WIDTHS = (14, 92)
_CONTENTS_WIDTHS = (6, 10, 10, 24, 44, 22, 8)
_PAGE_MM, _WIDE_PAGE_MM = 185, 270
_MM_PER_PIXEL = 25.4 / 96
_LEAST_POINTS = 22.0
_TITLE_POINTS = 40.0
_MAX_DIGITS = 15
"""Digits that a spreadsheet keeps; a longer number is written as text."""
_NOTE = (
    "本表内容为批复的绩效目标，已锁定，是年中监控和年终自评的依据，不得改动。"
    "改动任何一格，内容校验码就与本页不符，可用 xltools verify 核对；需要调整的，按程序报批后重新批复。"
)
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "centred above": {"align": "center"},
    "note": {"align": "left", "valign": "top"},
    "digest": {"border": 1, "align": "left"},
    CellStyle.HEADING: {"align": "left"},
    CellStyle.HEADING_CENTRED: {"align": "center"},
    CellStyle.HEADING_RIGHT: {"align": "right"},
    CellStyle.LABEL: {"border": 1, "align": "center", "bg_color": "#F2F2F2", "bold": True},
    CellStyle.TEXT: {"border": 1, "align": "left"},
    CellStyle.CENTRED: {"border": 1, "align": "center"},
    CellStyle.AMOUNT: {"border": 1, "align": "right", "text_wrap": False},
}


@dataclass(frozen=True, slots=True)
class ApprovedWorkbook:
    """The bytes of an approved workbook and the digest of its content, which is printed on it."""

    data: bytes
    digest: str


def approved_workbook(department: PublishedDepartment, mark: ApprovalMark) -> ApprovedWorkbook:
    """Return the workbook of a department; the same content gives the same bytes."""
    blank = _Writer(department, mark, ApprovalSeal({})).write("0" * 64)
    workbook = read_content(blank, ".xlsx", "").workbook
    assert workbook is not None  # noqa: S101 - it was written a moment ago
    digests = seal_of(workbook.sheets)
    return ApprovedWorkbook(_Writer(department, mark, digests).write(digests.content), digests.content)


class _Writer:
    """Writes one workbook."""

    def __init__(self, department: PublishedDepartment, mark: ApprovalMark, digests: ApprovalSeal) -> None:
        self.department = department
        self.mark = mark
        self.digests = digests
        self.digest = ""
        self.buffer = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.workbook = xlsxwriter.Workbook(self.buffer, options)
        self.formats: dict[tuple[str, str], Format] = {}

    def write(self, digest: str) -> bytes:
        """Return the workbook with ``digest`` on its cover."""
        self.digest = digest
        sheets = [table.sheet for table in self.department.tables]
        names = list(sheet_names(sheets))
        cover, contents = self._sheet(COVER_SHEET, _COVER_WIDTHS), self._sheet(CONTENTS_SHEET, _CONTENTS_WIDTHS)
        self._cover(cover, sheets)
        self._contents(contents, names)
        self._overall()
        for name, table in zip(names, self.department.tables, strict=True):
            self._table(name, table)
        kept = self.workbook.add_worksheet(APPROVAL_SHEET)
        for row, (name, one) in enumerate(self.digests.sheets.items()):
            kept.write_string(row, 0, name)
            kept.write_string(row, 1, one)
        kept.protect("")
        kept.very_hidden()
        cover.activate()
        title = f"{self.department.title.removesuffix('部门预算绩效文本')}{APPROVAL_TITLE}"
        self.workbook.set_properties({"title": title, "author": "xltools", "created": _CREATED})
        self.workbook.set_custom_property(APPROVAL_PROPERTY, digest, "text")
        self.workbook.close()
        return self.buffer.getvalue()

    def _sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Worksheet:
        sheet = self.workbook.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.protect("", {"select_locked_cells": True, "select_unlocked_cells": True})
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        number = self.mark.number.replace("&", "&&")
        sheet.set_footer(f"&L&9{number}&C&9第 &P 页，共 &N 页&R&9校验码 {self.digest[:16]}")
        return sheet

    def _format(self, look: str, number_format: str = "") -> Format:
        key = look, number_format
        if key not in self.formats:
            base = {"font_name": _FONT, "font_size": _POINTS, "valign": "vcenter", "text_wrap": True, "locked": True}
            more = {"num_format": number_format} if number_format else {}
            self.formats[key] = self.workbook.add_format({**base, **_LOOKS[look], **more})
        return self.formats[key]

    def _put(self, sheet: Worksheet, block: Block, content: str | Decimal, cell_format: Format) -> None:
        row, column = block.top - 1, block.left - 1
        if block.top < block.bottom or block.left < block.right:
            sheet.merge_range(row, column, block.bottom - 1, block.right - 1, "", cell_format)
        if isinstance(content, Decimal):
            sheet.write_number(row, column, float(content), cell_format)
        elif content:
            sheet.write_string(row, column, content, cell_format)
        else:
            sheet.write_blank(row, column, None, cell_format)

    def _cover(self, sheet: Worksheet, sheets: Sequence[TargetSheet]) -> None:
        number, bureau, day = self.mark.shown
        right = len(_COVER_WIDTHS)
        self._put(sheet, Block(2, 2, 2, right), APPROVAL_TITLE, self._format("title"))
        self._put(sheet, Block(3, 2, 3, right), number, self._format("centred above"))
        lines = [
            *self.department.cover,
            ("绩效目标表", f"{len(sheets)} 张"),
            ("项目预算合计", f"{format_amount(_total(self.department.book.projects))} 元"),
            ("专项资金合计", f"{format_amount(_total(self.department.book.special_funds))} 元"),
            ("批复单位", bureau),
            ("批复日期", day),
        ]
        for row, (label, value) in enumerate(lines, 5):
            self._put(sheet, Block(row, 2, row, 2), label, self._format(CellStyle.LABEL))
            self._put(sheet, Block(row, 3, row, right), value, self._format(CellStyle.TEXT))
        row = 5 + len(lines)
        self._put(sheet, Block(row, 2, row, 2), SEAL_LABEL, self._format(CellStyle.LABEL))
        self._put(sheet, Block(row, 3, row, right), self.digest, self._format("digest"))
        self._put(sheet, Block(row + 2, 2, row + 2, right), _NOTE, self._format("note"))
        self._put(sheet, Block(row + 4, 2, row + 4, right), "（批复单位盖章）", self._format("centred above"))
        for number_of_row, height in ((2, 60.0), (3, 26.0), (row + 2, 56.0), (row + 4, 120.0)):
            sheet.set_row(number_of_row - 1, height)
        for number_of_row in range(5, row + 1):
            sheet.set_row(number_of_row - 1, 28.0)

    def _contents(self, sheet: Worksheet, names: Sequence[str]) -> None:
        self._put(sheet, Block(1, 1, 1, len(_CONTENTS_WIDTHS)), "批复的绩效目标", self._format("title"))
        sheet.set_row(0, _TITLE_POINTS)
        for column, label in enumerate(("序号", "表", "类型", "项目编码", "名称", "预算数", "单位"), 1):
            self._put(sheet, Block(2, column, 2, column), label, self._format(CellStyle.LABEL))
        pixels = column_pixels(_CONTENTS_WIDTHS[4])
        for row, (name, table) in enumerate(zip(names, self.department.tables, strict=True), 3):
            target = table.sheet
            cells = (str(row - 2), name, target.kind.term.zh, target.code.text.strip(), target.label, "", "")
            for column, text in enumerate(cells, 1):
                style = CellStyle.CENTRED if column <= 3 else CellStyle.TEXT
                self._put(sheet, Block(row, column, row, column), text, self._format(style))
            if target.budget.value is not None:
                self._put_amount(sheet, Block(row, 6, row, 6), target.budget.value / target.money_unit.factor)
                self._put(sheet, Block(row, 7, row, 7), str(target.money_unit), self._format(CellStyle.CENTRED))
            sheet.set_row(row - 1, max(_LEAST_POINTS, text_height(target.label, pixels, _POINTS)))
        sheet.repeat_rows(0, 1)

    def _overall(self) -> None:
        texts = [pair for part in self.department.parts for pair in part.texts]
        if not texts:
            return
        sheet = self._sheet(OVERALL_SHEET, _OVERALL_WIDTHS)
        pixels = column_pixels(_OVERALL_WIDTHS[1])
        rows = FormRows([_TITLE_POINTS, *(max(60.0, text_height(text, pixels, _POINTS)) for _, text in texts)])
        rows.apply(sheet)
        self._put(sheet, rows.block(Box(1, 1, 1, 2)), OVERALL_SHEET, self._format("title"))
        for row, (label, text) in enumerate(texts, 2):
            self._put(sheet, rows.block(Box(row, 1)), label, self._format(CellStyle.LABEL))
            self._put(sheet, rows.block(Box(row, 2)), text, self._format(CellStyle.TEXT))

    def _table(self, name: str, table: DrawnTable) -> None:
        fitted = fit_columns(table, _WIDE_PAGE_MM if table.landscape else _PAGE_MM)
        widths = [(width / _MM_PER_PIXEL - 5) / 7 for width in fitted.widths]
        sheet = self._sheet(name, widths, landscape=table.landscape)
        rows = FormRows([_TITLE_POINTS, *_heights(table, widths)])
        rows.apply(sheet)
        self._put(sheet, rows.block(Box(1, 1, 1, len(widths))), table.title, self._format("title"))
        for cell in table.cells:
            at = cell.at
            block = rows.block(Box(at.row + 1, at.column, at.rows, at.columns))
            if cell.number is not None and cell.style is CellStyle.AMOUNT:
                self._put_amount(sheet, block, cell.number)
            else:
                self._put(sheet, block, _content(cell), self._format(cell.style))
        head = rows.block(Box(table.header + 1, 1))
        sheet.repeat_rows(head.top - 1, head.bottom - 1)

    def _put_amount(self, sheet: Worksheet, block: Block, amount: Decimal) -> None:
        """Write an amount as a number that shows all its decimals; as text where a number would lose digits."""
        decimals = max(2, -int(amount.normalize().as_tuple().exponent))
        if len(amount.normalize().as_tuple().digits) > _MAX_DIGITS:
            self._put(sheet, block, f"{amount:,.{decimals}f}", self._format(CellStyle.AMOUNT))
        else:
            self._put(sheet, block, amount, self._format(CellStyle.AMOUNT, f"#,##0.{'0' * decimals}"))


def _content(cell: DrawnCell) -> str | Decimal:
    number = cell.number
    if number is None or len(number.normalize().as_tuple().digits) > _MAX_DIGITS:
        return cell.text
    return number


def _heights(table: DrawnTable, widths: Sequence[float]) -> Iterator[float]:
    """Yield the height of each row, enough for every text."""
    heights = [_LEAST_POINTS] * table.rows
    for cell in sorted(table.cells, key=lambda cell: cell.at.rows):
        at = cell.at
        pixels = sum(column_pixels(width) for width in widths[at.column - 1 : at.column - 1 + at.columns])
        needed = text_height(cell.text, pixels, _POINTS) if cell.style is not CellStyle.AMOUNT else 0.0
        rows = range(at.row - 1, at.row - 1 + at.rows)
        if (lacking := needed - sum(heights[row] for row in rows)) > 0:
            heights[rows[-1]] += lacking
    yield from heights


def _total(sheets: Sequence[TargetSheet]) -> Decimal:
    """Return the sum of the budgets in 元."""
    return sum((sheet.budget.value for sheet in sheets if sheet.budget.value is not None), Decimal(0))
