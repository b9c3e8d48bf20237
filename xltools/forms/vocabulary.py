"""The words of one form: which label, column or part of a column a text is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from xltools.forms.description import (
    INDICATORS,
    LONG_TERM,
    FieldKind,
    FormDescription,
    FormField,
    FormTable,
    ValuePosition,
)
from xltools.forms.label_text import label_key
from xltools.forms.money_units import label_and_unit
from xltools.grids.grid import Block
from xltools.quick_dataclass import dataclass
from xltools.values import squeeze

__all__ = ["LabelText", "TableWords", "Vocabulary", "vocabulary", "words_of"]

_INLINE_VALUE = re.compile(r"\s*([^:：\n]{2,14}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_MAY_STATE_A_UNIT = re.compile("[元圆]|万[)）]$")
_ANCHORS = ("level1", "level2", "level3", "target")
"""Columns that are enough to recognise the header of indicators; the others are looked up in the header's own row."""
_BUDGETS = ("budget", "initial", "total")
_MONEY = frozenset({FieldKind.AMOUNT})


class LabelText(NamedTuple):
    """A label as recognised: its key, whether it is that of a special fund, a value behind its colon, a money unit."""

    key: str
    special: bool
    inline: str = ""
    unit: str = ""


def words_of(text: str) -> Iterator[str]:
    """Yield the keys under which a text may be a label: as it is, without a money unit, up to its colon."""
    yield label_key(text)
    if _MAY_STATE_A_UNIT.search(text) and (label := label_and_unit(squeeze(text))):
        yield label_key(label[0])
    if ("：" in text or ":" in text) and (match := _INLINE_VALUE.match(text)):
        yield label_key(match[1])
        if _MAY_STATE_A_UNIT.search(match[1]) and (label := label_and_unit(squeeze(match[1]))):
            yield label_key(label[0])


@dataclass(frozen=True, slots=True, eq=False)
class TableWords:
    """The words of one table: its columns by their heads, and the heads of a second row under a column of parts.

    ``split`` are the columns that have parts.
    """

    form: FormDescription
    table: FormTable
    columns: Mapping[str, str]
    parts: frozenset[str]
    heads: frozenset[str]
    split: frozenset[str]

    @classmethod
    def of(cls, form: FormDescription, table: FormTable) -> TableWords:
        """Return the words of one of the form's tables."""
        columns: dict[str, str] = {}
        for column in table.columns:
            for text in column.labels:
                columns.setdefault(label_key(text), column.key)
        parts = frozenset(label_key(text) for column in table.columns for text in column.parts)
        split = frozenset(column.key for column in table.columns if column.parts)
        return cls(form, table, columns, parts, parts | columns.keys(), split)


