"""A reader that takes its process down on one file, as a parser's abort does."""

from __future__ import annotations

import os
from pathlib import Path

from xltools.county.data import CountyFile
from xltools.county.rows import read_county_file as real
from xltools.rules.settings import Settings

__all__ = ["NAME", "read_county_file"]

NAME = "475扶贫办.xlsx"
"""The file that kills."""


def read_county_file(path: Path, name: str, settings: Settings, year: int | None) -> CountyFile:
    """Read the file, unless it is the one that kills."""
    if path.name == NAME:
        os.abort()
    return real(path, name, settings, year)
