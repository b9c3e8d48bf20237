"""The drawing parts of OOXML packages, binary workbooks included: text boxes and pictures over a sheet."""

from __future__ import annotations

from dataclasses import field

from xltools.grids.grid import Address
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import read_relationships
from xltools.readers.containers.xml_parts import MAX_TREE_BYTES, parse_events, read_part
from xltools.readers.refusal import RefusedError

__all__ = ["has_excel_pictures", "read_drawings"]

_EXCEL_PICTURE = b"_localImage"
_RICH_VALUES = "xl/richData/rdrichvaluestructure.xml"

_ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor", "absoluteAnchor"})
_MAX_LENGTH = 32_767
"""Characters of a text box that are kept: as many as a cell can hold."""


def read_drawings(archive: ZipArchive, part: str, limits: Limits) -> tuple[dict[Address, str], frozenset[Address]]:
    """Return the texts of the text boxes and the places of the pictures over a sheet.

    A drawing that cannot be read is skipped: no value is read from it.
    """
    drawing = _Drawing()
    try:
        for relationship in read_relationships(archive, part):
            if relationship.kind == "drawing" and not relationship.external and relationship.target in archive:
                xml = read_part(archive, relationship.target, MAX_TREE_BYTES)
                parse_events(xml, drawing, relationship.target, limits)
    except RefusedError:
        pass
    return drawing.boxes, frozenset(drawing.pictures)


def has_excel_pictures(archive: ZipArchive) -> bool:
    """Return whether cells of a package hold pictures as Excel puts them: error values with metadata."""
    return _RICH_VALUES in archive and _EXCEL_PICTURE in archive.read(_RICH_VALUES)


@dataclass(slots=True)
class _Drawing:
    """Takes the events of a drawing part."""

    boxes: dict[Address, str] = field(default_factory=dict)
    pictures: set[Address] = field(default_factory=set)
    _address: Address = (1, 1)
    _in_from: bool = False
    _in_fallback: int = 0
    _text: list[str] = field(default_factory=list)
    _typed: list[str] | None = None

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self._in_fallback or local == "Fallback":  # the same shape again, for older programs
            self._in_fallback += 1
        elif local in _ANCHORS:
            self._address, self._text = (1, 1), []
        elif local == "from":
            self._in_from = True
        elif local == "pic":
            self.pictures.add(self._address)
        if local in {"t", "row", "col"} and not self._in_fallback:
            self._typed = []

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if self._in_fallback:
            self._in_fallback -= 1
            return
        typed, self._typed = "".join(self._typed or ()), None
        if local == "t":
            self._text.append(typed)
        elif local == "p" and self._text:
            self._text.append("\n")
        elif local in {"row", "col"} and self._in_from and typed.strip().isdecimal() and len(typed) < 9:
            number = int(typed) + 1
            self._address = (number, self._address[1]) if local == "row" else (self._address[0], number)
        elif local == "from":
            self._in_from = False
        elif local in _ANCHORS:
            text = "".join(self._text).strip()[:_MAX_LENGTH]
            if text:
                before = self.boxes.get(self._address, "")
                self.boxes[self._address] = f"{before}\n{text}" if before else text

    def data(self, text: str) -> None:
        """Take text."""
        if self._typed is not None:
            self._typed.append(text)
