"""The zip of a folder, read like the folder: its members have paths such as ``报送.zip!/402统计局.xlsx``.

Members are unpacked into memory, one at a time and within limits; no name in the archive is ever used as a path of this
computer. An archive inside the archive is one of its members and is not opened.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import find_main_part
from xltools.readers.file_access import read_bytes
from xltools.readers.refusal import RefusedError

__all__ = ["INSIDE_ZIP", "archive_of", "read_path", "zip_members"]

_SUFFIX = ".zip"
_MARK = "!"
"""Stands behind the archive's name where the path goes on inside it."""
INSIDE_ZIP = f"{_SUFFIX}{_MARK}/"
"""Stands in the path of every member of a zip."""
_BOOKS_IN_A_FOLDER = 5
"""A folder may be this many times as large as a single file."""
_RESOURCE_FORKS = "__MACOSX/"
"""The folder in which macOS packs what belongs to its own file system."""
_DEFAULT_LIMITS = Limits()


def zip_members(path: Path, limits: Limits = _DEFAULT_LIMITS) -> tuple[Path, ...]:
    """Return the paths of the files in the zip of a folder; none for any other file and for an archive that is refused.

    Such a file is then read as itself, and the reader says what is wrong with it.
    """
    if path.suffix.lower() != _SUFFIX or archive_of(path) != path:
        return ()
    try:
        archive = _open(path, limits)
        if find_main_part(archive) or "mimetype" in archive:  # a document with a changed name
            return ()
    except RefusedError:
        return ()
    root = path.with_name(path.name + _MARK)
    return tuple(root / name for name in sorted(archive) if not name.startswith(_RESOURCE_FORKS))


def archive_of(path: Path) -> Path:
    """Return the file that has to be opened: the archive for a path inside one, else the path itself."""
    for folder in path.parents:
        if folder.name.lower().endswith(_SUFFIX + _MARK):
            archive = folder.with_name(folder.name.removesuffix(_MARK))
            if archive.is_file() and not folder.exists():
                return archive
    return path


def read_path(path: Path, limits: Limits) -> bytes:
    """Return the content of a file, or of a member of a zip. Raises RefusedError where it must not be read."""
    archive = archive_of(path)
    if archive == path:
        return read_bytes(path, limits)
    name = path.relative_to(archive.with_name(archive.name + _MARK)).as_posix()
    try:
        return _open(archive, limits).read(name, max_bytes=limits.file_mb << 20)
    except RefusedError as refusal:
        if refusal.rule == "F01":
            raise RefusedError("F30") from refusal
        raise


def _open(path: Path, limits: Limits) -> ZipArchive:
    larger = replace(
        limits,
        file_mb=limits.file_mb * _BOOKS_IN_A_FOLDER,
        unpacked_mb=limits.unpacked_mb * _BOOKS_IN_A_FOLDER,
        text_mb=max(limits.text_mb, limits.file_mb),
    )
    return ZipArchive(read_bytes(path, larger), larger, folder=True)
