"""May a command write this file? Asked before any work is done; nobody's file is overwritten by mistake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltools.cli.console import fail

__all__ = ["check_json", "check_summary", "check_target"]


def check_target(target: Path, *, force: bool, suffix: str = "", inputs: Iterable[Path | None] = ()) -> None:
    """End the command where ``target`` cannot or must not be written.

    What the command reads (``inputs``) is never overwritten, with or without ``force``. With ``suffix`` its name has
    to end like that.
    """
    if suffix and target.suffix.lower() != suffix:
        fail(f"{target.name} 的文件名要以 {suffix} 结尾。", f"The name of {target.name} must end in {suffix}.")
    if target.is_dir():
        fail(f"{target} 是文件夹，请给出文件名。", f"{target} is a folder; name a file.")
    if not target.parent.is_dir():
        fail(f"文件夹 {target.parent} 不存在，请先建立。", f"The folder {target.parent} does not exist.")
    if any(one is not None and _same(one, target) for one in inputs):
        fail(
            f"{target} 是本次要读取的文件，不会被覆盖。请换一个文件名。",
            f"{target} is a file that is read; it is never overwritten. Choose another name.",
        )
    if target.exists() and not force:
        fail(
            f"{target} 已存在。要覆盖它请加 --force，或换一个文件名。",
            f"{target} exists already. Add --force to overwrite it, or choose another name.",
        )


def check_summary(target: Path) -> None:
    """End the command where ``target`` is there and is no county summary: it may be what a department sent."""
    from xltools.summary.previous import NoSummaryError, check_previous

    if target.exists():
        try:
            check_previous(target)
        except NoSummaryError as error:
            fail(
                f"{error.zh}，不会被覆盖。请换一个文件名。",
                f"{error.en}; it is never overwritten. Choose another name.",
            )


def check_json(target: Path) -> None:
    """End the command where ``target`` is there and holds no JSON."""
    if target.exists():
        with target.open("rb") as file:
            start = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
        if start and not start.startswith((b"{", b"[")):
            fail(
                f"{target} 不是 JSON 文件，不会被覆盖。请换一个文件名。",
                f"{target} is no JSON file and is never overwritten. Choose another name.",
            )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return one.absolute() == other.absolute()
