"""What county-wide rules see of a target sheet: small enough to travel between processes by the thousand."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xltools.model import DepartmentBook, Place, SheetKind, TargetSheet, quick_pickle
from xltools.row_storage import PickledRows
from xltools.rules.entry_checks import applies
from xltools.rules.patterns import bare_text

__all__ = ["IndicatorDigest", "SheetDigest", "digest_book"]

_Wording = tuple[str, str, str]


@quick_pickle
class IndicatorDigest(NamedTuple):
    """One indicator: where its name stands, the name, and the bare words of name, description and target."""

    place: Place
    level3: str
    wording: _Wording


@quick_pickle
class SheetDigest(NamedTuple):
    """One target sheet of one department.

    ``indicators`` are those with a name and a description whose wording stands on no earlier sheet of the book: how
    often a department repeats itself is not the county's business. They are unpacked by the rule that asks.
    """

    department_code: str
    department_name: str
    kind: SheetKind
    place: Place
    code: str
    code_place: Place
    name: str
    budget: Decimal | None
    indicators: PickledRows[IndicatorDigest]


def digest_book(book: DepartmentBook) -> tuple[SheetDigest, ...]:
    """The digests of a book's target sheets, in order."""
    seen: set[_Wording] = set()
    return tuple(_digest(book, sheet, seen) for sheet in book.sheets)


def _digest(book: DepartmentBook, sheet: TargetSheet, seen: set[_Wording]) -> SheetDigest:
    return SheetDigest(
        department_code=book.code.value or "",
        department_name=book.name.value or "",
        kind=sheet.kind,
        place=sheet.place,
        code=sheet.code.value or "",
        code_place=sheet.code.place,
        name=sheet.name.value or "",
        budget=sheet.budget.value,
        indicators=PickledRows(_new_wordings(sheet, seen)),
    )


def _new_wordings(sheet: TargetSheet, seen: set[_Wording]) -> list[IndicatorDigest]:
    found = []
    for row in sheet.indicators:
        name, description = row.level3.value, row.description.value
        if name and description and applies(row):
            wording = bare_text(name), bare_text(description), bare_text(row.target.text)
            if wording not in seen:
                seen.add(wording)
                found.append(IndicatorDigest(row.place, name, wording))
    return found
