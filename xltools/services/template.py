"""Make the workbooks that departments fill in: one for each department of a roster, or one blank."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from xltools.county.workers import in_order
from xltools.derive.library import ChosenEntries, LibraryEntry, choose_entries
from xltools.forms.layout import Form
from xltools.model import SheetKind
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rosters.read import Roster, RosterDepartment, RosterError, read_roster
from xltools.rosters.write import write_roster_example
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file, check_year
from xltools.services.last_year import read_last_year
from xltools.services.own_blank import OwnBlank
from xltools.services.settings import choose_settings
from xltools.services.targets import (
    WritingCommand,
    check_folder,
    check_workbook_target,
    is_unchanged,
    save_workbook,
)
from xltools.services.template_forms import check_names_are_chosen, choose_forms
from xltools.template import blank_book, department_template, write_department
from xltools.template.last_year import LastYear
from xltools.template.split import first_part_only, workbooks_within
from xltools.text import Text, first_names
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
"""Names of special funds that a notice lists."""


@dataclass(frozen=True, slots=True)
class TemplatesRequest:
    """A request to write a workbook into the folder ``output`` for each department of ``roster`` that has none there.

    Without a roster the departments and projects are those of the workbooks in the folder ``last_year``; with both, the
    roster says which projects there are.
    ``forms`` are the ids of the forms, HB2020 without any. ``rules`` are the rule settings that the buttons of the
    workbooks use; ``spare`` is the number of blank sheets. With ``force`` workbooks of an earlier run are made anew, if
    no one has saved them since. ``jobs`` is the number of processes, 0 for one for each core. ``library`` is what the
    cells for names of level 3 offer.
    """

    roster: Path | None
    output: Path
    county: str = ""
    year: int | None = None
    spare: int | None = None
    macros: bool = False
    rules: Path | None = None
    force: bool = False
    last_year: Path | None = None
    forms: tuple[str, ...] = ()
    jobs: int = 0
    library: tuple[LibraryEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class BlankRequest:
    """A request to write one workbook that belongs to no department yet; the rest is as for those of a roster."""

    output: Path
    county: str = ""
    year: int | None = None
    spare: int | None = None
    macros: bool = False
    rules: Path | None = None
    force: bool = False
    forms: tuple[str, ...] = ()
    library: tuple[LibraryEntry, ...] = ()


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

    ``settings`` are None for a roster, which has none. ``departments``, ``projects`` and ``funds`` are how many were
    read from the roster.
    """

    written: tuple[Path, ...]
    settings: Settings | None = None
    notices: tuple[Text, ...] = ()
    kept: tuple[KeptWorkbook, ...] = ()
    departments: int = 0
    projects: int = 0
    funds: int = 0
    status: ExitStatus = ExitStatus.DONE


def write_for_roster(request: TemplatesRequest, report: ReportProgress = no_report) -> TemplateResult:
    """Write a workbook for each department of the roster that has none in the folder."""
    check_year(request.year)
    check_folder(request.output)
    given = [path for path in (request.last_year,) if path]
    chosen = choose_settings(request.rules, request.output, given)
    report(Progress(Stage.READING))
    last_year = read_last_year(request.last_year, request.year, chosen.settings) if request.last_year else None
    roster = _roster(request.roster, last_year.projects if last_year else None, chosen.settings)
    forms = choose_forms(request.forms, chosen.settings.forms, macros=request.macros)
    if request.library:
        check_names_are_chosen(forms)
    request.output.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in request.output.iterdir())
    own = OwnBlank(forms.own, chosen.settings) if forms.own else None
    suffix = forms.own.blank.suffix if forms.own else _suffix(macros=request.macros)
    written: list[Path] = []
    kept: list[KeptWorkbook] = []
    notices = [*chosen.notices, *_left_funds(roster, forms.printed)]
    notices += last_year.notices(roster) if last_year else ()
    notices += own.notices if own else ()
    before = last_year.projects if last_year else None
    places: list[tuple[RosterDepartment, Path, bool]] = []
    for department in roster.departments:
        beginning = safe_file_name(f"{department.code}{department.name}")
        target = request.output / f"{beginning}{suffix}"
        there = _kept(target, beginning, names, force=request.force)
        kept += there
        places.append((department, target, not there))
    missing = [department for department, _, is_missing in places if is_missing]
    made: Iterator[tuple[bytes, ...]]
    if own:
        made = ((own.filled(department, request.county, request.year).data,) for department in missing)
    else:
        library = request.library
        common = (replace(request, library=()), chosen.settings, forms.printed, before)
        jobs = [(department, *common, _offered(department, library)) for department in missing]
        made = in_order(_books, jobs, request.jobs)
    for number, (department, target, is_missing) in enumerate(places, 1):
        if is_missing:
            books = next(made)
            targets = _numbered(target, len(books))
            for data, path in zip(books, targets, strict=True):
                save_workbook(data, path, WritingCommand.TEMPLATE)
            written += targets
            notices += _divided(department, targets)
        report(Progress(Stage.WRITING, number, len(roster.departments), target.name))
    kinds = Counter(project.kind for department in roster.departments for project in department.projects)
    return TemplateResult(
        tuple(written),
        chosen.settings,
        tuple(notices),
        tuple(kept),
        len(roster.departments),
        kinds[SheetKind.PROJECT],
        kinds[SheetKind.SPECIAL_FUND],
    )


