"""A table as a Parquet file with one fixed schema, whatever the values are.

Amounts are ``decimal128(18, 2)`` and are never rounded or made floats.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from xltools.county.data import CountyData
from xltools.errors import XltoolsError
from xltools.outputs.schema import SCHEMA, OutputColumn, OutputTable, ValueType

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["TablesError", "joined", "parquet_bytes", "write_parquet", "written_by"]

_MAX_MONEY, _FEN = Decimal(10) ** 16, Decimal("0.01")
"""Amounts of decimal128(18, 2) are smaller than this, and end with the fen."""
_MAX_NUMBER, _SMALLEST_NUMBER = Decimal(10) ** 23, Decimal("1E-15")
"""Other numbers are decimal128(38, 15), rounded to 15 decimals."""
_ROWS_IN_GROUP = 5_000
_ROUNDING = Context(prec=60, rounding=ROUND_HALF_UP)


class TablesError(XltoolsError):
    """The tables were not written. Files that were there before are unharmed."""


def written_by(data: CountyData) -> dict[str, str]:
    """Return what a file says about its writer."""
    return {"xltools.schema": str(SCHEMA), "xltools.version": data.version}


def parquet_bytes(table: OutputTable, records: Iterable[tuple[Any, ...]], about: Mapping[str, str]) -> bytes:
    """Return the rows of a table as a Parquet file, with what is known ``about`` it.

    Raises TablesError for an amount that would lose digits.
    """
    buffer = io.BytesIO()
    write_parquet(table, records, about, buffer)
    return buffer.getvalue()


def write_parquet(
    table: OutputTable, records: Iterable[tuple[Any, ...]], about: Mapping[str, str], target: BinaryIO
) -> int:
    """Write the rows of a table as a Parquet file; return their number. Only some thousand are in memory at a time.

    Raises TablesError for an amount that would lose digits.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([_field(column) for column in table.columns], metadata=dict(about))
    rows, count = iter(records), 0
    with pq.ParquetWriter(target, schema) as writer:
        while True:
            group = list(islice(rows, _ROWS_IN_GROUP))
            arrays = [
                pa.array(_parquet_values(table, number, group), field.type, from_pandas=False)
                for number, field in enumerate(schema)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
            if len(group) < _ROWS_IN_GROUP:
                break
    return count


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


def joined(texts: list[str]) -> str:
    """Return several texts as the tables show them."""
    return "; ".join(texts)


_PARQUET_CONVERTERS: dict[ValueType, Callable[[Any], Any]] = {
    ValueType.TEXT: _encodable,
    ValueType.LIST: lambda texts: _encodable(joined(texts)),
    ValueType.MONEY: _money,
    ValueType.NUMBER: _number,
}
