"""``xltools fill`` and ``xltools undo``: fill the blanks of a copy, and take the fills back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import ForceOption, Lang, LangOption, RulesOption, borderless_table, both, out, print_notices
from xltools.cli.usage import Command
from xltools.derive import Fill
from xltools.glossary import field_term
from xltools.services.contract import ExitStatus, RequestError
from xltools.text import show_controls

__all__ = ["register"]

FILL_EXAMPLES = """
xltools fill 475.xlsx --dry-run

xltools fill 475.xlsx --out 475-已填.xlsx
"""

UNDO_EXAMPLES = """
xltools undo 475-已填.xlsx
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("fill", cls=Command, help=COMMANDS["fill"].help, epilog=FILL_EXAMPLES)(fill)
    app.command("undo", cls=Command, help=COMMANDS["undo"].help, epilog=UNDO_EXAMPLES)(undo)


def fill(
    file: Annotated[
        Path, typer.Argument(help=both("部门工作簿（.xlsx、.xlsm）", "The workbook (.xlsx, .xlsm)."), metavar="FILE")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=both("填好的副本", "The filled copy to write."), metavar="FILE"),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help=both("只列出，不写文件", "List the fills, write nothing."))
    ] = False,
    rules: RulesOption = None,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Fill blanks that follow from what is there, into a copy."""
    from xltools.services.fill import FillRequest
    from xltools.services.fill import fill as run_fill

    if output is None and not dry_run:
        raise RequestError(
            "请用 --out 指定副本的文件名，或用 --dry-run 只看不写。", "Name the copy with --out, or use --dry-run."
        )
    result = run_fill(FillRequest(file, None if dry_run else output, force, rules))
    _table(result.fills, lang.pick("填充", "Fills"), lang)
    _table(result.suggestions, lang.pick("建议（不自动填）", "Suggestions (never filled by themselves)"), lang)
    print_notices(result.notices, lang)
    if not result.fills:
        out.print(lang.pick("没有可以填充的空格，未生成文件。", "Nothing to fill; no file was written."))
    elif result.output:
        out.print(f"{lang.pick('已生成', 'Written')} [bold]{escape(str(result.output))}[/]", soft_wrap=True)


def undo(
    file: Annotated[Path, typer.Argument(help=both("填充过的副本", "A filled copy."), metavar="FILE")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help=both("另存为；不写则写回副本", "Where to write; without it, the copy itself."),
            metavar="FILE",
        ),
    ] = None,
    lang: LangOption = Lang.ZH,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=both("不再询问", "Do not ask."))] = False,
) -> None:
    """Take fills back, except in cells that were changed since."""
    from xltools.services.fill import UndoRequest
    from xltools.services.fill import undo as run_undo

    request = UndoRequest(file, output, preview=True)
    preview = run_undo(request)
    print_notices(preview.notices, lang)
    if preview.empty:
        out.print(lang.pick("这个文件里没有填充记录。", "There are no fills in this file."))
        return
    target = request.target
    if (
        target.exists()
        and not yes
        and not typer.confirm(show_controls(lang.pick(f"写回 {target}？", f"Write to {target}?")))
    ):
        raise typer.Exit(int(ExitStatus.NOTHING))
    undone = run_undo(replace(request, preview=False))
    zh, en = f"已撤销 {len(undone.cleared)} 处填充：", f"{len(undone.cleared)} fills taken back: "
    out.print(f"{lang.pick(zh, en)}[bold]{escape(str(target))}[/]", soft_wrap=True)


def _table(fills: tuple[Fill, ...], title: str, lang: Lang) -> None:
    if not fills:
        return
    headers = (
        ("工作表", "单元格", "栏目", "填入", "依据", "规则")
        if lang is Lang.ZH
        else ("Sheet", "Cell", "Field", "Value", "Because", "Rule")
    )
    table = borderless_table(*headers)
    for one in fills:
        name = lang.pick(*field_term(one.field))
        cells = (one.place.sheet, one.place.cell, name, str(one.cell_value), one.formula, one.rule)
        table.add_row(*map(escape, cells))
    out.print(f"[bold]{title}[/] {len(fills)}")
    out.print(table)
    out.print()
