"""The money unit of a form: in its heading, behind a label, or in a cell of its own."""

from __future__ import annotations

import re

from xltools.model import MoneyUnit

__all__ = ["MONEY_UNIT", "UNIT_ALONE", "UNIT_BEHIND", "stated_unit"]

_NAMES = "|".join(sorted(MoneyUnit, key=len, reverse=True))

MONEY_UNIT = re.compile(rf"单位[为是(]?(?:人民币)?({_NAMES})|^[(]?({_NAMES})[)]?$|[(]({_NAMES})[)]$")
"""The money unit in a heading's squeezed text; one of the groups is its name."""
UNIT_BEHIND = re.compile(rf"[(,/、]?(?:金额)?(?:单位)?(?:人民币)?({_NAMES})[)]?$")
"""The money unit at the end of a squeezed label, such as 预算数(万元)."""
UNIT_ALONE = re.compile(rf"[(]?(?:单位)?({_NAMES})[)]?")
"""A squeezed text that is nothing but a money unit."""


def stated_unit(squeezed: str) -> MoneyUnit | None:
    """Return the money unit that a squeezed text states, if it states one."""
    match = MONEY_UNIT.search(squeezed)
    return MoneyUnit(next(name for name in match.groups() if name)) if match else None
