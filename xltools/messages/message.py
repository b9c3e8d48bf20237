"""The words of a finding: a numbered message in two languages, and what fills it.

Readers report what they cannot read with a :class:`Message`; a rule is a message that also has a check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field as default
from typing import Any

from xltools.glossary import field_term
from xltools.model import NOWHERE, Entry, Finding, Place, Severity
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["Example", "Hit", "Message", "Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a message in one language. ``message`` and ``remedy`` may hold ``{names}`` that a hit supplies.

    Always there: ``{found}``, ``{expected}``, ``{sheet}``, ``{cell}`` and ``{label}``, the term for the hit's field.
    """

    title: str
    message: str
    remedy: str
    department_remedy: str = ""
    """the remedy for the department that sent the file, where ``remedy`` is for the officer at the county; literal"""


class Example(dict[str, Any]):
    """A form in which a rule fires or does not: what differs from the clean form of :mod:`xltools.rules.examples`."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(changes)


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule fires. ``values`` fill the message; ``severity`` overrides the message's own.

    A value that is a :class:`~xltools.text.Text` shows in the message's own language.
    ``found`` defaults to the text of the entry that was hit.
    """

    at: Entry[Any] | Place
    field: str = ""
    found: str = ""
    expected: str = ""
    severity: Severity | None = None
    related: tuple[Place, ...] = ()
    values: Mapping[str, object] = default(default_factory=dict)

    @property
    def place(self) -> Place:
        """The cell that is marked."""
        return self.at if isinstance(self.at, Place) else self.at.place


class _Placeholders(dict[str, object]):
    """The values that fill a message. Unknown placeholders are left as they are: a message never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@dataclass(frozen=True, slots=True)
class Message:
    """One numbered message: its severity, and its words.

    ``fires`` holds the values of a finding that serves as the example.
    """

    id: str
    severity: Severity
    zh: Words
    en: Words
    source: str
    fires: Example = default(default_factory=Example)

    @property
    def family(self) -> str:
        """The letter of the family, such as P for 支出计划."""
        return self.id[0]

    def finding(self, hit: Hit, subject: str = "", severity: Severity | None = None) -> Finding:
        """Return the finding for a hit. ``severity`` is what a county set for this rule, if anything."""
        found = hit.found or (hit.at.text.strip() if isinstance(hit.at, Entry) else "")
        known: dict[str, object] = {
            "found": found,
            "expected": hit.expected,
            "sheet": hit.place.sheet,
            "cell": hit.place.cell,
            "label": field_term(hit.field),
            **hit.values,
        }
        zh, en = (
            _Placeholders((name, value[n] if isinstance(value, Text) else value) for name, value in known.items())
            for n in range(2)
        )
        return Finding(
            rule=self.id,
            severity=severity or hit.severity or self.severity,
            place=hit.place,
            field=hit.field,
            subject=subject,
            message=Text(self.zh.message.format_map(zh), self.en.message.format_map(en)),
            found=found,
            expected=hit.expected,
            suggestion=Text(self.zh.remedy.format_map(zh), self.en.remedy.format_map(en)),
            related=hit.related,
        )

    def at(
        self,
        place: Place = NOWHERE,
        *,
        field: str = "",
        found: str = "",
        expected: str = "",
        subject: str = "",
        severity: Severity | None = None,
        **values: object,
    ) -> Finding:
        """Return a finding at a place, for readers and others that report without a rule."""
        return self.finding(Hit(place, field, found, expected, severity, values=values), subject)
