"""What the guard says about a file."""

from __future__ import annotations

from dataclasses import dataclass

from xltools.model import Finding
from xltools.readers.reader import FileKind
from xltools.readers.xlsx.package import Package
from xltools.text import NO_TEXT, Text

__all__ = ["FileKind", "Inspection"]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the guard saw. ``data`` is the file's content when it may be parsed.

    ``problem`` says why it may not; ``foreign`` files are none of our business (a PDF among the workbooks): they are
    listed, with ``reason``, but nobody is asked to mend them. ``findings`` are what a file that may be parsed brings
    along. ``package`` is what to read of an OOXML workbook, instead of its data.
    """

    kind: FileKind
    data: bytes = b""
    problem: Finding | None = None
    foreign: bool = False
    reason: Text = NO_TEXT
    findings: tuple[Finding, ...] = ()
    package: Package | None = None
