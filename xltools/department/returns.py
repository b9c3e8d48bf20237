"""Workbooks that go back to their departments: a marked copy for each, and the content of its notice.

The file that was sent is read and never written; the results are bytes for the caller to save.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from xltools.department.marking import accepted, mark_workbook, result_workbook
from xltools.department.resubmission import compare_findings, mended
from xltools.department.review import check_file
from xltools.derive import stated_department
from xltools.editor import CopyLoss, EditRefusedError, Refusal
from xltools.messages.counting import count_severities
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Finding, Severity
from xltools.readers import FileKind
from xltools.rules.engine import FindingGroup, group_findings
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import NO_TEXT, Text

__all__ = ["COPY_SUFFIX", "LIST_SUFFIX", "Outcome", "Returned", "return_workbook"]

COPY_SUFFIX = "-退回"
"""The end of a marked copy's name, before its extension."""
LIST_SUFFIX = "-校验结果.xlsx"
"""The end of the name of a workbook with the list of findings."""

Compare = Callable[[DepartmentBook, tuple[Finding, ...]], tuple[Finding, ...]]
"""A function that adds what a book says otherwise than other files that are known."""
Settle = Callable[[tuple[Finding, ...]], tuple[Finding, ...]]
"""A function that marks the findings whose explanations the county has accepted."""


class Outcome(StrEnum):
    """The kind of answer to the department."""

    MARKED = "marked"
    """a copy of its workbook with the findings marked in it"""
    LISTED = "listed"
    """a workbook with the list of findings: its own is of a kind that cannot be changed"""
    UNREADABLE = "unreadable"
    """nothing but the notice: its workbook cannot be read at all"""
    CLEAN = "clean"
    """nothing: there is nothing to correct"""
    SUPERSEDED = "superseded"
    """nothing: a newer workbook of the department goes back instead"""
    IGNORED = "ignored"
    """nothing: the file is not a department workbook"""


@dataclass(frozen=True, slots=True)
class Returned:
    """One file and its answer. ``data`` are the bytes to save under ``file_name``, None if there are none.

    ``reason`` says in both languages why there is no marked copy. ``refused`` are marks that could not be made,
    ``notices`` are remarks on the copy. ``mended`` counts findings of the last return that are gone.
    """

    name: str
    outcome: Outcome
    department_code: str = ""
    department_name: str = ""
    file_name: str = ""
    data: bytes | None = None
    groups: tuple[FindingGroup, ...] = ()
    counts: Mapping[Severity, int] = field(default_factory=lambda: dict.fromkeys(Severity, 0))
    reason: Text = NO_TEXT
    refused: tuple[Refusal, ...] = ()
    notices: tuple[CopyLoss, ...] = ()
    mended: int = 0
    accepted: int = 0
    """findings whose explanations the county has accepted; they are in ``groups`` and ``counts``, too"""

    @property
    def goes_back(self) -> bool:
        """Whether the department has something to do."""
        return self.outcome in {Outcome.MARKED, Outcome.LISTED, Outcome.UNREADABLE}


def return_workbook(
    path: Path,
    name: str,
    stem: str,
    settings: Settings = DEFAULT,
    lowest: Severity = Severity.NOTE,
    undecided: Sequence[Finding] = (),
    settle: Settle = tuple,
    compare: Compare | None = None,
) -> Returned:
    """Check a workbook and make the answer, if it has a finding of severity ``lowest`` or worse.

    ``stem`` begins the name of the file that goes back. ``undecided`` are findings about the file beside others of the
    department: which one counts is not known. ``settle`` marks those whose explanations the county has
    accepted: they send nothing back, and are still listed. ``compare`` adds findings that rest on other files. Never
    raises for anything that a file is or holds.
    """
    check = check_file(path, name, settings)
    read, book = check.read, check.book
    own = compare(book, check.findings) if book and compare else check.findings
    findings = settle(compare_findings((*undecided, *own), read.earlier))
    file = read.file
    if file.foreign or (book is not None and not book.sheets and not read.target_sheets and not read.stamp):
        nothing = READING["R09"]
        reason = file.reason or Text(nothing.zh.title, nothing.en.title)
        return Returned(name, Outcome.IGNORED, reason=reason)
    common = _Common(name, stem, book, findings, mended(findings, read.earlier), settings)
    if file.problem or book is None:
        problem = file.problem or findings[0]
        return common.returned(Outcome.UNREADABLE, reason=problem.message)
    if all(finding.severity.rank > lowest.rank or accepted(finding) for finding in findings):
        return common.returned(Outcome.CLEAN)
    if file.kind is not FileKind.XLSX:
        reason = Text(
            f"{file.kind.value} 文件不能在副本上标记，问题另列一个工作簿",
            f"a copy of an {file.kind.value} file cannot be marked; the findings are in a workbook of their own",
        )
        return common.listed(path, reason)
    try:
        marked = mark_workbook(file.data, name, findings, common.mended, settings)
    except EditRefusedError as error:
        return common.listed(path, error.text)
    return common.returned(
        Outcome.MARKED,
        file_name=f"{stem}{COPY_SUFFIX}{path.suffix}",
        data=marked.data,
        refused=marked.refused,
        notices=marked.notices,
    )


@dataclass(frozen=True, slots=True)
class _Common:
    """The parts that all answers for a department's workbook share."""

    name: str
    stem: str
    book: DepartmentBook | None
    findings: tuple[Finding, ...]
    mended: int
    settings: Settings

    def listed(self, path: Path, reason: Text) -> Returned:
        """Return the answer with a list of the findings in place of a copy."""
        data = result_workbook(self.findings, f"{path.name}：{reason.zh}。", self.mended, self.settings)
        return self.returned(Outcome.LISTED, file_name=f"{self.stem}{LIST_SUFFIX}", data=data, reason=reason)

    def returned(
        self,
        outcome: Outcome,
        *,
        file_name: str = "",
        data: bytes | None = None,
        reason: Text = NO_TEXT,
        refused: tuple[Refusal, ...] = (),
        notices: tuple[CopyLoss, ...] = (),
    ) -> Returned:
        """Return the answer."""
        book = self.book
        return Returned(
            name=self.name,
            outcome=outcome,
            department_code=book.department_code if book else "",
            department_name=stated_department(book) if book else "",
            file_name=file_name,
            data=data,
            groups=group_findings(self.findings),
            counts=count_severities(self.findings),
            reason=reason,
            refused=refused,
            notices=notices,
            mended=self.mended,
            accepted=sum(map(accepted, self.findings)),
        )
