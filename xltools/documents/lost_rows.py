"""Rows of indicator tables that were not read, or run together, as where a page draws no borders around them.

A row of which nothing was taken, and that begins with the name of a level or stands among rows that were taken, was
lost; a cell with the names of two levels holds two rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from xltools.derive.levels import begins_with_level, names_of_levels, without_levels
from xltools.documents.doubtful_values import places_of
from xltools.documents.placed_grids import PlacedGrid
from xltools.glossary import FieldTerm
from xltools.messages.documents import DOCUMENTS
from xltools.model import DepartmentBook, Finding, Place, TargetSheet
from xltools.values import squeeze

__all__ = ["check_rows"]

_HEAD = squeeze(FieldTerm.LEVEL1.zh)
_MAX_SHOWN_CHARACTERS = 60


def check_rows(book: DepartmentBook, placed: Sequence[PlacedGrid]) -> list[Finding]:
    """Return the findings about rows that were lost, in the order of the grids, and about rows that run together."""
    used: defaultdict[str, set[int]] = defaultdict(set)
    for place in places_of(book):
        used[place.sheet].add(place.row)
    findings: list[Finding] = []
    subject = ""
    for each in placed:
        forms = [sheet for sheet in book.sheets if sheet.place.sheet == each.grid.sheet]
        for row, text in _lost(each, forms, used[each.grid.sheet]):
            place = Place(each.grid.file, each.grid.sheet, row, 1)
            above = [sheet.label for sheet in forms if sheet.place.row <= row]
            findings.append(_finding(place, above[-1] if above else subject, text))
        findings += (found for sheet in forms for found in _run_together(sheet))
        subject = forms[-1].label if forms else subject
    return findings


def _lost(placed: PlacedGrid, forms: Sequence[TargetSheet], used: set[int]) -> Iterator[tuple[int, str]]:
    """Yield the rows of a grid that hold an indicator of which nothing was taken, each with its text."""
    inside = set[int]()
    for sheet in forms:
        taken = [row.place.row for row in sheet.indicators]
        inside |= set(range(min(taken), max(taken))) if taken else set()
    for row, cells in _texts(placed).items():
        if row in used or _HEAD in map(squeeze, cells):
            continue
        text = " ".join(cells)
        if begins_with_level(text) or (row in inside and without_levels(text)):
            yield row, text


def _texts(placed: PlacedGrid) -> Mapping[int, list[str]]:
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for row, _, text in placed.grid.texts():
        rows[row].append(text.strip())
    return rows


def _run_together(sheet: TargetSheet) -> Iterator[Finding]:
    seen: set[int] = set()
    for row in sheet.indicators:
        for entry in (row.level1, row.level2):
            if entry.place.row not in seen and len(names_of_levels(entry.text)) > 1:
                seen.add(entry.place.row)
                yield _finding(entry.place, sheet.label, entry.text)


def _finding(place: Place, subject: str, text: str) -> Finding:
    shown = " ".join(text.split())
    more = "…" if len(shown) > _MAX_SHOWN_CHARACTERS else ""
    return DOCUMENTS["R55"].at(place, subject=subject, found=f"{shown[:_MAX_SHOWN_CHARACTERS]}{more}")
