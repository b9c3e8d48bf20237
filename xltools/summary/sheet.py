"""The record that describes one sheet of the summary."""

from __future__ import annotations

from collections.abc import Callable

from xltools.quick_dataclass import dataclass
from xltools.summary.book import SummaryBook
from xltools.summary.table import SummaryColumn, SummaryTable

__all__ = ["SummarySheet"]


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One sheet of the summary: its name, what the cover says about it, its table, and how its rows are written.

    The next summary reads the sheet again if it names ``read_again``: the columns by whose titles its rows are read.
    ``inputs`` are those of them that people type into; every earlier summary must have
    these, unless the sheet is optional. A ``hidden`` one is for the program only.
    """

    name: str
    description: str
    table: Callable[[SummaryBook], SummaryTable]
    """the columns and the number of rows, before any sheet is written"""
    write: Callable[[SummaryBook], None]
    read_again: tuple[SummaryColumn, ...] = ()
    inputs: tuple[SummaryColumn, ...] = ()
    optional: bool = False
    """it is left out if its table has no rows"""
    hidden: bool = False
