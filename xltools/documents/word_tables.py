"""Drawn tables as the markup of a Word document: one table for the form, one for its indicators.

They are two because Word repeats only the first rows of a table on the next page, and those of a table of indicators
are its heads. A paragraph of one point between them keeps them apart. Rows do not break over pages, and the heads of
the form stay with what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from xltools.documents.column_widths import FittedTable
from xltools.documents.drawing import CellStyle, DrawnCell, DrawnTable

__all__ = ["CELL_STYLES", "GAP_STYLE", "table_markup", "text_runs"]

CELL_STYLES = {
    CellStyle.HEADING: "TableText",
    CellStyle.HEADING_CENTRED: "TableCentred",
    CellStyle.HEADING_RIGHT: "TableRight",
    CellStyle.LABEL: "TableLabel",
    CellStyle.TEXT: "TableText",
    CellStyle.CENTRED: "TableCentred",
    CellStyle.AMOUNT: "TableRight",
}
"""The ids of the paragraph styles of cells."""
GAP_STYLE = "TableGap"

_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TWIPS_PER_MM = 1440 / 25.4
_HALF_POINTS = 2
_USUAL_POINTS = 9.0
_SIDES = ("top", "left", "bottom", "right")
_BLACK, _WHITE = "000000", "FFFFFF"
_SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>'
_MARGIN_TWIPS = dict(zip(_SIDES, (28, 57, 28, 57), strict=True))
_MARGINS = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in _MARGIN_TWIPS.items())
_ROW_HEIGHT = '<w:trHeight w:val="397" w:hRule="atLeast"/>'


def table_markup(table: DrawnTable, fitted: FittedTable) -> tuple[str, ...]:
    """Return the elements of a table from top to bottom, each with its namespace."""
    widths = [round(width * _TWIPS_PER_MM) for width in fitted.widths]
    size, below = fitted.points, table.rows - table.header + 1
    gap = f'<w:p {_NAMESPACE}><w:pPr><w:pStyle w:val="{GAP_STYLE}"/></w:pPr></w:p>'
    return (
        _table(table.upper, table.header - 1, widths, size, keep=table.header - 1),
        gap,
        _table(table.lower, below, widths, size, keep=min(2, below - 1), heads=1),
    )


def text_runs(text: str, properties: str = "") -> str:
    """Return a text as runs of a paragraph; a new line is a break."""
    runs = []
    for number, line in enumerate(text.split("\n")):
        mark = "<w:br/>" if number else ""
        pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
        runs.append(f"<w:r>{properties}{mark}{pieces if line else ''}</w:r>")
    return "".join(runs) if text else ""


def _table(
    cells: Sequence[DrawnCell], rows: int, widths: Sequence[int], points: float, *, keep: int, heads: int = 0
) -> str:
    """Return a table; its first ``keep`` rows stay with the next one, its first ``heads`` rows are repeated."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines: list[list[tuple[int, str]]] = [[] for _ in range(rows)]
    framed = {cell.at.row for cell in cells if cell.style.framed}
    for cell in cells:
        for down in range(cell.at.rows):
            row = cell.at.row + down
            meets = cell.at.row + cell.at.rows in framed
            markup = _cell(cell, widths, points, keeps=row <= keep, goes_on=down > 0, meets_frame=meets)
            lines[row - 1].append((cell.at.column, markup))
    body = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{_ROW_HEIGHT}{'<w:tblHeader/>' if row < heads else ''}</w:trPr>"
        f"{''.join(markup for _, markup in sorted(line))}</w:tr>"
        for row, line in enumerate(lines)
    )
    return (
        f'<w:tbl {_NAMESPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _cell(
    cell: DrawnCell, widths: Sequence[int], points: float, *, keeps: bool, goes_on: bool, meets_frame: bool
) -> str:
    at, style = cell.at, cell.style
    width = sum(widths[at.column - 1 : at.column - 1 + at.columns])
    span = f'<w:gridSpan w:val="{at.columns}"/>' if at.columns > 1 else ""
    merge = ("<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>') if at.rows > 1 else ""
    borders = f"<w:tcBorders>{_borders(framed=style.framed, meets_frame=meets_frame)}</w:tcBorders>"
    shade = _SHADE if style is CellStyle.LABEL else ""
    top = at.rows > 1 and style is not CellStyle.LABEL  # the middle of a cell over several pages is on none of them
    size = "" if points == _USUAL_POINTS else f'<w:rPr><w:sz w:val="{round(points * _HALF_POINTS)}"/></w:rPr>'
    keep = "<w:keepNext/>" if keeps else ""
    runs = "" if goes_on else text_runs(cell.text, size)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{borders}{shade}'
        f'<w:vAlign w:val="{"top" if top else "center"}"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLES[style]}"/>{keep}</w:pPr>{runs}</w:p></w:tc>'
    )


def _borders(*, framed: bool, meets_frame: bool) -> str:
    """Return the lines around a cell; ``meets_frame`` tells that the frame of the table begins right below it.

    Above the frame they are white: readers of PDF know a cell by the lines around it.
    """
    colours = {side: _BLACK if framed or (side == "bottom" and meets_frame) else _WHITE for side in _SIDES}
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{colour}"/>' for side, colour in colours.items())
