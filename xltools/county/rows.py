"""From one file to its record: read, check, derive, and convert to rows. This is the work of a worker process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from xltools.county.data import CountyFile, DepartmentSheetRow, Fate, IndicatorRow, SheetRow, TaskRow
from xltools.county.originals import pack_originals
from xltools.department.read import ReadBook
from xltools.department.review import check_file, explain_no_forms, report_fault
from xltools.derive import (
    budget_year,
    completeness,
    derived_unit,
    document_number,
    fund_level,
    level2_class,
    plan_shares,
    planned_amounts,
    standard_level,
    stated_department,
)
from xltools.form_identity import Capability
from xltools.messages.counting import count_severities
from xltools.messages.known_forms import UNKNOWN_FORM
from xltools.messages.reading import READING
from xltools.model import DEPARTMENT_DIGITS, DepartmentBook, Finding, Indicator, SheetKind, TargetSheet
from xltools.row_storage import PickledRows
from xltools.rules.digest import digest_book
from xltools.rules.progress_rows import ProgressRow, progress_rows
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import NO_TEXT, Text

__all__ = ["file_date", "file_with_results", "read_county_file", "unread_county_file"]


def read_county_file(path: Path, name: str, settings: Settings = DEFAULT, year: int | None = None) -> CountyFile:
    """Return everything that consolidation takes from one file, with its fate as far as the file alone decides it.

    ``name`` is the file's name in the county's outputs. With ``year`` a workbook of another budget year is ignored. An
    internal error is recorded for its file alone, so that the other files are consolidated all the same.
    """
    try:
        return _file_record(path, name, settings, year)
    except Exception as error:
        return unread_county_file(report_fault(error, name))


def unread_county_file(problem: Finding) -> CountyFile:
    """Return the record of a file that could not be read because of an internal error or without enough memory."""
    return CountyFile(
        path=problem.place.file,
        fate=Fate.REJECTED,
        reason=problem.explanation,
        findings=(problem,),
        counts=count_severities((problem,)),
    )


def _file_record(path: Path, name: str, settings: Settings, year: int | None) -> CountyFile:
    size, modified = _size(path), file_date(path)
    check = check_file(path, name, settings)
    read, book, findings = check.read, check.book, check.findings
    fate, reason = _fate(read, book, year)
    record = CountyFile(
        path=name,
        fate=fate,
        reason=reason,
        size=size or len(read.file.data),
        modified=read.saved.moment or modified,
        saved=read.saved,
        sha256=read.file.sha256,
        sheets_read=read.sheets,
        rules_run=check.rules_run,
        trial=check.trial,
        findings=PickledRows(findings),
        counts=count_severities(findings),
        returned=bool(read.earlier),
        mended=check.mended,
    )
    return _with_rows(record, book) if book and fate is not Fate.IGNORED else record


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # the file is gone, or a member of a zip
        return 0


def file_date(path: Path) -> datetime | None:
    """Return when the file system says that a file was changed; None for one that is gone or in a zip."""
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)
    except (OSError, ValueError, OverflowError):  # or whose time is outside the calendar
        return None


def _fate(read: ReadBook, book: DepartmentBook | None, year: int | None) -> tuple[Fate, Text]:
    file = read.file
    if file.foreign:
        return Fate.IGNORED, file.reason
    if file.problem or book is None:
        problem = file.problem or read.findings[0]
        return Fate.REJECTED, problem.explanation
    if not book.sheets:
        fate, reason = _fate_without_budget(read, book)
        if fate is not Fate.ACCEPTED:
            return fate, reason
    told = budget_year(book)
    if year is not None and told is not None and told != year:
        return Fate.IGNORED, Text(f"预算年度是 {told}，本次汇总 {year} 年", f"budget year {told}, not {year}")
    return Fate.ACCEPTED, NO_TEXT


def _fate_without_budget(read: ReadBook, book: DepartmentBook) -> tuple[Fate, Text]:
    """Return what becomes of a workbook without a project: its sheets may have other uses, or be on unknown forms.

    The sheet of a department as a whole is taken: it is shown beside the department's projects; and so are those of
    monitoring and self-evaluation, which the summary shows by project.
    """
    if book.department_sheets or progress_rows(book):
        return Fate.ACCEPTED, NO_TEXT
    if unknown := next((finding for finding in read.findings if finding.rule == UNKNOWN_FORM), None):
        return Fate.REJECTED, unknown.explanation
    if book.all_sheets:
        names = Counter(sheet.form.name for sheet in book.all_sheets)
        zh = "、".join(f"{name}（{count} 张）" for name, count in names.items())
        en = ", ".join(f"{name} ({count})" for name, count in names.items())
        return Fate.IGNORED, Text(f"只有{zh}，不是项目的预算，不计入汇总", f"only {en}: no budget of a project")
    nothing = explain_no_forms(read) or READING["R09"]
    return Fate.REJECTED, Text(
        f"{nothing.zh.message}。{nothing.zh.remedy}", f"{nothing.en.message}. {nothing.en.remedy}"
    )


def file_with_results(book: DepartmentBook) -> CountyFile:
    """Return the record of a book as far as its sheets of monitoring and self-evaluation are concerned."""
    progress = progress_rows(book)
    code, name = _department(book, progress)
    return CountyFile(
        book.file,
        Fate.ACCEPTED,
        department_code=code,
        department_name=name,
        year=budget_year(book),
        progress=progress,
    )


def _department(book: DepartmentBook, progress: tuple[ProgressRow, ...]) -> tuple[str, str]:
    """Return code and name of a book's department: without a cover, as its sheets of results name it."""
    code, name = book.department_code, stated_department(book)
    if code or name or not progress:
        return code, name
    return Counter((row.department_code, row.department_name) for row in progress).most_common(1)[0][0]


