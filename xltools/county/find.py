"""The files of a county: those in the folders that the caller names, and those in the zips among them.

A folder that is not looked into is a file of the county all the same, if it may hold forms: the reader names it.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from xltools.errors import XltoolsError
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers import OTHER_SUFFIXES, WORKBOOK_SUFFIXES
from xltools.readers.file_access import belongs_to_system, locked_file
from xltools.readers.zip_folder import archive_of, zip_members

__all__ = ["FoundFile", "NotFoundError", "find_files", "named_files"]

MAX_FILES_LOOKED_AT = 10_000
"""Files of a folder of which the names are looked at, to see whether it may hold forms."""
_OWN_COPIES = frozenset({"consolidate", "diff", "library", "return", "template"})
"""Commands whose outputs hold nothing that was sent, as long as no one has saved them since."""
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

    Without ``recursive`` a subfolder that may hold forms is one of the files: it is named and not looked into.

    The zip of a folder is looked through like a folder, with all its subfolders: who sends it sends all that is in it.
    ``exclude`` holds file name patterns (``*旧版*``); files that match are listed as excluded. ``skip`` are files that
    are not looked at, such as the output itself. Raises :class:`NotFoundError` for a path that is not there.
    """
    found: dict[Path, FoundFile] = {}
    left_out = {path.resolve() for path in skip}
    for given in paths:
        if not archive_of(given).exists():
            raise NotFoundError(f"找不到 {given}，请检查路径。", f"There is no {given}; check the path.")
        for path in _walk(given, left_out, recursive=recursive):
            key = _identity(path)
            if key in left_out or key in found:
                continue
            for member in zip_members(path, limits) or (path,):
                name = _readable(member)
                pattern = next((p for p in exclude if fnmatch.fnmatch(member.name, p) or fnmatch.fnmatch(name, p)), "")
                found[_identity(member)] = FoundFile(member, name, pattern)
    return tuple(sorted(found.values(), key=lambda file: file.name))


def _walk(given: Path, left_out: Collection[Path], *, recursive: bool) -> Iterator[Path]:
    """Yield everything below a folder except folders; also pipes and broken links, which the reader then names.

    Hidden files are yielded too: a workbook may be hidden, and the reader knows what belongs to the system.

    A folder that is not looked into is yielded itself, so that its files are not missed in silence: one that cannot be
    listed, a link to a folder elsewhere, and without ``recursive`` each subfolder that may hold forms.
    """
    if not given.is_dir():
        yield given
        return
    folders = [given]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                below = [(Path(folder, entry.name), _is_folder(entry), entry.is_symlink()) for entry in entries]
        except OSError:
            yield folder
            continue
        for path, is_folder, is_link in below:
            if not is_folder:
                yield path
            elif is_link:
                if _leads_out(path, given) or path.suffix.lower() in WORKBOOK_SUFFIXES:
                    yield path
            else:
                # A folder that is named like a workbook is reported too, because people may take it for one.
                if path.suffix.lower() in WORKBOOK_SUFFIXES:
                    yield path
                if recursive:
                    folders.append(path)
                elif _identity(path) not in left_out and _may_hold_forms(path, left_out):
                    yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _may_hold_forms(folder: Path, left_out: Collection[Path]) -> bool:
    """Return whether a folder that is not looked into holds files that somebody may have sent."""
    below = list(islice(_walk(folder, left_out, recursive=True), MAX_FILES_LOOKED_AT))
    sent = (path for path in below if _identity(path) not in left_out and _may_be_sent(path))
    return len(below) == MAX_FILES_LOOKED_AT or any(sent)


def _may_be_sent(path: Path) -> bool:
    if locked_file(path.name) or belongs_to_system(path.name) or path.suffix.lower() in OTHER_SUFFIXES:
        return False
    return path.suffix.lower() != ".xlsx" or not _is_own_copy(path)


def _is_own_copy(path: Path) -> bool:
    from xltools.editor import signed_by  # only folders that are not looked into need it

    try:
        return path.is_file() and signed_by(path.read_bytes()) in _OWN_COPIES
    except OSError:
        return False


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
