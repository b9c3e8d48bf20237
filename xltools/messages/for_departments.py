"""Remedies in the words for the department that sent a file: it has no commands and no rule settings."""

from __future__ import annotations

from xltools.messages.files import FILES
from xltools.messages.reading import READING
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding

__all__ = ["department_remedy"]

_REMEDIES = {
    message.id: message.zh.department_remedy
    for message in (*FILES.values(), *READING.values(), *STRUCTURE.values())
    if message.zh.department_remedy
}


def department_remedy(finding: Finding) -> str:
    """Return the remedy of a finding for a returned copy or a notice, in Chinese."""
    return _REMEDIES.get(finding.rule, finding.suggestion.zh)
