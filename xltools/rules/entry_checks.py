"""Questions of the rules about a single entry; faults that the reader has reported are left out."""

from __future__ import annotations

from typing import Any

from xltools.grids.error_values import is_error_value
from xltools.model import Entry, Indicator
from xltools.values import says_not_applicable

__all__ = ["applies", "garbled", "missing"]


def missing(entry: Entry[Any]) -> bool:
    """Return whether the cell is blank; a formula without a result is the reader's to report (R03)."""
    return entry.blank and not entry.uncalculated


def garbled(entry: Entry[Any]) -> bool:
    """Return whether the text is not of the field's type; error values are the reader's to report (R04)."""
    return entry.unreadable and not is_error_value(entry.text.strip())


def applies(row: Indicator) -> bool:
    """Return whether the row sets a target: one whose value is 不适用 only says why there is none."""
    return not says_not_applicable(row.target.text)
