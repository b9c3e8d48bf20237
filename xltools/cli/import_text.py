"""``xltools import-text``: a published performance text becomes a department workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import ForceOption, Lang, LangOption, RulesOption, both, out, print_notices
from xltools.cli.usage import Command

__all__ = ["register"]

EXAMPLES = """
xltools import-text 扶贫办绩效文本.txt --out 475.xlsx
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import-text", cls=Command, help=COMMANDS["import-text"].help, epilog=EXAMPLES)(import_text)


def import_text(
    file: Annotated[
        Path, typer.Argument(help=both("从 Word 另存的纯文本", "The text, as saved from Word."), metavar="FILE")
    ],
    output: Annotated[
        Path,
        typer.Option("--out", "-o", help=both("要生成的部门工作簿", "The workbook to write."), metavar="FILE"),
    ],
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Turn a published text into a department workbook."""
    from xltools.services.import_text import ImportTextRequest
    from xltools.services.import_text import import_text as run_import

    result = run_import(ImportTextRequest(file, output, force, rules))
    for finding in result.findings:
        message = f"{finding.place} {lang.pick(*finding.message)}"
        out.print(f"{finding.rule} {escape(message)}", soft_wrap=True)
    written = lang.pick("已生成", "Written")
    out.print(f"{lang.pick(*result.content)}\n{written} [bold]{escape(str(output))}[/]", soft_wrap=True)
    print_notices(result.notices, lang)
