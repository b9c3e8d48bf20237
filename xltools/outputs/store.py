"""A store: the tables of many counties and years as Parquet files, those of each county and year whole or not at all.

A store is a folder::

    xltools-store.json                                that it is one
    current/county=…/year=2020.json                   which files are the county's tables of that year
    projects/county=…/year=2020/1f0c….parquet         a table; its name comes from the content of all tables of the run
    kept/5b….entry                                    what was read of a file (:mod:`xltools.county.kept_files`)

A run writes the tables beside those of the run before and then replaces the small file in ``current``: until then the
earlier run is the one that counts, and afterwards the new one. Only what ``current`` names is read, so that no reader
sees half of a run or two runs added up. The names of counties are percent-encoded as DuckDB does it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from itertools import repeat
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, unquote

import msgspec

from xltools.county.data import CountyData, DepartmentEntry, Fate
from xltools.county.kept_files import KEPT, StoreError, remove_kept
from xltools.outputs.columns import OutputColumn, OutputTable, ValueType
from xltools.outputs.parquet import write_parquet, written_by
from xltools.outputs.schema import SCHEMA, TABLES
from xltools.text import Text
from xltools.writer.save import TEMPORARY_PREFIX, save_atomically

__all__ = [
    "STORE_TABLES",
    "StoreError",
    "StoredOutcome",
    "StoredSource",
    "StoredYear",
    "check_store_folder",
    "find_stored",
    "read_store",
    "remove_county",
    "store_county",
]

_MARK, _CURRENT = "xltools-store.json", "current"
_LAYOUT = 2
"""The version of what is in a store besides the columns of its tables."""
_REMOVED = "removed-"
"""The beginning of the name of a folder in ``current`` that a county has left."""
_MAX_NAME = 200
"""The longest name of a county in bytes, encoded: folders cannot have much longer ones."""
_NO_COUNTY = "__HIVE_DEFAULT_PARTITION__"
"""The folder that Parquet readers take for one without a value."""


# --- the tables -------------------------------------------------------------------------------------------------------

_SHA256 = OutputColumn(
    "sha256",
    ValueType.TEXT,
    Text("来源文件内容的 SHA-256", "SHA-256 of the content of the file that the row comes from"),
    lambda _: "",
)


def _store_table(table: OutputTable) -> OutputTable:
    """Return a table as stores have it: ``county`` and ``year`` are those that it is stored under."""
    columns = [
        replace(column, name=f"stated_{column.name}") if column.name in {"county", "year"} else column
        for column in table.columns
    ]
    has_digest = any(column.name == _SHA256.name for column in columns)
    return replace(table, columns=(*columns, *(() if has_digest else (_SHA256,))))


STORE_TABLES = tuple(map(_store_table, TABLES))
"""The tables of a store: those of a county, each row with the SHA-256 of its file."""


@cache
def _schema() -> str:
    """Return a digest of the names and types of all columns: tables with another one are not read together."""
    columns = [(table.name, column.name, column.type.value) for table in STORE_TABLES for column in table.columns]
    return hashlib.sha256(json.dumps([_LAYOUT, SCHEMA, columns]).encode()).hexdigest()


def _write_table(table: OutputTable, stored: OutputTable, data: CountyData, path: Path) -> int:
    """Write a table as a Parquet file; return the number of its rows."""
    digests = {file.path: file.sha256 for file in data.files}
    records = table.records(data)
    if len(stored.columns) > len(table.columns):
        at = next(number for number, column in enumerate(table.columns) if column.name == "file")
        records = ((*record, digests.get(record[at], "")) for record in records)
    with path.open("wb") as file:
        return write_parquet(stored, records, written_by(data), file)


# --- what is in a store -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredSource:
    """All that a county was put together from, so that its summary can be made without its files.

    ``records`` are the keys of the records of its files, in the order of their names; ``settings`` is a digest of the
    rule settings, and ``version`` that of the program. ``county`` and ``year`` are those that were named, blank where
    the workbooks stated them. ``times`` is a digest of when the files were saved, which no record's key tells.
    """

    records: tuple[str, ...]
    settings: str
    version: str
    county: str = ""
    year: int | None = None
    roster: tuple[DepartmentEntry, ...] = ()
    times: str = ""


@dataclass(frozen=True, slots=True)
class StoredOutcome:
    """The outcome of storing a county: whether all was well, the numbers of files by fate, and what was told."""

    faultless: bool
    fates: Mapping[Fate, int]
    notices: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredYear:
    """The tables of a county in a year: the name of their run, and the rows and the SHA-256 of each file."""

    county: str
    year: int
    run: str
    generated: str
    rows: Mapping[str, int]
    digests: Mapping[str, str]
    source: StoredSource | None = None
    outcome: StoredOutcome | None = None
    is_new: bool = False
    """whether this run has changed anything"""

    def place(self, table: str) -> Path:
        """Return the file of a table below the store's folder."""
        return Path(table, *_folders(self.county, self.year), f"{self.run}.parquet")


def _folders(county: str, year: int) -> tuple[str, str]:
    return f"county={quote(county, safe='')}", f"year={year}"


