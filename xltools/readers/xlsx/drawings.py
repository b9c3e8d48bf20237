"""Text boxes and pictures of a worksheet: over its cells, and in them. Only sheets that have any cost time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xltools.grids.grid import Address, CellValue, Grid
from xltools.limits import Limits
from xltools.readers.cell_pictures import is_cell_picture
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.drawing_parts import has_excel_pictures, read_drawings
from xltools.readers.xlsx.canonical import FilledCell

__all__ = ["PictureParts", "with_drawings"]

_DRAWING = re.compile(rb"[<:]drawing\b")
_CELL_PICTURES = "xl/cellimages.xml"


class PictureParts:
    """The parts of a package that say whether it has pictures in cells."""

    def __init__(self, archive: ZipArchive, limits: Limits) -> None:
        self.limits = limits
        self.wps = _CELL_PICTURES in archive
        self.excel = has_excel_pictures(archive)


def with_drawings(
    grid: Grid, archive: ZipArchive, part: str, xml: bytes, filled: Sequence[FilledCell], parts: PictureParts
) -> Grid:
    """Return the grid of a sheet with its text boxes and pictures. ``xml`` is the content of its part."""
    behind = xml.rfind(b"sheetData")
    if xml.find(b"rawing", behind) >= 0 and _DRAWING.search(xml, behind):
        boxes, pictures = read_drawings(archive, part, parts.limits)
        grid = replace(grid, text_boxes=boxes, pictures=pictures)
    in_cells: set[Address] = set()
    if parts.wps:
        in_cells |= {address for address, text in grid.formula_texts.items() if is_cell_picture(text)}
        in_cells |= {(row, column) for row, column, text in grid.texts() if is_cell_picture(text)}
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
