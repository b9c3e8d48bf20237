"""The difference between an earlier summary and this one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from xltools.glossary import Term
from xltools.model import Since
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["Changes", "EarlierRow"]

EarlierRow = Mapping[str, str | int]
"""The filled cells of a row of an earlier summary by the keys of their columns."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The fate of an earlier summary's findings, and of what people typed into it.

    ``since`` says for each line of the issue list whether it is new, and ``matched`` are the lines (from 0) that are
    not; ``issues`` are the earlier rows for lines of the
    issue list (from 0), ``reviews`` those for projects (from 1), ``files`` the decisions on
    files by their paths, ``states`` what the officer has chosen for departments by their numbers. ``unmatched_entries``
    are rows that people typed into and that have no counterpart now.
    ``new``, ``still`` and ``gone`` count findings.
    """

    since: Sequence[str]
    matched: Set[int]
    issues: Mapping[int, EarlierRow]
    reviews: Mapping[int, EarlierRow]
    files: Mapping[str, str]
    states: Mapping[int, str]
    unmatched_entries: Sequence[EarlierRow]
    new: int
    still: int
    gone: int

    @property
    def counts(self) -> tuple[tuple[Text, int], ...]:
        """The three numbers, each with its term."""
        return (Since.NEW.term, self.new), (Since.STILL.term, self.still), (Term.MENDED, self.gone)
