"""A reader that does what a file's name says: die, hang, swell, or read."""

from __future__ import annotations

import os
import sys
import time
import uuid
from pathlib import Path
from unittest.mock import patch

from xltools.county.data import CountyFile
from xltools.county.rows import read_county_file as real
from xltools.rules.settings import Settings

__all__ = ["only_in", "read_county_file"]


def read_county_file(path: Path, name: str, settings: Settings, year: int | None) -> CountyFile:
    """Read the file, unless its name says otherwise."""
    if (notes := path.parent.parent / "reads").is_dir():
        (notes / f"{path.name} {uuid.uuid4().hex}").touch()
    if "dies" in path.name:
        os.abort()
    if "hangs" in path.name:
        time.sleep(600)
    if "eats" in path.name:
        _ = [bytearray(1 << 24) for _ in range(1 << 10)]
    if "exits" in path.name:
        sys.exit(3)
    if "swells" in path.name:
        with patch("xltools.department.review.read_book", swell):
            return real(path, name, settings, year)
    return real(path, name, settings, year)


def swell(*_: object) -> None:
    """Ask for 3 GB."""
    raise AssertionError(len(bytearray(3 << 30)))


def only_in(process: int, number: int) -> int:
    """Return the number in this process; end any other."""
    if os.getpid() != process:
        os._exit(3)
    return number
