"""The cell formats of a template: fonts, borders and colours, each made once per workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

__all__ = ["BODY_POINTS", "FIXED", "TemplateFormats"]

BODY_POINTS = 10.5
TITLE_POINTS = 18
NOTE_POINTS = 9
FIXED = " fixed"
"""Ends the name of the format of an input cell whose content is given and must not be changed."""

# The family and the GB character set tell a program without these fonts which of its own to take instead.
_SONG = {"font_name": "宋体", "font_family": 1, "font_charset": 134}
_FANG_SONG = {"font_name": "仿宋", "font_family": 3, "font_charset": 134}
_BASE: dict[str, Any] = {**_SONG, "font_size": BODY_POINTS, "valign": "vcenter", "text_wrap": True}
_BOXED: dict[str, Any] = {**_BASE, "border": 1}
_INPUT: dict[str, Any] = {**_BOXED, "locked": False}

_FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_BASE, "font_size": TITLE_POINTS, "bold": True, "align": "center"},
    "title input": {**_BASE, "font_size": TITLE_POINTS, "bold": True, "align": "center", "locked": False},
    "subtitle": {**_BASE, "font_size": 12, "align": "center"},
    "heading": {**_BASE, "align": "left", "locked": False},
    "heading right": {**_BASE, "align": "right", "locked": False},
    "label": {**_BOXED, "align": "center", "bg_color": "#F2F2F2"},
    "text": {**_INPUT, "align": "left", "num_format": "@"},
    "centred": {**_INPUT, "align": "center", "num_format": "@"},
    # Excel before 2010 shows more than 255 characters of a text-formatted cell as ####.
    "long text": {**_INPUT, "align": "left", "valign": "top"},
    "table text": {**_INPUT, "align": "left", "valign": "top", "num_format": "@"},
    "amount": {**_INPUT, "align": "right", "num_format": "#,##0.00##", "text_wrap": False, "shrink": True},
    # 0.01 元 is 0.000001 万元.
    "amount in wan": {
        **_INPUT,
        "align": "right",
        "num_format": "#,##0.00####",
        "text_wrap": False,
        "shrink": True,
    },
    "rate": {**_BOXED, "align": "center", "num_format": "0.00%", "text_wrap": False, "shrink": True},
    "sum": {**_BOXED, "align": "center", "bold": True, "num_format": "General", "text_wrap": False, "shrink": True},
    "number": {**_INPUT, "align": "center", "text_wrap": False, "shrink": True},
    "year": {**_INPUT, "align": "left", "num_format": "0"},
    "instruction": {**_BASE, **_FANG_SONG, "font_size": 12, "align": "left", "valign": "top"},
    "instruction head": {**_BASE, "font_size": 12, "bold": True, "align": "left"},
    "link": {**_BOXED, "align": "center", "font_color": "#0563C1", "underline": 1},
    "plain link": {**_BASE, "align": "left", "font_color": "#0563C1", "underline": 1},
    "cell": {**_BOXED, "align": "left"},
    "centred cell": {**_BOXED, "align": "center"},
    # In LibreOffice a formula without a format of its own takes that of the cell it refers to: here "check count".
    "count cell": {**_BOXED, "align": "center", "num_format": "0"},
    "amount cell": {**_BOXED, "align": "right", "num_format": "#,##0.00", "text_wrap": False, "shrink": True},
    "total": {**_BOXED, "align": "center", "bold": True, "bg_color": "#F2F2F2"},
    "total amount": {
        **_BOXED,
        "align": "right",
        "bold": True,
        "num_format": "#,##0.00",
        "bg_color": "#F2F2F2",
        "text_wrap": False,
        "shrink": True,
    },
    "status": {**_BOXED, "align": "center", "bold": True, "font_size": 14},
    # At the bottom: the buttons of a macro workbook stand above it.
    "check head": {
        **_BASE,
        "font_size": NOTE_POINTS,
        "bold": True,
        "font_color": "#7F7F7F",
        "align": "left",
        "valign": "bottom",
        "indent": 1,
    },
    "check count": {
        **_BASE,
        "font_size": NOTE_POINTS,
        "bold": True,
        "align": "left",
        "indent": 1,
        "num_format": '[=0]"OK";"有 "0" 处需要核对"',
    },
    "check": {**_BASE, "font_size": NOTE_POINTS, "font_color": "#C00000", "align": "left", "indent": 1},
    # What conditional formats lay over a cell.
    "missing": {"bg_color": "#FFF2CC"},
    "wrong": {"bg_color": "#FFC7CE"},
    "good": {"bg_color": "#E2EFDA", "font_color": "#375623"},
    "bad": {"bg_color": "#FFC7CE", "font_color": "#9C0006"},
}


class TemplateFormats:
    """The formats of one workbook by name."""

    def __init__(self, workbook: Workbook) -> None:
        """Make formats for a workbook, each when it is first used."""
        self._workbook = workbook
        self._formats: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        """Return a format by its name."""
        if name not in self._formats:
            given = {"locked": True, "bg_color": "#FAFAFA"} if name.endswith(FIXED) else {}
            self._formats[name] = self._workbook.add_format(_FORMATS[name.removesuffix(FIXED)] | given)
        return self._formats[name]

    def points(self, name: str) -> float:
        """Return the font size of a format."""
        return float(_FORMATS[name.removesuffix(FIXED)].get("font_size", BODY_POINTS))
