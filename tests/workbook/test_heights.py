"""Rows are as high as their longest text needs."""

from __future__ import annotations

import pytest

from xltools.workbook.build import Formula, Value
from xltools.workbook.heights import MAX_HEIGHT, RowHeights, half_widths


@pytest.mark.parametrize(
    ("text", "halves"), [("", 0), ("abc", 3), ("项目", 4), ("≥90%", 5), ("（一）", 6), ("\x00😀", 2)]
)
def test_width_in_half_characters(text: str, halves: int) -> None:
    assert half_widths(text) == halves


# 100 pixels less the padding hold 13 half characters of 10 points, so six Chinese characters.
@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (("六个字刚刚好", None), 0),
        (("七个字不够了呀", None), 2),
        (("一行\n两行\n三行", None), 3),
        ((Formula("A1", "七个字不够了呀"), None), 2),
        ((12345678901234567890, None), 0),
        ((None, "不换行的列多长都没有关系，一行就是一行"), 0),
    ],
)
def test_height_by_lines(cells: tuple[Value, ...], lines: int) -> None:
    height = RowHeights([100, 50], [10.0, 0.0], least=18)
    assert height(cells) == (18 if lines == 0 else pytest.approx(lines * 14.2 + 5))


def test_no_row_is_higher_than_a_program_allows() -> None:
    assert RowHeights([60], [10.0], least=18)(("字" * 5000,)) == MAX_HEIGHT
