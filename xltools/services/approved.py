"""The folder with the approved target workbooks, which sheets of results are held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from xltools.county.approved import ApprovedTarget, ApprovedTargets
from xltools.county.data import CountyFile
from xltools.county.gather import gather
from xltools.form_identity import FormPurpose
from xltools.rules.settings import Settings
from xltools.services.contract import RequestError
from xltools.services.inputs import find_inputs
from xltools.text import Text

__all__ = ["approved_apart", "read_approved", "unanswered_notices"]

MAX_NAMED = 5
"""Projects of a department that a notice names."""
_SHEETS = {
    FormPurpose.MONITORING: Text("监控表", "monitoring"),
    FormPurpose.SELF_EVALUATION: Text("自评表", "self-evaluation"),
}


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


def unanswered_notices(approved: ApprovedTargets, files: Iterable[CountyFile]) -> Iterator[Text]:
    """Yield which approved projects have no sheet of results, where their department sent some for others."""
    for purpose, targets in approved.unanswered(files):
        sheets = _SHEETS[purpose]
        by_department = [(key, list(group)) for key, group in groupby(targets, key=lambda one: one.department)]
        zh = "；".join(f"{code}{name} {_named(own).zh}" for (code, name), own in by_department)
        en = "; ".join(f"{code} {name} {_named(own).en}" for (code, name), own in by_department)
        yield Text(
            f"批复的项目有 {len(targets)} 个没有报来{sheets.zh}：{zh}。请部门补报；已撤销或合并的，请另行说明。",
            f"{len(targets)} approved projects have no sheet of {sheets.en}: {en}. Ask the departments for them; for "
            "those that were cancelled or merged, ask for an explanation.",
        )


def _named(targets: Sequence[ApprovedTarget]) -> Text:
    names = [one.row.name for one in targets[:MAX_NAMED]]
    more = len(targets) > MAX_NAMED
    return Text(
        "、".join(f"“{name}”" for name in names) + (f"等 {len(targets)} 个" if more else ""),
        ", ".join(f'"{name}"' for name in names) + (f" and {len(targets) - MAX_NAMED} more" if more else ""),
    )
