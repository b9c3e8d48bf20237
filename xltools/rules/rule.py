"""Rules: a record (id, severity, texts, source, parameters) with a pure function that yields hits.

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

The function's name is then bound to the :class:`Rule`; calling the rule calls the function. The catalogue page,
``xltools rules``, the 规则 sheet and the tests are generated from these records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field as default
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from xltools.derive import budget_year
from xltools.form_identity import Capability, FormIdentity, FormPurpose, FormSubject, Framework
from xltools.messages.message import Example, Hit, Message, Words
from xltools.model import DepartmentBook, Severity
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["ALL_PURPOSES", "ALL_SUBJECTS", "Context", "Parameter", "Rule", "Scope", "WordList", "rule"]

ALL_PURPOSES = frozenset(FormPurpose)
ALL_SUBJECTS = frozenset(FormSubject)


@dataclass(frozen=True, slots=True)
class WordList:
    """The word list of this name, a file in ``rules/words/`` that is read before a rule that needs it runs."""

    name: str


Parameter = Decimal | str | tuple[str, ...] | WordList
"""A number, a text, or a list of words that a county can change.

The parameters of a :class:`Context` hold the words in place of a :class:`WordList`.
"""


T = TypeVar("T")

_NO_BOOK = DepartmentBook("")


class Scope(StrEnum):
    """The subject of a rule's function."""

    SHEET = "sheet"
    """one :class:`~xltools.model.TargetSheet`"""
    DEPARTMENT = "department"
    """one :class:`~xltools.model.DepartmentBook`"""
    COUNTY = "county"
    """a sequence of :class:`~xltools.rules.digest.SheetDigest`, all departments together"""
    COMPARISON = "comparison"
    """nothing: the caller compares a department with the county's register or last year's summary"""
    READING = "reading"
    """nothing: it is a message of the readers"""


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a rule's subject: the whole book, and its parameters as this county set them.

    County rules see digests instead of a book: their book is empty. ``cache`` belongs to one pass over a book.
    """

    book: DepartmentBook = _NO_BOOK
    parameters: Mapping[str, Parameter] = default(default_factory=dict)
    cache: dict[object, Any] = default(default_factory=dict)

    def once(self, question: str, subject: object, answer: Callable[[], T]) -> T:
        """Return the result of ``answer``, computed once per pass for this question about this part of the book."""
        key = (question, id(subject))
        if key not in self.cache:
            self.cache[key] = answer()
        result: T = self.cache[key]
        return result

    @property
    def budget_year(self) -> int | None:
        """The year of the book's budget; where it is not stated, every text is looked through, so only once."""
        return self.once("budget year", self.book, lambda: budget_year(self.book))

    def number(self, name: str) -> Decimal:
        """Return the numeric parameter ``name``."""
        value = self.parameters[name]
        return value if isinstance(value, Decimal) else Decimal(str(value))

    def words(self, name: str) -> tuple[str, ...]:
        """Return the word list ``name``."""
        value = self.parameters[name]
        return value if isinstance(value, tuple) else (str(value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Message):
    """One rule of the catalogue, declared as the module's docstring shows.

    ``silenced_by``: rules that report the same fault more precisely; if one of them fires on the same sheet (on the
    same row if ``per_row``), this one is dropped. ``grouped``: several hits on one sheet are shown as one line with all
    cells. ``labels``: the names of the parameters in texts for people; a word list has a title of its own. ``fires`` of
    a message of the readers holds the values of one finding, because there is no form in which it fires. ``needs`` are
    the parts that a form must have, ``frameworks`` those of indicators that the rule holds for; ``purposes`` and
    ``subjects`` are the kinds of forms that it looks at: plans of projects and special funds unless it says more.
    """

    scope: Scope = Scope.SHEET
    needs: frozenset[Capability] = frozenset()
    frameworks: frozenset[Framework] = frozenset(Framework)
    purposes: frozenset[FormPurpose] = frozenset({FormPurpose.PLAN})
    subjects: frozenset[FormSubject] = frozenset({FormSubject.PROJECT, FormSubject.FUND})

    enabled: bool = True
    parameters: Mapping[str, Parameter] = default(default_factory=dict)
    labels: Mapping[str, Text] = default(default_factory=dict)
    silenced_by: tuple[str, ...] = ()
    per_row: bool = False
    grouped: bool = False
    clean: Example = default(default_factory=Example)
    check: Callable[..., Iterable[Hit]] | None = None

    def suits(self, form: FormIdentity) -> bool:
        """Return whether the rule is about such forms, speaks of what the form has, and holds for its framework."""
        return (
            form.purpose in self.purposes
            and form.subject in self.subjects
            and form.framework in self.frameworks
            and self.needs <= form.capabilities
        )

    def __call__(self, subject: Any, context: Context) -> Iterable[Hit]:
        """Run the rule on its subject; messages of the readers have no check and find nothing."""
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
    """Declare the decorated function as a rule; further keywords are fields of :class:`Rule`."""

    def declare(check: Callable[..., Iterable[Hit]]) -> Rule:
        return Rule(id=id, severity=severity, zh=zh, en=en, source=source, check=check, **record)

    return declare
