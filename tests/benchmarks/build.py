"""How fast long sheets are written, streamed against cell by cell, in one run.

``python -m tests.benchmarks.build --rows 50000`` prints both and the ratio; that is what counts, since the figures are
of one machine and one moment.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from xltools.writer.build import BulkWorkbook, RowFormat, Value

__all__ = ["WRITERS", "cells", "main", "measure"]

COLUMNS = 15


def cells(rows: int) -> Iterator[Sequence[Value]]:
    """Rows like those of the indicator sheet: few different texts in some columns, many in others, and numbers."""
    for number in range(rows):
        yield (
            number,
            "扶贫开发办公室",
            "475-0501-YXN-6RWU",
            f"2020年第{number % 3000}个项目",
            "产出指标",
            "数量指标",
            f"第 {number} 条三级指标",
            "≥",
            Decimal("90.5"),
            "%",
            Decimal("1073060.00"),
            None,
            "根据相关政策和依据",
            "大于90%",
            f"第 {number % 5000} 种描述",
        )


def streamed(path: Path, rows: int) -> None:
    """Our way."""
    with BulkWorkbook(path) as workbook:
        sheet = workbook.add_worksheet()
        look = RowFormat((workbook.add_format({"border": 1}),) * COLUMNS)
        sheet.stream(0, rows, {"": look}, (("", row, None) for row in cells(rows)))


def cell_by_cell(path: Path, rows: int) -> None:
    """XlsxWriter's way, with its typed methods."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        border = workbook.add_format({"border": 1})
        for number, row in enumerate(cells(rows)):
            for column, value in enumerate(row):
                if value is None:
                    sheet.write_blank(number, column, None, border)
                elif isinstance(value, str):
                    sheet.write_string(number, column, value, border)
                else:
                    sheet.write_number(number, column, value, border)


WRITERS: dict[str, Callable[[Path, int], None]] = {"streamed": streamed, "cell by cell": cell_by_cell}


def measure(rows: int, rounds: int = 1) -> dict[str, float]:
    """The least processor seconds of each way; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in WRITERS}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            for name, write in WRITERS.items():
                begin = time.process_time()
                write(Path(folder) / f"{name}.xlsx", rows)
                times[name].append(time.process_time() - begin)
    return {name: min(values) for name, values in times.items()}


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    times = measure(arguments.rows, arguments.rounds)
    print(f"{arguments.rows} rows x {COLUMNS} columns, least of {arguments.rounds} rounds, processor time")
    for name, seconds in times.items():
        print(f"{name:14} {seconds:6.2f} s  {seconds / times['streamed']:5.1f} x streamed")


if __name__ == "__main__":
    main()
