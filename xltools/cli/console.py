"""The parts that all commands share: two consoles, languages, and the end of a command with a message."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from xltools.errors import XltoolsError
from xltools.model import Severity
from xltools.rules.settings import Settings
from xltools.services.contract import ExitStatus
from xltools.text import Text

__all__ = [
    "SEVERITY_STYLES",
    "Lang",
    "borderless_table",
    "err",
    "fail",
    "friendly",
    "out",
    "print_notices",
    "print_settings",
]

SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


class Lang(StrEnum):
    """The language of the terminal's output."""

    ZH = "zh"
    EN = "en"

    def pick(self, zh: str, en: str) -> str:
        """Return the text in this language."""
        return zh if self is Lang.ZH else en


for stream in (sys.stdout, sys.stderr):
    # A console of another code page shows a question mark rather than stopping the work.
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")

# In a file or a pipe nothing needs to be folded to the width of a screen.
WIDE = 200

# Texts of files are printed as they are: ":x:" in them is not an emoji.
out = Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, emoji=False)


def fail(zh: str, en: str, code: int = ExitStatus.NOTHING) -> NoReturn:
    """End the command with a message in both languages that says what to do."""
    err.print(f"[bold red]{escape(zh)}[/]\n{escape(en)}", soft_wrap=True)
    raise typer.Exit(int(code))


def print_settings(settings: Settings, lang: Lang) -> None:
    """Say which rule settings were used."""
    label, name = lang.pick("规则设置：", "Rule settings: "), lang.pick(*settings.shown_name)
    out.print(f"{label}{escape(name)}", soft_wrap=True)


def print_notices(notices: Iterable[Text], lang: Lang, console: Console = out) -> None:
    """Say what an officer should know besides the result."""
    for notice in notices:
        console.print(f"[yellow]{escape(lang.pick(*notice))}[/]", soft_wrap=True)


@contextmanager
def friendly() -> Iterator[None]:
    """End the command with a message, not a traceback, where an officer can put right what went wrong."""
    try:
        yield
    except XltoolsError as error:
        fail(*error.text)
    except PermissionError as error:
        fail(
            f"写不了文件 {error.filename}：请关闭正在打开它的程序，或换一个位置。",
            f"Cannot write {error.filename}: close the program that holds it, or choose another place.",
        )
    except OSError as error:
        fail(f"文件操作失败：{error.strerror or error} {error.filename or ''}", f"File operation failed: {error}")


def borderless_table(*headers: str, numbers: frozenset[int] = frozenset()) -> Table:
    """Return a table without borders for the terminal; ``numbers`` are the columns aligned to the right."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for index, header in enumerate(headers):
        number = index in numbers
        table.add_column(header, justify="right" if number else "left", overflow="fold", no_wrap=number)
    return table
