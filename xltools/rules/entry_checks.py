"""What rules ask about a single entry, leaving out what the reader has reported already."""

from __future__ import annotations

import re
from typing import Any

from xltools.model import Entry, Indicator
from xltools.values import says_not_applicable

__all__ = ["applies", "garbled", "missing"]

_ERROR_VALUE = re.compile(r"#(?:REF!|DIV/0!|VALUE!|NAME\?|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")


def missing(entry: Entry[Any]) -> bool:
    """Nothing stands there, and no formula that only was never calculated."""
    return entry.blank and not entry.formula


def garbled(entry: Entry[Any]) -> bool:
    """Something stands there that is not of the field's type, and not just an error value."""
    return entry.unreadable and not _ERROR_VALUE.fullmatch(entry.text.strip())


def applies(row: Indicator) -> bool:
    """The row sets a target; one whose value is 不适用 only says why there is none, and rests on nothing."""
    return not says_not_applicable(row.target.text)
