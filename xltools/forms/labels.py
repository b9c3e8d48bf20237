"""Which cells of a sheet are a form's labels, and which labels belong to one form.

A cell may hold the words of a label and be none: somebody answers 12月底, or writes 其他 as a purpose. What tells them
apart is the order of the sections, from top to bottom, and that the cell behind a label is its value.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from xltools.bounded_cache import BoundedCache
from xltools.forms.layout import Field, Form, SectionLabel, ValuePosition
from xltools.grids.grid import Block, Grid
from xltools.values import squeeze

__all__ = ["LABEL_LENGTH", "Candidate", "Vocabulary", "find_candidates", "vocabulary"]

LABEL_LENGTH = 24
"""Longer texts are content, not labels."""

_INLINE = re.compile(r"\s*([^:：\n]{2,14}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_FIRST = 0
"""The section that a form begins with: code and name."""
_TALL = 9
"""Rows that a merged label covers at the most."""
_FEW = 64
"""Labels on a sheet of one or two forms."""
_HEADLESS = 3
"""Sections that make a form of labels without code or name."""


@dataclass(slots=True)
class Candidate:
    """Labels that belong to one form, and the values that stand behind the colon in a label's own cell."""

    labels: dict[str, Block] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)
    special: bool = False

    @property
    def first_row(self) -> int:
        return min(block.top for block in self.labels.values())

    @property
    def last_row(self) -> int:
        return max(block.bottom for block in self.labels.values())

    def is_form(self, sections: dict[str, int]) -> bool:
        """Sections stand in rows of their own: a list's header has them all in one."""
        rows: dict[int, int] = {}
        for key, block in self.labels.items():
            rows.setdefault(sections[key], block.top)
        return len(set(rows.values())) >= (2 if _FIRST in rows else _HEADLESS)


class _Named(NamedTuple):
    """What a label says: its key, whether it is that of a special fund, and a value behind its colon."""

    key: str
    special: bool
    inline: str = ""


class _Spot(NamedTuple):
    """A cell with the words of a label."""

    block: Block
    named: _Named
    section: int


class Vocabulary:
    """The squeezed labels of a form: what key each stands for, and which section the key belongs to."""

    def __init__(self, form: Form) -> None:
        self._keys: dict[str, str] = {}
        self._special: set[str] = set()
        self.sections: dict[str, int] = {}
        items: tuple[SectionLabel | Field, ...] = (*form.labels, *form.fields)
        for item in items:
            self.sections[item.key] = item.section
            for text in item.texts:
                self._keys.setdefault(squeeze(text), item.key)
            if isinstance(item, Field) and item.special_label:
                self._special.add(squeeze(item.special_label))
        self.columns: dict[str, str] = {}
        for column in form.table.columns:
            for text in column.texts:
                self.columns.setdefault(squeeze(text), column.key)
        # Two columns of the table are enough to know its header; the rest is looked up in the header's own row.
        for key in ("level1", "level2", "level3", "target"):
            self.sections[key] = form.table.section
            self._keys.setdefault(squeeze(form.column(key).label), key)
        self.parts = frozenset(squeeze(part.label) for column in form.table.columns for part in column.parts)
        self.valued = frozenset(item.key for item in form.fields if item.where is ValuePosition.RIGHT)
        """the keys whose value stands to the right of the label"""
        self.short: BoundedCache[str, _Named | None] = BoundedCache(self._short)
        """what a text that is short enough to be a label names"""

    def _short(self, text: str) -> _Named | None:
        return self._named(text) or self.long(text)

    def long(self, text: str) -> _Named | None:
        """What a text names that begins with a label, a colon and a value."""
        if ("：" in text or ":" in text) and (match := _INLINE.match(text)):
            return self._named(match[1], match[2])
        return None

    def _named(self, text: str, inline: str = "") -> _Named | None:
        squeezed = squeeze(text)
        key = self._keys.get(squeezed)
        return None if key is None else _Named(key, squeezed in self._special, inline)


vocabulary = cache(Vocabulary)


def find_candidates(grid: Grid, words: Vocabulary) -> list[Candidate]:
    """The labels of the sheet by the form that they seem to belong to, from top to bottom."""
    spots = tuple(_spots(grid, words))
    # The forms of a workbook have their labels in the same cells.
    arrange = _arranged_alike if len(spots) <= _FEW else _arranged
    return list(arrange(spots, words))


