"""Consolidate the workbooks of many departments into one county summary."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from xltools.county.approved import ApprovedTargets
from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.doubtful import AcceptedSheet, Plausibility, unused_acceptances
from xltools.county.file_cache import FileCache
from xltools.county.find import named_files
from xltools.county.gather import FoundFile, gather
from xltools.county.settle import Choice
from xltools.county.workers import prepare_workers
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.outputs.json_report import county_json, sums_in_words
from xltools.outputs.tables import WrittenTables, check_tables_folder, table_paths, write_tables
from xltools.quick_dataclass import dataclass
from xltools.rules.settings import Settings
from xltools.services.approved import approved_apart, read_approved, unanswered_notices
from xltools.services.briefings import briefing_target, save_as_pdf
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.earlier_summaries import (
    earlier_counties,
    explain_no_summary,
    fund_notices,
    read_earlier,
    worked_in_beside,
)
from xltools.services.inputs import check_given_file, check_year, find_inputs
from xltools.services.rosters import read_departments
from xltools.services.run_log import RUN_LOG, append_run, describe_run
from xltools.services.settings import ChosenSettings, choose_settings
from xltools.services.targets import (
    WritingCommand,
    check_json,
    check_summary,
    check_target,
    is_unchanged,
    saved_beside,
    signed,
)
from xltools.summary.answers import Answers
from xltools.summary.changes import Changes
from xltools.summary.comparisons import EarlierCounty
from xltools.summary.earlier_choices import earlier_choices
from xltools.summary.earlier_states import fund_choices
from xltools.summary.last_year import earlier_settlements, read_last_year
from xltools.summary.paper import PaperSize
from xltools.summary.previous import NoSummaryError, PreviousSummary
from xltools.summary.runs import RunFacts, RunOrigin
from xltools.summary.word_briefing import briefing_document
from xltools.summary.write import WrittenSummary, write_summary
from xltools.text import Text
from xltools.writer.output_file import OutputFile

__all__ = [
    "Answers",
    "Changes",
    "ConsolidateRequest",
    "ConsolidateResult",
    "IfExists",
    "PaperSize",
    "RunOrigin",
    "consolidate",
]


class IfExists(StrEnum):
    """The action to take if the summary exists already."""

    REFUSE = "refuse"
    REPLACE = "replace"
    """what people typed into it is taken over, unless another earlier summary is named"""
    NUMBER = "number"
    """the new summary gets the next free number: 汇总（2）.xlsx"""


@dataclass(frozen=True, slots=True)
class ConsolidateRequest:
    """A request to consolidate workbooks: inputs, settings and outputs.

    ``tables`` is the folder for the county's CSV and Parquet tables. ``paths`` are workbooks and folders; files
    that match a pattern of ``exclude`` are listed as left out, those in ``skip`` are not looked at. ``rules`` is
    the settings file that the officer named. ``take`` are the files that count where a department sent several.
    ``jobs`` is the number of processes, 0 for one for each core. What people typed into the summaries ``previous`` is
    taken over; where that is only a convenience (``previous_optional``), a file that cannot be read is a notice and
    not the end. Amounts are held against ``last_year``, the summary of last year; ``accept`` names the sheets
    (``FILE!SHEET``) whose doubtful amounts count. Sheets of results are held against the folder ``approved``. With
    ``cache`` files that were read before are not read again; the result is the same. With ``record``, the way
    by which the request came, the run is put on the sheet 操作记录 and added to the file beside the summary; ``user``
    is who asked, where the operating system does not know it. ``paper`` is the largest that the summary is set up to be
    printed on; with ``pages`` it has a page for each department. ``briefing`` is the Word document with the county on
    one page.
    """

    paths: tuple[Path, ...]
    output: Path
    if_exists: IfExists = IfExists.REFUSE
    json_file: Path | None = None
    tables: Path | None = None
    roster: Path | None = None
    county: str = ""
    year: int | None = None
    recursive: bool = False
    exclude: tuple[str, ...] = ()
    skip: tuple[Path, ...] = ()
    rules: Path | None = None
    jobs: int = 0
    take: tuple[Path, ...] = ()
    previous: tuple[Path, ...] = ()
    previous_optional: bool = False
    last_year: Path | None = None
    approved: Path | None = None
    accept: tuple[str, ...] = ()
    cache: bool = True
    record: RunOrigin | None = None
    user: str = ""
    paper: PaperSize = PaperSize.A3
    pages: bool = False
    briefing: Path | None = None


@dataclass(frozen=True, slots=True)
class ConsolidateResult:
    """The result. ``output`` is the summary that was written, None if no file could be consolidated.

    ``changes`` compare it with the earlier summary whose entries were taken over, if there was one; ``answers`` count
    the findings that departments have explained and that the county has accepted. ``tables`` were
    written if a folder for them was named.
    """

    data: CountyData
    settings: Settings
    output: Path | None
    changes: Changes | None
    answers: Answers
    tables: WrittenTables | None
    briefing: Path | None
    notices: tuple[Text, ...]
    status: ExitStatus

    @property
    def sums(self) -> Text:
        """The budgets of projects and of special funds in words, and their total without double counting."""
        return sums_in_words(self.data)


def consolidate(request: ConsolidateRequest, report: ReportProgress = no_report) -> ConsolidateResult:
    """Read the workbooks, check them, and write the summary, the JSON and the tables."""
    check_year(request.year)
    if request.roster:
        check_given_file(request.roster)
    if request.last_year:
        check_given_file(request.last_year)
    accepted = tuple(map(_accepted_sheet, request.accept))
    targets = _targets(request)
    chosen = choose_settings(request.rules, request.output, request.paths)
    previous, previous_notices = _previous(request)
    cache = FileCache.open(chosen.settings, request.year) if request.cache else None
    # Where much is remembered, no worker may be needed; else they get ready while the roster is read.
    if (request.jobs or os.cpu_count() or 1) > 1 and (cache is None or cache.folder.empty):
        prepare_workers()
    roster = read_departments(request.roster, chosen.settings.limits)
    plausibility = _plausibility(request, accepted, previous)
    earlier, uncompared = earlier_counties(request.previous if previous else (), request.last_year, request.output)
    approved = read_approved(request.approved, chosen.settings, jobs=request.jobs)
    written = table_paths(request.tables) if request.tables else ()
    named = (request.output, request.json_file, request.roster, *request.previous, request.last_year, chosen.file)
    files = find_inputs(
        request.paths,
        recursive=request.recursive,
        exclude=request.exclude,
        skip=[
            *request.skip,
            *written,
            request.output.parent / RUN_LOG,
            *(path for path in named if path),
        ],
        limits=chosen.settings.limits,
        apart=approved_apart(request.approved, request.paths),
    )
    data = gather(
        files,
        settings=chosen.settings,
        roster=roster,
        county=request.county,
        year=request.year,
        choices=_choices(request.take, previous, files),
        jobs=request.jobs,
        progress=_reading(files, report),
        plausibility=plausibility,
        cache=cache,
        approved=approved,
    )
    if previous is None and not request.previous:
        previous_notices += worked_in_beside(request.output, _known(request), data)
    output: Path | None = None
    summary = WrittenSummary(None, Answers())
    recorded: tuple[Text, ...] = ()
    briefing: Path | None = None
    # First, because a table may be refused for an amount that it cannot hold; then nothing has been written yet.
    tables = write_tables(data, request.tables, targets=targets.tables) if request.tables else None
    beside = [note for pair in tables.beside for note in saved_beside(*pair)] if tables else []
    if _has_something(data):
        report(Progress(Stage.WRITING))
        run = _run_record(request, data, chosen)
        output, summary = _write_summary(request, run, data, chosen.settings, previous, earlier, targets.summary)
        if run:
            recorded = tuple(append_run(replace(run, summary=output.name), output.parent))
        if request.if_exists is not IfExists.NUMBER:
            beside += saved_beside(targets.summary, output)
        if targets.briefing and summary.briefing:
            document = briefing_document(summary.briefing)
            briefing = targets.briefing.save(document)
            beside += saved_beside(targets.briefing, briefing)
            recorded = (*recorded, *save_as_pdf(document, briefing, chosen.settings.limits.file_seconds))
    if targets.json:
        text = json.dumps(county_json(data), ensure_ascii=False, indent=1)
        beside += saved_beside(targets.json, targets.json.save(text.encode()))
    notices = (*chosen.notices, *previous_notices, *_acceptance_notices(plausibility, data), *fund_notices(data))
    sent = [file for file in data.accepted if file.progress]
    unanswered = tuple(unanswered_notices(ApprovedTargets(approved or data.accepted), sent)) if sent else ()
    status = _status(data, summary.answers)
    return ConsolidateResult(
        data,
        chosen.settings,
        output,
        summary.changes,
        summary.answers,
        tables,
        briefing,
        (*notices, *unanswered, *uncompared, *_tables_notices(tables), *beside, *recorded),
        max(status, ExitStatus.FINDINGS) if beside or unanswered else status,
    )


@dataclass(frozen=True, slots=True)
class _Targets:
    """The files to write, as they were when the work began."""

    summary: OutputFile
    json: OutputFile | None
    briefing: OutputFile | None
    tables: dict[Path, OutputFile]


def _targets(request: ConsolidateRequest) -> _Targets:
    """Return the files to write; refuse a request that would overwrite what it should not."""
    force = request.if_exists is IfExists.REPLACE
    inputs = (*request.paths, request.roster, request.rules, request.last_year, request.approved)
    summary, json_file = OutputFile(request.output), None
    if request.if_exists is not IfExists.NUMBER:
        summary = check_target(request.output, force=force, suffix=".xlsx", inputs=[*inputs, request.json_file])
        check_summary(request.output)
    if request.json_file:
        json_file = check_target(request.json_file, force=force, inputs=[*inputs, request.output])
        check_json(request.json_file)
    tables = check_tables_folder(request.tables, overwrite=force) if request.tables else {}
    return _Targets(summary, json_file, briefing_target(request.briefing, [*request.paths, request.output]), tables)


def _previous(request: ConsolidateRequest) -> tuple[PreviousSummary | None, tuple[Text, ...]]:
    """Read the summary whose entries are taken over: the one that is named, or else the one that is replaced."""
    output, paths = request.output, request.previous
    replaces = request.if_exists is IfExists.REPLACE and output.exists()
    if not paths and not replaces:
        return None, ()
    if (
        paths
        and replaces
        and output.resolve() not in {path.resolve() for path in paths}
        and not is_unchanged(output, WritingCommand.CONSOLIDATE)
    ):
        raise RequestError(
            f"{output} 生成以后有人保存过，里面可能有填写的内容，而这次带入的是 {_listed(paths)} 的，所以不覆盖。"
            "请换一个 --out，或先把它移到别处；要带入它里面的内容，不写 --previous。",
            f"{output} was saved by somebody since it was made and may hold entries; those of "
            f"{_listed(paths)} are taken over this time, so it is not overwritten. Choose another --out, or move it "
            "first; to take its own entries "
            "over, leave --previous out.",
        )
    try:
        previous, notices = read_earlier(paths or (output,))
    except RequestError as error:
        if not request.previous_optional:
            raise
        lost = Text(
            f"上次的汇总读不了，其中填写的内容没有带入：{error.text.zh}",
            f"The earlier summary cannot be read; its entries were not taken over: {error.text.en}",
        )
        return None, (lost,)
    if not paths:
        return previous, (Text(f"带入 {output} 里填写的内容。", f"Entries of {output} were taken over."), *notices)
    return previous, notices


def _known(request: ConsolidateRequest) -> list[Path]:
    """Return the files that the run reads or writes, as far as they are named one by one."""
    named = (request.output, request.roster, request.last_year, *request.skip, *request.paths)
    return [path for path in named if path]


def _listed(paths: Sequence[Path]) -> str:
    return "、".join(map(str, paths))


def _choices(take: Sequence[Path], previous: PreviousSummary | None, files: Sequence[FoundFile]) -> dict[str, Choice]:
    """Return which files an officer takes or leaves: those of the earlier summary, and those that are named now."""
    choices = dict(earlier_choices(previous, files)) if previous else {}
    for path in take:
        found = named_files(path, files)
        if len(found) != 1:
            raise RequestError(
                f"--take {path}：要汇总的文件里{'有几个同名的，请给出完整路径' if found else '没有它，请检查路径'}。",
                f"--take {path}: {'several files have this name; give the path' if found else 'no such file is read'}.",
            )
        choices[found[0].name] = Choice(take=True)
    return choices


def _accepted_sheet(text: str) -> AcceptedSheet:
    file, mark, sheet = text.rpartition("!")
    if not file or not mark or not sheet:
        raise RequestError(
            f"--accept {text} 应写成 文件名!工作表名，例如 475.xlsx!项目1。",
            f"--accept {text} should be FILE!SHEET, such as 475.xlsx!项目1.",
        )
    return AcceptedSheet(Path(file).as_posix(), sheet)


def _plausibility(
    request: ConsolidateRequest, accepted: tuple[AcceptedSheet, ...], previous: PreviousSummary | None
) -> Plausibility:
    """Gather what amounts are held against, and what has been settled about them."""
    try:
        last_year = read_last_year(request.last_year) if request.last_year else ()
    except NoSummaryError as error:
        raise RequestError(f"上年的汇总读不了：{error.text.zh}", f"Last year's summary: {error.text.en}") from error
    try:
        settlements = tuple(earlier_settlements(previous)) if previous else ()
        funds = fund_choices(previous) if previous else ()
    except NoSummaryError as error:
        raise explain_no_summary(error) from error
    return Plausibility(last_year, accepted, settlements, funds)


def _acceptance_notices(plausibility: Plausibility, data: CountyData) -> tuple[Text, ...]:
    return tuple(
        Text(
            f"--accept {one.file}!{one.sheet}：这张表没有存疑金额，这一项没有起作用。",
            f"--accept {one.file}!{one.sheet}: no amount of this sheet is in doubt; the option had no effect.",
        )
        for one in unused_acceptances(plausibility, data.findings)
    )


def _reading(files: Sequence[FoundFile], report: ReportProgress) -> Callable[[CountyFile], None]:
    """Return a callback that reports each file that was read."""
    done = 0

    def show(record: CountyFile) -> None:
        nonlocal done
        done += 1
        report(Progress(Stage.READING, done, len(files), Path(record.path).name))

    return show


def _run_record(request: ConsolidateRequest, data: CountyData, chosen: ChosenSettings) -> RunFacts | None:
    """Return the record of this run, if it is to be kept."""
    if request.record is None:
        return None
    return describe_run(
        data,
        chosen,
        request.output,
        roster=request.roster,
        previous=request.previous,
        last_year=request.last_year,
        origin=request.record,
        user=request.user,
    )


def _write_summary(
    request: ConsolidateRequest,
    run: RunFacts | None,
    data: CountyData,
    settings: Settings,
    previous: PreviousSummary | None,
    earlier: Sequence[EarlierCounty],
    target: OutputFile,
) -> tuple[Path, WrittenSummary]:
    """Write the summary; return where it is and what it says about the earlier one and the departments' answers."""
    buffer = io.BytesIO()
    try:
        written = write_summary(
            data,
            buffer,
            settings=settings,
            base=target.folder,
            previous=previous,
            run=run,
            paper=request.paper,
            pages=request.pages,
            earlier=earlier,
        )
    except NoSummaryError as error:
        raise explain_no_summary(error) from error
    return target.save(signed(buffer.getvalue(), WritingCommand.CONSOLIDATE)), written


def _tables_notices(tables: WrittenTables | None) -> tuple[Text, ...]:
    if tables is None or tables.parquet:
        return ()
    return (
        Text(
            "没有安装 pyarrow，只写出了 CSV，没有 Parquet。",
            "pyarrow is not installed, so there are CSV files and no Parquet files.",
        ),
    )


def _has_something(data: CountyData) -> bool:
    """Return whether there is something to show: a file that counts, or one for which somebody has to decide that."""
    return any(file.fate in {Fate.ACCEPTED, Fate.UNDECIDED} for file in data.files)


def _status(data: CountyData, answers: Answers) -> ExitStatus:
    if not _has_something(data):
        return ExitStatus.NOTHING
    errors = count_severities(data.findings)[Severity.ERROR] - answers.accepted_of(Severity.ERROR)
    return ExitStatus.FINDINGS if errors or data.missing else ExitStatus.DONE
