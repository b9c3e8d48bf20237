"""A department's book as it is published: cover, overall targets and tables, in parts and in the order of print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xltools.derive import stated_department
from xltools.documents.drawing import DrawnTable, draw_sheet, is_printed, printed_text
from xltools.forms.book_fields import COVER_FIELDS, OVERALL_FIELDS
from xltools.forms.keyed_entries import book_entry
from xltools.glossary import Term
from xltools.model import DepartmentBook, FormPurpose, TargetSheet

__all__ = [
    "ALL_DEPARTMENTS",
    "PublishedDepartment",
    "PublishedPart",
    "compose_department",
    "sheet_groups",
    "unprinted_forms",
]

ALL_DEPARTMENTS = "部门预算绩效文本"
"""The title of a document of several departments."""
_NUMERALS = "一二三四五六七"
_FUNDS, _PROJECTS = "专项资金绩效目标", "预算项目绩效目标"
_PLAN_PARTS = 3
_PROGRESS = ((FormPurpose.MONITORING, "绩效监控情况"), (FormPurpose.SELF_EVALUATION, "绩效自评结果"))


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part such as 第二部分: its title, texts with their headings, and tables."""

    number: str
    title: str
    texts: tuple[tuple[str, str], ...] = ()
    tables: tuple[DrawnTable, ...] = ()

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number}　{self.title}"


@dataclass(frozen=True, slots=True)
class PublishedDepartment:
    """A department as it is published. ``cover`` are labels and values; ``book`` is what it was made from."""

    book: DepartmentBook
    title: str
    cover: tuple[tuple[str, str], ...]
    parts: tuple[PublishedPart, ...]

    @property
    def tables(self) -> tuple[DrawnTable, ...]:
        """All tables in their order."""
        return tuple(table for part in self.parts for table in part.tables)


def unprinted_forms(book: DepartmentBook) -> tuple[TargetSheet, ...]:
    """Return the sheets on forms that cannot be printed."""
    return tuple(sheet for sheet in book.all_sheets if not is_printed(sheet))


def compose_department(book: DepartmentBook) -> PublishedDepartment:
    """Return what is published of a book, all of whose forms can be printed; KeyError where one cannot."""
    cover = tuple(
        (item.label(), printed_text(entry.text) or str(entry.value))
        for item in COVER_FIELDS
        if not (entry := book_entry(book, item.key)).blank or entry.value
    )
    name = book.name.value or stated_department(book)
    year = f"{book.year.value}年" if book.year.value else ""
    parts = tuple(
        PublishedPart(f"第{_NUMERALS[index]}部分", title, texts, tables)
        for index, (title, texts, tables) in enumerate(_parts(book))
    )
    kind = "部门预算绩效文本" if book.sheets or not book.progress_sheets else "部门预算绩效情况"
    return PublishedDepartment(book, f"{name}{year}{kind}", cover, parts)


def sheet_groups(book: DepartmentBook) -> tuple[tuple[str, tuple[TargetSheet, ...]], ...]:
    """Return the sheets of a book with the title of their part, in the order of print."""
    plans = (
        (Term.OVERALL_TARGETS.zh, book.department_sheets),
        (_FUNDS, book.special_funds),
        (_PROJECTS, book.projects),
    )
    progress = (
        (title, tuple(sheet for sheet in book.progress_sheets if sheet.form.purpose is purpose))
        for purpose, title in _PROGRESS
    )
    return (*plans, *progress)


def _parts(book: DepartmentBook) -> Iterator[tuple[str, tuple[tuple[str, str], ...], tuple[DrawnTable, ...]]]:
    """Yield title, texts and tables of each part: the three of a plan, then those of the year's progress."""
    texts = tuple((item.label(), printed_text(book_entry(book, item.key).text)) for item in OVERALL_FIELDS)
    is_plan = not book.overall.blank or bool(book.sheets or book.department_sheets)
    for number, (title, sheets) in enumerate(sheet_groups(book)):
        if sheets or (is_plan and number < _PLAN_PARTS):
            tables = tuple(draw_sheet(sheet, book.year.value) for sheet in sheets)
            yield title, texts if not number and not book.overall.blank else (), tables
