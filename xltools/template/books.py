"""Books to start from: a blank one, and one per department of a roster."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xltools.model import NOWHERE, DepartmentBook, Entry, Goal, MoneyUnit, SheetKind, SpendingPlan, TargetSheet
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit

__all__ = ["blank_book", "blank_sheet", "book_from_roster", "typed_entry"]

_EMPTY: Entry[Any] = Entry()


def typed_entry(value: Any) -> Entry[Any]:
    """Return an entry as if a person had typed ``value``; an empty one for None and for an empty text."""
    return Entry() if value is None or value == "" else Entry(NOWHERE, str(value), value)


def blank_sheet(kind: SheetKind) -> TargetSheet:
    """Return a form in which nothing has been filled in."""
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


def blank_book(county: str = "", year: int | None = None) -> DepartmentBook:
    """Return a workbook for a department that is not known yet."""
    return DepartmentBook(file="", county=typed_entry(county), year=typed_entry(year))


def book_from_roster(department: RosterDepartment, *, county: str = "", year: int | None = None) -> DepartmentBook:
    """Return a department's workbook as it is sent out: projects with code, name and money, the rest blank.

    A project without a unit of its own reports under the department's only unit, if it has just one. A special fund
    that is only named as the parent of a project has a sheet with its name.
    """
    only = department.units[0] if len(department.units) == 1 else None
    known = {text for project in department.projects for text in (project.name, project.code)}
    parents = dict.fromkeys(project.parent for project in department.projects if project.parent)
    funds = [RosterProject(SheetKind.SPECIAL_FUND, parent) for parent in parents if parent not in known]
    return DepartmentBook(
        file="",
        county=typed_entry(county),
        year=typed_entry(year),
        code=typed_entry(department.code),
        name=typed_entry(department.name),
        sheets=tuple(_registered(project, project.unit or only) for project in (*funds, *department.projects)),
    )


def _registered(project: RosterProject, unit: RosterUnit | None) -> TargetSheet:
    return replace(
        blank_sheet(project.kind),
        unit=typed_entry(str(unit) if unit else ""),
        unit_code=unit.code if unit else "",
        unit_name=unit.name if unit else "",
        code=typed_entry(project.code),
        name=typed_entry(project.name),
        budget=typed_entry(project.budget),
        fiscal=typed_entry(project.fiscal),
        other=typed_entry(project.other),
    )
