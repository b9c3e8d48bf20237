"""校验 and 清除标记: run all rules on the open book as it stands, mark what they find, and take the marks off again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from xltools.desktop.actions.filling import is_fill
from xltools.desktop.live import read_book
from xltools.desktop.marks import BookMarks, NewMark
from xltools.desktop.session import session, tell
from xltools.desktop.tables import COLOURS, heading, write_table
from xltools.editor import AddedCell, AddedSheet, CellRole, Mark
from xltools.glossary import FIELD_TERMS
from xltools.messages.for_departments import department_remedy
from xltools.model import Finding, Severity
from xltools.rules.engine import CheckReport
from xltools.sheet_names import CONTENTS_SHEET, RESULT_SHEET

if TYPE_CHECKING:
    import xlwings

__all__ = ["check", "clear_marks"]


_HEADINGS = ("序号", "级别", "工作表", "单元格", "规则", "栏目", "问题", "现在是", "应为", "建议")
_WIDTHS = (6, 7, 12, 9, 7, 16, 52, 20, 20, 44)


def check(book: xlwings.Book) -> None:
    """Check the book, list the findings in 校验结果, colour the cells and attach notes."""
    with session(book, "正在校验……"):
        live = read_book(book)
        report = live.check()
        findings = report.findings
        summary = f"{_counts_in_words(report)}{live.settings_in_words}"
        table = _table(report, summary)
        with BookMarks(book) as marks:
            write_table(marks.own_sheet(RESULT_SHEET, after=CONTENTS_SHEET), table)
            stuck = marks.take_off(_is_check)
            marks.put(list(_new_marks(findings, {grid.sheet for grid in live.grids})))
    tell(book, f"{summary}\n{_advice(findings)}{_stuck(stuck)}")


def clear_marks(book: xlwings.Book) -> None:
    """Take the colours and notes of 校验 off; the list stays."""
    with session(book, "正在清除标记……"), BookMarks(book) as marks:
        count = sum(map(_is_check, marks.cells))
        stuck = marks.take_off(_is_check)
    if not count:
        tell(book, "没有校验标记需要清除。")
        return
    tell(book, f"已清除 {count - len(stuck)} 个单元格的校验标记，恢复了原来的底色和批注。{_stuck(stuck)}")


def _is_check(mark: Mark) -> bool:
    return not is_fill(mark)


def _counts_in_words(report: CheckReport) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    severities = "、".join(f"{severity.term.zh} {counts[severity]} 处" for severity in Severity)
    return f"检查了 {report.sheets_checked} 张绩效目标表，运行 {len(report.rules_run)} 条规则：{severities}。"


def _advice(findings: Sequence[Finding]) -> str:
    return f"详见“{RESULT_SHEET}”表，点单元格地址可以跳到问题处。" if findings else "没有发现问题。"


def _stuck(marks: Sequence[Mark]) -> str:
    """Name the marks whose earlier fill cannot be restored."""
    if not marks:
        return ""
    cells = "、".join(f"{mark.sheet} 第 {mark.row} 行第 {mark.column} 列" for mark in marks[:5])
    return f"\n有 {len(marks)} 处原来的底纹（主题色或图案）无法从这里恢复，标记保留：{cells}。"


# --- on the cells ----------------------------------------------------------------------------------------------------


def _new_marks(findings: Sequence[Finding], sheets: set[str]) -> Iterator[NewMark]:
    """Yield one mark for each cell with findings: the colour of the worst, and a note with all."""
    cells: dict[tuple[str, int, int], list[Finding]] = {}
    for finding in findings:
        place = finding.place
        if place.cell and place.sheet in sheets:
            cells.setdefault((place.sheet, place.row, place.column), []).append(finding)
    for (sheet, row, column), here in cells.items():
        worst = min(here, key=lambda finding: finding.severity.rank).severity
        yield NewMark(sheet, row, column, COLOURS[CellRole(worst.value)], "\n".join(map(_note, here)))


def _note(finding: Finding) -> str:
    head = f"【{finding.severity.term.zh} {finding.rule}】{finding.message.zh}"
    remedy = department_remedy(finding)
    return f"{head}\n建议：{remedy}" if remedy else head


# --- the list --------------------------------------------------------------------------------------------------------


def _table(report: CheckReport, summary: str) -> AddedSheet:
    """Lay out the counts, then the findings in groups of severity and sheet, errors first."""
    rows: list[tuple[AddedCell, ...]] = [
        (AddedCell(RESULT_SHEET, CellRole.TITLE),),
        (AddedCell(summary),),
        heading(_HEADINGS),
    ]
    number = 0
    by_sheet = groupby(report.findings, key=lambda finding: (finding.severity, finding.place.sheet))
    for (severity, sheet), group in by_sheet:
        here = list(group)
        subject = next((finding.subject for finding in here if finding.subject), "")
        where = "　".join(filter(None, (sheet or "全部", subject)))
        label = f"{severity.term.zh}　{where}　{len(here)} 处"
        rows.append((AddedCell(label, CellRole.GROUP), *[AddedCell(None, CellRole.GROUP)] * (len(_HEADINGS) - 1)))
        for finding in here:
            number += 1
            rows.append(_row(number, finding))
    return AddedSheet(RESULT_SHEET, tuple(rows), widths=_WIDTHS, heading=3)


def _row(number: int, finding: Finding) -> tuple[AddedCell, ...]:
    place = finding.place
    field = FIELD_TERMS[finding.field].zh if finding.field in FIELD_TERMS else ""
    cell = AddedCell(place.cell or "整表", CellRole.LINK, link=place) if place.sheet else AddedCell()
    words = (finding.rule, field, finding.message.zh, finding.found, finding.expected, department_remedy(finding))
    severity = AddedCell(finding.severity.term.zh, CellRole(finding.severity.value))
    return (AddedCell(number), severity, AddedCell(place.sheet), cell, *map(AddedCell, words))
