"""Benchmarks of the lossless editor, and what it keeps that a load and save with openpyxl loses.

Times are only recorded (run with ``--benchmark-enable``); ``python -m tests.benchmarks.edit`` prints the comparison.
"""

from __future__ import annotations

import sys
from collections import Counter

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.benchmarks.edit import held, main, rich_workbook, with_editor, with_openpyxl
from xltools.editor import EditableWorkbook


@pytest.fixture(scope="module", name="workbook")
def made() -> bytes:
    return rich_workbook(8)


def test_marking_a_workbook(benchmark: BenchmarkFixture, workbook: bytes) -> None:
    copy = benchmark(with_editor, workbook)
    before, after = held(workbook), held(copy)
    assert after - before == Counter({"notes": 8 * 3})
    assert before - after == Counter()


def test_opening_a_workbook(benchmark: BenchmarkFixture, workbook: bytes) -> None:
    assert len(benchmark(EditableWorkbook.open, workbook).sheet_names) == 9


def test_openpyxl_for_comparison(benchmark: BenchmarkFixture, workbook: bytes) -> None:
    """What it loses is what the editor is for; should it lose nothing one day, the editor can go."""
    copy = benchmark(with_openpyxl, workbook)
    lost = held(workbook) - held(copy)
    assert {"stored results of formulas", "runs of rich text in cells", "sparklines", "shapes and text boxes"} <= set(
        lost
    )


def test_the_comparison_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["edit", "--rounds", "1", "--forms", "3"])
    main()
    printed = capsys.readouterr().out
    assert "3 forms, 1 rounds\n9 cells coloured and noted: editor " in printed
    assert printed.count("ratio: ") == 2
    assert "| stored results of formulas | " in printed