def _current(folder: Path, county: str, year: int) -> Path:
    county_folder, year_folder = _folders(county, year)
    return folder / _CURRENT / county_folder / f"{year_folder}.json"


def check_store_folder(folder: Path) -> None:
    """Raise a StoreError where a store cannot be written, before any work is done for it."""
    if not folder.parent.is_dir():
        raise StoreError(
            f"文件夹 {folder.parent} 不存在，请先建立。", f"The folder {folder.parent} does not exist; create it first."
        )
    if folder.exists() and not _is_store(folder) and not _is_begun(folder):
        raise StoreError(
            f"{folder} 里有别的内容，不是本工具的数据仓。请用 --out 另给一个文件夹。",
            f"{folder} holds something else and is not a store of this tool. Name another folder with --out.",
        )


def _is_store(folder: Path) -> bool:
    return (folder / _MARK).is_file()


def _is_begun(folder: Path) -> bool:
    """Return whether a folder without its mark is a store whose first run was ended, or writes another county now."""
    ours = {KEPT, _MARK, *(table.name for table in STORE_TABLES)}
    return folder.is_dir() and all(
        path.name in ours or path.name.startswith(TEMPORARY_PREFIX) for path in folder.iterdir()
    )


def store_county(
    data: CountyData, folder: Path, source: StoredSource | None = None, outcome: StoredOutcome | None = None
) -> StoredYear:
    """Put the county's tables in place of those that the store has of the county and the year.

    Nothing is written where they are the same. With its ``source`` its summary can be made from the store, and a run
    that comes to the same source need not put the county together again to tell its ``outcome``. Raises
    TablesError for an amount that a table cannot hold, StoreError and SaveError where something cannot be written; then
    the store is as it was.
    """
    if data.year is None or not data.county or data.county == _NO_COUNTY or len(quote(data.county)) > _MAX_NAME:
        raise StoreError(
            "不知道这些工作簿是哪个县、哪个年度的，没有存入。请用 --county 和 --year 写明。",
            "Which county and year these workbooks are of is not known; nothing was stored. Give --county and --year.",
        )
    check_store_folder(folder)
    with tempfile.TemporaryDirectory() as beside:
        rows, digests, made = {}, {}, {}
        for table, stored_table in zip(TABLES, STORE_TABLES, strict=True):
            made[table.name] = Path(beside, table.name)
            rows[table.name] = _write_table(table, stored_table, data, made[table.name])
            digests[table.name] = _digest(made[table.name])
        run = hashlib.sha256(json.dumps(digests).encode()).hexdigest()[:32]
        stored = StoredYear(data.county, data.year, run, data.generated.isoformat(), rows, digests, source, outcome)
        current = _current(folder, data.county, data.year)
        before = _described_at(current)
        if _is_whole(folder, stored, before):
            return stored
        _write(folder / _MARK, _json({"xltools.store": 1}))
        for name, path in made.items():
            _write(folder / stored.place(name), path.read_bytes())
    _write(current, _json(_described(stored)))
    for name in made:
        for path in (folder / stored.place(name)).parent.glob("*.parquet"):
            if path.stem != run:
                with suppress(
                    OSError
                ):  # somebody reads it: no reader takes it for current, and the next run removes it
                    path.unlink()
    _remove_kept(folder, _record_keys(before))
    return replace(stored, is_new=True)


def find_stored(folder: Path, source: StoredSource) -> StoredYear | None:
    """Return the tables of just this source if the store has them whole: then there is nothing to store."""
    place = _folders(source.county, 0)[0] if source.county else "county=*"
    looked_for = json.loads(_json(msgspec.to_builtins(source)))
    for path in sorted((folder / _CURRENT).glob(f"{place}/year={source.year or '*'}.json")):
        described = _described_at(path)
        if described.get("source") == looked_for and described.get("schema") == _schema():
            with suppress(StoreError):
                return _stored_year(folder, path)
    return None


def _described_at(current: Path) -> dict[str, Any]:
    """Return what the small file in ``current`` says; nothing where it cannot be read."""
    try:
        described = json.loads(current.read_bytes())
    except (OSError, ValueError):
        return {}
    return described if isinstance(described, dict) else {}


def _is_whole(folder: Path, stored: StoredYear, before: dict[str, Any]) -> bool:
    """Return whether the store holds just these tables already, from just these files."""
    described = json.loads(_json(_described(stored)))
    try:
        same = {**described, "generated": before.get("generated")} == before
        return same and all(_digest(folder / stored.place(name)) == digest for name, digest in stored.digests.items())
    except OSError:
        return False


def _record_keys(described: dict[str, Any]) -> set[str]:
    source = described.get("source")
    records = source.get("records") if isinstance(source, dict) else None
    return {key for key in records if isinstance(key, str)} if isinstance(records, list) else set()


def _remove_kept(folder: Path, keys: set[str]) -> None:
    """Remove those of these records that no county of the store has any more."""
    if keys:
        for path in (folder / _CURRENT).glob("county=*/year=*.json"):
            keys -= _record_keys(_described_at(path))
    remove_kept(folder, keys)


