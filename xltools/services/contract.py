"""The contract of all services: progress, exit status, and the error for requests that cannot be carried out."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum, StrEnum

from xltools.errors import XltoolsError
from xltools.quick_dataclass import dataclass

__all__ = ["ExitStatus", "MissingExtraError", "Progress", "ReportProgress", "RequestError", "Stage", "no_report"]


class ExitStatus(IntEnum):
    """The outcome of a service; the numbers are the exit codes of the commands."""

    DONE = 0
    """done, and nothing of severity 错误 was found"""
    FINDINGS = 1
    """done, with errors found or departments missing"""
    NOTHING = 2
    """nothing could be done, or wrong usage"""


class Stage(StrEnum):
    """The part of its work that a service is doing."""

    READING = "reading"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a service: ``done`` of ``total`` files; ``file`` is the one that was finished last."""

    stage: Stage
    done: int = 0
    total: int = 0
    file: str = ""


ReportProgress = Callable[[Progress], None]


def no_report(progress: Progress) -> None:
    """Ignore the progress; the default of ``report``."""


class RequestError(XltoolsError):
    """A request that cannot be carried out as it is; the text says what to change."""


class MissingExtraError(XltoolsError):
    """The packages of an extra are not installed; the text says how to install them."""
