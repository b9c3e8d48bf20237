"""报送前检查: what is still missing before the workbook is sent, as a short list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xltools.derive import completeness
from xltools.desktop.live import LiveBook, read_book
from xltools.desktop.session import session, tell
from xltools.glossary import FieldTerm, Term
from xltools.model import Entry, Finding, Severity
from xltools.text import Text

if TYPE_CHECKING:
    import xlwings

__all__ = ["ready_to_send"]

_MAX_SHEETS_NAMED = 8
"""Sheets that a line names."""


def ready_to_send(book: xlwings.Book) -> None:
    """Tell what is missing; nothing in the workbook changes."""
    with session(book, "正在做报送前检查……", writes=False):
        live = read_book(book)
        findings = live.check().findings
    missing = list(_missing(live, findings))
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    more = f"\n\n另有警告 {warnings} 处，请点“校验”逐条看过再报送。" if warnings else ""
    more += f"\n{live.settings_in_words}"
    if not missing:
        tell(book, f"可以报送：{len(live.book.sheets)} 张绩效目标表填写完整，没有错误。{more}")
        return
    lines = "\n".join(f"{number}．{text}" for number, text in enumerate(missing, 1))
    tell(book, f"报送之前还有 {len(missing)} 件事：\n{lines}{more}")


def _missing(live: LiveBook, findings: tuple[Finding, ...]) -> Iterator[str]:
    book = live.book
    front: dict[Text, Entry[Any]] = {
        FieldTerm.COUNTY: book.county,
        FieldTerm.YEAR: book.year,
        FieldTerm.DEPARTMENT_CODE: book.code,
        FieldTerm.DEPARTMENT_NAME: book.name,
    }
    if blank := [term.zh for term, entry in front.items() if entry.value is None]:
        yield f"封面没有填：{'、'.join(blank)}。"
    overall = {
        FieldTerm.OVERALL: book.overall.overall,
        FieldTerm.SUB_TARGETS: book.overall.sub_targets,
        FieldTerm.SAFEGUARDS: book.overall.safeguards,
    }
    if blank := [term.zh for term, entry in overall.items() if entry.blank]:
        yield f"“{Term.OVERALL_TARGETS.zh}”没有填：{'、'.join(blank)}。"
    if not book.sheets:
        yield "没有一张填写了的绩效目标表。"
    if unfinished := [
        f"{sheet.place.sheet}（{completeness(sheet)}%）" for sheet in book.sheets if completeness(sheet) < 100
    ]:
        yield f"{len(unfinished)} 张表有必填项空着：{_named(unfinished)}。"
    errors = Counter(finding.place.sheet or "全部" for finding in findings if finding.severity is Severity.ERROR)
    if errors:
        sheets = [f"{sheet} {count} 处" for sheet, count in errors.items()]
        yield f"有错误 {errors.total()} 处：{_named(sheets)}。点“校验”看详细说明。"
    if live.unused:
        yield f"{len(live.unused)} 张表是空白的：{_named(list(live.unused))}。不用的可以留空，不算项目。"


def _named(sheets: list[str]) -> str:
    rest = f"等 {len(sheets)} 张" if len(sheets) > _MAX_SHEETS_NAMED else ""
    return "、".join(sheets[:_MAX_SHEETS_NAMED]) + rest
