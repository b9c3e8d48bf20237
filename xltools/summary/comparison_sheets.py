"""变动合计 and 变动对照: what changed since the earlier summary and since last year's, by department and by project.

The sums of 变动合计 are formulas over the list of changes and over this summary's own detail sheets; a light says
whether the old total with the changes is the new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xltools.county.comparison import ChangeKind, DepartmentSums, ProjectChange
from xltools.model import SheetKind
from xltools.sheet_names import CHANGE_SUMS_SHEET, CHANGES_SHEET, FUNDS_SHEET, PROJECTS_SHEET
from xltools.summary.book import SummaryBook, TableRow, first_row
from xltools.summary.names import department_name
from xltools.summary.proofs import FAILED, PASSED, mark_verdicts
from xltools.summary.table import SummaryColumn, SummaryTable
from xltools.writer.build import Formula, Value

__all__ = ["change_table", "sum_table", "write_change_sums", "write_changes"]

ZERO = Decimal(0)
_WHOLE = "全县合计"
_SUM_COLUMNS = (
    SummaryColumn("department", "部门序", 4.5, "serial"),
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("against", "对照", 9, "centre"),
    SummaryColumn("kind", "类型", 10, "centre"),
    SummaryColumn("code", "部门编码", 9, "centre"),
    SummaryColumn("name", "部门", 28),
    SummaryColumn("old", "原合计", 18, "yuan"),
    SummaryColumn("added", "新增", 17, "yuan"),
    SummaryColumn("dropped", "取消", 17, "yuan"),
    SummaryColumn("changed", "增减", 17, "yuan"),
    SummaryColumn("new", "现合计", 18, "yuan"),
    SummaryColumn("light", "核对", 9, "light"),
)
_CHANGE_COLUMNS = (
    SummaryColumn("number", "序", 5, "serial"),
    SummaryColumn("against", "对照", 7, "centre"),
    SummaryColumn("department name", "部门", 16),
    SummaryColumn("kind", "类型", 8, "centre"),
    SummaryColumn("change", "变动", 8, "centre"),
    SummaryColumn("code", "项目编码", 12, "code"),
    SummaryColumn("name", "项目（专项）名称", 28),
    SummaryColumn("field", "内容", 18, "small"),
    SummaryColumn("before", "原为", 22, "small"),
    SummaryColumn("after", "现为", 22, "small"),
    SummaryColumn("amount", "预算增减（元）", 16, "yuan"),
    SummaryColumn("sums", "合计序", 7, "serial", printed=False),
    SummaryColumn("old source", "原来源（点击打开）", 34, "link", printed=False),
    SummaryColumn("new source", "现来源（点击打开）", 34, "link", printed=False),
)
_DETAILS = {SheetKind.PROJECT: PROJECTS_SHEET, SheetKind.SPECIAL_FUND: FUNDS_SHEET}
_PARTS = {"added": (ChangeKind.ADDED, ""), "dropped": (ChangeKind.DROPPED, "-"), "changed": (ChangeKind.AMOUNT, "")}
"""The columns of sums with the changes that they add up, and their sign: what was dropped is taken away."""


@dataclass(frozen=True, slots=True)
class _SumRow:
    """A row of 变动合计: a department's sums, or those of the county, which add up the ``rows`` above them."""

    against: str
    sums: DepartmentSums
    rows: int = 0


def sum_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the departments' sums."""
    return SummaryTable(CHANGE_SUMS_SHEET, _SUM_COLUMNS, len(_sum_rows(book)), first=first_row())


def change_table(book: SummaryBook) -> SummaryTable:
    """Return the table of the changes."""
    count = sum(len(one.comparison.changes) for one in book.comparisons)
    return SummaryTable(CHANGES_SHEET, _CHANGE_COLUMNS, count, first=first_row())


def _sum_rows(book: SummaryBook) -> list[_SumRow]:
    rows: list[_SumRow] = []
    for one in book.comparisons:
        for kind in SheetKind:
            mine = [_SumRow(one.against, sums) for sums in one.comparison.sums if sums.kind is kind]
            rows += mine
            if mine:
                rows.append(_SumRow(one.against, one.comparison.total(kind), len(mine)))
    return rows


