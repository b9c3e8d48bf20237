"""From one file to its record: read, checked, derived and turned into plain rows. This is what a worker does."""

from __future__ import annotations

import hashlib
import traceback
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xltools.check import check_book, sort_findings
from xltools.county.data import Fate, FileRecord, IndicatorRow, SheetRow, count_severities
from xltools.derive import (
    budget_year,
    completeness,
    department_code,
    derived_unit,
    document_number,
    fund_level,
    level2_class,
    only_unit,
    plan_shares,
    planned_amounts,
    standard_level,
)
from xltools.model import DepartmentBook, Finding, Indicator, Place, Profile, Severity, TargetSheet
from xltools.packed import Packed
from xltools.rules.digest import digest_book
from xltools.rules.files import FILES
from xltools.rules.reading import READING
from xltools.rules.record import Rule
from xltools.rules.settings import DEFAULT, Settings
from xltools.values import split_unit
from xltools.workbook.guard import FileKind, Inspection
from xltools.workbook.read import ReadBook, read_book
from xltools.workbook.since import compare_findings, mended

__all__ = ["check_file", "failed_record", "file_record"]


def file_record(path: Path, name: str, settings: Settings = DEFAULT, year: int | None = None) -> FileRecord:
    """Everything that consolidation takes from one file, its fate settled as far as the file alone can tell.

    ``name`` is what the county's outputs call it. With ``year`` a workbook of another budget year is set aside. A fault
    of this program in one file is that file's record, so that it does not take the others along.
    """
    try:
        return _file_record(path, name, settings, year)
    except Exception as error:
        return failed_record(name, _fault(error), _fault(error))


def failed_record(name: str, detail: str, detail_en: str) -> FileRecord:
    """The record of a file that could not be read through no known fault of its own."""
    problem = FILES["F07"].at(Place(name), detail=detail, detail_en=detail_en)
    return FileRecord(
        path=name,
        fate=Fate.REJECTED,
        reason=f"{problem.message}。{problem.suggestion}",
        reason_en=f"{problem.message_en}. {problem.suggestion_en}",
        findings=(problem,),
        counts=count_severities((problem,)),
    )


def _fault(error: Exception) -> str:
    """What a maintainer needs to find a fault of this program: what it was, and where."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {str(error)[:80]}{where}"


def _file_record(path: Path, name: str, settings: Settings, year: int | None) -> FileRecord:
    size, modified = _stat(path)
    read, book, findings, rules_run = check_file(path, name, settings)
    fate, reason, reason_en = _fate(read, book, year)
    record = FileRecord(
        path=name,
        fate=fate,
        reason=reason,
        reason_en=reason_en,
        size=size,
        modified=read.saved or modified,
        sha256=hashlib.sha256(read.inspection.data).hexdigest() if read.inspection.data else "",
        sheets_read=read.sheets,
        rules_run=rules_run,
        findings=Packed(findings),
        counts=count_severities(findings),
        returned=bool(read.earlier),
        mended=mended(findings, read.earlier),
    )
    return _with_rows(record, book, findings) if book and fate is not Fate.IGNORED else record


def check_file(
    path: Path, name: str, settings: Settings = DEFAULT, profile: Profile | None = None
) -> tuple[ReadBook, DepartmentBook | None, tuple[Finding, ...], int]:
    """Read and check one workbook: what was read, its book, all findings in order, and how many rules ran.

    ``profile`` forces an edition of the rules; otherwise the book's own counts. Findings of a workbook that was
    returned before tell whether they are new. Never raises: a fault of this program is a finding of the file.
    """
    try:
        return _check_file(path, name, settings, profile)
    except Exception as error:
        problem = FILES["F07"].at(Place(name), detail=_fault(error), detail_en=_fault(error))
        return ReadBook(Inspection(FileKind.OTHER, problem=problem), findings=(problem,)), None, (problem,), 0


def _check_file(
    path: Path, name: str, settings: Settings, profile: Profile | None
) -> tuple[ReadBook, DepartmentBook | None, tuple[Finding, ...], int]:
    read = read_book(path, name, settings.limits)
    book = read.book
    if book is None:
        return read, None, read.findings, 0
    if not book.sheets:
        nothing = _nothing(read)
        empty = (nothing.at(Place(name)),) if nothing else ()
        return read, book, (*read.findings, *empty), 0
    report = check_book(book, settings, profile)
    findings = _together(read.findings, report.findings, book)
    return read, book, compare_findings(findings, read.earlier), len(report.rules_run)


def _together(reading: tuple[Finding, ...], checked: tuple[Finding, ...], book: DepartmentBook) -> tuple[Finding, ...]:
    """One cause, one finding: where the reader has reported an error in a cell, no rule speaks of that cell again."""
    reported = {finding.place for finding in reading if finding.severity is Severity.ERROR and finding.place.cell}
    rest = (finding for finding in checked if finding.place not in reported)
    return sort_findings((*reading, *rest), [sheet.place for sheet in book.sheets])


def _stat(path: Path) -> tuple[int, datetime | None]:
    try:
        status = path.stat()
        return status.st_size, datetime.fromtimestamp(int(status.st_mtime), UTC)
    except (OSError, ValueError, OverflowError):  # gone, or from before or after all calendars
        return 0, None


def _fate(read: ReadBook, book: DepartmentBook | None, year: int | None) -> tuple[Fate, str, str]:
    inspection = read.inspection
    if inspection.foreign:
        return Fate.IGNORED, inspection.reason, inspection.reason_en
    if inspection.problem or book is None:
        problem = inspection.problem or read.findings[0]
        return (
            Fate.REJECTED,
            f"{problem.message}。{problem.suggestion}",
            f"{problem.message_en}. {problem.suggestion_en}",
        )
    if not book.sheets:
        if nothing := _nothing(read):
            zh, en = nothing.zh, nothing.en
            return Fate.REJECTED, f"{zh.message}。{zh.remedy}", f"{en.message}. {en.remedy}"
        return Fate.IGNORED, "不是部门绩效目标工作簿：没有绩效目标表", "no target sheet in this workbook"
    told = budget_year(book)
    if year is not None and told is not None and told != year:
        return Fate.IGNORED, f"预算年度是 {told}，本次汇总 {year} 年", f"budget year {told}, not {year}"
    return Fate.ACCEPTED, "", ""


def _nothing(read: ReadBook) -> Rule | None:
    """Why a department's workbook has no target sheet to take; None for a workbook of another kind."""
    if read.unused:
        return READING["R14"]
    return READING["R09"] if read.target_sheets or read.stamp else None


