"""催报表 and 文件清单: which departments reported, and what became of every file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from xltools.county.data import COUNTED_FATES, Fate
from xltools.glossary import chinese
from xltools.sheet_names import FILES_SHEET, RECEIPTS_SHEET
from xltools.summary.book import Book, Line, first_row
from xltools.summary.facts import Department, Facts
from xltools.summary.names import department_name
from xltools.summary.table import Column, Table
from xltools.writer.build import Value

__all__ = ["file_table", "receipt_table", "received_words", "write_files", "write_receipts"]


_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("code", "部门编码", 9, "centre"),
    Column("name", "部门", 26),
    Column("expected", "应报", 8, "centre"),
    Column("received", "是否收到", 10, "level"),
    Column("file", "文件（点击打开）", 44, "link"),
    Column("modified", "文件日期", 17, "centre"),
    Column("sheets", "项目表数", 9, "count"),
    Column("duplicates", "重复报送", 9, "count"),
    Column("remark", "说明", 60, "small"),
)
_FILE_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("code", "部门编码", 9, "centre"),
    Column("name", "部门", 26),
    Column("file", "文件（点击打开）", 44, "link"),
    Column("size", "KB", 8, "integer"),
    Column("modified", "文件日期", 17, "centre"),
    Column("fate", "处理结果", 12, "level"),
    Column("sheets", "项目表数", 9, "count"),
    Column("findings", "问题数", 9, "count"),
    Column("reason", "原因和处理办法", 60, "small"),
)
_FATE_ROWS = {Fate.ACCEPTED: "", Fate.SUPERSEDED: "off", Fate.REJECTED: "missing", Fate.IGNORED: "off"}
NAMED = 8
"""So many departments that sent nothing are named above the table."""


def receipt_table(facts: Facts) -> Table:
    """Where the departments stand."""
    return Table(RECEIPTS_SHEET, _COLUMNS, len(facts.departments), first=first_row())


def file_table(facts: Facts) -> Table:
    """Where the files stand."""
    return Table(FILES_SHEET, _FILE_COLUMNS, len(facts.data.files), first=first_row())


def received_words(facts: Facts) -> str:
    """How many departments reported, of how many that should."""
    received = sum(one.received for one in facts.departments)
    if not facts.data.roster:
        return f"已收到部门 {received} 个（没有提供应报名单）"
    expected = [one for one in facts.departments if one.expected]
    came = sum(one.received for one in expected)
    others = f"，另收到名单外部门 {received - came} 个" if received > came else ""
    return f"应报部门 {len(expected)} 个，已收到 {came} 个{others}"


# --- departments ------------------------------------------------------------------------------------------------------


def write_receipts(book: Book) -> None:
    """催报表."""
    table, facts = book.tables[RECEIPTS_SHEET], book.facts
    look = book.styles.look
    book.draw(
        table,
        (_department_row(book, one) for one in facts.departments),
        title="绩效目标报送情况（催报表）",
        aside=_aside(facts),
        looks={"": look(table.styles), "missing": look(table.styles, "missing")},
        freeze=3,
    )


def _aside(facts: Facts) -> str:
    if not facts.data.roster:
        return "没有提供应报部门名单，下表只列出已收到的部门"
    parts = [f"应报部门 {sum(one.expected for one in facts.departments)} 个"]
    for word, departments in (("未报", facts.missing), ("读不了", facts.unreadable)):
        names = f"：{'、'.join(one.name for one in departments)}" if 0 < len(departments) <= NAMED else ""
        if departments or word == "未报":
            parts.append(f"{word} {len(departments)} 个{names}")
    return "，".join(parts)


def _department_row(book: Book, one: Department) -> Line:
    file = next(iter(one.files or one.unreadable), None)
    cells: tuple[Value, ...] = (
        one.number,
        one.code,
        one.name,
        "是" if one.expected else "名单外" if book.data.roster else None,
        "已收到" if one.received else "读不了" if one.unreadable else "未收到",
        book.link_file(file.path) if file else "",
        _moment(file.modified) if file else "",
        one.sheets,
        sum(file.fate is Fate.SUPERSEDED for file in one.left_out),
        _remark(one),
    )
    return ("" if one.received else "missing"), cells


def _remark(one: Department) -> str:
    parts = [f"退回后重报，已改 {file.mended} 处" for file in one.files if file.returned]
    unreadable = _names(one, Fate.REJECTED)
    if superseded := _names(one, Fate.SUPERSEDED):
        parts.append(f"另有 {superseded}")
    if not one.received:
        parts.append(f"收到 {unreadable}，但读不了，请重报" if unreadable else "请催报")
    elif unreadable:
        parts.append(f"未能读取 {unreadable}")
    return "；".join(parts)


def _names(one: Department, fate: Fate) -> str:
    return "、".join(PurePosixPath(file.path).name for file in one.left_out if file.fate is fate)


# --- files ------------------------------------------------------------------------------------------------------------


def write_files(book: Book) -> None:
    """文件清单."""
    table = book.tables[FILES_SHEET]
    book.draw(
        table,
        _file_rows(book),
        title="文件处理结果一览表",
        aside=_files_text(book.facts),
        looks={fate.value: book.styles.look(table.styles, _FATE_ROWS[fate]) for fate in Fate},
        freeze=4,
    )


def _files_text(facts: Facts) -> str:
    fates = [file.fate for file in facts.data.files]
    counts = "，".join(f"{chinese(fate.value)} {fates.count(fate)}" for fate in Fate if fate in fates)
    return f"共 {len(fates)} 个文件（{counts}）"


def _file_rows(book: Book) -> Iterator[Line]:
    for number, file in enumerate(book.data.files, 1):
        taken = file.fate is Fate.ACCEPTED
        cells: tuple[Value, ...] = (
            number,
            file.department_code,
            department_name(file.department_name),
            book.link_file(file.path, book.shown(file.path)),
            -(-file.size // 1024) or None,
            _moment(file.modified),
            chinese(file.fate.value),
            len(file.sheets) if taken else None,
            (sum(file.counts.values()) or None) if file.fate in COUNTED_FATES else None,
            book.reason(file),
        )
        yield file.fate.value, cells


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""
