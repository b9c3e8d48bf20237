"""The record of a run: who consolidated when, with which program, settings and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

__all__ = ["RunFacts"]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run: its time in ISO 8601, user and computer as the operating system names them, and what it worked with.

    Files are named without their folders. ``rule_settings_sha256`` is the digest of the settings file, empty for the
    defaults; ``forms`` are the ids of the forms that sheets were read with.
    """

    time: str
    user: str
    computer: str
    version: str
    summary: str
    rule_settings: str
    rule_settings_sha256: str
    forms: str
    expected_forms: str
    year: str
    roster: str
    previous: str
    last_year: str
    files: str
    accepted: str
    findings: str

    def items(self) -> Mapping[str, str]:
        """Return the values by their keys in the file of records."""
        return asdict(self)
