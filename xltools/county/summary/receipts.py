"""催报表: which departments reported, and what became of every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import PurePosixPath

from xltools.county.data import Fate, FileRecord
from xltools.county.summary.book import Book, Line, first_row
from xltools.county.summary.facts import Department, Facts
from xltools.county.summary.table import Column, Table
from xltools.glossary import chinese
from xltools.workbook.build import Value

__all__ = ["FILES", "RECEIPTS", "file_table", "receipt_table", "write_receipts"]

RECEIPTS = "催报表"
FILES = "催报表 文件"
"""The second table on the sheet."""

_COLUMNS = (
    Column("number", "序", 5, "serial"),
    Column("code", "部门编码", 9, "centre"),
    Column("name", "部门", 26),
    Column("expected", "应报", 8, "centre"),
    Column("received", "是否收到", 10, "level"),
    Column("file", "采用的文件（点击打开）", 44, "link"),
    Column("modified", "文件日期", 17, "centre"),
    Column("sheets", "项目表数", 9, "count"),
    Column("duplicates", "重复报送", 9, "count"),
    Column("remark", "说明", 60, "small"),
)
_FILE_HEADS = (
    "序",
    "部门编码",
    "部门",
    "KB",
    "处理结果",
    "文件（点击打开）",
    "文件日期",
    "项目表数",
    "问题数",
    "原因和处理办法",
)


def receipt_table(facts: Facts) -> Table:
    """Where the departments stand."""
    return Table(RECEIPTS, _COLUMNS, len(facts.departments), first=first_row())


def file_table(facts: Facts) -> Table:
    """Where the files stand: below the departments, under a heading and a header of their own."""
    departments = receipt_table(facts)
    first = departments.first + max(departments.count, 1) + 3
    return Table(RECEIPTS, _COLUMNS, len(facts.data.files), first=first)


def write_receipts(book: Book) -> None:
    """催报表."""
    table, files, facts = book.tables[RECEIPTS], book.tables[FILES], book.facts
    look = book.styles.look
    left_out: defaultdict[str, list[FileRecord]] = defaultdict(list)
    for file in facts.data.files:
        if file.department_code and file.fate is not Fate.ACCEPTED:
            left_out[file.department_code].append(file)
    (sheet,) = book.draw(
        table,
        (_department_row(book, one, left_out[one.code]) for one in facts.departments),
        title="绩效目标报送情况（催报表）",
        aside=_aside(facts),
        looks={"": look(table.styles), "missing": look(table.styles, "missing")},
        freeze=3,
    )
    heading = files.first - 2
    sheet.set_row(heading - 1, 10)
    book.merge(sheet, (heading, heading), (0, len(_COLUMNS) - 1), _files_text(facts), "section")
    sheet.set_row(heading, 24)
    for number, title in enumerate(_FILE_HEADS):
        book.put(sheet, heading + 1, number, title, "head")
    sheet.set_row(heading + 1, 24)
    looks = {fate.value: look(files.styles, _FATE_ROWS[fate]) for fate in Fate}
    sheet.stream(files.first, files.count, looks, book.finished(files, _file_rows(book)))
    sheet.print_area(0, 0, files.first + max(files.count, 1) - 1, len(_COLUMNS) - 1)


_FATE_ROWS = {Fate.ACCEPTED: "", Fate.SUPERSEDED: "off", Fate.REJECTED: "missing", Fate.IGNORED: "off"}


def _aside(facts: Facts) -> str:
    expected = sum(one.expected for one in facts.departments)
    if not expected:
        return "没有提供应报部门名单，下表只列出已收到的部门"
    missing = [one.name for one in facts.departments if one.expected and not one.received]
    text = f"应报部门 {expected} 个，未报 {len(missing)} 个"
    return f"{text}：{'、'.join(missing)}" if 0 < len(missing) <= 8 else text


def _files_text(facts: Facts) -> str:
    fates = [file.fate for file in facts.data.files]
    counts = "，".join(f"{chinese(fate.value)} {fates.count(fate)}" for fate in Fate if fate in fates)
    return f"文件处理结果：共 {len(fates)} 个文件（{counts}）"


def _department_row(book: Book, one: Department, left_out: Sequence[FileRecord]) -> Line:
    accepted = one.files[0] if one.files else None
    cells: tuple[Value, ...] = (
        one.number,
        one.code,
        one.name,
        "是" if one.expected else "名单外" if book.data.roster else None,
        "已收到" if one.received else "未收到",
        book.link_file(accepted.path) if accepted else "",
        _moment(accepted.modified) if accepted else "",
        one.sheets,
        sum(file.fate is Fate.SUPERSEDED for file in left_out),
        _remark(one, left_out),
    )
    return ("" if one.received else "missing"), cells


def _remark(one: Department, left_out: Sequence[FileRecord]) -> str:
    parts = [f"退回后重报，已改 {file.mended} 处" for file in one.files if file.returned]
    for fate, words in ((Fate.SUPERSEDED, "另有"), (Fate.REJECTED, "未能读取")):
        names = [PurePosixPath(file.path).name for file in left_out if file.fate is fate]
        if names:
            parts.append(f"{words} {'、'.join(names)}")
    if not one.received:
        parts.append("请催报")
    return "；".join(parts)


def _file_rows(book: Book) -> Iterator[Line]:
    for number, file in enumerate(book.data.files, 1):
        taken = file.fate is Fate.ACCEPTED
        cells: tuple[Value, ...] = (
            number,
            file.department_code,
            file.department_name,
            -(-file.size // 1024) or None,
            chinese(file.fate.value),
            book.link_file(file.path, file.path),
            _moment(file.modified),
            len(file.sheets) if taken else None,
            sum(file.counts.values()) or None,
            file.reason,
        )
        yield file.fate.value, cells


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""
