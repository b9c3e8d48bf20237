"""A reader that takes its process down on one file, as a parser's abort does."""

from __future__ import annotations

import os
from pathlib import Path

from xltools.county.data import FileRecord
from xltools.county.rows import file_record as real
from xltools.rules.settings import Settings

__all__ = ["NAME", "file_record"]

NAME = "475扶贫办.xlsx"
"""The file that kills."""


def file_record(path: Path, name: str, settings: Settings, year: int | None) -> FileRecord:
    """Read the file, unless it is the one that kills."""
    if path.name == NAME:
        os.abort()
    return real(path, name, settings, year)