def write_change_sums(book: SummaryBook) -> None:
    """Write 变动合计."""
    table = book.tables[CHANGE_SUMS_SHEET]
    titles = "；".join(f"{one.against}：{one.comparison.old.title}" for one in book.comparisons)
    (sheet,) = book.write_table(
        table,
        _sum_cells(book, table),
        title="预算变动合计表",
        unit="单位：元",
        aside=f"{titles}；原合计＋新增－取消＋增减＝现合计为通过；专项与项目分开合计，存疑金额不在内",
        row_formats={look: book.styles.row_format(table.styles, look) for look in ("", "total")},
        freeze=6,
    )
    mark_verdicts(book, sheet, table)


def _sum_cells(book: SummaryBook, table: SummaryTable) -> Iterator[TableRow]:
    numbers = {department.code or department.name: department.number for department in book.facts.departments}
    for number, row in enumerate(_sum_rows(book), 1):
        line, sums = table.line(number), row.sums
        at = {key: f"{table.letter(key)}{line}" for key in ("department", "number", "old", *_PARTS, "new")}
        tied = sums.old + sums.added - sums.dropped + sums.changed == sums.new
        check = f"ROUND({at['old']}+{at['added']}-{at['dropped']}+{at['changed']}-{at['new']},2)=0"
        cells: dict[str, Value] = {
            "number": number,
            "against": row.against,
            "kind": sums.kind.term.zh,
            "code": sums.code,
            "name": _WHOLE if row.rows else sums.name,
            "light": Formula(f'IF({check},"{PASSED}","{FAILED}")', PASSED if tied else FAILED),
        }
        if row.rows:
            for key in ("old", *_PARTS, "new"):
                letter = table.letter(key)
                cells[key] = Formula(f"SUM({letter}{line - row.rows}:{letter}{line - 1})", getattr(sums, key))
        else:
            cells |= {"old": sums.old, **dict(_parts(book, at["number"], sums))}
            cells["department"] = department = numbers.get(sums.code or sums.name)
            own = book.tables[_DETAILS[sums.kind]].sum_if("budget", ("department", at["department"]))
            cells["new"] = ZERO if department is None else Formula(own, sums.new)
        yield "total" if row.rows else "", tuple(cells.get(column.key) for column in table.columns)


def _parts(book: SummaryBook, number: str, sums: DepartmentSums) -> Iterator[tuple[str, Value]]:
    """Yield the sums of a department's changes by column: formulas over the list, which is there if it has rows."""
    changes = book.tables[CHANGES_SHEET]
    for key, (kind, sign) in _PARTS.items():
        value: Decimal = getattr(sums, key)
        formula = changes.sum_if("amount", ("sums", number), ("change", f'"{kind.term.zh}"'))
        yield key, Formula(f"{sign}({formula})" if sign else formula, value) if changes.count else value


def write_changes(book: SummaryBook) -> None:
    """Write 变动对照."""
    table = book.tables[CHANGES_SHEET]
    book.write_table(
        table,
        _change_cells(book),
        title="项目变动对照表",
        unit="单位：元",
        aside="同一项目按编码，其次按部门和名称（不计年度）对应；新增、取消列的是预算数；合计见“变动合计”",
        freeze=7,
    )


def _change_cells(book: SummaryBook) -> Iterator[TableRow]:
    numbers = {
        (row.against, row.sums.kind, row.sums.code or row.sums.name): number
        for number, row in enumerate(_sum_rows(book), 1)
        if not row.rows
    }
    changes = ((one.against, change) for one in book.comparisons for change in one.comparison.changes)
    for number, (against, change) in enumerate(changes, 1):
        project = change.project
        yield (
            "",
            (
                number,
                against,
                department_name(project.department_name),
                project.kind.term.zh,
                change.kind.term.zh,
                project.code,
                project.name,
                change.field,
                *change.texts,
                change.amount or None,
                numbers[against, project.kind, project.department],
                *_links(book, change),
            ),
        )


def _links(book: SummaryBook, change: ProjectChange) -> tuple[Value, Value]:
    old, new = (book.link(project.place) if project else None for project in (change.old, change.new))
    return old, new
