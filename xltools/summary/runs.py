"""The record of a run: who consolidated when, with which program, settings and forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

__all__ = ["RunFacts", "RunOrigin"]


class RunOrigin(StrEnum):
    """The way by which somebody asked for a consolidation."""

    COMMAND = "命令"
    BUTTON = "按钮"
    WEB = "网页"
    PYTHON = "Python"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """One run: its time in ISO 8601, user, computer and origin, and what it worked with.

    User and computer are named as the operating system names them; on the county's desk the user is the office whose
    code it was, for there the operating system knows only who keeps the service running. Files are named without their
    folders. ``rule_settings_sha256`` is the digest of the settings file, empty for the defaults; ``forms`` are the ids
    of the forms that sheets were read with.
    """

    time: str
    user: str
    computer: str
    origin: str
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
