"""``xltools publish``: departments' targets as Word documents, web pages and plain text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import (
    FileBar,
    ForceOption,
    JobsOption,
    Lang,
    LangOption,
    PathsArgument,
    RecursiveOption,
    RulesOption,
    both,
    out,
    print_notices,
)
from xltools.cli.usage import Command

__all__ = ["register"]

EXAMPLES = """
xltools publish 批复/ --out 公开/

xltools publish 批复/475.xlsx --out 公开/ --word

xltools publish 批复/ --out 公开/ --together --word --html
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("publish", cls=Command, help=COMMANDS["publish"].help, epilog=EXAMPLES)(publish)


def publish(
    paths: PathsArgument,
    output: Annotated[
        Path, typer.Option("--out", "-o", help=both("存放文档的文件夹", "Folder for the documents."), metavar="DIR")
    ],
    word: Annotated[bool, typer.Option("--word", help=both("只要 Word（可与其他并用）", "Word documents."))] = False,
    html: Annotated[bool, typer.Option("--html", help=both("只要网页（可与其他并用）", "Web pages."))] = False,
    text: Annotated[bool, typer.Option("--text", help=both("只要纯文本（可与其他并用）", "Plain texts."))] = False,
    together: Annotated[
        bool, typer.Option("--together", help=both("所有部门合成一份", "One document of all departments."))
    ] = False,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Publish departments' targets; without --word, --html and --text in all three."""
    from xltools.services.publish import PublishFormat, PublishRequest
    from xltools.services.publish import publish as run_publish

    wanted = zip(PublishFormat, (word, html, text), strict=True)
    formats = tuple(kind for kind, chosen in wanted if chosen) or tuple(PublishFormat)
    request = PublishRequest(tuple(paths), output, formats, together, recursive, rules, force, jobs)
    with FileBar(lang.pick("公开", "Publishing")) as bar:
        result = run_publish(request, bar.show)
    summary = lang.pick(
        f"{result.departments} 个部门，{result.sheets} 张表，{len(result.written)} 个文件，"
        "内容与工作簿逐项核对一致，已写入 ",
        f"{result.departments} departments, {result.sheets} sheets, {len(result.written)} files, "
        "all of it compared with the workbooks, written to ",
    )
    out.print(f"{summary}[bold]{escape(str(output))}[/]", soft_wrap=True)
    for path in result.written:
        out.print(escape(path.name), soft_wrap=True)
    print_notices(result.notices, lang)
    raise typer.Exit(int(result.status))
