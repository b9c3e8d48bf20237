"""What a rule is: a record (who, how bad, in which words, why) and a pure function that yields hits.

A family module declares its rules with :func:`rule`::

    @rule(
        "P03",
        Severity.ERROR,
        zh=Words("累计支出计划递减", "{later}计划 {b}%，小于{earlier}的 {a}%", "…"),
        en=Words("Cumulative plan falls", "…", "…"),
        source="…",
        fires=Example(plan="20/50/40/100"),
        clean=Example(plan="0/100/100/100"),
    )
    def plan_falls(sheet: TargetSheet, context: Context) -> Iterator[Hit]: ...

The name is then bound to the :class:`Rule`; calling the rule calls the function. The catalogue page, ``xltools
rules``, the 规则 sheet and the tests are made from these records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from xltools.messages.message import Example, Hit, Message, Words
from xltools.model import DepartmentBook, Profile, Severity
from xltools.text import Text

__all__ = ["Context", "Parameter", "Rule", "Scope", "WordList", "rule"]


@dataclass(frozen=True, slots=True)
class WordList:
    """The word list of this name (a file in ``rules/words/``), read when a rule that needs it is made ready to run."""

    name: str


Parameter = Decimal | str | tuple[str, ...] | WordList
"""A number, a text, or a list of words that a county can change. A rule at work never sees a :class:`WordList`."""


T = TypeVar("T")

_NO_BOOK = DepartmentBook("", Profile.HB2020)


class Scope(StrEnum):
    """What a rule's function is given."""

    SHEET = "sheet"
    """one :class:`~xltools.model.TargetSheet`"""
    DEPARTMENT = "department"
    """one :class:`~xltools.model.DepartmentBook`"""
    COUNTY = "county"
    """a sequence of :class:`~xltools.rules.digest.SheetDigest`, all departments together"""
    READING = "reading"
    """nothing: the room that reads files raises it"""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may look at besides its subject: the whole book, and its own parameters as this county set them.

    A rule of the county is given no book (it sees digests): its book is empty.
    """

    book: DepartmentBook = _NO_BOOK
    parameters: Mapping[str, Parameter] = default(default_factory=dict)
    memo: dict[object, Any] = default(default_factory=dict)

    def once(self, question: str, subject: object, answer: Callable[[], T]) -> T:
        """What ``answer`` gives, worked out once for all rules of a pass that ask this about this part of the book."""
        key = (question, id(subject))
        if key not in self.memo:
            self.memo[key] = answer()
        found: T = self.memo[key]
        return found

    def number(self, name: str) -> Decimal:
        """The numeric parameter ``name``."""
        value = self.parameters[name]
        return value if isinstance(value, Decimal) else Decimal(str(value))

    def words(self, name: str) -> tuple[str, ...]:
        """The word list ``name``."""
        value = self.parameters[name]
        return value if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Message):
    """One rule of the catalogue. See the module's text for what makes one.

    ``silenced_by``: rules that say the same thing better; where one of them fired on the same sheet (on the same row
    if ``per_row``), this one keeps quiet. ``grouped``: many hits of one sheet are shown as one line with all cells.
    ``labels``: what the parameters are called where people read of them; a word list brings its own title.
    ``fires`` of a rule that the reading room raises holds the values of one finding: it has no form to fire in.
    """

    scope: Scope = Scope.SHEET
    profiles: frozenset[Profile] = frozenset(Profile)
    since: str = "0.1"
    enabled: bool = True
    parameters: Mapping[str, Parameter] = default(default_factory=dict)
    labels: Mapping[str, Text] = default(default_factory=dict)
    silenced_by: tuple[str, ...] = ()
    per_row: bool = False
    grouped: bool = False
    clean: Example = default(default_factory=Example)
    check: Callable[..., Iterable[Hit]] | None = None

    def __call__(self, subject: Any, context: Context) -> Iterable[Hit]:
        """Run the rule on its subject; a rule of the reading room has nothing to run."""
        return self.check(subject, context) if self.check else ()


def rule(
    id: str,
    severity: Severity,
    *,
    zh: Words,
    en: Words,
    source: str,
    **record: Any,
) -> Callable[[Callable[..., Iterable[Hit]]], Rule]:
    """Declare the function below as the rule of this record; further names are the fields of :class:`Rule`."""

    def declare(check: Callable[..., Iterable[Hit]]) -> Rule:
        return Rule(id=id, severity=severity, zh=zh, en=en, source=source, check=check, **record)

    return declare
