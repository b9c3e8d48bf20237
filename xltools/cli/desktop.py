"""``xltools addin``, ``libreoffice`` and ``doctor``: the way from buttons to this Python, put up and checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from xltools.cli.console import Lang, fail, friendly, out
from xltools.services.contract import ExitStatus

__all__ = ["register"]

Language = Annotated[Lang, typer.Option("--lang", help="语言 Language.")]

_AGAIN = ("请重新打开 Excel。", "Open Excel again.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    excel = typer.Typer(no_args_is_help=True, help="Excel 加载项 The Excel add-in.")
    excel.command("install")(install_addin)
    excel.command("remove")(remove_addin)
    excel.command("status")(addin_status)
    app.add_typer(excel, name="addin")
    office = typer.Typer(no_args_is_help=True, help="LibreOffice 扩展 The LibreOffice extension.")
    office.command("install")(install_extension)
    office.command("remove")(remove_extension)
    office.command("status")(extension_status)
    app.add_typer(office, name="libreoffice")
    app.command("doctor")(doctor)


# --- Excel -----------------------------------------------------------------------------------------------------------


def install_addin(lang: Language = Lang.ZH) -> None:
    """安装 Excel 加载项并登记本机 Python。 Install the add-in and record this Python."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    with friendly():
        try:
            _name(addin.install(Computer()), lang.pick("已写入", "Written"))
        except addin.NoExcelError as error:
            fail(*error.text)
    out.print(lang.pick(*_AGAIN))


def remove_addin(lang: Language = Lang.ZH) -> None:
    """删除 Excel 加载项和登记。 Remove the add-in and the record."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    with friendly():
        try:
            gone = addin.remove(Computer())
        except addin.NoExcelError as error:
            fail(*error.text)
    _name(gone, lang.pick("已删除", "Removed"))
    if not gone:
        out.print(lang.pick("没有安装过。", "It was not installed."))


def addin_status(lang: Language = Lang.ZH) -> None:
    """查看 Excel 加载项的状态。 Show whether the add-in is installed."""
    from xltools.desktop import addin
    from xltools.desktop.computer import Computer

    try:
        files = addin.installed(Computer())
    except addin.NoExcelError as error:
        fail(*error.text)
    for file, good in files.items():
        _line(good, f"{file}")
    raise typer.Exit(int(ExitStatus.DONE if all(files.values()) else ExitStatus.FINDINGS))


# --- LibreOffice -----------------------------------------------------------------------------------------------------


def _unopkg() -> Path:
    from xltools.desktop.office_extension import find_unopkg

    found = find_unopkg()
    if found is None:
        fail("没有找到 LibreOffice（unopkg），请先安装。", "LibreOffice (unopkg) was not found; install it first.")
    return found


def install_extension(lang: Language = Lang.ZH) -> None:
    """安装 LibreOffice 扩展并登记本机 Python。 Install the extension and record this Python."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    with friendly():
        try:
            _name(office_extension.install(Computer(), _unopkg()), lang.pick("已写入", "Written"))
        except office_extension.ExtensionError as error:
            fail(*error.text)
    out.print(lang.pick("请重新打开 LibreOffice。", "Open LibreOffice again."))


def remove_extension(lang: Language = Lang.ZH) -> None:
    """删除 LibreOffice 扩展和登记。 Remove the extension and the record."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    with friendly():
        try:
            _name(office_extension.remove(Computer(), _unopkg()), lang.pick("已删除", "Removed"))
        except office_extension.ExtensionError as error:
            fail(*error.text)


def extension_status(lang: Language = Lang.ZH) -> None:
    """查看 LibreOffice 扩展的状态。 Show whether the extension is installed."""
    from xltools.desktop import office_extension
    from xltools.desktop.computer import Computer

    listed, recorded = office_extension.listed(_unopkg()), office_extension.recorded(Computer())
    _line(listed, lang.pick("扩展", "extension"))
    _line(recorded, lang.pick("登记", "record") + f" {Computer().office_record}")
    raise typer.Exit(int(ExitStatus.DONE if listed and recorded else ExitStatus.FINDINGS))


# --- doctor ----------------------------------------------------------------------------------------------------------


def doctor(
    files: Annotated[
        list[Path] | None, typer.Argument(help="按钮不能用的工作簿 Workbooks whose buttons do not work.")
    ] = None,
    lang: Language = Lang.ZH,
) -> None:
    """检查按钮需要的环境，逐条说明怎么办。 Look the computer over, with a fix for each problem."""
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
