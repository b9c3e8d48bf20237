"""The one room that reads workbook files: from bytes to grids, and on to a department's book.

OOXML files come from the guard with all that their plain markup says: values, formulas, formulas that were never
calculated, error values, percent formats, hidden rows and columns. python-calamine gives the values of older formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from xltools.department.alterations import structure_findings
from xltools.department.resubmission import EarlierFinding, earlier_findings
from xltools.forms.interpret import Interpretation, interpret
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.messages.files import REFUSALS
from xltools.model import DepartmentBook, Finding
from xltools.readers import Inspection, inspect
from xltools.readers.read import is_county_summary, read_grids, saved_time
from xltools.text import Text

__all__ = ["ReadBook", "read_book"]

_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What one file gave: the department's book if it is one, what was found while reading, and the guard's view.

    ``unused`` of its forms are still blank. ``earlier`` are the findings that it was returned with, if it is a returned
    copy.
    """

    inspection: Inspection
    book: DepartmentBook | None = None
    findings: tuple[Finding, ...] = ()
    sheets: int = 0
    target_sheets: int = 0
    unused: int = 0
    stamp: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None
    earlier: tuple[EarlierFinding, ...] = ()


def read_book(path: Path, name: str | None = None, limits: Limits = _LIMITS) -> ReadBook:
    """Read a department workbook. ``name`` is what places call the file (its own name by default). Never raises."""
    name = path.name if name is None else name
    inspection = inspect(path, name, limits)
    if inspection.problem or inspection.foreign:
        return ReadBook(inspection, findings=(inspection.problem,) if inspection.problem else ())
    grids, findings = read_grids(inspection, name, limits)
    if any(finding.rule in REFUSALS for finding in findings):
        return ReadBook(replace(inspection, problem=findings[0], data=b"", package=None), findings=findings)
    if is_county_summary(grid.sheet for grid in grids):
        reason = Text("本工具生成的县级汇总工作簿", "a county summary that this tool made")
        return ReadBook(replace(inspection, foreign=True, reason=reason, findings=(), package=None))
    result = interpret(grids, name)
    return _read_book(name, inspection, grids, (*inspection.findings, *findings), result)


def _read_book(
    name: str, inspection: Inspection, grids: tuple[Grid, ...], findings: tuple[Finding, ...], result: Interpretation
) -> ReadBook:
    structure = structure_findings(name, grids, result, inspection.package)
    return ReadBook(
        inspection,
        book=result.book,
        findings=(*findings, *result.findings, *structure),
        sheets=len(grids),
        target_sheets=result.target_sheets,
        unused=result.unused,
        stamp=result.stamp,
        saved=saved_time(inspection),
        earlier=earlier_findings(grids),
    )
