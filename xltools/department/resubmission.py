"""The findings that a workbook was returned with, kept in the copy, and what has become of them when it comes back.

They are kept on a very hidden sheet, which is read like any other sheet and so survives every program.
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
    "findings_record",
    "mended",
    "same",
]

T = TypeVar("T")

_TITLE = "xltools findings 1"
_WARNING = "本表由工具自动维护，用于比较修改前后的问题，请勿修改或删除"


class EarlierFinding(NamedTuple):
    """A finding as the record of a returned copy keeps it; ``found`` is what stood in the cell then."""

    rule: str
    severity: str
    sheet: str
    cell: str
    subject: str
    field: str
    found: str


def findings_record(findings: Iterable[Finding]) -> AddedSheet:
    """The very hidden sheet that keeps the findings for the next time."""
    from xltools.editor import AddedCell, AddedSheet, CellRole

    rows: list[Sequence[str]] = [(_TITLE, _WARNING), *map(_as_earlier, findings)]
    cells = tuple(tuple(AddedCell(value, CellRole.DEFAULT) for value in row) for row in rows)
    return AddedSheet(FINDINGS_SHEET, cells, first=False, state="veryHidden")


def earlier_findings(grids: Iterable[Grid]) -> tuple[EarlierFinding, ...]:
    """What the record in a returned copy says; nothing for a workbook that was never returned."""
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
    """The findings, each said to be new or still there; as they are where there is nothing to compare with.

    A finding is still there if the same rule finds the same content at the same place. The place is the cell first;
    where rows or sheets have moved since, the project and field; last the sheet and field. Each earlier finding
    answers for one of now, so those that answer for none have been mended.
    """
    if not earlier:
        return tuple(findings)
    still = same([_as_earlier(finding) for finding in findings], earlier, FINDING_KEYS)
    return tuple(
        replace(finding, since=Since.STILL if number in still else Since.NEW) for number, finding in enumerate(findings)
    )


def same(now: Iterable[T], earlier: Sequence[T], keys: Iterable[Callable[[T], Hashable]]) -> dict[int, int]:
    """Which of ``earlier`` each of ``now`` is, by their numbers, each one once.

    An earlier key counts before a later one, which is looked at for those that are left; a key of None says nothing.
    ``now`` is gone through once for every key.
    """
    found: dict[int, int] = {}
    left: Sequence[int] = range(len(earlier))
    for key in keys:
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for number in reversed(left):
            waiting[key(earlier[number])].append(number)
        waiting.pop(None, None)
        if not waiting:
            continue
        for number, one in enumerate(now):
            if number not in found and (answers := waiting.get(key(one))):
                found[number] = answers.pop()
        taken = set(found.values())
        left = [number for number in left if number not in taken]
    return found


def mended(findings: Iterable[Finding], earlier: Sequence[EarlierFinding]) -> int:
    """How many of the earlier findings are gone, given the compared findings of now."""
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
"""What says that two findings of one department are the same, the surest first."""


def _content(one: EarlierFinding) -> str:
    """What was found, whatever a program that saved the workbook made of its line breaks."""
    return " ".join(one.found.split())
