"""From a path to the file's bytes, without waiting for a pipe, following a loop or reading without end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from xltools.limits import Limits
from xltools.readers.refusal import RefusedError, over_size
from xltools.text import Text

__all__ = ["PARTIAL_SUFFIXES", "belongs_to_system", "locked_file", "read_bytes"]

PARTIAL_SUFFIXES = frozenset({".crdownload", ".part", ".partial", ".download", ".opdownload", ".xltd", ".td"})
"""Suffixes that browsers and download programs give to a file that has not arrived yet."""

_SYSTEM_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "autorun.inf", "folder.jpg", "icon\r"})
"""Files of Windows and macOS, in lower case; hidden files without a suffix, such as .DS_Store, belong to them too."""

_NOT_REGULAR = (
    (stat.S_ISDIR, Text("文件夹", "a folder")),
    (stat.S_ISFIFO, Text("命名管道", "a named pipe")),
    (stat.S_ISSOCK, Text("套接字", "a socket")),
    (stat.S_ISCHR, Text("设备", "a device")),
    (stat.S_ISBLK, Text("设备", "a device")),
)


def locked_file(name: str) -> str:
    """Return the file that a lock or temporary file of Office, WPS or LibreOffice belongs to.

    ``?`` if its name does not say; empty for every other name.
    """
    if name.startswith(".~lock."):
        return name.removeprefix(".~lock.").removesuffix("#") or "?"
    if name.startswith(("~$", ".~")):
        return name[2:] or "?"
    lower = name.lower()
    return "?" if lower.startswith("~wr") and lower.endswith(".tmp") else ""


def belongs_to_system(name: str) -> bool:
    """Return whether the name is one that the operating system or a program gives to its own files.

    A hidden file with a document's suffix is not one of them: somebody may have hidden it by mistake. Only the files
    that macOS puts beside each document on foreign disks have both (``._402统计局.xlsx``).
    """
    lower = name.lower()
    hidden = lower.startswith(".") and "." not in lower.removeprefix(".")
    ours = lower.startswith(".xltools-") and lower.endswith(".tmp")  # left by a run that was killed
    return hidden or ours or lower in _SYSTEM_FILES or lower.startswith("._")


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Return the content of a regular file within the size limit. Raises RefusedError for everything else.

    A file that changes while it is read is refused: half of the old and half of the new content is neither.
    """
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode) and not os.access(path, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _check_kind(status)
        _check_size(status.st_size, limits)
        # Should the file have become a pipe since: do not wait for somebody to write into it.
        flags = getattr(os, "O_NONBLOCK", 0)
        with open(path, "rb", opener=lambda name, mode: os.open(name, mode | flags)) as file:
            before = os.fstat(file.fileno())
            _check_kind(before)
            data = file.read((limits.file_mb << 20) + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError as error:
        if os.path.islink(path):
            raise RefusedError("F12", kind=Text("失效的链接", "a link to a file that is gone")) from error
        raise RefusedError("F13", detail=Text("文件已被移走或改名", "it was moved or renamed")) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RefusedError("F12", kind=Text("循环的链接", "a link that leads in a circle")) from error
        raise RefusedError("F05", detail=error.strerror or str(error)) from error
    _check_size(len(data), limits)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise RefusedError("F13", detail=Text("读取时内容还在变化", "its content changed while it was read"))
    return data


def _check_kind(status: os.stat_result) -> None:
    for test, kind in _NOT_REGULAR:
        if test(status.st_mode):
            raise RefusedError("F12", kind=kind)


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_mb << 20:
        raise over_size("file_mb", "文件大小", "The file's size", size, limits.file_mb << 20)
