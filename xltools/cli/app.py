"""The commands by name. Each is imported when it is called, so that ``--help`` and a click stay quick."""

from __future__ import annotations

from typing import Annotated

import typer

from xltools import __version__

__all__ = ["app", "load_commands", "run"]

app = typer.Typer(
    name="xltools",
    help="预算绩效目标工具：下发模板、检查、填充、汇总。 Budget performance targets in Excel.",
    no_args_is_help=True,
    rich_markup_mode="rich",
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
        bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本 Show the version.")
    ] = False,
) -> None:
    """预算绩效目标工具：下发模板、检查、填充、汇总。 Budget performance targets in Excel."""


def load_commands() -> None:
    """Add every command to the app."""
    from xltools.cli import check, consolidate, desktop, fill, import_text, return_, rules, template, transfer

    for module in (template, check, fill, return_, consolidate, rules, import_text, transfer, desktop):
        module.register(app)


def run() -> None:
    """Parse the arguments and run the command."""
    load_commands()
    app()
