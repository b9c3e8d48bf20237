"""Write a file so that it is there whole or not at all, and say what was in the way if it is not."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from enum import StrEnum
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.text import Text

__all__ = ["SaveError", "SaveProblem", "save_atomically"]


class SaveProblem(StrEnum):
    """The reason why a file was not written."""

    EXISTS = "exists"
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


def save_atomically(data: bytes, target: Path, *, overwrite: bool = False) -> None:
    """Write ``data`` to ``target`` by way of a temporary file in the same folder.

    A crash or a full disk leaves the old file, or none, never half of the new one. Without ``overwrite`` a file that
    is there stays, even one that appears at the last moment; with it a file that Excel, WPS or LibreOffice has open
    stays as well.

    Raises:
        SaveError: nothing was written; it says why.
    """
    temporary = target.with_name(f".xltools-{secrets.token_hex(6)}.tmp")
    try:
        _check(target, overwrite=overwrite)
        _write(temporary, data)
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        _move(temporary, target, overwrite=overwrite)
    except OSError as error:
        problem = _BY_NUMBER.get(error.errno or 0, SaveProblem.FAILED)
        raise SaveError(problem, target, error.strerror or "" if problem is SaveProblem.FAILED else "") from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _check(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise SaveError(SaveProblem.BAD_NAME, target)
    if target.exists():
        if not overwrite:
            raise SaveError(SaveProblem.EXISTS, target)
        if _lock_file(target) is not None:
            raise SaveError(SaveProblem.OPEN, target)


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _move(temporary: Path, target: Path, *, overwrite: bool) -> None:
    """Put the temporary file in place, in one step that fails if it may not overwrite and a file is there."""
    try:
        if overwrite:
            os.replace(temporary, target)
        elif os.name == "nt":
            os.rename(temporary, target)
        else:
            _link(temporary, target)
    except PermissionError as error:
        # The folder took the temporary file, so it is the target that is held.
        raise SaveError(SaveProblem.OPEN if target.exists() else SaveProblem.NOT_ALLOWED, target) from error


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
