"""The benchmark compares like with like: both ways write the same cells."""

from __future__ import annotations

from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.benchmarks.build import WRITERS, measure


def test_both_ways_write_the_same_cells(tmp_path: Path) -> None:
    rows = []
    for name, write in WRITERS.items():
        write(tmp_path / f"{name}.xlsx", 300)
        rows.append(CalamineWorkbook.from_path(tmp_path / f"{name}.xlsx").get_sheet_by_index(0).to_python())
    assert len(rows[0]) == 300
    assert rows[0] == rows[1]


def test_the_ratio_is_measured_in_one_run() -> None:
    times = measure(2000)
    print(f"cell by cell / streamed: {times['cell by cell'] / times['streamed']:.1f}")
    assert set(times) == set(WRITERS)
