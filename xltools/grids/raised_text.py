"""Raised text in a cell or a document: the mark of a note, such as the 1 in 725000¹, does not belong to the amount."""

from __future__ import annotations

from typing import Final

__all__ = ["raised"]

_RAISED: Final = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")


def raised(text: str) -> str:
    """Return a raised text in characters of their own, so that it is not read as a part of the number before it."""
    return text.translate(_RAISED)
