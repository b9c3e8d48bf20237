"""The columns of our live checks are no content of a form, however a program writes their head."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fixtures.grids import grid
from xltools.forms.content import without_live_checks


@pytest.mark.parametrize("behind", ["", "\t\t", "\n", "\r\n", " ", "\u3000"])
def test_the_head_may_have_white_space_behind_it(behind: str) -> None:
    cells = grid("1、养护绩效目标表 | | 自动核对 | 1 | 1 | 备注\n项目编码 | 320 | OK | 0 | 0 | 待核")
    rows = [list(row) for row in cells.rows]
    rows[0][2] = f"自动核对{behind}"
    read = without_live_checks(replace(cells, rows=rows))
    assert [list(row) for row in read.rows] == [
        ["1、养护绩效目标表", "", "", "", "", "备注"],
        ["项目编码", "320", "", "", "", "待核"],
    ]


def test_a_longer_text_is_a_text_that_somebody_typed() -> None:
    cells = grid("1、养护绩效目标表 | 自动核对结果 | 一")
    assert without_live_checks(cells) is cells
