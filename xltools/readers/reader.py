"""The interface of readers: each recognises the files of one format and reads them into a :class:`Workbook`.

Zip archives and compound files are opened once, with their limits checked, before any reader is asked; a reader takes
the opened container, or the bytes of a file that is neither. To add a format, write such a reader and add it to the
readers of its container in :mod:`xltools.readers.registry`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, TypeVar

from xltools.grids.workbook import Workbook
from xltools.limits import Limits

__all__ = ["FileKind", "Reader"]

ContentT_contra = TypeVar("ContentT_contra", contravariant=True)
"""The type that a reader reads from: a ``ZipArchive``, a ``CompoundFile``, or ``bytes``."""


class FileKind(StrEnum):
    """The kind of a file by its content."""

    XLSX = "xlsx"
    """an OOXML workbook, with or without macros"""
    XLSB = "xlsb"
    XLS = "xls"
    """an old Excel or WPS (.et) workbook"""
    ODS = "ods"
    """an OpenDocument spreadsheet, packed or flat"""
    UOF = "uof"
    """a spreadsheet of the Unified Office Format, version 1"""
    SPREADSHEET_XML = "xml"
    """Excel's XML of 2003"""
    HTML = "html"
    """a web page or a web archive with tables"""
    TEXT = "text"
    """values between tabs or commas"""
    LOCK = "lock file"
    OTHER = "other"


class Reader(Protocol[ContentT_contra]):
    """The reader of one format, which checks and reads in one pass: nothing unsafe or over a limit is interpreted."""

    @property
    def kind(self) -> FileKind:
        """The kind of its files."""

    def recognises(self, content: ContentT_contra) -> bool:
        """Return whether the content is a workbook of this format, from what is cheap to see: names and first bytes."""

    def read(self, content: ContentT_contra, name: str, limits: Limits) -> Workbook:
        """Read all worksheets with all facts that :class:`~xltools.grids.grid.Grid` asks for.

        ``name`` is what the places of cells and findings call the file. Raises
        :class:`~xltools.readers.refusal.RefusedError` where the file is damaged, unsafe, locked or over a limit.
        """
