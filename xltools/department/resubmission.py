"""The findings that a workbook was returned with, kept in the copy, and their comparison with those of today.

They are kept on a very hidden sheet, which is read like any other sheet and which every program preserves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from xltools.department.replies import lost_replies, read_replies
from xltools.grids.grid import Grid
from xltools.model import Finding, Reply, Since
from xltools.rules.engine import group_findings
from xltools.sheet_names import FINDINGS_SHEET

if TYPE_CHECKING:
    from xltools.editor import AddedSheet

__all__ = [
    "FINDING_KEYS",
    "EarlierFinding",
    "as_earlier",
    "compare_findings",
    "earlier_findings",
    "findings_sheet",
    "match_findings",
    "mended",
    "unmatched_answers",
]

T = TypeVar("T")

_TITLE = "xltools findings 1"
_RECORDED = 7
"""The columns of the record before the number of the line."""
_WARNING = "本表由工具自动维护，用于比较修改前后的问题，请勿修改或删除"


class EarlierFinding(NamedTuple):
    """A finding as the record of a returned copy keeps it; ``found`` is the content of the cell at that time.

    ``line`` is the number of its row on the sheet 校验结果, and ``reply`` what the department has answered there.
    """

    rule: str
    severity: str
    sheet: str
    cell: str
    subject: str
    field: str
    found: str
    line: str = ""
    reply: Reply | None = None


def findings_sheet(findings: Iterable[Finding]) -> AddedSheet:
    """Return the very hidden sheet that keeps the findings for the next time."""
    from xltools.editor import AddedCell, AddedSheet, CellRole

    rows: list[Sequence[str]] = [(_TITLE, _WARNING)]
    for line, group in enumerate(group_findings(findings), 1):
        rows += [(*_texts(as_earlier(finding)), str(line)) for finding in group.findings]
    cells = tuple(tuple(AddedCell(value, CellRole.DEFAULT) for value in row) for row in rows)
    return AddedSheet(FINDINGS_SHEET, cells, first=False, state="veryHidden")


def earlier_findings(grids: Iterable[Grid]) -> tuple[EarlierFinding, ...]:
    """Return the findings recorded in a returned copy; none for a workbook that was never returned."""
    sheets = tuple(grids)
    for grid in sheets:
        if grid.sheet == FINDINGS_SHEET and grid.text(1, 1) == _TITLE:
            recorded = [
                EarlierFinding._make((*(grid.text(row, column) for column in range(1, _RECORDED + 2)), None))
                for row in range(2, grid.height + 1)
                if grid.filled(row, 1)
            ]
            replies = read_replies(sheets)
            return tuple(one._replace(reply=replies.get((one.line, one.rule))) for one in recorded)
    return ()


def unmatched_answers(grids: Iterable[Grid], earlier: Sequence[EarlierFinding]) -> tuple[Finding, ...]:
    """Return a finding for each answer in a returned copy that belongs to none of its findings."""
    return lost_replies(grids, {(one.line, one.rule) for one in earlier}) if earlier else ()


def compare_findings(findings: Sequence[Finding], earlier: Sequence[EarlierFinding]) -> tuple[Finding, ...]:
    """Mark each finding as new or still there, with its answer; without earlier findings they stay as they are.

    A finding is still there if the same rule finds the same content at the same place. The place is the cell first; if
    rows or sheets have moved since, it is the project and field, and last the sheet and field. Each earlier finding
    matches one of today; those without a match have been corrected.
    """
    if not earlier:
        return tuple(findings)
    still = match_findings([as_earlier(finding) for finding in findings], earlier, FINDING_KEYS)
    return tuple(
        replace(finding, since=Since.STILL, reply=earlier[still[number]].reply)
        if number in still
        else replace(finding, since=Since.NEW)
        for number, finding in enumerate(findings)
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


def _texts(one: EarlierFinding) -> tuple[str, ...]:
    return one.rule, one.severity, one.sheet, one.cell, one.subject, one.field, one.found


def as_earlier(finding: Finding) -> EarlierFinding:
    """Return a finding as the record keeps it."""
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
