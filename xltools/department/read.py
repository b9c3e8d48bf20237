"""From a file to a department's book: the reader's workbook, what its forms say, and what happened to our template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from xltools.department.alterations import structure_findings
from xltools.department.left_out import explain_left_out
from xltools.department.resubmission import EarlierFinding, earlier_findings, unmatched_answers
from xltools.forms.interpret import interpret
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.grids.workbook import SavedTime, Workbook
from xltools.limits import Limits
from xltools.model import DepartmentBook, Finding
from xltools.quick_dataclass import dataclass
from xltools.readers import SentFile, read_file
from xltools.sheet_names import is_county_summary
from xltools.text import Text

__all__ = ["ReadBook", "read_book"]

_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ReadBook:
    """A file that was read: what it is, the department's book if it is one, and the findings of reading.

    ``sheets`` and ``target_sheets`` are numbers of worksheets; ``unused`` is the number of forms that are still blank.
    ``saved`` is when it was saved, as far as it says. ``earlier`` are the findings that it was returned
    with, if it is a returned copy.
    """

    file: SentFile
    book: DepartmentBook | None = None
    findings: tuple[Finding, ...] = ()
    sheets: int = 0
    target_sheets: int = 0
    unused: int = 0
    stamp: Mapping[str, str] = field(default_factory=dict)
    saved: SavedTime = field(default_factory=SavedTime)
    earlier: tuple[EarlierFinding, ...] = ()


def read_book(
    path: Path, name: str | None = None, limits: Limits = _DEFAULT_LIMITS, forms: KnownForms = BUILT_IN
) -> ReadBook:
    """Read a department workbook. ``name`` is what places call the file (its own name by default). Never raises."""
    name = path.name if name is None else name
    file = read_file(path, name, limits)
    if file.workbook is None:
        return ReadBook(file, findings=(file.problem,) if file.problem else ())
    if is_county_summary(grid.sheet for grid in file.workbook.sheets):
        reason = Text("本工具生成的县级汇总工作簿", "a county summary that this tool made")
        return ReadBook(replace(file, foreign=True, reason=reason, workbook=None))
    return _interpret(file, file.workbook, name, forms)


def _interpret(file: SentFile, workbook: Workbook, name: str, forms: KnownForms) -> ReadBook:
    result = interpret(workbook.sheets, name, forms)
    if not (result.book.sheets or result.unused or result.target_sheets or result.stamp):
        return _without_forms(file, workbook, name)
    earlier = earlier_findings(workbook.sheets)
    return ReadBook(
        file,
        book=result.book,
        findings=(
            *workbook.notes,
            *result.findings,
            *structure_findings(name, workbook, result),
            *unmatched_answers(workbook.sheets, earlier),
        ),
        sheets=len(workbook.sheets),
        target_sheets=result.target_sheets,
        unused=result.unused,
        stamp=result.stamp,
        saved=workbook.saved,
        earlier=earlier,
    )


def _without_forms(file: SentFile, workbook: Workbook, name: str) -> ReadBook:
    """Return a workbook that holds no target sheet: rejected, or ignored where it is plainly something else."""
    problem = explain_left_out(file.kind, workbook.sheets, name)
    if problem:
        return ReadBook(replace(file, problem=problem, workbook=None), findings=(*workbook.notes, problem))
    reason = Text("不是部门绩效目标工作簿：没有绩效目标表", "no target sheet in this workbook")
    return ReadBook(replace(file, foreign=True, reason=reason, workbook=None))
