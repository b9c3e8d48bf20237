"""What people typed into the previous summary goes over into this one; what nothing is left for, to 上次未对应."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xltools.department.resubmission import FINDING_KEYS, EarlierFinding, same
from xltools.glossary import chinese
from xltools.model import SheetKind, Since
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rules.catalogue import RULES
from xltools.sheet_names import COUNTY_SHEET, ISSUES_SHEET, LEFTOVER_SHEET, REVIEWS_SHEET
from xltools.summary.book import Book, first_row
from xltools.summary.issue_store import HEAD, MEMBER, SINGLE
from xltools.summary.issues import ISSUE_INPUTS, default_state, field_word
from xltools.summary.previous import Changes, PreviousSummary, Row
from xltools.summary.reviews import REVIEW_INPUTS
from xltools.summary.table import Column, Table

__all__ = ["compare", "leftover_table", "write_leftover"]

_COLUMNS = (
    Column("table", "原表", 9, "centre"),
    Column("owner", "部门编码", 8, "centre"),
    Column("department name", "部门", 13),
    Column("code", "项目编码", 15, "code"),
    Column("subject", "项目", 20),
    Column("severity", "级别", 5.5, "level"),
    Column("rule", "规则", 5.5, "rule"),
    Column("place", "位置", 20, "small"),
    Column("field", "栏目", 9, "centre"),
    Column("found", "原文", 16, "small"),
    Column("message", "问题", 22),
    Column("count", "处数", 5, "count"),
    *ISSUE_INPUTS[:2],
    *REVIEW_INPUTS,  # the last two are those of the issues, too
)
_PLACE = re.compile(
    rf"(?P<file>.*?(?:{'|'.join(map(re.escape, sorted(WORKBOOK_SUFFIXES)))})|\S*)"
    r"(?: (?P<sheet>.*?)(?:!(?P<cell>[A-Z]+\d.*))?)?",
    re.DOTALL | re.IGNORECASE,
)
"""What the list shows as the place: the file's name, the sheet, the cells."""


class _Issue(NamedTuple):
    """What tells a line of the list from others: whose it is, whether it is the head of likes, and the finding.

    ``waiting`` is one that was left over before: it did not stand in the earlier list.
    """

    owner: str
    head: bool
    finding: EarlierFinding
    waiting: bool = False

    @property
    def likes(self) -> Hashable:
        """The same for a head and its members."""
        return self.owner, self.finding.rule, self.finding.sheet, self.finding.subject


class _Project(NamedTuple):
    """What tells a project from others."""

    owner: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class _Before:
    """A line of the earlier list; ``row`` is kept where somebody typed into it."""

    issue: _Issue
    row: Row | None

    @property
    def counts(self) -> bool:
        """It is one of the findings of the earlier summary: no head, no line that somebody added."""
        return not self.issue.waiting and not self.issue.head and self.issue.finding.rule in RULES


def _weaker(key: Callable[[EarlierFinding], Hashable]) -> Callable[[_Issue], Hashable]:
    # What waits is for the cell that it was said of, not for the next one like it.
    return lambda one: None if one.waiting else (one.owner, one.head, key(one.finding))


_ISSUE_KEYS: tuple[Callable[[_Issue], Hashable], ...] = (
    lambda one: (one.owner, one.head, FINDING_KEYS[0](one.finding)),
    *map(_weaker, FINDING_KEYS[1:]),
)
_PROJECT_KEYS: tuple[Callable[[_Project], Hashable], ...] = (
    lambda one: one,
    lambda one: (one.owner, one.code) if one.code else None,
    lambda one: (one.owner, one.name) if one.name else None,
)
"""What says that two are the same, the surest first."""


