"""Publish departments' targets: as Word documents, as pages for the county's site, and as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path

from xltools.documents.proof import prove, unprinted_entries
from xltools.documents.publish import render_text
from xltools.documents.published import ALL_DEPARTMENTS, PublishedDepartment, compose_department, unprinted_forms
from xltools.documents.web_page import web_page
from xltools.model import DepartmentBook, Severity
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.department_books import DepartmentBooks, file_stem, read_department_books
from xltools.services.settings import choose_settings
from xltools.services.targets import check_folder, check_target, saved_beside
from xltools.text import Text, first_names
from xltools.values.file_names import numbered_names, safe_file_name

__all__ = ["PublishFormat", "PublishRequest", "PublishResult", "compose_whole", "publish", "unprinted_notices"]

_NAME = "绩效文本"
_MAX_NAMES = 8


class PublishFormat(StrEnum):
    """The kind of a published file; the value is the ending of its name."""

    WORD = ".docx"
    HTML = ".html"
    TEXT = ".txt"


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """A request to write documents of the workbooks in ``paths`` into the folder ``output``.

    With ``together`` there is one document of all departments. ``rules`` are the rule settings; with ``force``
    documents of an earlier run are overwritten. ``jobs`` is the number of processes, 0 for one for each core.
    """

    paths: tuple[Path, ...]
    output: Path
    formats: tuple[PublishFormat, ...] = tuple(PublishFormat)
    together: bool = False
    recursive: bool = False
    rules: Path | None = None
    force: bool = False
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The files that were written, and how many departments and target sheets are in them."""

    written: tuple[Path, ...]
    departments: int
    sheets: int
    settings: Settings
    notices: tuple[Text, ...] = ()
    status: ExitStatus = ExitStatus.DONE


def publish(request: PublishRequest, report: ReportProgress = no_report) -> PublishResult:
    """Write the documents. Every one says exactly what the workbooks say, or nothing is written and why is said."""
    check_folder(request.output)
    _check_word(request.formats)
    chosen = choose_settings(request.rules, request.output, request.paths)
    read = read_department_books(
        request.paths,
        recursive=request.recursive,
        settings=chosen.settings,
        output=request.output,
        jobs=request.jobs,
        report=report,
    )
    composed = [compose_whole(department, chosen.settings) for department in read.departments]
    documents: list[tuple[str, Sequence[PublishedDepartment], str]]
    if request.together and len(composed) > 1:
        year = f"{read.data.year}年" if read.data.year else ""
        title = f"{read.data.county}{year}{ALL_DEPARTMENTS}"
        documents = [(title, composed, title)]
    else:
        documents = [
            (f"{file_stem(department)}{_NAME}", [one], "")
            for department, one in zip(read.departments, composed, strict=True)
        ]
    stems = numbered_names(safe_file_name(name) for name, _, _ in documents)
    targets = [
        (request.output / f"{stem}{ending}", ending, content, title)
        for stem, (_, content, title) in zip(stems, documents, strict=True)
        for ending in request.formats
    ]
    request.output.mkdir(parents=True, exist_ok=True)
    files = [check_target(path, force=request.force, inputs=request.paths) for path, _, _, _ in targets]
    notices = [*chosen.notices, *read.notices, *_faults(read.departments), *unprinted_notices(composed)]
    saved: list[Path] = []
    for number, (file, (path, ending, content, title)) in enumerate(zip(files, targets, strict=True), 1):
        saved.append(file.save(_WRITERS[ending](content, title)))
        notices += saved_beside(file, saved[-1])
        report(Progress(Stage.WRITING, number, len(targets), path.name))
    sheets = sum(len(one.tables) for one in composed)
    return PublishResult(tuple(saved), len(composed), sheets, chosen.settings, tuple(notices), read.status)


def compose_whole(department: DepartmentBooks, settings: Settings) -> PublishedDepartment:
    """Return a department as it is printed, after what is printed was read back and compared.

    Raises RequestError where a sheet is on a form that cannot be printed, or anything does not read back as it is.
    """
    _check_forms(department.book, department.files[0])
    composed = compose_department(department.book)
    changed = prove(composed, settings.forms)
    if changed:
        listed = "；".join(changed[:_MAX_NAMES])
        raise RequestError(
            f"{'、'.join(department.files)}：印出来再读回，与工作簿不一致（{listed}），没有生成任何文件。"
            "请先用 xltools check 检查这些地方。",
            f"{', '.join(department.files)}: what is printed does not read back as the workbook has it ({listed}), "
            "so nothing was written. Look at these places with xltools check first.",
        )
    return composed


def _check_word(formats: Sequence[PublishFormat]) -> None:
    """Raise a RequestError, before anything is done, where Word documents are wanted and cannot be made."""
    if PublishFormat.WORD in formats and find_spec("docx") is None:
        raise RequestError(
            '没有安装 python-docx，写不出 Word 文档。请安装：pip install "xltools[documents]"，或用 --html、--text。',
            "python-docx is not installed, so there can be no Word document. Install it with pip install "
            '"xltools[documents]", or choose --html or --text.',
        )


def _check_forms(book: DepartmentBook, file: str) -> None:
    sheets = unprinted_forms(book)
    if sheets:
        form, place = sheets[0].form.id, sheets[0].place.sheet
        raise RequestError(
            f"{file} 的“{place}”用的是表式 {form}，没有打印格式，不能印出。请先转到有打印格式的表式："
            f"xltools transfer {file} --out 新表.xlsx --form MOF2021",
            f'The sheet "{place}" of {file} is on the form {form}, which cannot be printed. Move it to one that can: '
            f"xltools transfer {file} --out new.xlsx --form MOF2021",
        )


def _word(departments: Sequence[PublishedDepartment], title: str) -> bytes:
    from xltools.documents.word import word_document

    return word_document(departments, title)


def _html(departments: Sequence[PublishedDepartment], title: str) -> bytes:
    return web_page(departments, title).encode()


def _text(departments: Sequence[PublishedDepartment], title: str) -> bytes:
    del title  # every department has its own
    return "\n".join(map(render_text, departments)).encode()


_WRITERS: dict[PublishFormat, Callable[[Sequence[PublishedDepartment], str], bytes]] = {
    PublishFormat.WORD: _word,
    PublishFormat.HTML: _html,
    PublishFormat.TEXT: _text,
}


def _faults(departments: Sequence[DepartmentBooks]) -> Iterator[Text]:
    """Yield which departments have errors: what is published should be what was approved."""
    faulty = [
        file_stem(department)
        for department in departments
        if any(finding.severity is Severity.ERROR for finding in department.findings)
    ]
    if faulty:
        listed = first_names(faulty)
        yield Text(
            f"{len(faulty)} 个部门的工作簿还有错误级问题，请确认是批复的版本：{listed}",
            f"The workbooks of {len(faulty)} departments have errors; are they the approved ones? {listed}",
        )


def unprinted_notices(departments: Sequence[PublishedDepartment]) -> Iterator[Text]:
    """Yield what sheets hold beyond the cells of their printed form."""
    for department in departments:
        for table in department.tables:
            if labels := unprinted_entries(table):
                zh, en = "、".join(labels), ", ".join(labels)
                yield Text(
                    f"{table.label}：印出的表没有这些栏，没有印出：{zh}",
                    f"{table.label}: the printed form has no place for: {en}",
                )
