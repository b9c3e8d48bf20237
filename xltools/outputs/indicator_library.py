"""The county's indicator library: what departments measured, how, and on what grounds, from accepted workbooks.

An entry stands for one indicator under all its spellings: same level 2, same name but for blanks and widths, same
unit. Rows that a finding marks as an error or a warning are left out, so that no fault is handed on as a model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from xltools.county.data import CountyData, IndicatorRow
from xltools.derive.library import LibraryEntry, bare_name
from xltools.model import Severity
from xltools.summary.names import project_name

__all__ = ["collect_library"]

_FAULTS = frozenset({Severity.ERROR, Severity.WARNING})
_MAX_EXAMPLES = 5
"""Values, bases and projects that an entry shows."""


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
            rows[row.level1, row.level2, bare_name(row.level3), row.unit].append(row)
    entries = (_entry(alike) for alike in rows.values())
    return tuple(sorted(entries, key=lambda entry: (entry.level1, entry.level2, -entry.used, entry.name)))


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
