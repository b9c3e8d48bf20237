"""Move the content of a workbook of any readable kind into a fresh one of the template."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltools.forms.layout import Form
from xltools.forms.printed import printed_form
from xltools.rosters.read import RosterDepartment, RosterError, read_roster
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file, check_year, explain_refusal
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_workbook_target, save_workbook
from xltools.services.template_forms import choose_forms, no_buttons
from xltools.template.convert import Cover
from xltools.template.split import is_readable
from xltools.template.transfer import LeftCell, transfer_workbook
from xltools.text import Text

__all__ = ["LeftCell", "TransferRequest", "TransferResult", "transfer"]


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """A request to move the content of ``old`` into a new workbook, ``output``; with ``macros`` it has buttons.

    ``form`` is the id of the form to move to; without it a sheet stays on its own form where that can be printed, else
    it is moved to HB2020. ``roster``, ``county`` and ``year`` give what the cover of the old workbook lacks. ``rules``
    is the settings file that the officer named: the buttons use them, and they may name the county's own forms.
    """

    old: Path
    output: Path
    macros: bool = False
    force: bool = False
    form: str = ""
    roster: Path | None = None
    county: str = ""
    year: int | None = None
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class TransferResult:
    """The workbook that was written, and how many target sheets were moved.

    ``left`` is what could not be moved; ``unreadable`` are cells of the new workbook whose text was moved as it was,
    though it is not of the field's type.
    """

    forms: int
    left: tuple[LeftCell, ...]
    unreadable: tuple[LeftCell, ...]
    output: Path
    settings: Settings
    notices: tuple[Text, ...]
    status: ExitStatus = ExitStatus.DONE
    form: str = ""


def transfer(request: TransferRequest, report: ReportProgress = no_report) -> TransferResult:
    """Write the new workbook."""
    old, output = request.old, request.output
    check_given_file(old)
    suffix = ".xlsm" if request.macros else ".xlsx"
    check_workbook_target(output, WritingCommand.TRANSFER, force=request.force, suffix=suffix, inputs=[old])
    check_year(request.year)
    chosen = choose_settings(request.rules, output, [old])
    form = _target_form(request, chosen.settings)
    cover = Cover(request.county, request.year, _departments(request.roster, chosen.settings))
    report(Progress(Stage.READING, file=old.name))
    moved = transfer_workbook(old, macros=request.macros, form=form, settings=chosen.settings, cover=cover)
    if problem := moved.problem:
        raise explain_refusal(old, problem)
    if moved.skipped and not moved.forms:
        raise RequestError(
            f"{old.name} 里没有能转到 {moved.form} 的表（例如自评表不能转成绩效目标表）。",
            f"No sheet of {old.name} can be moved to {moved.form}: a self-evaluation, say, cannot become a plan.",
        )
    if request.macros and not printed_form(moved.form).has_funds:
        raise no_buttons()
    if not is_readable(moved.data, suffix, chosen.settings.limits, room=1):
        raise RequestError(
            f"{old.name} 的内容转到新表后超过规则设置 [limits] 的限度，读不回来。请调高限度，或分成几个工作簿。",
            f"The content of {old.name} would be over the [limits] of the rule settings in the new workbook. Raise "
            "them, or divide the workbook.",
        )
    save_workbook(moved.data, output, WritingCommand.TRANSFER)
    notices = (*chosen.notices, *moved.notices)
    return TransferResult(moved.forms, moved.left, moved.unreadable, output, chosen.settings, notices, form=moved.form)


def _departments(roster: Path | None, settings: Settings) -> tuple[RosterDepartment, ...]:
    if roster is None:
        return ()
    check_given_file(roster)
    try:
        return read_roster(roster, settings.limits).departments
    except RosterError as error:
        raise RequestError(f"名单读不了：{error.text.zh}", f"Roster: {error.text.en}") from error


def _target_form(request: TransferRequest, settings: Settings) -> Form | None:
    """Return the form that was named; a RequestError says which can be."""
    if not request.form:
        return None
    forms = choose_forms([request.form], settings.forms, macros=request.macros)
    if forms.own:
        raise RequestError(
            f"不能转到县里自己的表式 {request.form}：请用 xltools template --form {request.form} 生成后填写。",
            f"Nothing can be moved to {request.form}, a form of your own: make it with xltools template --form.",
        )
    return forms.printed[0]
