"""The officer's decisions between several workbooks of a department, as 文件清单 holds them."""

from __future__ import annotations

from typing import NamedTuple

from xltools.county.data import CountyFile
from xltools.county.settle import Choice
from xltools.sheet_names import FILES_SHEET
from xltools.summary.changes import EarlierRow

__all__ = ["LEAVE", "TAKE", "FileEntry", "content_mark"]

TAKE, LEAVE = "采用", "不采用"
_DIGEST_LENGTH = 12


class FileEntry(NamedTuple):
    """A decision on a file, as the list shows it: the end of the file's path, the decision, and the file's digest."""

    shown: str
    word: str
    digest: str

    @property
    def choice(self) -> Choice:
        """The decision."""
        return Choice(self.word == TAKE, self.digest)

    @property
    def unmatched(self) -> EarlierRow:
        """The row of 上次未对应 that keeps the decision."""
        return {"table": FILES_SHEET, "place": self.shown, "message": self.word, "found": self.digest}

    def named(self, name: str) -> bool:
        """Return whether the decision is on a file of this name."""
        return bool(self.shown) and f"/{name}".endswith(f"/{self.shown}")

    def about(self, file: CountyFile) -> bool:
        """Return whether the decision is on this file, and the file is still the same."""
        return self.named(file.path) and file.sha256.startswith(self.digest)


def content_mark(file: CountyFile) -> str:
    """Return the beginning of a file's digest, by which the next summary sees that the file is still the same."""
    return file.sha256[:_DIGEST_LENGTH]
