"""The page that ``--help`` shows, in the language asked for.

Help texts of commands and options are two paragraphs, Chinese and English (:func:`xltools.cli.console.both`). The
library that parses the command line would show both, in a frame that is English only.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

import typer
from rich.markup import escape

from xltools.cli.console import Lang, out

__all__ = ["language_of", "print_help", "usage"]


def language_of(context: typer.Context) -> Lang:
    """Return the language of the command line that is parsed."""
    return context.find_object(Lang) or Lang.ZH


def print_help(command: Any, context: typer.Context) -> None:
    """Print what the command is for, how it is called, its arguments, options and subcommands, and examples."""
    lang = language_of(context)
    out.print(f"{lang.pick('用法：', 'Usage: ')}[bold]{escape(usage(context))}[/]", soft_wrap=True)
    out.print(f"\n{escape(_in(lang, command.help))}", soft_wrap=True)
    parameters = [one for one in command.get_params(context) if not getattr(one, "hidden", False)]
    arguments = [one for one in parameters if one.param_type_name == "argument"]
    options = [one for one in parameters if one.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    _section(lang.pick("参数", "Arguments"), ((_metavar(one), _help(one, lang)) for one in arguments))
    _section(lang.pick("命令", "Commands"), ((name, _in(lang, one.help)) for name, one in commands.items()))
    _section(lang.pick("选项", "Options"), ((_names(one), _help(one, lang)) for one in options))
    if command.epilog:
        out.print(f"\n[bold]{lang.pick('例', 'Examples')}[/]")
        for line in filter(None, map(str.strip, command.epilog.splitlines())):
            out.print(f"  {escape(line)}", soft_wrap=True)


def usage(context: typer.Context) -> str:
    """Return how the command of the context is called."""
    lang, command = language_of(context), context.command
    parts = [context.command_path, lang.pick("[选项]", "[OPTIONS]")]
    parts += [_metavar(one) for one in command.params if one.param_type_name == "argument"]
    if hasattr(command, "commands"):
        parts.append(lang.pick("命令 …", "COMMAND ..."))
    return " ".join(parts)


def _section(title: str, lines: Iterable[tuple[str, str]]) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 0, 0, 2))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(overflow="fold")
    for name, text in lines:
        table.add_row(escape(name), escape(text))
    if table.row_count:
        out.print(f"\n[bold]{title}[/]")
        out.print(table)


def _in(lang: Lang, text: str | None) -> str:
    """Return the paragraph of a help text in the language."""
    zh, _, en = (text or "").partition("\n\n")
    return " ".join(lang.pick(zh, en or zh).split())


def _help(parameter: Any, lang: Lang) -> str:
    """Return the help of a parameter, with its default or that it has to be given."""
    text = lang.pick("显示本页", "Show this page.") if parameter.name == "help" else _in(lang, parameter.help)
    default = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    if parameter.required:
        text += lang.pick("（必填）", " (required)")
    elif isinstance(default, (str, int)) and not isinstance(default, bool) and default != "":
        text += lang.pick(f"（默认 {default}）", f" (default {default})")
    return text


def _names(option: Any) -> str:
    """Return the names of an option, short ones first, and the name of its value."""
    names = ", ".join(sorted((*option.opts, *option.secondary_opts), key=lambda name: name.startswith("--")))
    return names if option.is_flag else f"{names} {_metavar(option)}"


def _metavar(parameter: Any) -> str:
    return parameter.metavar or (parameter.name or "").upper()
