"""The record of a run, and the file beside the summary that a line is added to for each of them."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from xltools.county.clock import reproducible
from xltools.county.data import CountyData
from xltools.services.settings import ChosenSettings
from xltools.summary.runs import RunFacts, RunOrigin
from xltools.text import Text

__all__ = ["RUN_LOG", "append_run", "describe_run"]

RUN_LOG = "操作记录.jsonl"
"""The name of the file beside the summary."""
_START = b'{"time": '
"""The beginning of each line; a file of this name that begins otherwise is somebody else's."""


def describe_run(
    data: CountyData,
    chosen: ChosenSettings,
    output: Path,
    *,
    roster: Path | None,
    previous: Iterable[Path],
    last_year: Path | None,
    origin: RunOrigin,
    user: str,
) -> RunFacts:
    """Return the record of the run that made ``data``; without a ``user`` it is that of the operating system.

    Where SOURCE_DATE_EPOCH asks for equal files from equal input, user and computer are left out.
    """
    named = not reproducible()
    names = chosen.settings.forms
    return RunFacts(
        time=data.generated.isoformat(),
        user=(user or _user()) if named else "",
        computer=platform.node() if named else "",
        origin=origin.value,
        version=data.version,
        summary=output.name,
        rule_settings=chosen.settings.shown_name.zh,
        rule_settings_sha256=hashlib.sha256(chosen.file.read_bytes()).hexdigest() if chosen.file else "",
        forms="、".join(sorted({file.form for file in data.accepted if file.form})),
        expected_forms=names.names(names.expected),
        year=str(data.year or ""),
        roster=roster.name if roster else "",
        previous="、".join(path.name for path in previous),
        last_year=last_year.name if last_year else "",
        files=str(len(data.files)),
        accepted=str(len(data.accepted)),
        findings=str(len(data.findings)),
    )


def append_run(run: RunFacts, folder: Path) -> Iterator[Text]:
    """Add a line to the file of records in ``folder``; yield why that could not be done, which ends no job."""
    path = folder / RUN_LOG
    line = json.dumps(run.items(), ensure_ascii=False)
    try:
        if path.is_symlink() or (path.exists() and not _is_ours(path)):
            yield Text(
                f"{path} 不是本工具写的操作记录，没有改动；这次的记录只在汇总的“操作记录”表里。",
                f"{path} is not a file of records of this tool and was left as it is; this run is only on the sheet "
                "操作记录 of the summary.",
            )
            return
        with path.open("a+b") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - 1, 0))
            # A run that was cut off left half a line.
            start = "\n" if file.read(1) not in {b"", b"\n"} else ""
            file.write(f"{start}{line}\n".encode())
    except OSError as error:
        _remove_if_blank(path)
        yield Text(
            f"操作记录没有写入 {path}：{error.strerror or error}。这次的记录在汇总的“操作记录”表里。",
            f"The run was not recorded in {path}: {error}. It is on the sheet 操作记录 of the summary.",
        )


def _remove_if_blank(path: Path) -> None:
    """Remove the file where there was no room for its first line."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and not path.stat().st_size:
            path.unlink()


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(len(_START))
    return start in {b"", _START}


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # which of them depends on the system and the version of Python
        return ""
