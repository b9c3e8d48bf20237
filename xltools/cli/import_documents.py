"""``xltools import``: published documents become department workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    SEVERITY_STYLES,
    FileBar,
    ForceOption,
    Lang,
    LangOption,
    RulesOption,
    both,
    out,
    print_notices,
)
from xltools.cli.usage import Command
from xltools.model import Finding

__all__ = ["register"]

EXAMPLES = """
xltools import 扶贫办绩效文本.docx --out 475.xlsx

xltools import 公开/*.docx 公开/*.pdf --out 导入/
"""


def register(app: typer.Typer) -> None:
    """Add the command, and its former name."""
    for name, examples in (
        ("import", EXAMPLES),
        ("import-text", EXAMPLES.replace("xltools import ", "xltools import-text ")),
    ):
        app.command(name, cls=Command, help=COMMANDS[name].help, epilog=examples)(import_)


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            help=both(
                "公开的绩效文本：.docx、.doc、.html、.pdf、.txt", "Published texts: .docx, .doc, .html, .pdf, .txt."
            ),
            metavar="FILE...",
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            help=both(
                "要生成的部门工作簿（.xlsx）；几个部门的，给出文件夹",
                "The workbook to write (.xlsx), or a folder for several departments.",
            ),
            metavar="PATH",
        ),
    ],
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Turn published documents into department workbooks."""
    from xltools.services.import_documents import ImportRequest, import_documents

    with FileBar(lang.pick("导入", "Importing")) as bar:
        result = import_documents(ImportRequest(tuple(files), output, force, rules), bar.show)
    written = lang.pick("已生成", "Written")
    for file in result.files:
        _print_findings(file.findings, lang)
        for department in file.departments:
            _print_findings(department.findings, lang)
            content = escape(lang.pick(*department.content))
            marked = department.marked
            zh, en = f"，有疑问的 {marked} 格标了颜色、加了批注", f"; {marked} cells in doubt have a colour and a note"
            about = lang.pick(zh, en) if marked else ""
            out.print(f"{content}\n{written} [bold]{escape(str(department.output))}[/]{about}", soft_wrap=True)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))


def _print_findings(findings: Iterable[Finding], lang: Lang) -> None:
    from xltools.services.import_documents import shown_place

    for finding in findings:
        style = SEVERITY_STYLES[finding.severity.value]
        severity = lang.pick(*finding.severity.term)
        place = escape(lang.pick(*shown_place(finding.place)))
        words = escape(lang.pick(*finding.explanation))
        out.print(f"[{style}]{severity}[/] {finding.rule} {place} {words}", soft_wrap=True)
