"""The files that tell the buttons their Python: the installers leave them for the launchers in Excel and LibreOffice.

Two programs read them, neither of them with this code: the VBA module XltLauncher, and the component of the LibreOffice
extension. So their form is fixed here and held by tests on both sides.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

__all__ = ["EXCEL_PATHS_FILE", "LIBREOFFICE_PATHS_FILE", "excel_paths", "libreoffice_paths"]

EXCEL_PATHS_FILE = Path("xltools", "python.txt")
"""The file that VBA reads, below ``%APPDATA%``."""

LIBREOFFICE_PATHS_FILE = Path("xltools.json")
"""The file that the extension reads, below the ``user`` folder of a LibreOffice profile."""

_PACKAGE = Path(__file__).parents[1]
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")


def excel_paths(python: Path | None = None) -> bytes:
    """Return the text that the launcher in Windows' Excel reads.

    It names the interpreter to start, and a file whose presence proves that xltools is installed.

    ``python`` is this interpreter unless told. Its sibling without a console is preferred: it flashes no window. UTF-16
    with a mark, since VBA reads other files in the system's code page, in which not every user name can be written.
    """
    interpreter = python or Path(sys.executable)
    windowless = interpreter.with_name("pythonw.exe")
    proof = _PACKAGE / "desktop" / "button.py"
    lines = (str(windowless if windowless.is_file() else interpreter), str(proof))
    return b"\xff\xfe" + "".join(f"{line}\r\n" for line in lines).encode("utf-16-le")


def libreoffice_paths() -> str:
    """Return the record that the extension reads: the version of this Python, and the folders to import from."""
    packages = (folder for folder in sys.path if Path(folder).name in _PACKAGE_FOLDERS)
    paths = dict.fromkeys([str(_PACKAGE.parent), *packages])
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return json.dumps({"python": python, "paths": list(paths)}, ensure_ascii=False, indent=2)
