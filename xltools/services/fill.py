"""Fill the blanks of a workbook that follow from its other cells, in a copy, and take the fills back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xltools.department.fill import fill_workbook, undo_fills
from xltools.derive import Fill
from xltools.editor import EditRefusedError
from xltools.model import Place
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import editable_content
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_workbook_target, is_unchanged, save_workbook
from xltools.text import Text

__all__ = ["FillRequest", "FillResult", "UndoRequest", "UndoResult", "fill", "undo"]

_IN_PLACE = (WritingCommand.UNDO, WritingCommand.FILL)
"""Fills are taken back in place where one of these commands wrote the file and no one has saved it since."""


@dataclass(frozen=True, slots=True)
class FillRequest:
    """A request to fill a copy of ``file``; without ``output`` the fills are only listed.

    ``rules`` is the settings file that the officer named: it may name the county's own forms.
    """

    file: Path
    output: Path | None = None
    force: bool = False
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class FillResult:
    """The fills that were made, those that a person decides about, and the copy; None if none was written.

    ``notices`` name fills that could not be made safely.
    """

    fills: tuple[Fill, ...]
    suggestions: tuple[Fill, ...]
    output: Path | None
    notices: tuple[Text, ...]
    status: ExitStatus = ExitStatus.DONE


@dataclass(frozen=True, slots=True)
class UndoRequest:
    """A request to take the fills of ``file`` back, into ``output`` or in place; a ``preview`` writes nothing.

    In place only where ``file`` is a filled copy that no one has saved since.
    """

    file: Path
    output: Path | None = None
    preview: bool = False

    @property
    def target(self) -> Path:
        """The file that is written."""
        return self.output or self.file


@dataclass(frozen=True, slots=True)
class UndoResult:
    """The cells that were cleared, and the file that was written.

    ``notices`` name cells that somebody has changed since: their content stays.
    """

    cleared: tuple[Place, ...]
    output: Path | None
    notices: tuple[Text, ...]
    status: ExitStatus = ExitStatus.DONE

    @property
    def empty(self) -> bool:
        """Whether the file holds no fills."""
        return not self.cleared and not self.notices


def fill(request: FillRequest, report: ReportProgress = no_report) -> FillResult:
    """Fill a copy of the workbook."""
    file, output = request.file, request.output
    data = editable_content(file)
    if output:
        # The copy is a workbook of the same kind.
        suffix = file.suffix.lower()
        check_workbook_target(output, WritingCommand.FILL, force=request.force, suffix=suffix, inputs=[file])
    chosen = choose_settings(request.rules, output, [file])
    report(Progress(Stage.WRITING, file=file.name))
    try:
        filled = fill_workbook(data, file.name, datetime.now().astimezone(), chosen.settings.forms)
    except EditRefusedError as error:
        raise _refused(file, error) from error
    written = output if filled.done else None
    if written:
        save_workbook(filled.data, written, WritingCommand.FILL)
    refused = tuple(refusal.text for refusal in filled.refused)
    return FillResult(filled.done, filled.suggestions, written, (*refused, *chosen.notices))


def undo(request: UndoRequest, report: ReportProgress = no_report) -> UndoResult:
    """Take the fills back, except in cells that somebody has changed since."""
    file = request.file
    data = editable_content(file)
    if request.output:
        suffix = file.suffix.lower()
        check_workbook_target(request.output, WritingCommand.UNDO, force=True, suffix=suffix, inputs=[file])
    report(Progress(Stage.WRITING, file=file.name))
    try:
        undone = undo_fills(data, file.name)
    except EditRefusedError as error:
        raise _refused(file, error) from error
    changed = tuple(_changed(place, filled, found) for place, filled, found in undone.changed)
    if not (undone.cleared or changed):
        return UndoResult((), None, ())
    if not request.output and not is_unchanged(file, *_IN_PLACE):
        raise RequestError(
            f"{file.name} 填充以后有人改过，不会写回。请用 --out 另存为新文件。",
            f"{file.name} was changed after it was filled; it is not overwritten. Name another file with --out.",
        )
    written = None if request.preview else request.target
    if written:
        save_workbook(undone.data, written, *_IN_PLACE)
    return UndoResult(undone.cleared, written, changed)


def _changed(place: Place, filled: str, found: str) -> Text:
    where = f"{place.sheet}!{place.cell}"
    return Text(
        f"{where} 填充后改过（填入 {filled}，现为 {found or '空'}），内容保留",
        f"{where} was changed since (filled {filled}, now {found or 'blank'}); left as it is",
    )


def _refused(file: Path, error: EditRefusedError) -> RequestError:
    return RequestError(f"{file.name}：{error.text.zh}", f"{file.name}: {error.text.en}")
