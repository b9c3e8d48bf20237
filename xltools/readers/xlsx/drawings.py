"""Text boxes and pictures of a worksheet: over its cells, and in them. Only sheets that have any cost time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xltools.grids.grid import Address, CellValue, Grid
from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import read_relationships
from xltools.readers.containers.xml_parts import MAX_TREE_BYTES, parse_events, read_part
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.canonical import FilledCell

__all__ = ["PictureParts", "with_drawings"]

_DRAWING = re.compile(rb"[<:]drawing\b")
_ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor", "absoluteAnchor"})
_WPS_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
"""The formula by which WPS puts a picture into a cell; its result is the same text."""
_EXCEL_PICTURE = b"_localImage"
_RICH_VALUES = "xl/richData/rdrichvaluestructure.xml"
_CELL_PICTURES = "xl/cellimages.xml"
_MAX_LENGTH = 32_767
"""Characters of a text box that are kept: as many as a cell can hold."""


class PictureParts:
    """The parts of a package that say whether it has pictures in cells."""

    def __init__(self, archive: ZipArchive, limits: Limits) -> None:
        self.limits = limits
        self.wps = _CELL_PICTURES in archive
        self.excel = _RICH_VALUES in archive and _EXCEL_PICTURE in archive.read(_RICH_VALUES)


def with_drawings(
    grid: Grid, archive: ZipArchive, part: str, xml: bytes, filled: Sequence[FilledCell], parts: PictureParts
) -> Grid:
    """Return the grid of a sheet with its text boxes and pictures. ``xml`` is the content of its part."""
    behind = xml.rfind(b"sheetData")
    if xml.find(b"rawing", behind) >= 0 and _DRAWING.search(xml, behind):
        boxes, pictures = _read_drawings(archive, part, parts.limits)
        grid = replace(grid, text_boxes=boxes, pictures=pictures)
    in_cells: set[Address] = set()
    if parts.wps:
        in_cells |= {address for address, text in grid.formula_texts.items() if _WPS_PICTURE.match(text)}
        in_cells |= {(row, column) for row, column, text in grid.texts() if _WPS_PICTURE.match(text)}
    if parts.excel:
        in_cells |= {address for address, attributes, _ in filled if b' vm="' in attributes and b't="e"' in attributes}
    return _without_values(grid, in_cells) if in_cells else grid


def _without_values(grid: Grid, pictures: set[Address]) -> Grid:
    """Return the grid with blanks where a picture is all that a cell holds."""
    rows: list[list[CellValue]] = [list(row) for row in grid.rows]
    for row, column in pictures:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""
    return replace(
        grid,
        rows=rows,
        cell_pictures=frozenset(pictures),
        formulas=grid.formulas - pictures,
        uncalculated=grid.uncalculated - pictures,
        errors={address: name for address, name in grid.errors.items() if address not in pictures},
    )


def _read_drawings(archive: ZipArchive, part: str, limits: Limits) -> tuple[dict[Address, str], frozenset[Address]]:
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
