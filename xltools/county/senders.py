"""The departments that files are from where the files do not say it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.county.data import DepartmentEntry

__all__ = ["sender_by_name"]


def sender_by_name(name: str, roster: Sequence[DepartmentEntry]) -> DepartmentEntry | None:
    """Return the sender of an unreadable file by its name: it contains the department's name or begins with its code.

    An unreadable file does not state its department, and that must not be asked for a file that has arrived.
    """
    named = [entry for entry in roster if entry.name and entry.name in name]
    coded = [entry for entry in roster if entry.code and re.match(rf"{re.escape(entry.code)}(?!\d)", name)]
    return max(named or coded, key=lambda entry: len(entry.name if named else entry.code), default=None)
