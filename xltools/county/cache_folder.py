"""A folder of this user's for what can be made again: entries by their keys, each with a digest of its content.

Everything about it may fail, and then nothing is remembered: no error of the disk, no damaged entry and no other
process at work in the same folder keeps a run from its result. An entry is written under another name and then renamed,
so that there is never half of one.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from xltools.quick_dataclass import dataclass

__all__ = ["FOLDER_VARIABLE", "CacheFolder", "cache_location"]

FOLDER_VARIABLE = "XLTOOLS_CACHE"
"""The environment variable that names another folder; set and empty it means that nothing is remembered."""
MAX_FOLDER_BYTES = 512 << 20
"""Bytes of all entries; beyond them those that were not used for longest are removed."""
MAX_ENTRY_BYTES = 64 << 20
"""Bytes of one entry."""
_KEPT_SHARE = 0.9
"""The share of the most bytes that is left after removing, so that it is not needed after every run."""
_SUFFIX, _UNFINISHED = ".entry", ".unfinished"
_UNFINISHED_SECONDS = 3600
"""After so long the file of an entry that is being written was left by a process that was killed."""


def cache_location() -> Path | None:
    """Return the folder as the system wants it, whether it exists or not; None where nothing is to be remembered."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named is not None:
        return Path(named).absolute() if named else None
    try:
        home = Path.home()
    except RuntimeError:  # a process without a user
        return None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches"
    else:
        named = os.environ.get("XDG_CACHE_HOME", "")
        base = Path(named) if os.path.isabs(named) else home / ".cache"
    return base / "xltools" / "files"


class _StoredEntry(NamedTuple):
    """A file of the folder: when it was last used, its bytes, and where it is."""

    used: float
    size: int
    path: Path


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """The folder at ``path``, which only this user can enter."""

    path: Path

    @classmethod
    def open(cls) -> CacheFolder | None:
        """Return the folder, made if need be; None if it cannot be used, or belongs to somebody else."""
        path = cache_location()
        if path is None:
            return None
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (path.parent, path):
                with suppress(FileExistsError):
                    folder.mkdir(mode=0o700)
            return cls(path) if _is_ours(path) else None
        except OSError:
            return None

    def read(self, key: str) -> bytes | None:
        """Return the content of an entry; None if there is none, or not as it was written."""
        try:
            handle = os.open(self._file(key), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
            with open(handle, "rb") as file:
                digest, content = file.read(hashlib.sha256().digest_size), file.read(MAX_ENTRY_BYTES)
            if hashlib.sha256(key.encode() + content).digest() != digest:
                return None
            with suppress(OSError):
                os.utime(self._file(key))
        except OSError:
            return None
        return content

    def write(self, key: str, content: bytes) -> None:
        """Keep an entry, if that is possible."""
        digest = hashlib.sha256(key.encode() + content).digest()
        unfinished = self.path / f"{os.urandom(8).hex()}{_UNFINISHED}"
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
            with open(handle, "wb") as file:
                file.write(digest + content)
            os.replace(unfinished, self._file(key))
        except OSError:
            with suppress(OSError):
                unfinished.unlink()

    def holds(self, key: str) -> bool:
        """Return whether there is an entry, whole or not."""
        return self._file(key).is_file()

    def remove(self, key: str) -> None:
        """Remove an entry, if there is one and that is possible."""
        with suppress(OSError):
            self._file(key).unlink()

    def trim(self, max_bytes: int = MAX_FOLDER_BYTES) -> None:
        """Remove the entries that were not used for longest until the rest is within bounds."""
        entries = sorted(self._entries())
        total = sum(entry.size for entry in entries)
        late = time.time() - _UNFINISHED_SECONDS
        kept = max_bytes if total <= max_bytes else int(max_bytes * _KEPT_SHARE)
        for entry in entries:
            if total > kept or (entry.path.suffix == _UNFINISHED and entry.used < late):
                total -= entry.size
                with suppress(OSError):
                    entry.path.unlink()

    def clear(self) -> int:
        """Remove all entries; return how many there were."""
        removed = 0
        for entry in self._entries():
            with suppress(OSError):
                entry.path.unlink()
                removed += entry.path.suffix == _SUFFIX
        return removed

    @property
    def empty(self) -> bool:
        """Whether there is no entry."""
        return next(self._entries(), None) is None

    def size(self) -> tuple[int, int]:
        """Return the number of entries, and the bytes that they take."""
        entries = tuple(self._entries())
        return sum(entry.path.suffix == _SUFFIX for entry in entries), sum(entry.size for entry in entries)

    def _file(self, key: str) -> Path:
        return self.path / f"{key}{_SUFFIX}"

    def _entries(self) -> Iterator[_StoredEntry]:
        with suppress(OSError), os.scandir(self.path) as listing:
            for entry in listing:
                with suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    if entry.name.endswith((_SUFFIX, _UNFINISHED)) and stat.S_ISREG(status.st_mode):
                        yield _StoredEntry(status.st_mtime, status.st_size, Path(entry.path))


def _is_ours(path: Path) -> bool:
    """Return whether a folder is one proper, this user's, and closed to others; a wider one is closed if possible."""
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "getuid"):  # Windows: the folders of a user are closed to others
        return True
    if status.st_uid != os.getuid():
        return False
    if status.st_mode & 0o077:
        path.chmod(0o700)
    return True
