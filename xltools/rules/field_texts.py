"""The texts of a sheet and of a book, each with its field: what rules about wording walk through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from xltools.derive.levels import INDICATOR
from xltools.model import DepartmentBook, Entry, Indicator, TargetSheet
from xltools.rules.rule import Context
from xltools.text import Text
from xltools.values import DocumentNumber, find_document_numbers

__all__ = [
    "FieldEntry",
    "book_texts",
    "document_numbers",
    "filled_rows",
    "level_english",
    "level_names",
    "narrative",
    "row_texts",
    "sheet_texts",
]

FieldEntry = tuple[str, Entry[Any]]
"""A field's key (as in the glossary) and its entry."""


def filled_rows(sheet: TargetSheet, context: Context) -> tuple[Indicator, ...]:
    """The indicator rows that say anything beyond their levels."""

    def answer() -> tuple[Indicator, ...]:
        return tuple(
            row for row in sheet.indicators if not (row.level3.blank and row.description.blank and row.target.blank)
        )

    return context.once("filled rows", sheet, answer)


def row_texts(row: Indicator) -> Iterator[FieldEntry]:
    """What is written in the row itself: levels continued from the row above are left out."""
    if not row.continued:
        yield "level1", row.level1
    if row.level2.place.row == row.place.row:
        yield "level2", row.level2
    yield "level3", row.level3
    yield "description", row.description
    yield "target", row.target
    yield "basis", row.basis


def sheet_texts(sheet: TargetSheet) -> Iterator[FieldEntry]:
    """Name, purpose, goals and indicators of the sheet; the title, which repeats the name, comes last."""
    yield "name", sheet.name
    yield "purpose", sheet.purpose
    yield "goals", sheet.goal.entry
    for row in sheet.indicators:
        yield from row_texts(row)
    yield "title", sheet.title


def document_numbers(sheet: TargetSheet, context: Context) -> list[tuple[FieldEntry, tuple[DocumentNumber, ...]]]:
    """The texts of the sheet in which document numbers stand, with their numbers."""

    def answer() -> list[tuple[FieldEntry, tuple[DocumentNumber, ...]]]:
        texts = ((field, entry) for field, entry in sheet_texts(sheet) if "号" in entry.text)
        return [(text, numbers) for text in texts if (numbers := find_document_numbers(text[1].text))]

    return context.once("document numbers", sheet, answer)


def narrative(book: DepartmentBook) -> Iterator[FieldEntry]:
    """The three texts of the department's overall targets."""
    yield "overall", book.overall.overall
    yield "sub_targets", book.overall.sub_targets
    yield "safeguards", book.overall.safeguards


def book_texts(book: DepartmentBook) -> Iterator[FieldEntry]:
    """The narrative, then every sheet."""
    yield from narrative(book)
    for sheet in book.sheets:
        yield from sheet_texts(sheet)


_LEVELS = {
    "产出": "output",
    "效益": "benefit",
    "成本": "cost",
    "满意度": "satisfaction",
    "数量": "quantity",
    "质量": "quality",
    "时效": "timeliness",
    "经济效益": "economic benefit",
    "社会效益": "social benefit",
    "生态效益": "ecological benefit",
    "可持续影响": "lasting effect",
    "服务对象满意度": "satisfaction of those served",
}


def level_english(level: str) -> str:
    """The English of a bare level name; one that has none stays as it is."""
    return _LEVELS.get(level, level)


def level_names(levels: Iterable[str]) -> Text:
    """Bare level names as forms print them; in English with these words behind, because they are what to write."""
    names = tuple(levels)
    return Text(
        "、".join(f"{name}{INDICATOR}" for name in names),
        ", ".join(f"{level_english(name)} ({name}{INDICATOR})" for name in names),
    )
