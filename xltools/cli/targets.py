"""Whether a command may write a file: what the services ask, with the answer in the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xltools.cli.console import friendly
from xltools.services import targets

__all__ = ["check_json", "check_target"]


def check_target(target: Path, *, force: bool, suffix: str = "", inputs: Iterable[Path | None] = ()) -> None:
    """End the command where ``target`` cannot or must not be written."""
    with friendly():
        targets.check_target(target, force=force, suffix=suffix, inputs=inputs)


def check_json(target: Path) -> None:
    """End the command where ``target`` exists and does not hold JSON."""
    with friendly():
        targets.check_json(target)
