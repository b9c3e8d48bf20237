"""Turn published documents into the workbooks of the departments in them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xltools.county.project_identity import known_code
from xltools.department.marking import mark_cells
from xltools.documents.doubtful_values import findings_in, shown_place
from xltools.documents.imported_departments import ImportedDepartment, read_departments
from xltools.documents.open_document import document_finding, open_document
from xltools.forms.interpret import interpret
from xltools.model import DepartmentBook, Finding, Severity, TargetSheet
from xltools.readers import read_content
from xltools.readers.refusal import RefusedError
from xltools.rules.patterns import bare_text
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_folder, check_workbook_target, save_workbook
from xltools.template import write_department
from xltools.text import Text
from xltools.values import format_amount
from xltools.values.file_names import numbered_names, safe_file_name

__all__ = ["ImportRequest", "ImportResult", "ImportedFile", "WrittenDepartment", "import_documents", "shown_place"]

_ZERO = Decimal(0)
_SUFFIX = ".xlsx"
_WORKBOOKS = frozenset({_SUFFIX, ".xls", ".xlsm", ".xlsb", ".ods", ".et", ".csv"})
"""Endings of names that mean a workbook, not a folder; only one of them can be written."""


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A request to turn ``files`` into workbooks: into the workbook ``output``, or into a folder of that name.

    A name that ends in ``.xlsx`` is a workbook, and then there must be one department only. ``rules`` is the settings
    file that the officer named: it may name the county's own forms.
    """

    files: tuple[Path, ...]
    output: Path
    force: bool = False
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class WrittenDepartment:
    """A department of a document: its book, what is to be seen to, and the workbook that was written.

    ``marked`` is the number of its cells that have a colour and a note, because a finding is about them.
    """

    book: DepartmentBook
    findings: tuple[Finding, ...]
    output: Path
    marked: int = 0

    @property
    def content(self) -> Text:
        """The content of the workbook in words."""
        book = self.book
        total = sum((sheet.budget.value for sheet in book.projects if sheet.budget.value), start=_ZERO)
        indicators = sum(len(sheet.indicators) for sheet in book.sheets)
        funds, projects, amount = len(book.special_funds), len(book.projects), format_amount(total)
        return Text(
            f"专项资金 {funds}，项目 {projects}，指标 {indicators}，项目预算 {amount} 元",
            f"{funds} special funds, {projects} projects, {indicators} indicators, project budget {amount} yuan",
        )


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A document: its departments, or none and a finding that says why; ``findings`` are about the document."""

    file: Path
    departments: tuple[WrittenDepartment, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The documents in the order they were given."""

    files: tuple[ImportedFile, ...]
    notices: tuple[Text, ...]
    status: ExitStatus

    @property
    def departments(self) -> tuple[WrittenDepartment, ...]:
        """The departments of all documents."""
        return tuple(department for file in self.files for department in file.departments)


@dataclass(frozen=True, slots=True)
class _ReadFile:
    """A document before anything is written."""

    file: Path
    departments: tuple[ImportedDepartment, ...]
    findings: tuple[Finding, ...]


def import_documents(request: ImportRequest, report: ReportProgress = no_report) -> ImportResult:
    """Read the documents and write a workbook for each department in them.

    Raises RequestError where a target cannot be written, or one workbook is asked for and there are several
    departments. Nothing is written then.
    """
    one = request.output.suffix.lower() in _WORKBOOKS
    for file in request.files:
        check_given_file(file)
    if one:
        _check_target(request.output, request)
    else:
        check_folder(request.output)
    chosen = choose_settings(request.rules, request.output, request.files)
    read: list[_ReadFile] = []
    for number, file in enumerate(request.files):
        report(Progress(Stage.READING, number, len(request.files), file.name))
        read.append(_read(file, chosen.settings))
    departments = [department for each in read for department in each.departments]
    if one and len(departments) > 1:
        raise _several(departments, request.output)
    targets = [request.output] if one else _targets(departments, request.output)
    for target in targets if departments else ():
        _check_target(target, request)
    files = tuple(_write(read, targets, report)) if departments else tuple(_unwritten(read))
    twice = tuple(_printed_twice(files))
    status = _status(files)
    return ImportResult(
        files, (*chosen.notices, *_repeated(files), *twice), max(status, ExitStatus.FINDINGS) if twice else status
    )


