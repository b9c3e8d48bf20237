"""Whose book it is and of which year, where the cover does not say."""

from __future__ import annotations

from collections import Counter

from xltools.model import DepartmentBook
from xltools.values import find_years

__all__ = ["budget_year", "inferred_year", "only_unit"]


def budget_year(book: DepartmentBook) -> int | None:
    """The year of the budget: as stated, else :func:`inferred_year`."""
    return book.year.value or inferred_year(book)


def inferred_year(book: DepartmentBook) -> int | None:
    """The year that most names, titles and goals speak of (document numbers apart); None for a tie or without any."""
    texts = [
        *(entry.value or "" for sheet in book.sheets for entry in (sheet.name, sheet.title, sheet.goal.entry)),
        *(book.overall.overall.value or "", book.overall.sub_targets.value or ""),
    ]
    votes = Counter(year for text in texts for year in {found[0] for found in find_years(text)}).most_common(2)
    if not votes or (len(votes) == 2 and votes[0][1] == votes[1][1]):
        return None
    return votes[0][0]


def only_unit(book: DepartmentBook) -> str:
    """The reporting unit as printed, if the whole book names only one."""
    units = {sheet.unit.text.strip() for sheet in book.sheets if not sheet.unit.blank}
    return units.pop() if len(units) == 1 else ""
