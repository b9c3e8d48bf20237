"""A run over mutated files: what became of each, and everything that should not have happened."""

from __future__ import annotations

import faulthandler
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from tests.fixtures.forms import form
from tests.fuzz.verify import compared_amounts
from tests.mutations.books import BOOKS
from tests.mutations.mutate import mutated
from tests.mutations.second_readers import MAX_ROWS, Sheets, read_twice
from xltools.county.data import CountyFile, Fate
from xltools.county.gather import find_files, gather
from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.readers import read_content
from xltools.readers.xls import reader as xls_reader
from xltools.readers.xlsb import reader as xlsb_reader

__all__ = ["Tally", "in_this_process", "read_here", "run"]

HANG_SECONDS = 60
"""Time without a finished file after which the run ends with a traceback; a file is a few KB."""
_FIRST_DEPARTMENT = 100
_DIGITS = Decimal("1e-9")


@dataclass(slots=True)
class Tally:
    """The outcome of a run."""

    fates: Counter[tuple[str, str]] = field(default_factory=Counter)
    """files by suffix and fate"""
    compared: Counter[str] = field(default_factory=Counter)
    """accepted files whose amounts a second reader has seen, by suffix"""
    read: Counter[str] = field(default_factory=Counter)
    """files of which both readers see cells, by suffix"""
    differ: list[str] = field(default_factory=list)
    """files of which a cell holds another number than the second reader sees"""
    faults: list[str] = field(default_factory=list)
    """files that were lost, crashed, or were accepted with another amount"""
    longest: float = 0.0
    """seconds in which no file was finished"""

    def __str__(self) -> str:
        lines = []
        for suffix in sorted({suffix for suffix, _ in self.fates}):
            fates = {fate: count for (other, fate), count in self.fates.items() if other == suffix}
            counts = ", ".join(f"{fate} {count}" for fate, count in sorted(fates.items()))
            seen = f"amounts compared {self.compared[suffix]}, cells compared {self.read[suffix]}"
            lines.append(f"{suffix}: {sum(fates.values())} files: {counts}; {seen}")
        lines.append(
            f"longest wait {self.longest:.2f} s; cells differ in {len(self.differ)}; faults {len(self.faults)}"
        )
        return "\n".join([*lines, *self.faults[:20]])


def read_here(read: object, data: bytes, name: str, limits: Limits) -> object:
    """Call the reader that would be called in a process of its own."""
    return read(data, name, limits)  # type: ignore[operator]


def in_this_process() -> None:
    """Read binary formats here, where a crash is an exception and a start costs nothing."""
    xls_reader.read_in_own_process = read_here  # type: ignore[assignment]
    xlsb_reader.read_in_own_process = read_here  # type: ignore[assignment]


def run(folder: Path, seeds: range, suffixes: Sequence[str], tally: Tally) -> None:
    """Mutate a file for each seed, consolidate all of them as one county, and compare with second readers.

    There may be up to 900 seeds: each file is of a department of its own.
    """
    written: dict[str, bytes] = {}
    for number, seed in enumerate(seeds, _FIRST_DEPARTMENT):
        suffix = suffixes[seed % len(suffixes)]
        build = random.Random(seed).choice(BOOKS[suffix])
        name = f"{number}局{seed}{suffix}"
        written[name] = mutated(build(form(number)), seed)
        (folder / name).write_bytes(written[name])
    waiting = time.monotonic()

    def tick(_: CountyFile) -> None:
        nonlocal waiting
        now = time.monotonic()
        tally.longest, waiting = max(tally.longest, now - waiting), now
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)

    faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
    data = gather(find_files([folder]), jobs=1, progress=tick)
    faulthandler.cancel_dump_traceback_later()
    records = {Path(file.path).name: file for file in data.files}
    tally.faults += [f"lost: {name}" for name in sorted(written.keys() ^ records.keys())]
    for name, content in written.items():
        if name in records:
            _judge(name, content, records[name], tally)
        (folder / name).unlink()


def _judge(name: str, content: bytes, record: CountyFile, tally: Tally) -> None:
    suffix = Path(name).suffix
    tally.fates[suffix, record.fate.value] += 1
    tally.faults += [f"{name}: {finding}" for finding in record.findings if finding.rule in {"F07", "R99"}]
    sent = read_content(content, suffix, name)
    if sent.workbook is None:
        return
    others = list(read_twice(content, suffix))
    if not others:
        return
    tally.read[suffix] += 1
    differences = [_differences(sent.workbook.sheets, other, suffix) for other in others]
    if all(differences):
        tally.differ.append(f"{name}: {differences[0][:3]}")
    if record.fate in {Fate.ACCEPTED, Fate.SUPERSEDED}:
        tally.compared[suffix] += 1
        wrong = [compared_amounts(_named(other, sent.workbook.sheets, suffix), record) for other in others]
        if all(wrong):
            tally.faults.append(f"{name}: {wrong[0][:3]}")


def _named(other: Sheets, grids: Sequence[Grid], suffix: str) -> Sheets:
    """Return the sheets under the names that ours have; those of a page have none of their own."""
    if suffix != ".html" or len(other) != len(grids):
        return other
    return {grid.sheet: cells for grid, cells in zip(grids, other.values(), strict=True)}


def _differences(grids: Sequence[Grid], other: Sheets, suffix: str) -> list[str]:
    """Return the numbers of the second reader that are not in the same cell, and numbers of ours that it does not see.

    A cell with an error value, a formula without a result or a date holds no number to compare.
    """
    differences: list[str] = []
    ours = {grid.sheet: grid for grid in grids}
    for name, cells in _named(other, grids, suffix).items():
        grid = ours.get(name)
        if grid is None:
            differences.append(f"no sheet {name}")
            continue
        open_cells = grid.errors.keys() | grid.uncalculated | grid.serials.keys()
        for address, value in cells.items():
            mine = grid.value(*address)
            if isinstance(value, Decimal) and address not in open_cells and not _same(mine, value):
                differences.append(f"{name} {address}: {mine!r}, not {value}")
        for row, values in enumerate(grid.rows[:MAX_ROWS], 1):
            for column, mine in enumerate(values, 1):
                if type(mine) is float and (row, column) not in open_cells and (row, column) not in cells:
                    differences.append(f"{name} {(row, column)}: {mine!r}, not there")
    return differences


def _same(mine: object, value: Decimal) -> bool:
    """Return whether a cell holds a number; text tables keep their texts."""
    try:
        number = Decimal(str(mine).replace(",", ""))
    except ArithmeticError:
        return False
    return number == value or abs(number - value) <= _DIGITS * abs(value)