def _with_rows(record: CountyFile, book: DepartmentBook) -> CountyFile:
    progress = progress_rows(book)
    code, name = _department(book, progress)
    indicators = [[_indicator_row(sheet, row, code, name) for row in sheet.indicators] for sheet in book.sheets]
    return replace(
        record,
        department_code=code,
        department_name=name,
        county=book.county.value or "",
        year=budget_year(book),
        form=book.usual_form,
        has_overall_targets=not book.overall.blank,
        sheets=PickledRows(
            _with_originals(book, number, sheet, _sheet_row(sheet, code, name), lines)
            for number, (sheet, lines) in enumerate(zip(book.sheets, indicators, strict=True))
        ),
        indicators=PickledRows(line for lines in indicators for line in lines),
        digests=PickledRows(digest_book(book)),
        units=frozenset(_other_units(book, code, name)),
        department_sheets=tuple(_department_sheet(sheet, code, name) for sheet in book.department_sheets),
        progress=progress,
        other_forms=Counter(sheet.form.name for sheet in book.progress_sheets),
    )


def _department_sheet(sheet: TargetSheet, code: str, name: str) -> DepartmentSheetRow:
    return DepartmentSheetRow(
        form=sheet.form.id,
        form_name=sheet.form.name,
        name=sheet.label,
        budget=sheet.budget.value,
        fiscal=sheet.fiscal.value,
        other=sheet.other.value,
        goal=sheet.goal.entry.value or "",
        tasks=tuple(
            TaskRow(
                task.name.value or "",
                task.content.value or "",
                task.budget.value,
                task.fiscal.value,
                task.other.value,
                task.place,
            )
            for task in sheet.tasks
        ),
        indicators=tuple(_indicator_row(sheet, row, code, name) for row in sheet.indicators),
        place=sheet.budget.place if sheet.budget.place.cell else sheet.place,
    )


def _other_units(book: DepartmentBook, code: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield code and name of the units that are not plainly of the department with this code and name."""
    own = code[:DEPARTMENT_DIGITS]
    for sheet in book.sheets:
        other = not sheet.unit_code.startswith(own) if own and sheet.unit_code else sheet.unit_name != name
        if other and (sheet.unit_code or sheet.unit_name):
            yield sheet.unit_code, sheet.unit_name


def _with_originals(
    book: DepartmentBook, number: int, sheet: TargetSheet, row: SheetRow, indicators: Sequence[IndicatorRow]
) -> SheetRow:
    if row.kind is not SheetKind.PROJECT:
        return row
    return row._replace(originals=pack_originals(book, number, sheet, row, indicators))


def _sheet_row(sheet: TargetSheet, code: str, name: str) -> SheetRow:
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
        plan_places=tuple(entry.place for entry in sheet.plan.entries),
        form=sheet.form.id,
        form_name=sheet.form.name,
        has_plan=Capability.SPENDING_PLAN in sheet.form.capabilities,
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
