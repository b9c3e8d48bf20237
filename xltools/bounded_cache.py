"""Answers that are given again and again, kept: within bounds, since the questions are other people's texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["REMEMBERED", "Memo"]

K = TypeVar("K")
T = TypeVar("T")

REMEMBERED = 1 << 13
"""Answers that are kept at the most."""


class Memo(dict[K, T]):
    """``memo[key]`` is what a function makes of the key, remembered for the first some thousand keys.

    Where most keys come again and again this is several times quicker than calling the function, and quicker than
    :func:`functools.lru_cache`, which keeps account of every use.
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> T:
        value = self._make(key)
        if len(self) < REMEMBERED:
            self[key] = value
        return value
