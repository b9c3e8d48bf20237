"""Bilingual texts, and texts of files made safe to show."""

from __future__ import annotations

import copyreg
import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from xltools.lazy_pattern import LazyPattern

__all__ = ["CONTROLS", "NO_TEXT", "Text", "drop_controls", "first_names", "show_controls"]

_MAX_NAMES = 8


class Text(NamedTuple):
    """One text in Chinese and in English."""

    zh: str
    en: str

    def __bool__(self) -> bool:
        """Return whether there is a text in either language."""
        return bool(self.zh or self.en)


# Findings, each with two texts, travel between processes: quicker than the standard way.
copyreg.pickle(Text, lambda text: (Text, tuple(text)))

NO_TEXT: Final = Text("", "")

CONTROLS: Final = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
"""The characters that steer a terminal or the direction of writing, as the inside of a class of an expression: all
control characters but tab and line feed, the separators of lines, and the marks of direction."""
_CONTROL = LazyPattern(f"\r\n|[{CONTROLS}]")


def show_controls(text: str) -> str:
    r"""Return the text with its control characters as what they are: ``\x1b`` for ESC, ``‹U+202E›`` for a direction.

    Texts of files and names of files go through this before they reach a terminal, a CSV file, a log or a new workbook.
    """
    return _CONTROL.sub(_shown, text)


def drop_controls(text: str) -> str:
    """Return the text without its control characters."""
    return _CONTROL.sub(lambda match: "\n" if match[0] == "\r\n" else "", text)


def first_names(names: Sequence[str], most: int = _MAX_NAMES) -> str:
    """Return names as a message lists them: the first ``most``, and 等 behind them where there are more."""
    return "、".join(names[:most]) + ("等" if len(names) > most else "")


def _shown(match: re.Match[str]) -> str:
    if match[0] == "\r\n":
        return "\n"
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"‹U+{code:04X}›"
