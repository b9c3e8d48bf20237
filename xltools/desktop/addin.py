"""Putting the Excel add-in where Excel opens it by itself, and telling it where this Python is."""

from __future__ import annotations

import contextlib
import os
from importlib.resources import files
from pathlib import Path

from xltools.desktop.computer import Computer
from xltools.desktop.launcher_paths import excel_paths
from xltools.errors import XltoolsError

__all__ = ["ADDIN", "NoExcelError", "addin_bytes", "install", "installed", "remove"]

ADDIN = "xltools.xlam"


class NoExcelError(XltoolsError):
    """This computer's system has no Excel."""


def addin_bytes() -> bytes:
    """Return the add-in that this package carries."""
    return (files("xltools.desktop") / "files" / ADDIN).read_bytes()


def _targets(computer: Computer) -> tuple[Path, Path | None]:
    if computer.excel_startup is None:
        raise NoExcelError(
            "这个系统上没有 Excel；LibreOffice 请用：xltools libreoffice install。",
            "There is no Excel for this system; for LibreOffice run: xltools libreoffice install.",
        )
    return computer.excel_startup / ADDIN, computer.excel_paths_file


def install(computer: Computer, python: Path | None = None) -> list[Path]:
    """Write the add-in and the record; gives the files.

    :raises NoExcelError: there is no Excel for this system.
    :raises PermissionError: Excel is open and holds an earlier add-in.
    """
    addin, record = _targets(computer)
    _write(addin, addin_bytes())
    if record is None:
        return [addin]
    _write(record, excel_paths(python))
    return [addin, record]


def remove(computer: Computer) -> list[Path]:
    """Delete what :func:`install` wrote; gives the files that were there.

    :raises NoExcelError: there is no Excel for this system.
    """
    gone = []
    for file in _targets(computer):
        if file is not None and file.exists():
            file.unlink()
            gone.append(file)
    return gone


def installed(computer: Computer) -> dict[Path, bool]:
    """Return the files that :func:`install` writes, and whether each is as this version would write it.

    :raises NoExcelError: there is no Excel for this system.
    """
    addin, record = _targets(computer)
    files = {addin: addin.is_file() and addin.read_bytes() == addin_bytes()}
    if record is not None:
        files[record] = record.is_file() and record.read_bytes() == excel_paths()
    return files


def _write(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f"{file.name}.new")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, file)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
