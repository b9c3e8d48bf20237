"""A file that was sent, once its content is known."""

from __future__ import annotations

import hashlib

from xltools.grids.workbook import Workbook
from xltools.model import Finding
from xltools.quick_dataclass import dataclass
from xltools.readers.reader import FileKind
from xltools.text import NO_TEXT, Text

__all__ = ["SentFile"]


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file, and the workbook in it if it could be read: then there is a ``workbook``, and ``data`` is its content.

    A workbook under the password that Excel applies by itself is there in the clear; ``encrypted`` are the bytes sent.

    ``problem`` says why a workbook could not be read. A ``foreign`` file is something else (a PDF among the workbooks):
    it is listed with ``reason``, and its sender is not asked to correct it.
    """

    kind: FileKind
    data: bytes = b""
    problem: Finding | None = None
    foreign: bool = False
    reason: Text = NO_TEXT
    workbook: Workbook | None = None
    encrypted: bytes = b""

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes that were sent; an empty text where none were read."""
        return hashlib.sha256(self.encrypted or self.data).hexdigest() if self.data else ""