def _arranged(labelled: Sequence[_Spot], words: Vocabulary) -> Sequence[Candidate]:
    spots = list(_without_values(labelled, words))
    if any(spot.section == _FIRST and not spot.named.inline for spot in spots):
        alone = [spot for spot in spots if not spot.named.inline]
    else:
        alone = spots  # a form that prints its values behind its labels
    candidates: list[Candidate] = []
    for segment in _segments(alone):
        left: Sequence[_Spot] = segment
        while left:
            chosen = _in_order(left)
            while next_form := _next_form(chosen, left):
                chosen = _in_order([spot for spot in left if spot.block.top < next_form])
            candidates.append(_candidate(chosen))
            left = [spot for spot in left if spot.block.top > chosen[-1].block.top]
    candidates.sort(key=lambda one: one.first_row)
    _add_inline(candidates, [spot for spot in spots if spot.named.inline], words)
    return candidates


_arranged_alike = lru_cache(maxsize=64)(_arranged)


def _spots(grid: Grid, words: Vocabulary) -> Iterator[_Spot]:
    short, long = words.short, words.long
    for row, column, value in grid.texts():
        named = short[value] if len(value) <= LABEL_LENGTH else long(value)
        if named is not None:
            yield _Spot(grid.block(row, column), named, words.sections[named.key])


def _without_values(spots: Iterable[_Spot], words: Vocabulary) -> Iterator[_Spot]:
    """All but the cells right behind a label whose value stands there."""
    values: set[tuple[int, int]] = set()
    for spot in spots:
        block, named = spot.block, spot.named
        if (block.top, block.left) in values:
            continue
        if named.key in words.valued and not named.inline:
            values.update((row, block.right + 1) for row in range(block.top, min(block.bottom, block.top + _TALL) + 1))
        yield spot


def _segments(spots: Iterable[_Spot]) -> Iterator[list[_Spot]]:
    """A form begins with its code or name, whichever comes first."""
    segment: list[_Spot] = []
    for spot in spots:
        begun = spot.section == _FIRST and any(
            other.section != _FIRST or other.named.key == spot.named.key for other in segment
        )
        if begun:
            yield segment
            segment = []
        segment.append(spot)
    if segment:
        yield segment


def _in_order(spots: Sequence[_Spot]) -> list[_Spot]:
    """Of the labels as they come, the most whose sections never go back: the others are somebody's words."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, spot in enumerate(spots):
        place = bisect_right(ends, spot.section)
        before.append(at[place - 1] if place else -1)
        ends[place : place + 1] = [spot.section]
        at[place : place + 1] = [number]
    chosen: list[_Spot] = []
    number = at[-1]
    while number >= 0:
        chosen.append(spots[number])
        number = before[number]
    return chosen[::-1]


def _next_form(chosen: Sequence[_Spot], spots: Sequence[_Spot]) -> int:
    """The row in which another form begins that has lost its code and name: labels come again, and labels of several
    sections had to be passed over before them. 0 if there is none."""
    seen = {chosen[0].named.key}
    tops = [one.block.top for one in spots]
    for last, spot in pairwise(chosen):
        above, below = last.block.top, spot.block.top
        if spot.named.key in seen and above < below:
            passed = {one.section for one in spots[bisect_right(tops, above) : bisect_left(tops, below)]}
            if len(passed) > 1:
                return min(one.block.top for one in spots if one.block.top > above and one.named.key in seen)
        seen.add(spot.named.key)
    return 0


def _candidate(spots: Sequence[_Spot]) -> Candidate:
    candidate = Candidate()
    # Of several cells with the same label the one counts that stands beside most others of its section.
    beside = Counter((section, row) for section, row, _ in {(s.section, s.block.top, s.named.key) for s in spots})
    for spot in sorted(spots, key=lambda spot: -beside[spot.section, spot.block.top]):
        _add(candidate, spot)
    return candidate


def _add(candidate: Candidate, spot: _Spot) -> None:
    key = spot.named.key
    if key not in candidate.labels:
        candidate.labels[key] = spot.block
        candidate.special |= spot.named.special
        if spot.named.inline:
            candidate.inline[key] = spot.named.inline


def _add_inline(candidates: Sequence[Candidate], spots: Iterable[_Spot], words: Vocabulary) -> None:
    """Labels with their value behind a colon, where the form has no other for it and the order allows."""
    firsts = [one.first_row for one in candidates]
    for spot in spots:
        candidate = candidates[max(bisect_right(firsts, spot.block.top) - 1, 0)] if candidates else None
        if candidate is not None and spot.named.key not in candidate.labels:
            others = [(words.sections[key], block.top) for key, block in candidate.labels.items()]
            if all(
                (other <= spot.section) if row <= spot.block.top else (other >= spot.section) for other, row in others
            ):
                _add(candidate, spot)
