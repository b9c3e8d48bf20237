"""催报表 and 文件清单: which departments reported, and what became of every file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from xltools.county.data import COUNTED_FATES, CountyFile, Fate
from xltools.sheet_names import DEPARTMENT_TARGETS_SHEET, FILES_SHEET, RECEIPTS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.choices import LEAVE, TAKE, content_mark
from xltools.summary.departments import Department
from xltools.summary.facts import Facts
from xltools.summary.names import department_name
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Value

__all__ = [
    "FILE_COLUMNS",
    "file_table",
    "receipt_table",
    "receipt_word",
    "received_words",
    "write_files",
    "write_receipts",
]


_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("code", "部门编码", 9, "centre"),
    SummaryColumn("name", "部门", 26),
    SummaryColumn("expected", "应报", 8, "centre"),
    SummaryColumn("received", "是否收到", 10, "level"),
    SummaryColumn("file", "文件（点击打开）", 44, "link"),
    SummaryColumn("modified", "文件日期", 17, "centre"),
    SummaryColumn("sheets", "项目表数", 9, "count"),
    SummaryColumn("duplicates", "重复报送", 9, "count"),
    SummaryColumn("remark", "说明", 60, "small"),
)
FILE_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("code", "部门编码", 9, "centre"),
    SummaryColumn("name", "部门", 26),
    SummaryColumn("file", "文件（点击打开）", 44, "link"),
    SummaryColumn("size", "KB", 8, "integer"),
    SummaryColumn("modified", "文件日期", 17, "centre"),
    SummaryColumn("fate", "处理结果", 12, "level"),
    SummaryColumn("sheets", "项目表数", 9, "count"),
    SummaryColumn("findings", "问题数", 9, "count"),
    SummaryColumn("reason", "原因和处理办法", 60, "small"),
    SummaryColumn("take", "采用\n（人工填写）", 11, "choice"),
    SummaryColumn("digest", "内容标识", 14, "small", printed=False),
)
"""``digest`` tells whether a file is still the one that somebody decided on."""
_FATE_ROWS = {Fate.ACCEPTED: "", Fate.SUPERSEDED: "off", Fate.IGNORED: "off"}
_FATE_ROWS |= dict.fromkeys((Fate.UNDECIDED, Fate.REJECTED), "missing")
MAX_NAMED = 8
"""Up to this many departments that sent nothing are named above the table."""


def receipt_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the departments."""
    return SummaryTable(RECEIPTS_SHEET, _COLUMNS, len(book.facts.departments), first=first_row())


