"""Filling reads a workbook through the guard, like everything else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fixtures.forms import form, package
from tests.fixtures.hostile.packages import SHEET, changed
from tests.fixtures.packages import zipped
from xltools.department.fill import fill_workbook
from xltools.editor import Refused
from xltools.readers import FileKind, Inspection
from xltools.readers.read import read_grids

WHEN = datetime(2020, 3, 1, tzinfo=UTC)


def test_shares_are_read_by_their_format() -> None:
    """100 % by the end of June is 1 in the cell; what follows can be filled only if it is read as 100."""
    parts = package(form(301, {(7, 2): "", (7, 4): 1.0, (7, 6): "", (7, 7): ""}))
    parts[SHEET] = parts[SHEET].replace(b'<c r="D7" s="1">', b'<c r="D7" s="3">')
    filled = fill_workbook(zipped(parts), "301.xlsx", WHEN)
    assert [(fill.place.cell, fill.value) for fill in filled.done] == [("F7", 100), ("G7", 100)]


def test_what_the_guard_refuses_is_not_filled() -> None:
    with pytest.raises(Refused, match="F4000"):
        fill_workbook(changed(sheet=lambda part: part.replace(b'r="C4"', b'r="F4000000"'))(301), "301.xlsx", WHEN)


def test_nobody_reads_past_the_guard() -> None:
    with pytest.raises(ValueError, match="has not opened"):
        read_grids(Inspection(FileKind.XLSX, zipped(package(form(301)))), "301.xlsx")
