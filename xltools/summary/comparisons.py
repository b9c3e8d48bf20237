"""The county of a summary compared with earlier states of it: the summary before, and that of last year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xltools.county.comparison import ComparedCounty, ComparedProject, Comparison, compare
from xltools.summary.facts import Facts
from xltools.summary.names import project_name

__all__ = ["EarlierCounty", "SummaryComparison", "compare_with"]


@dataclass(frozen=True, slots=True)
class EarlierCounty:
    """An earlier state of the county, and what the summary calls a comparison with it."""

    against: str
    county: ComparedCounty


@dataclass(frozen=True, slots=True)
class SummaryComparison:
    """A comparison of this county with an earlier state of it."""

    against: str
    comparison: Comparison


def compare_with(earlier: Sequence[EarlierCounty], facts: Facts) -> tuple[SummaryComparison, ...]:
    """Return what changed since each earlier state, in names as the summary shows them."""
    if not earlier or facts.data.collects_results:
        return ()
    now = ComparedCounty("", tuple(_projects(facts)), facts.data.year)
    return tuple(SummaryComparison(one.against, compare(one.county, now)) for one in earlier)


def _projects(facts: Facts) -> Iterator[ComparedProject]:
    for department in facts.departments:
        indicators = iter(department.indicator_rows)
        for row in department.sheet_rows:
            mine = [next(indicators) for _ in range(row.indicators)]
            yield ComparedProject(
                row.kind,
                department.code,
                department.name,
                row.code,
                project_name(row.name),
                row.budget,
                row.fiscal,
                row.other,
                row.shares,
                tuple((line.level3, line.original) for line in mine),
                row.budget_place if row.budget_place.cell else row.place,
            )
