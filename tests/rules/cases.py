"""What the rules' tables are written with: findings of one rule in a form told by its changes, as short tuples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from xltools.model import Finding, Place
from xltools.rules.digest import digest_book
from xltools.rules.engine import check_book, check_county
from xltools.rules.examples import build_books
from xltools.rules.settings import DEFAULT, Settings

__all__ = ["Found", "all_findings", "found", "ids", "row_ids", "told_twice"]

Found = list[tuple[str, str, str]]
"""Severity, cell and expected value of each finding."""


def all_findings(settings: Settings = DEFAULT, /, **changes: Any) -> tuple[Finding, ...]:
    """Everything that is found in the form, department or county that these changes of the clean form describe."""
    books = build_books(changes)
    digests = [digest for book in books for digest in digest_book(book)]
    inside = [finding for book in books for finding in check_book(book, settings).findings]
    return (*inside, *check_county(digests, settings))


def found(rule: str, settings: Settings = DEFAULT, /, **changes: Any) -> Found:
    """Where and how this one rule fires."""
    return [
        (finding.severity.value, finding.place.cell, finding.expected)
        for finding in all_findings(settings, **changes)
        if finding.rule == rule
    ]


def ids(families: str, **changes: Any) -> list[str]:
    """Which rules of these families fire, sorted, each as often as it does."""
    return sorted(finding.rule for finding in all_findings(**changes) if finding.rule[0] in families)


def row_ids(row: str, settings: Settings = DEFAULT) -> dict[str, str]:
    """The rules of family V that fire on one indicator row, with their severity, in a table of that row alone."""
    return {
        finding.rule: finding.severity.value
        for finding in all_findings(settings, rows=[row])
        if finding.rule.startswith("V")
    }


def told_twice(findings: Iterable[Finding]) -> list[tuple[str, Place, str]]:
    """What is said more than once of one place: rule, place and message."""
    said = Counter((one.rule, one.place, one.message) for one in findings)
    return [one for one, times in said.items() if times > 1]
