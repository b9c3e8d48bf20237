"""From paths to a county: read the files in parallel, settle which count, compare departments."""

from __future__ import annotations

import faulthandler
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from xltools.county.clock import now
from xltools.county.data import (
    COUNTED_FATES,
    MAX_SHEETS_IN_MEMORY,
    Containment,
    CountyData,
    CountyFile,
    DepartmentEntry,
    Fate,
    county_parts,
)
from xltools.county.doubtful import Plausibility, hold_amounts_back, reported_money
from xltools.county.file_cache import FileCache
from xltools.county.find import FoundFile, NotFoundError, find_files
from xltools.county.guests import move_guests
from xltools.county.register import known_members, with_register
from xltools.county.rows import read_county_file, unread_county_file
from xltools.county.settle import Choice, settle
from xltools.county.workers import worker_pool
from xltools.department.review import report_fault
from xltools.derive import containments
from xltools.messages.files import FILES
from xltools.model import Place, SheetKind
from xltools.rosters.read import RosterProject
from xltools.row_storage import ConcatenatedRows, gc_paused
from xltools.rules.engine import check_county
from xltools.rules.patterns import bare_text
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import Text
from xltools.version import __version__

__all__ = ["FoundFile", "NotFoundError", "find_files", "gather"]

MAX_FILES_IN_PROCESS = 3
"""Up to this many files are read in this process: starting workers would take longer."""

NOTHING_KNOWN = Plausibility()

T = TypeVar("T")

ProgressCallback = Callable[[CountyFile], None]
ReadFile = Callable[[Path, str, Settings, int | None], CountyFile]


def gather(
    files: Sequence[FoundFile],
    *,
    settings: Settings = DEFAULT,
    roster: Sequence[DepartmentEntry] = (),
    county: str = "",
    year: int | None = None,
    choices: Mapping[str, Choice] | None = None,
    jobs: int = 0,
    progress: ProgressCallback | None = None,
    generated: datetime | None = None,
    plausibility: Plausibility = NOTHING_KNOWN,
    cache: FileCache | None = None,
) -> CountyData:
    """Read all files and put the county together. The result depends on neither ``jobs`` nor the order of files.

    ``choices`` say by the names of files which of several workbooks of a department counts (:func:`settle`). Files
    that ``cache`` remembers are not read again; it has to be one for these settings and this year.
    """
    with gc_paused():
        reading = _Reading(settings, year, cache)
        records = _read_all(files, reading, jobs or os.cpu_count() or 1, progress or (lambda _: None))
    records = _with_codes_by_name(records, roster)
    registers = {entry.code: entry.projects for entry in roster if entry.projects}
    settled = [
        _with_registers(record, registers) if record.fate is Fate.ACCEPTED else record
        for record in move_guests(settle(records, choices or {}), roster)
    ]
    reported = reported_money(settled)
    settled = hold_amounts_back(settled, registers, plausibility, settings)
    accepted = [record for record in settled if record.fate is Fate.ACCEPTED]
    parts = county_parts(accepted)
    present = {
        record.department_code
        for record in settled
        if record.fate is Fate.UNDECIDED or (record.fate is Fate.ACCEPTED and record.reports_projects)
    }
    absent = [(entry.code, entry.name) for entry in roster if entry.code not in present]
    digests = ConcatenatedRows(part.digests for part in parts)
    across = check_county(tuple(digests) if len(digests) <= MAX_SHEETS_IN_MEMORY else digests, settings, absent)
    live = [record.findings for record in settled if record.fate in COUNTED_FATES]
    return CountyData(
        county=county or _most_common(part.county for part in parts) or "",
        year=year or _most_common(part.year for part in parts),
        files=tuple(settled),
        roster=tuple(roster),
        containments=tuple(
            pair for part in parts for pair in _containments(part, registers.get(part.department_code, ()))
        ),
        findings=ConcatenatedRows((*live, across)),
        generated=generated or now(),
        version=__version__,
        rule_settings=settings.name,
        reported=reported,
    )


def _with_codes_by_name(records: Sequence[CountyFile], roster: Sequence[DepartmentEntry]) -> list[CountyFile]:
    """Return the records; one with only the sheet of a department, which has no code, gets that of its namesake."""
    known = [(entry.name, entry.code) for entry in roster]
    known += [(record.department_name, record.department_code) for record in records if record.reports_projects]
    codes = {bare_text(name): code for name, code in known if name and code}
    return [
        replace(record, department_code=codes.get(bare_text(record.department_name), ""))
        if not record.department_code and not record.reports_projects
        else record
        for record in records
    ]


def _with_registers(record: CountyFile, registers: Mapping[str, Sequence[RosterProject]]) -> CountyFile:
    """Return a workbook and its guests with what the registers of their departments add."""
    own, *guests = (with_register(part, registers.get(part.department_code, ())) for part in (record, *record.guests))
    return replace(own, guests=tuple(guests))


