"""Colours as xlwings gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltools.desktop.libreoffice.colors import NO_COLOR, Color, from_office, to_office


@pytest.mark.parametrize(
    ("color", "number"),
    [
        (None, NO_COLOR),
        ((255, 199, 206), 0xFFC7CE),
        ([1, 2, 3], 0x010203),
        ("#FFC7CE", 0xFFC7CE),
        ("ffc7ce", 0xFFC7CE),
        (255, 0xFF0000),
        ((0, 0, 0), 0),
    ],
)
def test_to_office(color: Color, number: int) -> None:
    assert to_office(color) == number


@pytest.mark.parametrize("color", ["red", "#FFF", (256, 0, 0), (-1, 0, 0), "#GGGGGG"])
def test_what_is_no_colour(color: Color) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        to_office(color)


def test_no_colour_is_none() -> None:
    assert from_office(NO_COLOR) is None


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colours_come_back(rgb: tuple[int, int, int]) -> None:
    assert from_office(to_office(rgb)) == rgb