def compare(previous: PreviousSummary, book: Book) -> Changes:
    """Look for each finding and project of this summary in the previous one."""
    earlier = _Earlier(previous, book)
    issues, reviews = list(earlier.issues()), list(earlier.reviews())
    answers = same(_Lines(book), [one.issue for one in issues], _ISSUE_KEYS)
    since, counts = _since(book, issues, answers)
    answers |= _last_of_likes(book, issues, answers)
    projects = same(list(_projects(book)), [project for project, _ in reviews], _PROJECT_KEYS)
    leftover_issues = set(range(len(issues))) - set(answers.values())
    leftover_reviews = set(range(len(reviews))) - set(projects.values())
    return Changes(
        since=since,
        issues={at: row for at, number in answers.items() if (row := issues[number].row)},
        reviews={at + 1: row for at, number in projects.items() if (row := reviews[number][1])},
        leftover=[
            *(row for number in sorted(leftover_issues) if (row := issues[number].row)),
            *(row for number in sorted(leftover_reviews) if (row := reviews[number][1])),
        ],
        new=counts[Since.NEW],
        still=counts[Since.STILL],
        gone=sum(one.counts for one in issues) - counts[Since.STILL],
    )


def _since(book: Book, issues: Sequence[_Before], answers: Mapping[int, int]) -> tuple[list[str], Counter[Since]]:
    """What the list says of each line, and how many findings are new or still there."""
    told: list[str] = []
    counts: Counter[Since] = Counter()
    likes: Counter[Since] = Counter()
    head = 0
    for at, line in enumerate(book.facts.issues):
        if line.part == HEAD:
            head, likes = at, Counter()
            told.append("")
            continue
        since = Since.STILL if at in answers and not issues[answers[at]].issue.waiting else Since.NEW
        counts[since] += 1
        told.append(chinese(since))
        if line.part == MEMBER:
            likes[since] += 1
            told[head] = chinese(since) if len(likes) == 1 else _both(likes)
    return told, counts


def _both(counts: Counter[Since]) -> str:
    return "、".join(f"{chinese(since)} {counts[since]}" for since in Since)


def _last_of_likes(book: Book, issues: Sequence[_Before], answers: Mapping[int, int]) -> dict[int, int]:
    """Where one of several likes is left: what was said of all of them was said of it."""
    answered = set(answers.values())
    heads = {
        one.issue.likes: number
        for number, one in enumerate(issues)
        if one.issue.head and one.row and number not in answered
    }
    found: dict[int, int] = {}
    for at, line in enumerate(book.facts.issues if heads else ()):
        before = issues[answers[at]] if line.part == SINGLE and at in answers else None
        if before and not before.row and before.issue.likes in heads:
            found[at] = heads.pop(before.issue.likes)
    return found


# --- now --------------------------------------------------------------------------------------------------------------


class _Lines:
    """The lines of this summary's list, from the first at every pass: they are not all in memory."""

    def __init__(self, book: Book) -> None:
        self._facts = book.facts
        self._owners = {one.number: _owner(one.code, one.name) for one in book.facts.departments}

    def __iter__(self) -> Iterator[_Issue]:
        for line in self._facts.issues:
            owner = self._owners.get(line.department) or _plain(line.file.rsplit("/", 1)[-1])
            found = EarlierFinding(
                line.rule, "", line.sheet, line.cell, line.subject, field_word(line.field), line.found
            )
            yield _issue(owner, found, head=line.part == HEAD)


def _projects(book: Book) -> Iterator[_Project]:
    for own in book.facts.rows(SheetKind.PROJECT):
        yield _Project(_owner(own.department.code, own.department.name), _plain(own.row.code), _plain(own.row.name))


def _owner(code: str | int | None, name: str | int | None) -> str:
    """The department for the next summary: its name may be put right."""
    return _plain(code) or _plain(name)


def _issue(owner: str, finding: EarlierFinding, *, head: bool) -> _Issue:
    subject, sheet = _plain(finding.subject), _plain(finding.sheet)
    if head:  # the cells of likes come and go, and nothing stands for what was found in all of them
        finding = finding._replace(cell=subject, found="")
    return _Issue(owner, head, finding._replace(subject=subject, sheet=sheet))


def _plain(text: str | int | None) -> str:
    """A text whatever a program made of its line breaks; of a blank cell nothing."""
    return " ".join(str(text or "").split())


