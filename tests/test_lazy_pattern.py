"""An expression that is compiled when it is first used finds what a compiled one finds."""

from __future__ import annotations

import re

import pytest

from xltools.lazy_pattern import LazyPattern

EXPRESSION = "[一-龥]{2}"


@pytest.mark.parametrize("text", ["道路", "1 道路养护", "", "x"])
@pytest.mark.parametrize("method", ["search", "match", "fullmatch"])
def test_a_lazy_pattern_finds_the_same(text: str, method: str) -> None:
    expected = getattr(re.compile(EXPRESSION), method)(text)
    found = getattr(LazyPattern(EXPRESSION), method)(text)
    assert (found and found.span()) == (expected and expected.span())


def test_a_lazy_pattern_begins_where_it_is_told() -> None:
    pattern = LazyPattern(EXPRESSION)
    matches = [pattern.search("道路养护", 1), pattern.match("道路养护", 2)]
    assert [match and match[0] for match in matches] == ["路养", "养护"]


def test_a_lazy_pattern_is_compiled_by_its_first_use() -> None:
    wrong = LazyPattern("(")
    with pytest.raises(re.error):
        wrong.search("")
