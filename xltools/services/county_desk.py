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
import re
import secrets
import threading
from base64 import b32encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from xltools.county.clock import now
from xltools.county.data import DepartmentEntry
from xltools.messages.counting import count_severities
from xltools.model import Severity
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.rules.patterns import bare_text
from xltools.services.check import CheckedFile, Registers
from xltools.services.consolidate import ConsolidateRequest, IfExists, RunOrigin, consolidate
from xltools.services.contract import ReportProgress, RequestError, no_report
from xltools.services.rosters import read_departments
from xltools.services.self_check import HandedFile
from xltools.services.settings import SETTINGS_FILE, ChosenSettings, choose_settings
from xltools.text import NO_TEXT, Text
from xltools.values.file_names import safe_file_name

__all__ = ["BoardRow", "CountyDesk", "Receipt", "SummaryMade", "access_code", "make_summary", "open_desk"]

ROSTER_NAMES = ("应报名单.xlsx", "应报名单.csv", "应报名单.xls", "应报名单.ods")
SENT, EARLIER = "报送", "历次报送"
OFFICER_NAME = "财政部门"
"""The one who makes the summary, in the record of the run."""
RECEIPTS, SUMMARY, SECRET = "收件记录.jsonl", "县级汇总.xlsx", ".xltools-access"
MAX_CODE_CHARACTERS = 10
"""Of a letter or digit each: fifty bits, against which a few tries a minute are nothing."""
SECRET_BYTES = 32
_NUMBER = re.compile(r"\d{8}-\d{4,}")
_LOCKS = (".", "~$")
"""Beginnings of files that a program puts beside a workbook while it is open."""
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

    def summary_digest(self) -> str:
        """Return the SHA-256 of the county summary, an empty text where there is none or it cannot be read."""
        try:
            return _digest(self.summary)
        except OSError:
            return ""

    def hand_in(self, department: DepartmentEntry, file: HandedFile, checked: CheckedFile) -> Receipt:
        """Put a workbook that was checked into the folder under its department's name, and return its receipt.

        What the department handed in before is kept among the earlier ones. The same content again gets the receipt
        that it has.

        :raises RequestError: the workbook holds no target sheets or those of another department, it has the name of
            something else, or the folder cannot be written to.
        """
        _check_sender(department, self.departments, checked)
        _check_suffix(file)
        try:
            return self._take(department, file, checked)
        except OSError as error:
            raise RequestError(
                f"财政部门的收件文件夹写不进去（{error.strerror or error}），没有收下。请告知财政部门，稍后再报送。",
                f"The desk's folder cannot be written to ({error.strerror or error}); the file was not taken. "
                "Tell the finance bureau, and send it again later.",
            ) from error

    def _take(self, department: DepartmentEntry, file: HandedFile, checked: CheckedFile) -> Receipt:
        content = file.path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        with _HANDING_IN:
            receipts = self.receipts_of(department.code)
            last = receipts[0] if receipts else None
            if last and last.sha256 == digest == _digest(self.folder / last.file):
                return last
            stem = safe_file_name(f"{department.code}{department.name}")
            target = self.folder / SENT / f"{stem}{file.path.suffix.lower()}"
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
            self._land(content, target, stem, last)
            self._record(receipt)
        return receipt

    def receipts(self) -> tuple[Receipt, ...]:
        """Return all receipts, the last one first. A line that somebody spoiled is left out."""
        try:
            lines = (self.folder / RECEIPTS).read_text(encoding="utf-8-sig", errors="replace").split("\n")
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
        files = sorted(path.name for path in (self.folder / SENT).glob("*") if not path.name.startswith(_LOCKS))
        by_hand = [name for name in files if f"{SENT}/{name}" not in received]
        return tuple(
            BoardRow(
                entry.code,
                entry.name,
                tuple(receipt for receipt in receipts if receipt.department_code == entry.code),
                tuple(name for name in by_hand if _begins_with_code(name, entry.code) or entry.name in name),
            )
            for entry in self.departments
        )

    def _land(self, content: bytes, target: Path, stem: str, last: Receipt | None) -> None:
        """Put a department's workbook in the place of its earlier one, which is kept among the earlier ones.

        At each moment one of the two counts, whole: a crash or a summary that is being made never meets none.
        """
        target.parent.mkdir(exist_ok=True)
        before = [self.folder / last.file] if last else []
        replaced = [old for old in dict.fromkeys([*before, target]) if old.is_file()]
        draft = self.folder / f".{secrets.token_hex(8)}.part"
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            for old in replaced:
                number = last.number if last and _digest(old) == last.sha256 else "原有"
                _keep(old, self.folder / EARLIER, f"{stem}-{number}")
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        for old in replaced:
            if old != target:
                old.unlink()

    def _next_number(self, moment: datetime) -> str:
        """Return the next receipt number of the day, such as 20261129-0007."""
        day = f"{moment:%Y%m%d}"
        today = [int(one.number.partition("-")[2] or 0) for one in self.receipts() if one.number.startswith(day)]
        return f"{day}-{max(today, default=0) + 1:04d}"

    def _record(self, receipt: Receipt) -> None:
        line = json.dumps(asdict(receipt), ensure_ascii=False).encode() + b"\n"
        with (self.folder / RECEIPTS).open("ab+") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                if file.read() != b"\n":  # a crash, or an editor, left a line without its end
                    line = b"\n" + line
            file.write(line)
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
    return CountyDesk(folder, roster, read_departments(roster, chosen.settings.limits), chosen)


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
        record=RunOrigin.WEB,
        user=OFFICER_NAME,
    )
    if not (desk.folder / SENT).is_dir():
        raise RequestError("还没有收到任何部门的工作簿。", "No department has handed in a workbook yet.")
    result = consolidate(request, report)
    fates: dict[str, int] = {}
    for record in result.data.files:
        fates[record.fate.term.zh] = fates.get(record.fate.term.zh, 0) + 1
    missing = tuple(f"{entry.code}{entry.name}" for entry in result.data.missing)
    return SummaryMade(result.output, result.sums if result.output else NO_TEXT, result.notices, fates, missing)


