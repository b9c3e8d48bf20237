"""Descriptions of rates that define a neighbouring rate: 核查处置率 as the share of what was found 合格."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xltools.lazy_pattern import LazyPattern
from xltools.model import Indicator
from xltools.rules.patterns import bare_text

__all__ = ["copied_description", "of_another_rate"]

_RATE: Final = LazyPattern(r"[率度]$")
_DEFINITION: Final = LazyPattern(r"占.{2,}(?:比例|比重|百分比)|(?:比例|比重|百分比)$")
_SATISFIED: Final = "满意"
_KIND: Final = 3
"""Characters at the end of a name that say what kind of rate it is: 合格率."""
_DEALT_WITH: Final = LazyPattern(r"(?P<done>处置|整改|办结|结案|查处|建档|回访|签约|兑付)率$")
_FOUND_GOOD: Final = LazyPattern(r"^[^占]*(?<!不)(?:合格|达标|完好|成活)[^占]*占")


def copied_description(row: Indicator, rows: Sequence[Indicator]) -> bool:
    """Return whether another row, of another kind of rate, has the definition of this one word for word.

    Names that end alike (小学入学率, 初中入学率) may share a definition, and so may surveys and two rates that it names
    (及时率, 足额率). If it names neither, the later row is the one that was copied.
    """
    name, words = bare_text(row.level3.text), bare_text(row.description.text)
    if not _RATE.search(name) or not _DEFINITION.search(words) or _SATISFIED in f"{name}{words}":
        return False
    if _named(name, words):
        return False
    others = [one for one in rows if one is not row and bare_text(one.description.text) == words]
    return any(
        _two_rates(other, name) and (_named(other, words) or one.level3.place.row < row.level3.place.row)
        for one in others
        if (other := bare_text(one.level3.text))
    )


def _named(name: str, words: str) -> bool:
    """Return whether a definition has the words of the kind of rate: 合格 of 合格率."""
    return name[-_KIND:-1] in words


def of_another_rate(name: str, words: str) -> bool:
    """Return whether what is dealt with (处置率) is defined as the share of what was found good, or is in order."""
    dealt_with = _DEALT_WITH.search(name)
    return dealt_with is not None and dealt_with["done"] not in words and bool(_FOUND_GOOD.search(words))


def _two_rates(one: str, other: str) -> bool:
    """Return whether two names are of rates of two kinds, and neither only adds words to the other."""
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return bool(_RATE.search(one)) and one[-_KIND:] != other[-_KIND:] and not all(mark in letters for mark in short)
