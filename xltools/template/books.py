"""Books to start from: a blank one, and one per department of a roster, on any of the printed forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xltools.form_identity import FormPurpose, FormSubject
from xltools.forms.hb2020 import HB2020
from xltools.forms.layout import Form
from xltools.model import NOWHERE, DepartmentBook, Entry, Goal, MoneyUnit, SheetKind, SpendingPlan, TargetSheet
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit
from xltools.template.last_year import LastYear, completed

__all__ = ["blank_book", "blank_sheet", "book_from_roster", "department_name", "typed_entry"]

_EMPTY: Entry[Any] = Entry()


def typed_entry(value: Any) -> Entry[Any]:
    """Return an entry as if a person had typed ``value``; an empty one for None and for an empty text."""
    return Entry() if value is None or value == "" else Entry(NOWHERE, str(value), value)


def blank_sheet(kind: SheetKind, form: Form | None = None) -> TargetSheet:
    """Return a form in which nothing has been filled in; without ``form`` it is drawn on the first of a book."""
    sheet = TargetSheet(
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
    return replace(sheet, form=form.described.identity, money_unit=form.money_unit) if form else sheet


def blank_book(county: str = "", year: int | None = None, forms: Sequence[Form] = (HB2020,)) -> DepartmentBook:
    """Return a workbook for a department that is not known yet."""
    book = DepartmentBook(file="", county=typed_entry(county), year=typed_entry(year))
    return replace(book, department_sheets=_department_sheets("", forms))


def book_from_roster(
    department: RosterDepartment,
    *,
    county: str = "",
    year: int | None = None,
    forms: Sequence[Form] = (HB2020,),
    last_year: LastYear | None = None,
) -> DepartmentBook:
    """Return a department's workbook as it is sent out: projects with code, name and money, the rest blank.

    A project without a unit of its own reports under the department's only unit, if it has just one. A special fund
    that is only named as the parent of a project has a sheet with its name. A form that has no look of its own for
    special funds is for projects only: as a project, a fund would be counted twice. What comes along from ``last_year``
    completes the sheets of the projects that were there then.
    """
    only = department.units[0] if len(department.units) == 1 else None
    known = {text for project in department.projects for text in (project.name, project.code)}
    parents = dict.fromkeys(project.parent for project in department.projects if project.parent)
    funds = [RosterProject(SheetKind.SPECIAL_FUND, parent) for parent in parents if parent not in known]
    sheets = [
        _completed(_registered(project, project.unit or only, department, form), project, department, last_year)
        for form in forms
        if form.described.subject is FormSubject.PROJECT
        for project in (*funds, *department.projects)
        if form.has_funds or project.kind is SheetKind.PROJECT
    ]
    return DepartmentBook(
        file="",
        county=typed_entry(county),
        year=typed_entry(year),
        code=typed_entry(department.code),
        name=typed_entry(department.name),
        sheets=tuple(sheet for sheet in sheets if sheet.form.purpose is FormPurpose.PLAN),
        department_sheets=_department_sheets(department.name, forms),
        progress_sheets=tuple(sheet for sheet in sheets if sheet.form.purpose is not FormPurpose.PLAN),
    )


def _completed(
    sheet: TargetSheet, project: RosterProject, department: RosterDepartment, last_year: LastYear | None
) -> TargetSheet:
    last = last_year.sheet_of(department, project) if last_year else None
    return completed(sheet, last) if last else sheet


def department_name(form: Form, code: str, name: str) -> str:
    """Return what a form's field for the department holds: name and code where its label asks for both."""
    label = next((item.label() for item in form.fields if item.key == "department"), "")
    return "-".join(filter(None, (code, name))) if "代码" in label else name


def _department_sheets(name: str, forms: Sequence[Form]) -> tuple[TargetSheet, ...]:
    return tuple(
        replace(blank_sheet(SheetKind.PROJECT, form), name=typed_entry(name))
        for form in forms
        if form.described.subject is FormSubject.DEPARTMENT
    )


def _registered(
    project: RosterProject, unit: RosterUnit | None, department: RosterDepartment, form: Form
) -> TargetSheet:
    """Return the sheet of a project; on a form of the year's progress its budget is that of the year's beginning."""
    money: dict[str, Entry[Decimal]] = {
        key: typed_entry(value)
        for key, value in (("budget", project.budget), ("fiscal", project.fiscal), ("other", project.other))
    }
    initial = {"budget": "initial", "fiscal": "fiscal_initial", "other": "other_initial"}
    in_progress = form.described.purpose is not FormPurpose.PLAN
    fields = {item.key for item in form.fields}
    extras = {"department": typed_entry(department_name(form, department.code, department.name))}
    sheet = replace(
        blank_sheet(project.kind, form),
        unit=typed_entry(str(unit) if unit else ""),
        unit_code=unit.code if unit else "",
        unit_name=unit.name if unit else "",
        code=typed_entry(project.code),
        name=typed_entry(project.name),
        extras={key: entry for key, entry in extras.items() if key in fields},
    )
    if in_progress:
        return replace(sheet, amounts={initial[key]: entry for key, entry in money.items()})
    return replace(sheet, budget=money["budget"], fiscal=money["fiscal"], other=money["other"])
