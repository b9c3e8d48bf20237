"""Tell whether approved workbooks (批复表) are as they were approved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from xltools.county.find import FoundFile
from xltools.documents.approval_seal import ApprovalReading, read_approval
from xltools.limits import Limits
from xltools.readers import read_file
from xltools.services.approval_register import APPROVED_NAME, REGISTER_FILE, digests_of
from xltools.services.contract import ExitStatus, Progress, ReportProgress, Stage, no_report
from xltools.services.inputs import check_given_file, find_inputs
from xltools.services.settings import choose_settings
from xltools.text import NO_TEXT, Text

__all__ = ["Verdict", "VerifiedFile", "VerifyRequest", "VerifyResult", "verify"]


class Verdict(Enum):
    """The result of a comparison, in words."""

    SAME = Text("与批复一致", "as approved")
    UNREGISTERED = Text("校验码相符，但登记里没有", "the digest agrees, but is not in the register")
    CHANGED = Text("批复后被改动", "changed since it was approved")
    STRIPPED = Text("叫批复表，却没有校验码", "named as an approved workbook, without a digest")
    NOT_APPROVED = Text("不是批复表", "no approved workbook")
    UNREADABLE = Text("打不开，不能核对", "cannot be read, so it is not verified")


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """A request to verify the approved workbooks among ``paths``.

    ``register`` is the bureau's list of digests; without it, the one in the folder of a workbook is not used: it may
    have come with it.
    """

    paths: tuple[Path, ...]
    register: Path | None = None
    recursive: bool = False
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """A file, the verdict on it, its digest, the sheets that differ, and why it cannot be read."""

    name: str
    verdict: Verdict
    digest: str = ""
    changed: tuple[str, ...] = ()
    reason: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """The verdicts on all files."""

    files: tuple[VerifiedFile, ...]
    notices: tuple[Text, ...] = ()

    @property
    def status(self) -> ExitStatus:
        """Done where every approved workbook is as approved, and each can be read; nothing where there is none."""
        verdicts = {file.verdict for file in self.files} - {Verdict.NOT_APPROVED}
        if not verdicts:
            return ExitStatus.NOTHING
        return ExitStatus.DONE if verdicts == {Verdict.SAME} else ExitStatus.FINDINGS


def verify(request: VerifyRequest, report: ReportProgress = no_report) -> VerifyResult:
    """Compute each workbook's digest anew and compare it with what it states, and with the register."""
    registered = None
    if request.register:
        check_given_file(request.register)
        registered = digests_of(request.register)
    chosen = choose_settings(request.rules, None, request.paths)
    skip = [request.register] if request.register else []
    files = find_inputs(request.paths, recursive=request.recursive, limits=chosen.settings.limits, skip=skip)
    verified: list[VerifiedFile] = []
    for number, file in enumerate(files, 1):
        if file.path.name != REGISTER_FILE:
            verified.append(_verified(file, registered, chosen.settings.limits))
        report(Progress(Stage.READING, number, len(files), file.path.name))
    return VerifyResult(tuple(verified), chosen.notices)


def _verified(file: FoundFile, registered: Mapping[str, str] | None, limits: Limits) -> VerifiedFile:
    sent = read_file(file.path, file.name, limits)
    if sent.problem:
        return VerifiedFile(file.name, Verdict.UNREADABLE, reason=sent.problem.message)
    reading = read_approval(sent.data, sent.workbook.sheets) if sent.workbook else None
    if reading is None:
        name = file.path.name
        is_named = file.path.stem.endswith(APPROVED_NAME) or (registered is not None and name in registered.values())
        return VerifiedFile(file.name, Verdict.STRIPPED if is_named else Verdict.NOT_APPROVED)
    return VerifiedFile(file.name, _verdict(reading, registered), reading.actual, reading.changed)


def _verdict(reading: ApprovalReading, registered: Mapping[str, str] | None) -> Verdict:
    if not reading.is_unchanged:
        return Verdict.CHANGED
    if registered is not None and reading.actual not in registered:
        return Verdict.UNREGISTERED
    return Verdict.SAME
