"""The sheets that stand for the department: the cover with instructions, and its overall targets."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.forms.book_fields import COVER_FIELDS, OVERALL_FIELDS
from xltools.forms.form_rows import FormRows
from xltools.forms.keyed_entries import book_entry
from xltools.forms.layout import Field, FieldKind, Form
from xltools.grids.grid import Block
from xltools.model import DepartmentBook
from xltools.sheet_names import CONTENTS_SHEET, OVERALL_SHEET
from xltools.template.cells import Content, entry_content
from xltools.template.inputs import input_format, restrict_input
from xltools.template.live_check import LiveCheck, is_blank, write_checks
from xltools.template.page import DisplayedCell, Page, absolute

__all__ = ["COVER_WIDTHS", "OVERALL_WIDTHS", "write_cover", "write_overall", "write_status", "year_cell"]


COVER_WIDTHS = (3, 20, 22, 22, 22, 3, 40)
OVERALL_WIDTHS = (14, 92, 20, 20)

_COUNTED = "核对结果只包括目录中的表；自己复制的表不在其内，请看该表右侧“自动核对”下面的结果。"

_INSTRUCTIONS_MACROS = (
    "点各表上的“填充”“校验”按钮，可以自动补齐能推算的内容、检查全部规则；表不够用时点“新增项目”，新表列入目录。"
    "没有装工具时不影响填写。"
)
_INSTRUCTION_LIBRARY = (
    "三级指标可以从下拉列表选本县用过的名称，也可以自己填写；常用的指标值、计量单位和依据见“指标库”页。"
)


def _put_fields(page: Page, book: DepartmentBook, items: Sequence[Field], rows: FormRows) -> list[LiveCheck]:
    """Labels, inputs and input messages of the workbook's own fields, and the checks about them."""
    checks = []
    for item in items:
        if item.label_at:
            page.put(rows.block(item.label_at), item.label(), "label")
        block = rows.block(item.value_at)
        page.put(block, entry_content(book_entry(book, item.key), item.kind), input_format(item))
        restrict_input(page, block, item, item.label())
        if item.required:
            cell = absolute(block.top, block.left)
            blank = (block.top, block.left) not in page.values
            checks.append(LiveCheck(block.top, f"缺{item.label()}", is_blank(cell), blank, block, "missing"))
    return checks


def write_overall(page: Page, book: DepartmentBook) -> DisplayedCell:
    """Write the sheet 部门整体绩效目标 and return its count of live checks."""
    items = OVERALL_FIELDS
    width = max(item.value_at.column + item.value_at.columns - 1 for item in items)
    heights = [40.0] + [0.0] * (max(item.value_at.row for item in items) - 1)
    for item in items:
        box = item.value_at
        text = entry_content(book_entry(book, item.key), item.kind)
        block = Block(box.row, box.column, box.row, box.column + box.columns - 1)
        needed = page.needed(block, text, input_format(item))
        heights[box.row - 1] = max(200.0, needed)
    rows = FormRows(heights)
    rows.apply(page.sheet)
    blocks = [rows.block(item.value_at) for item in items]
    page.sheet.growing = frozenset(block.top for block in blocks if block.top == block.bottom)
    page.put(Block(1, 1, 1, width), OVERALL_SHEET, "title")
    checks = _put_fields(page, book, items, rows)
    # The first message stands in row 2: the count goes beside the heading.
    count = write_checks(page, checks, width + 1, (1, width + 2))
    page.print_setup(right=width, bottom=len(rows.heights))
    return count


def year_cell(page: Page) -> DisplayedCell:
    """Return the cell of the cover with the budget year."""
    at = next(item.value_at for item in COVER_FIELDS if item.kind is FieldKind.YEAR)
    return page.shown(at.row, at.column)


def write_cover(
    page: Page, book: DepartmentBook, forms: Sequence[Form], *, macros: bool, library: bool = False
) -> DisplayedCell:
    """Write the cover without its status and return the count of its own live checks.

    Its title is that of the first form, the instructions are those of all of them.
    """
    items = COVER_FIELDS
    last = max(item.value_at.row for item in items)
    rows = FormRows([30.0, 60.0, 34.0, *([32.0] * (last - 3))])
    rows.apply(page.sheet)
    page.put(Block(2, 2, 2, 5), forms[0].cover, "title")
    year = next(item.value_at for item in items if item.kind is FieldKind.YEAR)
    cell = absolute(year.row, year.column)
    shown = f"（{book.year.value}年度）" if book.year.value else "（　　　　年度）"
    page.formula(Block(3, 2, 3, 5), f'IF(TRIM({cell})="","（　　　　年度）","（"&{cell}&"年度）")', shown, "subtitle")
    messages = len(COVER_WIDTHS)
    count = write_checks(page, _put_fields(page, book, items, rows), messages, (2, messages))
    row = last + 1
    page.put(Block(row, 2, row, 2), "核对结果", "label")
    page.sheet.set_row(row - 1, 40)
    page.link(Block(row + 1, 2, row + 1, 5), CONTENTS_SHEET, "查看目录和各表核对情况 →", "plain link")
    page.sheet.set_row(row, 24)
    _put_high(page, Block(row + 2, 2, row + 2, 5), _COUNTED, "instruction")
    row += 4
    page.put(Block(row, 2, row, 5), "填报说明", "instruction head")
    texts = tuple(dict.fromkeys(text for form in forms for text in form.instructions))
    if library:
        texts = (*texts, _INSTRUCTION_LIBRARY)
    if macros:
        texts = (*texts, _INSTRUCTIONS_MACROS)
    for number, text in enumerate(texts, 1):
        _put_high(page, Block(row + number, 2, row + number, 5), f"{number}．{text}", "instruction")
    page.print_setup(right=5, bottom=row + len(texts), pages=1)
    return count


def _put_high(page: Page, block: Block, text: str, format_name: str) -> None:
    """Write a text into a row that is high enough for it."""
    page.put(block, text, format_name)
    page.sheet.set_row(block.top - 1, page.needed(block, text, format_name) + 3)


def write_status(page: Page, total: DisplayedCell) -> None:
    """Write the cover's verdict: OK, or how many places of the whole workbook need a look."""
    row = max(item.value_at.row for item in COVER_FIELDS) + 1
    block = Block(row, 3, row, 5)
    count = total.number
    text: Content = "OK" if count == 0 else f"有 {count} 处需要核对"
    page.formula(block, f'IF({total.reference}=0,"OK","有 "&{total.reference}&" 处需要核对")', str(text), "status")
    cell = absolute(row, 3)
    for format_name, criteria in (("good", f'={cell}="OK"'), ("bad", f'={cell}<>"OK"')):
        page.sheet.conditional_format(
            row - 1, 2, row - 1, 4, {"type": "formula", "criteria": criteria, "format": page.formats[format_name]}
        )
