"""The benchmark of the service works."""

from __future__ import annotations

import pytest

from tests.benchmarks.service import measure


@pytest.mark.desktop
def test_it_measures_the_bare_check_and_each_number_of_clients() -> None:
    figures = measure(2)
    assert set(figures) == {"bare", "1", "2", "8", "32"}
    assert min(figures.values()) > 0
