"""Write a county's tables as files: CSV for everybody, and Parquet where pyarrow is installed.

Parquet has one fixed schema, whatever the values are: amounts are ``decimal128(18, 2)`` and are never rounded or made
floats. CSV is UTF-8 with a byte order mark, which Excel and WPS need for Chinese, and no text in it becomes a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.county.data import CountyData
from xltools.errors import XltoolsError
from xltools.outputs.schema import SCHEMA, TABLES, OutputColumn, OutputTable, ValueType
from xltools.text import show_controls
from xltools.writer.output_file import OutputFile
from xltools.writer.save import SaveError, SaveProblem, check_kind

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TablesError", "WrittenTables", "check_tables_folder", "table_paths", "write_tables"]

_BYTE_ORDER_MARK = "\ufeff"
_PARQUET_MAGIC = b"PAR1"
_FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""A program takes a text that begins like this for a formula, or looks for one behind it."""
_TEXT_MARK = "'"
"""Stands before such a text, and before a text that begins with the mark itself: taking one away restores it."""
_MAX_MONEY, _FEN = Decimal(10) ** 16, Decimal("0.01")
"""Amounts of decimal128(18, 2) are smaller than this, and end with the fen."""
_MAX_NUMBER, _SMALLEST_NUMBER = Decimal(10) ** 23, Decimal("1E-15")
"""Other numbers are decimal128(38, 15), rounded to 15 decimals."""
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)


class TablesError(XltoolsError):
    """The tables were not written. Files that were there before are unharmed."""


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
    files: dict[Path, bytes] = {}
    for table in reversed(TABLES):  # rows before their sums, so that an error names a cell
        records = list(table.records(data))
        contents = [_csv(table, records), *([_parquet(table, records, data)] if parquet else [])]
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


def _guarded(text: str) -> str:
    """Return a text that no program takes for a formula, and that steers no terminal."""
    text = show_controls(text)
    return f"{_TEXT_MARK}{text}" if text.lstrip(" ").startswith((*_FORMULA_SIGNS, _TEXT_MARK)) else text


def _joined(texts: list[str]) -> str:
    return "; ".join(texts)


_CSV_WRITERS: dict[ValueType, Callable[[Any], str]] = {
    ValueType.TEXT: _guarded,
    ValueType.LIST: lambda texts: _guarded(_joined(texts)),
    ValueType.INTEGER: str,
    ValueType.BOOLEAN: lambda flag: "true" if flag else "false",
    ValueType.MONEY: lambda amount: f"{amount:.2f}",
    ValueType.NUMBER: lambda number: f"{number:f}",
    ValueType.TIME: datetime.isoformat,
}

# --- Parquet ----------------------------------------------------------------------------------------------------------


def _parquet(table: OutputTable, records: list[tuple[Any, ...]], data: CountyData) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = {"xltools.schema": str(SCHEMA), "xltools.version": data.version, "generated": data.generated.isoformat()}
    schema = pa.schema([_field(column) for column in table.columns], metadata=about)
    arrays = [
        pa.array(_parquet_values(table, number, records), field.type, from_pandas=False)
        for number, field in enumerate(schema)
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer)
    return buffer.getvalue()


def _field(column: OutputColumn) -> pa.Field:
    import pyarrow as pa

    types = {
        ValueType.TEXT: pa.string(),
        ValueType.LIST: pa.string(),
        ValueType.INTEGER: pa.int64(),
        ValueType.BOOLEAN: pa.bool_(),
        ValueType.MONEY: pa.decimal128(18, 2),
        ValueType.NUMBER: pa.decimal128(38, 15),
        ValueType.TIME: pa.timestamp("us", tz="UTC"),
    }
    about = {"zh": column.meaning.zh, "en": column.meaning.en, "unit": column.unit}
    return pa.field(column.name, types[column.type], metadata=about)


def _parquet_values(table: OutputTable, number: int, records: list[tuple[Any, ...]]) -> Iterator[Any]:
    """Iterate over the values of a column as its Parquet type holds them."""
    convert = _PARQUET_CONVERTERS.get(table.columns[number].type)
    for record in records:
        value = record[number]
        try:
            yield convert(value) if convert and value is not None else value
        except _NotHeldError as error:
            raise _not_held(table, record, error) from error


class _NotHeldError(ValueError):
    """A number is too large for its type, or would lose digits in it."""


def _not_held(table: OutputTable, record: tuple[Any, ...], error: _NotHeldError) -> TablesError:
    values = dict(zip((column.name for column in table.columns), record, strict=True))
    place = " ".join(filter(None, (values["file"], values["sheet"], values["cell"])))
    return TablesError(
        f"{place}：{error} 超出 Parquet 能保存的范围，没有写出任何表。请改正这个数，或用 --exclude 排除这个文件。",
        f"{place}: {error} is beyond what Parquet holds; no table was written. Correct it, or leave the file out with "
        "--exclude.",
    )


def _money(amount: Decimal) -> Decimal:
    """Return an amount as it is: money is never rounded."""
    if abs(amount) >= _MAX_MONEY or amount != amount.quantize(_FEN):
        raise _NotHeldError(f"{amount:f}")
    return amount


def _number(number: Decimal) -> Decimal:
    if abs(number) >= _MAX_NUMBER:
        raise _NotHeldError(f"{number:f}")
    return number.quantize(_SMALLEST_NUMBER, context=_ROUNDING)


def _encodable(text: str) -> str:
    """Return a text without halves of character pairs, which no file can hold."""
    return text if text.isascii() else text.encode(errors="replace").decode()


_PARQUET_CONVERTERS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.TEXT: _encodable,
    ValueType.LIST: lambda texts: _encodable(_joined(texts)),
    ValueType.MONEY: _money,
    ValueType.NUMBER: _number,
}
