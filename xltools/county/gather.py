"""From paths to a county: find the files, read them in parallel, settle the fate of each, compare departments."""

from __future__ import annotations

import faulthandler
import fnmatch
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from xltools.county.data import (
    COUNTED_FATES,
    MAX_SHEETS_IN_MEMORY,
    Containment,
    CountyData,
    CountyFile,
    DepartmentEntry,
    Fate,
)
from xltools.county.register import known_members, with_register
from xltools.county.rows import read_county_file, unread_county_file
from xltools.county.workers import worker_pool
from xltools.derive import containments
from xltools.errors import XltoolsError
from xltools.model import SheetKind
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rosters.read import RosterProject
from xltools.row_storage import ConcatenatedRows, gc_paused
from xltools.rules.engine import check_county
from xltools.rules.settings import DEFAULT, Settings
from xltools.text import Text
from xltools.version import __version__

__all__ = ["FoundFile", "NotFoundError", "find_files", "gather", "subfolders"]

MAX_FILES_IN_PROCESS = 3
"""Up to this many files are read in this process: starting workers would take longer."""

T = TypeVar("T")

ProgressCallback = Callable[[CountyFile], None]
Reading = Callable[[Path, str, Settings, int | None], CountyFile]


class NotFoundError(XltoolsError):
    """A path that the caller named does not exist."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at, under the name that the outputs give it."""

    path: Path
    name: str
    excluded: str = ""


def find_files(
    paths: Sequence[Path], *, recursive: bool = False, exclude: Sequence[str] = (), skip: Iterable[Path] = ()
) -> tuple[FoundFile, ...]:
    """Find all files below the given files and folders, each once, in the order of their names.

    ``exclude`` holds file name patterns (``*旧版*``); files that match are listed as excluded. ``skip`` are files that
    are not looked at, such as the output itself. Raises :class:`NotFoundError` for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    left_out = {path.resolve() for path in skip}
    for given in paths:
        if not given.exists():
            raise NotFoundError(f"找不到 {given}，请检查路径。", f"There is no {given}; check the path.")
        for path in _walk(given, recursive=recursive):
            key = _identity(path)
            if key in left_out or key in found:
                continue
            name = _readable(path)
            pattern = next((p for p in exclude if fnmatch.fnmatch(path.name, p) or fnmatch.fnmatch(name, p)), "")
            found[key] = FoundFile(path, name, pattern)
    return tuple(sorted(found.values(), key=lambda file: file.name))


def _walk(given: Path, *, recursive: bool) -> Iterator[Path]:
    """Yield everything below a folder except folders; also pipes and broken links, which the reader then names.

    A folder that cannot be listed is yielded itself, so that its files are not missed in silence.
    """
    if not given.is_dir():
        yield given
        return
    unreadable: list[Path] = []
    for folder, folders, names in os.walk(given, onerror=lambda error: unreadable.append(Path(error.filename))):
        # A folder that is named like a workbook is reported too, because people may take it for one.
        for name in (*names, *(name for name in folders if Path(name).suffix.lower() in WORKBOOK_SUFFIXES)):
            if not name.startswith(".") or name.startswith(".~"):
                yield Path(folder, name)
        if not recursive:
            folders.clear()
    yield from unreadable


def _identity(path: Path) -> Path:
    """Return a key that is the same for two paths to one file."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads in a circle
        return path.absolute()


def _readable(path: Path) -> str:
    """Return the path as text. Names unpacked from a Chinese Windows archive may be bytes in GBK."""
    name = path.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "backslashreplace")
    return name


def subfolders(paths: Sequence[Path]) -> int:
    """Count the folders directly in the given ones, which a search that is not recursive leaves out."""
    return sum(
        entry.is_dir() and not entry.name.startswith(".") for path in paths if path.is_dir() for entry in path.iterdir()
    )


def gather(
    files: Sequence[FoundFile],
    *,
    settings: Settings = DEFAULT,
    roster: Sequence[DepartmentEntry] = (),
    county: str = "",
    year: int | None = None,
    jobs: int = 0,
    progress: ProgressCallback | None = None,
    generated: datetime | None = None,
) -> CountyData:
    """Read all files and put the county together. The result depends on neither ``jobs`` nor the order of files."""
    with gc_paused():
        records = _read_all(files, settings, year, jobs or os.cpu_count() or 1, progress or (lambda _: None))
    registers = {entry.code: entry.projects for entry in roster if entry.projects}
    settled = [
        with_register(record, registers.get(record.department_code, ())) if record.fate is Fate.ACCEPTED else record
        for record in _resolve_duplicates(records)
    ]
    accepted = sorted(
        (record for record in settled if record.fate is Fate.ACCEPTED), key=lambda r: (r.department_code, r.path)
    )
    present = {record.department_code for record in accepted}
    absent = [(entry.code, entry.name) for entry in roster if entry.code not in present]
    digests = ConcatenatedRows(record.digests for record in accepted)
    across = check_county(tuple(digests) if len(digests) <= MAX_SHEETS_IN_MEMORY else digests, settings, absent)
    live = [record.findings for record in settled if record.fate in COUNTED_FATES]
    return CountyData(
        county=county or _most_common(record.county for record in accepted) or "",
        year=year or _most_common(record.year for record in accepted),
        files=tuple(settled),
        roster=tuple(roster),
        containments=tuple(
            pair for record in accepted for pair in _containments(record, registers.get(record.department_code, ()))
        ),
        findings=ConcatenatedRows((*live, across)),
        generated=generated or _now(),
        version=__version__,
        rule_settings=settings.name,
    )


