"""How fast a county is consolidated, against what a user would do otherwise and against the floor, in one run.

``python -m tests.benchmarks.consolidation --departments 80`` prints a table; the ratios are what counts, since they are
of one machine and one moment. ``--only ours --departments 1000`` measures memory on many files.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import os
import statistics
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from xltools.county.gather import find_files, gather
from xltools.model import DepartmentBook, TargetSheet
from xltools.rules.examples import build_book, build_sheet
from xltools.summary import write_summary
from xltools.template import write_department

__all__ = ["department", "held", "main", "measure", "write_departments"]

FORMS = 30
REFERENCE_FILES = 10

T = TypeVar("T")

_FAULTS: tuple[dict[str, str], ...] = (
    {},
    {"plan": "20/50/40/100"},
    {"plan": "空/100/空/空", "other": ""},
    {"target": "≥90大于90%"},
    {"budget": "1200001"},
)
"""What some of the forms have wrong, so that findings are made and written as well."""


def department(number: int, forms: int = FORMS) -> DepartmentBook:
    """A department's book of realistic size; every fifth form of each kind has one fault."""
    sheets = [_form(number, one) for one in range(forms)]
    return build_book(*sheets, department_code=f"{100 + number}", department_name=f"某县第{number}局")


def _form(number: int, one: int) -> TargetSheet:
    code = f"{100 + number:03}-0401-YXN-{one:04}"
    return build_sheet(name=f"2020年第{one}项工作", code=code, **_FAULTS[one % len(_FAULTS)])


def write_departments(folder: Path, count: int, forms: int = FORMS) -> list[Path]:
    """One workbook per department, as our template writes it."""
    files = []
    for number in range(count):
        path = folder / f"{100 + number}.xlsx"
        write_department(replace(department(number, forms), file=path.name), path)
        files.append(path)
    return files


def floor(files: Sequence[Path]) -> None:
    """Bare python-calamine: every value of every sheet."""
    from python_calamine import CalamineWorkbook

    for path in files:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def pandas_loop(files: Sequence[Path]) -> None:
    """What a user would write: read every sheet with pandas and openpyxl, and do nothing with it."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in files:
            pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def openpyxl_load(files: Sequence[Path]) -> None:
    """Read with openpyxl as its tutorial begins: load the workbook, go through its cells."""
    import openpyxl

    for path in files:
        for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass


def openpyxl_read_only(files: Sequence[Path]) -> None:
    """The quicker way of openpyxl: read-only, values only."""
    import openpyxl

    for path in files:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass
        book.close()


def ours(files: Sequence[Path]) -> None:
    """The whole job: read, check, derive, and write the summary."""
    data = gather(find_files([files[0].parent]))
    write_summary(data, io.BytesIO())


JOBS: dict[str, Callable[[Sequence[Path]], None]] = {
    "floor": floor,
    "openpyxl read-only": openpyxl_read_only,
    "pandas": pandas_loop,
    "openpyxl": openpyxl_load,
    "ours": ours,
}


def measure(files: Sequence[Path], names: Sequence[str], rounds: int) -> dict[str, float]:
    """The median seconds per file of each job, the jobs taking turns.

    What reads file after file does so for some of them only: it takes a file as long among a thousand as among ten.
    """
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            some = files if name == "ours" else files[:REFERENCE_FILES]
            begin = time.perf_counter()
            JOBS[name](some)
            times[name].append((time.perf_counter() - begin) / len(some))
    return {name: statistics.median(values) for name, values in times.items()}


def held(files: Sequence[Path]) -> tuple[float, float]:
    """The most MB that the whole job holds, in all its processes together and in the largest."""
    with Memory() as memory:
        ours(files)
    return memory.together, max(memory.processes.values(), default=0.0)


class Memory:
    """Watches what this process and all that it has started hold in memory, a few times a second (Linux only)."""

    def __init__(self) -> None:
        self.together = 0.0
        """the most that all held at one moment, in MB; pages that they share count for each"""
        self.processes: dict[int, float] = {}
        """the most that each process held, in MB"""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            held = _held_megabytes(os.getpid())
            self.together = max(self.together, sum(held.values()))
            for process, megabytes in held.items():
                self.processes[process] = max(self.processes.get(process, 0.0), megabytes)


def _held_megabytes(root: int) -> dict[int, float]:
    """What a process and its descendants hold now."""
    parents, held = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):  # it has ended
                words = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
                parents[int(folder.name)] = int(words["PPid"])
                held[int(folder.name)] = int(words.get("VmRSS", "0 kB").split()[0]) / 1024
    family = {root}
    while more := {process for process, parent in parents.items() if parent in family} - family:
        family |= more
    return {process: held[process] for process in family if process in held}


def main() -> None:
    """Parse the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--departments", type=int, default=80)
    parser.add_argument("--forms", type=int, default=FORMS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=sorted(JOBS), action="append")
    arguments = parser.parse_args()
    names = arguments.only or list(JOBS)
    with tempfile.TemporaryDirectory() as folder:
        files = write_departments(Path(folder), arguments.departments, arguments.forms)
        size = sum(path.stat().st_size for path in files) / len(files) / 1024
        # Each in a process of its own, which has not grown by writing the files or by what it is compared with; and
        # nobody watches while times are taken.
        times = _in_process(measure, files, names, arguments.rounds)
        memory = _in_process(held, files) if "ours" in names else None
    print(f"{len(files)} files x {arguments.forms} forms, {size:.0f} KB each; median of {arguments.rounds} rounds")
    reference = times.get("ours", 1.0)
    for name, seconds in times.items():
        print(f"{name:20} {seconds * 1000:8.1f} ms/file  {seconds / reference:6.2f} x ours")
    if memory:
        print(
            f"memory of ours: at most {memory[0]:.0f} MB in all processes together, {memory[1]:.0f} MB in the largest"
        )


def _in_process(function: Callable[..., T], *arguments: object) -> T:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


if __name__ == "__main__":
    main()
