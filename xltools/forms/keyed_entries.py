"""The entries of a department's book by the keys that descriptions of forms give their fields and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from xltools.model import PERIODS, DepartmentBook, Entry, Indicator, TargetSheet

__all__ = ["KeyedEntry", "book_entry", "indicator_entry", "is_carried_on", "sheet_entries", "sheet_entry"]

_EMPTY: Entry[Any] = Entry()
_PLAN = {"plan_03": "march", "plan_06": "june", "plan_10": "october", "plan_12": "december"}
_COLUMNS = (
    *("level1", "level2", "level3", "description", "operator", "target", "measure", "weight", "basis"),
    *("actual", "forecast", "score", "reason"),
)


class KeyedEntry(NamedTuple):
    """An entry of a sheet: its key, the row of the table it stands in (-1 for a field), and the entry."""

    key: str
    row: int
    entry: Entry[Any]


def book_entry(book: DepartmentBook, key: str) -> Entry[Any]:
    """Return the entry of a field of the whole workbook; an empty one for a key that the model does not know."""
    entries: dict[str, Entry[Any]] = {
        "county": book.county,
        "year": book.year,
        "department_code": book.code,
        "department_name": book.name,
        "overall": book.overall.overall,
        "sub_targets": book.overall.sub_targets,
        "safeguards": book.overall.safeguards,
    }
    return entries.get(key, _EMPTY)


def sheet_entry(sheet: TargetSheet, key: str) -> Entry[Any]:
    """Return the entry of a form's field: the model's own, or one of the sheet's amounts or extras.

    ``tasks.name.2`` is the name of the second task.
    """
    if key.startswith("tasks."):
        _, name, number = key.split(".")
        tasks = sheet.tasks[int(number) - 1 : int(number)]
        return getattr(tasks[0], name) if tasks else _EMPTY
    if key in _PLAN:
        return getattr(sheet.plan, _PLAN[key])  # type: ignore[no-any-return]
    if key == "goals":
        return sheet.goal.entry
    own = getattr(sheet, key, None)
    return own if isinstance(own, Entry) else sheet.amounts.get(key) or sheet.extras.get(key, _EMPTY)


def indicator_entry(indicator: Indicator, key: str) -> Entry[Any]:
    """Return the entry of a column of the indicator table: the model's own, or one of the indicator's extras."""
    own = getattr(indicator, key, None)
    return own if isinstance(own, Entry) else indicator.extras.get(key, _EMPTY)


def is_carried_on(indicator: Indicator, above: Indicator | None, key: str) -> bool:
    """Return whether the row leaves the level ``key`` blank, so that its entry is that of the row above."""
    return above is not None and indicator.continued and bool(getattr(indicator, key) == getattr(above, key))


def sheet_entries(sheet: TargetSheet) -> Iterator[KeyedEntry]:
    """Yield every entry of a sheet."""
    for key in ("title", "unit", "code", "name", "budget", "fiscal", "other", "purpose"):
        yield KeyedEntry(key, -1, getattr(sheet, key))
    for period, entry in zip(PERIODS, sheet.plan.entries, strict=True):
        yield KeyedEntry(f"plan_{period}", -1, entry)
    yield KeyedEntry("goals", -1, sheet.goal.entry)
    for texts in (sheet.amounts, sheet.extras):
        for key, extra in texts.items():
            yield KeyedEntry(key, -1, extra)
    for row, task in enumerate(sheet.tasks):
        for key in ("name", "content", "budget", "fiscal", "other"):
            yield KeyedEntry(f"tasks.{key}", row, getattr(task, key))
    yield from _rows(sheet.indicators, "")
    yield from _rows(sheet.long_term, "long_term.")


def _rows(indicators: Sequence[Indicator], prefix: str) -> Iterator[KeyedEntry]:
    for row, indicator in enumerate(indicators):
        for key in (*_COLUMNS, *indicator.extras):
            yield KeyedEntry(prefix + key, row, indicator_entry(indicator, key))
        for area, entry in indicator.areas.items():
            yield KeyedEntry(f"{prefix}areas.{area}", row, entry)
