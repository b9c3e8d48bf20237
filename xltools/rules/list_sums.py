"""The sums that stand in a list of projects, held against the projects that they stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from xltools.form_identity import Capability
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity, TargetSheet
from xltools.rules.rule import Context, Scope, rule
from xltools.values import format_amount

__all__: list[str] = []

ZERO = Decimal(0)
_ROUNDING = Decimal("0.005")
"""Half of the last place of an amount with two decimals, in the money unit of the list."""


@rule(
    "A14",
    Severity.ERROR,
    zh=Words(
        "清单合计与项目之和不符",
        "清单的合计行是 {sum} 元，所列项目相加是 {projects} 元",
        "核对合计行，看是否漏列了项目",
    ),
    en=Words(
        "A sum of a list is not that of its projects",
        "The list has a sum of {sum} yuan, but its projects add up to {projects} yuan",
        "Check the sum, and whether a project is missing from the list",
    ),
    needs=frozenset({Capability.BUDGET, Capability.LIST}),
    source="表内勾稽",
    scope=Scope.DEPARTMENT,
    fires=Example(list_sum="1300000.00"),
    clean=Example(list_sum="1200000.00"),
)
def list_sum_wrong(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report a sum to which no run of projects right above or right below it adds up.

    A list may have sums of units and of everything, before or behind what they add up; with an amount that cannot be
    read, nothing is said.
    """
    lists: dict[tuple[str, str], list[TargetSheet]] = defaultdict(list)
    for sheet in book.sheets:
        lists[sheet.place.sheet, sheet.form.id].append(sheet)
    for sheets in lists.values():
        if not any(sheet.list_sums for sheet in sheets) or any(sheet.budget.value is None for sheet in sheets):
            continue
        for at, total in ((at, total) for at, sheet in enumerate(sheets) for total in sheet.list_sums):
            if hit := _hit(sheets, at, total):
                yield hit


def _hit(sheets: Sequence[TargetSheet], at: int, total: Entry[Decimal]) -> Hit | None:
    """Return a hit on a sum if it is wrong; ``at`` is the number of the project that it stands at."""
    first = at if total.place.row < sheets[at].place.row else at + 1
    above, below = sheets[:first], sheets[first:]
    runs = [list(accumulate(_budgets(part))) for part in (reversed(above), below)]
    tolerance = _ROUNDING * (len(sheets) + 1) * sheets[at].money_unit.factor
    if total.value is None or any(abs(run - total.value) <= tolerance for part in runs for run in part):
        return None
    summed = below if first == 0 else above
    together = sum(_budgets(summed), ZERO)
    return Hit(
        total,
        "budget",
        expected=format_amount(together, sheets[at].money_unit),
        related=tuple(sheet.budget.place for sheet in summed),
        values={"sum": format_amount(total.value), "projects": format_amount(together)},
    )


def _budgets(sheets: Sequence[TargetSheet] | Iterator[TargetSheet]) -> Iterator[Decimal]:
    return (sheet.budget.value or ZERO for sheet in sheets)
