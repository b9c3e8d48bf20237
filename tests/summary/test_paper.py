"""Sheets are printed so that they can be read: the scale has a floor, and every column stands on a page."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.county.counties import county
from tests.summary.summary_reader import summary
from xltools.summary.paper import LEAST_POINTS, PaperSize, PrintLayout, choose_layout

A3, A4 = PaperSize.A3, PaperSize.A4


@pytest.mark.parametrize(
    ("pixels", "repeated", "largest", "layout"),
    [
        ([480, 490], 1, A3, PrintLayout(A4, 100)),
        ([550, 550], 1, A3, PrintLayout(A4, 90)),
        ([700, 700], 1, A3, PrintLayout(A3, 100)),
        ([800, 810], 1, A3, PrintLayout(A3, 89)),
        ([800, 870], 1, A3, PrintLayout(A3, 100, (1,), 0)),  # the first column is wider than half a page
        ([200] * 10, 1, A3, PrintLayout(A3, 100, (6,), 1)),
        ([190] * 8, 1, A4, PrintLayout(A4, 100, (5,), 1)),
        ([190] * 10, 2, A4, PrintLayout(A4, 100, (5, 8), 2)),
        ([3000, 100], 0, A4, PrintLayout(A4, 33, (1,), 0)),
    ],
)
def test_columns_get_few_pages_that_are_evenly_full(
    pixels: list[int], repeated: int, largest: PaperSize, layout: PrintLayout
) -> None:
    assert choose_layout(pixels, repeated, largest) == layout


@given(
    pixels=st.lists(st.integers(min_value=12, max_value=460), min_size=1, max_size=70),
    repeated=st.integers(min_value=0, max_value=6),
    largest=st.sampled_from(PaperSize),
)
def test_every_page_has_room_for_its_columns_in_letters_of_8_points(
    pixels: list[int], repeated: int, largest: PaperSize
) -> None:
    layout = choose_layout(pixels, repeated, largest)
    assert 9 * layout.scale >= LEAST_POINTS * 100
    starts = (0, *layout.breaks, len(pixels))
    assert list(starts) == sorted(set(starts))
    for number, (first, end) in enumerate(pairwise(starts)):
        width = sum(pixels[first:end]) + (sum(pixels[: layout.repeated]) if number else 0)
        assert width * layout.scale <= layout.paper.pixels * 100


@pytest.mark.parametrize("paper", PaperSize)
def test_no_text_of_the_summary_is_printed_below_8_points(paper: PaperSize) -> None:
    seen = summary(county(), paper=paper)
    for page in seen.book.worksheets:
        setup = page.page_setup
        assert int(setup.paperSize) == 9 or int(setup.paperSize) == paper.code
        scale = int(setup.scale or 100)
        assert not (page.sheet_properties.pageSetUpPr and page.sheet_properties.pageSetUpPr.fitToPage)
        sizes = {cell.font.sz for row in page[page.print_area.split("!")[1]] for cell in row if cell.value is not None}
        assert min(sizes) * scale >= LEAST_POINTS * 100, page.title


def test_wide_sheets_name_their_rows_on_every_page() -> None:
    seen = summary(county())
    wide = {page.title: page.print_title_cols for page in seen.book.worksheets if page.col_breaks.brk}
    assert wide["县级汇总表"] == "$A:$C"
    assert wide["项目明细"] == "$A:$F"


def test_charts_say_in_words_what_they_show() -> None:
    seen = summary(county())
    told = seen.descriptions()
    assert len(told) == 5
    assert all(re.fullmatch(r"图：青山县2020年.+。.+：.*\d.*。", text) for text in told), told
