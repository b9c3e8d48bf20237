"""Pictures that WPS puts into cells: a formula, whose result is the same text."""

from __future__ import annotations

import re

__all__ = ["is_cell_picture"]

_WPS_PICTURE = re.compile(r"=?(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)


def is_cell_picture(text: str) -> bool:
    """Return whether a formula, or the text that is its result, stands for a picture in the cell."""
    return _WPS_PICTURE.match(text) is not None
