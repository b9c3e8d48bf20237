"""Write a county's tables as files: CSV for everybody, and Parquet where pyarrow is installed.

CSV is UTF-8 with a byte order mark, which Excel and WPS need for Chinese, and no text in it becomes a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from xltools.county.data import CountyData
from xltools.outputs.parquet import TablesError, joined, parquet_bytes, written_by
from xltools.outputs.schema import TABLES, OutputTable, ValueType
from xltools.quick_dataclass import dataclass
from xltools.text import show_controls
from xltools.writer.output_file import OutputFile
from xltools.writer.save import SaveError, SaveProblem, check_kind

__all__ = ["TablesError", "WrittenTables", "check_tables_folder", "table_paths", "write_tables"]

_BYTE_ORDER_MARK = "\ufeff"
_PARQUET_MAGIC = b"PAR1"
_FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""A program takes a text that begins like this for a formula, or looks for one behind it."""
_TEXT_MARK = "'"
"""Stands before such a text, and before a text that begins with the mark itself: taking one away restores it."""


@dataclass(frozen=True, slots=True)
class WrittenTables:
    """The files that were written. ``parquet`` is False if pyarrow is not installed, so that there is only CSV."""

    paths: tuple[Path, ...]
    parquet: bool
    beside: tuple[tuple[OutputFile, Path], ...] = ()
    """files that somebody saved meanwhile and that stay, each with the file that was written beside it"""


def table_paths(folder: Path) -> tuple[Path, ...]:
    """Return all files that tables in a folder may have, whether they are there or not."""
    return tuple(path for table in TABLES for path in _paths(folder, table, parquet=True))


def check_tables_folder(folder: Path, *, overwrite: bool = False) -> dict[Path, OutputFile]:
    """Return the files that the tables may be written to, as they are now, before any work is done for them.

    Raises:
        TablesError: the folder is a file, or holds files that are not to be overwritten.
    """
    if folder.exists() and not folder.is_dir():
        raise TablesError(f"{folder} 不是文件夹，请另给一个文件夹。", f"{folder} is not a folder; name another one.")
    if not folder.parent.is_dir():
        raise TablesError(
            f"文件夹 {folder.parent} 不存在，请先建立。", f"The folder {folder.parent} does not exist; create it first."
        )
    for table in TABLES:
        for path in _paths(folder, table, parquet=True):
            check_kind(path)
            if path.exists():
                _check_target(path, table, overwrite=overwrite)
    return {path: OutputFile.now(path, overwrite=overwrite) for path in table_paths(folder)}


def write_tables(
    data: CountyData, folder: Path, *, overwrite: bool = False, targets: Mapping[Path, OutputFile] | None = None
) -> WrittenTables:
    """Write every table of the schema to a folder, which is created if need be: ``projects.csv``, ``projects.parquet``.

    All tables are made before the first is written, and each file is there whole or not at all. Existing tables are
    replaced only with ``overwrite``, and files that are not such tables never. ``targets`` are the files as
    :func:`check_tables_folder` saw them when the work began.

    Raises:
        TablesError: an amount does not fit, or a file must not be overwritten.
        SaveError: a file could not be written.
    """
    if targets is None:
        targets = check_tables_folder(folder, overwrite=overwrite)
    parquet = find_spec("pyarrow") is not None
    about = {**written_by(data), "generated": data.generated.isoformat()}
    files: dict[Path, bytes] = {}
    for table in reversed(TABLES):  # rows before their sums, so that an error names a cell
        records = list(table.records(data))
        contents = [_csv(table, records), *([parquet_bytes(table, records, about)] if parquet else [])]
        files.update(zip(_paths(folder, table, parquet=parquet), contents, strict=True))
    folder.mkdir(exist_ok=True)
    written = {path: targets[path].save(content) for path, content in files.items()}
    beside = tuple((targets[path], place) for path, place in written.items() if place != path)
    return WrittenTables(tuple(written.values()), parquet, beside)


def _paths(folder: Path, table: OutputTable, *, parquet: bool) -> tuple[Path, ...]:
    suffixes = (".csv", ".parquet") if parquet else (".csv",)
    return tuple(folder / f"{table.name}{suffix}" for suffix in suffixes)


def _check_target(path: Path, table: OutputTable, *, overwrite: bool) -> None:
    if not overwrite:
        raise TablesError(
            f"{path} 已存在。要覆盖它请加 --force，或换一个文件夹。",
            f"{path} exists already. Add --force to overwrite it, or choose another folder.",
        )
    start = f"{_BYTE_ORDER_MARK}{table.columns[0].name},".encode() if path.suffix == ".csv" else _PARQUET_MAGIC
    if path.is_dir() or not _begins(path, start):
        raise TablesError(
            f"{path} 不是本工具生成的表，不会被覆盖。请换一个文件夹。",
            f"{path} is not a table of this tool and is never overwritten. Choose another folder.",
        )
    if path.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise TablesError(
            f"没有安装 pyarrow，{path} 无法更新。请安装 pyarrow，或换一个文件夹。",
            f"pyarrow is not installed, so {path} would stay as it is. Install pyarrow, or choose another folder.",
        )


def _begins(path: Path, start: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(start)) == start
    except OSError as error:
        raise SaveError(SaveProblem.NOT_ALLOWED, path) from error


# --- CSV --------------------------------------------------------------------------------------------------------------


def _csv(table: OutputTable, records: list[tuple[Any, ...]]) -> bytes:
    writers = [_CSV_WRITERS[column.type] for column in table.columns]
    buffer = io.StringIO()
    file = csv.writer(buffer)
    file.writerow(column.name for column in table.columns)
    for record in records:
        file.writerow("" if value is None else write(value) for write, value in zip(writers, record, strict=True))
    return f"{_BYTE_ORDER_MARK}{buffer.getvalue()}".encode(errors="replace")


def guarded(text: str) -> str:
    """Return a text that no program takes for a formula, and that steers no terminal."""
    text = show_controls(text)
    return f"{_TEXT_MARK}{text}" if text.lstrip(" ").startswith((*_FORMULA_SIGNS, _TEXT_MARK)) else text


_CSV_WRITERS: dict[ValueType, Callable[[Any], str]] = {
    ValueType.TEXT: guarded,
    ValueType.LIST: lambda texts: guarded(joined(texts)),
    ValueType.INTEGER: str,
    ValueType.BOOLEAN: lambda flag: "true" if flag else "false",
    ValueType.MONEY: lambda amount: f"{amount:.2f}",
    ValueType.NUMBER: lambda number: f"{number:f}",
    ValueType.TIME: datetime.isoformat,
}
