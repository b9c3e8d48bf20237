"""The books of departments whose workbooks count: of several of one department, one book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.gather import gather
from xltools.department.read import read_book
from xltools.forms.book_fields import OVERALL_FIELDS
from xltools.model import NOWHERE, DepartmentBook, Entry, Finding, OverallTargets
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage
from xltools.services.inputs import find_inputs
from xltools.text import Text, first_names
from xltools.values import squeeze

__all__ = ["DepartmentBooks", "ReadDepartments", "file_stem", "read_department_books"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DepartmentBooks:
    """A department, its book, the findings about it, and the files that it is from.

    ``has_several_texts`` tells that its files state different overall targets, all of which the book has.
    """

    code: str
    name: str
    book: DepartmentBook
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    has_several_texts: bool = False


@dataclass(frozen=True, slots=True)
class ReadDepartments:
    """The departments in the order of their codes, the county's data, and what to tell of files that do not count."""

    departments: tuple[DepartmentBooks, ...]
    data: CountyData
    notices: tuple[Text, ...]

    @property
    def status(self) -> ExitStatus:
        """Done where each file counts, has a newer one or holds no targets; else a department may be missing."""
        lacking = any(file.fate in {Fate.REJECTED, Fate.UNDECIDED} for file in self.data.files)
        return ExitStatus.FINDINGS if lacking else ExitStatus.DONE


def read_department_books(
    paths: Sequence[Path],
    *,
    recursive: bool,
    settings: Settings,
    output: Path,
    jobs: int,
    report: ReportProgress,
) -> ReadDepartments:
    """Read the workbooks in files and folders and put those that count together by department.

    Raises RequestError where none counts.
    """
    files = find_inputs(paths, recursive=recursive, limits=settings.limits, apart=[output])
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), Path(record.path).name))

    data = gather(files, settings=settings, jobs=jobs, progress=show)
    places = {file.name: file.path for file in files}
    groups: dict[str, list[CountyFile]] = {}
    for record in data.accepted:
        groups.setdefault(record.department_key, []).append(record)
    departments = tuple(_department(records, places, settings) for records in groups.values())
    if not departments:
        where = "、".join(map(str, paths))
        raise RequestError(
            f"这里没有可以采用的部门工作簿：{where}。每个文件的情况见 xltools consolidate。",
            f"No department workbook counts in {where}; xltools consolidate says what is wrong with each file.",
        )
    return ReadDepartments(departments, data, tuple(_notices(data, departments)))


def file_stem(department: DepartmentBooks) -> str:
    """Return the beginning of the names of a department's files: code and name, else the name of its own file."""
    return f"{department.code}{department.name}" or Path(department.files[0]).stem


def _department(records: Sequence[CountyFile], places: dict[str, Path], settings: Settings) -> DepartmentBooks:
    books: list[DepartmentBook] = []
    for record in records:
        read = read_book(places[record.path], record.path, settings.limits, settings.forms)
        if read.book is None or read.file.sha256 != record.sha256:  # what was checked is what is approved or published
            raise RequestError(
                f"{record.path} 在处理期间被改动。请重新运行。",
                f"{record.path} was changed meanwhile; run the command again.",
            )
        books.append(read.book)
    first, joined = records[0], _joined(books)
    texts: list[Entry[str]] = [getattr(joined.overall, item.key) for item in OVERALL_FIELDS]
    return DepartmentBooks(
        first.department_code,
        first.department_name,
        _with_cover(joined, first),
        tuple(finding for record in records for finding in record.findings),
        tuple(record.path for record in records),
        any(not entry.blank and entry.place == NOWHERE for entry in texts),
    )


def _with_cover(book: DepartmentBook, record: CountyFile) -> DepartmentBook:
    """Return the book with what its cover leaves blank, as its sheets and the county's other files tell it."""

    def told(entry: Entry[T], value: T | None) -> Entry[T]:
        return entry if entry.value or not value else Entry(NOWHERE, str(value), value)

    return replace(
        book,
        county=told(book.county, record.county),
        year=told(book.year, record.year),
        code=told(book.code, record.department_code),
        name=told(book.name, record.department_name),
    )


def _joined(books: Sequence[DepartmentBook]) -> DepartmentBook:
    """Return the books of one department as one: its cover is the first that is filled in, all else is of all books."""

    def first(entries: Iterable[Entry[T]]) -> Entry[T]:
        return next((entry for entry in entries if entry.value), Entry())

    return replace(
        books[0],
        overall=OverallTargets(
            *(_joined_texts([getattr(book.overall, item.key) for book in books]) for item in OVERALL_FIELDS)
        ),
        county=first(book.county for book in books),
        year=first(book.year for book in books),
        code=first(book.code for book in books),
        name=first(book.name for book in books),
        sheets=tuple(sheet for book in books for sheet in book.sheets),
        department_sheets=tuple(sheet for book in books for sheet in book.department_sheets),
        progress_sheets=tuple(sheet for book in books for sheet in book.progress_sheets),
    )


def _joined_texts(entries: Sequence[Entry[str]]) -> Entry[str]:
    """Return one of the overall targets as all books of a department state it: each text once, one below another."""
    told: dict[str, Entry[str]] = {}
    for entry in entries:
        if not entry.blank:
            told.setdefault(squeeze(entry.text), entry)
    if len(told) < 2:
        return next(iter(told.values()), entries[0])
    text = "\n".join(entry.text.strip() for entry in told.values())
    return Entry(NOWHERE, text, text)


def _notices(data: CountyData, departments: Sequence[DepartmentBooks]) -> Iterator[Text]:
    several = [file_stem(one) for one in departments if one.has_several_texts]
    if several:
        listed = first_names(several)
        yield Text(
            f"{len(several)} 个部门的几个工作簿写了不同的部门整体绩效目标，各段依次列出，请核对：{listed}",
            f"The workbooks of {len(several)} departments state different overall targets; all of them follow one "
            f"another. Look at: {listed}",
        )
    unused = [file.path for file in data.files if file.fate not in {Fate.ACCEPTED, Fate.IGNORED}]
    if unused:
        listed = first_names(unused)
        yield Text(
            f"{len(unused)} 个文件没有采用（原因见 xltools consolidate）：{listed}",
            f"{len(unused)} files do not count (xltools consolidate says why): {listed}",
        )
