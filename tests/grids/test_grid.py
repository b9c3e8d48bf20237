"""Merged blocks of a grid: which of them lie over others."""

from __future__ import annotations

import time

import pytest

from xltools.grids.grid import Block, Grid

ROWS = (("甲", "", "", ""), ("", "", "", ""), ("", "", "", "乙"))


@pytest.mark.parametrize(
    ("blocks", "first"),
    [
        ((), None),
        ((Block(1, 1, 1, 4), Block(2, 1, 3, 2), Block(2, 3, 3, 4)), None),
        ((Block(1, 1, 2, 2), Block(2, 2, 3, 3)), Block(2, 2, 3, 3)),
        ((Block(1, 1, 1, 2), Block(3, 1, 3, 1), Block(1, 2, 1, 2)), Block(1, 2, 1, 2)),
        ((Block(1, 1, 3, 4), Block(1, 1, 3, 4)), Block(1, 1, 3, 4)),
        ((Block(1, 1, 1_048_576, 16_384), Block(2, 2, 1_048_576, 16_384)), Block(2, 2, 1_048_576, 16_384)),
        ((Block(9, 1, 9, 4), Block(9, 1, 9, 4)), None),  # far below everything in use
    ],
)
def test_blocks_that_lie_over_others(blocks: tuple[Block, ...], first: Block | None) -> None:
    assert Grid("a.xlsx", "表", ROWS, merged=blocks).overlapping == first


def test_blocks_beside_everything_in_use_cost_nothing() -> None:
    beside = tuple(Block(1, column, 1_048_576, column) for column in range(200, 16_000))
    begun = time.process_time()
    assert Grid("a.xlsx", "表", [("甲",)] * 20_000, merged=beside).overlapping is None
    assert time.process_time() - begun < 2
