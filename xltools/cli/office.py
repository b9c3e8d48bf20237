"""``xltools office``: the manifest of the pane for Excel, for offices whose policy bans macros."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, both, out
from xltools.cli.usage import Command, Group

__all__ = ["register"]

EXAMPLES = """
xltools office manifest --address https://jx.example.gov.cn --out 绩效目标.xml

xltools office manifest --address https://jx.example.gov.cn:8443
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(cls=Group, help=COMMANDS["office"].help, epilog=EXAMPLES)
    group.callback()(_take_language)
    help_manifest = both(
        "写出清单文件：告诉 Excel 窗格在哪个地址（要 https）。",
        "Write the manifest: it tells Excel the address of the pane (https).",
    )
    group.command("manifest", cls=Command, help=help_manifest, epilog=EXAMPLES)(manifest)
    app.add_typer(group, name="office")


def _take_language(lang: LangOption = Lang.ZH) -> None:
    """Take ``--lang`` before the name of the command too."""


def manifest(
    address: Annotated[
        str, typer.Option(help=both("服务的 https 地址", "Address of the service, https."), metavar="URL")
    ],
    output: Annotated[
        Path | None, typer.Option("--out", help=both("写到这个文件", "Write it to this file."), metavar="FILE")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=both("覆盖已有的文件", "Overwrite the file."))] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the manifest."""
    from xltools.desktop.office_manifest import office_manifest, write_manifest

    if output is None:
        typer.echo(office_manifest(address), nl=False)
        return
    written = write_manifest(address, output, force=force)
    out.print(f"{lang.pick('已写入', 'Written')} [bold]{escape(str(written))}[/]", soft_wrap=True)
    hint = lang.pick(
        "请由管理员把清单放进“共享文件夹目录”或集中部署。服务要用 xltools serve --office 启动，"
        "前面要有 https 的反向代理。窗格没有在 Excel 里运行过；能用宏的单位请用按钮（xlwings）。",
        "An administrator puts it into a shared folder catalogue, or deploys it. Start the service with serve "
        "--office, behind a proxy with https. The pane was never run in Excel; where macros are allowed, use the "
        "buttons (xlwings).",
    )
    out.print(escape(hint), soft_wrap=True)
