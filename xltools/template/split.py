"""The workbooks of a department that has more projects than one workbook may hold.

What a template writes must be read again, filled in: so a workbook takes no more than half of what the safety limits
let pass. Workbooks of one department that share no project are added up by a consolidation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from xltools.form_identity import FormSubject
from xltools.forms.layout import Form
from xltools.limits import Limits
from xltools.model import SheetKind
from xltools.readers import read_content
from xltools.rosters.read import RosterDepartment, RosterProject

__all__ = ["divided_department", "first_part_only", "is_readable", "workbooks_within"]

_ROOM = 2
"""The content of a filled template, in those of a blank one, that has to pass the limits."""


def workbooks_within(
    department: RosterDepartment,
    write: Callable[[RosterDepartment, int], bytes],
    limits: Limits,
    suffix: str,
) -> tuple[bytes, ...] | None:
    """Return the workbooks of a department, one if that is enough; None if not even one project passes the limits.

    ``write`` makes the workbook of a part of the department; its number is 0 for the first part.
    """
    count = 1
    while True:
        parts = divided_department(department, count)
        books: list[bytes] = []
        for number, part in enumerate(parts):
            data = write(part, number)
            if not is_readable(data, suffix, limits):
                break
            books.append(data)
        if len(books) == len(parts):
            return tuple(books)
        if len(parts) >= len(department.projects):
            return None
        count *= 2


def divided_department(department: RosterDepartment, count: int) -> tuple[RosterDepartment, ...]:
    """Return the department in parts with about as many projects each; funds that are only named are in the first."""
    if count == 1:
        return (department,)
    known = {text for project in department.projects for text in (project.name, project.code)}
    parents = dict.fromkeys(project.parent for project in department.projects if project.parent)
    funds = (RosterProject(SheetKind.SPECIAL_FUND, parent) for parent in parents if parent not in known)
    projects = [*funds, *(replace(project, parent="") for project in department.projects)]
    size = -(-len(projects) // count)
    return tuple(
        replace(department, projects=tuple(projects[start : start + size])) for start in range(0, len(projects), size)
    )


def first_part_only(forms: tuple[Form, ...], number: int) -> tuple[Form, ...]:
    """Return the forms of a part: sheets of the department as a whole are in the first one only."""
    if number == 0:
        return forms
    return tuple(replace(form, overall=False) for form in forms if form.described.subject is not FormSubject.DEPARTMENT)


def is_readable(data: bytes, suffix: str, limits: Limits, *, room: int = _ROOM) -> bool:
    """Return whether a workbook can be read, and one with ``room`` times its content."""
    part = replace(
        limits,
        file_mb=max(1, limits.file_mb // room),
        text_mb=max(1, limits.text_mb // room),
        cells=max(1, limits.cells // room),
    )
    return read_content(data, suffix, "", part).problem is None
