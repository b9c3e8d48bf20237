"""What all services have in common: the progress they report, how they end, and why they refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from xltools.text import XltoolsError

__all__ = ["ExitStatus", "Progress", "ReportProgress", "RequestError", "Stage", "no_report"]


class ExitStatus(IntEnum):
    """How a service ended; the numbers are the exit codes of the commands."""

    DONE = 0
    """done, and nothing of severity 错误 was found"""
    FINDINGS = 1
    """done, with errors found or departments missing"""
    NOTHING = 2
    """nothing could be done, or wrong usage"""


class Stage(StrEnum):
    """What a service is busy with."""

    READING = "reading"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a service is: ``done`` of ``total`` files; ``file`` is the one that was finished last."""

    stage: Stage
    done: int = 0
    total: int = 0
    file: str = ""


ReportProgress = Callable[[Progress], None]


def no_report(progress: Progress) -> None:
    """Report progress to nobody."""


class RequestError(XltoolsError):
    """A request that cannot be carried out as it is; the text says what to change."""
