"""Which texts are what a cell with an error value shows."""

from __future__ import annotations

import pytest

from xltools.grids.error_values import is_error_value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#REF!", True),
        ("#N/A", True),
        ("#NAME?", True),
        ("#SPILL!", True),
        ("#BLOCKED!", True),
        ("#GETTING_DATA", True),
        ("Err:502", True),
        ("", False),
        ("#REF", False),
        ("#REF! 待核", False),
        ("# 1", False),
        ("Err:", False),
    ],
)
def test_error_values(text: str, expected: bool) -> None:
    assert is_error_value(text) is expected
