"""The counts of all processes are added up; a report without one is no result."""

from __future__ import annotations

import pytest

from tests.benchmarks.instructions import total

REPORT = """\
==12== Cachegrind, a high-precision tracing profiler
==13== I refs:        1,234,567
==12==
==12== I   refs:      2,000,000
"""


def test_all_processes_count() -> None:
    assert total(REPORT) == 3_234_567


def test_without_a_count_there_is_no_result() -> None:
    with pytest.raises(AssertionError):
        total("==12== Cachegrind\n")
