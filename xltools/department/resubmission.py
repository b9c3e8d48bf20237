"""The findings that a workbook was returned with, kept in the copy, and their comparison with those of today.

They are kept on a very hidden sheet, which is read like any other sheet and which every program preserves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xltools.grids.grid import Grid
from xltools.model import Finding, Since
from xltools.sheet_names import FINDINGS_SHEET

if TYPE_CHECKING:
    from xltools.editor import AddedSheet

__all__ = [
    "FINDING_KEYS",
    "EarlierFinding",
    "compare_findings",
    "earlier_findings",
    "findings_sheet",
    "match_findings",
    "mended",
]

T = TypeVar("T")

_TITLE = "xltools findings 1"
_WARNING = "本表由工具自动维护，用于比较修改前后的问题，请勿修改或删除"


class EarlierFinding(NamedTuple):
    """A finding as the record of a returned copy keeps it; ``found`` is the content of the cell at that time."""

    rule: str
    severity: str
    sheet: str
    cell: str
    subject: str
    field: str
    found: str


def findings_sheet(findings: Iterable[Finding]) -> AddedSheet:
    """Return the very hidden sheet that keeps the findings for the next time."""
    from xltools.editor import AddedCell, AddedSheet, CellRole

    rows: list[Sequence[str]] = [(_TITLE, _WARNING), *map(_as_earlier, findings)]
    cells = tuple(tuple(AddedCell(value, CellRole.DEFAULT) for value in row) for row in rows)
    return AddedSheet(FINDINGS_SHEET, cells, first=False, state="veryHidden")


def earlier_findings(grids: Iterable[Grid]) -> tuple[EarlierFinding, ...]:
    """Return the findings recorded in a returned copy; none for a workbook that was never returned."""
    for grid in grids:
        if grid.sheet == FINDINGS_SHEET and grid.text(1, 1) == _TITLE:
            width = len(EarlierFinding._fields)
            return tuple(
                EarlierFinding(*(grid.text(row, column) for column in range(1, width + 1)))
                for row in range(2, grid.height + 1)
                if grid.filled(row, 1)
            )
    return ()


def compare_findings(findings: Sequence[Finding], earlier: Sequence[EarlierFinding]) -> tuple[Finding, ...]:
    """Mark each finding as new or still there; without earlier findings they stay as they are.

    A finding is still there if the same rule finds the same content at the same place. The place is the cell first; if
    rows or sheets have moved since, it is the project and field, and last the sheet and field. Each earlier finding
    matches one of today; those without a match have been corrected.
    """
    if not earlier:
        return tuple(findings)
    still = match_findings([_as_earlier(finding) for finding in findings], earlier, FINDING_KEYS)
    return tuple(
        replace(finding, since=Since.STILL if number in still else Since.NEW) for number, finding in enumerate(findings)
    )


def match_findings(now: Iterable[T], earlier: Sequence[T], keys: Iterable[Callable[[T], Hashable]]) -> dict[int, int]:
    """Match ``now`` with ``earlier``, by their numbers; each is matched at most once.

    The first key takes precedence, and later keys are tried for those that remain; a key of None matches nothing.
    ``now`` is iterated once for every key.
    """
    matches: dict[int, int] = {}
    left: Sequence[int] = range(len(earlier))
    for key in keys:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for number in reversed(left):
            waiting[key(earlier[number])].append(number)
        waiting.pop(None, None)
        if not waiting:
            continue
        for number, item in enumerate(now):
            if number not in matches and (candidates := waiting.get(key(item))):
                matches[number] = candidates.pop()
        taken = set(matches.values())
        left = [number for number in left if number not in taken]
    return matches


def mended(findings: Iterable[Finding], earlier: Sequence[EarlierFinding]) -> int:
    """Count the earlier findings that are gone, given the compared findings of today."""
    return len(earlier) - sum(finding.since is Since.STILL for finding in findings)


def _as_earlier(finding: Finding) -> EarlierFinding:
    place = finding.place
    return EarlierFinding(
        finding.rule, finding.severity.value, place.sheet, place.cell, finding.subject, finding.field, finding.found
    )


def _by_cell(one: EarlierFinding) -> Hashable:
    return one.rule, one.sheet, one.cell, _content(one)


def _by_subject(one: EarlierFinding) -> Hashable:
    return one.rule, one.subject or one.sheet, one.field, _content(one)


def _by_sheet(one: EarlierFinding) -> Hashable:
    return one.rule, one.sheet, one.field, _content(one)


FINDING_KEYS: tuple[Callable[[EarlierFinding], Hashable], ...] = (_by_cell, _by_subject, _by_sheet)
"""Keys by which two findings of one department are the same, the most certain first."""


def _content(one: EarlierFinding) -> str:
    """Return the found text without differences of line breaks, which programs change when they save."""
    return " ".join(one.found.split())