def _roster(path: Path | None, last_year: LastYear | None, settings: Settings) -> Roster:
    """Return the roster, or the departments of last year where none was given."""
    if path is None:
        if last_year is None:
            raise RequestError("请用 --roster 给出名单。", "Name the roster with --roster.")
        return Roster(last_year.departments)
    check_given_file(path)
    try:
        roster = read_roster(path, settings.limits)
    except RosterError as error:
        raise RequestError(f"名单读不了：{error.text.zh}", f"Roster: {error.text.en}") from error
    return Roster(tuple(map(last_year.registered, roster.departments))) if last_year else roster


def _books(
    department: RosterDepartment,
    request: TemplatesRequest,
    settings: Settings,
    forms: tuple[Form, ...],
    last_year: LastYear | None,
    library: ChosenEntries,
) -> tuple[bytes, ...]:
    """Return the workbooks of a department; a RequestError says which limit is too low for any."""

    def write(part: RosterDepartment, number: int) -> bytes:
        return department_template(
            part,
            year=request.year,
            county=request.county,
            macros=request.macros,
            spare_sheets=request.spare if number == 0 else 0,
            settings=settings,
            forms=first_part_only(forms, number),
            last_year=last_year,
            library=library,
        )

    books = workbooks_within(department, write, settings.limits, _suffix(macros=request.macros))
    if books is None:
        raise RequestError(
            f"规则设置 [limits] 的限度太低，部门 {department.code} 的工作簿生成后也读不回来。请调高限度再生成。",
            f"The [limits] of the rule settings are too low: the workbook of department {department.code} could not be "
            "read back. Raise them first.",
        )
    return books


def _offered(department: RosterDepartment, library: Sequence[LibraryEntry]) -> ChosenEntries:
    """Return what the template of a department offers of the library."""
    return choose_entries(library, (project.name for project in department.projects))


def _numbered(target: Path, count: int) -> list[Path]:
    if count == 1:
        return [target]
    return [target.with_name(f"{target.stem}-{number}{target.suffix}") for number in range(1, count + 1)]


def _divided(department: RosterDepartment, targets: Sequence[Path]) -> Iterator[Text]:
    if len(targets) > 1:
        yield Text(
            f"部门 {department.code} 有 {len(department.projects)} 个项目，一个工作簿放不下，分成 {len(targets)} 个："
            f"{'、'.join(path.name for path in targets)}；各个都要报送，汇总时合在一起。",
            f"Department {department.code} has {len(department.projects)} projects, too many for one workbook: there "
            f"are {len(targets)}, all of them are to be sent, and a consolidation adds them up.",
        )


def _left_funds(roster: Roster, forms: Sequence[Form]) -> Iterator[Text]:
    """Yield that special funds have no sheet where no form has a look for them."""
    funds = [
        project.name
        for department in roster.departments
        for project in department.projects
        if project.kind is SheetKind.SPECIAL_FUND
    ]
    if funds and not any(form.has_funds for form in forms):
        names = first_names(funds)
        yield Text(
            f"名单中的专项资金 {len(funds)} 项没有生成表（{names}）：这种表式没有专项资金表，作项目填会重复计算。",
            f"No sheets for the {len(funds)} special funds of the roster ({names}): the form has none, and a project "
            "in its place would be counted twice.",
        )


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
    chosen_forms = choose_forms(request.forms, chosen.settings.forms, macros=request.macros)
    if chosen_forms.own:
        blank = chosen_forms.own.blank
        raise RequestError(
            f"这种表式的空白表就是 {blank}，请直接使用；要按名单下发请用 --roster。",
            f"The blank of this form is {blank}; use it, or give a roster.",
        )
    if request.library:
        check_names_are_chosen(chosen_forms)
    forms = chosen_forms.printed
    report(Progress(Stage.WRITING))
    buffer = io.BytesIO()
    write_department(
        blank_book(county=request.county, year=request.year, forms=forms),
        buffer,
        spare_sheets=SPARE_SHEETS_OF_A_BLANK_BOOK if request.spare is None else request.spare,
        macros=request.macros,
        settings=chosen.settings,
        forms=forms,
        library=choose_entries(request.library, ()),
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
