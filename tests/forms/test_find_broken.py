"""Broken forms are found to be broken, and never raise an error."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fixtures.forms import form
from xltools.forms.find import find_forms
from xltools.grids.grid import Block


@pytest.mark.parametrize("merged", [Block(1, 1, 14, 7), Block(8, 1, 9, 7), Block(1, 1, 1048576, 16384)])
def test_a_table_header_that_was_merged_over(merged: Block) -> None:
    cells = form(301)
    forms = find_forms(replace(cells, merged=(*cells.merged, merged))).forms
    assert all("level3" in found_form.missing for found_form in forms)


def test_every_block_of_three_cells_merged_over() -> None:
    cells = form(301)
    for row in range(1, 15):
        for column in range(1, 8):
            for block in (Block(row, column, row + 2, column), Block(row, column, row, column + 2)):
                find_forms(replace(cells, merged=(*cells.merged, block)))
