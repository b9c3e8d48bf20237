"""The books of departments whose workbooks count: of several of one department, one book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.gather import gather
from xltools.department.read import read_book
from xltools.model import NOWHERE, DepartmentBook, Entry, Finding
from xltools.rules.settings import Settings
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage
from xltools.services.inputs import find_inputs
from xltools.text import Text

__all__ = ["DepartmentBooks", "ReadDepartments", "file_stem", "read_departments"]

T = TypeVar("T")

_MAX_NAMES = 8


@dataclass(frozen=True, slots=True)
class DepartmentBooks:
    """A department, its book, the findings about it, and the files that it is from."""

    code: str
    name: str
    book: DepartmentBook
    findings: tuple[Finding, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadDepartments:
    """The departments in the order of their codes, the county's data, and what to tell of files that do not count."""

    departments: tuple[DepartmentBooks, ...]
    data: CountyData
    notices: tuple[Text, ...]


def read_departments(
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
    return ReadDepartments(departments, data, tuple(_notices(data)))


def file_stem(department: DepartmentBooks) -> str:
    """Return the beginning of the names of a department's files: code and name, else the name of its own file."""
    return f"{department.code}{department.name}" or Path(department.files[0]).stem


def _department(records: Sequence[CountyFile], places: dict[str, Path], settings: Settings) -> DepartmentBooks:
    books: list[DepartmentBook] = []
    for record in records:
        book = read_book(places[record.path], record.path, settings.limits, settings.forms).book
        if book is None:
            raise RequestError(
                f"{record.path} 在处理期间被改动，读不出来了。请重新运行。",
                f"{record.path} was changed meanwhile and cannot be read; run the command again.",
            )
        books.append(book)
    first = records[0]
    return DepartmentBooks(
        first.department_code,
        first.department_name,
        _with_cover(_joined(books), first),
        tuple(finding for record in records for finding in record.findings),
        tuple(record.path for record in records),
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
    """Return the books of one department as one; what only one of them can say is that of the first that says it."""
    first = books[0]
    for book in books[1:]:
        first = replace(
            first,
            overall=book.overall if first.overall.blank else first.overall,
            county=first.county if first.county.value else book.county,
            year=first.year if first.year.value else book.year,
            code=first.code if first.code.value else book.code,
            name=first.name if first.name.value else book.name,
            sheets=(*first.sheets, *book.sheets),
            department_sheets=(*first.department_sheets, *book.department_sheets),
            progress_sheets=(*first.progress_sheets, *book.progress_sheets),
        )
    return first


def _notices(data: CountyData) -> Iterator[Text]:
    unused = [file.path for file in data.files if file.fate not in {Fate.ACCEPTED, Fate.IGNORED}]
    if unused:
        listed = "、".join(unused[:_MAX_NAMES]) + ("等" if len(unused) > _MAX_NAMES else "")
        yield Text(
            f"{len(unused)} 个文件没有采用（原因见 xltools consolidate）：{listed}",
            f"{len(unused)} files do not count (xltools consolidate says why): {listed}",
        )
