"""Make the workbooks that departments fill in: one for each department of a roster, or one blank."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rosters.read import RosterError, read_roster
from xltools.rosters.write import write_roster_example
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file, check_year
from xltools.services.settings import choose_settings
from xltools.services.targets import (
    WritingCommand,
    check_folder,
    check_workbook_target,
    is_unchanged,
    save_workbook,
)
from xltools.template import blank_book, department_template, write_department
from xltools.text import Text
from xltools.values.file_names import safe_file_name

__all__ = [
    "BlankRequest",
    "KeptWorkbook",
    "RosterExampleRequest",
    "TemplateResult",
    "TemplatesRequest",
    "write_blank",
    "write_for_roster",
    "write_roster_sample",
]

SPARE_SHEETS_OF_A_BLANK_BOOK = 5


@dataclass(frozen=True, slots=True)
class TemplatesRequest:
    """A request to write a workbook into the folder ``output`` for each department of ``roster`` that has none there.

    ``rules`` are the rule settings that the buttons of the workbooks use; ``spare`` is the number of blank sheets.
    With ``force`` workbooks of an earlier run are made anew, if no one has saved them since.
    """

    roster: Path
    output: Path
    county: str = ""
    year: int | None = None
    spare: int | None = None
    macros: bool = False
    rules: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class BlankRequest:
    """A request to write one workbook that belongs to no department yet."""

    output: Path
    county: str = ""
    year: int | None = None
    spare: int | None = None
    macros: bool = False
    rules: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class RosterExampleRequest:
    """A request to write an example of a roster."""

    output: Path
    force: bool = False


class KeptWorkbook(NamedTuple):
    """A workbook of a department that was there already and was not touched, and why."""

    path: Path
    reason: Text


@dataclass(frozen=True, slots=True)
class TemplateResult:
    """The files that were written, those that were left as they are, and the rule settings in what was written.

    ``settings`` are None for a roster, which has none.
    """

    written: tuple[Path, ...]
    settings: Settings | None = None
    notices: tuple[Text, ...] = ()
    kept: tuple[KeptWorkbook, ...] = ()
    status: ExitStatus = ExitStatus.DONE


def write_for_roster(request: TemplatesRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write a workbook for each department of the roster that has none in the folder."""
    check_year(request.year)
    check_given_file(request.roster)
    check_folder(request.output)
    chosen = choose_settings(request.rules, request.output, ())
    try:
        roster = read_roster(request.roster)
    except RosterError as error:
        raise RequestError(f"名单读不了：{error.text.zh}", f"Roster: {error.text.en}") from error
    request.output.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in request.output.iterdir())
    written: list[Path] = []
    kept: list[KeptWorkbook] = []
    for department in roster.departments:
        beginning = safe_file_name(f"{department.code}{department.name}")
        target = request.output / f"{beginning}{_suffix(macros=request.macros)}"
        there = _kept(target, beginning, names, force=request.force)
        kept += there
        if not there:
            data = department_template(
                department,
                year=request.year,
                county=request.county,
                macros=request.macros,
                spare_sheets=request.spare,
                settings=chosen.settings,
            )
            save_workbook(data, target, WritingCommand.TEMPLATE)
            written.append(target)
        report(Progress(Stage.WRITING, len(written) + len(kept), len(roster.departments), target.name))
    return TemplateResult(tuple(written), chosen.settings, chosen.notices, tuple(kept))


def _kept(target: Path, beginning: str, names: Sequence[str], *, force: bool) -> list[KeptWorkbook]:
    """Return the department's workbooks that are there already and so keep ``target`` from being written."""
    kept: list[KeptWorkbook] = []
    for name in names:
        path = target.with_name(name)
        if not name.startswith(beginning) or path.suffix.lower() not in WORKBOOK_SUFFIXES:
            continue
        if path == target and is_unchanged(path, WritingCommand.TEMPLATE):
            if not force:
                zh = "以前生成的，没有人改动过；要重新生成，请加 --force"
                kept.append(KeptWorkbook(path, Text(zh, "made before, unchanged; add --force to make it anew")))
        else:
            reason = Text(
                "已有这个部门的工作簿，里面可能有人填写的内容，不会被覆盖；要重新生成，请先把它移到别处",
                "a workbook of this department that may hold what somebody typed; move it to have a new one made",
            )
            kept.append(KeptWorkbook(path, reason))
    return kept


def _suffix(*, macros: bool) -> str:
    return ".xlsm" if macros else ".xlsx"


def write_blank(request: BlankRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write one blank workbook."""
    check_year(request.year)
    suffix = _suffix(macros=request.macros)
    check_workbook_target(request.output, WritingCommand.TEMPLATE, force=request.force, suffix=suffix)
    chosen = choose_settings(request.rules, request.output, ())
    report(Progress(Stage.WRITING))
    buffer = io.BytesIO()
    write_department(
        blank_book(county=request.county, year=request.year),
        buffer,
        spare_sheets=SPARE_SHEETS_OF_A_BLANK_BOOK if request.spare is None else request.spare,
        macros=request.macros,
        settings=chosen.settings,
    )
    save_workbook(buffer.getvalue(), request.output, WritingCommand.TEMPLATE)
    return TemplateResult((request.output,), chosen.settings, chosen.notices)


def write_roster_sample(request: RosterExampleRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write the example of a roster."""
    check_workbook_target(request.output, WritingCommand.TEMPLATE, force=request.force, suffix=".xlsx")
    report(Progress(Stage.WRITING))
    buffer = io.BytesIO()
    write_roster_example(buffer)
    save_workbook(buffer.getvalue(), request.output, WritingCommand.TEMPLATE)
    return TemplateResult((request.output,))
