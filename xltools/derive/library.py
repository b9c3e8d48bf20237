"""The entries of the county's indicator library, and those that suit a text or a department.

Two texts are alike by the pairs of neighbouring characters that they share: names of projects and indicators are short
and in Chinese, and the same matter is put into them in another order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xltools.forms.choices import LEVELS
from xltools.values import normalise, squeeze

__all__ = ["ChosenEntries", "LibraryEntry", "Suggestion", "bare_name", "choose_entries", "suggest_indicators"]

MAX_ENTRIES_PER_LEVEL = 40
"""Entries of one level 2 that a department's template offers; a longer list is not looked through."""
_LEVELS2 = frozenset(level2 for levels in LEVELS.values() for listed in levels.values() for level2 in listed)
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


@dataclass(frozen=True, slots=True)
class ChosenEntries:
    """The entries that a department's template offers, by level, and how many the whole library has (``among``)."""

    entries: tuple[LibraryEntry, ...] = ()
    among: int = 0


def suggest_indicators(
    library: Iterable[LibraryEntry], text: str, *, level: str = "", limit: int = 10
) -> tuple[Suggestion, ...]:
    """Return the entries whose name, or one of whose projects, is most like ``text``; ``level`` is a level 1 or 2."""
    found = [
        suggestion
        for entry in library
        if not level or level in (entry.level1, entry.level2)
        for suggestion in (max(_candidates(entry, text), key=lambda one: one.likeness),)
        if suggestion.likeness >= _LEAST_LIKENESS
    ]
    found.sort(key=lambda one: (-one.likeness, -one.entry.used, one.entry.level2, one.entry.name))
    return tuple(found[:limit])


def choose_entries(
    library: Iterable[LibraryEntry], projects: Iterable[str], most: int = MAX_ENTRIES_PER_LEVEL
) -> ChosenEntries:
    """Return at most so many entries of each level 2: those of projects like a department's first, then the most used.

    ``projects`` are the names of the department's projects. Entries without a usual level 2 count as one.
    """
    entries = tuple(library)
    own = tuple(dict.fromkeys(projects))
    used_by = dict.fromkeys(project for entry in entries for project in entry.projects)
    likeness = {project: max((_likeness(project, name) for name in own), default=0.0) for project in used_by}
    levels: defaultdict[str, list[tuple[float, LibraryEntry]]] = defaultdict(list)
    for entry in entries:
        best = max((likeness[project] for project in entry.projects), default=0.0)
        level = entry.level2 if entry.level2 in _LEVELS2 else ""
        levels[level].append((best if best >= _LEAST_LIKENESS else 0.0, entry))
    chosen = [
        entry
        for listed in levels.values()
        for _, entry in sorted(listed, key=lambda one: (-one[0], -one[1].used, one[1].name))[:most]
    ]
    return ChosenEntries(tuple(sorted(chosen, key=lambda entry: (entry.level1, entry.level2))), len(entries))


def bare_name(name: str) -> str:
    """Return a name without blanks and with characters of one width, by which spellings of it are compared."""
    return squeeze(normalise(name))


def _candidates(entry: LibraryEntry, text: str) -> Iterator[Suggestion]:
    for name in (entry.name, *entry.spellings):
        yield Suggestion(entry, _likeness(text, name))
    for project in entry.projects:
        yield Suggestion(entry, _PROJECT_SHARE * _likeness(text, project), project)


def _likeness(one: str, other: str) -> float:
    """Return how alike two texts are (Dice): 0 for nothing in common, 1 for the same."""
    first, second = _pairs(one), _pairs(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text without blanks; of a single character itself."""
    bare = bare_name(text)
    return frozenset(bare[index : index + 2] for index in range(max(len(bare) - 1, 1))) if bare else frozenset()
