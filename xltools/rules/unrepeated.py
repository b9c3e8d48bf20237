"""Figures that no other text repeats: two of them about one thing contradict each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from xltools.rules.likeness import mistyped, of_one_kind, people_only, same_digits
from xltools.rules.statements import DURATIONS, Statement, same_figure
from xltools.rules.subjects import Likeness, compare_subjects
from xltools.values.quantities import QuantityRole

__all__ = ["left_alone"]

_COUNTED: Final = frozenset(QuantityRole) - {QuantityRole.BASELINE}
_NAMED: Final = DURATIONS | {"%"}
"""Units of figures that have names, so that there may be several of a kind."""


def left_alone(
    first: Statement, match: tuple[Statement, Likeness, bool], ones: Sequence[Statement], others: Sequence[Statement]
) -> bool:
    """Return whether both figures are the only ones of their kind that the other text does not repeat.

    One is about a kind of the other: 管理糖尿病患者9800人, and 糖尿病患者健康管理人数 8900人.
    """
    second, _, fits = match
    if not fits or first.quantity.unit in _NAMED or first.quantity.unit == "元" or first.quantity.per:
        return False
    if QuantityRole.PART in (first.quantity.role, second.quantity.role) or people_only(first, second):
        return False
    if mistyped(first, second):
        return True
    near = max(first.number, second.number) <= _LEFT_TIMES * min(first.number, second.number)
    return (
        (near or same_digits(first, second))
        and _distinctive(first, second)
        and all(
            _unrepeated(source, target) == [one]
            for one, source, target in (
                (first, _kin(first, ones), _kin(first, others)),
                (second, _kin(first, others), _kin(first, ones)),
            )
        )
    )


_LEFT_TIMES: Final = 2


def _distinctive(first: Statement, second: Statement) -> bool:
    """Return whether two subjects share more than a common word such as 企业 or 就业, or what is done as well."""
    return any(
        min(len(one.core), len(other.core)) > _COMMON_WORD or bool(one.actions & other.actions)
        for one in first.subjects
        for other in second.subjects
        if compare_subjects(one, other) is not Likeness.OTHER
    )


_COMMON_WORD: Final = 2
"""Characters of a word that many subjects share."""


def _kin(statement: Statement, source: Iterable[Statement]) -> list[Statement]:
    return [one for one in source if one.quantity.role in _COUNTED and of_one_kind(statement, one)]


def _unrepeated(source: Sequence[Statement], target: Sequence[Statement]) -> list[Statement]:
    """Return the statements whose figures the other text does not repeat."""
    return [one for one in source if not any(same_figure(one.quantity, other.quantity) for other in target)]
