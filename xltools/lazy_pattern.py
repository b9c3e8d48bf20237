"""Regular expressions that are compiled when they are first used, for those that few workbooks need.

There are several hundred expressions, and compiling them is the greater part of what a command that checks one workbook
does before it begins: a set with a range of Chinese characters takes one to two milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["LazyPattern"]


class LazyPattern:
    """A regular expression of texts, compiled by its first use; its methods are those of ``re.Pattern``.

    ``needs`` are words of which every match has one, parted by spaces: as long as no text has any of them, nothing is
    compiled, unless a use begins within a text (looking for words from each place of a long one would take too long).
    Once it is, the methods are the compiled expression's own, so that a use costs what it costs there.
    """

    def __init__(self, expression: str, *, needs: str = "") -> None:
        self.pattern = expression
        self.needs = tuple(needs.split())

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from ``start`` on, if there is one."""
        return self._compiled().search(text, start) if start or self._may_be_in(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match that begins at ``start``, if there is one."""
        return self._compiled().match(text, start) if start or self._may_be_in(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text, if it is one."""
        return self._compiled().fullmatch(text) if self._may_be_in(text) else None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Return the matches from ``start`` on."""
        return self._compiled().finditer(text, start) if start or self._may_be_in(text) else iter(())

    def findall(self, text: str) -> list[str]:
        """Return the texts of all matches of an expression that has no groups."""
        return self._compiled().findall(text) if self._may_be_in(text) else []

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        """Return the texts between the matches of an expression that has no groups."""
        return self._compiled().split(text, maxsplit) if self._may_be_in(text) else [text]

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """Return the text with every match replaced, or the first ``count`` of them."""
        return self._compiled().sub(replacement, text, count) if self._may_be_in(text) else text

    def subn(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> tuple[str, int]:
        """Return the text with every match replaced, and how many there were."""
        return self._compiled().subn(replacement, text) if self._may_be_in(text) else (text, 0)

    def _may_be_in(self, text: str) -> bool:
        if not self.needs:
            return True
        for word in self.needs:  # noqa: SIM110 - half as fast with any()
            if word in text:
                return True
        return False

    def _compiled(self) -> re.Pattern[str]:
        """Compile the expression, and take over its methods."""
        compiled = re.compile(self.pattern)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return compiled


_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")
