"""Take what people typed into the previous summary over into this one.

Entries without a match are kept on sheet 上次未对应 (:mod:`xltools.summary.unmatched`), so that nothing that somebody
typed is lost in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from xltools.county.project_identity import settlement_key
from xltools.department.resubmission import FINDING_KEYS, EarlierFinding, as_earlier, match_findings
from xltools.model import Finding, Reply, SheetKind, Since
from xltools.quick_dataclass import dataclass
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rules.catalogue import RULES
from xltools.rules.own_rules import is_own_rule
from xltools.sheet_names import COUNTY_SHEET, DOUBTFUL_SHEET, ISSUES_SHEET, REVIEWS_SHEET, UNMATCHED_SHEET
from xltools.summary.answers import holds
from xltools.summary.changes import Changes, EarlierRow
from xltools.summary.doubtful import DOUBTFUL_INPUTS
from xltools.summary.earlier_choices import file_entries
from xltools.summary.earlier_states import officer_states, unmatched_funds
from xltools.summary.facts import Facts
from xltools.summary.issue_store import HEAD, MEMBER, SINGLE
from xltools.summary.issues import ISSUE_INPUTS, default_state, field_word
from xltools.summary.names import project_name
from xltools.summary.previous import PreviousSummary
from xltools.summary.reviews import REVIEW_INPUTS
from xltools.summary.table import SummaryColumn
from xltools.values import parse_amount

__all__ = ["accepted_findings", "compare", "owned_rows", "with_acceptances"]

_PLACE = re.compile(
    rf"(?P<file>.*?(?:{'|'.join(map(re.escape, sorted(WORKBOOK_SUFFIXES)))})|\S*)"
    r"(?: (?P<sheet>.*?)(?:!(?P<cell>[A-Z]+\d.*))?)?",
    re.DOTALL | re.IGNORECASE,
)
"""A place as the list shows it: the file's name, the sheet, the cells."""


class _Issue(NamedTuple):
    """The identity of a line of the list: its owner, whether it is the head of a group, and the finding.

    ``unmatched`` is a line that had no match before either: it was not in the earlier list.
    """

    owner: str
    head: bool
    finding: EarlierFinding
    unmatched: bool = False

    @property
    def group_key(self) -> Hashable:
        """The same for the head of a group of findings and its members."""
        return self.owner, self.finding.rule, self.finding.sheet, self.finding.subject


class _Project(NamedTuple):
    """The identity of a project."""

    owner: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PreviousIssue:
    """A line of the earlier list; ``row`` is kept if somebody typed into it."""

    issue: _Issue
    row: EarlierRow | None
    member: bool = False
    """it belongs to a group, whose head counts it"""

    @property
    def counts(self) -> bool:
        """Whether it is a finding of the earlier summary: not a head, and not a line that somebody added."""
        rule = self.issue.finding.rule
        return not self.issue.unmatched and not self.issue.head and (rule in RULES or is_own_rule(rule))


def _weaker(key: Callable[[EarlierFinding], Hashable]) -> Callable[[_Issue], Hashable]:
    # An unmatched line is about the cell it was written for, not about the next similar one.
    return lambda issue: None if issue.unmatched else (issue.owner, issue.head, key(issue.finding))


_ISSUE_KEYS: tuple[Callable[[_Issue], Hashable], ...] = (
    lambda issue: (issue.owner, issue.head, FINDING_KEYS[0](issue.finding)),
    *map(_weaker, FINDING_KEYS[1:]),
)
_PROJECT_KEYS: tuple[Callable[[_Project], Hashable], ...] = (
    lambda project: project,
    lambda project: (project.owner, project.code) if project.code else None,
    lambda project: (project.owner, project.name) if project.name else None,
)
"""Keys of two lines, or projects, that are the same; the surest first."""


def compare(previous: PreviousSummary, facts: Facts) -> Changes:
    """Find each finding and each project of this summary in the previous one."""
    earlier = _Earlier(previous)
    issues, reviews = list(earlier.issues()), list(earlier.reviews())
    matches = match_findings(_CurrentIssues(facts), [previous_issue.issue for previous_issue in issues], _ISSUE_KEYS)
    since, counts = _since(facts, issues, matches)
    matches |= _inherit_from_heads(facts, issues, matches)
    projects = match_findings(list(_current_projects(facts)), [project for project, _ in reviews], _PROJECT_KEYS)
    unmatched_issues = set(range(len(issues))) - set(matches.values())
    unmatched_reviews = set(range(len(reviews))) - set(projects.values())
    decisions = list(file_entries(previous))
    states, unmatched_states = officer_states(previous, facts)
    decided = {entry: file.path for entry in decisions for file in facts.data.files if entry.about(file)}
    return Changes(
        since=since,
        matched=frozenset(at for at, number in matches.items() if not issues[number].issue.unmatched),
        issues={at: row for at, number in matches.items() if (row := issues[number].row)},
        reviews={at + 1: row for at, number in projects.items() if (row := reviews[number][1])},
        states=states,
        files={path: entry.word for entry, path in decided.items()},
        unmatched_entries=[
            *(entry.unmatched for entry in decisions if entry not in decided),
            *unmatched_states,
            *unmatched_funds(previous, facts),
            *earlier.unmatched_doubts(facts),
            *(row for number in sorted(unmatched_issues) if (row := issues[number].row)),
            *(row for number in sorted(unmatched_reviews) if (row := reviews[number][1])),
        ],
        new=counts[Since.NEW],
        still=counts[Since.STILL],
        gone=sum(previous_issue.counts for previous_issue in issues) - counts[Since.STILL],
    )


