"""Traces of the set-up that our template gave a sheet, in the markup behind its cells."""

from __future__ import annotations

import re
from functools import lru_cache

from xltools.grids.grid import Block
from xltools.grids.workbook import SheetTraces
from xltools.model import column_number
from xltools.readers.xlsx.canonical import MAX_CACHED_TAIL_BYTES

__all__ = ["read_traces"]

_MAX_RANGES_BYTES = 1 << 14
"""Bytes of the ranges under data validations; a form of the template has some hundred. More is not our template's."""

_PROTECTED = re.compile(rb'<sheetProtection\b[^>]*\bsheet="(?:1|true)"')
_SQREF = re.compile(rb'sqref="([^"]+)"')
_SQREF_EXTENSION = re.compile(rb"<xm:sqref>([^<]+)<")
_RANGE = re.compile(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


def read_traces(tail: bytes) -> SheetTraces:
    """Return what the markup behind the cells says of data validations and protection."""
    return _cached_traces(tail) if len(tail) <= MAX_CACHED_TAIL_BYTES else _traces(tail)


def _traces(tail: bytes) -> SheetTraces:
    begin = tail.find(b"dataValidation")
    ranges = b" ".join(_SQREF.findall(tail, begin) + _SQREF_EXTENSION.findall(tail, begin)) if begin > 0 else b""
    drop_downs = _blocks(ranges) if len(ranges) <= _MAX_RANGES_BYTES else ()
    return SheetTraces(drop_downs, _PROTECTED.search(tail) is not None)


_cached_traces = lru_cache(maxsize=64)(_traces)


@lru_cache(maxsize=256)
def _blocks(ranges: bytes) -> tuple[Block, ...]:
    """Return the blocks of a list of ranges. Most sheets of a workbook have the same."""
    return tuple(
        Block(int(match[2]), column_number(match[1]), int(match[4] or match[2]), column_number(match[3] or match[1]))
        for match in _RANGE.finditer(ranges.decode("ascii", "replace"))
    )
