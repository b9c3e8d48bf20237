"""Checks whether a service may write a file, made before any work, so that no file is overwritten by mistake.

A workbook is only ever replaced by the command that wrote it, and only as long as no one has saved it since: each
output is signed with the name of its :class:`WritingCommand` (:mod:`xltools.editor.unchanged`).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from xltools.services.contract import RequestError
from xltools.text import Text
from xltools.writer.output_file import OutputFile
from xltools.writer.save import check_kind, save_atomically

__all__ = [
    "WritingCommand",
    "check_folder",
    "check_json",
    "check_summary",
    "check_target",
    "check_workbook_target",
    "is_unchanged",
    "save_workbook",
    "saved_beside",
    "signed",
]


class WritingCommand(StrEnum):
    """The commands that write workbooks, as the mark in each workbook names them."""

    CONSOLIDATE = "consolidate"
    TEMPLATE = "template"
    RETURN = "return"
    TRANSFER = "transfer"
    FILL = "fill"
    UNDO = "undo"
    IMPORT = "import-text"
    LEARN = "learn"
    LIBRARY = "library"
    DIFF = "diff"
    APPROVE = "approve"


def save_workbook(data: bytes, target: Path, *commands: WritingCommand) -> None:
    """Write a workbook with the mark of the first command, perhaps over an unchanged one that any of them wrote.

    Raises SaveError where nothing was written.
    """
    overwrite = is_unchanged(target, *commands)
    still = lambda: not overwrite or is_unchanged(target, *commands)  # noqa: E731 - asked at the last moment
    save_atomically(signed(data, commands[0]), target, overwrite=overwrite, unchanged=still)


def signed(data: bytes, command: WritingCommand) -> bytes:
    """Return a workbook with the mark of the command that writes it."""
    from xltools.editor import sign  # only what writes workbooks needs it

    return sign(data, command)


def is_unchanged(path: Path, *commands: WritingCommand) -> bool:
    """Return whether one of the commands wrote the file, and no one has saved it since."""
    from xltools.editor import signed_by

    return path.is_file() and signed_by(path.read_bytes()) in commands


def check_workbook_target(
    target: Path, command: WritingCommand, *, force: bool, suffix: str, inputs: Iterable[Path | None] = ()
) -> None:
    """Raise a RequestError where the workbook ``target`` cannot or must not be written.

    One that is there already is replaced with ``force``, if ``command`` wrote it and no one has saved it since.
    """
    there = target.is_file()
    check_target(target, force=force or there, suffix=suffix, inputs=inputs)
    if there and not is_unchanged(target, command):
        raise RequestError(
            f"{target} 已存在，里面可能有人填写的内容，不会被覆盖。请换一个文件名，或先把它移到别处。",
            f"{target} exists already and may hold what somebody typed; it is never overwritten. "
            "Choose another name, or move it first.",
        )
    check_target(target, force=force)


def check_target(target: Path, *, force: bool, suffix: str = "", inputs: Iterable[Path | None] = ()) -> OutputFile:
    """Return ``target`` as it is now; raise a RequestError where it cannot or must not be written.

    What the service reads (``inputs``) is never overwritten, with or without ``force``. With ``suffix`` the name has
    to end like that.
    """
    if suffix and target.suffix.lower() != suffix:
        raise RequestError(
            f"{target.name} 的文件名要以 {suffix} 结尾。", f"The name of {target.name} must end in {suffix}."
        )
    if target.is_dir():
        raise RequestError(f"{target} 是文件夹，请给出文件名。", f"{target} is a folder; name a file.")
    check_kind(target)
    if not target.parent.is_dir():
        raise RequestError(f"文件夹 {target.parent} 不存在，请先建立。", f"The folder {target.parent} does not exist.")
    if any(path is not None and _same(path, target) for path in inputs):
        raise RequestError(
            f"{target} 是本次要读取的文件，不会被覆盖。请换一个文件名。",
            f"{target} is a file that is read; it is never overwritten. Choose another name.",
        )
    if target.exists() and not force:
        raise RequestError(
            f"{target} 已存在。要覆盖它请加 --force，或换一个文件名。",
            f"{target} exists already. Add --force to overwrite it, or choose another name.",
        )
    return OutputFile.now(target, overwrite=force)


def saved_beside(target: OutputFile, written: Path | None) -> tuple[Text, ...]:
    """Return a notice where a file was ``written`` beside one that somebody saved meanwhile."""
    if written is None or written == target.path:
        return ()
    return (
        Text(
            f"{target.path} 在处理期间被人保存过，没有覆盖；这次的结果写在 {written}。",
            f"{target.path} was saved by somebody meanwhile and not overwritten; the result of this run is {written}.",
        ),
    )


def check_folder(folder: Path) -> None:
    """Raise a RequestError where ``folder``, which may have to be made, is a file or lies below one."""
    blocked = next((path for path in (folder, *folder.parents) if path.exists() and not path.is_dir()), None)
    if blocked:
        raise RequestError(
            f"{blocked} 是文件，不是文件夹。请用 --out 指定一个文件夹。",
            f"{blocked} is a file and not a folder. Name a folder with --out.",
        )


def check_summary(target: Path) -> None:
    """Raise a RequestError where ``target`` exists and is not a county summary: a department may have sent it."""
    from xltools.summary.previous import NoSummaryError, check_previous

    if target.exists():
        try:
            check_previous(target)
        except NoSummaryError as error:
            raise RequestError(
                f"{error.text.zh}，不会被覆盖。请换一个文件名。",
                f"{error.text.en}; it is never overwritten. Choose another name.",
            ) from error


def check_json(target: Path) -> None:
    """Raise a RequestError where ``target`` exists and does not hold JSON."""
    if target.exists():
        with target.open("rb") as file:
            start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        if start and not start.startswith((b"{", b"[")):
            raise RequestError(
                f"{target} 不是 JSON 文件，不会被覆盖。请换一个文件名。",
                f"{target} is not a JSON file and is never overwritten. Choose another name.",
            )


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:  # one of them does not exist
        return path.absolute() == other.absolute()