def accepted_findings(previous: PreviousSummary, year: int | None) -> dict[str, tuple[EarlierFinding, ...]]:
    """Return the findings whose explanations the officer has accepted, if that holds in a year, by department.

    Departments are named by their codes, and those without one by their names. What is agreed for a group goes for the
    findings that it had, and for no others.
    """
    issues = list(_Earlier(previous).issues())
    heads = {one.issue.group_key: one.row for one in issues if one.issue.head and one.row and holds(one.row, year)}
    accepted: dict[str, list[EarlierFinding]] = {}
    for one in issues:
        row = heads.get(one.issue.group_key) if one.member else one.row
        if row and not one.issue.head and not one.issue.unmatched and holds(row, year):
            reply = Reply(str(row.get("state", "")), str(row["answer"]))
            accepted.setdefault(one.issue.owner, []).append(one.issue.finding._replace(reply=reply))
    return {owner: tuple(findings) for owner, findings in accepted.items()}


def owned_rows(previous: PreviousSummary, table: str) -> Iterator[EarlierRow]:
    """Iterate over the rows of a table; those of findings and projects say by themselves which department they are of.

    Numbers and names of departments may differ between summaries.
    """
    earlier = _Earlier(previous)
    for row in previous.rows(table):
        yield {**row, "owner": earlier.owner(row)} if table in {ISSUES_SHEET, REVIEWS_SHEET} else row


def with_acceptances(findings: Sequence[Finding], accepted: Sequence[EarlierFinding]) -> tuple[Finding, ...]:
    """Mark the findings of a department whose explanations the officer has accepted."""
    now = [_issue("", _as_listed(as_earlier(finding)), head=False) for finding in findings]
    earlier = [_issue("", one, head=False) for one in accepted]
    matches = match_findings(now, earlier, _ISSUE_KEYS) if accepted else {}
    return tuple(
        replace(finding, reply=replace(accepted[matches[number]].reply or Reply(), accepted=True))
        if number in matches
        else finding
        for number, finding in enumerate(findings)
    )


def _as_listed(one: EarlierFinding) -> EarlierFinding:
    """Return a finding as the issue list shows it."""
    return one._replace(subject=project_name(one.subject), field=field_word(one.field))


def _since(
    facts: Facts, issues: Sequence[PreviousIssue], matches: Mapping[int, int]
) -> tuple[list[str], Counter[Since]]:
    """Return what the list shows of each line's age, and the numbers of findings that are new or still there."""
    words: list[str] = []
    counts: Counter[Since] = Counter()
    group: Counter[Since] = Counter()
    head = 0
    for at, line in enumerate(facts.issues):
        if line.part == HEAD:
            head, group = at, Counter()
            words.append("")
            continue
        since = Since.STILL if at in matches and not issues[matches[at]].issue.unmatched else Since.NEW
        counts[since] += 1
        words.append(since.term.zh)
        if line.part == MEMBER:
            group[since] += 1
            words[head] = since.term.zh if len(group) == 1 else _both(group)
    return words, counts


def _both(counts: Counter[Since]) -> str:
    return "、".join(f"{since.term.zh} {counts[since]}" for since in Since)


def _inherit_from_heads(facts: Facts, issues: Sequence[PreviousIssue], matches: Mapping[int, int]) -> dict[int, int]:
    """Match the last finding of a group with the earlier head: remarks on a group apply to each of its findings."""
    matched = set(matches.values())
    heads = {
        previous_issue.issue.group_key: number
        for number, previous_issue in enumerate(issues)
        if previous_issue.issue.head and previous_issue.row and number not in matched
    }
    inherited: dict[int, int] = {}
    for at, line in enumerate(facts.issues if heads else ()):
        previous_issue = issues[matches[at]] if line.part == SINGLE and at in matches else None
        if previous_issue and not previous_issue.row and previous_issue.issue.group_key in heads:
            inherited[at] = heads.pop(previous_issue.issue.group_key)
    return inherited


# --- this summary -----------------------------------------------------------------------------------------------------


