"""The source of a project's money: the level of government, and the document that granted it."""

from __future__ import annotations

import re
from functools import cache

from xltools.derive.tables import table
from xltools.lazy_pattern import LazyPattern
from xltools.model import TargetSheet
from xltools.values import DocumentNumber, find_document_numbers

__all__ = ["FUND_LEVELS", "document_number", "document_numbers", "fund_level"]

_COUNTY = LazyPattern(r"[一-龥]{1,8}?[县区市旗]")

FUND_LEVELS: tuple[str, ...] = ("中央", "省", "市", "县", "其他", "未注明")
"""The levels that :func:`fund_level` distinguishes, from the top; the last one is for money without a stated level."""
OTHER_MONEY, NOT_STATED = FUND_LEVELS[-2:]


@cache
def _patterns(place: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the expressions for each level in the names or the purposes of projects."""
    return tuple((level, re.compile("|".join(words))) for level, words in table("sources")[place].items())


def fund_level(sheet: TargetSheet) -> str:
    """Return the level that the money comes from, one of :data:`FUND_LEVELS`.

    The name decides first (中央 before 省, because a province passes central money on), then the words of the purpose
    if they agree, then the number of a document of a higher level: an issuer that is neither a ministry nor a province
    is the city above, if the unit's name shows that it is not the county itself. Without fiscal money it is other
    money. Otherwise the level is not stated: that the county pays is never assumed.
    """
    return (
        _level_in_name(sheet.name.value or "")
        or _level_in_purpose(sheet.purpose.value or "")
        or _level_of_documents(sheet)
        or (OTHER_MONEY if sheet.other.value and not sheet.fiscal.value else NOT_STATED)
    )


def _level_in_name(name: str) -> str:
    return next((level for level, pattern in _patterns("names") if pattern.search(name)), "")


def _level_in_purpose(purpose: str) -> str:
    """Return the level that the purpose speaks of, if it is one; central money that a province passes on is central."""
    levels = [level for level, pattern in _patterns("purposes") if pattern.search(purpose)]
    return levels[0] if len(levels) == 1 or levels == ["中央", "省"] else ""


def _level_of_documents(sheet: TargetSheet) -> str:
    for number in document_numbers(sheet):
        for level, beginnings in table("sources")["issuers"].items():
            if number.agency.startswith(tuple(beginnings)):
                return str(level)
        county = _COUNTY.match(sheet.unit_name)
        if county and number.agency[0] not in county[0]:
            return "市"
    return ""


def document_numbers(sheet: TargetSheet) -> tuple[DocumentNumber, ...]:
    """Return the document numbers in the name, or else in the purpose."""
    return find_document_numbers(sheet.name.value or "") or find_document_numbers(sheet.purpose.value or "")


def document_number(sheet: TargetSheet) -> str:
    """Return the only document number of the sheet in standard writing; empty if there is none, or several."""
    numbers = {number.standard for number in document_numbers(sheet)}
    return numbers.pop() if len(numbers) == 1 else ""
