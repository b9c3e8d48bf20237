"""The county's indicator library: what departments measured, how, and on what grounds, from accepted workbooks.

An entry stands for one indicator under all its spellings: same level 2, same name but for blanks and widths, same
unit. Rows that a finding marks as an error or a warning are left out, so that no fault is handed on as a model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xltools.county.data import CountyData, IndicatorRow
from xltools.model import Severity
from xltools.summary.names import project_name
from xltools.values import normalise, squeeze

__all__ = ["LibraryEntry", "Suggestion", "collect_library", "suggest_indicators"]

_FAULTS = frozenset({Severity.ERROR, Severity.WARNING})
_MAX_EXAMPLES = 5
"""Values, bases and projects that an entry shows."""
_LEAST_LIKENESS = 0.25
_PROJECT_SHARE = 0.9
"""A project of the same name says a little less than an indicator of the same name."""


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One indicator of the library.

    ``name`` is its most frequent spelling and ``spellings`` are the others; ``values``, ``bases`` and ``projects`` are
    the most frequent ones as they were typed, ``used`` counts all target sheets.
    """

    level1: str
    level2: str
    name: str
    unit: str
    description: str
    values: tuple[str, ...]
    bases: tuple[str, ...]
    projects: tuple[str, ...]
    used: int
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry that suits a text: how well, from 0 to 1, and the project that it was found by (empty: its own name)."""

    entry: LibraryEntry
    likeness: float
    project: str = ""


def collect_library(data: CountyData) -> tuple[LibraryEntry, ...]:
    """Return the indicators of all accepted workbooks without a fault, by level and name, the most frequent first."""
    faulty = {
        (finding.place.file, finding.place.sheet, finding.place.row)
        for finding in data.findings
        if finding.severity in _FAULTS and finding.place.row
    }
    rows: defaultdict[tuple[str, str, str, str], list[IndicatorRow]] = defaultdict(list)
    for row in (row for part in data.parts for row in part.indicators):
        place = row.place
        if row.level3.strip() and row.original.strip() and (place.file, place.sheet, place.row) not in faulty:
            rows[row.level1, row.level2, _bare(row.level3), row.unit].append(row)
    entries = (_entry(alike) for alike in rows.values())
    return tuple(sorted(entries, key=lambda entry: (entry.level1, entry.level2, -entry.used, entry.name)))


def suggest_indicators(
    library: Iterable[LibraryEntry], text: str, *, level: str = "", limit: int = 10
) -> tuple[Suggestion, ...]:
    """Return the entries whose name, or one of whose projects, is most like ``text``; ``level`` is a level 1 or 2."""
    wanted = _pairs(text)
    found = [
        suggestion
        for entry in library
        if not level or level in (entry.level1, entry.level2)
        for suggestion in (max(_candidates(entry, wanted), key=lambda one: one.likeness),)
        if suggestion.likeness >= _LEAST_LIKENESS
    ]
    found.sort(key=lambda one: (-one.likeness, -one.entry.used, one.entry.level2, one.entry.name))
    return tuple(found[:limit])


def _candidates(entry: LibraryEntry, wanted: frozenset[str]) -> Iterator[Suggestion]:
    for name in (entry.name, *entry.spellings):
        yield Suggestion(entry, _overlap(wanted, _pairs(name)))
    for project in entry.projects:
        yield Suggestion(entry, _PROJECT_SHARE * _overlap(wanted, _pairs(project)), project)


def _entry(rows: list[IndicatorRow]) -> LibraryEntry:
    first = rows[0]
    name, *spellings = _frequent(row.level3.strip() for row in rows)
    projects = _frequent(project_name(row.owner) for row in rows)
    sheets = {(row.place.file, row.place.sheet, row.owner_code, row.owner) for row in rows}
    return LibraryEntry(
        level1=first.level1,
        level2=first.level2,
        name=name,
        unit=first.unit,
        description=next(iter(_frequent(row.description.strip() for row in rows)), ""),
        values=_frequent(row.original.strip() for row in rows),
        bases=_frequent(row.basis.strip() for row in rows),
        projects=projects,
        used=len(sheets),
        spellings=tuple(spellings),
    )


def _frequent(texts: Iterable[str]) -> tuple[str, ...]:
    """Return different texts, the most frequent first; of equally frequent ones the first in the order of the code."""
    counts = Counter(text for text in texts if text)
    return tuple(sorted(counts, key=lambda text: (-counts[text], text))[:_MAX_EXAMPLES])


def _bare(name: str) -> str:
    return squeeze(normalise(name))


def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text without blanks; of a single character itself."""
    bare = _bare(text)
    return frozenset(bare[index : index + 2] for index in range(max(len(bare) - 1, 1))) if bare else frozenset()


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Return how alike two sets are (Dice): 0 for nothing in common, 1 for the same."""
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
