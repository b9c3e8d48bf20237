"""Shares and parts of one whole: 占全县农村妇女3.2万人的25% in a text, a rate described as 占农村妇女总数的比例."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from xltools.model import Indicator
from xltools.rules.row_views import shares_word
from xltools.rules.statements import Statement
from xltools.values.quantities import QuantityRole

__all__ = ["made_by_targets", "parts_of_one_whole", "shares_of_one_whole"]

_OF: Final = re.compile(r"(?P<part>.*?)占(?P<whole>[^，,。；;占]{2,24}?)的?$")
_DESCRIBED: Final = re.compile(r"(?P<part>.*?)占(?P<whole>[^，,。；;占]{2,24}?)的?(?:比例|比重|百分比|$)")
_SENTENCE_END: Final = re.compile("[。；;\n]")
_NO_LETTER: Final = re.compile("[^一-龥]")
_LEAST_COMMON: Final = 4
"""Characters that two wholes have to share."""


def shares_of_one_whole(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield the one target that is described as a share of what the one share of a text is taken of.

    Both say by a common word which part it is, besides the words of the whole: 参训 and 就业的贫困劳动力 are two.
    """
    rates = [one for one in statements if one.quantity.unit == "%" and one.quantity.role is QuantityRole.AMOUNT]
    texts = [(one, match) for one in rates if one.row is None and (match := _OF.search(_before(one)))]
    for text, match in texts:
        whole = match["whole"]
        targets = [one for one in rates if one.row and _is_described(one.row, match)]
        said = {one.number for one in rates if one.row is None}
        aimed = {one.number for one in rates if one.row}
        alone = len(targets) == 1 and sum(_share_words(whole, other["whole"]) for _, other in texts) == 1
        if alone and targets[0].number not in said and text.number not in aimed:
            yield targets[0], text


def parts_of_one_whole(statements: Sequence[Statement]) -> Iterator[tuple[Statement, Statement]]:
    """Yield a target that is named by a whole and its part with the figure of that part: 病死畜禽无害化处理数量.

    The texts name them one after the other: 收集病死畜禽8000头，其中送厂无害化处理7500头.
    """
    for whole, part in pairwise(one for one in statements if one.row is None):
        unit, whole_name = part.quantity.unit, _core(whole)
        follows = part.quantity.role is QuantityRole.PART and whole.quantity.role is not QuantityRole.PART
        near = whole.entry is part.entry and whole.quantity.sentence == part.quantity.sentence
        if not (follows and near and whole.quantity.unit == unit and len(whole_name) > 1) or part.quantity.per:
            continue
        rows = [one for one in statements if one.row and one.quantity.unit == unit and not one.quantity.per]
        named = [one for one in rows if _joins(_core(one), whole_name, _core(part))]
        if len(named) == 1 and named[0].number != part.number and named[0].quantity.role is QuantityRole.AMOUNT:
            yield named[0], part


def _core(one: Statement) -> str:
    return one.subjects[0].core if one.subjects else ""


def _joins(name: str, whole: str, part: str) -> bool:
    """Return whether a name is the end of a whole's with letters of its part behind it, in their order."""
    ends = (whole[at:] for at in range(len(whole) - 1))
    rest = next((name.removeprefix(end) for end in ends if name.startswith(end)), "")
    letters = iter(part)
    return len(rest) > 1 and all(letter in letters for letter in rest)


def _before(one: Statement) -> str:
    """Return the words of its sentence before a figure."""
    return _SENTENCE_END.split(str(one.entry.text)[: one.quantity.start])[-1]


def _is_described(row: Indicator, share: re.Match[str]) -> bool:
    """Return whether the description of a row is of the whole of a share, and whether its name fits the part."""
    match = _DESCRIBED.search(row.description.text.strip())
    if match is None or not _share_words(share["whole"], match["whole"]):
        return False
    own = {ord(letter): None for letter in share["whole"]}
    said, described = (
        _NO_LETTER.sub("", part).translate(own) for part in (share["part"], row.level3.text + match["part"])
    )
    return shares_word(said, described)


def _share_words(one: str, other: str) -> bool:
    return any(one[at : at + _LEAST_COMMON] in other for at in range(len(one) - _LEAST_COMMON + 1))


def made_by_targets(statement: Statement, statements: Sequence[Statement]) -> bool:
    """Return whether the targets of one sheet in the unit of a large figure add up to it, whatever they are called."""
    parts = [one.number for one in statements if one.row and one.quantity.unit == statement.quantity.unit]
    large = statement.number >= _LARGE and statement.quantity.unit not in ("%", "元")
    return large and len(parts) > 1 and (sum(parts) == statement.number or sum(parts) - statement.number in parts)


_LARGE: Final = 100
"""From this number on, a sum is hardly a coincidence."""
