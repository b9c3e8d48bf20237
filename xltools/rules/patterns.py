"""Word lists as patterns, compiled once, and texts made comparable."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.values import squeeze

__all__ = ["any_of", "bare_text"]

_PUNCTUATION = re.compile(r"[\s,，.。;；:：、!！?？'\"“”‘’《》〈〉()（）\[\]【】〔〕·—\-_~～★☆*]+")


@lru_cache(maxsize=256)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, the longest first; without words it finds nothing."""
    if not words:
        return re.compile(r"(?!)")
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=1 << 14)
def bare_text(text: str) -> str:
    """Return the text without white space, punctuation and differences of width, for comparisons."""
    return _PUNCTUATION.sub("", squeeze(text))
