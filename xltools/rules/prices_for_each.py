"""Prices for the same unit: those of purpose and goals against the targets, and the overall targets against a sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from xltools.rules.likeness import likeness, of_one_kind, pays_part
from xltools.rules.slipped_figures import is_earned
from xltools.rules.statements import Statement, same_figure
from xltools.rules.subjects import Likeness, Subject, cores_overlap
from xltools.values.quantities import QuantityRole
from xltools.values.unit_kinds import base_unit

__all__ = ["price_pairs", "prices_left_over"]


def prices_left_over(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the one target for a unit that no text repeats with the one price for it that no target repeats.

    They are of one thing whatever it is called, if texts and targets give as many prices for the unit (每平方米500元,
    单位面积维修成本 ≤560元/平方米), or if their words have more in common than those of the others.
    """
    sums = [one for one in statements if one.quantity.unit == "元" and one.field != "description"]
    in_texts, in_targets = ([one for one in sums if bool(one.row) is wanted] for wanted in (False, True))
    prices, wanted = _by_unit(in_texts), _by_unit(in_targets)
    for unit in prices.keys() & wanted.keys():
        left, wrong = _unrepeated(prices[unit], in_targets), _unrepeated(wanted[unit], in_texts)
        if len({one.number for one in prices[unit]}) != len({one.number for one in wanted[unit]}) or not _two(
            left, wrong
        ):
            with_counts = [(one, _with_count(one, statements)) for one in left]
            pairs = [(one, other) for one, subjects in with_counts for other in wrong if _overlap(subjects, other)]
            left, wrong = [one for one, _ in pairs], [other for _, other in pairs]
        if (
            _two(left, wrong)
            and not pays_part(left[0], wrong[0])
            and wrong[0].number != sum({one.number for one in prices[unit]})
        ):
            yield wrong[0], left[0]


def _by_unit(sums: Sequence[Statement]) -> dict[frozenset[str], list[Statement]]:
    """Return the prices among sums of money by what they are for."""
    by_unit: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for one in sums:
        unit = frozenset(_USUAL.get(unit, unit) for unit in one.quantity.per) - _OF_COURSE
        if unit and _is_paid(one):
            by_unit[unit].append(one)
    return by_unit


_OF_COURSE: Final = frozenset({"年"})
_USUAL: Final = {"人次": "人"}
"""Units for each of which the same is paid: 人均500元, 500元/人次."""
_NEAR_TIMES: Final = Decimal(3)


def _two(ones: Sequence[Statement], others: Sequence[Statement]) -> bool:
    """Return whether two lists have one price each, of which neither is many times the other."""
    numbers = [{one.number for one in each} for each in (ones, others)]
    if any(len(each) != 1 for each in numbers):
        return False
    least, most = sorted(number for each in numbers for number in each)
    return most <= _NEAR_TIMES * least


def _with_count(price: Statement, statements: Sequence[Statement]) -> tuple[Subject, ...]:
    """Return the subjects of a price in a text, with those of the count right before it: 创业补助80人、每人8000元."""
    at = statements.index(price)
    if at == 0:
        return price.subjects
    before = statements[at - 1]
    near = before.entry is price.entry and price.quantity.clause - before.quantity.clause in (0, 1)
    return (*price.subjects, *before.subjects) if near and not before.quantity.per else price.subjects


def _overlap(subjects: Sequence[Subject], target: Statement) -> bool:
    return any(cores_overlap(one, other) for one in subjects for other in target.subjects)


def _is_paid(one: Statement) -> bool:
    quantity = one.quantity
    exact = quantity.upper is None and not quantity.about and quantity.number > 0
    timeless = quantity.role not in (QuantityRole.BASELINE, QuantityRole.CHANGE)
    return exact and timeless and not is_earned(one)


def _unrepeated(ones: Sequence[Statement], others: Sequence[Statement]) -> list[Statement]:
    return [one for one in ones if not any(one.number == other.number for other in others)]


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
