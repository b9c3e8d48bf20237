"""``xltools cache``: what consolidation has kept of the files that it read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, both, out
from xltools.cli.usage import Command
from xltools.services.cache import CacheState, cache_state, clear_cache

__all__ = ["register"]

EXAMPLES = """
xltools cache

xltools cache clear
"""
KILOBYTE = 1024


class CacheAction(StrEnum):
    """The actions of the command."""

    SHOW = "show"
    CLEAR = "clear"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cache", cls=Command, help=COMMANDS["cache"].help, epilog=EXAMPLES)(cache)


def cache(
    action: Annotated[
        CacheAction,
        typer.Argument(
            help=both(
                "show 显示位置和大小，clear 清除；清除后下次汇总重新读取全部文件，结果不变",
                "show: where and how much; clear: remove it, and the next consolidation reads every file again.",
            ),
            metavar="[show|clear]",
        ),
    ] = CacheAction.SHOW,
    lang: LangOption = Lang.ZH,
) -> None:
    """Show or remove what consolidation has kept."""
    if action is CacheAction.CLEAR:
        _print(clear_cache(), lang, lang.pick("已清除", "Removed"))
    else:
        _print(cache_state(), lang, lang.pick("已记下", "Kept"))


def _print(state: CacheState, lang: Lang, done: str) -> None:
    if state.folder is None:
        out.print(lang.pick("没有可以存放缓存的文件夹，每次都重新读取。", "There is no folder to keep anything in."))
        return
    folder = f"{lang.pick('位置', 'Folder')} [bold]{escape(str(state.folder))}[/]"
    if not state.usable:
        reason = lang.pick(
            "这个位置不能用：不是本人的文件夹。每次都重新读取", "This folder is not yours; nothing is kept in it"
        )
        out.print(f"{reason}\n{folder}", soft_wrap=True)
        return
    amount = lang.pick(
        f"{state.files} 个文件的读取结果，{state.size / KILOBYTE:,.0f} KB",
        f"the results of reading {state.files} files, {state.size / KILOBYTE:,.0f} KB",
    )
    out.print(f"{done} {amount}\n{folder}", soft_wrap=True)