def _check_sender(department: DepartmentEntry, departments: Sequence[DepartmentEntry], checked: CheckedFile) -> None:
    """Raise RequestError where nothing can be read, or where the workbook states the code or name of another."""
    if not checked.sheets:
        raise RequestError(
            "这份文件里没有可以读取的绩效目标表，没有收下。请先自查，按问题改正后再报送。",
            "No target sheet could be read in this file; it was not taken. Check it first, and mend what is found.",
        )
    code, name = checked.department
    others = {bare_text(entry.name) for entry in departments if entry.code != department.code and entry.name}
    if code != department.code if code else bare_text(name) in others:
        raise RequestError(
            f"这份文件写的是 {code}{name}，您的访问码属于 {department.code}{department.name}，没有收下。"
            f"请核对封面的部门{'编码' if code else '名称'}，或换用该部门的访问码。",
            f"This file is of {code} {name}, but your access code belongs to {department.code} {department.name}; "
            "it was not taken. Check the department on the cover, or use that department's code.",
        )


def _check_suffix(file: HandedFile) -> None:
    """Raise RequestError for a file that a double click of the officer would not open as a workbook."""
    if file.path.suffix.lower() not in WORKBOOK_SUFFIXES:
        raise RequestError(
            f"{file.name} 的扩展名不是工作簿的，没有收下。请用 WPS 或 Excel 打开，另存为 .xlsx 后再报送。",
            f"{file.name} does not have the extension of a workbook; it was not taken. Open it in WPS or Excel, "
            "save it as .xlsx and send it again.",
        )


def _begins_with_code(name: str, code: str) -> bool:
    """Return whether the name of a file begins with a department's code, and not with a longer one."""
    return name.startswith(code) and not name.removeprefix(code)[:1].isdigit()


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, an empty text where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""


def _keep(old: Path, folder: Path, stem: str) -> None:
    """Copy a file into a folder under the first free name."""
    folder.mkdir(exist_ok=True)
    for target in _numbered(folder, stem, old.suffix):
        try:
            with target.open("xb") as new:
                new.write(old.read_bytes())
                new.flush()
                os.fsync(new.fileno())
        except FileExistsError:
            continue
        except OSError:
            target.unlink(missing_ok=True)
            raise
        return


def _numbered(folder: Path, stem: str, suffix: str) -> Iterator[Path]:
    yield folder / f"{stem}{suffix}"
    number = 2
    while True:
        yield folder / f"{stem}（{number}）{suffix}"
        number += 1


def _receipt(line: str) -> Receipt | None:
    """Return the receipt of a line, None for a line that holds none."""
    try:
        receipt = Receipt(**json.loads(line))
    except (ValueError, TypeError):
        return None
    numbers = (receipt.size, receipt.forms, receipt.errors, receipt.warnings, receipt.notes)
    texts = (getattr(receipt, field.name) for field in fields(Receipt) if field.type == "str")
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(number, int) for number in numbers):
        return None
    return receipt if _NUMBER.fullmatch(receipt.number) else None


def _secret(path: Path) -> bytes:
    """Return the secret in a file, which is made for its owner alone where there is none.

    :raises RequestError: the file was cut short; codes made from what is left could be guessed.
    """
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise RequestError(
            f"{path} 不完整，不能用来生成访问码。请删除它再启动，并把新的访问码发给各部门。",
            f"{path} is incomplete, and no access codes can be made from it. Delete it, start again, and give the "
            "departments their new codes.",
        )
    return secret
