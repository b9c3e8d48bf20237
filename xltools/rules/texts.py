"""The texts of a sheet and of a book, each with its field: what rules about wording walk through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xltools.model import DepartmentBook, Entry, Indicator, TargetSheet
from xltools.rules.record import Context
from xltools.values import DocumentNumber, find_document_numbers

__all__ = ["FieldEntry", "book_texts", "document_numbers", "filled_rows", "narrative", "row_texts", "sheet_texts"]

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
