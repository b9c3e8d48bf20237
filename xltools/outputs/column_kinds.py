"""The columns that many tables have: of each type of value, and those of departments, forms and places."""

from __future__ import annotations

from operator import attrgetter

from xltools.outputs.columns import OutputColumn, ValueType
from xltools.text import Text

__all__ = [
    "count_column",
    "department_columns",
    "flag_column",
    "form_columns",
    "money_column",
    "number_column",
    "place_columns",
    "text_column",
    "time_column",
]


def _column(name: str, type: ValueType, zh: str, en: str, source: str = "", unit: str = "") -> OutputColumn:
    """Return a column that takes its value from an attribute of a row, by default the one of its own name."""
    return OutputColumn(name, type, Text(zh, en), attrgetter(source or name), unit)


def text_column(name: str, zh: str, en: str, source: str = "") -> OutputColumn:
    """Return a column of texts."""
    return _column(name, ValueType.TEXT, zh, en, source)


def count_column(name: str, zh: str, en: str, source: str = "") -> OutputColumn:
    """Return a column of whole numbers."""
    return _column(name, ValueType.INTEGER, zh, en, source)


def flag_column(name: str, zh: str, en: str, source: str = "") -> OutputColumn:
    """Return a column of yes and no."""
    return _column(name, ValueType.BOOLEAN, zh, en, source)


def money_column(name: str, zh: str, en: str, source: str = "") -> OutputColumn:
    """Return a column of amounts in 元."""
    return _column(name, ValueType.MONEY, zh, en, source, "元")


def number_column(name: str, zh: str, en: str, source: str = "", unit: str = "") -> OutputColumn:
    """Return a column of exact numbers."""
    return _column(name, ValueType.NUMBER, zh, en, source, unit)


def time_column(name: str, zh: str, en: str, source: str = "") -> OutputColumn:
    """Return a column of times."""
    return _column(name, ValueType.TIME, zh, en, source)


def department_columns(prefix: str = "") -> tuple[OutputColumn, ...]:
    """Return code and name of the department; ``prefix`` leads to the row that has them."""
    return (
        text_column("department_code", "部门编码", "code of the department", f"{prefix}department_code"),
        text_column("department_name", "部门名称", "name of the department", f"{prefix}department_name"),
    )


def form_columns() -> tuple[OutputColumn, ...]:
    """Return id and name of the form."""
    return (
        text_column("form", "表式代码", "id of its form", "row.form"),
        text_column("form_name", "表式名称", "name of its form", "row.form_name"),
    )


def place_columns(source: str) -> tuple[OutputColumn, ...]:
    """Return file, sheet and cell of a place; ``source`` leads to it."""
    return (
        text_column("file", "来源文件", "file that the row comes from", f"{source}.file"),
        text_column("sheet", "来源工作表", 'sheet of it; "" for a whole file', f"{source}.sheet"),
        text_column("cell", "来源单元格", 'cell of it (A1); "" for a whole sheet or file', f"{source}.cell"),
    )
