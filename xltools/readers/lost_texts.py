"""Workbooks that were saved without their Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xltools.grids.grid import Grid
from xltools.messages.reading import READING
from xltools.model import Finding, Place

__all__ = ["report_lost_texts"]

_FIRST_CHINESE, _LAST_CHINESE = "\u3400", "\u9fff"
_REPLACED = re.compile(r"\?{2,}|_{2,}")
_MIN_REPLACED_CHARACTERS = 10


def report_lost_texts(grids: Sequence[Grid], place: Place) -> tuple[Finding, ...]:
    """Return the finding about a workbook in which question marks or underscores stand for all Chinese characters.

    Programs that cannot write Chinese into the formats of Excel 5 and 95 leave such marks, one a character.
    """
    replaced = 0
    for grid in grids:
        for row in grid.rows:
            for value in row:
                if isinstance(value, str) and value:
                    if any(_FIRST_CHINESE <= character <= _LAST_CHINESE for character in value):
                        return ()
                    replaced += sum(map(len, _REPLACED.findall(value)))
    return (READING["R15"].at(place, found=str(replaced)),) if replaced >= _MIN_REPLACED_CHARACTERS else ()
