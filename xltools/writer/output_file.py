"""A file that a command is going to write, remembered as it was when the command began.

A command may take minutes. What somebody saves under the same name meanwhile is not overwritten, with ``--force``
neither: the result is written beside it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from xltools.quick_dataclass import dataclass
from xltools.writer.save import SaveError, SaveProblem, save_atomically

__all__ = ["OutputFile", "numbered"]

MAX_NUMBERED_COPIES = 999


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file to write. ``before`` is the SHA-256 of its content when the command began, empty where there was none."""

    path: Path
    overwrite: bool = False
    before: str = ""

    @classmethod
    def now(cls, path: Path, *, overwrite: bool) -> OutputFile:
        """Return the file as it is now; a SaveError says why it is not one that can be written."""
        return cls(path, overwrite, _digest(path) if overwrite and path.exists() else "")

    @classmethod
    def read(cls, path: Path, content: bytes) -> OutputFile:
        """Return a file that is to be written over, after its content was read."""
        return cls(path, overwrite=True, before=hashlib.sha256(content).hexdigest())

    @property
    def folder(self) -> Path:
        """The folder where the file will lie: that of the file that a link leads to."""
        return Path(os.path.realpath(self.path)).parent if self.path.is_symlink() else self.path.parent

    def save(self, data: bytes) -> Path:
        """Write the file and return its path.

        Where somebody has made or saved the file since the command began, it stays, and the next free name with a
        number is returned. Raises SaveError where nothing was written.
        """
        try:
            save_atomically(data, self.path, overwrite=bool(self.before), unchanged=self._is_unchanged)
        except SaveError as error:
            if error.problem not in {SaveProblem.EXISTS, SaveProblem.CHANGED}:
                raise
            return self._save_beside(data, error)
        return self.path

    def _is_unchanged(self) -> bool:
        return not self.path.exists() or _digest(self.path) == self.before

    def _save_beside(self, data: bytes, error: SaveError) -> Path:
        for path in numbered(self.path):
            try:
                save_atomically(data, path)
            except SaveError as failure:
                if failure.problem is not SaveProblem.EXISTS:
                    raise
            else:
                return path
        raise error


def numbered(path: Path) -> Iterator[Path]:
    """Yield the names beside a file, each with a number: 汇总（2）.xlsx."""
    yield from (path.with_stem(f"{path.stem}（{number}）") for number in range(2, MAX_NUMBERED_COPIES + 1))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
