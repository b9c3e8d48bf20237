"""Regular expressions that are compiled when they are first used, for those that few workbooks need.

There are several hundred expressions, and compiling them is the greater part of what a command that checks one workbook
does before it begins: a set with a range of Chinese characters takes one to two milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

__all__ = ["LazyPattern"]


class LazyPattern:
    """A regular expression of texts, compiled by its first use; its methods are those of ``re.Pattern``.

    From then on they are the compiled expression's own methods, so that a use costs what it costs there.
    """

    def __init__(self, expression: str) -> None:
        self.pattern = expression

    if TYPE_CHECKING:

        def search(self, text: str, start: int = 0) -> re.Match[str] | None:
            """Return the first match from ``start`` on, if there is one."""

        def match(self, text: str, start: int = 0) -> re.Match[str] | None:
            """Return the match that begins at ``start``, if there is one."""

        def fullmatch(self, text: str) -> re.Match[str] | None:
            """Return the match of the whole text, if it is one."""

        def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
            """Return the matches from ``start`` on."""
            raise NotImplementedError

        def findall(self, text: str) -> list[str]:
            """Return the texts of all matches of an expression that has no groups."""
            raise NotImplementedError

        def split(self, text: str, maxsplit: int = 0) -> list[str]:
            """Return the texts between the matches of an expression that has no groups."""
            raise NotImplementedError

        def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
            """Return the text with every match replaced, or the first ``count`` of them."""
            raise NotImplementedError

    else:

        def __getattr__(self, name: str) -> Any:
            """Compile the expression, and take over its methods."""
            if name not in _METHODS:
                raise AttributeError(name)
            compiled = re.compile(self.pattern)
            for method in _METHODS:
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
