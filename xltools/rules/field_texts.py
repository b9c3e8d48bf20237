"""The texts of a sheet and of a book, each with its field, for the rules about wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from xltools.derive.levels import INDICATOR
from xltools.lazy_pattern import LazyPattern
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
    "sheet_texts",
]

FieldEntry = tuple[str, Entry[Any]]
"""A field's key (as in the glossary) and its entry."""


def filled_rows(sheet: TargetSheet, context: Context) -> tuple[Indicator, ...]:
    """Return the indicator rows with content beyond their levels."""

    def answer() -> tuple[Indicator, ...]:
        return tuple(
            row for row in sheet.indicators if not (row.level3.blank and row.description.blank and row.target.blank)
        )

    return context.once("filled rows", sheet, answer)


def sheet_texts(sheet: TargetSheet, context: Context) -> Sequence[FieldEntry]:
    """Return name, purpose, goals and indicators of the sheet; the title, which repeats the name, comes last.

    Levels that an indicator continues from the row above are left out.
    """
    return context.once("texts", sheet, lambda: _texts(sheet))


def _texts(sheet: TargetSheet) -> list[FieldEntry]:
    texts: list[FieldEntry] = [("name", sheet.name), ("purpose", sheet.purpose), ("goals", sheet.goal.entry)]
    for row in sheet.indicators:
        if not row.continued:
            texts.append(("level1", row.level1))
        if row.level2.place.row == row.place.row:
            texts.append(("level2", row.level2))
        texts += (
            ("level3", row.level3),
            ("description", row.description),
            ("target", row.target),
            ("basis", row.basis),
        )
    texts.append(("title", sheet.title))
    return texts


def about_money(row: Indicator, rates: LazyPattern, money: LazyPattern) -> bool:
    """Return whether a rate is about money: by its name, or by its description if the name is little but the rate."""
    name = row.level3.text
    if money.search(name):
        return True
    return len(rates.sub("", name).strip()) <= _SHORT_NAME and bool(money.search(row.description.text))


_SHORT_NAME = 2
"""Characters beside the rate in a name that does not say what it is about."""


def document_numbers(sheet: TargetSheet, context: Context) -> list[tuple[FieldEntry, tuple[DocumentNumber, ...]]]:
    """Return the texts of the sheet that hold document numbers, with these numbers."""

    def answer() -> list[tuple[FieldEntry, tuple[DocumentNumber, ...]]]:
        texts = ((field, entry) for field, entry in sheet_texts(sheet, context) if "号" in entry.text)
        return [(text, numbers) for text in texts if (numbers := find_document_numbers(text[1].text))]

    return context.once("document numbers", sheet, answer)


def narrative(book: DepartmentBook) -> Iterator[FieldEntry]:
    """Yield the three texts of the department's overall targets."""
    yield "overall", book.overall.overall
    yield "sub_targets", book.overall.sub_targets
    yield "safeguards", book.overall.safeguards


def book_texts(book: DepartmentBook, context: Context) -> Iterator[FieldEntry]:
    """Return the narrative, then the texts of every sheet."""
    return chain(narrative(book), *(sheet_texts(sheet, context) for sheet in book.sheets))


_ENGLISH_NAMES = {
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
    """Return the English for a bare level name, or the name itself if there is none."""
    return _ENGLISH_NAMES.get(level, level)


def level_names(levels: Iterable[str]) -> Text:
    """Return bare level names as forms print them; the English text adds the Chinese names, which are to be written."""
    names = tuple(levels)
    return Text(
        "、".join(f"{name}{INDICATOR}" for name in names),
        ", ".join(f"{level_english(name)} ({name}{INDICATOR})" for name in names),
    )