def _most_common(values: Iterable[T]) -> T | None:
    """Return the value that most files state, the first of several; None if no file states one."""
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """The conditions under which the files of a run are read."""

    settings: Settings
    year: int | None
    cache: FileCache | None

    def remembered(self, file: FoundFile) -> CountyFile | None:
        """Return the record of a file that an earlier run has read."""
        return self.cache.find(file) if self.cache else None

    def read(self, read: ReadFile, file: FoundFile) -> CountyFile:
        """Read one file, and remember it for later runs."""
        record = read(file.path, file.name, self.settings, self.year)
        if self.cache:
            self.cache.keep(record)
        return record

    def read_in_time(self, read: ReadFile, file: FoundFile) -> CountyFile:
        """Read one file in a worker process, and end the process if it takes too long, in whatever code it hangs."""
        with open(os.devnull, "w") as nowhere:
            faulthandler.dump_traceback_later(self.settings.limits.file_seconds, exit=True, file=nowhere)
            try:
                return self.read(read, file)
            finally:
                faulthandler.cancel_dump_traceback_later()


def _read_all(files: Sequence[FoundFile], reading: _Reading, jobs: int, progress: ProgressCallback) -> list[CountyFile]:
    records: dict[str, CountyFile] = {}
    todo: list[FoundFile] = []
    for file in files:
        if file.excluded:
            reason = Text(f"按 --exclude {file.excluded} 排除", f"excluded by {file.excluded}")
            records[file.name] = CountyFile(file.name, Fate.IGNORED, reason)
        elif known := reading.remembered(file):
            records[file.name] = known
        else:
            todo.append(file)
            continue
        progress(records[file.name])
    jobs = min(jobs, len(todo))
    in_process = jobs <= 1 or len(todo) <= MAX_FILES_IN_PROCESS
    for record in _serially(todo, reading) if in_process else _in_workers(todo, reading, jobs):
        records[record.path] = record
        progress(record)
    if todo and reading.cache:
        reading.cache.folder.trim()
    return [records[file.name] for file in files]


def _serially(files: Sequence[FoundFile], reading: _Reading) -> Iterator[CountyFile]:
    for file in files:
        yield reading.read(read_county_file, file)


def _in_workers(files: Sequence[FoundFile], reading: _Reading, jobs: int) -> Iterator[CountyFile]:
    """Read files in worker processes. A file that makes its process crash, or that eats its memory, is rejected.

    Either is read again alone, so that a file pays for no other one.
    """
    left = {file.name: file for file in files}
    while left:
        try:
            with worker_pool(jobs, reading.settings.limits.worker_mb) as pool:
                waiting = {pool.submit(reading.read_in_time, read_county_file, file): file for file in left.values()}
                for future in as_completed(waiting):
                    file = waiting[future]
                    try:
                        record = future.result()
                    except MemoryError as error:
                        record = unread_county_file(report_fault(error, file.name))
                    del left[file.name]
                    yield _in_own_process(file, reading) if _ran_out_of_memory(record) else record
        except BrokenProcessPool:
            # The cause is among the first of the remaining files; those after them are read in parallel again.
            for file in list(left.values())[: 2 * jobs]:
                del left[file.name]
                yield _in_own_process(file, reading)


def _in_own_process(file: FoundFile, reading: _Reading) -> CountyFile:
    """Read one file in a process of its own, which it may crash."""
    limits = reading.settings.limits
    begun = time.monotonic()
    try:
        with worker_pool(1, limits.worker_mb) as pool:
            return pool.submit(reading.read_in_time, read_county_file, file).result()
    except MemoryError as error:
        return unread_county_file(report_fault(error, file.name))
    except BrokenProcessPool:
        seconds = limits.file_seconds
        late = Text(f"{seconds} 秒内没有读完", f"not done in {seconds} s")
        died = Text("读取进程中止，可能内存不足", "the process ended; it may have run out of memory")
        detail = late if time.monotonic() - begun >= seconds else died
        return unread_county_file(FILES["F07"].at(Place(file.name), detail=detail))


def _ran_out_of_memory(record: CountyFile) -> bool:
    """Return whether a file was not read because a worker that has read others before had too little memory."""
    return record.fate is Fate.REJECTED and any(finding.rule == "F27" for finding in record.findings)


def _containments(record: CountyFile, register: Sequence[RosterProject]) -> Iterator[Containment]:
    """Return the projects that each special fund of a department holds."""
    rows = tuple(record.sheets)
    funds = [row for row in rows if row.kind is SheetKind.SPECIAL_FUND]
    projects = [row for row in rows if row.kind is SheetKind.PROJECT]
    found = containments(
        [(fund.name, fund.budget) for fund in funds],
        [(one.name, one.budget) for one in projects],
        known_members(funds, projects, register),
    )
    for fund, members in zip(funds, found, strict=True):
        yield Containment(fund, tuple(projects[index] for index in members))
