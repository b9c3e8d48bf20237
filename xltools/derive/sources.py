"""The source of a project's money: the level of government, and the document that granted it."""

from __future__ import annotations

import re
from functools import cache

from xltools.derive.tables import table
from xltools.model import TargetSheet
from xltools.values import DocumentNumber, find_document_numbers

__all__ = ["FUND_LEVELS", "document_number", "document_numbers", "fund_level"]

_COUNTY = re.compile(r"[一-龥]{1,8}?[县区市旗]")

FUND_LEVELS: tuple[str, ...] = ("中央", "省", "市", "县", "其他")
"""The levels that :func:`fund_level` distinguishes, from the top."""


@cache
def _name_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((level, re.compile("|".join(words))) for level, words in table("sources")["names"].items())


def fund_level(sheet: TargetSheet) -> str:
    """Return the level that the money comes from, one of :data:`FUND_LEVELS`.

    The name decides first (中央 before 省, because a province passes central money on), then the number of the document
    that granted it: an issuer that is neither a ministry nor a province is the city above, if the unit's name shows
    that it is not the county itself. Otherwise it is other money if there is no fiscal money, or the county's own.
    """
    name = sheet.name.value or ""
    for level, pattern in _name_patterns():
        if pattern.search(name):
            return level
    for number in document_numbers(sheet):
        for level, beginnings in table("sources")["issuers"].items():
            if number.agency.startswith(tuple(beginnings)):
                return str(level)
        county = _COUNTY.match(sheet.unit_name)
        if county and number.agency[0] not in county[0]:
            return "市"
    return "其他" if sheet.other.value and not sheet.fiscal.value else "县"


def document_numbers(sheet: TargetSheet) -> tuple[DocumentNumber, ...]:
    """Return the document numbers in the name, or else in the purpose."""
    return find_document_numbers(sheet.name.value or "") or find_document_numbers(sheet.purpose.value or "")


def document_number(sheet: TargetSheet) -> str:
    """Return the only document number of the sheet in standard writing; empty if there is none, or several."""
    numbers = {number.standard for number in document_numbers(sheet)}
    return numbers.pop() if len(numbers) == 1 else ""
