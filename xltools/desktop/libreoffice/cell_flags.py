"""Kinds of what a cell holds, as the office counts them (com.sun.star.sheet.CellFlags)."""

from __future__ import annotations

__all__ = ["CONTENTS", "EVERYTHING", "FORMATS", "NOTES"]

NOTES = 8
CONTENTS = 1 | 2 | 4 | 16  # numbers, dates, text, formulas
FORMATS = 32 | 64 | 256 | 512  # direct formats, styles, formats within the text of a cell
EVERYTHING = CONTENTS | FORMATS | NOTES
