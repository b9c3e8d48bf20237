"""Filling reads a workbook as everything else does: what cannot be read is not filled."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fixtures.forms import form, package
from tests.fixtures.hostile.packages import SHEET, changed
from tests.fixtures.packages import zipped
from xltools.department.fill import fill_workbook
from xltools.editor import EditRefusedError

WHEN = datetime(2020, 3, 1, tzinfo=UTC)


def test_shares_are_read_by_their_format() -> None:
    """100 % by the end of June is 1 in the cell; what follows can be filled only if it is read as 100."""
    parts = package(form(301, {(7, 2): "", (7, 4): 1.0, (7, 6): "", (7, 7): ""}))
    parts[SHEET] = parts[SHEET].replace(b'<c r="D7" s="1">', b'<c r="D7" s="3">')
    filled = fill_workbook(zipped(parts), "301.xlsx", WHEN)
    assert [(fill.place.cell, fill.value) for fill in filled.done] == [("F7", 100), ("G7", 100)]


def test_a_workbook_that_is_refused_is_not_filled() -> None:
    with pytest.raises(EditRefusedError, match="F4000"):
        fill_workbook(changed(sheet=lambda part: part.replace(b'r="C4"', b'r="F4000000"'))(301), "301.xlsx", WHEN)
