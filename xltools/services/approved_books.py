"""The approved targets that the year's further forms start from: workbooks in a folder, or as a summary has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from xltools.county.data import CountyFile, Fate
from xltools.county.gather import gather
from xltools.county.originals import AMOUNTS, NUMBERS, Content, TypedForm
from xltools.department.read import read_book
from xltools.form_identity import FormIdentity
from xltools.model import NOWHERE, DepartmentBook, Entry, Goal, Indicator, SheetKind, TargetSheet
from xltools.rules.settings import Settings
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage
from xltools.services.inputs import find_inputs
from xltools.sheet_names import FILES_SHEET, FUNDS_SHEET
from xltools.summary.approved_forms import ApprovedForm, read_approved_forms
from xltools.summary.previous import NoSummaryError, read_rows
from xltools.summary.projects import FUND_IDENTITY
from xltools.summary.receipts import FILE_COLUMNS
from xltools.template.books import blank_sheet
from xltools.values import parse_target
from xltools.values.numbers import format_decimal

__all__ = ["ApprovedBook", "ApprovedBooks", "approved_books"]

_SUMMARY_PLAN = FormIdentity(id="summary")
"""The form of a plan that was read from a summary: which form it was does not matter any more."""
_NO_INDICATOR = Indicator(NOWHERE, Entry(), Entry(), Entry(), Entry(), Entry(), Entry())
_TARGETS = frozenset({"target", "actual", "forecast"})


@dataclass(frozen=True, slots=True)
class ApprovedBook:
    """An approved workbook: its file, the department that it counts for, and its projects."""

    file: str
    code: str
    name: str
    book: DepartmentBook


@dataclass(frozen=True, slots=True)
class ApprovedBooks:
    """The approved workbooks of a county.

    Beside them: names of special funds, of files that do not count, of workbooks that went back before, and of projects
    whose amounts are in doubt.
    """

    county: str
    year: int | None
    books: tuple[ApprovedBook, ...]
    funds: tuple[str, ...]
    unused: tuple[str, ...]
    returned: tuple[str, ...]
    doubtful: tuple[str, ...]


def approved_books(
    source: Path, output: Path, settings: Settings, year: int | None, jobs: int, report: ReportProgress
) -> ApprovedBooks:
    """Return the approved workbooks of a folder or a summary; with ``year`` those of another year do not count.

    Raises RequestError for another file, and for a summary that does not say for certain what was approved.
    """
    if source.is_dir():
        return _of_folder(source, output, settings, year, jobs, report)
    if not source.exists():
        raise RequestError(f"找不到 {source}，请检查路径。", f"There is no {source}; check the path.")
    report(Progress(Stage.READING))
    try:
        return _of_summary(source, year)
    except NoSummaryError as error:
        raise RequestError(
            f"{error.text.zh}。请给出放批复后的绩效目标表的文件夹，或用 xltools consolidate 由它们重新汇总。",
            f"{error.text.en}. Name the folder with the approved workbooks, or consolidate them again.",
        ) from error


def _of_folder(
    folder: Path, output: Path, settings: Settings, year: int | None, jobs: int, report: ReportProgress
) -> ApprovedBooks:
    files = find_inputs((folder,), recursive=False, limits=settings.limits, apart=[output])
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), record.path))

    data = gather(files, settings=settings, year=year, jobs=jobs, progress=show)
    paths = {file.name: file.path for file in files}
    books = []
    for record in data.accepted:
        book = read_book(paths[record.path], record.path, settings.limits, settings.forms).book
        if book is not None and book.projects:
            books.append(ApprovedBook(record.path, record.department_code, record.department_name, book))
    return ApprovedBooks(
        data.county,
        data.year,
        tuple(books),
        funds=tuple(sheet.label for one in books for sheet in one.book.special_funds),
        unused=tuple(file.path for file in data.files if file.fate is not Fate.ACCEPTED),
        returned=tuple(file.path for file in data.accepted if file.returned),
        doubtful=tuple(dict.fromkeys(doubt.row.name for doubt in data.doubtful)),
    )


def _of_summary(path: Path, year: int | None) -> ApprovedBooks:
    forms = read_approved_forms(path)
    taken = [form for form in forms if year is None or form.file_year in {year, None}]
    grouped = [list(members) for _, members in groupby(taken, key=lambda form: form.book)]
    others = dict.fromkeys(form.file for form in forms if form not in taken)
    files = [row for row, _ in read_rows(path, FILES_SHEET, FILE_COLUMNS, "file")]
    accepted = {"", Fate.ACCEPTED.term.zh}
    funds = [row for row, _ in read_rows(path, FUNDS_SHEET, FUND_IDENTITY, "name")]
    return ApprovedBooks(
        next((form.county for form in forms), ""),
        year or next((form.year for form in forms), None),
        tuple(
            ApprovedBook(first.file, first.department_code, first.department_name, _book(members))
            for first, *rest in grouped
            if (members := [first, *rest])
        ),
        funds=tuple(str(row["name"]) for row in funds if row.get("number") and row.get("name")),
        unused=(*(str(row.get("file", "")) for row in files if str(row.get("fate", "")) not in accepted), *others),
        returned=tuple(dict.fromkeys(form.file for form in taken if form.returned)),
        doubtful=tuple(str(form.form.fields.get("name", "")) for form in taken if form.doubtful),
    )


def _book(forms: Sequence[ApprovedForm]) -> DepartmentBook:
    cover: dict[str, Any] = {key: _entry(key, content) for key, content in forms[0].cover.items()}
    return replace(DepartmentBook(forms[0].file), **cover, sheets=tuple(_sheet(form.form) for form in forms))


def _sheet(form: TypedForm) -> TargetSheet:
    """Return the plan of a project with the contents of its form."""
    blank = replace(blank_sheet(SheetKind.PROJECT), form=_SUMMARY_PLAN)
    own, others = _entries(form.fields, blank)
    goal = Goal(others.pop("goals", Entry()))
    amounts = {key: others.pop(key) for key in AMOUNTS if key in others}
    rows = []
    for row in form.rows:
        columns, extras = _entries(row, _NO_INDICATOR)
        rows.append(replace(_NO_INDICATOR, **columns, extras=extras))
    return replace(blank, **own, goal=goal, amounts=amounts, extras=others, indicators=tuple(rows))


def _entries(
    contents: Mapping[str, Content], blank: TargetSheet | Indicator
) -> tuple[dict[str, Any], dict[str, Entry[Any]]]:
    """Return the entries of a form, or of a line of it, by key: those that the model has, and the others."""
    entries = {key: _entry(key, content) for key, content in contents.items()}
    own = {key for key in entries if isinstance(getattr(blank, key, None), Entry)}
    return {key: entries[key] for key in own}, {key: entry for key, entry in entries.items() if key not in own}


def _entry(key: str, content: Content) -> Entry[Any]:
    """Return an entry as a person typed it, with its value: the number, or what the text says."""
    if isinstance(content, Decimal):
        return Entry(NOWHERE, format_decimal(content), int(content) if key == "year" else content)
    text = content.strip()
    return Entry(NOWHERE, content, parse_target(text) if key in _TARGETS else None if key in NUMBERS else text)
