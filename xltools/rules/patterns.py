"""Word lists as patterns, and texts made comparable."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.lazy_pattern import LazyPattern
from xltools.remembered_texts import remember_texts
from xltools.values import squeeze

__all__ = ["any_of", "bare_text", "whole_numbers"]

_PUNCTUATION = re.compile(r"[\s,，.。;；:：、!！?？'\"“”‘’《》〈〉()（）\[\]【】〔〕·—\-_~～★☆*]+")


@lru_cache(maxsize=256)
def any_of(words: tuple[str, ...]) -> LazyPattern:
    """Return a pattern that finds any of the words, the longest first; without words it finds nothing."""
    if not words:
        return LazyPattern(r"(?!)")
    expression = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return LazyPattern(expression, needs=" ".join(words))


@remember_texts
def bare_text(text: str) -> str:
    """Return the text without white space, punctuation and differences of width, for comparisons."""
    return _PUNCTUATION.sub("", squeeze(text))


_NUMBER_CHARACTERS = frozenset("0123456789０１２３４５６７８９.,%‰")


def whole_numbers(text: str, start: int, end: int) -> str:
    """Return ``text[start:end]``, longer where an end would cut a number."""
    while 0 < start < len(text) and text[start - 1] in _NUMBER_CHARACTERS and text[start] in _NUMBER_CHARACTERS:
        start -= 1
    while 0 < end < len(text) and text[end - 1] in _NUMBER_CHARACTERS and text[end] in _NUMBER_CHARACTERS:
        end += 1
    return text[max(0, start) : end]
