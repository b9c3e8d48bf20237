"""How long a check takes against loading the workbook, in one run: ``python -m tests.benchmarks.checking``."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from tests.benchmarks.consolidation import department
from xltools.department.read import read_book
from xltools.model import DepartmentBook
from xltools.rules.engine import check_book
from xltools.template import write_department

__all__ = ["compare", "main"]


def compare(rounds: int = 7, forms: int = 30) -> dict[str, float]:
    """Median seconds: openpyxl loading read-only, ours reading, all rules on a book just read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "部门.xlsx"
        write_department(department(0, forms), path)
        times: dict[str, list[float]] = {"openpyxl read-only": [], "reading": [], "all rules": []}
        for _ in range(rounds):
            times["openpyxl read-only"].append(_timed(lambda: _load(path)))
            times["reading"].append(_timed(lambda: read_book(path)))
            fresh = _fresh(path)
            times["all rules"].append(_timed(lambda book=fresh: check_book(book)))  # type: ignore[misc]
    return {name: statistics.median(values) for name, values in times.items()}


def _timed(job: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    job()
    return time.perf_counter() - begin


def _fresh(path: Path) -> DepartmentBook:
    book = read_book(path).book
    assert book
    return book


def _load(path: Path) -> None:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()


def main() -> None:
    """Measure and print."""
    times = compare()
    reference = times["openpyxl read-only"]
    for name, seconds in times.items():
        print(f"{name:20} {seconds * 1000:7.1f} ms  {seconds / reference:5.2f} of openpyxl's loading")


if __name__ == "__main__":
    main()
