"""``xltools import-text``: a published performance text becomes a department workbook."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.console import Lang, fail, friendly, out
from xltools.cli.targets import check_target
from xltools.model import Severity
from xltools.values import format_amount

__all__ = ["register"]

_ZERO = Decimal(0)

EPILOG = """例 Example:

  xltools import-text 扶贫办绩效文本.txt --out 475.xlsx
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import-text", epilog=EPILOG)(import_text)


def import_text(
    file: Annotated[Path, typer.Argument(help="从 Word 另存的纯文本 The text, as saved from Word.")],
    output: Annotated[Path, typer.Option("--out", "-o", help="要生成的部门工作簿 The workbook to write.")],
    lang: Annotated[Lang, typer.Option(help="终端语言 Language of the terminal output.")] = Lang.ZH,
    force: Annotated[bool, typer.Option("--force", "-f", help="覆盖已有文件 Overwrite an existing file.")] = False,
) -> None:
    """把已公开的绩效文本转成部门工作簿。 Turn a published text into a department workbook."""
    from xltools.documents.published_text import TextError, read_published_text
    from xltools.template import write_department
    from xltools.writer.save import save_atomically

    if not file.is_file():
        fail(f"找不到 {file}，请检查路径。", f"There is no {file}; check the path.")
    check_target(output, force=force, suffix=".xlsx", inputs=[file])
    try:
        book, findings = read_published_text(file)
    except TextError as error:
        fail(*error.text)
    buffer = io.BytesIO()
    write_department(book, buffer)
    with friendly():
        save_atomically(buffer.getvalue(), output, overwrite=True)
    for finding in findings:
        if finding.severity is not Severity.NOTE:
            message = f"{finding.place} {lang.pick(*finding.message)}"
            out.print(f"{finding.rule} {escape(message)}", soft_wrap=True)
    total = sum((sheet.budget.value for sheet in book.projects if sheet.budget.value), start=_ZERO)
    indicators = sum(len(sheet.indicators) for sheet in book.sheets)
    funds, projects, amount = len(book.special_funds), len(book.projects), format_amount(total)
    zh = f"专项资金 {funds}，项目 {projects}，指标 {indicators}，项目预算 {amount} 元"
    en = f"{funds} special funds, {projects} projects, {indicators} indicators, project budget {amount} yuan"
    out.print(f"{lang.pick(zh, en)}\n{lang.pick('已生成', 'Written')} [bold]{escape(str(output))}[/]", soft_wrap=True)
