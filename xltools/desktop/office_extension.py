"""Putting the extension into the user's LibreOffice, and telling it where this Python is."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from xltools.desktop.computer import Computer
from xltools.desktop.launcher_paths import libreoffice_paths
from xltools.desktop.libreoffice.locate import bridge_python, find_bridge, find_office
from xltools.errors import XltoolsError

__all__ = ["EXTENSION", "IDENTIFIER", "ExtensionError", "find_unopkg", "install", "listed", "recorded", "remove"]

EXTENSION = "xltools.oxt"
IDENTIFIER = "org.xltools"

Runner = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


class ExtensionError(XltoolsError):
    """The extension could not be installed, removed or asked for; says why and what to do."""


def find_unopkg(office: Path | None = None) -> Path | None:
    """Return LibreOffice's program for extensions, which lies beside LibreOffice itself."""
    program = office or find_office()
    if program is None:
        return None
    for folder in (program.parent, program.resolve().parent):
        # On Windows the one with a console waits until it is done.
        for name in ("unopkg.com", "unopkg.exe", "unopkg"):
            if (folder / name).is_file():
                return folder / name
    return None


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=120)  # noqa: S603


def install(computer: Computer, unopkg: Path, runner: Runner = run) -> list[Path]:
    """Install the extension for this user, and write the record; gives the record.

    :raises ExtensionError: LibreOffice runs another Python than this one, or refused the extension.
    """
    _same_python()
    with tempfile.TemporaryDirectory(prefix="xltools-") as folder:
        copy = Path(folder) / EXTENSION  # the package may lie in an archive
        copy.write_bytes((files("xltools.desktop") / "files" / EXTENSION).read_bytes())
        _tell([str(unopkg), "add", "--force", "--suppress-license", str(copy)], runner)
    record = computer.office_paths_file
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(libreoffice_paths(), "utf-8")
    return [record]


def remove(computer: Computer, unopkg: Path, runner: Runner = run) -> list[Path]:
    """Remove the extension and the record; gives the files that were there.

    :raises ExtensionError: LibreOffice refused.
    """
    if listed(unopkg, runner):
        _tell([str(unopkg), "remove", IDENTIFIER], runner)
    record = computer.office_paths_file
    if not record.exists():
        return []
    record.unlink()
    return [record]


def listed(unopkg: Path, runner: Runner = run) -> bool:
    """Return whether LibreOffice lists the extension for this user."""
    return IDENTIFIER in runner([str(unopkg), "list"]).stdout


def recorded(computer: Computer) -> bool:
    """Return whether the record names this very Python and its folders."""
    try:
        record = json.loads(computer.office_paths_file.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(record == json.loads(libreoffice_paths()))


def _same_python() -> None:
    bridge = find_bridge()
    theirs = bridge_python(bridge) if bridge else None
    if theirs and theirs != sys.version_info[:2]:
        own, other = (".".join(map(str, version)) for version in (sys.version_info[:2], theirs))
        raise ExtensionError(
            f"LibreOffice 用的是 Python {other}，而 xltools 装在 Python {own} 里，两者必须相同。"
            f"请用 Python {other} 安装 xltools 后再试。",
            f"LibreOffice runs Python {other}, xltools is installed in {own}: install it with {other}.",
        )


def _tell(command: Sequence[str], runner: Runner) -> None:
    """Run unopkg; what it says of a failure goes into the message."""
    try:
        done = runner(command)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise ExtensionError(f"没能运行 {command[0]}：{problem}", f"Could not run {command[0]}: {problem}") from problem
    if done.returncode:
        output = (done.stderr or done.stdout).strip()
        raise ExtensionError(
            "LibreOffice 没有接受扩展。请先关闭全部 LibreOffice 窗口，不要用管理员（root）身份，再试一次。",
            f"LibreOffice refused the extension: close all its windows, do not run as root, try again.\n{output}",
        )