def _printed_twice(files: Sequence[ImportedFile]) -> Iterator[Text]:
    """Yield the projects that a document has several times: their budget would count each time."""
    for file in files:
        for one in file.departments:
            sheets: dict[object, list[TargetSheet]] = {}
            for sheet in one.book.sheets:
                name = bare_text(sheet.name.text)
                own = known_code(sheet.code.text) or (name and (name, sheet.unit_code))
                if own:
                    sheets.setdefault((sheet.kind, own), []).append(sheet)
            for same in sheets.values():
                if len(same) > 1:
                    yield Text(
                        f"{file.file.name} 里“{same[0].label}”有 {len(same)} 张表，都写进了 {one.output.name}，"
                        "预算会重复计算。请核对原文，只留下应采用的一张。",
                        f'{file.file.name} has "{same[0].label}" {len(same)} times; all of them are in '
                        f"{one.output.name}, and the budget would count each time. Look at the document, and keep one.",
                    )


def _repeated(files: Sequence[ImportedFile]) -> Iterator[Text]:
    """Yield the departments of which several workbooks were written: only one of them can count."""
    outputs: dict[tuple[str, str], list[str]] = {}
    for file in files:
        for one in file.departments:
            key = (one.book.code.value or "", one.book.name.value or "")
            outputs.setdefault(key, []).append(one.output.name)
    for (code, name), written in outputs.items():
        if len(written) > 1 and (code or name):
            shown = "、".join(written)
            yield Text(
                f"{code}{name} 出现了 {len(written)} 次，各生成了一个工作簿：{shown}。"
                "汇总只采用其中一个，请留下应采用的。",
                f"{code}{name} occurs {len(written)} times, each with a workbook: {shown}. "
                "Only one of them counts in a summary: keep the right one.",
            )


def _read(file: Path, settings: Settings) -> _ReadFile:
    try:
        document = open_document(file, settings.limits)
        departments = read_departments(document, settings.forms)
    except RefusedError as refusal:
        return _ReadFile(file, (), (document_finding(refusal, file.name),))
    if not departments:
        nothing = document_finding(RefusedError("F56"), file.name)
        return _ReadFile(file, (), (*document.findings, nothing))
    return _ReadFile(file, departments, document.findings)


def _check_target(target: Path, request: ImportRequest) -> None:
    if target.parent.is_dir() or target == request.output:
        check_workbook_target(
            target, WritingCommand.IMPORT, force=request.force, suffix=_SUFFIX, inputs=list(request.files)
        )


def _several(departments: Sequence[ImportedDepartment], output: Path) -> RequestError:
    names = [department.book.name.value or department.book.code.value or "?" for department in departments]
    shown = "、".join(names)
    return RequestError(
        f"里面有 {len(names)} 个部门（{shown}），{output.name} 只放得下一个。"
        "请用 --out 给出文件夹，每个部门写一个工作簿。",
        f"There are {len(names)} departments ({shown}), and {output.name} takes one. Name a folder with --out: each "
        "department gets a workbook in it.",
    )


def _targets(departments: Sequence[ImportedDepartment], folder: Path) -> list[Path]:
    """Return a workbook for each department, named by code and name; the same name a second time gets a number."""
    books = (department.book for department in departments)
    stems = (
        safe_file_name(f"{book.code.value or ''}{book.name.value or ''}") or safe_file_name(Path(book.file).stem)
        for book in books
    )
    return [folder / f"{name}{_SUFFIX}" for name in numbered_names(stems)]


def _write(read: Sequence[_ReadFile], targets: Sequence[Path], report: ReportProgress) -> Iterator[ImportedFile]:
    left = iter(targets)
    for number, each in enumerate(read):
        written: list[WrittenDepartment] = []
        for department in each.departments:
            target = next(left)
            target.parent.mkdir(parents=True, exist_ok=True)
            data, marked = _marked(department, target.name)
            save_workbook(data, target, WritingCommand.IMPORT)
            written.append(WrittenDepartment(department.book, department.findings, target, marked))
        report(Progress(Stage.WRITING, number + 1, len(read), each.file.name))
        yield ImportedFile(each.file, tuple(written), each.findings)


def _marked(department: ImportedDepartment, name: str) -> tuple[bytes, int]:
    """Return the workbook of a department with a colour and a note on each cell that is in doubt, and their number."""
    buffer = io.BytesIO()
    write_department(department.book, buffer)
    data = buffer.getvalue()
    sent = read_content(data, _SUFFIX, name)
    if not department.doubtful or sent.workbook is None:
        return data, 0
    written = interpret(sent.workbook.sheets, name).book
    return mark_cells(data, name, findings_in(written, department.doubtful))


def _unwritten(read: Sequence[_ReadFile]) -> Iterator[ImportedFile]:
    return (ImportedFile(each.file, (), each.findings) for each in read)


def _status(files: Sequence[ImportedFile]) -> ExitStatus:
    if not any(file.departments for file in files):
        return ExitStatus.NOTHING
    findings = [finding for file in files for finding in file.findings]
    findings += [finding for file in files for department in file.departments for finding in department.findings]
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return ExitStatus.FINDINGS if errors else ExitStatus.DONE
