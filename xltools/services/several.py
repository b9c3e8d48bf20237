"""Read several workbooks that were handed over together, each with its fate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.county.data import CountyFile, DepartmentEntry, Fate
from xltools.county.find import FoundFile, find_files
from xltools.county.gather import gather
from xltools.messages.counting import count_severities
from xltools.model import Finding, Severity
from xltools.outputs.json_report import sums_in_words
from xltools.rules.settings import DEFAULT, Settings
from xltools.services.contract import Progress, ReportProgress, Stage, no_report
from xltools.services.self_check import HandedFile
from xltools.text import NO_TEXT, Text

__all__ = ["ReadTogether", "SeveralRequest", "SeveralResult", "count_files", "read_several"]

_END_OF_ZIP = b"PK\5\6"
_END_BYTES, _MAX_COMMENT_BYTES = 22, 0xFFFF
_COUNT = slice(10, 12)
"""Of the end of a zip: the number of its members (APPNOTE 4.3.16)."""


@dataclass(frozen=True, slots=True)
class SeveralRequest:
    """A request to read files together; a zip among them is looked through like a folder."""

    files: tuple[HandedFile, ...]
    roster: tuple[DepartmentEntry, ...] = ()
    settings: Settings = DEFAULT


@dataclass(frozen=True, slots=True)
class ReadTogether:
    """The fate of one file, with its department and its findings."""

    name: str
    fate: Fate
    reason: Text
    department_code: str
    department_name: str
    forms: int
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Mapping[Severity, int]:
        """The number of findings of each severity."""
        return count_severities(self.findings)


@dataclass(frozen=True, slots=True)
class SeveralResult:
    """The files in the order of their names, and the sums of those that count, in words."""

    files: tuple[ReadTogether, ...]
    sums: Text = NO_TEXT


def read_several(request: SeveralRequest, report: ReportProgress = no_report) -> SeveralResult:
    """Read the files as one county. Never raises for anything that a file is or holds."""
    found = [member for file in request.files for member in _members(file)]
    done: list[str] = []

    def tell(record: CountyFile) -> None:
        done.append(record.path)
        report(Progress(Stage.READING, len(done), len(found), record.path))

    data = gather(_told_apart(found), settings=request.settings, roster=request.roster, progress=tell)
    return SeveralResult(tuple(map(_fate, data.files)), sums_in_words(data))


def count_files(files: Iterable[HandedFile]) -> int:
    """Return the number of files, with as many for a zip as its last record says.

    That may be untrue: it is good for an estimate, and costs nothing. No member is looked at.
    """
    return sum(_stated_members(file.path) if file.path.suffix == ".zip" else 1 for file in files)


def _stated_members(path: Path) -> int:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _END_BYTES - _MAX_COMMENT_BYTES))
        tail = file.read()
    end = tail[tail.rfind(_END_OF_ZIP) :] if _END_OF_ZIP in tail else b""
    return max(1, int.from_bytes(end[_COUNT], "little"))


def _members(file: HandedFile) -> Sequence[FoundFile]:
    """Return the file, or the members of a zip, under the names of the sender."""
    place = file.path.as_posix()
    members = find_files([file.path], limits=file.settings.limits)
    return [replace(one, name=file.name + one.name.removeprefix(place)) for one in members]


def _told_apart(files: Sequence[FoundFile]) -> list[FoundFile]:
    """Return the files with a number behind names that occur twice: three departments may have sent 附件1.xlsx."""
    seen: dict[str, int] = {}
    named = []
    for file in files:
        number = seen[file.name] = seen.get(file.name, 0) + 1
        named.append(file if number == 1 else replace(file, name=f"{file.name}（{number}）"))
    return named


def _fate(record: CountyFile) -> ReadTogether:
    return ReadTogether(
        record.path,
        record.fate,
        record.reason,
        record.department_code,
        record.department_name,
        record.sheets_read,
        tuple(record.findings),
    )
