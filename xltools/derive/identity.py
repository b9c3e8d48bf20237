"""Budget year and reporting unit of a book whose cover does not state them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from xltools.model import DEPARTMENT_DIGITS, DepartmentBook
from xltools.values import find_years, split_unit

__all__ = ["budget_year", "inferred_year", "only_unit", "stated_department"]


def budget_year(book: DepartmentBook) -> int | None:
    """Return the year of the budget: as stated, else :func:`inferred_year`."""
    return book.year.value or inferred_year(book)


def inferred_year(book: DepartmentBook) -> int | None:
    """Return the year in most names, titles and goals, without document numbers; None for a tie or without any."""
    sheets = book.sheets or book.progress_sheets
    texts = [
        *(entry.value or "" for sheet in sheets for entry in (sheet.name, sheet.title, sheet.goal.entry)),
        *(f"{sheet.extras['year'].value}年" for sheet in sheets if "year" in sheet.extras),
        *(book.overall.overall.value or "", book.overall.sub_targets.value or ""),
    ]
    votes = Counter(year for text in texts for year in {named[0] for named in find_years(text)}).most_common(2)
    if not votes or (len(votes) == 2 and votes[0][1] == votes[1][1]):
        return None
    return votes[0][0]


def only_unit(book: DepartmentBook) -> str:
    """Return the reporting unit as printed if the whole book names only one, else an empty text."""
    units = {sheet.unit.text.strip() for sheet in book.sheets if not sheet.unit.blank}
    return units.pop() if len(units) == 1 else ""


def stated_department(book: DepartmentBook) -> str:
    """Return the department's name: as stated, else that of the only unit of its own sheets, else an empty text.

    Without either it is the name on the sheet of the department as a whole.
    """
    if book.name.value:
        return book.name.value
    own = book.department_code[:DEPARTMENT_DIGITS]
    foreign = (sheet.unit_code[:DEPARTMENT_DIGITS] not in {own, ""} for sheet in book.sheets)
    sheets = tuple(sheet for sheet, other in zip(book.sheets, foreign, strict=True) if not (own and other))
    unit = split_unit(only_unit(replace(book, sheets=sheets)))[1]
    return unit or next((sheet.name.value for sheet in book.department_sheets if sheet.name.value), "")
