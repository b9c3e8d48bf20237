"""Blocks against cells: 5,000 cells in one piece cost less than a few dozen of them one by one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import xlwings

pytestmark = pytest.mark.desktop

ROWS, COLUMNS, SAMPLE = 100, 50, 50


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of some runs: what other programs on the machine take is left out as far as it can be."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def test_values(sheet: xlwings.Sheet) -> None:
    rows = [[float(row * column) for column in range(COLUMNS)] for row in range(ROWS)]
    block = sheet["A1"].resize(ROWS, COLUMNS)

    def write_block() -> None:
        block.value = rows

    def write_cells() -> None:
        for column in range(SAMPLE):
            sheet[0, column].value = 1.0

    def read_cells() -> None:
        for column in range(SAMPLE):
            _ = sheet[0, column].value

    of_block = seconds(write_block)
    assert block.value == rows
    assert of_block < seconds(write_cells)
    assert seconds(lambda: block.value) < seconds(read_cells)


def test_formulas(sheet: xlwings.Sheet) -> None:
    rows = [[f"=SUM($A{row}:B{row})*2" for _ in range(COLUMNS)] for row in range(1, ROWS + 1)]
    block = sheet["D1"].resize(ROWS, COLUMNS)

    def write_block() -> None:
        block.formula = rows

    def write_cells() -> None:
        for column in range(SAMPLE):
            block[0, column].formula = rows[0][column]

    # A block is worth at least ten times its cells, formulas being translated one by one in either case.
    share = ROWS * COLUMNS / SAMPLE / 10
    of_block = seconds(write_block)
    assert [list(row) for row in block.formula] == rows
    assert of_block < share * seconds(write_cells)


def test_fills(sheet: xlwings.Sheet) -> None:
    colors = [[(255, 0, 0) if (row + column) % 3 else None for column in range(20)] for row in range(25)]
    block = sheet["A1"].resize(25, 20)

    def fill_cells() -> None:
        for column in range(20):
            block[0, column].color = (255, 0, 0)

    of_block = seconds(lambda: block.set_colors(colors))
    assert [cell.color for cell in block[0, :3]] == [None, (255, 0, 0), (255, 0, 0)]
    assert of_block < seconds(fill_cells)
