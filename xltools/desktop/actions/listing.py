"""读取: rebuild the sheet 项目清单, one row for each target sheet, and say what was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from xltools.derive import completeness
from xltools.desktop.live import LiveBook, read_book
from xltools.desktop.marks import BookMarks
from xltools.desktop.session import session, tell
from xltools.desktop.tables import heading, write_table
from xltools.editor import AddedCell, AddedSheet, CellRole
from xltools.model import Finding, Place, Severity, SheetKind, TargetSheet
from xltools.sheet_names import CONTENTS_SHEET, PROJECT_LIST_SHEET
from xltools.values import format_amount

if TYPE_CHECKING:
    import xlwings

__all__ = ["read", "rebuild_list"]


_HEADINGS = (
    "序号", "类别", "编码", "名称", "预算数（元）", "财政资金（元）", "其他资金（元）", "支出计划（%）\n3/6/10/12月底",
    "完整度（%）", "错误", "警告", "提示", "工作表",
)  # fmt: skip
_WIDTHS = (6, 10, 24, 40, 18, 18, 16, 20, 10, 7, 7, 7, 12)
_BLANK = "空"


def read(book: xlwings.Book) -> None:
    """Read all target sheets, list them, and tell how many there are and what they hold."""
    with session(book, "正在读取绩效目标表……"):
        live, findings = rebuild_list(book)
    tell(book, _summary(live, findings))


def rebuild_list(book: xlwings.Book) -> tuple[LiveBook, tuple[Finding, ...]]:
    """Write 项目清单 anew; what was read, and everything that was found in it."""
    live = read_book(book)
    findings = live.check().findings
    table = _table(live, findings)
    with BookMarks(book) as marks:
        write_table(marks.own_sheet(PROJECT_LIST_SHEET, after=CONTENTS_SHEET), table)
    return live, findings


def _summary(live: LiveBook, findings: tuple[Finding, ...]) -> str:
    book, counts = live.book, Counter(finding.severity for finding in findings)
    total = sum((sheet.budget.value or Decimal(0) for sheet in book.projects), Decimal(0))
    lines = [
        f"已读取 {len(book.sheets)} 张绩效目标表："
        f"预算项目 {len(book.projects)} 个，专项资金 {len(book.special_funds)} 项。",
        f"项目预算合计 {format_amount(total)} 元。",
        f"发现错误 {counts[Severity.ERROR]} 处、警告 {counts[Severity.WARNING]} 处、提示 {counts[Severity.NOTE]} 处。",
        live.settings_in_words,
        f"详见“{PROJECT_LIST_SHEET}”表。",
    ]
    if live.unused:
        lines.insert(1, f"还有 {len(live.unused)} 张空白表没有填写：{'、'.join(live.unused)}。")
    return "\n".join(lines)


def _table(live: LiveBook, findings: tuple[Finding, ...]) -> AddedSheet:
    counts = Counter((finding.place.sheet, finding.severity) for finding in findings)
    rows = [
        *(_row(number, sheet, counts) for number, sheet in enumerate(live.book.sheets, 1)),
        *_unused_rows(live, len(live.book.sheets) + 1),
    ]
    title = (AddedCell(f"{live.book.name.value or ''}{PROJECT_LIST_SHEET}", CellRole.TITLE),)
    return AddedSheet(PROJECT_LIST_SHEET, (title, heading(_HEADINGS), *rows), widths=_WIDTHS, heading=2)


def _row(number: int, sheet: TargetSheet, counts: Counter[tuple[str, Severity]]) -> tuple[AddedCell, ...]:
    money = (sheet.budget, sheet.fiscal, sheet.other)
    plan = "/".join(_BLANK if entry.blank else entry.text for entry in sheet.plan.entries)
    return (
        AddedCell(number, CellRole.INTEGER),
        AddedCell(sheet.kind.term.zh),
        AddedCell(sheet.code.text),
        AddedCell(sheet.label),
        *(AddedCell(entry.text if entry.unreadable else entry.value, CellRole.AMOUNT) for entry in money),
        AddedCell(plan),
        AddedCell(completeness(sheet), CellRole.PERCENT),
        *(_count(counts[sheet.place.sheet, severity], severity) for severity in Severity),
        AddedCell(sheet.place.sheet, CellRole.LINK, link=sheet.place),
    )


def _count(number: int, severity: Severity) -> AddedCell:
    """Return the cell of a count, coloured unless it is zero."""
    return AddedCell(number, CellRole(severity.value) if number else CellRole.INTEGER)


def _unused_rows(live: LiveBook, first: int) -> Iterator[tuple[AddedCell, ...]]:
    for number, name in enumerate(live.unused, first):
        kind = SheetKind.SPECIAL_FUND if name.startswith("专项") else SheetKind.PROJECT
        blank = [AddedCell() for _ in range(len(_HEADINGS) - 5)]
        place = Place(live.book.file, name)
        yield (
            AddedCell(number, CellRole.INTEGER),
            AddedCell(kind.term.zh),
            AddedCell(),
            AddedCell("（未填写）"),
            *blank,
            AddedCell(name, CellRole.LINK, link=place),
        )
