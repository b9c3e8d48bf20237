"""The errors between Python and LibreOffice, each with its remedy (Chinese first, English too)."""

from __future__ import annotations

from xltools.errors import XltoolsError

__all__ = [
    "BridgeMissingError",
    "LibreOfficeError",
    "MacroWorkbookError",
    "OfficeMissingError",
    "OfficeStartError",
    "ProtectedCellsError",
]


class LibreOfficeError(XltoolsError):
    """The base of all errors that this package raises itself."""


class OfficeMissingError(LibreOfficeError):
    """No LibreOffice is installed where one was looked for."""


class BridgeMissingError(LibreOfficeError):
    """LibreOffice's Python bridge (``uno``) is not installed, or was built for another Python."""


class OfficeStartError(LibreOfficeError):
    """An office did not start, or did not answer in time."""


class ProtectedCellsError(LibreOfficeError):
    """A change of locked cells on a protected sheet; LibreOffice would have dropped it without a word."""


class MacroWorkbookError(LibreOfficeError):
    """A save that would take the buttons out of a macro workbook."""
