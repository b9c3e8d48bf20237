"""The meaning of a spending plan: cumulative shares, amounts in 元, and whether it was filled in cumulatively."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from xltools.model import PERIODS, Entry, SpendingPlan, TargetSheet
from xltools.quick_dataclass import dataclass

__all__ = [
    "PLAN_FIELDS",
    "Gap",
    "Implied",
    "PlanMode",
    "Quarters",
    "implied_shares",
    "period_amounts",
    "plan_mode",
    "plan_shares",
    "planned_amounts",
    "usable_share",
]

Quarters = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]
"""One figure for each period, in the order of :data:`~xltools.model.PERIODS`; None where unknown."""

PLAN_FIELDS: tuple[str, ...] = tuple(f"plan_{period}" for period in PERIODS)
"""Keys of the four fields of a plan, in the order of the periods."""

FEN = Decimal("0.01")
FULL = Decimal(100)
ZERO = Decimal(0)
NOTHING: Quarters = (None, None, None, None)


class PlanMode(StrEnum):
    """The probable meaning of the four percentages."""

    CUMULATIVE = "累计"
    INSTALMENT = "分期"
    """each cell seems to hold its own period's share: they add up to 100 and the last one is less"""
    UNKNOWN = ""


class Gap(StrEnum):
    """The reason why the share of a blank cell is known."""

    AFTER_FULL = "after full"
    """everything had been spent before: still 100"""
    BETWEEN_EQUALS = "between equals"
    """the shares before and after are the same"""
    LEADING = "leading"
    """nothing was planned before the first value: probably 0, but only the department knows"""


@dataclass(frozen=True, slots=True)
class Implied:
    """The share that a blank cell implies, the reason, and the entries it follows from."""

    share: Decimal
    gap: Gap
    inputs: tuple[Entry[Decimal], ...]


def usable_share(entry: Entry[Decimal]) -> Decimal | None:
    """Return the entry's value if it is a share from 0 to 100."""
    share = entry.value
    return share if share is not None and ZERO <= share <= FULL else None


def implied_shares(plan: SpendingPlan) -> tuple[Implied | None, ...]:
    """Return the implied share of each blank cell; None for a cell with content, and if nothing is implied.

    A cell that cannot be read as a share implies nothing for its neighbours.
    """
    return tuple(_implied(plan.entries, index) for index in range(4))


def _implied(entries: tuple[Entry[Decimal], ...], index: int) -> Implied | None:
    if not entries[index].blank:
        return None
    before = next((entry for entry in reversed(entries[:index]) if not entry.blank), None)
    after = next((entry for entry in entries[index + 1 :] if not entry.blank), None)
    left = usable_share(before) if before else None
    right = usable_share(after) if after else None
    if before and left == FULL:
        return Implied(FULL, Gap.AFTER_FULL, (before,))
    if before and after and left is not None and left == right:
        return Implied(left, Gap.BETWEEN_EQUALS, (before, after))
    if before is None and after and right is not None:
        return Implied(ZERO, Gap.LEADING, (after,))
    return None


def plan_shares(plan: SpendingPlan) -> Quarters:
    """Return the cumulative shares (0-100) of the plan as far as they are known.

    Typed shares count as they are, and blanks by :func:`implied_shares`. Values that are not shares from 0 to 100 are
    None, and so is everything in a blank plan.
    """
    march, june, october, december = (
        implied.share if implied else usable_share(entry)
        for entry, implied in zip(plan.entries, implied_shares(plan), strict=True)
    )
    return march, june, october, december


def planned_amounts(sheet: TargetSheet) -> Quarters:
    """Return the 元 planned to be spent by the end of each period, to the fen.

    Each is rounded by itself, so that a share of 100 is exactly the budget and the differences
    (:func:`period_amounts`) add up to it without a remainder.
    """
    budget = sheet.budget.value
    if budget is None:
        return NOTHING
    march, june, october, december = (
        None if share is None else (budget * share / FULL).quantize(FEN, ROUND_HALF_UP)
        for share in plan_shares(sheet.plan)
    )
    return march, june, october, december


def period_amounts(sheet: TargetSheet) -> Quarters:
    """Return the 元 planned within each period; None if its own or the previous end is unknown."""
    march, june, october, december = planned_amounts(sheet)
    return march, _difference(june, march), _difference(october, june), _difference(december, october)


def _difference(end: Decimal | None, start: Decimal | None) -> Decimal | None:
    return None if end is None or start is None else end - start


def plan_mode(plan: SpendingPlan) -> PlanMode:
    """Return whether four readable percentages look cumulative, or like the shares of single periods."""
    shares = [value for value in plan.values if value is not None]
    if len(shares) < 4:
        return PlanMode.UNKNOWN
    if shares[-1] == FULL and shares == sorted(shares):
        return PlanMode.CUMULATIVE
    if abs(sum(shares) - FULL) <= Decimal("0.5") and shares[-1] < FULL:
        return PlanMode.INSTALMENT
    return PlanMode.UNKNOWN
