"""Return workbooks to their departments: a marked copy of each faulty one, and the notices to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.county.data import Fate
from xltools.county.gather import FoundFile, find_files, gather
from xltools.department.notice import notice_workbook
from xltools.department.returns import COPY_SUFFIX, LIST_SUFFIX, Outcome, Returned, return_workbook
from xltools.model import Severity
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.settings import choose_settings
from xltools.services.targets import check_folder
from xltools.text import Text
from xltools.writer.save import save_atomically

__all__ = ["NOTICE_FILE", "Outcome", "ReturnRequest", "ReturnResult", "Returned", "return_files"]

NOTICE_FILE = "退回通知.xlsx"


@dataclass(frozen=True, slots=True)
class ReturnRequest:
    """A request to return workbooks that have a finding of severity ``level`` or worse.

    ``paths`` are workbooks and folders; ``output`` is the folder for what goes back.
    """

    paths: tuple[Path, ...]
    output: Path
    level: Severity = Severity.NOTE
    recursive: bool = False
    rules: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class ReturnResult:
    """The answer to each file, without its bytes, which are in ``output``."""

    returned: tuple[Returned, ...]
    output: Path
    settings: Settings
    notices: tuple[Text, ...]
    status: ExitStatus


def return_files(request: ReturnRequest, report: ReportProgress = no_report) -> ReturnResult:
    """Check the workbooks, and write a marked copy of each faulty one and the workbook with the notices."""
    output = request.output
    check_folder(output)
    chosen = choose_settings(request.rules, output, request.paths)
    files, notices = _files(request)
    older = _superseded(files, chosen.settings)
    left = {one.name for one in older}
    stems = dict(_stems([file for file in files if file.name not in left]))
    _check_targets(stems, output, force=request.force)
    returned: list[Returned] = []
    for file, stem in stems.items():
        one = return_workbook(file.path, file.name, stem, chosen.settings, request.level)
        if one.data is not None:
            output.mkdir(parents=True, exist_ok=True)
            save_atomically(one.data, output / one.file_name, overwrite=request.force)
        returned.append(replace(one, data=None))
        report(Progress(Stage.READING, len(returned), len(stems), file.path.name))
    if any(one.goes_back for one in returned):
        output.mkdir(parents=True, exist_ok=True)
        save_atomically(notice_workbook(returned), output / NOTICE_FILE, overwrite=request.force)
    answers = (*older, *returned)
    return ReturnResult(answers, output, chosen.settings, (*chosen.notices, *notices), _status(answers))


def _files(request: ReturnRequest) -> tuple[tuple[FoundFile, ...], tuple[Text, ...]]:
    """Return the files to look at, without those that an earlier run put into the output folder."""
    found = find_files(request.paths, recursive=request.recursive)
    folder = request.output.resolve()
    files = tuple(file for file in found if folder not in file.path.resolve().parents)
    if not found:
        raise RequestError(
            "这里没有文件，请给出部门工作簿，或存放它们的文件夹。",
            "There is no file; name workbooks, or the folder that holds them.",
        )
    if not files:
        raise RequestError(
            "退回文件要放到另一个文件夹，不能与报送的文件放在一起。请用 --out 给出另一个文件夹。",
            "What goes back must be put into a folder other than that of the files that were sent. "
            "Name another folder with --out.",
        )
    if left_out := len(found) - len(files):
        notice = Text(
            f"{request.output} 里的 {left_out} 个文件不看。",
            f"{left_out} files in {request.output} are not looked at.",
        )
        return files, (notice,)
    return files, ()


def _superseded(files: Sequence[FoundFile], settings: Settings) -> list[Returned]:
    """Return the files that are not returned because the department has sent a newer one."""
    if len(files) < 2:
        return []
    records = gather(files, settings=settings).files
    return [
        Returned(one.path, Outcome.SUPERSEDED, one.department_code, one.department_name, reason=one.reason)
        for one in records
        if one.fate is Fate.SUPERSEDED
    ]


def _stems(files: Sequence[FoundFile]) -> Iterator[tuple[FoundFile, str]]:
    """Yield each file with the beginning of the names of its returned files, which is unique."""
    taken: set[str] = set()
    for file in files:
        base = file.path.stem.removesuffix(COPY_SUFFIX)
        stem, number = base, 1
        while stem.casefold() in taken:
            number += 1
            stem = f"{base}({number})"
        taken.add(stem.casefold())
        yield file, stem


def _check_targets(stems: dict[FoundFile, str], output: Path, *, force: bool) -> None:
    """Raise a RequestError, before anything is written, if something would be overwritten."""
    names = [f"{stem}{end}" for file, stem in stems.items() for end in (COPY_SUFFIX + file.path.suffix, LIST_SUFFIX)]
    there = [name for name in (*names, NOTICE_FILE) if (output / name).exists()]
    if there and not force:
        raise RequestError(
            f"{output / there[0]} 等 {len(there)} 个文件已存在。要覆盖请加 --force，或换一个文件夹。",
            f"{len(there)} files such as {output / there[0]} exist already. Add --force, or choose another folder.",
        )


def _status(returned: Sequence[Returned]) -> ExitStatus:
    if all(one.outcome in {Outcome.IGNORED, Outcome.SUPERSEDED} for one in returned):
        return ExitStatus.NOTHING
    return ExitStatus.FINDINGS if any(one.goes_back for one in returned) else ExitStatus.DONE
