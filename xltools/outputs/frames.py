"""The county as pandas tables, for people who continue with the data in a notebook or a program of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltools.county.data import CountyData
from xltools.outputs.schema import TABLES, OutputTable, ValueType

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = ["frames"]

_DTYPES = {ValueType.INTEGER: "Int64", ValueType.BOOLEAN: "boolean"}


def frames(county: CountyData) -> dict[str, DataFrame]:
    """Return the county's tables by name: the columns, types and units of :data:`~xltools.outputs.schema.TABLES`.

    ``files``, ``departments``, ``projects``, ``special_funds``, ``plans``, ``indicators``, ``findings``. Every row has
    the file, sheet and cell it comes from. Amounts and other numbers are exact :class:`~decimal.Decimal` objects
    (dtype object), so that sums stay exact; a blank is None. Integers are ``Int64``, flags ``boolean``.
    """
    return {table.name: _frame(table, county) for table in TABLES}


def _frame(table: OutputTable, county: CountyData) -> DataFrame:
    import pandas as pd

    names = [column.name for column in table.columns]
    # From objects, because pandas would otherwise turn Decimals with blanks into floats and codes into numbers.
    frame = pd.DataFrame(list(table.records(county)), columns=names, dtype=object)
    lists = [column.name for column in table.columns if column.type is ValueType.LIST]
    for name in lists:
        frame[name] = frame[name].map("; ".join).astype(object)
    return frame.astype({column.name: _DTYPES[column.type] for column in table.columns if column.type in _DTYPES})
