"""The records of files that were read and checked before, so that a run reads only what is new.

A record depends on the file's content and name, and on what is the same for all files of a run: this program with its
libraries and its Python, the rule settings with the forms that they name, and the budget year. All of that is in the
key of an entry; whatever changes, the entry is not found. What comes after reading (roster, rivals of a department,
last year) is worked out anew by every run, and so is the file's own date. No rule knows the day on which it runs; one
that did would have to bring it into the key.

Only accepted files are remembered: a refusal may be due to a full disk, or to a computer that was busy.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from xltools.county.cache_folder import CacheFolder
from xltools.county.data import CountyFile, Fate
from xltools.county.file_json import FileJsonError, decode_file, encode_file
from xltools.county.find import FoundFile
from xltools.county.rows import file_date
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.refusal import RefusedError
from xltools.readers.zip_folder import read_path
from xltools.rules.settings import Settings
from xltools.version import __version__

__all__ = ["FileCache", "key_of_texts", "program_key", "reading_conditions"]

_PACKAGE = Path(__file__).parents[1]
_LIBRARIES = ("lxml", "msoffcrypto-tool", "msgspec")
"""The libraries, by their packages' names, on which a record may depend."""


@dataclass(frozen=True, slots=True)
class FileCache:
    """The records that are remembered for runs under the same conditions.

    It travels to workers, which keep what they have read.
    """

    folder: CacheFolder
    conditions: str
    """a digest of all that is the same for every file of a run"""
    limits: Limits

    @classmethod
    def open(cls, settings: Settings, year: int | None) -> FileCache | None:
        """Return what is remembered for runs with these settings; None where nothing can be."""
        folder = CacheFolder.open()
        if folder is None:
            return None
        try:
            return cls(folder, reading_conditions(settings, year), settings.limits)
        except OSError:
            return None

    def find(self, file: FoundFile) -> CountyFile | None:
        """Return the record of a file as reading it would give it, if it is remembered."""
        try:
            content = read_path(file.path, self.limits)
        except RefusedError:
            return None
        digest = hashlib.sha256(content).hexdigest()
        stored = self.folder.read(self._key(file.name, digest))
        if stored is None:
            return None
        try:
            record = decode_file(stored)
        except FileJsonError:
            return None
        if (record.path, record.sha256) != (file.name, digest):
            return None
        dated = replace(record, modified=record.saved.moment or file_date(file.path))
        if dated.modified != record.modified:
            self.keep(dated)
        return dated

    def keep(self, record: CountyFile) -> None:
        """Remember the record of a file that was just read."""
        if record.fate is not Fate.ACCEPTED:
            return
        try:
            content = encode_file(record)
        except FileJsonError:
            return
        self.folder.write(self._key(record.path, record.sha256), content)

    def shed(self, record: CountyFile) -> CountyFile:
        """Return a record as a run holds it from then on: whole, for an entry may be removed at any time."""
        return record

    def tidy(self) -> None:
        """Remove the entries that were not used for longest, where there are too many."""
        self.folder.trim()

    def _key(self, name: str, digest: str) -> str:
        return key_of_texts(self.conditions, name, digest)


def reading_conditions(settings: Settings, year: int | None) -> str:
    """Return a digest of all that is the same for every file of a run; an OSError where it cannot be worked out."""
    return key_of_texts(__version__, program_key(), sys.version, repr(settings), _forms(settings), str(year))


def key_of_texts(*texts: str) -> str:
    """Return a digest of several texts, which none of them could have with another division."""
    digests = (hashlib.sha256(text.encode(errors="surrogatepass")).digest() for text in texts)
    return hashlib.sha256(b"".join(digests)).hexdigest()


def _digest_of_files(paths: Iterable[Path]) -> str:
    return key_of_texts(
        *(text for path in paths for text in (path.name, hashlib.sha256(path.read_bytes()).hexdigest()))
    )


def _forms(settings: Settings) -> str:
    """Return a digest of a county's own forms: as this process has loaded them, and as one that starts now will."""
    if not settings.forms.folder:
        return ""
    return key_of_texts(
        repr(settings.forms.forms), _digest_of_files(sorted(Path(settings.forms.folder).glob("*.toml")))
    )


@lru_cache(maxsize=1)
def program_key() -> str:
    """Return a digest of this program and of the libraries that it reads with.

    The program's version alone would not change while somebody works on it.
    """
    files = sorted(path for path in _PACKAGE.rglob("*.*") if path.suffix in {".py", ".toml", ".txt"})
    return key_of_texts(_digest_of_files(files), *map(_library_version, _LIBRARIES))


def _library_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
