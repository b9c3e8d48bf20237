"""The files of a county: those in the folders that the caller names, and those in the zips among them."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.limits import Limits
from xltools.readers import WORKBOOK_SUFFIXES
from xltools.readers.zip_folder import archive_of, zip_members

__all__ = ["FoundFile", "NotFoundError", "find_files", "named_files", "subfolders"]

_DEFAULT_LIMITS = Limits()


class NotFoundError(XltoolsError):
    """A path that the caller named does not exist."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to look at, under the name that the outputs give it; the member of a zip has ``报送.zip!/`` in both."""

    path: Path
    name: str
    excluded: str = ""


def find_files(
    paths: Sequence[Path],
    *,
    recursive: bool = False,
    exclude: Sequence[str] = (),
    skip: Iterable[Path] = (),
    limits: Limits = _DEFAULT_LIMITS,
) -> tuple[FoundFile, ...]:
    """Find all files below the given files and folders, each once, in the order of their names.

    The zip of a folder is looked through like a folder, with all its subfolders: who sends it sends all that is in it.
    ``exclude`` holds file name patterns (``*旧版*``); files that match are listed as excluded. ``skip`` are files that
    are not looked at, such as the output itself. Raises :class:`NotFoundError` for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    left_out = {path.resolve() for path in skip}
    for given in paths:
        if not archive_of(given).exists():
            raise NotFoundError(f"找不到 {given}，请检查路径。", f"There is no {given}; check the path.")
        for path in _walk(given, recursive=recursive):
            key = _identity(path)
            if key in left_out or key in found:
                continue
            for member in zip_members(path, limits) or (path,):
                name = _readable(member)
                pattern = next((p for p in exclude if fnmatch.fnmatch(member.name, p) or fnmatch.fnmatch(name, p)), "")
                found[_identity(member)] = FoundFile(member, name, pattern)
    return tuple(sorted(found.values(), key=lambda file: file.name))


def _walk(given: Path, *, recursive: bool) -> Iterator[Path]:
    """Yield everything below a folder except folders; also pipes and broken links, which the reader then names.

    Hidden files are yielded too: a workbook may be hidden, and the reader knows what belongs to the system.

    A folder that cannot be listed is yielded itself, so that its files are not missed in silence; so is a link to a
    folder elsewhere, which is not followed.
    """
    if not given.is_dir():
        yield given
        return
    unreadable: list[Path] = []
    for folder, folders, names in os.walk(given, onerror=lambda error: unreadable.append(Path(error.filename))):
        yield from (Path(folder, name) for name in names)
        for subfolder in (Path(folder, name) for name in folders):
            # A folder that is named like a workbook is reported too, because people may take it for one.
            if subfolder.suffix.lower() in WORKBOOK_SUFFIXES or (recursive and _leads_out(subfolder, given)):
                yield subfolder
        if not recursive:
            folders.clear()
    yield from unreadable


def _leads_out(folder: Path, given: Path) -> bool:
    """Return whether a folder is a link to one that is not below ``given``: such a folder is not looked through."""
    return folder.is_symlink() and not _identity(folder).is_relative_to(_identity(given))


def _identity(path: Path) -> Path:
    """Return a key that is the same for two paths to one file."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads in a circle
        return path.absolute()


def _readable(path: Path) -> str:
    """Return the path as text. Names unpacked from a Chinese Windows archive may be bytes in GBK."""
    name = path.as_posix()
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "backslashreplace")
    return name


def named_files(path: Path, files: Sequence[FoundFile]) -> list[FoundFile]:
    """Return the file that a path names, or else the files whose own names it is."""
    exact = [file for file in files if _identity(file.path) == _identity(path) or file.name == path.as_posix()]
    return exact or [file for file in files if file.path.name == path.as_posix()]


def subfolders(paths: Sequence[Path]) -> int:
    """Count the folders directly in the given ones, which a search that is not recursive leaves out."""
    return sum(
        entry.is_dir() and not entry.name.startswith(".") for path in paths if path.is_dir() for entry in path.iterdir()
    )
