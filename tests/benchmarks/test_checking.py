"""The benchmark of checking works."""

from __future__ import annotations

from tests.benchmarks.checking import compare


def test_it_measures_every_job() -> None:
    assert set(compare(rounds=1, forms=2)) == {"openpyxl read-only", "reading", "all rules"}
