"""Several earlier summaries as one: two reviewers have worked in two copies, and the entries of both are taken over.

Rows of the same finding, project or file become one. Where two people typed different things into the same cell, both
stand side by side in it, and are said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from xltools.sheet_names import COUNTY_SHEET, FILES_SHEET, ISSUES_SHEET, REVIEWS_SHEET
from xltools.summary.changes import EarlierRow
from xltools.summary.issues import default_state
from xltools.summary.merge_previous import owned_rows
from xltools.summary.previous import FIRST_DAY, PreviousSummary
from xltools.summary.sheet import SummarySheet
from xltools.summary.sheets import SHEETS
from xltools.text import Text

__all__ = ["EntryConflict", "merge_summaries"]

_INPUTS = {FILES_SHEET: ("take",), COUNTY_SHEET: ("state",)}
"""Columns to type into on sheets that an earlier summary need not have."""
_IDENTITY = {
    ISSUES_SHEET: ("owner", "rule", "subject", "place", "field", "found", "message"),
    REVIEWS_SHEET: ("owner", "code", "name"),
    COUNTY_SHEET: ("code", "name"),
}
"""Columns by which rows of two summaries are the same; on other sheets all that no one types into."""


class EntryConflict(NamedTuple):
    """Different entries in one cell of several summaries: the table, the row in words, the column, the entries."""

    table: str
    row: str
    column: str
    entries: tuple[str, ...]

    @property
    def text(self) -> Text:
        """The conflict in words."""
        both = "／".join(self.entries)
        return Text(f"{self.table} {self.row}“{self.column}”：{both}", f"{self.table} {self.row} {self.column}: {both}")


def merge_summaries(summaries: Sequence[PreviousSummary]) -> tuple[PreviousSummary | None, tuple[EntryConflict, ...]]:
    """Return the summaries as one, and the cells in which people entered different things; None for no summary.

    Raises NoSummaryError if the header of a table is gone, or a column that people type into.
    """
    if len(summaries) < 2:
        return (summaries[0] if summaries else None), ()
    conflicts: list[EntryConflict] = []
    merged: dict[str, list[EarlierRow]] = {}
    for sheet in SHEETS:
        if sheet.read_again:
            merging = _Merging(sheet)
            for summary in summaries:
                merging.add(owned_rows(summary, sheet.name))
            merged[sheet.name] = list(merging.rows())
            conflicts += merging.conflicts()
    return PreviousSummary((), merged), tuple(conflicts)


class _Merging:
    """The rows of one table while they are merged, and what was typed into their cells."""

    def __init__(self, sheet: SummarySheet) -> None:
        inputs = _INPUTS.get(sheet.name) or tuple(column.key for column in sheet.inputs)
        self._table = sheet.name
        self._titles = {
            column.key: "".join(column.title.split()) for column in sheet.read_again if column.key in inputs
        }
        self._rows: dict[Hashable, EarlierRow] = {}
        self._entries: dict[tuple[Hashable, str], list[str | int]] = {}

    def add(self, rows: Iterable[EarlierRow]) -> None:
        """Add the rows of one summary; two that are alike in it stay two."""
        seen: Counter[Hashable] = Counter()
        for row in rows:
            same = self._identity(row)
            key = (same, seen[same])
            seen[same] += 1
            self._rows.setdefault(key, {name: value for name, value in row.items() if name not in self._titles})
            default = row.get("automatic state")
            if self._table == ISSUES_SHEET:
                default = default_state(str(row.get("severity", "")))
            for name in self._titles:
                entries = self._entries.setdefault((key, name), [])
                value = row.get(name, "")
                if value not in {"", default} and value not in entries:
                    entries.append(value)

    def rows(self) -> Iterator[EarlierRow]:
        """Iterate over the merged rows; a cell with several entries holds all of them."""
        for key, row in self._rows.items():
            typed = {name: self._entries[key, name] for name in self._titles}
            yield {
                **row,
                **{
                    name: entries[0] if len(entries) == 1 else "／".join(_shown(name, entry) for entry in entries)
                    for name, entries in typed.items()
                    if entries
                },
            }

    def conflicts(self) -> Iterator[EntryConflict]:
        """Iterate over the cells with several entries."""
        for (key, name), entries in self._entries.items():
            if len(entries) > 1:
                shown = tuple(_shown(name, entry) for entry in entries)
                yield EntryConflict(self._table, _in_words(self._rows[key]), self._titles[name], shown)

    def _identity(self, row: EarlierRow) -> Hashable:
        names = _IDENTITY.get(self._table) or tuple(sorted(row.keys() - self._titles.keys()))
        return tuple((name, " ".join(str(row.get(name, "")).split())) for name in names)


def _in_words(row: EarlierRow) -> str:
    """Return what a person knows a row by."""
    known = (row.get(key) for key in ("rule", "department name", "subject", "name", "code", "file"))
    return " ".join(str(value) for value in known if value)


def _shown(name: str, entry: str | int) -> str:
    if name == "date" and isinstance(entry, int):
        return date.fromordinal(entry + FIRST_DAY).isoformat()
    return str(entry)
