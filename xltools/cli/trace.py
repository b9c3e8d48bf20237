"""``xltools trace``: where a figure of a summary comes from, and whether it is still there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import FileBar, Lang, LangOption, RulesOption, borderless_table, both, out
from xltools.cli.usage import Command
from xltools.services.contract import ExitStatus
from xltools.services.trace import Trace
from xltools.services.trace import trace as trace_cell
from xltools.values import format_amount

__all__ = ["register"]

EXAMPLES = """
xltools trace 县级汇总.xlsx F5

xltools trace 县级汇总.xlsx 项目明细!I12
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace", cls=Command, help=COMMANDS["trace"].help, epilog=EXAMPLES)(trace)


def trace(
    summary: Annotated[Path, typer.Argument(help=both("县级汇总", "The county summary."), metavar="SUMMARY")],
    cell: Annotated[
        str,
        typer.Argument(
            help=both(
                "单元格，如 F5（县级汇总表）或 项目明细!I12", "The cell: F5 (of the county sheet), or SHEET!I12."
            ),
            metavar="CELL",
        ),
    ],
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help=both("输出 JSON", "Print JSON."))] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """Say where a figure comes from, and whether it is still there."""
    with FileBar(lang.pick("读取", "Reading")) as bar:
        traced = trace_cell(summary, cell, rules, bar.show)
    if as_json:
        sys.stdout.write(json.dumps(_json(traced), ensure_ascii=False, indent=1) + "\n")
    else:
        _print(traced, lang)
    raise typer.Exit(int(ExitStatus.DONE if traced.proven else ExitStatus.FINDINGS))


def _print(traced: Trace, lang: Lang) -> None:
    headers = lang.pick("汇总单元格 项目 金额（元） 来源 现状 现在的金额", "Cell Project Yuan Source State Now").split()
    table = borderless_table(*headers, numbers=frozenset({2, 5}))
    for one in traced.sources:
        source = "!".join(filter(None, (str(one.file or ""), one.sheet, one.cell)))
        now = "" if one.now is None or one.now == one.amount else format_amount(one.now)
        cells = (f"{one.part.sheet}!{one.part.cell}", one.project, format_amount(one.amount), source)
        table.add_row(*map(escape, cells), lang.pick(*one.state.term), now)
    out.print(table)
    total = format_amount(sum(one.amount for one in traced.sources) or traced.sources[0].amount)
    figure = f"{traced.figure.sheet}!{traced.figure.cell}"
    if traced.adds_up is None:
        out.print(lang.pick(f"{figure} 取自以上 {len(traced.sources)} 处。", f"{figure} rests on these cells."))
    elif traced.adds_up:
        out.print(
            lang.pick(
                f"{figure} ＝ 以上 {len(traced.sources)} 处之和 {total} 元。",
                f"{figure} is the sum of these {len(traced.sources)} amounts, {total} yuan.",
            )
        )
    else:
        out.print(
            lang.pick(
                f"[bold red]{figure} 与以上各处之和 {total} 元不符：汇总可能被人改动过，请重新汇总。[/]",
                f"[bold red]{figure} is not their sum of {total} yuan: somebody may have changed the summary; "
                "consolidate again.[/]",
            )
        )


def _json(traced: Trace) -> dict[str, Any]:
    return {
        "cell": f"{traced.figure.sheet}!{traced.figure.cell}",
        "amount": None if traced.amount is None else f"{traced.amount:.2f}",
        "adds_up": traced.adds_up,
        "proven": traced.proven,
        "sources": [
            {
                "summary_cell": f"{one.part.sheet}!{one.part.cell}",
                "project": one.project,
                "amount": f"{one.amount:.2f}",
                "file": str(one.file or ""),
                "sheet": one.sheet,
                "cell": one.cell,
                "state": one.state.value,
                "now": None if one.now is None else f"{one.now:.2f}",
            }
            for one in traced.sources
        ],
    }
