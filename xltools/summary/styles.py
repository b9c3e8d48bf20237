"""The formats of the summary's cells: the style of a column, and what a sort of row changes about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format

from xltools.writer.build import BulkWorkbook, RowFormat

__all__ = ["BAD", "CHART_FONT", "ERROR", "FAIR", "FONT", "GOOD", "NOTE", "WARNING", "SummaryStyles"]

FONT = "宋体"
ERROR, WARNING, NOTE = "#C00000", "#ED9B00", "#2E75B6"
"""红、黄、蓝, as charts show them."""
CHART_FONT: dict[str, Any] = {"name": FONT, "size": 10, "color": "#404040"}

# The family and the GB character set tell a program without the font which of its own to take instead.
_SONG: dict[str, Any] = {"font_name": FONT, "font_family": 1, "font_charset": 134, "font_size": 10}
_PLAIN: dict[str, Any] = {**_SONG, "valign": "vcenter"}
_CELL: dict[str, Any] = {**_PLAIN, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}
_NUMBER: dict[str, Any] = {**_CELL, "align": "right", "text_wrap": False, "shrink": True}
_CENTRE: dict[str, Any] = {**_CELL, "align": "center"}
_LINK: dict[str, Any] = {"font_color": "#0563C1", "underline": 1}

_STYLES: dict[str, dict[str, Any]] = {
    # around the tables
    "title": {**_PLAIN, "font_size": 18, "bold": True, "align": "center"},
    "page title": {**_PLAIN, "font_size": 16, "bold": True, "align": "center", "text_wrap": True},
    "subtitle": {**_PLAIN, "font_size": 11, "align": "center"},
    "unit": {**_PLAIN, "align": "right"},
    "aside": {**_PLAIN, "align": "left"},
    "footnote": {**_PLAIN, "font_size": 9, "font_color": "#595959", "text_wrap": True, "valign": "top"},
    "section": {**_PLAIN, "font_size": 12, "bold": True},
    "faint": {**_PLAIN, "font_size": 9, "font_color": "#7F7F7F"},
    "faint number": {**_PLAIN, "font_size": 9, "font_color": "#7F7F7F", "num_format": "#,##0.00"},
    "faint percent": {**_PLAIN, "font_size": 9, "font_color": "#7F7F7F", "num_format": "0.00%"},
    "faint link": {**_PLAIN, **_LINK, "align": "right"},
    "head": {**_CENTRE, "bold": True, "bg_color": "#DCE6F1"},
    "upright head": {
        **_CENTRE,
        "bold": True,
        "bg_color": "#DCE6F1",
        "rotation": 270,
        "font_size": 9,
        "text_wrap": False,
    },
    "error head": {**_CENTRE, "bold": True, "bg_color": "#FFC7CE", "font_color": "#9C0006", "font_size": 9},
    "warning head": {**_CENTRE, "bold": True, "bg_color": "#FFEB9C", "font_color": "#7F6000", "font_size": 9},
    "note head": {**_CENTRE, "bold": True, "bg_color": "#DDEBF7", "font_color": "#1F4E78", "font_size": 9},
    "label": {**_CELL, "bold": True, "align": "left", "bg_color": "#F2F2F2"},
    # within them
    "text": {**_CELL, "align": "left"},
    "small": {**_CELL, "align": "left", "font_size": 9},
    "centre": _CENTRE,
    "code": {**_CENTRE, "font_size": 9},
    "serial": {**_CENTRE, "text_wrap": False, "num_format": "0"},
    "integer": {**_NUMBER, "num_format": "#,##0_ "},
    "count": {**_CENTRE, "text_wrap": False, "shrink": True, "num_format": "#,##0;-#,##0;;@"},
    "yuan": {**_NUMBER, "num_format": "#,##0.00_ "},
    "wan": {**_NUMBER, "num_format": '#,##0.00_ ;-#,##0.00_ ;"-"_ '},
    "percent": {**_NUMBER, "num_format": "0.00%_ "},
    "gap": {**_NUMBER, "num_format": "+0.00_ ;[Red]-0.00_ ;0.00_ "},
    "complete": {**_NUMBER, "num_format": "0.0%_ "},
    "figure": {**_NUMBER, "num_format": "General"},
    "link": {**_CELL, **_LINK, "align": "left", "font_size": 9},
    "input": {**_CELL, "align": "left", "bg_color": "#FFFDF0"},
    "choice": {**_CENTRE, "bg_color": "#FFFDF0"},
    "date": {**_CENTRE, "bg_color": "#FFFDF0", "num_format": "yyyy-mm-dd"},
    "level": {**_CENTRE, "bold": True},
    "rule": {**_CENTRE},
    "light": {**_CENTRE, "bold": True},
}

_ROWS: dict[str, dict[str, dict[str, Any]]] = {
    "": {},
    "total": {"*": {"bold": True, "bg_color": "#EDEDED"}},
    "subtotal": {"*": {"bold": True, "bg_color": "#F2F6FB"}},
    "child": {"*": {"font_color": "#595959", "italic": False, "bg_color": "#FAFAFA"}},
    "error": {"level": {"bg_color": "#FFC7CE", "font_color": "#9C0006"}},
    "warning": {"level": {"bg_color": "#FFEB9C", "font_color": "#7F6000"}},
    "note": {"level": {"bg_color": "#DDEBF7", "font_color": "#1F4E78"}},
    "missing": {"*": {"font_color": "#9C0006"}, "choice": {"bg_color": "#FFC7CE"}, "level": {"bg_color": "#FFC7CE"}},
    "number": {"yuan": {"num_format": "#,##0_ "}},
    "off": {"*": {"font_color": "#8C8C8C"}},
}

GOOD: dict[str, Any] = {"bg_color": "#C6EFCE", "font_color": "#006100"}
FAIR: dict[str, Any] = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
BAD: dict[str, Any] = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
"""The properties that conditional formats add to a cell."""


class SummaryStyles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: BulkWorkbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, str, bool], Format] = {}

    def __call__(self, style: str, row: str = "", *, wrap: bool = True) -> Format:
        """Return the format of a style in a sort of row (``total``, ``error``, …), with or without wrapped lines."""
        key = (style, row, wrap)
        if key not in self._made:
            over = _ROWS[row]
            properties = {**_STYLES[style], **over.get("*", {}), **over.get(style, {})}
            if not wrap:
                properties["text_wrap"] = False
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def row_format(
        self,
        styles: Sequence[str],
        row: str = "",
        *,
        wrap: bool = True,
        level: int = 0,
        hidden: bool = False,
        collapsed: bool = False,
    ) -> RowFormat:
        """Return the format of a row whose columns have these styles."""
        formats = tuple(self(style, row, wrap=wrap) for style in styles)
        return RowFormat(formats, level=level, hidden=hidden, collapsed=collapsed)

    def points(self, style: str) -> float:
        """Return the font size of a style whose text is wrapped, else 0."""
        properties = _STYLES[style]
        return float(properties["font_size"]) if properties.get("text_wrap") else 0.0

    def over(self, properties: dict[str, Any]) -> Format:
        """Return the format that a conditional format adds to a cell."""
        return self._workbook.add_format(properties)
