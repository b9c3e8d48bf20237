"""Questions to a store, answered by DuckDB: exact, without a network, and without a way to change anything."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.outputs.columns import ValueType
from xltools.outputs.store import STORE_TABLES, StoredYear, StoreError, read_store
from xltools.outputs.store_views import VIEWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["StoreAnswer", "answer_csv", "answer_json", "ask_store", "value_text", "views_script"]

_MEMORY = "1GB"
_FLOATS = ("DOUBLE", "FLOAT")
_DUCKDB_TYPES = {
    ValueType.TEXT: "VARCHAR",
    ValueType.LIST: "VARCHAR",
    ValueType.INTEGER: "BIGINT",
    ValueType.BOOLEAN: "BOOLEAN",
    ValueType.MONEY: "DECIMAL(18,2)",
    ValueType.NUMBER: "DECIMAL(38,15)",
    ValueType.TIME: "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """The answer to a question: the columns, their types as DuckDB names them, and the rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def inexact(self) -> tuple[str, ...]:
        """The columns that are floats, as DuckDB makes them of ``avg`` and ``/``: such amounts are not exact."""
        return tuple(
            name for name, type in zip(self.columns, self.types, strict=True) if any(one in type for one in _FLOATS)
        )


def ask_store(folder: Path, sql: str) -> StoreAnswer:
    """Answer a question in SQL. It sees the tables, the views and nothing else, and can change nothing.

    Raises StoreError where the store cannot be read, or where the question is not one that can be answered.
    """
    import duckdb

    with _connection(folder) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise StoreError(
                    "只能查询：请写一条 SELECT 语句。", "A store can only be asked: write one SELECT statement."
                )
            cursor = connection.execute(statements[0])
            described = cursor.description or []
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise StoreError(f"查询不能执行：{error}", f"The query cannot be run: {error}") from error
    return StoreAnswer(
        tuple(str(column[0]) for column in described), tuple(str(column[1]) for column in described), tuple(rows)
    )


@contextmanager
def _connection(folder: Path) -> Iterator[DuckDBPyConnection]:
    """Open a database in memory with the tables and the views of a store, and nothing else in reach."""
    import duckdb

    stored = read_store(folder)
    with tempfile.TemporaryDirectory() as temporary:
        config: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": _MEMORY,
            "temp_directory": temporary,
        }
        connection = duckdb.connect(":memory:", config=config)
        try:
            for statement in _statements(folder, stored):
                connection.execute(statement)
            _check_types(connection)
            connection.execute(f"SET allowed_directories = [{_quoted(str(folder.resolve()))}]")
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
            yield connection
        except duckdb.Error as error:
            raise StoreError(f"数据仓读不了：{error}", f"The store cannot be read: {error}") from error
        finally:
            connection.close()


def views_script(folder: Path) -> str:
    """Return the SQL that makes the tables and views of a store in any DuckDB 2, as they are now."""
    return "".join(f"{statement};\n" for statement in _statements(folder, read_store(folder)))


def _statements(folder: Path, stored: tuple[StoredYear, ...]) -> Iterator[str]:
    place = folder.resolve()
    for table in STORE_TABLES:
        files = ", ".join(_quoted(str(place / one.place(table.name))) for one in stored)
        times = [column.name for column in table.columns if column.type is ValueType.TIME]
        # Times of a zone need an extension of DuckDB; these are UTC.
        changed = ", ".join(f"make_timestamp(epoch_us({name})) AS {name}" for name in times)
        # The types of folders would depend on all of their names: 001 and 002 would be numbers.
        yield (
            f"CREATE VIEW {table.name} AS SELECT county, year, * EXCLUDE (county, year)"  # noqa: S608 - our own names
            f"{f' REPLACE ({changed})' if changed else ''} FROM read_parquet([{files}], hive_partitioning = true, "
            "hive_types_autocast = false, hive_types = {'county': VARCHAR, 'year': INTEGER})"
        )
    for view in VIEWS:
        yield f"CREATE VIEW {view.name} AS {' '.join(view.sql.split())}"


def _check_types(connection: DuckDBPyConnection) -> None:
    """Raise a StoreError where a column of a table is not of its type, so that no sum can be a float."""
    for table in STORE_TABLES:
        found = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {table.name}").fetchall()}
        right = {"county": "VARCHAR", "year": "INTEGER"}
        right |= {column.name: _DUCKDB_TYPES[column.type] for column in table.columns}
        if found != right:
            wrong = ", ".join(sorted(name for name, _ in found.items() ^ right.items()))
            raise StoreError(
                f"数据仓的表 {table.name} 列的类型不对：{wrong}。请用 xltools store 再存一次。",
                f"The columns of table {table.name} have other types: {wrong}. Store them again with xltools store.",
            )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- answers as text --------------------------------------------------------------------------------------------------


def value_text(value: Any) -> str:
    """Return a value as text: numbers exactly as they are, nothing for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def answer_csv(answer: StoreAnswer) -> str:
    """Return an answer as CSV in which no text becomes a formula."""
    from xltools.outputs.tables import guarded

    buffer = io.StringIO()
    file = csv.writer(buffer, lineterminator="\n")
    file.writerow(map(guarded, answer.columns))
    for row in answer.rows:
        file.writerow(guarded(value) if isinstance(value, str) else value_text(value) for value in row)
    return buffer.getvalue()


def answer_json(answer: StoreAnswer) -> str:
    """Return an answer as JSON: columns with their types, and rows; numbers with decimals are exact texts."""
    columns = [{"name": name, "type": type} for name, type in zip(answer.columns, answer.types, strict=True)]
    rows = [[value if isinstance(value, int | None) else value_text(value) for value in row] for row in answer.rows]
    return json.dumps({"columns": columns, "rows": rows}, ensure_ascii=False, indent=1)
