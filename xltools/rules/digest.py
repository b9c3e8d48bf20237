"""What county-wide rules see of a target sheet: small enough to travel between processes by the thousand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xltools.model import DepartmentBook, Place, SheetKind, TargetSheet, quick_pickle
from xltools.packed import Packed

__all__ = ["IndicatorDigest", "SheetDigest", "digest_book"]


@quick_pickle
@dataclass(frozen=True, slots=True)
class IndicatorDigest:
    """The words of one indicator, normalised for comparison, and where it stands."""

    place: Place
    level1: str
    level2: str
    level3: str
    description: str
    target: str


@quick_pickle
@dataclass(frozen=True, slots=True)
class SheetDigest:
    """One target sheet of one department. Its indicators, most of the bytes, are unpacked by the rule that asks."""

    department_code: str
    department_name: str
    kind: SheetKind
    place: Place
    code: str
    code_place: Place
    name: str
    budget: Decimal | None
    indicators: Packed[IndicatorDigest]


def digest_book(book: DepartmentBook) -> tuple[SheetDigest, ...]:
    """The digests of a book's target sheets, in order."""
    return tuple(_digest(book, sheet) for sheet in book.sheets)


def _digest(book: DepartmentBook, sheet: TargetSheet) -> SheetDigest:
    return SheetDigest(
        department_code=book.code.value or "",
        department_name=book.name.value or "",
        kind=sheet.kind,
        place=sheet.place,
        code=sheet.code.value or "",
        code_place=sheet.code.place,
        name=sheet.name.value or "",
        budget=sheet.budget.value,
        indicators=Packed(
            IndicatorDigest(
                row.place,
                row.level1.value or "",
                row.level2.value or "",
                row.level3.value or "",
                row.description.value or "",
                row.target.text.strip(),
            )
            for row in sheet.indicators
        ),
    )
