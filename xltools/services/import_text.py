"""Turn a published performance text into a department's workbook."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from xltools.documents.published_text import TextError, read_published_text
from xltools.model import DepartmentBook, Finding, Severity
from xltools.services.contract import ExitStatus, Progress, ReportProgress, RequestError, Stage, no_report
from xltools.services.inputs import check_given_file
from xltools.services.settings import choose_settings
from xltools.services.targets import WritingCommand, check_workbook_target, save_workbook
from xltools.template import write_department
from xltools.text import Text
from xltools.values import format_amount

__all__ = ["ImportTextRequest", "ImportTextResult", "import_text"]

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class ImportTextRequest:
    """A request to turn the plain text ``file`` into the workbook ``output``.

    ``rules`` is the settings file that the officer named: it may name the county's own forms.
    """

    file: Path
    output: Path
    force: bool = False
    rules: Path | None = None


@dataclass(frozen=True, slots=True)
class ImportTextResult:
    """The book that was read and written, and the findings of reading that somebody has to see to."""

    book: DepartmentBook
    findings: tuple[Finding, ...]
    output: Path
    notices: tuple[Text, ...] = ()
    status: ExitStatus = ExitStatus.DONE

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


def import_text(request: ImportTextRequest, report: ReportProgress = no_report) -> ImportTextResult:
    """Read the text and write the workbook."""
    file, output = request.file, request.output
    check_given_file(file)
    check_workbook_target(output, WritingCommand.IMPORT_TEXT, force=request.force, suffix=".xlsx", inputs=[file])
    chosen = choose_settings(request.rules, output, [file])
    report(Progress(Stage.READING, file=file.name))
    try:
        book, findings = read_published_text(file, chosen.settings.forms)
    except TextError as error:
        raise RequestError(
            f"{error.text.zh}请在 Word 中打开原文件，另存为“纯文本（.txt）”再试。",
            f"{error.text.en} Open the document in Word, save it as plain text (.txt) and try again.",
        ) from error
    buffer = io.BytesIO()
    write_department(book, buffer)
    save_workbook(buffer.getvalue(), output, WritingCommand.IMPORT_TEXT)
    return ImportTextResult(
        book, tuple(finding for finding in findings if finding.severity is not Severity.NOTE), output, chosen.notices
    )
