"""Ctrl+arrow."""

from __future__ import annotations

import pytest

from xltools.desktop.libreoffice.regions import region_edge

LAST = 99


@pytest.mark.parametrize(
    ("cells", "start", "step", "end"),
    [
        ("xxx..x", 0, 1, 2),
        ("xxx..x", 2, 1, 5),
        ("xxx..x", 3, 1, 5),
        ("xxx..x", 5, 1, LAST),
        ("xxx..x", 5, -1, 2),
        ("xxx..x", 2, -1, 0),
        ("..xx", 3, -1, 2),
        ("..xx", 2, -1, 0),
        ("", 0, 1, LAST),
        ("x", 0, -1, 0),
        ("x", 50, -1, 0),
        ("x", LAST, 1, LAST),
        ("...", 1, -1, 0),
    ],
)
def test_edge(cells: str, start: int, step: int, end: int) -> None:
    assert region_edge([cell == "x" for cell in cells], start, step, LAST) == end
