"""Indicators that several target sheets share word for word."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.county.data import IndicatorRow
from xltools.quick_dataclass import dataclass
from xltools.summary.departments import Department
from xltools.summary.names import project_name

__all__ = ["MIN_SHEETS", "RepeatedIndicator", "RepeatedIndicators", "find_repeated"]

MIN_SHEETS = 3
"""The least number of target sheets that share an indicator which is listed as repeated."""


@dataclass(slots=True)
class RepeatedIndicator:
    """An indicator that several target sheets share: its words, and the sheets by their numbers in ``owners``."""

    row: IndicatorRow
    sheets: list[int]


@dataclass(frozen=True, slots=True)
class RepeatedIndicators:
    """The repeated indicators, most frequent first; the owners' names and departments by number."""

    indicators: list[RepeatedIndicator]
    owners: list[tuple[str, Department]]


def find_repeated(departments: Iterable[Department]) -> RepeatedIndicators:
    """Find the repeated indicators in one pass; of those on one or two sheets only a hash is kept."""
    sheets_by_words: dict[int, list[int]] = {}
    repeated: dict[int, RepeatedIndicator] = {}
    owners: list[tuple[str, Department]] = []
    last: object = None
    for department, row in ((one, row) for one in departments for row in one.indicator_rows):
        owner = (row.place.file, row.place.sheet, row.owner_code, row.owner)
        if owner != last:
            last = owner
            owners.append((project_name(row.owner), department))
        if not (row.level3 or row.original):
            continue
        words = hash("".join(f"{row.level3}\0{row.description}\0{row.original}".split()))
        sheets = sheets_by_words.setdefault(words, [])
        if sheets and sheets[-1] == len(owners) - 1:
            continue
        sheets.append(len(owners) - 1)
        if len(sheets) == MIN_SHEETS:
            repeated[words] = RepeatedIndicator(row, sheets)
    ordered = sorted(
        repeated.values(),
        key=lambda indicator: (
            -len(indicator.sheets),
            indicator.row.level2,
            indicator.row.level3,
            indicator.sheets[0],
        ),
    )
    return RepeatedIndicators(ordered, owners)
