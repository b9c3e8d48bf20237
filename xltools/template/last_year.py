"""Templates that start from last year's workbooks: what comes along, and what has to be thought of anew.

Code, name, unit and purpose of a project come along, and of its indicators the levels, names, descriptions and weights.
Amounts, spending plan, goals, target values and their bases are left blank: they are set anew for each year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from xltools.derive import budget_year, stated_department
from xltools.model import (
    DEPARTMENT_DIGITS,
    NOWHERE,
    DepartmentBook,
    Entry,
    Indicator,
    SheetKind,
    TargetSheet,
)
from xltools.rosters.read import RosterDepartment, RosterProject, RosterUnit
from xltools.values import squeeze

__all__ = ["LastYear", "completed"]

_YEAR = re.compile(r"20\d\d年?度?")
_CARRIED_EXTRAS = ("duration", "attribute", "contact", "phone")


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's projects by their departments' codes (names, where there is none), in the order of the workbooks."""

    departments: tuple[RosterDepartment, ...] = ()
    sheets: Mapping[str, tuple[TargetSheet, ...]] = field(default_factory=dict)
    year: int | None = None

    @classmethod
    def of(cls, books: Iterable[DepartmentBook], year: int | None) -> LastYear:
        """Return the projects of books, of which a later one replaces what an earlier one says of the same project.

        ``year`` is the new year: a name that begins with the old one begins with it instead.
        """
        names: dict[str, tuple[str, str]] = {}
        units: dict[str, dict[str, RosterUnit]] = {}
        sheets: dict[str, dict[str, TargetSheet]] = {}
        for book in books:
            code, name = book.department_code, stated_department(book)
            key = code[:DEPARTMENT_DIGITS] or name
            if not key:
                continue
            names[key] = (code, name)
            before = budget_year(book)
            for sheet in book.sheets:
                own = _renamed(sheet, before, year)
                sheets.setdefault(key, {})[_key(own.kind, own.code.value or "", own.name.value or "")] = own
                if sheet.unit_code:
                    units.setdefault(key, {})[sheet.unit_code] = RosterUnit(sheet.unit_code, sheet.unit_name)
        departments = tuple(
            RosterDepartment(
                code,
                name,
                tuple(units.get(key, {}).values()),
                tuple(_project(sheet) for sheet in sheets.get(key, {}).values()),
            )
            for key, (code, name) in names.items()
        )
        return cls(departments, {key: tuple(found.values()) for key, found in sheets.items()}, year)

    def of_department(self, department: RosterDepartment) -> tuple[TargetSheet, ...]:
        """Return last year's sheets of a department, by its code, else by its name."""
        by_code = self.sheets.get(department.code[:DEPARTMENT_DIGITS]) if department.code else None
        return by_code if by_code is not None else self.sheets.get(department.name, ())

    def sheet_of(self, department: RosterDepartment, project: RosterProject) -> TargetSheet | None:
        """Return last year's sheet of a project, by its code, else by its name without a year."""
        own = [sheet for sheet in self.of_department(department) if sheet.kind is project.kind]
        by_code = [sheet for sheet in own if project.code and sheet.code.value == project.code]
        by_name = [sheet for sheet in own if _bare(sheet.name.value or "") == _bare(project.name)]
        return next(iter((*by_code, *by_name)), None)

    def registered(self, department: RosterDepartment) -> RosterDepartment:
        """Return a department with last year's projects where the roster has none of it."""
        if department.projects:
            return department
        return replace(department, projects=tuple(map(_project, self.of_department(department))))

    def ended(self, department: RosterDepartment) -> tuple[str, ...]:
        """Return the names of last year's projects that the register of a department does not have."""
        known = {id(self.sheet_of(department, project)) for project in department.projects}
        return tuple(sheet.label for sheet in self.of_department(department) if id(sheet) not in known)

    def left_out(self, departments: Iterable[RosterDepartment]) -> tuple[RosterDepartment, ...]:
        """Return last year's departments that are none of these."""
        known = {id(sheets) for department in departments if (sheets := self.of_department(department))}
        return tuple(one for one in self.departments if id(self.of_department(one)) not in known)


def completed(sheet: TargetSheet, last: TargetSheet) -> TargetSheet:
    """Return a sheet as the roster has it with what comes along from last year."""
    extras = {key: last.extras[key] for key in _CARRIED_EXTRAS if key in last.extras}
    return replace(
        sheet,
        unit=sheet.unit if not sheet.unit.blank else last.unit,
        code=sheet.code if not sheet.code.blank else last.code,
        purpose=last.purpose,
        extras={**extras, **sheet.extras},
        indicators=tuple(_indicator(row) for row in last.indicators),
    )


def _indicator(row: Indicator) -> Indicator:
    """Return an indicator without what is set for the year."""
    return replace(
        row,
        target=Entry(),
        operator=Entry(),
        measure=Entry(),
        basis=Entry(),
        actual=Entry(),
        forecast=Entry(),
        score=Entry(),
        reason=Entry(),
        extras={},
        areas={},
    )


def _renamed(sheet: TargetSheet, before: int | None, year: int | None) -> TargetSheet:
    name = sheet.name.value or ""
    if before is None or year is None or not name.startswith(f"{before}年"):
        return sheet
    changed = f"{year}年{name.removeprefix(f'{before}年')}"
    return replace(sheet, name=Entry(NOWHERE, changed, changed))


def _project(sheet: TargetSheet) -> RosterProject:
    unit = RosterUnit(sheet.unit_code, sheet.unit_name) if sheet.unit_code or sheet.unit_name else None
    return RosterProject(sheet.kind, sheet.name.value or sheet.label, sheet.code.value or "", unit)


def _key(kind: SheetKind, code: str, name: str) -> str:
    return f"{kind}|{code or _bare(name)}"


def _bare(name: str) -> str:
    return _YEAR.sub("", squeeze(name))
