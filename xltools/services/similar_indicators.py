"""Entries of the county's indicator library that are like an indicator with a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xltools.derive import standard_level
from xltools.derive.library import LibraryEntry, suggest_indicators
from xltools.model import DepartmentBook, Finding

__all__ = ["SimilarIndicators", "similar_indicators"]

MAX_ENTRIES = 3


@dataclass(frozen=True, slots=True)
class SimilarIndicators:
    """The entries of the library that are most like the indicator in a row.

    ``text`` is what they are like: the indicator's name, or that of the project where it has none.
    """

    sheet: str
    row: int
    text: str
    entries: tuple[LibraryEntry, ...]


def similar_indicators(
    book: DepartmentBook, findings: Iterable[Finding], library: Sequence[LibraryEntry]
) -> Iterator[SimilarIndicators]:
    """Go through the indicators with a finding in their row of whose level 2 the library has any like them.

    Where the level is blank, those of all levels count.
    """
    rows = {(finding.place.sheet, finding.place.row) for finding in findings} if library else set()
    for sheet in (*book.sheets, *book.department_sheets):
        for indicator in sheet.indicators:
            place = indicator.place
            if (place.sheet, place.row) not in rows:
                continue
            text = indicator.level3.text.strip() or (sheet.name.value or "")
            level = standard_level(indicator.level2.value or "", 2)
            found = suggest_indicators(library, text, level=level, limit=MAX_ENTRIES)
            if found:
                yield SimilarIndicators(place.sheet, place.row, text, tuple(one.entry for one in found))
