"""The guard: nothing of a file reaches a parser before it has been looked at here.

:func:`inspect` says what a file is by its content, refuses what is unsafe or beyond the limits, and reports what it
brings along from elsewhere. What it lets through is bounded, so that reading it can neither hang nor fill the memory.
"""

from __future__ import annotations

from xltools.readers.identify import WORKBOOK_SUFFIXES, inspect, inspect_bytes
from xltools.readers.inspection import FileKind, Inspection
from xltools.readers.xlsx.package import Package, Worksheet

__all__ = ["WORKBOOK_SUFFIXES", "FileKind", "Inspection", "Package", "Worksheet", "inspect", "inspect_bytes"]
