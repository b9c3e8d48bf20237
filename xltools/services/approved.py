"""The folder with the approved target workbooks, which sheets of results are held against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xltools.county.data import CountyFile
from xltools.county.gather import gather
from xltools.rules.settings import Settings
from xltools.services.contract import RequestError
from xltools.services.inputs import find_inputs

__all__ = ["approved_apart", "read_approved"]


def read_approved(folder: Path | None, settings: Settings, *, jobs: int = 1) -> tuple[CountyFile, ...]:
    """Return the records of the workbooks that count in a folder of approved targets; nothing without a folder.

    Raises RequestError for what is not a folder, or one in which no target sheet of a project counts.
    """
    if folder is None:
        return ()
    if not folder.is_dir():
        raise RequestError(
            f"--approved {folder} 不是文件夹，请给出放批复后的绩效目标表的文件夹。",
            f"--approved {folder} is not a folder; name the folder with the approved target workbooks.",
        )
    files = find_inputs((folder,), recursive=True, limits=settings.limits)
    accepted = tuple(file for file in gather(files, settings=settings, jobs=jobs).accepted if file.sheets)
    if not accepted:
        raise RequestError(
            f"--approved {folder} 里没有读到可以采用的绩效目标表，请给出放批复后的绩效目标表的文件夹。",
            f"No target sheets count in --approved {folder}; name the folder with the approved target workbooks.",
        )
    return accepted


def approved_apart(folder: Path | None, paths: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folder of approved targets, to be left out of ``paths``, unless it is one of them itself."""
    same = folder is not None and folder.resolve() in {path.resolve() for path in paths}
    return () if folder is None or same else (folder,)
