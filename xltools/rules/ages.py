"""Family K, 前后一致: the ages of those whom a project is for, in its purpose, its goals and its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final

from xltools.glossary import field_term
from xltools.lazy_pattern import LazyPattern
from xltools.messages.message import Example, Hit, Words
from xltools.model import DepartmentBook, Entry, Severity
from xltools.quick_dataclass import dataclass
from xltools.rules.field_texts import filled_rows, narrative
from xltools.rules.row_views import shares_word
from xltools.rules.rule import Context, Scope, rule
from xltools.values.text import fold

__all__: list[str] = []

_AGES: Final = LazyPattern(
    r"(?<![\d.])(?P<low>\d{1,3})\s*(?:周?岁)?\s*(?:[-—–−~～至到]{1,2})\s*(?P<high>\d{1,3})\s*周?岁"
    r"|(?<![\d.])(?P<one>\d{1,3})\s*周?岁\s*(?:[（(]?[及含][）)]?)?\s*(?P<side>以上|以下|以内)"
)
_NUMBER: Final = re.compile(r"(\d[\d,.]*万?)\s*(?:余|多)?(?:名|人(?!均)|例)")
_NAMES: Final = 4
"""Characters that name people: 残疾儿童."""
_NEAR: Final = 14
"""Characters behind an age in which those who have it are named and counted."""


@dataclass(frozen=True, slots=True)
class _Age:
    """An age with its cell, the kind of its limits, the words behind it, and how many are counted there."""

    field: str
    entry: Entry[Any]
    limits: tuple[str, str, str]
    """lower and upper limit, or one limit and its side"""
    text: str
    behind: str
    count: str
    alone: bool

    @property
    def people(self) -> str:
        """The first words behind the age, which name the people."""
        return self.behind.lstrip("的及含以上下（(）)")[:_NAMES]

    def comparable(self, other: _Age) -> bool:
        """Return whether both are limits of one kind, and differ."""
        return self.limits[2] == other.limits[2] and self.limits != other.limits


@rule(
    "K23",
    Severity.ERROR,
    zh=Words(
        "年龄范围前后不一致",
        "{label}写“{found}”，{other_label}写“{quote}”（{where}）",
        "按政策文件规定的年龄范围，把各处改成一致",
    ),
    en=Words(
        "Two ages of one group",
        'The {label} says "{found}", but the {other_label} says "{quote}" ({where})',
        "Give the ages of the document that the support rests on in all places",
    ),
    source="绩效目标、指标和资金用途相互衔接的要求",
    scope=Scope.DEPARTMENT,
    fires=Example(purpose="救助0—6岁残疾儿童120名", goals="1、为0—14岁残疾儿童120名提供康复救助。"),
    clean=Example(purpose="救助0—6岁残疾儿童120名", goals="1、为0—6岁残疾儿童120名提供康复救助。"),
)
def ages_differ(book: DepartmentBook, context: Context) -> Iterator[Hit]:
    """Report another age of the same people: the only one of purpose and goals, or one beside the same count."""
    overall = [one for field, entry in narrative(book) for one in _ages(field, entry)]
    for sheet in book.sheets:
        texts = [("purpose", sheet.purpose), ("goals", sheet.goal.entry)]
        own = [one for field, entry in texts for one in _ages(field, entry)]
        for row in filled_rows(sheet, context) if own else ():
            words = f"{row.level3.text}；{row.description.text}"
            own += _ages("level3", row.level3, words, row.target.text) if "岁" in words else ()
        for first, second in combinations([*overall, *own], 2):
            if _same_people(first, second):
                place = first.entry.place
                values = {
                    "label": field_term(second.field),
                    "other_label": field_term(first.field),
                    "quote": first.text,
                    "where": f"{place.sheet} {place.cell}".strip(),
                }
                yield Hit(second.entry, second.field, second.text, related=(place,), values=values)
                break


def _same_people(first: _Age, second: _Age) -> bool:
    if first.entry is second.entry or not first.comparable(second) or not shares_word(first.people, second.people):
        return False
    both_alone = first.alone and second.alone and {first.field, second.field} == {"purpose", "goals"}
    return both_alone or (first.count == second.count != "")


def _ages(field: str, entry: Entry[Any], words: str = "", target: str = "") -> list[_Age]:
    text = fold(words or entry.text)
    if "岁" not in text:
        return []
    matches = list(_AGES.finditer(text))
    ages = []
    for match in matches:
        near = re.split(r"[，,。；;\n]", text[match.end() : match.end() + _NEAR])[0]
        count = _NUMBER.search(fold(target) if target else text[match.end() : match.end() + _NEAR])
        limits = (match["low"], match["high"], "") if match["low"] else (match["one"], "", match["side"])
        shown = f"{match[0]}{re.split(r'[0-9的]', near)[0]}".strip()
        ages.append(_Age(field, entry, limits, shown, near, count[1] if count else "", len(matches) == 1))
    return ages
