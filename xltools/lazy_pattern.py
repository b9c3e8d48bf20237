"""Regular expressions that are compiled when they are first used, for those that few workbooks need.

There are several hundred expressions, and compiling them is the greater part of what a command that checks one workbook
does before it begins: a set with a range of Chinese characters takes one to two milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

__all__ = ["LazyPattern"]


class LazyPattern:
    """A regular expression of texts, compiled by its first use; its methods are those of ``re.Pattern``."""

    def __init__(self, expression: str) -> None:
        self.expression = expression

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.expression)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from ``start`` on, if there is one."""
        return self._compiled.search(text, start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match that begins at ``start``, if there is one."""
        return self._compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text, if it is one."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Return the matches from ``start`` on."""
        return self._compiled.finditer(text, start)

    def findall(self, text: str) -> list[str]:
        """Return the texts of all matches of an expression that has no groups."""
        return self._compiled.findall(text)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with every match replaced."""
        return self._compiled.sub(replacement, text)
