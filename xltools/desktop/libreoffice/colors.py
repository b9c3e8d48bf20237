"""Colours as xlwings gives them and as LibreOffice keeps them."""

from __future__ import annotations

import re
from typing import TypeAlias

__all__ = ["NO_COLOR", "Color", "Rgb", "from_office", "to_office"]

Rgb: TypeAlias = tuple[int, int, int]

Color: TypeAlias = Rgb | list[int] | int | str | None
"""Red, green and blue; Excel's number (blue highest); ``"#FFC7CE"``; or None for no fill."""

NO_COLOR = -1
"""LibreOffice's number for a transparent fill and for the automatic text colour."""


def to_office(color: Color) -> int:
    """Return LibreOffice's number of a colour (red highest), :data:`NO_COLOR` for None.

    :raises ValueError: it is not a colour.
    """
    if color is None:
        return NO_COLOR
    if isinstance(color, str):
        if not re.fullmatch(r"#?[0-9a-fA-F]{6}", color):
            raise ValueError(f"not a colour: {color!r} (use '#RRGGBB')")
        return int(color.lstrip("#"), 16)
    if isinstance(color, int):
        red, green, blue = color & 255, color >> 8 & 255, color >> 16 & 255
    else:
        red, green, blue = color
    if not all(0 <= part <= 255 for part in (red, green, blue)):
        raise ValueError(f"not a colour: {color!r} (each part is 0 to 255)")
    return red << 16 | green << 8 | blue


def from_office(number: int) -> Rgb | None:
    """Return red, green and blue of LibreOffice's number, None without a colour."""
    if number < 0:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255
