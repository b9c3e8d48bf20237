"""Make the workbooks that departments fill in: one for each department of a roster, or one blank."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltools.rosters.read import RosterError, read_roster
from xltools.rosters.write import write_roster_example
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file, check_year
from xltools.services.settings import ChosenSettings, choose_settings
from xltools.services.targets import check_folder, check_target
from xltools.template import blank_book, write_department, write_templates
from xltools.text import Text

__all__ = [
    "BlankRequest",
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
    """A request to write a workbook for each department of ``roster`` into the folder ``output``.

    ``rules`` are the rule settings that the buttons of the workbooks use; ``spare`` is the number of blank sheets.
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


@dataclass(frozen=True, slots=True)
class TemplateResult:
    """The files that were written, and the rule settings in them; None for a roster, which has none."""

    written: tuple[Path, ...]
    settings: Settings | None = None
    notices: tuple[Text, ...] = ()
    status: ExitStatus = ExitStatus.DONE


def write_for_roster(request: TemplatesRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write a workbook for each department of the roster."""
    check_year(request.year)
    check_given_file(request.roster)
    check_folder(request.output)
    chosen = choose_settings(request.rules, request.output, ())
    try:
        roster = read_roster(request.roster)
    except RosterError as error:
        raise RequestError(f"名单读不了：{error.text.zh}", f"Roster: {error.text.en}") from error
    report(Progress(Stage.WRITING))
    try:
        written = write_templates(
            roster,
            request.output,
            year=request.year,
            county=request.county,
            macros=request.macros,
            force=request.force,
            spare_sheets=request.spare,
            settings=chosen.settings,
        )
    except FileExistsError as error:
        raise RequestError(
            f"{error} 已存在。要覆盖请加 --force，或换一个文件夹。",
            f"{error} exists already. Add --force to overwrite it, or choose another folder.",
        ) from error
    return _result(tuple(written), chosen)


def write_blank(request: BlankRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write one blank workbook."""
    check_year(request.year)
    check_target(request.output, force=request.force, suffix=".xlsm" if request.macros else ".xlsx")
    chosen = choose_settings(request.rules, request.output, ())
    report(Progress(Stage.WRITING))
    write_department(
        blank_book(county=request.county, year=request.year),
        request.output,
        spare_sheets=SPARE_SHEETS_OF_A_BLANK_BOOK if request.spare is None else request.spare,
        macros=request.macros,
        settings=chosen.settings,
    )
    return _result((request.output,), chosen)


def write_roster_sample(request: RosterExampleRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write the example of a roster."""
    check_target(request.output, force=request.force, suffix=".xlsx")
    report(Progress(Stage.WRITING))
    write_roster_example(request.output)
    return TemplateResult((request.output,))


def _result(written: tuple[Path, ...], chosen: ChosenSettings) -> TemplateResult:
    return TemplateResult(written, chosen.settings, chosen.notices)
