"""The files that earlier runs have read and remembered: their number and size, and their removal."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from xltools.county.cache_folder import CacheFolder, cache_location

__all__ = ["CacheState", "cache_state", "clear_cache"]


@dataclass(frozen=True, slots=True)
class CacheState:
    """The remembered files: their number, their size in bytes, and the folder; None where nothing is to be remembered.

    A folder that is not ``usable`` is somebody else's, or none proper.
    """

    folder: Path | None
    files: int = 0
    size: int = 0
    usable: bool = True


def cache_state() -> CacheState:
    """Return what is remembered."""
    if folder := _existing():
        return CacheState(folder.path, *folder.size())
    location = cache_location()
    return CacheState(location, usable=location is None or not os.path.lexists(location))


def clear_cache() -> CacheState:
    """Remove everything that is remembered; return what it was."""
    state = cache_state()
    if folder := _existing():
        folder.clear()
    return state


def _existing() -> CacheFolder | None:
    """Return the folder if it is there: to look at it does not make it."""
    location = cache_location()
    return CacheFolder.open() if location and os.path.lexists(location) else None
