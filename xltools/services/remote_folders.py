"""Folders that are named by a URL (``s3://…``, ``memory://…``): their files are copied here before they are read.

Any file system that fsspec knows will do. The copies lie in a private folder that is removed afterwards; a file that is
larger than the limits is not fetched, but takes its place here with its size, so that the reader refuses it like any
other. What is said about a file names it as its sender's folder does.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from xltools.county.find import FoundFile
from xltools.limits import Limits
from xltools.services.contract import MissingExtraError, RequestError

__all__ = ["LocalCopies", "folder_url", "with_local_copies"]

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+(.*)", re.DOTALL)
_CHUNK = 1 << 20
_FILES_IN_ZIP = 5
"""The zip of a folder may be this many times as large as a file."""
_TIMES = ("mtime", "LastModified", "last_modified", "updated", "created")
"""Names that file systems give to the time of the last change."""


def folder_url(path: Path) -> str:
    """Return the URL that a path was given as; nothing for a path of this computer.

    A path has lost the second slash of ``memory://``.
    """
    found = _URL.fullmatch(path.as_posix())
    if not found or path.exists():
        return ""
    scheme, rest = found.groups()
    return f"{scheme}:///{rest}" if scheme == "file" else f"{scheme}://{rest}"


@dataclass(frozen=True, slots=True)
class LocalCopies:
    """The paths to read in place of those that were named, and the URLs that copied folders have, by their paths."""

    paths: tuple[Path, ...]
    urls: Mapping[str, str]

    def named(self, file: FoundFile) -> FoundFile:
        """Return a file under the name that it has where it comes from."""
        return replace(file, name=self.original(file.name))

    def original(self, name: str) -> str:
        """Return the name of a file or folder where it comes from."""
        for folder, url in self.urls.items():
            if name == folder or name.startswith(f"{folder}/"):
                return url + name.removeprefix(folder)
        return name


@contextmanager
def with_local_copies(paths: Sequence[Path], limits: Limits) -> Iterator[LocalCopies]:
    """Copy what is named by URLs for as long as this lasts.

    RequestError says that a folder cannot be reached, MissingExtraError that the package for it is not installed.
    """
    urls = {path: url for path in paths if (url := folder_url(path))}
    if not urls:
        yield LocalCopies(tuple(paths), {})
        return
    if find_spec("fsspec") is None:
        raise MissingExtraError(
            "缺少读取网络文件夹需要的软件包（fsspec）。请安装：python -m pip install 'xltools[store]'",
            "A package for folders named by a URL is missing (fsspec). Install it: "
            "python -m pip install 'xltools[store]'",
        )
    with tempfile.TemporaryDirectory() as private:
        copied = {
            path: _copied(url, Path(private, str(number)), limits) for number, (path, url) in enumerate(urls.items())
        }
        names = {copied[path].as_posix(): url.rstrip("/") for path, url in urls.items()}
        yield LocalCopies(tuple(copied.get(path, path) for path in paths), names)


def _copied(url: str, target: Path, limits: Limits) -> Path:
    """Copy a folder, or a single file, to ``target``; return that."""
    from fsspec.core import url_to_fs

    try:
        system, root = url_to_fs(url)
        if system.isfile(root):
            target = target.with_name(f"{target.name}{PurePosixPath(root).suffix}")
            _copy(system, root, system.info(root), target, limits)
            return target
        target.mkdir()
        below = system.find(root, withdirs=True, detail=True)
        if not below:
            system.info(root)  # an error where there is no such folder
        for name, about in below.items():
            if name.rstrip("/") == root.rstrip("/"):
                continue
            place = _place(target, name, root)
            if about["type"] == "directory":
                place.mkdir(parents=True, exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                _copy(system, name, about, place, limits)
    except RequestError:
        raise
    except Exception as error:  # each file system has errors of its own
        raise RequestError(
            f"读不了 {url}：{error!r}。请检查地址和权限，或先把文件复制到本机。",
            f"{url} cannot be read: {error!r}. Check the address and your rights, or copy the files here first.",
        ) from error
    return target


def _place(target: Path, name: str, root: str) -> Path:
    """Return the place of a copy; no name leads out of the folder."""
    parts = PurePosixPath(name.removeprefix(root).lstrip("/")).parts
    if not parts or any(part in {"..", "."} or "\\" in part or "\0" in part for part in parts):
        raise RequestError(
            f"{name} 不能用作文件名，没有复制。", f"{name} cannot be the name of a file here; nothing was copied."
        )
    return target.joinpath(*parts)


def _copy(system: Any, name: str, about: Mapping[str, Any], place: Path, limits: Limits) -> None:
    most = (limits.file_mb << 20) * (_FILES_IN_ZIP if place.suffix.lower() == ".zip" else 1)
    size = about.get("size")
    with place.open("xb") as file:
        if size is not None and size > most:
            file.truncate(size)
        else:
            with system.open(name, "rb") as source:
                _copy_content(source, file, most)
    with suppress(OSError, ValueError, TypeError, OverflowError):
        moment = next(about[key] for key in _TIMES if about.get(key))
        seconds = moment.timestamp() if isinstance(moment, datetime) else float(moment)
        os.utime(place, (seconds, seconds))


def _copy_content(source: BinaryIO, file: BinaryIO, most: int) -> None:
    """Copy up to one chunk more than a file may have: the reader then refuses it."""
    left = most + _CHUNK
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):
        file.write(chunk)
        left -= len(chunk)
