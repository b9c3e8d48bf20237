"""Files read for the tests of readers."""

from __future__ import annotations

from xltools.grids.grid import Grid
from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Finding
from xltools.readers import read_content

__all__ = ["only_sheet", "refusal", "sheets", "workbook"]

_LIMITS = Limits()


def workbook(data: bytes, suffix: str, limits: Limits = _LIMITS) -> Workbook:
    """The workbook in a file."""
    sent = read_content(data, suffix, f"a{suffix}", limits)
    assert sent.workbook is not None, sent.problem or sent.reason
    return sent.workbook


def sheets(data: bytes, suffix: str) -> tuple[Grid, ...]:
    """The sheets of a file."""
    return workbook(data, suffix).sheets


def only_sheet(data: bytes, suffix: str) -> Grid:
    """The one sheet of a file."""
    (grid,) = sheets(data, suffix)
    return grid


def refusal(data: bytes, suffix: str, limits: Limits = _LIMITS) -> Finding:
    """The finding that says why a file was not read."""
    problem = read_content(data, suffix, f"a{suffix}", limits).problem
    assert problem is not None
    return problem
