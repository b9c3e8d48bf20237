"""Make copies of one workbook that was handed over: marked, filled, or moved into a fresh template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import NamedTuple

from xltools.department.fill import fill_workbook
from xltools.department.returns import Outcome, return_workbook
from xltools.derive import Fill
from xltools.editor import EditRefusedError, sign
from xltools.model import Place
from xltools.services.contract import RequestError
from xltools.services.inputs import editable_content, explain_refusal
from xltools.services.self_check import HandedFile
from xltools.services.targets import WritingCommand
from xltools.template.transfer import transfer_workbook
from xltools.text import Text
from xltools.values.file_names import safe_file_name

__all__ = ["CellChange", "WorkbookCopy", "filled_copy", "marked_copy", "transferred_copy"]


class CellChange(NamedTuple):
    """One cell of a copy that is worth looking at: ``text`` is its new content, ``why`` where it comes from."""

    place: Place
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class WorkbookCopy:
    """A workbook to save under ``file_name``, its ``changes``, and what its reader should know."""

    file_name: str
    data: bytes
    changes: tuple[CellChange, ...] = ()
    notices: tuple[Text, ...] = ()


def marked_copy(file: HandedFile) -> WorkbookCopy:
    """Return a copy with the findings marked in it, or a list of them where the file cannot be marked.

    :raises RequestError: there is nothing to mark, or the file cannot be read.
    """
    answer = return_workbook(file.path, file.name, _stem(file), file.settings)
    if answer.data is None:
        if answer.outcome is Outcome.CLEAN:
            raise RequestError("没有发现问题，不用标记。", "Nothing was found; there is nothing to mark.")
        raise RequestError(f"{file.name}：{answer.reason.zh}", f"{file.name}: {answer.reason.en}")
    notices = [answer.reason] if answer.reason else []
    notices += [one.text for one in answer.refused]
    notices += [one.text for one in answer.notices]
    return WorkbookCopy(answer.file_name, sign(answer.data, WritingCommand.RETURN), notices=tuple(notices))


def filled_copy(file: HandedFile) -> WorkbookCopy:
    """Return a copy in which the blanks are filled that follow from other cells.

    :raises RequestError: there is nothing to fill, or the file cannot be changed.
    """
    data = editable_content(file.path, file.name)
    try:
        filled = fill_workbook(data, file.name, datetime.now().astimezone())
    except EditRefusedError as error:
        raise RequestError(f"{file.name}：{error.text.zh}", f"{file.name}: {error.text.en}") from error
    notices = (*_suggestions(filled.suggestions), *(refusal.text for refusal in filled.refused))
    if not filled.done:
        why = Text("".join(f"；{one.zh}" for one in notices), "".join(f"; {one.en}" for one in notices))
        raise RequestError(f"没有可以自动填充的空格{why.zh}。", f"There is no blank to fill{why.en}.")
    changes = tuple(CellChange(one.place, str(one.cell_value), one.formula) for one in filled.done)
    name = f"{_stem(file)}-已填充{file.path.suffix}"
    return WorkbookCopy(name, sign(filled.data, WritingCommand.FILL), changes, notices)


def transferred_copy(file: HandedFile) -> WorkbookCopy:
    """Return a fresh workbook of the template with the content of the file; ``changes`` are what has no place there.

    :raises RequestError: the file holds no target sheets.
    """
    moved = transfer_workbook(file.path, settings=file.settings)
    if moved.problem:
        raise explain_refusal(Path(file.name), moved.problem)
    left = tuple(CellChange(one.place, one.text, one.label) for one in (*moved.left, *moved.unreadable))
    return WorkbookCopy(f"{_stem(file)}-新模板.xlsx", sign(moved.data, WritingCommand.TRANSFER), left, moved.notices)


def _stem(file: HandedFile) -> str:
    return safe_file_name(PurePath(file.name).stem) or "工作簿"


def _suggestions(fills: Sequence[Fill]) -> tuple[Text, ...]:
    if not fills:
        return ()
    return (
        Text(
            f"另有 {len(fills)} 格只有建议，要由人决定，没有填",
            f"{len(fills)} more cells have suggestions that a person has to decide about",
        ),
    )
