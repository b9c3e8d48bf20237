"""An expression that is compiled when it is first used finds what a compiled one finds."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest

import xltools
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


@pytest.mark.parametrize("text", ["", "道路", "改造道路和桥梁", "桥梁、桥梁"])
def test_words_that_are_needed_change_nothing(text: str) -> None:
    expression = "道路(?!改造)|桥(?:梁|头)"
    compiled = re.compile(expression)
    for name in ("search", "match", "fullmatch"):
        found = getattr(LazyPattern(expression, needs="道路 桥"), name)(text)
        expected = getattr(compiled, name)(text)
        assert (found and found.span()) == (expected and expected.span()), name
    for name, arguments in (("findall", ()), ("split", ()), ("sub", ("x",)), ("subn", ("x",))):
        found = getattr(LazyPattern(expression, needs="道路 桥"), name)(*arguments, text)
        assert found == getattr(compiled, name)(*arguments, text), name
    spans = [match.span() for match in LazyPattern(expression, needs="道路 桥").finditer(text)]
    assert spans == [match.span() for match in compiled.finditer(text)]


def test_texts_without_the_words_do_not_compile() -> None:
    wrong = LazyPattern("(桥", needs="桥")
    assert (wrong.search("道路"), wrong.sub("", "道路"), wrong.findall("道路")) == (None, "道路", [])
    with pytest.raises(re.error):
        wrong.search("桥")


# --- the words are in every match -------------------------------------------------------------------------------------


def _patterns() -> Iterator[tuple[str, LazyPattern]]:
    for module in pkgutil.walk_packages(xltools.__path__, "xltools."):
        if module.name.startswith(("xltools.values.", "xltools.rules.", "xltools.derive.")):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, LazyPattern) and value.needs:
                    yield f"{module.name}.{name}", value


def test_every_match_has_a_word_that_its_expression_needs() -> None:
    patterns = dict(_patterns())
    assert len(patterns) > 20
    lacking = {name: texts for name, one in patterns.items() if (texts := _matches_without(one.pattern, one.needs))}
    assert lacking == {}


@pytest.mark.parametrize(
    ("expression", "needs", "lacking"),
    [
        ("甲乙|丙", "甲 丙", set()),
        ("甲乙|丙", "甲乙", {"*"}),
        ("(?:甲|丙){1,2}丁", "甲丁 丙丁", {"甲*丁", "丙*丁"}),
        ("(?:甲|丙)丁", "甲丁 丙丁", set()),
        ("甲?乙", "甲", {"*"}),
        ("[甲丙]乙", "甲乙 丙乙", set()),
        ("[一-龥]", "乙", {"*"}),
        ("乙(?!甲)", "甲", {"*"}),
        ("乙(?=甲)", "甲", set()),
    ],
)
def test_what_lacks_a_word_is_told(expression: str, needs: str, lacking: set[str]) -> None:
    assert _matches_without(expression, needs.split()) == lacking


_ANYTHING = "*"
"""Stands for whatever else there may be in a match."""
_MOST_CHARACTERS = 100
"""Characters of a set that are looked at one by one."""


def _matches_without(expression: str, words: Sequence[str]) -> set[str]:
    """Return what matches of an expression may be like that have none of the words."""
    return _texts(import_module("re._parser").parse(expression), words)


def _texts(parsed: Iterable[tuple[Any, Any]], words: Sequence[str]) -> set[str]:
    texts = {""}
    for operation, value in parsed:
        choices = {_shortened(text, words) for text in _choices(str(operation), value, words)}
        texts = {_shortened(before + text, words) for before in texts for text in choices}
        texts = {text for text in texts if not any(word in text for word in words)}
    return texts


def _shortened(text: str, words: Sequence[str]) -> str:
    """Return a text without its middle and what is in no word: a word can only begin or end with what is left."""
    characters, longest = {*"".join(words)}, max(map(len, words))
    text = "".join(one if one in characters else _ANYTHING for one in text)
    while _ANYTHING * 2 in text:
        text = text.replace(_ANYTHING * 2, _ANYTHING)
    middle = text[longest:-longest]
    return (
        text if any(word in text for word in words) or not middle else f"{text[:longest]}{_ANYTHING}{text[-longest:]}"
    )


def _choices(operation: str, value: Any, words: Sequence[str]) -> set[str]:
    """Return what may stand in a text for a part of an expression, but for what has one of the words."""
    texts = {_ANYTHING}
    match operation, value:
        case "LITERAL", character:
            texts = {chr(character)}
        case "IN", parts if all(str(kind) in ("LITERAL", "RANGE") for kind, _ in parts):
            ranges = [one if str(kind) == "RANGE" else (one, one) for kind, one in parts]
            if sum(last - first for first, last in ranges) < _MOST_CHARACTERS:
                texts = {chr(one) for first, last in ranges for one in range(first, last + 1)}
        case "BRANCH", (_, branches):
            texts = {text for branch in branches for text in _texts(branch, words)}
        case "SUBPATTERN", (*_, inner):
            texts = _texts(inner, words)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT", (least, most, repeated):
            once = _texts(repeated, words)
            texts = once | ({text + _ANYTHING for text in once} if most > 1 else set()) | ({""} if not least else set())
        case "ASSERT", (direction, inner):
            texts = {text + _ANYTHING if direction > 0 else _ANYTHING + text for text in _texts(inner, words)}
        case "GROUPREF_EXISTS", (_, found, not_found):
            texts = _texts(found, words) | _texts(not_found or (), words)
        case "AT" | "ASSERT_NOT", _:
            texts = {""}
    return texts
