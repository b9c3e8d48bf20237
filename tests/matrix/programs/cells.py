"""The cells of a department, as the programs in Python read them from the file that the matrix wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def cells(path: str) -> Iterator[tuple[int, int, str, str, str | float, str]]:
    """Yield row, column, kind, number format, value and formula of each cell."""
    for line in Path(path).read_text("utf-8").splitlines():
        row, column, kind, number_format, value, formula = line.split("\t")
        typed = value.replace("\\n", "\n") if kind == "text" else float(value)
        yield int(row), int(column), kind, number_format, typed, formula
