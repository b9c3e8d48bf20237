"""The command line as a whole. A command is imported when it is called, so that ``--help`` and a click stay quick."""

from __future__ import annotations

import sys
from collections.abc import Collection
from importlib import import_module
from typing import Annotated

import typer

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, both
from xltools.cli.usage import Command, Group
from xltools.version import __version__

__all__ = ["app", "load_commands", "run"]

EXAMPLES = """
xltools template --roster 应报名单.xlsx --out 下发/ --county 顺平县 --year 2020

xltools check 475.xlsx

xltools consolidate 报送/ --out 县级汇总.xlsx
"""

app = typer.Typer(
    name="xltools",
    cls=Group,
    help=both("预算绩效目标工具：下发模板、检查、填充、退回、汇总。", "Budget performance targets in Excel."),
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"xltools {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=both("显示版本", "Show the version.")),
    ] = False,
    lang: LangOption = Lang.ZH,
) -> None:
    """Take the options of all commands."""


def load_commands(names: Collection[str] = COMMANDS.keys(), *, others: bool = True) -> None:
    """Add the commands to the app; ``others`` than those of ``names`` only by what the page of help lists of them.

    Most of the time of a short command would be spent on importing the others.
    """
    modules = {COMMANDS[name].module for name in names}
    for module in dict.fromkeys(command.module for command in COMMANDS.values()):
        if module in modules:
            import_module(f"xltools.cli.{module}").register(app)
            continue
        for name, command in COMMANDS.items():
            if others and command.module == module:
                app.command(name, cls=Command, help=command.help)(_not_called)


def _not_called() -> None:
    """Stand for a command that is only listed."""


def run() -> None:
    """Parse the arguments and run the command."""
    named = [argument for argument in sys.argv[1:] if argument in COMMANDS][:1]
    load_commands(named, others=named != sys.argv[1:2])  # what follows a command asks for no list of all
    app(prog_name="xltools")
