"""``xltools library``: the county's indicator library, built from accepted workbooks, and suggestions from it."""

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
    borderless_table,
    both,
    out,
    print_notices,
)
from xltools.cli.usage import Command, Group
from xltools.services.contract import ExitStatus

__all__ = ["register"]

EXAMPLES = """
xltools library build 报送/ --out 指标库.xlsx

xltools library suggest 指标库.xlsx 农村公路养护 病媒消杀
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=Group, help=COMMANDS["library"].help, epilog=EXAMPLES)
    group.callback()(_take_language)
    help_build = both("从已汇总的工作簿整理指标库。", "Build the library from workbooks.")
    group.command("build", cls=Command, help=help_build, epilog="xltools library build 报送/ --out 指标库.xlsx")(build)
    help_suggest = both("按项目名称或指标名称找参考指标。", "Find indicators by the name of a project or an indicator.")
    example = "xltools library suggest 指标库.xlsx 农村公路养护"
    group.command("suggest", cls=Command, help=help_suggest, epilog=example)(suggest)
    app.add_typer(group, name="library")


def _take_language(lang: LangOption = Lang.ZH) -> None:
    """Take ``--lang`` before the name of the command too."""


def build(
    paths: PathsArgument,
    output: Annotated[
        Path, typer.Option("--out", "-o", help=both("指标库工作簿", "The library to write."), metavar="FILE")
    ],
    year: Annotated[
        int | None, typer.Option(help=both("只收这个预算年度", "Take this budget year only."), metavar="YEAR")
    ] = None,
    recursive: RecursiveOption = False,
    rules: RulesOption = None,
    jobs: JobsOption = 0,
    lang: LangOption = Lang.ZH,
    force: ForceOption = False,
) -> None:
    """Build the library from workbooks."""
    from xltools.services.library import LibraryRequest, build_library

    request = LibraryRequest(tuple(paths), output, year, recursive, rules, jobs, force)
    with FileBar(lang.pick("读取", "Reading")) as bar:
        result = build_library(request, bar.show)
    text = lang.pick(
        f"{result.files} 个工作簿，{len(result.entries)} 个指标，已写入 ",
        f"{len(result.entries)} indicators of {result.files} workbooks, written to ",
    )
    out.print(f"{text}[bold]{escape(str(result.output))}[/]", soft_wrap=True)
    for path, reason in result.unused:
        out.print(f"[yellow]{escape(path)}：{escape(lang.pick(*reason))}[/]", soft_wrap=True)
    print_notices(result.notices, lang)


def suggest(
    library: Annotated[Path, typer.Argument(help=both("指标库工作簿", "The library."), metavar="LIBRARY")],
    texts: Annotated[
        list[str],
        typer.Argument(help=both("项目名称或指标名称", "Names of projects or indicators."), metavar="TEXT..."),
    ],
    level: Annotated[
        str,
        typer.Option(help=both("只看这个一级或二级指标", "Keep to this level 1 or level 2."), metavar="LEVEL"),
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help=both("最多列出几个", "The most to list."), metavar="N")] = 10,
    lang: LangOption = Lang.ZH,
) -> None:
    """Find indicators by the name of a project or an indicator."""
    from xltools.services.library import suggest_from_library

    nothing = True
    for text, suggestions in suggest_from_library(library, texts, level=level, limit=limit):
        out.print(f"[bold]{escape(text)}[/]", soft_wrap=True)
        if not suggestions:
            out.print(lang.pick("指标库里没有相近的指标。", "The library holds nothing like it."))
            continue
        nothing = False
        headers = lang.pick(
            "二级指标 三级指标 出现过的指标值 出现过的依据 项目数 同名项目",
            "Level-2 Indicator Values Bases Projects Project",
        ).split()
        table = borderless_table(*headers, numbers=frozenset({4}))
        for one in suggestions:
            entry = one.entry
            values, bases = "；".join(entry.values[:3]), "；".join(entry.bases[:2])
            cells = (entry.level2, entry.name, values, bases, str(entry.used), one.project)
            table.add_row(*map(escape, cells))
        out.print(table)
    raise typer.Exit(int(ExitStatus.FINDINGS if nothing else ExitStatus.DONE))