def file_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the files."""
    return SummaryTable(FILES_SHEET, FILE_COLUMNS, len(book.facts.data.files), first=first_row())


def received_words(facts: Facts) -> str:
    """Say how many departments reported, of how many that should."""
    received = sum(department.received for department in facts.departments)
    if not facts.data.roster:
        return f"已收到部门 {received} 个（没有提供应报名单）"
    expected = [department for department in facts.departments if department.expected]
    came = sum(department.received for department in expected)
    others = f"，另收到名单外部门 {received - came} 个" if received > came else ""
    return f"应报部门 {len(expected)} 个，已收到 {came} 个{others}"


# --- departments ------------------------------------------------------------------------------------------------------


def write_receipts(book: SummaryBook) -> None:
    """Write 催报表."""
    table, facts = book.tables[RECEIPTS_SHEET], book.facts
    look = book.styles.row_format
    book.write_table(
        table,
        (_department_row(book, department) for department in facts.departments),
        title="绩效目标报送情况（催报表）",
        aside=_aside(facts),
        row_formats={"": look(table.styles), "missing": look(table.styles, "missing")},
        freeze=3,
    )


def _aside(facts: Facts) -> str:
    if not facts.data.roster:
        return "没有提供应报部门名单，下表只列出已收到的部门"
    parts = [f"应报部门 {sum(department.expected for department in facts.departments)} 个"]
    for word, departments in (("未报", facts.missing), ("读不了", facts.unreadable)):
        names = (
            f"：{'、'.join(department.name for department in departments)}" if 0 < len(departments) <= MAX_NAMED else ""
        )
        if departments or word == "未报":
            parts.append(f"{word} {len(departments)} 个{names}")
    return "，".join(parts)


def _department_row(book: SummaryBook, department: Department) -> TableRow:
    file = next(iter(department.files or department.unreadable), None)
    cells: tuple[Value, ...] = (
        department.number,
        department.code,
        department.name,
        "是" if department.expected else "名单外" if book.data.roster else None,
        receipt_word(department),
        book.link_file(file.path) if file else "",
        _moment(file.modified) if file else "",
        department.sheets,
        sum(file.fate is Fate.SUPERSEDED for file in department.left_out),
        _remark(department),
    )
    return ("" if department.received else "missing"), cells


def receipt_word(department: Department) -> str:
    """Return the word for what came from a department."""
    if department.received:
        return "已收到"
    if department.files:
        return "只有整体" if department.department_sheets else "只有监控自评"
    return "存疑" if department.undecided else "读不了" if department.unreadable else "未收到"


def _remark(department: Department) -> str:
    parts = [f"退回后重报，已改 {file.mended} 处" for file in department.files if file.returned]
    unreadable = _names(department, Fate.REJECTED)
    if superseded := _names(department, Fate.SUPERSEDED):
        parts.append(f"另有 {superseded}")
    if undecided := _names(department, Fate.UNDECIDED):
        parts.append(f"分不出以哪一份为准：{undecided}")
    if not department.received and department.files:
        only = "部门整体绩效目标表" if department.department_sheets else "监控表、自评表"
        wanted = "监控表、自评表" if department.results_only else "项目的绩效目标表"
        parts.append(f"只报了{only}，没有{wanted}，请催报")
    elif not department.received and not undecided:
        parts.append(f"收到 {unreadable}，但读不了，请重报" if unreadable else "请催报")
    elif unreadable:
        parts.append(f"未能读取 {unreadable}")
    parts += [
        f"有 {len(guest.sheets)} 张表在 {PurePosixPath(guest.path).name} 里，已计入" for guest in department.guests
    ]
    return "；".join(parts)


def _names(department: Department, fate: Fate) -> str:
    return "、".join(PurePosixPath(file.path).name for file in department.left_out if file.fate is fate)


# --- files ------------------------------------------------------------------------------------------------------------


def write_files(book: SummaryBook) -> None:
    """Write 文件清单."""
    table = book.tables[FILES_SHEET]
    sheets = book.write_table(
        table,
        _file_rows(book),
        title="文件处理结果一览表",
        aside=_files_text(book.facts),
        row_formats={fate.value: book.styles.row_format(table.styles, _FATE_ROWS[fate]) for fate in Fate},
        freeze=4,
    )
    column = table.number("take")
    for sheet, area in zip(sheets, table.areas, strict=True):
        last = area.first + max(area.count, 1) - 1
        sheet.data_validation(area.first, column, last, column, {"validate": "list", "source": [TAKE, LEAVE]})


def _files_text(facts: Facts) -> str:
    fates = [file.fate for file in facts.data.files]
    counts = "，".join(f"{fate.term.zh} {fates.count(fate)}" for fate in Fate if fate in fates)
    return f"共 {len(fates)} 个文件（{counts}）"


def _file_rows(book: SummaryBook) -> Iterator[TableRow]:
    choices = book.changes.files if book.changes else {}
    for number, file in enumerate(book.data.files, 1):
        taken = file.fate is Fate.ACCEPTED
        cells: tuple[Value, ...] = (
            number,
            file.department_code,
            department_name(file.department_name),
            book.link_file(file.path, book.shown(file.path)),
            -(-file.size // 1024) or None,
            _moment(file.modified),
            file.fate.term.zh,
            sum(len(part.sheets) for part in (file, *file.guests)) if taken else None,
            (sum(file.counts.values()) or None) if file.fate in COUNTED_FATES else None,
            book.reason(file) or "；".join(filter(None, (_guests_words(file), _others_words(file)))),
            choices.get(file.path),
            content_mark(file),
        )
        yield file.fate.value, cells


def _guests_words(file: CountyFile) -> str:
    """Say for which other departments sheets of a file count."""
    words = (f"{len(guest.sheets)} 张表计入 {guest.department_code}{guest.department_name}" for guest in file.guests)
    return f"其中 {'，'.join(words)}" if file.guests else ""


def _others_words(file: CountyFile) -> str:
    """Say what became of sheets that are not projects: of a department as a whole, monitoring, self-evaluation."""
    if file.fate is not Fate.ACCEPTED:
        return ""
    whole = len(file.department_sheets)
    parts = [f"{whole} 张部门整体绩效目标表列入“{DEPARTMENT_TARGETS_SHEET}”"] if whole else []
    parts += [f"{count} 张{form}已检查，不计入合计" for form, count in file.other_forms.items()]
    return f"另有 {'，'.join(parts)}" if parts else ""


def _moment(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""
