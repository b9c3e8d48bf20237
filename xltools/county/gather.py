"""From paths to a county: read the files in parallel, settle which count, compare departments."""

from __future__ import annotations

import faulthandler
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path

from xltools.county.data import (
    CountyData,
    CountyFile,
    DepartmentEntry,
    Fate,
)
from xltools.county.doubtful import Plausibility
from xltools.county.file_cache import FileCache
from xltools.county.find import FoundFile, NotFoundError, find_files
from xltools.county.rows import read_county_file, unread_county_file
from xltools.county.settle import Choice
from xltools.county.together import NOTHING_KNOWN, put_together
from xltools.county.workers import worker_pool
from xltools.department.review import report_fault
from xltools.messages.files import FILES
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.row_storage import gc_paused
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import Text

__all__ = [
    "FoundFile",
    "NotFoundError",
    "Reading",
    "excluded_file",
    "find_files",
    "gather",
    "ran_out_of_memory",
    "read_alone",
    "read_files",
]

MAX_FILES_IN_PROCESS = 3
"""Up to this many files are read in this process: starting workers would take longer."""

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
    approved: Sequence[CountyFile] = (),
) -> CountyData:
    """Read all files and put the county together. The result depends on neither ``jobs`` nor the order of files.

    ``choices`` say by the names of files which of several workbooks of a department counts (:func:`settle`). Files
    that ``cache`` remembers are not read again; it has to be one for these settings and this year. Sheets of results
    are held against the targets in ``approved``, records of other files; without any, against those among the files.
    """
    return put_together(
        read_files(files, settings=settings, year=year, jobs=jobs, progress=progress, cache=cache),
        settings=settings,
        roster=roster,
        county=county,
        year=year,
        choices=choices,
        generated=generated,
        plausibility=plausibility,
        approved=approved,
    )


def read_files(
    files: Sequence[FoundFile],
    *,
    settings: Settings = DEFAULT,
    year: int | None = None,
    jobs: int = 0,
    progress: ProgressCallback | None = None,
    cache: FileCache | None = None,
) -> list[CountyFile]:
    """Read files in ``jobs`` processes, 0 for one for each core; return their records in the same order."""
    with gc_paused():
        reading = Reading(settings, year, cache, read_county_file)
        return _read_all(files, reading, jobs or os.cpu_count() or 1, progress or (lambda _: None))


@dataclass(frozen=True, slots=True)
class Reading:
    """The conditions under which the files of a run are read."""

    settings: Settings
    year: int | None
    cache: FileCache | None
    function: ReadFile

    def remembered(self, file: FoundFile) -> CountyFile | None:
        """Return the record of a file that an earlier run has read."""
        return self.cache.find(file) if self.cache else None

    def read(self, file: FoundFile) -> CountyFile:
        """Read one file, and remember it for later runs."""
        record = self.function(file.path, file.name, self.settings, self.year)
        if self.cache:
            self.cache.keep(record)
        return record

    def shed(self, record: CountyFile) -> CountyFile:
        """Return a record without the rows that can be had again from where it is kept."""
        return self.cache.shed(record) if self.cache else record

    def read_in_time(self, file: FoundFile) -> CountyFile:
        """Read one file in a worker process, and end the process if it takes too long, in whatever code it hangs."""
        with open(os.devnull, "w") as nowhere:
            faulthandler.dump_traceback_later(self.settings.limits.file_seconds, exit=True, file=nowhere)
            try:
                return self.read(file)
            finally:
                faulthandler.cancel_dump_traceback_later()


def _read_all(files: Sequence[FoundFile], reading: Reading, jobs: int, progress: ProgressCallback) -> list[CountyFile]:
    records: dict[str, CountyFile] = {}
    todo: list[FoundFile] = []
    for file in files:
        if file.excluded:
            records[file.name] = reading.shed(excluded_file(file))
        elif known := reading.remembered(file):
            records[file.name] = known
        else:
            todo.append(file)
            continue
        progress(records[file.name])
    jobs = min(jobs, len(todo))
    in_process = jobs <= 1 or len(todo) <= MAX_FILES_IN_PROCESS
    for record in _serially(todo, reading) if in_process else _in_workers(todo, reading, jobs):
        records[record.path] = reading.shed(record)
        progress(record)
    if todo and reading.cache:
        reading.cache.tidy()
    return [records[file.name] for file in files]


def excluded_file(file: FoundFile) -> CountyFile:
    """Return the record of a file that the caller left out."""
    reason = Text(f"按 --exclude {file.excluded} 排除", f"excluded by {file.excluded}")
    return CountyFile(file.name, Fate.IGNORED, reason)


def _serially(files: Sequence[FoundFile], reading: Reading) -> Iterator[CountyFile]:
    for file in files:
        yield reading.read(file)


def _in_workers(files: Sequence[FoundFile], reading: Reading, jobs: int) -> Iterator[CountyFile]:
    """Read files in worker processes. A file that makes its process crash, or that eats its memory, is rejected.

    Either is read again alone, so that a file pays for no other one.
    """
    left = {file.name: file for file in files}
    while left:
        try:
            with worker_pool(jobs, reading.settings.limits.worker_mb) as pool:
                waiting = {pool.submit(reading.read_in_time, file): file for file in left.values()}
                for future in as_completed(waiting):
                    file = waiting.pop(future)  # with its record, once that is handed over
                    try:
                        record = future.result()
                    except MemoryError as error:
                        record = unread_county_file(report_fault(error, file.name))
                    del left[file.name]
                    yield read_alone(file, reading) if ran_out_of_memory(record) else record
        except BrokenProcessPool:
            # The cause is among the first of the remaining files; those after them are read in parallel again.
            for file in list(left.values())[: 2 * jobs]:
                del left[file.name]
                yield read_alone(file, reading)


def read_alone(file: FoundFile, reading: Reading) -> CountyFile:
    """Read one file in a process of its own, which it may crash."""
    limits = reading.settings.limits
    begun = time.monotonic()
    try:
        with worker_pool(1, limits.worker_mb) as pool:
            return pool.submit(reading.read_in_time, file).result()
    except MemoryError as error:
        return unread_county_file(report_fault(error, file.name))
    except BrokenProcessPool:
        seconds = limits.file_seconds
        late = Text(f"{seconds} 秒内没有读完", f"not done in {seconds} s")
        died = Text("读取进程中止，可能内存不足", "the process ended; it may have run out of memory")
        detail = late if time.monotonic() - begun >= seconds else died
        return unread_county_file(FILES["F07"].at(Place(file.name), detail=detail))


def ran_out_of_memory(record: CountyFile) -> bool:
    """Return whether a file was not read because a worker that has read others before had too little memory."""
    return record.fate is Fate.REJECTED and any(finding.rule == "F27" for finding in record.findings)
