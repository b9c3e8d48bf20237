"""The words of all forms together: one look at each text says which forms print it, and as what.

Every text of every sheet comes through here, so an answer is kept for the next time the same text comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from xltools.bounded_cache import BoundedCache
from xltools.forms.description import FormDescription
from xltools.forms.label_text import MAX_LABEL_LENGTH, is_short
from xltools.forms.vocabulary import LabelText, vocabulary, words_of
from xltools.grids.grid import Grid
from xltools.values import squeeze

__all__ = ["FormText", "LabelledText", "Lexicon", "lexicon", "matched_title"]

_BEGINS = ("name", "code")
_IN_BRACKETS = re.compile(r"[(][^()]*[)]$")
_AROUND_WORDS = frozenset("一二三四五六七八九十分至盖公签章必填选金额单位人民币百千万亿元圆仟佰")
"""Chinese characters of what may stand around a word in its cell: numbers, points, a seal, a money unit."""
_TITLE_TAIL = 16
"""Characters at the end of a long text in which 表 makes it a possible title."""


class FormText:
    """A text that some forms print: as labels, as any word, and as the end of their title.

    ``keys`` are the keys of :attr:`Vocabulary.words` by form; ``titles`` the length of the title's known end.
    """

    __slots__ = ("begins", "keys", "labels", "titles", "word", "words")

    def __init__(
        self,
        word: str,
        labels: Mapping[FormDescription, LabelText],
        keys: Mapping[FormDescription, tuple[str, ...]],
        titles: Mapping[FormDescription, int],
    ) -> None:
        """Keep what the text means to each form; forms that do not print it are missing."""
        self.word = word
        self.words = frozenset(key.removeprefix("head:") for found in keys.values() for key in found)
        """the keys of all forms, labels and columns alike"""
        self.begins = any(label.key in _BEGINS and not label.inline for label in labels.values())
        """whether it is the label of a name or a code, in a cell of its own"""
        self.labels = labels
        self.keys = keys
        self.titles = titles


class LabelledText(NamedTuple):
    """A cell with a text that some form prints."""

    row: int
    column: int
    text: FormText


def matched_title(squeezed: str, form: FormDescription) -> int:
    """Return how much of a squeezed text is the end of the form's title; a remark in brackets behind it is ignored."""
    return _matched_end(_IN_BRACKETS.sub("", squeezed), form)


def _matched_end(bare: str, form: FormDescription) -> int:
    ends = _title_ends(form)
    return max(len(end) for end in ends if bare.endswith(end)) if bare.endswith(ends) else 0


@cache
def _title_ends(form: FormDescription) -> tuple[str, ...]:
    return tuple(map(squeeze, form.titles))


class Lexicon:
    """The words of several forms, by text."""

    def __init__(self, forms: Sequence[FormDescription]) -> None:
        self.forms = tuple(forms)
        self._index: dict[str, dict[FormDescription, tuple[str, ...]]] = {}
        for form in self.forms:
            for word, keys in vocabulary(form).words.items():
                self._index.setdefault(word, {})[form] = keys
            for word in vocabulary(form).label_words:
                self._index.setdefault(word, {})
        self._characters = _AROUND_WORDS.union(*self._index)
        self._short = BoundedCache(self._look_up)
        self._only_titles: dict[tuple[tuple[FormDescription, int], ...], FormText] = {}

    def texts(self, grid: Grid) -> list[LabelledText]:
        """Return the cells of a sheet with a text that some form prints, row by row."""
        short, long, new = self._short, self._long, tuple.__new__
        return [
            new(LabelledText, (row, column, text))  # there are thousands in a workbook: without the call of Python
            for row, column, value in grid.texts()
            if (text := short[value] if len(value) <= MAX_LABEL_LENGTH or is_short(value) else long(value)) is not None
        ]

    def _long(self, value: str) -> FormText | None:
        if "：" in value or ":" in value or "表" in value[-_TITLE_TAIL:]:
            return self._look_up(value)
        return None

    def _look_up(self, value: str) -> FormText | None:
        long = not is_short(value)
        words = [] if self._is_strange(value) else list(words_of(value))[1 if long else 0 :]
        word = next((word for word in words if word in self._index), None)
        titles = self._titles(value) if "表" in value[-_TITLE_TAIL:] else {}
        if word is None:
            # All titles that end alike are one text: sheets that differ in nothing else are recognised once.
            return self._only_titles.setdefault(tuple(titles.items()), FormText("", {}, {}, titles)) if titles else None
        labels: dict[FormDescription, LabelText] = {}
        keys: dict[FormDescription, tuple[str, ...]] = {}
        for form in self.forms:
            words_of_form = vocabulary(form)
            label = words_of_form.long(value) if long else words_of_form.short(value)
            if label is not None:
                labels[form] = label
            if form in self._index[word]:
                keys[form] = self._index[word][form]
        return FormText(word, labels, keys, titles)

    def _is_strange(self, value: str) -> bool:
        """Return whether a text has a Chinese character that no form prints: most answers have, and it is seen quickly.

        Behind a colon stands an answer in the cell of its label.
        """
        if "：" in value or ":" in value:
            return False
        known = self._characters
        return any(character not in known and "一" <= character <= "龥" for character in value)

    def _titles(self, value: str) -> dict[FormDescription, int]:
        bare = _IN_BRACKETS.sub("", squeeze(value))
        return {form: length for form in self.forms if (length := _matched_end(bare, form))}


lexicon = lru_cache(maxsize=8)(Lexicon)
