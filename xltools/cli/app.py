"""The commands by name. Each is imported when it is called, so that ``--help`` and a click stay quick."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from xltools.cli.console import Lang, LangOption, both
from xltools.cli.usage import Group
from xltools.version import __version__

__all__ = ["app", "load_commands", "run"]

EXAMPLES = """
xltools template --roster 应报名单.xlsx --out 下发/ --county 顺平县 --year 2020

xltools check 475.xlsx

xltools consolidate 报送/ --out 县级汇总.xlsx
"""

_MODULES = {
    "template": "template",
    "check": "check",
    "fill": "fill",
    "undo": "fill",
    "return": "return_",
    "consolidate": "consolidate",
    "rules": "rules",
    "import-text": "import_text",
    "transfer": "transfer",
    "addin": "desktop",
    "libreoffice": "desktop",
    "doctor": "desktop",
}
"""The module of each command, in the order of the help page."""

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


def load_commands(name: str = "") -> None:
    """Add the command with this name to the app, or every command where there is none.

    The library lists all commands anyway, but most of the time of a short command is spent on importing the others.
    """
    modules = [_MODULES[name]] if name in _MODULES else dict.fromkeys(_MODULES.values())
    for module in modules:
        import_module(f"xltools.cli.{module}").register(app)


def run() -> None:
    """Parse the arguments and run the command."""
    load_commands(next((argument for argument in sys.argv[1:] if argument in _MODULES), ""))
    app(prog_name="xltools")
