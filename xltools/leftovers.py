"""Temporary files of runs that were killed: distinguished from those of runs that go on, and removed by the next run.

The owner of a temporary file keeps it open and locked. The system lets go of the lock when the owner ends, however it
ends. Where files cannot be locked, as on some network drives, nothing is removed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

__all__ = ["lock", "private_name", "remove_abandoned", "use_private_folder"]

_PREFIX = "xltools-run-"
_OWNER = "owner"
_SEMAPHORES = Path("/dev/shm")  # noqa: S108 - where Linux shows named semaphores as files
_MAX_PARENT_BYTES = 54
"""The path of a fork server's socket in the private folder has 53 bytes more, and the system takes 107."""


def lock(file: BinaryIO, path: Path) -> bool:
    """Lock a file that was just made, for as long as it is open; return whether it is still there.

    It may be gone because another run took it for an abandoned one before it was locked.
    """
    if sys.platform == "win32":  # an open file cannot be removed there
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return False
    except OSError:  # no locks here, so no other run removes it
        return True


def remove_abandoned(folder: Path, prefix: str, suffix: str) -> None:
    """Remove the files of a folder with names like these whose owners have ended."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(prefix) and entry.name.endswith(suffix):
                with suppress(OSError), _abandoned(Path(entry.path)) as path:
                    path.unlink()


def use_private_folder() -> None:
    """Give this process a folder of its own for temporary files, removed at its end; remove those of killed runs.

    No one else can look into it or foresee its name. Without a place for it, or below a
    folder with a very long path, things stay as they are.
    """
    with suppress(OSError):
        parent = _temporary_folder()
        _remove_abandoned_folders(parent)
        if len(os.fsencode(parent)) > _MAX_PARENT_BYTES and sys.platform != "win32":
            return
        folder = parent / f"{_PREFIX}{os.urandom(4).hex()}"
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        owner = (folder / _OWNER).open("xb")
        atexit.register(owner.close)  # before the folder is removed
        if lock(owner, folder / _OWNER):
            tempfile.tempdir = str(folder)


def private_name() -> str:
    """Return the name of this process's private folder, or nothing where it has none.

    Semaphores that begin with it are removed with the folder.
    """
    name = Path(tempfile.tempdir).name if tempfile.tempdir else ""
    return name if name.startswith(_PREFIX) else ""


def _temporary_folder() -> Path:
    """Return the folder for temporary files; ``tempfile`` would try it out with a file that a kill leaves behind."""
    named = next(filter(None, map(os.environ.get, ("TMPDIR", "TEMP", "TMP"))), None)
    return Path(named or ("/tmp" if os.name == "posix" else tempfile.gettempdir())).absolute()  # noqa: S108


def _remove_abandoned_folders(parent: Path) -> None:
    with os.scandir(parent) as entries:
        folders = [Path(entry.path) for entry in entries if entry.name.startswith(_PREFIX)]
    for folder in folders:
        with suppress(OSError):
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                continue
            if not (folder / _OWNER).exists():
                folder.rmdir()  # its owner has ended before it was locked, or goes on without it
                continue
            with _abandoned(folder / _OWNER) as owner:
                if sys.platform == "win32":
                    owner.unlink()  # fails while the owner has it open
                for semaphore in _SEMAPHORES.glob(f"sem.{folder.name}-*"):
                    semaphore.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _abandoned(path: Path) -> Iterator[Path]:
    """Hold a file without an owner; an OSError says that it has one, or that the system cannot tell."""
    if sys.platform == "win32":
        yield path
        return
    import fcntl

    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path
    finally:
        os.close(handle)
