"""The words of a label, once for all forms: what people and programs print around them does not count."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.values import squeeze

__all__ = ["MAX_LABEL_LENGTH", "is_short", "label_key"]

MAX_LABEL_LENGTH = 24
"""Longer texts are content, not labels; blanks do not count."""

_NUMBERING = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.．]|[(][一二三四五六七八九十\d]{1,3}[)]|\d{1,2}(?:、|[.．](?!\d)))"
)
_NUMBER_AND_BLANK = re.compile(r"\s*[★☆*＊●◆▲]*\s*\d{1,2}[.．]\s+(?=\d)")
"""A number in front of a label that begins with one itself: ``2. 3月底``."""
_MARKS = "★☆*＊●◆▲"
_POINTS = re.compile(r"[(]?(?:[(]?\d{1,3}(?:[-—~至]\d{1,3})?[)]?分|[(]\d{1,3}(?:[-—~]\d{1,3})?[)])[)]?$")
"""Points behind a label: (50分), 50分, (0-20)分, (90)."""
_DASHES = re.compile(r"[—–―─~～]+")
_SEAL = re.compile(r"[(](?:盖章|公章|签章|章|必填|选填)[)]$")


def is_short(text: str) -> bool:
    """Return whether a text may be a label: labels are short, though people space them out."""
    length = len(text)
    if length <= MAX_LABEL_LENGTH:
        return True
    return length <= _MAX_SPACED and len("".join(text.split())) <= MAX_LABEL_LENGTH


_MAX_SPACED = 3 * MAX_LABEL_LENGTH


@lru_cache(maxsize=1 << 15)
def label_key(text: str) -> str:
    """Return the key by which the words of labels are compared.

    Besides what :func:`~xltools.values.squeeze` folds (widths, white space, colons, brackets), a number in front,
    stars, points such as ``（50分）`` and ``(0-20)分``, ``（盖章）`` and the length of dashes do not count. Money units
    stay, because they mean something.
    """
    if "." in text or "．" in text:
        text = _NUMBER_AND_BLANK.sub("", text)
    squeezed = squeeze(text).strip(_MARKS)
    bare = _NUMBERING.sub("", squeezed, count=1) if _NUMBERING.match(squeezed) else squeezed
    bare = _SEAL.sub("", bare.strip(_MARKS))
    bare = _DASHES.sub("-", _POINTS.sub("", bare))
    return bare or squeezed
