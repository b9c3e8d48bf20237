"""The cells of a spending plan as the rules of family P see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from xltools.derive.plan import PLAN_FIELDS
from xltools.glossary import field_term
from xltools.messages.message import Hit
from xltools.model import Entry, SpendingPlan
from xltools.quick_dataclass import dataclass
from xltools.rules.entry_checks import missing
from xltools.rules.rule import Context
from xltools.text import Text
from xltools.values import normalise
from xltools.values.numbers import format_decimal

__all__ = [
    "FULL",
    "PlanCell",
    "in_fractions",
    "is_fraction",
    "join_shares",
    "period_names",
    "plan_cells",
    "plan_hit",
    "plan_steps",
]

ZERO, FULL = Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of the plan: its number, its entry, and its share if that is from 0 to 100."""

    index: int
    entry: Entry[Decimal]
    share: Decimal | None

    @property
    def field(self) -> str:
        """Key of the field."""
        return PLAN_FIELDS[self.index]

    @property
    def period(self) -> Text:
        """The period as the form prints it, such as 3月底."""
        return field_term(self.field)

    @property
    def missing(self) -> bool:
        """Whether the cell is blank."""
        return missing(self.entry)


def plan_cells(plan: SpendingPlan, context: Context) -> list[PlanCell]:
    """Return the four cells; those written as fractions of 1 have no share, because P02 reports them."""

    def answer() -> list[PlanCell]:
        usable = not in_fractions(plan)
        shares = (
            value
            if usable and (value := entry.value) is not None and ZERO <= value <= FULL and not is_fraction(entry)
            else None
            for entry in plan.entries
        )
        return [PlanCell(n, entry, share) for n, (entry, share) in enumerate(zip(plan.entries, shares, strict=True))]

    return context.once("plan cells", plan, answer)


def in_fractions(plan: SpendingPlan) -> bool:
    """Return whether the plan is written as 0.2, 0.5, 1: nothing is above 1, and not everything is 0."""
    values = [value for value in plan.values if value is not None]
    return any(values) and all(ZERO <= value <= 1 for value in values)


def is_fraction(entry: Entry[Decimal]) -> bool:
    """Return whether a share is below one per cent and shown without a per cent sign, as 0.25 for 25."""
    return entry.value is not None and ZERO < entry.value < 1 and "%" not in normalise(entry.text)


def plan_hit(cell: PlanCell, others: Sequence[PlanCell] = (), *, expected: str = "", **values: object) -> Hit:
    """Return a hit on one cell of the plan; ``others`` are related places."""
    related = tuple(other.entry.place for other in others if other is not cell)
    return Hit(cell.entry, cell.field, "", expected, related=related, values={"period": cell.period, **values})


def join_shares(values: Sequence[Decimal | None]) -> str:
    """Return shares as one text such as 20/空/80/100."""
    return "/".join("空" if value is None else format_decimal(value) for value in values)


def plan_steps(plan: SpendingPlan, context: Context) -> Iterator[tuple[PlanCell, PlanCell, Decimal, Decimal]]:
    """Yield each share with the one filled in before it."""
    filled = [(cell, cell.share) for cell in plan_cells(plan, context) if cell.share is not None]
    for (earlier, a), (later, b) in pairwise(filled):
        yield earlier, later, a, b


def period_names(cells: Sequence[PlanCell]) -> Text:
    """Return the periods of these cells as one text."""
    return Text("、".join(cell.period.zh for cell in cells), ", ".join(cell.period.en for cell in cells))
