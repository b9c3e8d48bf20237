"""The note of a cell."""

from __future__ import annotations

from xlwings import base_classes

from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.cell_flags import NOTES
from xltools.desktop.libreoffice.protocols import RangeLike
from xltools.desktop.libreoffice.uno_types import Uno

__all__ = ["OfficeNote", "add_note", "find_note"]


@translate_uno_errors
class OfficeNote(base_classes.Note):
    """The note of one cell."""

    def __init__(self, rng: RangeLike) -> None:
        """Stand for the note of a cell."""
        self._rng = rng

    @property
    def api(self) -> Uno:
        """The office's object for the note."""
        return self._rng.cell.Annotation

    @property
    def location(self) -> RangeLike:
        """The cell of the note."""
        return self._rng

    @property
    def author(self) -> str:
        """The author."""
        return str(self.api.Author)

    @property
    def text(self) -> str:
        """The text."""
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        with self._rng.changing():
            self.api.setString(value)

    def delete(self) -> None:
        """Delete the note."""
        with self._rng.changing():
            self._rng.uno.clearContents(NOTES)


def find_note(rng: RangeLike) -> OfficeNote | None:
    """Return the note of a range's first cell, or None."""
    cell = rng.first
    return OfficeNote(cell) if cell.uno.queryContentCells(NOTES).getRangeAddresses() else None


def add_note(rng: RangeLike, text: str) -> OfficeNote:
    """Give a cell a note, in place of one that it has."""
    cell = rng.first
    with cell.changing():
        cell.sheet.uno.Annotations.insertNew(cell.cell.CellAddress, text)
    return OfficeNote(cell)