def _with_rows(record: FileRecord, book: DepartmentBook, findings: Iterable[Finding]) -> FileRecord:
    code = department_code(book)
    name = book.name.value or split_unit(only_unit(book))[1]
    counts = _Counts(book.sheets, findings)
    return replace(
        record,
        department_code=code,
        department_name=name,
        county=book.county.value or "",
        year=budget_year(book),
        profile=book.profile,
        has_overall_targets=not book.overall.blank,
        sheets=Packed(_sheet_row(sheet, code, name, counts.of(sheet)) for sheet in book.sheets),
        indicators=Packed(_indicator_row(sheet, row, code, name) for sheet in book.sheets for row in sheet.indicators),
        digests=Packed(digest_book(book)),
    )


class _Counts:
    """How many findings of each severity fall on each form, by the cell they mark."""

    def __init__(self, sheets: Iterable[TargetSheet], findings: Iterable[Finding]) -> None:
        self._tops: dict[str, list[int]] = {}
        for sheet in sheets:
            self._tops.setdefault(sheet.place.sheet, []).append(sheet.place.row)
        for tops in self._tops.values():
            tops.sort()
        self._counts: dict[tuple[str, int], dict[Severity, int]] = {}
        for finding in findings:
            found = self._tops.get(finding.place.sheet)
            if found:
                top = found[max(bisect_right(found, finding.place.row) - 1, 0)]
                counts = self._counts.setdefault((finding.place.sheet, top), dict.fromkeys(Severity, 0))
                counts[finding.severity] += 1

    def of(self, sheet: TargetSheet) -> dict[Severity, int]:
        """The counts of one form."""
        return self._counts.get((sheet.place.sheet, sheet.place.row)) or dict.fromkeys(Severity, 0)


def _sheet_row(sheet: TargetSheet, code: str, name: str, counts: dict[Severity, int]) -> SheetRow:
    plan = sheet.plan.values
    return SheetRow(
        kind=sheet.kind,
        department_code=code,
        department_name=name,
        unit_code=sheet.unit_code,
        unit_name=sheet.unit_name,
        code=sheet.code.value or "",
        name=sheet.label,
        fund_level=fund_level(sheet),
        document_number=document_number(sheet),
        budget=sheet.budget.value,
        fiscal=sheet.fiscal.value,
        other=sheet.other.value,
        purpose=sheet.purpose.value or "",
        plan=(plan[0], plan[1], plan[2], plan[3]),
        shares=plan_shares(sheet.plan),
        planned=planned_amounts(sheet),
        goal=sheet.goal.entry.value or "",
        classes=frozenset(filter(None, map(level2_class, sheet.indicators))),
        indicators=len(sheet.indicators),
        completeness=completeness(sheet),
        place=sheet.place,
        budget_place=sheet.budget.place,
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        notes=counts[Severity.NOTE],
    )


def _indicator_row(sheet: TargetSheet, row: Indicator, code: str, name: str) -> IndicatorRow:
    target = row.target.value
    return IndicatorRow(
        department_code=code,
        department_name=name,
        owner_code=sheet.code.value or "",
        owner=sheet.label,
        kind=sheet.kind,
        level1=standard_level(row.level1.value or "", 1),
        level2=standard_level(row.level2.value or "", 2),
        level3=row.level3.value or "",
        description=row.description.value or "",
        operator=target.operator or "" if target else "",
        number=target.number if target else None,
        upper=target.upper if target else None,
        unit=derived_unit(row),
        remark=target.remark if target else "",
        original=row.target.text.strip(),
        basis=row.basis.value or "",
        weight=row.weight.value,
        place=row.place,
    )
