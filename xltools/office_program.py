"""Find LibreOffice on this computer: only files are looked at, nothing is started."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["find_office", "program_folders"]

_PROGRAMS = ("soffice", "libreoffice")


def find_office() -> Path | None:
    """Return the program that starts LibreOffice, or None."""
    for name in _PROGRAMS:
        if program := shutil.which(name):
            return Path(program)
    for folder in program_folders():
        for name in ("soffice.exe", "soffice"):
            if (folder / name).is_file():
                return folder / name
    return None


def program_folders() -> Iterator[Path]:
    """Yield the folders in which the program usually lies, whether they exist or not."""
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            if root := os.environ.get(variable):
                yield Path(root) / "LibreOffice" / "program"
    elif sys.platform == "darwin":
        contents = Path("/Applications/LibreOffice.app/Contents")
        yield from (contents / name for name in ("MacOS", "Resources", "Frameworks"))
    else:
        yield from (Path("/usr/lib/libreoffice/program"), Path("/usr/lib64/libreoffice/program"))
        yield from sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
