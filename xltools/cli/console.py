"""The parts that all commands share: two consoles, the language, and tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.segment import Segment

from xltools.text import Text, show_controls

if TYPE_CHECKING:  # a page of help needs none of these, and they take longer to load than it to print
    from rich.progress import Progress as ProgressBar
    from rich.table import Table
    from rich.text import Text as RichText

    from xltools.rules.settings import Settings
    from xltools.services.contract import Progress

__all__ = [
    "SEVERITY_STYLES",
    "ApprovedOption",
    "FileBar",
    "ForceOption",
    "JobsOption",
    "Lang",
    "LangOption",
    "PathsArgument",
    "RecursiveOption",
    "RulesOption",
    "borderless_table",
    "both",
    "err",
    "out",
    "print_notices",
    "print_settings",
]

SEVERITY_STYLES = {"error": "bold red", "warning": "yellow", "note": "blue"}
"""The look of findings by the values of :class:`xltools.model.Severity`."""
LANG_VARIABLE = "XLTOOLS_LANG"
_LANG_OPTION = "--lang"


class Lang(StrEnum):
    """The language of the terminal's output."""

    ZH = "zh"
    EN = "en"

    def pick(self, zh: str, en: str) -> str:
        """Return the text in this language."""
        return zh if self is Lang.ZH else en

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Lang:
        """Return the language that arguments ask for, or else the environment; Chinese by default.

        It is needed before the arguments are parsed, because help and usage errors are in it too.
        """
        values = [os.environ.get(LANG_VARIABLE, "")]
        for argument, following in zip(arguments, (*arguments[1:], ""), strict=False):
            name, equals, value = argument.partition("=")
            if name == _LANG_OPTION:
                values.append(value if equals else following)
        return next((cls(value) for value in reversed(values) if value in list(cls)), cls.ZH)


if sys.stdout is None:  # closed by whoever started the command: the work is done all the same
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
if sys.stderr is None:
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115

for stream in (sys.stdout, sys.stderr):
    # A console of another code page shows a question mark rather than stopping the work.
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")


class SafeConsole(Console):
    """A console that shows control characters of texts as what they are, so that no text steers the terminal."""

    def render_str(self, text: str, **options: Any) -> RichText:
        """Return the text for printing, before its width is measured."""
        return super().render_str(show_controls(text), **options)

    def render(self, *args: Any, **options: Any) -> Iterable[Segment]:
        """Yield the pieces of what is printed; those that the library itself steers the terminal with stay."""
        for text, style, control in super().render(*args, **options):
            yield Segment(text if control else show_controls(text), style, control)


# In a file or a pipe nothing needs to be folded to the width of a screen.
WIDE = 200

# Texts of files are printed as they are: ":x:" in them is not an emoji.
out = SafeConsole(highlight=False, emoji=False, width=None if sys.stdout.isatty() else WIDE)
err = SafeConsole(stderr=True, highlight=False, emoji=False)


# --- options that most commands have ---------------------------------------------------------------------------------


def both(zh: str, en: str) -> str:
    """Return a text for ``help=``, of which the page of help shows the paragraph in the language asked for."""
    return f"{zh}\n\n{en}"


def _language(context: typer.Context, lang: Lang) -> Lang:
    """Return the language of the whole command line, wherever in it the option is."""
    return context.find_object(Lang) or lang


LangOption = Annotated[
    Lang,
    typer.Option(_LANG_OPTION, callback=_language, metavar="zh|en", help=both("语言", "Language.")),
]
PathsArgument = Annotated[
    list[Path], typer.Argument(help=both("部门工作簿或文件夹", "Workbooks or folders."), metavar="PATH...")
]
ForceOption = Annotated[
    bool, typer.Option("--force", "-f", help=both("覆盖已有的文件", "Overwrite files that exist already."))
]
JobsOption = Annotated[
    int,
    typer.Option("--jobs", "-j", min=0, help=both("并行数，0 为自动", "Workers, 0 for all cores."), metavar="N"),
]
ApprovedOption = Annotated[
    Path | None,
    typer.Option(
        help=both(
            "批复的绩效目标表所在文件夹，与监控表、自评表核对",
            "A folder with the approved targets, to hold monitoring and self-evaluation against.",
        ),
        metavar="FOLDER",
    ),
]
RecursiveOption = Annotated[bool, typer.Option("--recursive", "-r", help=both("包括子文件夹", "Look into subfolders."))]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="FILE", help=both("规则设置（TOML）", "Rule settings (TOML)."))
]


# --- output ----------------------------------------------------------------------------------------------------------


def print_settings(settings: Settings, lang: Lang, trial: Iterable[Mapping[str, int]] = ()) -> None:
    """Say which rule settings were used, and what the county's own rules on trial would have found in each file."""
    label, name = lang.pick("规则设置：", "Rule settings: "), lang.pick(*settings.shown_name)
    out.print(f"{label}{escape(name)}", soft_wrap=True)
    if not settings.own_rules:
        return
    from xltools.rules.settings import count_trial

    for id, number in count_trial(settings, trial).items():
        zh, en = f"试用规则 {id}：{number} 处，没有列入问题", f"Rule {id} is on trial: {number} times, not listed"
        out.print(escape(lang.pick(zh, en)), soft_wrap=True)


def print_notices(notices: Iterable[Text], lang: Lang, console: Console = out) -> None:
    """Say what an officer should know besides the result."""
    for notice in notices:
        console.print(f"[yellow]{escape(lang.pick(*notice))}[/]", soft_wrap=True)


def borderless_table(*headers: str, numbers: frozenset[int] = frozenset()) -> Table:
    """Return a table without borders for the terminal; ``numbers`` are the columns aligned to the right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for index, header in enumerate(headers):
        number = index in numbers
        table.add_column(header, justify="right" if number else "left", overflow="fold", no_wrap=number)
    return table


class FileBar:
    """A bar in the terminal for the files that are done; ``writing`` takes its place while the result is written.

    Without a terminal there is no bar, and what draws it is not loaded.
    """

    def __init__(self, title: str, writing: str = "") -> None:
        self._bar = _bar(title) if err.is_terminal else None
        self._writing = writing

    def __enter__(self) -> FileBar:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Show how far the job is."""
        if not self._bar:
            return
        from xltools.services.contract import Stage

        task = self._bar.task_ids[0]
        if self._writing and progress.stage is Stage.WRITING:
            self._bar.update(task, description=self._writing, file="")
        else:
            self._bar.update(task, completed=progress.done, total=progress.total, file=escape(progress.file))


def _bar(title: str) -> ProgressBar:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    columns = (
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[file]}"),
    )
    bar = ProgressBar(*columns, console=err, transient=True)
    bar.add_task(title, total=None, file="")
    return bar