class _CurrentIssues:
    """The lines of this summary's list; every iteration reads them again, because they do not all fit in memory."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._owners = {department.number: _owner(department.code, department.name) for department in facts.departments}

    def __iter__(self) -> Iterator[_Issue]:
        for line in self._facts.issues:
            owner = self._owners.get(line.department) or _one_line(line.file.rsplit("/", 1)[-1])
            finding = EarlierFinding(
                line.rule, "", line.sheet, line.cell, line.subject, field_word(line.field), line.found
            )
            yield _issue(owner, finding, head=line.part == HEAD)


def _current_projects(facts: Facts) -> Iterator[_Project]:
    for own in facts.rows(SheetKind.PROJECT):
        owner = _owner(own.department.code, own.department.name)
        yield _Project(owner, _one_line(own.row.code), _one_line(own.row.name))


def _owner(code: str | int | None, name: str | int | None) -> str:
    """Return the key of a department; its name only if it has no code, because names get corrected."""
    return _one_line(code) or _one_line(name)


def _issue(owner: str, finding: EarlierFinding, *, head: bool) -> _Issue:
    subject, sheet = _one_line(finding.subject), _one_line(finding.sheet)
    if head:  # the cells of a group change, and no single content stands for all of them
        finding = finding._replace(cell=subject, found="")
    return _Issue(owner, head, finding._replace(subject=subject, sheet=sheet))


def _one_line(text: str | int | None) -> str:
    """Return a text without line breaks, which programs save in different ways; "" for a blank cell."""
    return " ".join(str(text or "").split())


# --- the previous summary ---------------------------------------------------------------------------------------------


class _Earlier:
    """The rows of the previous summary."""

    def __init__(self, previous: PreviousSummary) -> None:
        self._previous = previous
        self._owners = {
            _one_line(row[key]): _owner(row.get("code"), row.get("name"))
            for key in ("name", "number")
            for row in previous.rows(COUNTY_SHEET)
            if key in row
        }

    def issues(self) -> Iterator[PreviousIssue]:
        """Iterate over the lines of the list, and those that had no match before."""
        for unmatched, row in self._rows(ISSUES_SHEET):
            rule, subject, field, content = (str(row.get(key, "")) for key in ("rule", "subject", "field", "found"))
            place = _PLACE.fullmatch(_one_line(row.get("place")))
            file, sheet, cell = place.groups("") if place else ("", "", "")
            owner = self.owner(row) or file
            issue = _issue(
                owner,
                EarlierFinding(rule, "", sheet, cell, subject, field, content),
                head=row.get("count", "") not in {"", "0", "1"},
            )
            # A line without one of the tool's rules was added by somebody.
            kept = rule not in RULES or _typed(row, ISSUE_INPUTS, default_state(str(row.get("severity", ""))))
            member = not row.get("count") or row["count"] == "0"
            yield PreviousIssue(issue._replace(unmatched=unmatched), {**row, "owner": owner} if kept else None, member)

    def reviews(self) -> Iterator[tuple[_Project, EarlierRow | None]]:
        """Iterate over the projects, and those that had no match before; with the row if somebody typed into it."""
        for _, row in self._rows(REVIEWS_SHEET):
            owner, name = self.owner(row), row.get("name") or row.get("subject", "")
            kept = {**row, "owner": owner, "subject": name} if _typed(row, REVIEW_INPUTS) else None
            yield _Project(owner, _one_line(row.get("code")), _one_line(name)), kept

    def unmatched_doubts(self, facts: Facts) -> Iterator[EarlierRow]:
        """Iterate over the entries about amounts that are not in doubt now; the others the county has taken over."""
        doubted = {
            settlement_key(doubt.row.department_code or doubt.row.department_name, doubt.row.code, doubt.row.name,
                           doubt.amount)
            for doubt in facts.data.doubtful
        }  # fmt: skip
        for _, row in self._rows(DOUBTFUL_SHEET):
            if not _typed(row, DOUBTFUL_INPUTS):
                continue
            amount = parse_amount(str(row.get("amount") or row.get("found") or ""))
            owner, code, name = (str(row.get(key, "")) for key in ("owner", "code", "subject"))
            if amount is None or settlement_key(owner, code, name, amount) not in doubted:
                yield {**row, "found": str(row.get("amount") or row.get("found") or "")}

    def _rows(self, table: str) -> Iterator[tuple[bool, EarlierRow]]:
        for row in self._previous.rows(table):
            yield False, {**row, "table": table}
        for row in self._previous.rows(UNMATCHED_SHEET):
            if row.get("table") == table:
                yield True, row

    def owner(self, row: EarlierRow) -> str:
        """Return the key of the department that a row is of."""
        names = (_one_line(row.get(key)) for key in ("department", "department name"))
        return _one_line(row.get("owner")) or next((self._owners[name] for name in names if name in self._owners), "")


def _typed(row: EarlierRow, inputs: Iterable[SummaryColumn], default: str | None = None) -> bool:
    """Return whether somebody typed something other than the default into one of these columns."""
    return any(row.get(column.key) not in {None, "", default} for column in inputs)
