"""Collect the county's indicators into a library, and look in it for those that suit a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.county.data import CountyFile, Fate
from xltools.county.gather import gather
from xltools.derive.library import LibraryEntry, Suggestion, suggest_indicators
from xltools.outputs.indicator_library import collect_library
from xltools.outputs.library_workbook import library_workbook, read_library
from xltools.services.contract import Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file, check_year, find_inputs
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_workbook_target, save_workbook
from xltools.text import Text

__all__ = ["LibraryRequest", "LibraryResult", "build_library", "open_library", "suggest_from_library"]


@dataclass(frozen=True, slots=True)
class LibraryRequest:
    """The files to collect indicators from, and the workbook to write."""

    paths: tuple[Path, ...]
    output: Path
    year: int | None = None
    recursive: bool = False
    rules: Path | None = None
    jobs: int = 0
    force: bool = False


@dataclass(frozen=True, slots=True)
class LibraryResult:
    """The entries, the file that was written, how many files they are from, and those that gave none."""

    entries: tuple[LibraryEntry, ...]
    output: Path
    files: int
    unused: tuple[tuple[str, Text], ...]
    notices: tuple[Text, ...] = ()


def build_library(request: LibraryRequest, report: ReportProgress = no_report) -> LibraryResult:
    """Read and check the workbooks, and write the library of their indicators without faults.

    Raises RequestError where nothing was found, or the library must not be written.
    """
    check_year(request.year)
    check_workbook_target(
        request.output, WritingCommand.LIBRARY, force=request.force, suffix=".xlsx", inputs=request.paths
    )
    chosen = choose_settings(request.rules, request.output, request.paths)
    files = find_inputs(
        request.paths, recursive=request.recursive, skip=[request.output], limits=chosen.settings.limits
    )
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), record.path))

    data = gather(files, settings=chosen.settings, year=request.year, jobs=request.jobs, progress=show)
    entries = collect_library(data)
    if not entries:
        raise RequestError(
            "这些文件里没有可以收入指标库的指标：没有读到绩效目标表，或者每一行都有错误或警告。",
            "There is no indicator for the library in these files: no target sheets, or faults in every row.",
        )
    report(Progress(Stage.WRITING))
    title = f"{data.county}{data.year or ''}{'年' if data.year else ''}绩效指标库"
    save_workbook(library_workbook(entries, title), request.output, WritingCommand.LIBRARY)
    unused = tuple((file.path, file.reason) for file in data.files if file.fate is not Fate.ACCEPTED)
    return LibraryResult(entries, request.output, len(data.accepted), unused, chosen.notices)


def suggest_from_library(
    library: Path, texts: Sequence[str], *, level: str = "", limit: int = 10
) -> list[tuple[str, tuple[Suggestion, ...]]]:
    """Return for each text the entries of a library that suit it best; ``level`` is a level 1 or 2 to keep to."""
    entries = open_library(library)
    return [(text, suggest_indicators(entries, text, level=level, limit=limit)) for text in texts]


def open_library(path: Path) -> tuple[LibraryEntry, ...]:
    """Return the entries of a library; raises RequestError for a path without a file, LibraryError for another file."""
    check_given_file(path)
    return read_library(path)
