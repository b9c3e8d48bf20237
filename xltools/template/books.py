"""Books to start from: a blank one, and one per department of a roster."""

from __future__ import annotations

from typing import Any

from xltools.model import NOWHERE, DepartmentBook, Entry, Goal, MoneyUnit, Profile, SheetKind, SpendingPlan, TargetSheet

__all__ = ["blank_book", "blank_sheet"]

_EMPTY: Entry[Any] = Entry()


def typed(value: Any) -> Entry[Any]:
    """An entry as if a person had typed ``value``; an empty one for None and for an empty text."""
    return Entry() if value is None or value == "" else Entry(NOWHERE, str(value), value)


def blank_sheet(kind: SheetKind) -> TargetSheet:
    """A form in which nothing has been filled in."""
    return TargetSheet(
        kind=kind,
        place=NOWHERE,
        title=_EMPTY,
        unit=_EMPTY,
        unit_code="",
        unit_name="",
        money_unit=MoneyUnit.YUAN,
        code=_EMPTY,
        name=_EMPTY,
        budget=_EMPTY,
        fiscal=_EMPTY,
        other=_EMPTY,
        purpose=_EMPTY,
        plan=SpendingPlan(_EMPTY, _EMPTY, _EMPTY, _EMPTY),
        goal=Goal(_EMPTY),
    )


def blank_book(county: str = "", year: int | None = None, profile: Profile = Profile.HB2020) -> DepartmentBook:
    """A workbook for a department that is not known yet."""
    return DepartmentBook(file="", profile=profile, county=typed(county), year=typed(year))
