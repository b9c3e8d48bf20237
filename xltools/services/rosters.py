"""Read the roster that a request names."""

from __future__ import annotations

from pathlib import Path

from xltools.county.data import DepartmentEntry
from xltools.limits import Limits
from xltools.rosters.read import RosterError, read_roster
from xltools.services.contract import RequestError

__all__ = ["read_departments"]

_DEFAULT_LIMITS = Limits()


def read_departments(path: Path | None, limits: Limits = _DEFAULT_LIMITS) -> tuple[DepartmentEntry, ...]:
    """Read the departments that should report, within the limits of size."""
    if path is None:
        return ()
    try:
        roster = read_roster(path, limits)
    except RosterError as error:
        raise RequestError(f"应报部门名单读不了：{error.text.zh}", f"Roster: {error.text.en}") from error
    except OSError as error:
        raise RequestError(f"应报部门名单读不了：{error}", f"Roster: {error}") from error
    return tuple(DepartmentEntry(entry.code, entry.name, entry.projects) for entry in roster.departments)
