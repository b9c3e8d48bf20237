"""``xltools diff``: what changed between two summaries, JSON files or folders, also of two years."""

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
    RecursiveOption,
    RulesOption,
    borderless_table,
    both,
    out,
)
from xltools.cli.usage import Command
from xltools.model import SheetKind
from xltools.services.contract import ExitStatus
from xltools.services.diff import DiffRequest, compare_counties
from xltools.values import format_amount

__all__ = ["register"]

EXAMPLES = """
xltools diff 初审汇总.xlsx 终审汇总.xlsx --out 变动对照.xlsx

xltools diff 2020汇总.json 报送2021/ --recursive
"""
_SHOWN = 40
"""Changes that the terminal lists; the workbook has all of them."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", cls=Command, help=COMMANDS["diff"].help, epilog=EXAMPLES)(diff)


def diff(
    old: Annotated[
        Path,
        typer.Argument(help=both("原来的汇总、JSON 或文件夹", "The old summary or folder."), metavar="OLD"),
    ],
    new: Annotated[
        Path,
        typer.Argument(help=both("现在的汇总、JSON 或文件夹", "The new summary or folder."), metavar="NEW"),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--out", "-o", help=both("另存对照工作簿", "Write the comparison as a workbook."), metavar="FILE"),
    ] = None,
    json_file: Annotated[
        Path | None,
        typer.Option("--json", help=both("另存为 JSON", "Write the comparison as JSON."), metavar="FILE"),
    ] = None,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Compare two states of a county."""
    request = DiffRequest(old, new, output, json_file, recursive, rules, jobs, force)
    with FileBar(lang.pick("读取", "Reading")) as bar:
        comparison = compare_counties(request, bar.show)
    headers = lang.pick("变动 部门 项目 内容 原为 现为", "Change Department Project Field Before After").split()
    table = borderless_table(*headers)
    for change in comparison.changes[:_SHOWN]:
        project = change.project
        name = f"{project.code} {project.name}".strip()
        difference = f"{change.amount:+,.2f}" if change.old is None or change.new is None else change.after
        cells = (lang.pick(*change.kind.term), project.department_name, name, change.field, change.before, difference)
        table.add_row(*map(escape, cells))
    if comparison.changes:
        out.print(table)
    if len(comparison.changes) > _SHOWN:
        rest = len(comparison.changes) - _SHOWN
        out.print(lang.pick(f"另有 {rest} 处，见 --out 工作簿", f"{rest} more: see the workbook of --out"))
    for kind in SheetKind:
        total = comparison.total(kind)
        if total.old or total.new:
            old_sum, added, dropped, changed, new_sum = (
                format_amount(amount) for amount in (total.old, total.added, total.dropped, total.changed, total.new)
            )
            out.print(
                lang.pick(
                    f"{kind.term.zh}：{old_sum} ＋ 新增 {added} － 取消 {dropped} ＋ 增减 {changed} ＝ {new_sum} 元",
                    f"{kind.term.en}s: {old_sum} + {added} added - {dropped} dropped + {changed} changed = {new_sum}",
                ),
                soft_wrap=True,
            )
    if not comparison.changes:
        out.print(lang.pick("没有变动。", "Nothing changed."))
    if output:
        out.print(f"{lang.pick('已写入 ', 'Written to ')}[bold]{escape(str(output))}[/]", soft_wrap=True)
    raise typer.Exit(int(ExitStatus.FINDINGS if comparison.changes else ExitStatus.DONE))
