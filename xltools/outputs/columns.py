"""The parts of the schema: a table, its columns, and their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from xltools.county.data import CountyData
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["OutputColumn", "OutputTable", "ValueType"]


class ValueType(StrEnum):
    """The types of columns. A blank value of any type but ``text`` and ``list`` is null."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    MONEY = "money"
    """an amount with exactly two decimals"""
    NUMBER = "number"
    """an exact decimal number"""
    TIME = "time"
    """with its time zone"""
    LIST = "list"
    """several texts; a list in the JSON, joined by ; in tables"""


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """One column. ``value`` takes it from a row; ``json_name`` is its key in the JSON ("": it is only in tables)."""

    name: str
    type: ValueType
    meaning: Text
    value: Callable[[Any], Any]
    unit: str = ""
    json_name: str = ""
    in_json: bool = True

    @property
    def json_key(self) -> str:
        """The key in the JSON."""
        return self.json_name or self.name


@dataclass(frozen=True, slots=True)
class OutputTable:
    """One table. ``rows`` iterates over the objects that the columns take their values from."""

    name: str
    meaning: Text
    columns: tuple[OutputColumn, ...]
    rows: Callable[[CountyData], Iterator[Any]]

    def records(self, data: CountyData) -> Iterator[tuple[Any, ...]]:
        """Iterate over the rows as tuples of values in the order of the columns."""
        getters = [column.value for column in self.columns]
        for row in self.rows(data):
            yield tuple(getter(row) for getter in getters)
