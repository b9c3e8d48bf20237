"""A store of findings on disk that gives them back sorted by severity.

There may be hundreds of thousands, and they come in the order of files; the issue list shows them by severity, then
department, then in the order of the workbook. Only an index of the portions is kept in memory.
"""

from __future__ import annotations

import marshal
import tempfile
from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xltools.model import Finding, Place, Severity, SheetKind
from xltools.rules.engine import FindingGroup, group_findings
from xltools.summary.names import project_name

__all__ = ["HEAD", "MEMBER", "SINGLE", "IssueLine", "IssueStore", "count_codes"]


_MARKS = tuple(f"{severity.rank}:" for severity in Severity)
"""Severities in the stored findings of a form: one text for each form, with the severity before the id of each rule."""
_LEVELS = {str(severity.rank): severity for severity in Severity}


def count_codes(codes: str) -> Counter[tuple[Severity, str]]:
    """Count the findings of a form by severity and rule."""
    return Counter((_LEVELS[code[0]], code[2:]) for code in codes.split())


SINGLE, HEAD, MEMBER = range(3)
"""The parts of the list: a single finding, the head of a group of findings, and a member of a group."""


class IssueLine(NamedTuple):
    """One line of the issue list. ``findings`` is the number it counts for: 0 for a member, which its head counts.

    ``action`` and ``answer`` are what the department has answered in the copy that it got back.
    """

    part: int
    severity: str
    rule: str
    department: int
    subject: str
    file: str
    sheet: str
    cell: str
    cells: str
    field: str
    found: str
    message: str
    suggestion: str
    findings: int
    action: str = ""
    answer: str = ""


class _Portion(NamedTuple):
    """The position of the lines of one severity from one run of a file; portions sort as the list does."""

    severity: int
    department: int
    number: int
    offset: int
    size: int


class IssueStore:
    """Takes findings in any order, best file by file, and gives lines in the order of the list."""

    def __init__(self) -> None:
        self.replied = False
        """whether a department has answered any finding"""
        self.lines = 0
        """the number of lines, heads included"""
        self.findings: Counter[Severity] = Counter()
        """the number of findings"""
        self._file = tempfile.TemporaryFile(prefix="xltools-")  # noqa: SIM115 - lives as long as the store
        self._portions: list[_Portion] = []
        self._run: list[Finding] = []
        self._department = 0
        self.by_kind: Counter[tuple[SheetKind, Severity]] = Counter()
        """the number of findings on forms of each kind"""
        self._tops: dict[tuple[str, str], list[tuple[int, SheetKind]]] = {}
        self._codes: defaultdict[tuple[str, str, int], str] = defaultdict(str)
        self._rows: dict[str, bytes] = {}

    def register_form(self, kind: SheetKind, place: Place) -> None:
        """Register where a form begins, before the first finding is added: findings are counted by form."""
        insort(self._tops.setdefault((place.file, place.sheet), []), (place.row, kind))

    def add(self, finding: Finding, department: int) -> None:
        """Add the next finding; ``department`` is the number of its file's department, 0 for none."""
        # Findings without a file may be about several departments that have sent nothing.
        if self._run and (finding.place.file, department) != (self._run[-1].place.file, self._department):
            self._flush()
        self._department = department
        self._run.append(finding)

    def close(self) -> None:
        """Delete the file on disk."""
        self._file.close()

    def finish(self) -> None:
        """Sort the lines, after the last finding was added."""
        if self._run:
            self._flush()
        # Findings without a department come last.
        self._portions.sort(key=lambda portion: (portion.severity, portion.department or float("inf"), portion.number))

    def __iter__(self) -> Iterator[IssueLine]:
        for portion in self._portions:
            self._file.seek(portion.offset)
            yield from map(IssueLine._make, marshal.loads(self._file.read(portion.size)))  # noqa: S302 - our own bytes

    def counts_of_form(self, place: Place) -> tuple[int, ...]:
        """Count the findings of each severity on the form that begins at ``place``."""
        codes = self.codes_of_form(place)
        return tuple(codes.count(mark) for mark in _MARKS)

    def codes_of_form(self, place: Place) -> str:
        """Return severity and rule of the findings on the form that begins at ``place``, for :func:`count_codes`."""
        return self._codes.get((place.file, place.sheet, place.row), "")

    def of_rows(self, file: str) -> dict[tuple[str, int], int]:
        """Count the findings in each row of each sheet of a file."""
        packed = self._rows.get(file)
        return marshal.loads(packed) if packed else {}  # noqa: S302 - our own bytes

    def _flush(self) -> None:
        file, rows = self._run[0].place.file, Counter(self.of_rows(self._run[0].place.file))
        by_severity: dict[Severity, list[Finding]] = {}
        for finding in self._run:
            place = finding.place
            by_severity.setdefault(finding.severity, []).append(finding)
            rows[place.sheet, place.row] += 1
            self.replied |= finding.reply is not None
            tops = self._tops.get((file, place.sheet))
            if tops:
                top, kind = tops[max(bisect_right(tops, place.row, key=lambda form: form[0]) - 1, 0)]
                self.by_kind[kind, finding.severity] += 1
                self._codes[file, place.sheet, top] += f"{_MARKS[finding.severity.rank]}{finding.rule} "
        self._rows[file] = marshal.dumps(dict(rows))
        for severity, findings in by_severity.items():
            self.findings[severity] += len(findings)
            lines = [tuple(line) for line in _lines(group_findings(findings), self._department)]
            self.lines += len(lines)
            data = marshal.dumps(lines)
            offset = self._file.seek(0, 2)
            self._file.write(data)
            self._portions.append(_Portion(severity.rank, self._department, len(self._portions), offset, len(data)))
        self._run = []


def _lines(groups: Iterable[FindingGroup], department: int) -> Iterator[IssueLine]:
    for group in groups:
        if group.count == 1:
            yield _line(SINGLE, group.first, department)
            continue
        head = _line(HEAD, group.first, department)
        head = head._replace(cells="、".join(group.cells), found="", message=group.message.zh, findings=group.count)
        alike = len({finding.reply for finding in group.findings}) == 1
        yield head if alike else head._replace(action="", answer="")
        for finding in group.findings:
            yield _line(MEMBER, finding, department)._replace(findings=0)


def _line(part: int, finding: Finding, department: int) -> IssueLine:
    place = finding.place
    advice = finding.suggestion.zh
    if finding.expected and finding.expected not in advice and finding.expected not in finding.message.zh:
        label = "建议写" if finding.severity is Severity.NOTE else "应为"
        advice = f"{advice}（{label}：{finding.expected}）" if advice else f"{label}：{finding.expected}"
    return IssueLine(
        part,
        finding.severity.value,
        finding.rule,
        department,
        project_name(finding.subject),
        place.file,
        place.sheet,
        place.cell,
        place.cell,
        finding.field,
        finding.found,
        finding.message.zh,
        advice,
        1,
        finding.reply.action if finding.reply else "",
        finding.reply.text if finding.reply else "",
    )
