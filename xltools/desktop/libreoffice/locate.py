"""Find LibreOffice and its Python bridge on this computer: only files are looked at, nothing is started."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from xltools.office_program import find_office, program_folders

__all__ = ["Bridge", "bridge_python", "find_bridge", "find_office"]

_BRIDGE_LIBRARY = {"win32": "pyuno.pyd"}.get(sys.platform, "pyuno.so")
_PYTHON_LIBRARY = re.compile(rb"(?:python|Versions/)3\.?(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bridge:
    """The three files of the Python bridge: two modules and the library below them."""

    uno: Path
    unohelper: Path
    pyuno: Path


def find_bridge(office: Path | None = None) -> Bridge | None:
    """Return the bridge's files: importable already, beside ``office``, or in the system's Python folders."""
    programs = list(_library_folders(office or find_office()))
    for folder in _module_folders(programs):
        uno, helper = folder / "uno.py", folder / "unohelper.py"
        if not (helper.is_file() and _is_bridge(uno)):
            continue
        for place in (folder, *programs):
            if (place / _BRIDGE_LIBRARY).is_file():
                return Bridge(uno, helper, place / _BRIDGE_LIBRARY)
    return None


def bridge_python(bridge: Bridge) -> tuple[int, int] | None:
    """Return the Python that the bridge was compiled for, or None where its library does not say.

    Loading it into another Python can end the process without a message, so this is asked first.
    """
    names = ("libpyuno.so", "libpyuno.dylib", bridge.pyuno.name)
    for library in (bridge.pyuno.with_name(name) for name in names):
        if library.is_file() and (version := _PYTHON_LIBRARY.search(library.read_bytes())):
            return 3, int(version.group(1))
    return None


def _is_bridge(uno: Path) -> bool:
    """Return whether this is LibreOffice's module, not an unrelated one of the same name."""
    return uno.is_file() and b"import pyuno" in uno.read_bytes()


def _module_folders(programs: list[Path]) -> Iterator[Path]:
    spec = importlib.util.find_spec("uno") if "uno" not in sys.modules else None
    if spec is not None and spec.origin is not None:
        yield Path(spec.origin).parent
    yield from programs
    version = f"python3.{sys.version_info.minor}"
    if sys.platform not in ("win32", "darwin"):
        yield Path("/usr/lib/python3/dist-packages")
        for library in ("lib64", "lib"):
            yield Path("/usr") / library / version / "site-packages"


def _library_folders(office: Path | None) -> Iterator[Path]:
    if office is not None:
        program = office.resolve().parent
        yield program
        yield from (program.parent / "Resources", program.parent / "Frameworks")  # macOS keeps them beside MacOS/
    yield from program_folders()
