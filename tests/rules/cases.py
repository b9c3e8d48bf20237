"""Helpers for the tables of the rules' tests: the findings in a form given by its changes, as short tuples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from xltools.model import Finding, Place
from xltools.rules.digest import digest_book
from xltools.rules.engine import check_book, check_county
from xltools.rules.examples import build_books
from xltools.rules.settings import DEFAULT, Settings

__all__ = ["Fired", "all_findings", "duplicated_messages", "fired", "fired_ids", "target_value_ids"]

Fired = list[tuple[str, str, str]]
"""Severity, cell and expected value of each finding."""


def all_findings(settings: Settings = DEFAULT, /, **changes: Any) -> tuple[Finding, ...]:
    """Return all findings in the form, department or county that these changes of the clean form describe."""
    books = build_books(changes)
    digests = [digest for book in books for digest in digest_book(book)]
    inside = [finding for book in books for finding in check_book(book, settings).findings]
    return (*inside, *check_county(digests, settings))


def fired(rule: str, settings: Settings = DEFAULT, /, **changes: Any) -> Fired:
    """Return where and how this rule fires."""
    return [
        (finding.severity.value, finding.place.cell, finding.expected)
        for finding in all_findings(settings, **changes)
        if finding.rule == rule
    ]


def fired_ids(families: str, **changes: Any) -> list[str]:
    """Return the sorted ids of the findings of these families."""
    return sorted(finding.rule for finding in all_findings(**changes) if finding.rule[0] in families)


def target_value_ids(row: str, settings: Settings = DEFAULT) -> dict[str, str]:
    """Return the rules of family V that fire on this row, the only one of the table, with their severity."""
    return {
        finding.rule: finding.severity.value
        for finding in all_findings(settings, rows=[row])
        if finding.rule.startswith("V")
    }


def duplicated_messages(findings: Iterable[Finding]) -> list[tuple[str, Place, str]]:
    """Return rule, place and message of findings that appear more than once."""
    counts = Counter((finding.rule, finding.place, finding.message.zh) for finding in findings)
    return [message for message, count in counts.items() if count > 1]
