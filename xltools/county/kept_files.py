"""The records of the files of a store: what was read of each, kept in the store's own folder.

They are to the store what remembered files are to a consolidation (:mod:`xltools.county.file_cache`), and besides what
the county is put together from, on whichever machine it was read: rows stay packed until somebody passes over them, and
beyond some megabytes on the disk, so that the memory of a county of ten thousand files is little more than their names.

Every file has a record, whatever became of it. Only those of accepted files are used again by later runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Self

from xltools.county.cache_folder import CacheFolder
from xltools.county.data import CountyFile, Fate
from xltools.county.file_cache import FileCache, key_of_texts, reading_conditions
from xltools.county.file_json import FileJsonError, decode_file, encode_file
from xltools.county.find import FoundFile
from xltools.errors import XltoolsError
from xltools.quick_dataclass import dataclass
from xltools.row_storage import LoadedRows, PackedRows, PickledRows
from xltools.rules.settings import Settings

__all__ = ["KEPT", "SHOWN", "KeptFiles", "StoreError", "load_kept", "remove_kept"]

KEPT = "kept"
"""The name of the folder in a store."""
SHOWN = Path(KEPT, "shown-to-workers")
"""A file in a store by which the workers of a cluster show that they see the same folder."""
MAX_HELD_BYTES = 48 << 20
"""Bytes of packed rows that are held in memory while a county is put together; those beyond stay on the disk."""
_ROWS = ("sheets", "indicators", "findings", "digests")


class StoreError(XltoolsError):
    """A store that cannot be written or read; what it held before is unharmed."""


@dataclass(frozen=True, slots=True)
class KeptFiles(FileCache):
    """The records of a store, for one run under certain conditions. It travels to workers, on other machines too."""

    anew: bool = False
    """whether this run reads every file again"""

    @classmethod
    def below(cls, store: Path, settings: Settings, year: int | None, *, anew: bool = False) -> Self:
        """Return the records of a store, whose folder is made if need be; StoreError where that cannot be."""
        folder = _folder(store)
        try:
            folder.path.mkdir(exist_ok=True, parents=True)
            return cls(folder, reading_conditions(settings, year), settings.limits, anew)
        except OSError as error:
            raise StoreError(
                f"数据仓 {store} 不能写入：{error}。", f"The store {store} cannot be written: {error}."
            ) from error

    def find(self, file: FoundFile) -> CountyFile | None:
        """Return the record of a file that an earlier run has read."""
        record = None if self.anew else FileCache.find(self, file)
        return self.shed(record) if record else None

    def keep(self, record: CountyFile) -> None:
        """Keep the record of a file that was just read; StoreError where that cannot be."""
        key = self.key_of(record)
        self.folder.write(key, _encoded(record))
        if not self.folder.holds(key):
            raise StoreError(
                f"数据仓 {self.folder.path.parent} 不能写入，磁盘可能满了。",
                f"The store {self.folder.path.parent} cannot be written; the disk may be full.",
            )

    def shed(self, record: CountyFile) -> CountyFile:
        """Return a record without its rows, which are loaded from the disk when somebody passes over them."""
        key = self.key_of(record)
        if not self.folder.holds(key):
            self.keep(record)
        return _without_rows(record, self.folder, key)

    def tidy(self) -> None:
        """Remove nothing: what a store no longer needs leaves with its county."""

    def key_of(self, record: CountyFile) -> str:
        """Return the key under which a record is kept."""
        if record.fate is Fate.ACCEPTED:
            return self._key(record.path, record.sha256)
        said = (record.reason.zh, *(f"{one.rule} {one.message.zh}" for one in record.findings))
        return key_of_texts(self.conditions, record.path, record.sha256, record.fate, str(record.modified), *said)


def load_kept(store: Path, keys: Iterable[str], *, held_bytes: int = MAX_HELD_BYTES) -> list[CountyFile]:
    """Return records of a store; StoreError where one is gone or spoilt.

    The rows of the first of them are in memory, packed, so that most counties are read from the disk once; those
    beyond ``held_bytes`` are loaded from there when somebody passes over them.
    """
    folder, records = _folder(store), []
    for key in keys:
        content, record = _loaded(folder, key)
        held_bytes -= len(content)
        records.append(record if held_bytes >= 0 else _without_rows(record, folder, key))
    return records


def remove_kept(store: Path, keys: Collection[str]) -> None:
    """Remove records that no county has any more."""
    for key in keys:
        _folder(store).remove(key)


def _folder(store: Path) -> CacheFolder:
    return CacheFolder(store / KEPT)


def _without_rows(record: CountyFile, folder: CacheFolder, key: str) -> CountyFile:
    rows: dict[str, Any] = {
        name: LoadedRows(partial(_rows, folder, key, name), len(getattr(record, name))) for name in _ROWS
    }
    return replace(record, **rows)


def _rows(folder: CacheFolder, key: str, name: str) -> Sequence[Any]:
    rows: Sequence[Any] = getattr(_loaded(folder, key)[1], name)
    return rows


def _loaded(folder: CacheFolder, key: str) -> tuple[bytes, CountyFile]:
    """Return a record as it is kept, and as it was."""
    content = folder.read(key)
    with suppress(FileJsonError):
        if content is not None:
            return content, decode_file(content)
    store = folder.path.parent
    raise StoreError(
        f"数据仓 {store} 里缺少一个文件的记录，或者被改过。请用 xltools store 再存一次。",
        f"The record of a file is gone from the store {store}, or was changed. Store its county again (xltools store).",
    )


def _encoded(record: CountyFile) -> bytes:
    """Return a record as JSON; what is not Unicode in it as question marks, as in the tables."""
    try:
        return encode_file(record)
    except FileJsonError:
        return encode_file(_as_unicode(record))


def _as_unicode(value: Any) -> Any:
    """Return a value of a record, or a record, with texts that can be written."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value.encode(errors="replace").decode()
    if isinstance(value, PackedRows):
        return PickledRows(map(_as_unicode, value))
    if isinstance(value, tuple | frozenset):
        return getattr(value, "_make", type(value))(map(_as_unicode, value))
    if isinstance(value, Mapping):
        return {_as_unicode(key): _as_unicode(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _as_unicode(getattr(value, one.name)) for one in fields(value)})
    return value
