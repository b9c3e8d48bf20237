"""Text boxes and pictures over a sheet of an old Excel workbook (BIFF8: MS-XLS 2.4.170, 2.4.181, 2.4.329)."""

from __future__ import annotations

import struct

from xltools.grids.grid import Address
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.xls.records import Biff

__all__ = ["DRAWING_RECORDS", "Drawings"]

DRAWING_RECORDS = frozenset({Biff.DRAWING, Biff.OBJECT, Biff.TEXT_OF_OBJECT})
_CLIENT_ANCHOR = 0xF010
"""Type of the part of a drawing that says over which cells a shape lies (MS-ODRAW)."""
_CONTAINER = 0x0F
_COMMON_DATA = 0x15
_PICTURE = 0x08
_SHAPES = frozenset({0x01, 0x02, 0x03, 0x04, 0x06, 0x09, 0x1E})
"""Types of objects whose text is one of the sheet; comments, charts, buttons and drop-downs are others."""
_MAX_LENGTH = 32_767
"""Characters of a text box that are kept: as many as a cell can hold."""


class Drawings:
    """Takes the records of shapes: each has an anchor, then its type, then perhaps a text in further records.

    What cannot be read is skipped: no value is read from a drawing.
    """

    def __init__(self, sheet: SheetBuilder) -> None:
        self._sheet = sheet
        self._address: Address = (1, 1)
        self._type = -1
        self._left = 0
        """characters of a text that are to come"""
        self._text = ""

    @property
    def wants_text(self) -> bool:
        """Whether the next record that continues another one is a part of a text."""
        return self._left > 0

    def take(self, kind: int, content: bytes) -> None:
        """Take one record."""
        try:
            if kind == Biff.DRAWING:
                self._anchor(content)
            elif kind == Biff.OBJECT:
                self._object(content)
            elif kind == Biff.TEXT_OF_OBJECT:
                (length,) = struct.unpack_from("<H", content, 10)
                self._left, self._text = (length, "") if self._type in _SHAPES else (0, "")
            elif kind == Biff.CONTINUE:
                self._characters(content)
        except (struct.error, IndexError):
            self._left = 0

    def _anchor(self, content: bytes) -> None:
        """Find the cell under the top left corner of the shape, in whatever containers it is."""
        at = 0
        while at + 8 <= len(content):
            version, kind, size = struct.unpack_from("<HHI", content, at)
            at += 8
            if kind == _CLIENT_ANCHOR:
                column, row = struct.unpack_from("<2xH2xH", content, at)
                self._address = (row + 1, column + 1)
            if version & 0x0F != _CONTAINER:
                at += size

    def _object(self, content: bytes) -> None:
        kind, _, self._type = struct.unpack_from("<HHH", content)
        if kind == _COMMON_DATA and self._type == _PICTURE:
            self._sheet.pictures.add(self._address)

    def _characters(self, content: bytes) -> None:
        width = 2 if content[0] & 1 else 1
        raw = content[1 : 1 + self._left * width]
        self._text += raw.decode("utf-16-le" if width == 2 else "latin-1", "replace")
        self._left -= len(raw) // width if raw else self._left
        text = self._text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:_MAX_LENGTH]
        if not self._left and text:
            boxes = self._sheet.text_boxes
            boxes[self._address] = f"{boxes[self._address]}\n{text}" if self._address in boxes else text