def _described(stored: StoredYear) -> dict[str, Any]:
    return {
        "schema": _schema(),
        "county": stored.county,
        "year": stored.year,
        "run": stored.run,
        "generated": stored.generated,
        "rows": dict(stored.rows),
        "sha256": dict(stored.digests),
        "source": msgspec.to_builtins(stored.source),
        "outcome": msgspec.to_builtins(stored.outcome),
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_atomically(content, path, overwrite=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_county(folder: Path, county: str, year: int | None = None) -> tuple[int, ...]:
    """Take a county out of a store, or one year of it; return the years that were removed.

    It is gone in one step, all its years together, and its files are deleted afterwards. Tables that cannot be read
    are removed too. Raises StoreError where the store has no such county, or does not let it go.
    """
    _check_is_store(folder)
    place = folder / _CURRENT / _folders(county, 0)[0]
    years = {int(path.stem.removeprefix("year=")): path for path in place.glob("year=*.json")}
    gone = sorted(years if year is None else years.keys() & {year})
    if not gone:
        _raise_not_there(folder, county, year)
    records = {key for one in gone for key in _record_keys(_described_at(years[one]))}
    try:
        for path in (folder / _CURRENT).glob(f"{_REMOVED}*"):  # of a run that was killed
            shutil.rmtree(path, ignore_errors=True)
        if gone == sorted(years):
            left = place.rename(place.with_name(f"{_REMOVED}{os.urandom(8).hex()}"))
            shutil.rmtree(left, ignore_errors=True)
        else:
            years[gone[0]].unlink()
    except OSError as error:
        raise StoreError(
            f"{county} 没有移除，数据仓没有变：{error}。", f"{county} was not removed; the store is as it was: {error}."
        ) from error
    for table in STORE_TABLES:
        for one in gone:
            county_folder, year_folder = _folders(county, one)
            shutil.rmtree(folder / table.name / county_folder / year_folder, ignore_errors=True)
            with suppress(OSError):  # it has other years
                (folder / table.name / county_folder).rmdir()
    _remove_kept(folder, records)
    return tuple(gone)


def _raise_not_there(folder: Path, county: str, year: int | None) -> NoReturn:
    held = sorted(map(_named, (folder / _CURRENT).glob("county=*/year=*.json")))
    listed = "、".join(f"{name} {one}" for name, one in held) or "（空）"
    what = " ".join(filter(None, (county, str(year or ""))))
    raise StoreError(f"数据仓里没有 {what}，有这些：{listed}。", f"The store does not hold {what}; it holds: {listed}.")


def _named(current: Path) -> tuple[str, str]:
    """Return the county and the year of a small file in ``current``."""
    return unquote(current.parent.name.removeprefix("county=")), current.stem.removeprefix("year=")


def _check_is_store(folder: Path) -> None:
    if not _is_store(folder):
        raise StoreError(
            f"{folder} 不是数据仓。请先用 xltools store 生成。",
            f"{folder} is not a store; make one with xltools store.",
        )


def read_store(folder: Path, *, county: str = "", year: int | None = None) -> tuple[StoredYear, ...]:
    """Return what a store holds, by county and year, after a look at every file that it consists of.

    Only what is named is looked at, by default all. Raises StoreError where the folder is not a store, or holds
    nothing of that name, or tables that were changed or that another version wrote.
    """
    _check_is_store(folder)
    place = _folders(county, 0)[0] if county else "county=*"
    paths = sorted((folder / _CURRENT).glob(f"{place}/year={year or '*'}.json"))
    if not paths and (county or year):
        _raise_not_there(folder, county, year)
    found = tuple(sorted(map(_stored_year, repeat(folder), paths), key=lambda one: (one.county, one.year)))
    if not found:
        raise StoreError(f"数据仓 {folder} 是空的。", f"The store {folder} is empty.")
    return found


def _stored_year(folder: Path, path: Path) -> StoredYear:
    described = _described_at(path)
    if described and described.get("schema") != _schema():
        county, year = _named(path)
        raise StoreError(
            f"数据仓里 {county} {year} 年的表是另一个版本的程序存的，列不一样。请用这个版本再存一次。",
            f"The tables of {county} {year} were stored by another version and have other columns. Store them "
            "again with this one.",
        )
    try:
        one = StoredYear(*(described[key] for key in ("county", "year", "run", "generated", "rows", "sha256")))
        one = replace(
            one,
            source=msgspec.convert(described["source"], StoredSource | None),
            outcome=msgspec.convert(described.get("outcome"), StoredOutcome | None),
        )
        whole = _current(folder, one.county, one.year) == path and one.digests.keys() == one.rows.keys()
        whole = whole and all(_digest(folder / one.place(name)) == digest for name, digest in one.digests.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError, msgspec.MsgspecError) as error:
        raise _spoilt(path) from error
    if not whole:
        raise _spoilt(path)
    return one


def _spoilt(path: Path) -> StoreError:
    return StoreError(
        f"数据仓里 {path.parent.name}、{path.stem} 的表不完整，或被别的程序改过。请用 xltools store 再存一次。",
        f"The tables of {path.parent.name}, {path.stem} are incomplete or were changed by another program. Store them "
        "again with xltools store.",
    )
