"""The error values of spreadsheet cells: one list for files, open books and rules."""

from __future__ import annotations

import re

__all__ = ["ERROR_VALUES", "is_error_value"]

ERROR_VALUES = frozenset(
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#GETTING_DATA",
        "#SPILL!",
        "#CONNECT!",
        "#BLOCKED!",
        "#UNKNOWN!",
        "#FIELD!",
        "#CALC!",
        "#EXTERNAL!",
        "#BUSY!",
        "#PYTHON!",
        "#TIMEOUT!",
    }
)
"""The names that Excel and WPS show: those of ERROR.TYPE, and those of newer functions."""

_LIBREOFFICE_ERROR = re.compile(r"Err:\d+")
"""Texts that LibreOffice shows for errors without an equivalent in Excel."""


def is_error_value(text: str) -> bool:
    """Return whether a text is what a cell with an error value shows."""
    return text in ERROR_VALUES or _LIBREOFFICE_ERROR.fullmatch(text) is not None
