"""Checks whether a service may write a file, made before any work, so that no file is overwritten by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltools.services.contract import RequestError

__all__ = ["check_folder", "check_json", "check_summary", "check_target"]


def check_target(target: Path, *, force: bool, suffix: str = "", inputs: Iterable[Path | None] = ()) -> None:
    """Raise a RequestError where ``target`` cannot or must not be written.

    What the service reads (``inputs``) is never overwritten, with or without ``force``. With ``suffix`` the name has
    to end like that.
    """
    if suffix and target.suffix.lower() != suffix:
        raise RequestError(
            f"{target.name} 的文件名要以 {suffix} 结尾。", f"The name of {target.name} must end in {suffix}."
        )
    if target.is_dir():
        raise RequestError(f"{target} 是文件夹，请给出文件名。", f"{target} is a folder; name a file.")
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
