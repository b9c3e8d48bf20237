"""The officer's decisions between several workbooks of a department, read from the earlier summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.county.find import FoundFile
from xltools.county.settle import Choice
from xltools.sheet_names import FILES_SHEET, UNMATCHED_SHEET
from xltools.summary.choices import LEAVE, TAKE, FileEntry
from xltools.summary.previous import PreviousSummary

__all__ = ["earlier_choices", "file_entries"]


def earlier_choices(previous: PreviousSummary, files: Sequence[FoundFile]) -> Iterator[tuple[str, Choice]]:
    """Yield the names of files with the decisions on them."""
    for entry in file_entries(previous):
        named = [file for file in files if entry.named(file.name)]
        if len(named) == 1:
            yield named[0].name, entry.choice


def file_entries(previous: PreviousSummary) -> Iterator[FileEntry]:
    """Yield the decisions on the earlier list, and those that had no file."""
    rows = [(row, ("file", "take", "digest")) for row in previous.rows(FILES_SHEET)]
    rows += [
        (row, ("place", "message", "found"))
        for row in previous.rows(UNMATCHED_SHEET)
        if row.get("table") == FILES_SHEET
    ]
    for row, keys in rows:
        entry = FileEntry(*(str(row.get(key, "")) for key in keys))
        if entry.word in {TAKE, LEAVE}:
            yield entry
