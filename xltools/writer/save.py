"""Write a file so that it is there whole or not at all, and say what was in the way if it is not."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from xltools.errors import XltoolsError
from xltools.leftovers import lock, remove_abandoned
from xltools.text import Text

__all__ = ["SaveError", "SaveProblem", "check_kind", "save_atomically"]

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".xltools-", ".tmp"
"""Ends of the names of temporary files beside those that are written."""
_looked_over: set[Path] = set()


class SaveProblem(StrEnum):
    """The reason why a file was not written."""

    EXISTS = "exists"
    CHANGED = "changed"
    NOT_A_FILE = "not-a-file"
    OPEN = "open"
    FULL = "full"
    NO_FOLDER = "no-folder"
    NOT_ALLOWED = "not-allowed"
    BAD_NAME = "bad-name"
    FAILED = "failed"


_TEXTS: dict[SaveProblem, Text] = {
    SaveProblem.EXISTS: Text(
        "文件已存在，未覆盖；如需覆盖请加 --force 或换一个名称",
        "the file exists and was not overwritten; use --force or another name",
    ),
    SaveProblem.CHANGED: Text(
        "文件在处理期间被人保存过，未覆盖",
        "somebody saved the file while this was going on; it was not overwritten",
    ),
    SaveProblem.NOT_A_FILE: Text(
        "这是管道或设备，不是文件，不会写入；请换一个名称",
        "this is a pipe or a device and not a file; nothing is written to it: choose another name",
    ),
    SaveProblem.OPEN: Text(
        "文件正在 Excel、WPS 或其他程序中打开（或为只读），请关闭后重试",
        "the file is open in Excel, WPS or another program (or read-only); close it and try again",
    ),
    SaveProblem.FULL: Text(
        "磁盘空间不足（或超出配额），请清理后重试",
        "the disk is full, or your quota is used up; make room and try again",
    ),
    SaveProblem.NO_FOLDER: Text("目标文件夹不存在", "the folder does not exist"),
    SaveProblem.NOT_ALLOWED: Text(
        "没有写入这个文件夹的权限，请换一个文件夹",
        "you may not write to this folder; choose another one",
    ),
    SaveProblem.BAD_NAME: Text(
        "文件名过长或含有不允许的字符",
        "the file name is too long or has characters that are not allowed",
    ),
    SaveProblem.FAILED: Text("写入失败", "writing failed"),
}
_BY_NUMBER = {
    errno.EEXIST: SaveProblem.EXISTS,
    errno.ENOSPC: SaveProblem.FULL,
    errno.EDQUOT: SaveProblem.FULL,
    errno.EFBIG: SaveProblem.FULL,
    errno.ENOENT: SaveProblem.NO_FOLDER,
    errno.ENOTDIR: SaveProblem.NO_FOLDER,
    errno.EACCES: SaveProblem.NOT_ALLOWED,
    errno.EPERM: SaveProblem.NOT_ALLOWED,
    errno.EROFS: SaveProblem.NOT_ALLOWED,
    errno.ENAMETOOLONG: SaveProblem.BAD_NAME,
    errno.EINVAL: SaveProblem.BAD_NAME,
}


class SaveError(XltoolsError):
    """A file was not written; whatever was at its place before is unharmed."""

    def __init__(self, problem: SaveProblem, path: Path, detail: str = "") -> None:
        """Describe the problem with a file."""
        self.problem = problem
        self.path = path
        self.detail = detail
        reason = _TEXTS[problem]
        super().__init__(
            f"{path}：{reason.zh}" + (f"（{detail}）" if detail else ""),
            f"{path}: {reason.en}" + (f" ({detail})" if detail else ""),
        )


def save_atomically(
    data: bytes, target: Path, *, overwrite: bool = False, unchanged: Callable[[], bool] = lambda: True
) -> None:
    """Write ``data`` to ``target``, or to the file that it is a link to, by way of a temporary file in its folder.

    A crash or a full disk leaves the old file, or none, never half of the new one. Without ``overwrite`` a file that
    is there stays, even one that appears at the last moment; with it a file that Excel, WPS or LibreOffice has open
    stays as well, and one that is not ``unchanged``, which is asked at the last moment. Pipes and devices are never
    written to.

    Raises:
        SaveError: nothing was written; it says why.
    """
    try:
        place = Path(os.path.realpath(target))
        _check(place, target, overwrite=overwrite)
        _remove_leftovers(place.parent)
        with _temporary(place.parent) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary = Path(file.name)
            if place.exists():
                temporary.chmod(stat.S_IMODE(place.stat().st_mode))
            if os.name == "nt":
                file.close()  # an open file cannot be moved there
            if not unchanged():
                raise SaveError(SaveProblem.CHANGED, target)
            _move(temporary, place, target, overwrite=overwrite)
    except OSError as error:
        problem = _BY_NUMBER.get(error.errno or 0, SaveProblem.FAILED)
        raise SaveError(problem, target, error.strerror or "" if problem is SaveProblem.FAILED else "") from error
    _sync_folder(place.parent)


def check_kind(target: Path) -> None:
    """Raise a SaveError where ``target`` is a pipe, a device or the like."""
    try:
        status = target.stat()
    except OSError:
        return
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise SaveError(SaveProblem.NOT_A_FILE, target)


def _check(place: Path, target: Path, *, overwrite: bool) -> None:
    check_kind(place)
    if place.is_dir() or place.is_symlink():  # a link that is left leads in a circle
        raise SaveError(SaveProblem.BAD_NAME, target)
    if place.exists():
        if not overwrite:
            raise SaveError(SaveProblem.EXISTS, target)
        if _lock_file(place) is not None:
            raise SaveError(SaveProblem.OPEN, target)


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[BinaryIO]:
    """Make a temporary file that no other run takes for an abandoned one; it is gone at the end, or moved."""
    while True:
        path = folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(6)}{TEMPORARY_SUFFIX}"
        try:
            with path.open("xb") as file:
                if lock(file, path):
                    yield file
                    return
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of runs that were killed, once in each folder."""
    if folder not in _looked_over:
        _looked_over.add(folder)
        remove_abandoned(folder, TEMPORARY_PREFIX, TEMPORARY_SUFFIX)


def _move(temporary: Path, place: Path, target: Path, *, overwrite: bool) -> None:
    """Put the temporary file in place, in one step that fails if it may not overwrite and a file is there."""
    try:
        if overwrite:
            os.replace(temporary, place)
        elif os.name == "nt":
            os.rename(temporary, place)
        else:
            _link(temporary, place)
    except PermissionError as error:
        # The folder took the temporary file, so it is the target that is held.
        raise SaveError(SaveProblem.OPEN if place.exists() else SaveProblem.NOT_ALLOWED, target) from error


def _link(temporary: Path, target: Path) -> None:
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError as error:
        # Not every file system has hard links; then the check and the move are two steps.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from error
        os.replace(temporary, target)


def _lock_file(target: Path) -> Path | None:
    """Return the file that a program puts beside one it has open (Excel and WPS, or LibreOffice), or None."""
    names = (f"~${target.name}", f".~lock.{target.name}#")
    return next((lock for name in names if (lock := target.with_name(name)).exists()), None)


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
