"""Prices of the department's overall targets against those of the sheet that has what they are paid for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from xltools.rules.likeness import likeness, of_one_kind
from xltools.rules.statements import Statement, same_figure
from xltools.rules.subjects import Likeness
from xltools.values.unit_kinds import base_unit

__all__ = ["price_pairs"]


def price_pairs(
    overall: Sequence[Statement], sheets: Sequence[Sequence[Statement]]
) -> Iterator[tuple[Statement, Statement]]:
    """Yield a price of the overall targets with the other one of a sheet: 农居改造300户，每户1.2万元, 每户补助1万元.

    The sheet is the one that alone counts the same things with the same figure, and it has one price for each of them.
    """
    for count, price in pairwise(overall):
        if not _prices(count, price):
            continue
        about = [sheet for sheet in sheets if any(_same_count(count, one) for one in sheet)]
        if len(about) != 1:
            continue
        prices = [one for one in about[0] if one.quantity.unit == "元" and of_one_kind(price, one)]
        if len({one.number for one in prices}) == 1 and not same_figure(price.quantity, prices[0].quantity):
            yield price, prices[0]


def _prices(count: Statement, price: Statement) -> bool:
    """Return whether a price without words of its own follows the count of what it is for."""
    one, other = count.quantity, price.quantity
    near = one.sentence == other.sentence and other.clause - one.clause in (0, 1) and count.field == price.field
    for_each = other.unit == "元" and {base_unit(unit)[0] for unit in other.per} & {one.unit}
    return near and bool(for_each) and not one.per and not any(subject.core for subject in price.subjects)


def _same_count(count: Statement, one: Statement) -> bool:
    same = of_one_kind(count, one) and same_figure(count.quantity, one.quantity)
    return same and likeness(count, one)[0] is not Likeness.OTHER
