"""Shares of one whole: 占全县农村妇女3.2万人的25% in a text, and a rate described as 占农村妇女总数的比例."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xltools.model import Indicator
from xltools.rules.statements import Statement
from xltools.values.quantities import QuantityRole

__all__ = ["shares_of_one_whole"]

_OF: Final = re.compile(r"占([^，,。；;占]{2,24}?)的?$")
_DESCRIBED: Final = re.compile(r"占([^，,。；;占]{2,24}?)的?(?:比例|比重|百分比|$)")
_LEAST_COMMON: Final = 4
"""Characters that two wholes have to share."""


def shares_of_one_whole(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the one target that is described as a share of what the one share of a text is taken of."""
    rates = [one for one in statements if one.quantity.unit == "%" and one.quantity.role is QuantityRole.AMOUNT]
    texts = [(one, match[1]) for one in rates if one.row is None and (match := _OF.search(_before(one)))]
    for text, whole in texts:
        targets = [one for one in rates if one.row and _share_words(whole, _described(one.row))]
        said = {one.number for one in rates if one.row is None}
        aimed = {one.number for one in rates if one.row}
        alone = len(targets) == 1 and sum(_share_words(whole, other) for _, other in texts) == 1
        if alone and targets[0].number not in said and text.number not in aimed:
            yield targets[0], text


def _before(one: Statement) -> str:
    return str(one.entry.text)[max(0, one.quantity.start - 30) : one.quantity.start]


def _described(row: Indicator) -> str:
    match = _DESCRIBED.search(row.description.text.strip())
    return match[1] if match else ""


def _share_words(one: str, other: str) -> bool:
    return any(one[at : at + _LEAST_COMMON] in other for at in range(len(one) - _LEAST_COMMON + 1))
