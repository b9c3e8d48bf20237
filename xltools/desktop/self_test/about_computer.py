"""The part of the result about the computer: versions of all that takes part, and no account name."""

from __future__ import annotations

import importlib.metadata
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.desktop.hosts import is_libreoffice
from xltools.version import __version__

if TYPE_CHECKING:
    import xlwings

__all__ = ["describe_computer", "without_home"]

_LIBRARIES = ("xlwings", "pywin32", "appscript", "psutil", "XlsxWriter", "lxml", "openpyxl")
_UNKNOWN = "（问不到）"


def describe_computer(app: xlwings.App) -> Iterator[tuple[str, str]]:
    """Yield facts as name and value. What a program does not tell is said to be unknown."""
    yield "时间", datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S %z")
    yield "xltools", __version__
    yield "Python", f"{platform.python_version()}，{platform.architecture()[0]}，{without_home(sys.executable)}"
    yield "操作系统", f"{platform.platform()}，{platform.machine()}"
    folder = _asked(lambda: app.path)
    yield "表格软件", _host(app, folder)
    yield "表格软件的版本", _asked(lambda: _version(app))
    yield "表格软件的位置", without_home(folder)
    for name in _LIBRARIES:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:  # pywin32 and appscript are for one system each
            continue


def _host(app: xlwings.App, folder: str) -> str:
    """Name the program. WPS calls itself Microsoft Excel: only its folder tells."""
    if is_libreoffice(app):
        return "LibreOffice"
    name = _asked(lambda: app.api.name.get() if sys.platform == "darwin" else app.api.Name)
    kingsoft = any(word in folder.casefold() for word in ("kingsoft", "wps"))
    return f"WPS 表格（自称 {name}）" if kingsoft else name


def _version(app: xlwings.App) -> str:
    build = "" if is_libreoffice(app) or sys.platform == "darwin" else f"，内部版本 {app.api.Build}"
    return f"{app.version}{build}"


def _asked(question: Callable[[], object]) -> str:
    try:
        return str(question())
    except Exception:  # each program has its own way not to know something
        return _UNKNOWN


def without_home(text: str) -> str:
    """Return a text without the path of the home folder, which names the account."""
    try:
        return text.replace(str(Path.home()), "~")
    except RuntimeError:  # there is no home folder
        return text
