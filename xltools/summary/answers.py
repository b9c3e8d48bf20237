"""The departments' answers to findings, and what the officer makes of them: open, explained, accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum

from xltools.department.replies import ACTIONS, MENDED, UNCHANGED
from xltools.model import Severity
from xltools.quick_dataclass import dataclass
from xltools.summary.changes import Changes, EarlierRow
from xltools.summary.facts import Facts
from xltools.summary.issue_store import HEAD, MEMBER, IssueLine
from xltools.text import Text

__all__ = ["AGREED", "ONCE", "VERDICTS", "Answers", "Standing", "collect_answers", "holds", "term_of"]

AGREED, REFUSED = VERDICTS = ("同意", "不同意")
"""The judgements of the officer on an explanation."""
ONCE, _LAST_TIME = "本次", "下次到期"
"""An agreement for one run: the next summary takes it over with the word that the one after it ends it."""
_ENDED = "同意（已失效）"


class Standing(StrEnum):
    """The stage of a finding between the department and the officer."""

    OPEN = "open"
    EXPLAINED = "explained"
    """the department says why it stays; the officer has not agreed"""
    ACCEPTED = "accepted"
    """the officer agrees, and that still holds"""

    @property
    def term(self) -> Text:
        """The officers' word for it."""
        return _STANDING_TERMS[self]


_STANDING_TERMS = {
    Standing.OPEN: Text("待处理", "open"),
    Standing.EXPLAINED: Text("已说明", "explained"),
    Standing.ACCEPTED: Text("已同意", "accepted"),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the findings of a summary.

    ``cells`` are what its columns for answers hold, by the line of the issue list (from 0). ``counts`` are the findings
    that are explained or accepted; all others are open. ``accepted`` counts by department and severity.
    """

    cells: Mapping[int, EarlierRow] = field(default_factory=dict)
    counts: Counter[Standing] = field(default_factory=Counter)
    accepted: Counter[tuple[int, Severity]] = field(default_factory=Counter)

    def accepted_of(self, severity: Severity) -> int:
        """Count the accepted findings of a severity."""
        return sum(count for (_, level), count in self.accepted.items() if level is severity)


def collect_answers(facts: Facts, changes: Changes | None) -> Answers:
    """Put together what the departments have answered in their files and what was typed into the earlier summary."""
    answers = Answers({}, Counter(), Counter())
    typed = changes.issues if changes else {}
    if not (typed or facts.issues.replied):
        return answers
    matched = changes.matched if changes else frozenset()
    cells: dict[int, EarlierRow] = {}
    for lines in _groups(facts):
        whole = all(at in matched for at, line in lines if line.part != HEAD)
        for at, line in lines:
            row = _merged(line, typed.get(at, {}))
            if row.get("verdict") == AGREED and line.part != MEMBER:
                row = _agreed(row, facts.data.year, whole=whole)
            if row:
                cells[at] = row
            if line.findings and (standing := _standing(row)):
                answers.counts[standing] += line.findings
                if standing is Standing.ACCEPTED:
                    answers.accepted[line.department, Severity(line.severity)] += line.findings
    return Answers(cells, answers.counts, answers.accepted)


def term_of(year: int | None) -> str:
    """Return the word for an agreement that holds for the summaries of a year; empty without a year."""
    return f"{year}年度" if year else ""


def holds(row: EarlierRow, year: int | None) -> bool:
    """Return whether the officer has accepted what stands in a row of an earlier summary, and that still holds."""
    term = str(row.get("term") or ONCE)
    return row.get("verdict") == AGREED and bool(row.get("answer")) and term in {ONCE, _LAST_TIME, term_of(year)}


def _groups(facts: Facts) -> Iterator[list[tuple[int, IssueLine]]]:
    """Iterate over the lines of the list with their numbers: single lines, and heads with their members."""
    group: list[tuple[int, IssueLine]] = []
    for at, line in enumerate(facts.issues):
        if group and line.part != MEMBER:
            yield group
            group = []
        group.append((at, line))
    if group:
        yield group


def _merged(line: IssueLine, typed: EarlierRow) -> dict[str, str | int]:
    """Return the cells of a line: the department's answer, and what was typed into the earlier summary.

    Where both say something and differ, the answer comes first, and the other stays beside it.
    """
    row = {key: value for key, value in typed.items() if value != ""}
    if not (line.action or line.answer):
        return row
    action = line.action if line.action in ACTIONS or not line.action else UNCHANGED
    before = str(row.get("answer", ""))
    remarks = [before] if before and before not in line.answer else []
    if line.answer and line.answer not in before:
        remarks = [line.answer, *(f"（此前：{one}）" for one in remarks)]
    elif not remarks and line.answer:
        remarks = [line.answer]
    state = row.get("state")
    if action and state in ACTIONS and state != action and f"此前选“{state}”" not in before:
        remarks.append(f"（此前选“{state}”）")
    if remarks:
        row["answer"] = "".join(remarks)
    if action:
        row["state"] = action
    return row


def _agreed(row: dict[str, str | int], year: int | None, *, whole: bool) -> dict[str, str | int]:
    """Return a row with an agreement of the earlier summary as it stands now; it does not reach to new findings."""
    term = str(row.get("term") or ONCE)
    if whole and row.get("answer") and term == ONCE:
        return {**row, "term": _LAST_TIME}
    if whole and row.get("answer") and term == term_of(year):
        return row
    return {**row, "verdict": _ENDED}


def _standing(row: EarlierRow) -> Standing | None:
    if not row.get("answer"):
        return None
    if row.get("verdict") == AGREED:
        return Standing.ACCEPTED
    return None if row.get("state") == MENDED else Standing.EXPLAINED
