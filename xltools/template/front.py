"""The sheets that stand for the department: the cover with instructions, and its overall targets."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.forms.hb2020 import BOOK_FIELDS
from xltools.forms.layout import Field, FieldKind
from xltools.glossary import Term
from xltools.grids.grid import Block
from xltools.model import DepartmentBook
from xltools.sheet_names import CONTENTS_SHEET, OVERALL_SHEET
from xltools.template.cells import Content, book_entry, entry_content
from xltools.template.inputs import input_format, restrict_input
from xltools.template.live_check import LiveCheck, is_blank, write_checks
from xltools.template.page import DisplayedCell, FormRows, Page, absolute

__all__ = ["COVER_WIDTHS", "OVERALL_WIDTHS", "write_cover", "write_overall", "write_status"]


_COVER_SECTION, _OVERALL_SECTION = 0, 1

COVER_WIDTHS = (3, 20, 22, 22, 22, 3, 40)
OVERALL_WIDTHS = (14, 92, 20, 20)

_COUNTED = "核对结果只包括目录中的表；自己复制的表不在其内，请看该表右侧“自动核对”下面的结果。"

_INSTRUCTIONS = (
    "本页填写县、预算年度和部门；“部门整体绩效目标”页填写总体目标、分项目标和保障措施。",
    "每个预算项目、每项专项资金各填一张表。发来的“项目1”“专项1”等表不要改名；表不够用时，复制一张空白表再填，"
    "副本可以用自动取的名字，如“项目1 (2)”。",
    "副本不列入目录，也不计入上面的核对结果：它自己的结果在该表右侧“自动核对”下面，要逐张看，都为 OK 才算填完。",
    "金额按每张表右上角的单位填写，只填数字。预算数 = 财政资金 + 其他资金，没有其他资金填 0。",
    "资金支出计划填到该期末为止的累计百分比（0 到 100），逐期不得减少，12月底一般为 100。填 20 表示 20%。",
    "绩效目标逐条写“1、……”“2、……”，写清数量、标准、时限和效果，一格内换行用 Alt+Enter。",
    "绩效指标每行一条，一级、二级指标从下拉列表选择；与上一行相同的一级指标可以不填。行数不够时"
    "在表内插入行，插入的行没有填完整的，在指标表表头右侧提示。",
    "指标值分四格：定量指标填符号、数值、计量单位，如“≥”“95”“%”，需要时在文字说明中补充；定性指标只填文字说明。",
    "指标值确定依据写明文件名称和文号、计划、历史数据、行业标准或测算过程，不要只写“相关政策”。",
    "边填边核对：黄色格是还没有填的，红色格是填得不对的，表右侧“自动核对”栏说明原因（不打印）。全部为 OK 后再报送。",
    "文字显示不全时，把该行拖高即可。工作表已保护（无密码），行高、列宽、格式都可以调整；请不要撤销保护改动表头和标签，也不要删除工作表。",
)
_INSTRUCTIONS_MACROS = (
    "点各表上的“填充”“校验”按钮，可以自动补齐能推算的内容、检查全部规则；表不够用时点“新增项目”，新表列入目录。"
    "没有装工具时不影响填写。"
)


def _fields(section: int) -> tuple[Field, ...]:
    return tuple(item for item in BOOK_FIELDS if item.section == section)


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
    items = _fields(_OVERALL_SECTION)
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


def write_cover(page: Page, book: DepartmentBook, *, macros: bool) -> DisplayedCell:
    """Write the cover without its status and return the count of its own live checks."""
    items = _fields(_COVER_SECTION)
    last = max(item.value_at.row for item in items)
    rows = FormRows([30.0, 60.0, 34.0, *([32.0] * (last - 3))])
    rows.apply(page.sheet)
    page.put(Block(2, 2, 2, 5), f"部门预算{Term.TARGET_SHEET.zh}", "title")
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
    texts = (*_INSTRUCTIONS, _INSTRUCTIONS_MACROS) if macros else _INSTRUCTIONS
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
    row = max(item.value_at.row for item in _fields(_COVER_SECTION)) + 1
    block = Block(row, 3, row, 5)
    count = total.number
    text: Content = "OK" if count == 0 else f"有 {count} 处需要核对"
    page.formula(block, f'IF({total.reference}=0,"OK","有 "&{total.reference}&" 处需要核对")', str(text), "status")
    cell = absolute(row, 3)
    for format_name, criteria in (("good", f'={cell}="OK"'), ("bad", f'={cell}<>"OK"')):
        page.sheet.conditional_format(
            row - 1, 2, row - 1, 4, {"type": "formula", "criteria": criteria, "format": page.formats[format_name]}
        )
