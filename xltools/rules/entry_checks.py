"""Questions of the rules about a single entry; faults that the reader has reported are left out."""

from __future__ import annotations

import re
from typing import Any

from xltools.model import Entry, Indicator
from xltools.values import says_not_applicable

__all__ = ["applies", "garbled", "missing"]

_ERROR_VALUE = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")


def missing(entry: Entry[Any]) -> bool:
    """Return whether the cell is blank; a formula without a result is the reader's to report (R03)."""
    return entry.blank and not entry.formula


def garbled(entry: Entry[Any]) -> bool:
    """Return whether the text is not of the field's type; error values are the reader's to report (R04)."""
    return entry.unreadable and not _ERROR_VALUE.fullmatch(entry.text.strip())


def applies(row: Indicator) -> bool:
    """Return whether the row sets a target: one whose value is 不适用 only says why there is none."""
    return not says_not_applicable(row.target.text)