class Vocabulary:
    """The labels of a form with their keys, and the section of each key.

    The key of a field's label is the field's own, unless rows and columns share labels: then it is that of the label's
    first field, marked as row or column. Sections, tables and plain labels have keys of their own.
    """

    def __init__(self, form: FormDescription) -> None:
        self.form = form
        self.sections: dict[str, int] = {}
        self.section_of: dict[str, int] = {}
        self.row_of: dict[str, str] = {}
        """the key of the label of each field that has one"""
        self.column_of: dict[str, str] = {}
        """the key of the label above each value of a matrix"""
        self._keys: dict[str, str] = {}
        self._special: set[str] = set()
        self._money: set[str] = set()
        for number, section in enumerate(form.sections):
            self._add(f"section:{section.key}", number, section.labels)
            for item in section.all_fields:
                self._add_field(item, number)
            for text in section.plain_labels:
                self._add(f"plain:{label_key(text)}", number, (text,))
            if any(item.content in _MONEY for item in section.all_fields):
                self._money.add(f"section:{section.key}")
        self.section_label = {number: f"section:{section.key}" for number, section in enumerate(form.sections)}
        self.budget = next((key for key in _BUDGETS if key in form.keys), "")
        """the key of the field whose money the form is about"""
        self.amounts = tuple(item.key for item in form.fields if item.content is FieldKind.AMOUNT)
        self.money_labels = frozenset(self.row_of[key] for key in self.amounts if key in self.row_of)
        """the keys of the labels of amounts"""
        self._tables = {table.key: TableWords.of(form, table) for table in form.tables}
        self._add_tables()
        self.valued = frozenset(
            item.key for item in form.fields if item.where is ValuePosition.RIGHT and not item.columns and item.labels
        )

    def _add(self, key: str, section: int, texts: tuple[str, ...]) -> str:
        """Register the texts of a label; return the key of the first of them that is known already, else ``key``."""
        words = [label_key(text) for text in texts]
        key = next((self._keys[word] for word in words if word in self._keys), key)
        for word in words:
            self._keys.setdefault(word, key)
        self.sections.setdefault(key, section)
        return key

    def _add_field(self, item: FormField, number: int) -> None:
        self.section_of[item.key] = number
        texts = (*item.labels, *item.fund_labels)
        self._special.update(map(label_key, item.fund_labels))
        if item.columns:
            self.row_of[item.key] = self._add(f"row:{label_key(item.labels[0])}", number, texts)
            self.column_of[item.key] = self._add(f"column:{label_key(item.columns[0])}", number, item.columns)
        else:
            self.sections[item.key] = number
            if texts:
                self.row_of[item.key] = self._add(item.key, number, texts)
        if item.content in _MONEY:
            self._money.update(
                key for key in (self.row_of.get(item.key), self.column_of.get(item.key)) if key is not None
            )

    def _add_tables(self) -> None:
        for number, section in enumerate(self.form.sections):
            for table in section.tables:
                self.section_of[table.key] = number
                self._add(f"table:{table.key}", number, table.labels)
                for column in table.columns:
                    if table.key not in {INDICATORS, LONG_TERM}:
                        self._add(f"{table.key}.{column.key}", number, column.labels)
                    elif column.key in _ANCHORS:
                        self.sections.setdefault(column.key, number)
                        self._keys.setdefault(label_key(column.labels[0]), column.key)

    def table(self, table: FormTable) -> TableWords:
        """Return the words of one of the form's tables."""
        return self._tables[table.key]

    def has_label(self, key: str, labels: Mapping[str, Block]) -> bool:
        """Return whether the label of a field is among those that were found, and the one above it in a matrix."""
        column = self.column_of.get(key)
        return self.row_of.get(key) in labels and (column is None or column in labels)

    def short(self, text: str) -> LabelText | None:
        """Return the label that a text is, or that it begins with before a colon and a value."""
        return self._recognise(text) or self.long(text)

    def long(self, text: str) -> LabelText | None:
        """Return the label in a text that begins with a label, a colon and a value."""
        if ("：" in text or ":" in text) and (match := _INLINE_VALUE.match(text)):
            return self._recognise(match[1], match[2])
        return None

    def _recognise(self, text: str, inline: str = "") -> LabelText | None:
        word = label_key(text)
        key = self._keys.get(word)
        if key is not None:
            return LabelText(key, word in self._special, inline)
        label = label_and_unit(squeeze(text)) if _MAY_STATE_A_UNIT.search(text) else None
        key = self._keys.get(label_key(label[0])) if label else None
        if label is None or key not in self._money:
            return None
        return LabelText(key, special=False, inline=inline, unit=label[1])

    @property
    def label_words(self) -> frozenset[str]:
        """Every text that is a label of the form, levels of indicators included."""
        return frozenset(self._keys)

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Every text that the form prints, as the keys of a label and a column: what the form is recognised by."""
        words: dict[str, list[str]] = {}
        for word, key in self._keys.items():
            if key not in _ANCHORS:
                words.setdefault(word, []).append(key)
        for name in (LONG_TERM, INDICATORS):
            for word, key in self._tables[name].columns.items() if name in self._tables else ():
                words.setdefault(word, []).append(f"head:{key}")
        return {word: tuple(keys) for word, keys in words.items()}

    @property
    def required(self) -> frozenset[str]:
        """Those of the keys in :attr:`words` that the form cannot be without."""
        keys: set[str] = set()
        for item in self.form.fields:
            if item.required and item.key in self.row_of:
                keys.add(self.row_of[item.key])
                keys.update(key for key in (self.column_of.get(item.key),) if key)
        for table in self.form.tables:
            if table.key in {INDICATORS, LONG_TERM}:
                keys.update(f"head:{column.key}" for column in table.columns if column.required)
        return frozenset(keys)


vocabulary = cache(Vocabulary)
