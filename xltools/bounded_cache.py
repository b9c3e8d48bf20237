"""A cache of bounded size for answers to questions that come from untrusted files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

__all__ = ["MAX_ENTRIES", "BoundedCache"]

K = TypeVar("K")
T = TypeVar("T")

MAX_ENTRIES = 1 << 13
"""Maximum number of entries in a cache."""


class BoundedCache(dict[K, T]):
    """A dictionary that computes the value of a missing key and keeps the first :data:`MAX_ENTRIES` of them.

    It never evicts an entry: once it is full, the value of a new key is computed at every access. That suits texts of
    which a few come again and again, and it is several times faster than :func:`functools.lru_cache`, which keeps a
    record of every use.
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> T:
        """Compute the value of ``key``, and keep it while there is room."""
        value = self._make(key)
        if len(self) < MAX_ENTRIES:
            self[key] = value
        return value
