"""``xltools wps``: the add-in for WPS, installed, removed, looked at, and packed for computers without a network."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, both, out
from xltools.cli.usage import Command, Group
from xltools.services.contract import ExitStatus

__all__ = ["register"]

EXAMPLES = """
xltools wps install

xltools wps install --service http://10.0.0.8:8765

xltools wps status
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(cls=Group, help=COMMANDS["wps"].help, epilog=EXAMPLES)
    group.callback()(_take_language)
    help_install = both("安装 WPS 加载项。", "Install the add-in for WPS.")
    group.command("install", cls=Command, help=help_install, epilog=EXAMPLES)(install)
    help_remove = both("删除 WPS 加载项，别的加载项不动。", "Remove the add-in; others stay.")
    group.command("remove", cls=Command, help=help_remove, epilog="xltools wps remove")(remove)
    help_status = both("查看 WPS 加载项的状态。", "Show the state of the add-in.")
    group.command("status", cls=Command, help=help_status, epilog="xltools wps status")(status)
    help_package = both("做成文件夹，拿到不能上网的电脑上用。", "Write a folder for computers without a network.")
    group.command("package", cls=Command, help=help_package, epilog="xltools wps package WPS加载项/")(pack)
    app.add_typer(group, name="wps")


def _take_language(lang: LangOption = Lang.ZH) -> None:
    """Take ``--lang`` before the name of the command too."""


def install(
    service: Annotated[
        str, typer.Option(help=both("服务的地址（默认本机）", "Address of the service."), metavar="URL")
    ] = "http://127.0.0.1:8765",
    lang: LangOption = Lang.ZH,
) -> None:
    """Install the add-in."""
    from xltools.desktop import wps
    from xltools.desktop.computer import Computer

    _name(wps.install(Computer(), service), lang.pick("已写入", "Written"))
    text = lang.pick(
        "请重新打开 WPS 表格。加载项要用服务：xltools serve。没有在 WPS 里运行过，不行时请用浏览器里的自查页。",
        "Open WPS again. The add-in needs the service: xltools serve. It was never run in WPS; the page always works.",
    )
    out.print(escape(text), soft_wrap=True)


def remove(lang: LangOption = Lang.ZH) -> None:
    """Remove the add-in."""
    from xltools.desktop import wps
    from xltools.desktop.computer import Computer

    gone = wps.remove(Computer())
    _name(gone, lang.pick("已删除或改动", "Removed or changed"))
    if not gone:
        out.print(lang.pick("没有安装过。", "It was not installed."))


def status(lang: LangOption = Lang.ZH) -> None:
    """Show the state of the add-in."""
    from xltools.desktop import wps
    from xltools.desktop.computer import Computer

    states = list(wps.status(Computer()))
    for state in states:
        out.print(f"{'✓' if state.ok else '✗'} {escape(lang.pick(*state.text))}", soft_wrap=True)
        if not state.ok and state.fix:
            out.print(f"  → {escape(lang.pick(*state.fix))}", soft_wrap=True)
    raise typer.Exit(int(ExitStatus.DONE if all(state.ok for state in states) else ExitStatus.FINDINGS))


def pack(
    folder: Annotated[Path, typer.Argument(help=both("新文件夹", "A new folder."), metavar="FOLDER")],
    lang: LangOption = Lang.ZH,
) -> None:
    """Write the add-in into a folder."""
    from xltools.desktop import wps

    _name(wps.pack(folder), lang.pick("已写入", "Written"))


def _name(paths: Iterable[Path], word: str) -> None:
    for path in paths:
        out.print(f"{word} [bold]{escape(str(path))}[/]", soft_wrap=True)
