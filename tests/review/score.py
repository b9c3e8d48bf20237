"""The score of a round: recall by the severity a reviewer gives, precision by the severity that the rules give.

A fault counts as found if a finding points at one of its cells, directly or as a related place; a finding counts as
right if it points at a cell of a fault. Because two different things may be said of one cell, all pairs are printed to
be read, and ``mismatches.toml`` of a round lists those that are not about the same thing: they count as no match.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.review.books import ROUNDS, Book, Gold, load_round, write_book
from xltools.department.review import check_file
from xltools.model import Finding, Severity

__all__ = ["BookScore", "RoundScore", "score_round"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding, and the faults that it points at."""

    finding: Finding
    faults: tuple[Gold, ...]


@dataclass(frozen=True, slots=True)
class BookScore:
    """One book: every finding with the faults it points at, and the faults that nothing points at."""

    book: Book
    pairs: tuple[Pair, ...]
    missed: tuple[Gold, ...]

    @property
    def false(self) -> tuple[Finding, ...]:
        """The findings that point at no fault."""
        return tuple(pair.finding for pair in self.pairs if not pair.faults)


@dataclass(frozen=True, slots=True)
class RoundScore:
    """The scores of all books of a round."""

    books: tuple[BookScore, ...]

    def recall(self, severity: Severity) -> tuple[int, int]:
        """Return how many faults of a severity are found, of how many."""
        total = sum(gold.severity is severity for score in self.books for gold in score.book.gold)
        missed = sum(gold.severity is severity for score in self.books for gold in score.missed)
        return total - missed, total

    def as_severe(self, severity: Severity) -> int:
        """Return how many faults of a severity are found by a finding of that severity or a graver one."""
        return sum(
            any(gold in pair.faults and pair.finding.severity.rank <= severity.rank for pair in score.pairs)
            for score in self.books
            for gold in score.book.gold
            if gold.severity is severity
        )

    def precision(self, severity: Severity) -> tuple[int, int]:
        """Return how many findings of a severity point at a fault, of how many."""
        pairs = [pair for score in self.books for pair in score.pairs if pair.finding.severity is severity]
        return sum(bool(pair.faults) for pair in pairs), len(pairs)

    @property
    def false_by_rule(self) -> Counter[str]:
        """The number of findings that point at no fault, by rule."""
        return Counter(finding.rule for score in self.books for finding in score.false)


def score_round(name: str) -> RoundScore:
    """Write, read and check all books of a round, and score the findings."""
    mismatches = frozenset(_mismatches(ROUNDS / name / "mismatches.toml"))
    with TemporaryDirectory() as folder:
        return RoundScore(tuple(_score(book, Path(folder), mismatches) for book in load_round(name)))


def _mismatches(path: Path) -> Iterator[tuple[str, str, str, str]]:
    if path.exists():
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mismatch"]:
            yield entry["book"], entry["rule"], entry["cell"], entry["what"]


def _score(book: Book, folder: Path, mismatches: frozenset[tuple[str, str, str, str]]) -> BookScore:
    check = check_file(write_book(book, folder), book.file)
    pairs = tuple(Pair(finding, tuple(_faults(book, finding, mismatches))) for finding in check.findings)
    hit = {gold for pair in pairs for gold in pair.faults}
    return BookScore(book, pairs, tuple(gold for gold in book.gold if gold not in hit))


def _faults(book: Book, finding: Finding, mismatches: frozenset[tuple[str, str, str, str]]) -> Iterator[Gold]:
    places = (finding.place, *finding.related)
    cells = {(place.sheet, place.cell) for place in places}
    # A finding about a whole form or book points at faults that name the form, not at those of single cells.
    for gold in book.gold:
        if cells & gold.cells and (book.name, finding.rule, str(finding.place), gold.what) not in mismatches:
            yield gold
