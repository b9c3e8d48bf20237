"""The county's desk: departments hand their workbooks in, get a receipt, and the officer sees who has sent what.

All of it lies in one folder: the roster and the rule settings that the officer put there, ``报送`` with the workbook
of each department that counts, ``历次报送`` with what it replaced, ``收件记录.jsonl`` with a line for each receipt, and
the county summary. Nothing that was handed in is ever overwritten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import threading
from base64 import b32encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from xltools.county.clock import now
from xltools.county.data import DepartmentEntry
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.services.check import CheckedFile, Registers
from xltools.services.consolidate import ConsolidateRequest, IfExists, consolidate
from xltools.services.contract import ReportProgress, RequestError, no_report
from xltools.services.rosters import read_departments
from xltools.services.self_check import HandedFile
from xltools.services.settings import SETTINGS_FILE, ChosenSettings, choose_settings
from xltools.text import NO_TEXT, Text
from xltools.values.file_names import safe_file_name

__all__ = ["BoardRow", "CountyDesk", "Receipt", "SummaryMade", "access_code", "make_summary", "open_desk"]

ROSTER_NAMES = ("应报名单.xlsx", "应报名单.csv", "应报名单.xls", "应报名单.ods")
SENT, EARLIER = "报送", "历次报送"
RECEIPTS, SUMMARY, SECRET = "收件记录.jsonl", "县级汇总.xlsx", ".xltools-access"
MAX_CODE_CHARACTERS = 10
"""Of a letter or digit each: fifty bits, against which a few tries a minute are nothing."""
_HANDING_IN = threading.Lock()
"""Held while a workbook lands: numbers of receipts and places of files are given out one at a time."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One workbook that was handed in: its number, when (local time with offset), by whom, and what the check said.

    ``sent_name`` is what the sender called it; ``file`` is where it lies, below the desk's folder.
    """

    number: str
    time: str
    department_code: str
    department_name: str
    sent_name: str
    file: str
    sha256: str
    size: int
    forms: int
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A department of the roster and what it has sent, the last one first.

    ``by_hand`` are files of the department that somebody put into the folder without a receipt.
    """

    code: str
    name: str
    receipts: tuple[Receipt, ...] = ()
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SummaryMade:
    """The county summary that was written: its file, its sums and notices in words, and the fates of files by number.

    ``output`` is None where no file could be consolidated.
    """

    output: Path | None
    sums: Text
    notices: tuple[Text, ...]
    fates: Mapping[str, int]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountyDesk:
    """The desk of a county in ``folder``, with the departments of its roster and its settings."""

    folder: Path
    roster: Path
    departments: tuple[DepartmentEntry, ...]
    chosen: ChosenSettings

    @property
    def registers(self) -> Registers:
        """The projects of each department's register, by the department's code."""
        return {entry.code: entry.projects for entry in self.departments}

    @property
    def summary(self) -> Path:
        """The county summary."""
        return self.folder / SUMMARY

    def hand_in(self, department: DepartmentEntry, file: HandedFile, checked: CheckedFile) -> Receipt:
        """Put a workbook that was checked into the folder under its department's name, and return its receipt.

        What the department handed in before is kept among the earlier ones. The same content again gets the receipt
        that it has.

        :raises RequestError: the workbook holds no target sheets, or those of another department.
        """
        _check_sender(department, checked)
        content = file.path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        with _HANDING_IN:
            receipts = self.receipts_of(department.code)
            last = receipts[0] if receipts else None
            if last and last.sha256 == digest and (self.folder / last.file).is_file():
                return last
            target = self._place(department, file.path.suffix.lower(), last)
            moment = now()
            counts = count_severities(checked.findings)
            receipt = Receipt(
                number=self._next_number(moment),
                time=moment.isoformat(timespec="seconds"),
                department_code=department.code,
                department_name=department.name,
                sent_name=file.name,
                file=target.relative_to(self.folder).as_posix(),
                sha256=digest,
                size=len(content),
                forms=checked.sheets,
                errors=counts[Severity.ERROR],
                warnings=counts[Severity.WARNING],
                notes=counts[Severity.NOTE],
            )
            _write_new(target, content)
            self._record(receipt)
        return receipt

    def receipts(self) -> tuple[Receipt, ...]:
        """Return all receipts, the last one first. A line that somebody spoiled is left out."""
        try:
            lines = (self.folder / RECEIPTS).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return ()
        return tuple(reversed([receipt for line in lines if (receipt := _receipt(line))]))

    def receipts_of(self, code: str) -> tuple[Receipt, ...]:
        """Return the receipts of one department, the last one first."""
        return tuple(receipt for receipt in self.receipts() if receipt.department_code == code)

    def board(self) -> tuple[BoardRow, ...]:
        """Return the departments of the roster in its order, with what each has sent."""
        receipts = self.receipts()
        received = {receipt.file for receipt in receipts}
        files = sorted(path.name for path in (self.folder / SENT).glob("*") if not path.name.startswith("."))
        by_hand = [name for name in files if f"{SENT}/{name}" not in received]
        return tuple(
            BoardRow(
                entry.code,
                entry.name,
                tuple(receipt for receipt in receipts if receipt.department_code == entry.code),
                tuple(name for name in by_hand if name.startswith(entry.code) or entry.name in name),
            )
            for entry in self.departments
        )

    def _place(self, department: DepartmentEntry, suffix: str, last: Receipt | None) -> Path:
        """Return the free path for a department's workbook, after its earlier one was set aside."""
        stem = safe_file_name(f"{department.code}{department.name}")
        target = self.folder / SENT / f"{stem}{suffix}"
        target.parent.mkdir(exist_ok=True)
        taken = [self.folder / last.file] if last else []
        for old in dict.fromkeys([*taken, target]):
            if old.exists():
                number = last.number if last and old == self.folder / last.file else "原有"
                _set_aside(old, self.folder / EARLIER, f"{stem}-{number}")
        return target

    def _next_number(self, moment: datetime) -> str:
        """Return the next receipt number of the day, such as 20261129-0007."""
        day = f"{moment:%Y%m%d}"
        today = [int(one.number.partition("-")[2] or 0) for one in self.receipts() if one.number.startswith(day)]
        return f"{day}-{max(today, default=0) + 1:04d}"

    def _record(self, receipt: Receipt) -> None:
        with (self.folder / RECEIPTS).open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(asdict(receipt), ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def open_desk(folder: Path, roster: Path | None = None) -> CountyDesk:
    """Open the desk in a folder with a roster.

    :raises RequestError: there is no such folder, no roster in it, or a roster or settings that cannot be used.
    """
    if not folder.is_dir():
        raise RequestError(f"找不到文件夹 {folder}，请先建立。", f"There is no folder {folder}; make it first.")
    roster = roster or next((folder / name for name in ROSTER_NAMES if (folder / name).is_file()), None)
    if roster is None:
        raise RequestError(
            f"{folder} 里没有应报名单。请把名单放进去，命名为 {ROSTER_NAMES[0]}，或用 --roster 指明。",
            f"There is no roster in {folder}. Put one there as {ROSTER_NAMES[0]}, or name it with --roster.",
        )
    settings = folder / SETTINGS_FILE
    chosen = choose_settings(settings if settings.is_file() else None, folder / SUMMARY, ())
    return CountyDesk(folder, roster, read_departments(roster), chosen)


def access_code(desk: CountyDesk, holder: str) -> str:
    """Return the access code of a department's code, or of ``officer``: the same each time, as long as the secret is.

    The secret is made when it is first asked for, in a file that only its owner can read.
    """
    digest = hmac.new(_secret(desk.folder / SECRET), holder.encode(), hashlib.sha256).digest()
    return b32encode(digest).decode()[:MAX_CODE_CHARACTERS]


def make_summary(desk: CountyDesk, report: ReportProgress = no_report) -> SummaryMade:
    """Consolidate what was handed in; what people typed into the last summary is taken over.

    :raises RequestError: nothing was handed in yet, or the summary cannot be written.
    """
    request = ConsolidateRequest(
        paths=(desk.folder / SENT,),
        output=desk.summary,
        if_exists=IfExists.REPLACE,
        roster=desk.roster,
        recursive=True,
        rules=desk.chosen.file,
    )
    if not (desk.folder / SENT).is_dir():
        raise RequestError("还没有收到任何部门的工作簿。", "No department has handed in a workbook yet.")
    result = consolidate(request, report)
    fates: dict[str, int] = {}
    for record in result.data.files:
        fates[record.fate.term.zh] = fates.get(record.fate.term.zh, 0) + 1
    missing = tuple(f"{entry.code}{entry.name}" for entry in result.data.missing)
    return SummaryMade(result.output, result.sums if result.output else NO_TEXT, result.notices, fates, missing)


def _check_sender(department: DepartmentEntry, checked: CheckedFile) -> None:
    if not checked.sheets:
        raise RequestError(
            "这份文件里没有可以读取的绩效目标表，没有收下。请先自查，按问题改正后再报送。",
            "No target sheet could be read in this file; it was not taken. Check it first, and mend what is found.",
        )
    code, name = checked.department
    if code and code != department.code:
        raise RequestError(
            f"这份文件写的是 {code}{name}，您的访问码属于 {department.code}{department.name}，没有收下。"
            "请核对封面的部门编码，或换用该部门的访问码。",
            f"This file is of {code} {name}, but your access code belongs to {department.code} {department.name}; "
            "it was not taken. Check the department on the cover, or use that department's code.",
        )


def _write_new(target: Path, content: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all."""
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _move_to_free(draft, target)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def _set_aside(old: Path, folder: Path, stem: str) -> None:
    """Move a file into a folder under the first free name."""
    folder.mkdir(exist_ok=True)
    for target in _numbered(folder, stem, old.suffix):
        with suppress(FileExistsError):
            _move_to_free(old, target)
            return


def _move_to_free(old: Path, target: Path) -> None:
    """Move a file to a path where there is none; raise FileExistsError where there is."""
    try:
        os.link(old, target)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, FileExistsError):
            raise
        # A file system without links, such as a memory stick's: the name is taken first.
        with target.open("xb") as new, old.open("rb") as content:
            shutil.copyfileobj(content, new)
    old.unlink()


def _numbered(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{stem}{suffix}"
    number = 2
    while True:
        yield folder / f"{stem}（{number}）{suffix}"
        number += 1


def _receipt(line: str) -> Receipt | None:
    try:
        return Receipt(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _secret(path: Path) -> bytes:
    """Return the secret in a file, which is made for its owner alone where there is none."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
    return path.read_bytes()
