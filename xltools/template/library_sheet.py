"""The sheet 指标库 of a template: the indicators that its drop-downs offer, with what the county used them with."""

from __future__ import annotations

from decimal import Decimal

from xltools.derive.library import MAX_ENTRIES_PER_LEVEL, ChosenEntries, LibraryEntry
from xltools.grids.grid import Block
from xltools.sheet_names import LIBRARY_SHEET
from xltools.template.cells import Content
from xltools.template.page import Page
from xltools.writer.text_heights import MAX_HEIGHT_POINTS

__all__ = ["LIBRARY_WIDTHS", "write_library"]

_COLUMNS = {
    "一级指标": (12, "cell"),
    "二级指标": (16, "cell"),
    "三级指标": (26, "cell"),
    "计量单位": (10, "centred cell"),
    "出现过的指标值": (24, "cell"),
    "出现过的依据": (36, "cell"),
    "使用项目数": (11, "count cell"),
    "使用的项目": (36, "cell"),
}
"""The columns with their widths and formats; the headings are those of the county's library."""
LIBRARY_WIDTHS = tuple(width for width, _ in _COLUMNS.values())
_NOTE_ROW, _HEAD_ROW = 2, 3
_HEAD_POINTS = 28.0
_MAX_VALUES, _MAX_BASES, _MAX_PROJECTS = 3, 2, 3
"""Examples of an entry that are shown; the county's library has more."""
_NOTE = (
    "供填表参考：各表的三级指标可以从下拉列表选这里的名称，也可以自己填写。"
    "指标值和依据是本县以前用过的，请按本年度实际填写。"
)


def write_library(page: Page, chosen: ChosenEntries) -> None:
    """Write the entries by level; the note above says how many of the library's there are, and which come first."""
    columns = _COLUMNS if any(entry.projects for entry in chosen.entries) else dict(list(_COLUMNS.items())[:-1])
    width, head = len(columns), _HEAD_ROW
    page.put(Block(1, 1, 1, width), LIBRARY_SHEET, "title")
    page.sheet.set_row(0, 40)
    note, block = _NOTE + _extent(chosen), Block(_NOTE_ROW, 1, _NOTE_ROW, width)
    page.put(block, note, "instruction")
    page.sheet.set_row(_NOTE_ROW - 1, page.needed(block, note, "instruction") + 3)
    for column, label in enumerate(columns, 1):
        page.put(Block(head, column, head, column), label, "label")
    page.sheet.set_row(head - 1, _HEAD_POINTS)
    last = head + len(chosen.entries)
    for row, entry in enumerate(chosen.entries, head + 1):
        height = 0.0
        cells = zip(_cells(entry), columns.values(), strict=False)
        for column, (content, (_, format_name)) in enumerate(cells, 1):
            block = Block(row, column, row, column)
            page.put(block, content, format_name)
            height = max(height, page.needed(block, content, format_name))
        page.sheet.set_row(row - 1, min(height, MAX_HEIGHT_POINTS))
    page.sheet.autofilter(head - 1, 0, last - 1, width - 1)
    page.sheet.freeze_panes(head, 3)
    page.print_setup(right=width, bottom=last, repeat=(head, head), landscape=True)


def _extent(chosen: ChosenEntries) -> str:
    """Return the sentence about which entries stand here."""
    order = "与本部门项目相近的排在前面，其余按使用项目数从多到少"
    if len(chosen.entries) == chosen.among:
        return f"县指标库的 {chosen.among} 个指标全部列在这里；同一个二级指标里，{order}。"
    return (
        f"县指标库有 {chosen.among} 个指标，这里列出 {len(chosen.entries)} 个："
        f"每个二级指标最多 {MAX_ENTRIES_PER_LEVEL} 个，{order}。"
    )


def _cells(entry: LibraryEntry) -> tuple[Content, ...]:
    return (
        entry.level1,
        entry.level2,
        entry.name,
        entry.unit,
        "\n".join(entry.values[:_MAX_VALUES]),
        "\n".join(entry.bases[:_MAX_BASES]),
        Decimal(entry.used),
        "\n".join(entry.projects[:_MAX_PROJECTS]),
    )
