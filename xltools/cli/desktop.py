"""``xltools addin``, ``libreoffice`` and ``doctor``: the way from buttons to this Python, put up and checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.commands import COMMANDS
from xltools.cli.console import Lang, LangOption, both, out
from xltools.cli.usage import Command, Group
from xltools.services.contract import ExitStatus, RequestError

__all__ = ["register"]

_AGAIN = ("请重新打开 Excel。", "Open Excel again.")


DOCTOR_EXAMPLES = """
xltools doctor

xltools doctor 475.xlsm
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    excel = typer.Typer(cls=Group, help=COMMANDS["addin"].help, epilog=_examples("addin"))
    _add(excel, "addin install", install_addin, "安装 Excel 加载项并登记本机 Python。", "Install the add-in.")
    _add(excel, "addin remove", remove_addin, "删除 Excel 加载项和登记。", "Remove the add-in.")
    _add(excel, "addin status", addin_status, "查看 Excel 加载项的状态。", "Show whether the add-in is installed.")
    excel.callback()(_take_language)
    app.add_typer(excel, name="addin")
    office = typer.Typer(cls=Group, help=COMMANDS["libreoffice"].help, epilog=_examples("libreoffice"))
    _add(
        office,
        "libreoffice install",
        install_extension,
        "安装 LibreOffice 扩展并登记本机 Python。",
        "Install the extension.",
    )
    _add(office, "libreoffice remove", remove_extension, "删除 LibreOffice 扩展和登记。", "Remove the extension.")
    _add(
        office,
        "libreoffice status",
        extension_status,
        "查看 LibreOffice 扩展的状态。",
        "Show whether the extension is installed.",
    )
    office.callback()(_take_language)
    app.add_typer(office, name="libreoffice")
    app.command("doctor", cls=Command, help=COMMANDS["doctor"].help, epilog=DOCTOR_EXAMPLES)(doctor)


def _add(group: typer.Typer, command: str, function: Callable[..., None], zh: str, en: str) -> None:
    """Add a command, which is its own example."""
    name = command.rsplit(maxsplit=1)[-1]
    group.command(name, cls=Command, help=both(zh, en), epilog=f"xltools {command}")(function)


def _take_language(lang: LangOption = Lang.ZH) -> None:
    """Take ``--lang`` before the name of the command too."""


def _examples(group: str) -> str:
    return f"xltools {group} install\n\nxltools {group} status"


# --- Excel -----------------------------------------------------------------------------------------------------------


def install_addin(lang: LangOption = Lang.ZH) -> None:
    """Install the add-in and record this Python."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    _name(addin.install(Computer()), lang.pick("已写入", "Written"))
    out.print(lang.pick(*_AGAIN))


def remove_addin(lang: LangOption = Lang.ZH) -> None:
    """Remove the add-in and the record."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    gone = addin.remove(Computer())
    _name(gone, lang.pick("已删除", "Removed"))
    if not gone:
        out.print(lang.pick("没有安装过。", "It was not installed."))


def addin_status(lang: LangOption = Lang.ZH) -> None:
    """Show whether the add-in is installed."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    files = addin.installed(Computer())
    for file, good in files.items():
        _line(good, f"{file}")
    raise typer.Exit(int(ExitStatus.DONE if all(files.values()) else ExitStatus.FINDINGS))


# --- LibreOffice -----------------------------------------------------------------------------------------------------


def _unopkg() -> Path:
    from xltools.desktop.office_extension import find_unopkg

    found = find_unopkg()
    if found is None:
        raise RequestError(
            "没有找到 LibreOffice（unopkg），请先安装。", "LibreOffice (unopkg) was not found; install it first."
        )
    return found


def install_extension(lang: LangOption = Lang.ZH) -> None:
    """Install the extension and record this Python."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    _name(office_extension.install(Computer(), _unopkg()), lang.pick("已写入", "Written"))
    out.print(lang.pick("请重新打开 LibreOffice。", "Open LibreOffice again."))


def remove_extension(lang: LangOption = Lang.ZH) -> None:
    """Remove the extension and the record."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    _name(office_extension.remove(Computer(), _unopkg()), lang.pick("已删除", "Removed"))


def extension_status(lang: LangOption = Lang.ZH) -> None:
    """Show whether the extension is installed."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    listed, recorded = office_extension.listed(_unopkg()), office_extension.recorded(Computer())
    _line(listed, lang.pick("扩展", "extension"))
    _line(recorded, lang.pick("登记", "record") + f" {Computer().office_paths_file}")
    raise typer.Exit(int(ExitStatus.DONE if listed and recorded else ExitStatus.FINDINGS))


# --- doctor ----------------------------------------------------------------------------------------------------------


def doctor(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help=both("按钮不能用的工作簿", "Workbooks whose buttons do not work."), metavar="[FILE]..."),
    ] = None,
    lang: LangOption = Lang.ZH,
) -> None:
    """Look the computer over, with a fix for each problem."""
    from xltools.desktop.computer import Computer
    from xltools.desktop.doctor import examine

    checks = examine(Computer(), files or ())
    for check in checks:
        _line(check.ok, lang.pick(*check.text))
        fix = lang.pick(*check.fix)
        if not check.ok and fix:
            out.print(f"    → {escape(fix)}", soft_wrap=True)
    raise typer.Exit(int(ExitStatus.DONE if all(check.ok for check in checks) else ExitStatus.FINDINGS))


def _line(good: bool, text: str) -> None:
    out.print(f"{'[green]✓[/]' if good else '[red]✗[/]'} {escape(text)}", soft_wrap=True)


def _name(files: Iterable[Path], what: str) -> None:
    for file in files:
        out.print(f"{what} [bold]{escape(str(file))}[/]", soft_wrap=True)
