"""Move the content of a workbook of any readable kind into a fresh one of the template."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, Stage, no_report
from xltools.services.inputs import check_given_file, explain_refusal
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_workbook_target, save_workbook
from xltools.template.transfer import LeftCell, transfer_workbook
from xltools.text import Text

__all__ = ["LeftCell", "TransferRequest", "TransferResult", "transfer"]


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """A request to move the content of ``old`` into a new workbook, ``output``; with ``macros`` it has buttons."""

    old: Path
    output: Path
    macros: bool = False
    force: bool = False


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


def transfer(request: TransferRequest, report: ReportProgress = no_report) -> TransferResult:
    """Write the new workbook."""
    old, output = request.old, request.output
    check_given_file(old)
    suffix = ".xlsm" if request.macros else ".xlsx"
    check_workbook_target(output, WritingCommand.TRANSFER, force=request.force, suffix=suffix, inputs=[old])
    chosen = choose_settings(None, output, [old])
    report(Progress(Stage.READING, file=old.name))
    moved = transfer_workbook(old, macros=request.macros, settings=chosen.settings)
    if problem := moved.problem:
        raise explain_refusal(old, problem)
    save_workbook(moved.data, output, WritingCommand.TRANSFER)
    return TransferResult(moved.forms, moved.left, moved.unreadable, output, chosen.settings, chosen.notices)
