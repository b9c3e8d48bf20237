"""Rows are as high as their longest text needs."""

from __future__ import annotations

import pytest

from xltools.writer.build import Formula, Value
from xltools.writer.row_heights import MAX_HEIGHT_POINTS, RowHeights, half_widths


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


SUMMARY = "错误 2：I04、V07；警告 9：G02、I03、I09×2、P05、T02×3、V08；提示 10："
RULES = "A03、A05、B06、B08、I10、P06、P10、V04×2、V06"


# 299 pixels less the padding hold 48 half characters of 9 points.
@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("字" * 24, 1),  # what fits stays one line
        ("A03、" * 9, 1),
        ("字" * 25, 2),
        ("字" * 46, 2),
        ("字" * 47, 3),  # a mark that may not begin a line takes a character down
        ("错误 1：V07；提示 2：" + RULES, 3),  # runs of letters and digits are not broken, and may be wider
        (SUMMARY + RULES, 5),
        (f"{SUMMARY}{RULES}\n完", 6),
        ("a" * 200, 6),
    ],
)
def test_height_of_several_lines_is_on_the_safe_side(text: str, lines: int) -> None:
    height = RowHeights([299], [9.0], least=10)
    assert height((text,)) == pytest.approx(lines * 9 * 1.42 + 5 if len(text) * 2 > 48 else 10)


def test_no_row_is_higher_than_a_program_allows() -> None:
    assert RowHeights([60], [10.0], least=18)(("字" * 5000,)) == MAX_HEIGHT_POINTS