# --- then -------------------------------------------------------------------------------------------------------------


class _Earlier:
    """The rows of the previous summary."""

    def __init__(self, previous: PreviousSummary, book: Book) -> None:
        self._previous = previous
        columns = {
            ISSUES_SHEET: book.tables[ISSUES_SHEET].columns,
            REVIEWS_SHEET: book.tables[REVIEWS_SHEET].columns,
            LEFTOVER_SHEET: _COLUMNS,
        }
        self._titles = {table: {one.key: one.title for one in some} for table, some in columns.items()}
        known = {
            one.key: one.title for one in book.tables[COUNTY_SHEET].columns if one.key in {"number", "code", "name"}
        }
        self._owners = {
            _plain(row[key]): _owner(row.get("code"), row.get("name"))
            for key in ("name", "number")
            for row in previous.rows(COUNTY_SHEET, known)
            if key in row
        }

    def issues(self) -> Iterator[_Before]:
        """The lines of the list, and those that were left over before."""
        for waiting, row in self._rows(ISSUES_SHEET):
            rule, subject, field, found = (str(row.get(key, "")) for key in ("rule", "subject", "field", "found"))
            place = _PLACE.fullmatch(_plain(row.get("place")))
            file, sheet, cell = place.groups("") if place else ("", "", "")
            owner = self._owner(row) or file
            issue = _issue(
                owner,
                EarlierFinding(rule, "", sheet, cell, subject, field, found),
                head=row.get("count", "") not in {"", "0", "1"},
            )
            # A line without a rule of ours is one that somebody added.
            kept = rule not in RULES or _typed(row, ISSUE_INPUTS, default_state(str(row.get("severity", ""))))
            yield _Before(issue._replace(waiting=waiting), {**row, "owner": owner} if kept else None)

    def reviews(self) -> Iterator[tuple[_Project, Row | None]]:
        """The projects, and those that were left over before; with the row where somebody typed into it."""
        for _, row in self._rows(REVIEWS_SHEET):
            owner, name = self._owner(row), row.get("name") or row.get("subject", "")
            kept = {**row, "owner": owner, "subject": name} if _typed(row, REVIEW_INPUTS) else None
            yield _Project(owner, _plain(row.get("code")), _plain(name)), kept

    def _rows(self, table: str) -> Iterator[tuple[bool, Row]]:
        needed = [column.key for column in (ISSUE_INPUTS if table == ISSUES_SHEET else REVIEW_INPUTS)]
        for row in self._previous.rows(table, self._titles[table], needed):
            yield False, {**row, "table": table}
        for row in self._previous.rows(LEFTOVER_SHEET, self._titles[LEFTOVER_SHEET]):
            if row.get("table") == table:
                yield True, row

    def _owner(self, row: Row) -> str:
        names = (_plain(row.get(key)) for key in ("department", "department name"))
        return _plain(row.get("owner")) or next((self._owners[name] for name in names if name in self._owners), "")


def _typed(row: Row, inputs: Iterable[Column], default: str | None = None) -> bool:
    """Somebody typed into one of these columns something else than what stands there by itself."""
    return any(row.get(column.key) not in {None, "", default} for column in inputs)


# --- 上次未对应 -------------------------------------------------------------------------------------------------------


def leftover_table(changes: Changes) -> Table:
    """Where the rows stand that nothing is left for."""
    return Table(LEFTOVER_SHEET, _COLUMNS, len(changes.leftover), first=first_row(groups=True))


def write_leftover(book: Book) -> None:
    """上次未对应, if there is anything on it."""
    if book.changes and book.changes.leftover:
        table = book.tables[LEFTOVER_SHEET]
        book.draw(
            table,
            (("", [row.get(column.key) for column in table.columns]) for row in book.changes.leftover),
            title="上次填写、本次没有对应问题或项目的内容",
            aside="下次汇总时仍会保留，对应的问题或项目再出现时自动带回；不再需要的行可以删除",
            freeze=3,
        )