def _now() -> datetime:
    """Return the time, or SOURCE_DATE_EPOCH if it is set, for reproducible files."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return moment.astimezone().replace(microsecond=0)


def _most_common(values: Iterable[T]) -> T | None:
    """Return the value that most files state, the first of several; None if no file states one."""
    counts = Counter(value for value in values if value)
    return counts.most_common(1)[0][0] if counts else None


def _read_all(
    files: Sequence[FoundFile], settings: Settings, year: int | None, jobs: int, progress: ProgressCallback
) -> list[CountyFile]:
    records: dict[str, CountyFile] = {}
    todo: list[FoundFile] = []
    for file in files:
        if file.excluded:
            reason = Text(f"按 --exclude {file.excluded} 排除", f"excluded by {file.excluded}")
            records[file.name] = CountyFile(file.name, Fate.IGNORED, reason)
            progress(records[file.name])
        else:
            todo.append(file)
    jobs = min(jobs, len(todo))
    reading = (
        _serially(todo, settings, year)
        if jobs <= 1 or len(todo) <= MAX_FILES_IN_PROCESS
        else _in_workers(todo, settings, year, jobs)
    )
    for record in reading:
        records[record.path] = record
        progress(record)
    return [records[file.name] for file in files]


def _serially(files: Sequence[FoundFile], settings: Settings, year: int | None) -> Iterator[CountyFile]:
    for file in files:
        yield read_county_file(file.path, file.name, settings, year)


def _in_workers(files: Sequence[FoundFile], settings: Settings, year: int | None, jobs: int) -> Iterator[CountyFile]:
    """Read files in worker processes. A file that makes its process crash is identified and rejected."""
    left = {file.name: file for file in files}
    while left:
        try:
            with worker_pool(jobs) as pool:
                waiting = [pool.submit(_with_timeout, read_county_file, file, settings, year) for file in left.values()]
                for future in as_completed(waiting):
                    record = future.result()
                    del left[record.path]
                    yield record
        except BrokenProcessPool:
            # The cause is among the first of the remaining files; those after them are read in parallel again.
            for file in list(left.values())[: 2 * jobs]:
                del left[file.name]
                yield _in_own_process(file, settings, year)


def _with_timeout(read: Reading, file: FoundFile, settings: Settings, year: int | None) -> CountyFile:
    """Read one file in a worker process, and end the process if it takes too long, in whatever code it hangs."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(settings.limits.file_seconds, exit=True, file=nowhere)
        try:
            return read(file.path, file.name, settings, year)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _in_own_process(file: FoundFile, settings: Settings, year: int | None) -> CountyFile:
    """Read one file in a process of its own, which it may crash."""
    try:
        with worker_pool(1) as pool:
            return pool.submit(_with_timeout, read_county_file, file, settings, year).result()
    except BrokenProcessPool:
        return unread_county_file(
            file.name, Text("读取进程中止，可能内存不足或用时过长", "out of memory or out of time")
        )


def _resolve_duplicates(records: Sequence[CountyFile]) -> list[CountyFile]:
    """Let the workbook saved last count of several of one department and year; the others are superseded."""
    newest: dict[tuple[str, int | None], CountyFile] = {}
    for record in records:
        if record.fate is Fate.ACCEPTED:
            key = _department_key(record)
            if key not in newest or _newness(record) > _newness(newest[key]):
                newest[key] = record
    resolved = []
    for record in records:
        winner = newest.get(_department_key(record), record) if record.fate is Fate.ACCEPTED else record
        resolved.append(record if winner is record else _superseded(record, winner))
    return resolved


def _department_key(record: CountyFile) -> tuple[str, int | None]:
    # Books without a department never supersede another one.
    return (record.department_code or record.department_name or record.path, record.year)


def _newness(record: CountyFile) -> tuple[datetime, str]:
    moment = record.modified or datetime.min.replace(tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC), record.path)


def _superseded(record: CountyFile, winner: CountyFile) -> CountyFile:
    if record.sha256 == winner.sha256:
        reason = Text(f"与 {winner.path} 内容完全相同", f"identical to {winner.path}")
    else:
        reason = Text(f"同一部门有较新的文件 {winner.path}", f"{winner.path} of the same department was saved later")
    return replace(record, fate=Fate.SUPERSEDED, reason=reason)


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
