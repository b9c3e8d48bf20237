"""Answers about texts that are remembered while the same texts come up again.

Many rules ask the same of one text, and the next workbook has other texts: so all answers are forgotten when there are
too many. An answer that is known takes no call of Python, which is several times faster than a function that looks at
the length of the text before it asks :func:`functools.lru_cache`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["LONGEST_REMEMBERED", "MAX_REMEMBERED", "remember_texts"]

T = TypeVar("T")

LONGEST_REMEMBERED = 400
"""Characters of the longest text whose answer is remembered: longer ones seldom come twice, and take memory."""
MAX_REMEMBERED = 1 << 13
"""Number of answers that one function remembers: some four workbooks of thirty forms."""


class _Answers(dict[str, T]):
    """The answers of one function by their texts."""

    __slots__ = ("_answer",)

    def __init__(self, answer: Callable[[str], T]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, text: str) -> T:
        value = self._answer(text)
        if len(text) <= LONGEST_REMEMBERED:
            if len(self) >= MAX_REMEMBERED:
                self.clear()
            self[text] = value
        return value


def remember_texts(answer: Callable[[str], T]) -> Callable[[str], T]:
    """Return a function with the answers of ``answer``, a pure function of one text, that remembers them."""
    return _Answers(answer).__getitem__
