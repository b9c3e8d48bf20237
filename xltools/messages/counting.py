"""Counts of findings by severity."""

from __future__ import annotations

from collections.abc import Iterable

from xltools.model import Finding, Severity

__all__ = ["count_severities"]


def count_severities(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Count the findings of each severity; all three keys are always there."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts
