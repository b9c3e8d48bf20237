"""Thousands of mutated workbooks: none crashes, hangs or gets lost, and no amount of one that was read is gone."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.fuzz.bases import OLDER, bases
from tests.fuzz.mutate import mutated
from tests.fuzz.verify import wrong_amounts
from tests.summary.summary_reader import summary
from xltools.county.data import CountyData, CountyFile, Fate
from xltools.county.gather import find_files, gather
from xltools.model import SheetKind

FULL = int(os.environ.get("XLTOOLS_FUZZ_FILES", "20000"))
FIRST = int(os.environ.get("XLTOOLS_FUZZ_FIRST", "0"))
JOBS = int(os.environ.get("XLTOOLS_FUZZ_JOBS", "2"))
BATCH = 500
HANGS = 30
"""Seconds after which a file, none of which is larger than a few dozen KB, counts as having hung."""


@dataclass(slots=True)
class _Tally:
    """What became of the files, and everything that should not have."""

    fates: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    summed: int = 0
    faults: list[str] = field(default_factory=list)
    longest: float = 0.0
    """seconds in which no file was finished"""
    waiting_since: float = 0.0

    def tick(self, _: CountyFile | None = None) -> None:
        """Another file is finished."""
        now = time.monotonic()
        self.longest = max(self.longest, now - self.waiting_since)
        self.waiting_since = now

    def __str__(self) -> str:
        fates = ", ".join(f"{fate} {count}" for fate, count in sorted(self.fates.items()))
        rules = ", ".join(f"{rule} {count}" for rule, count in sorted(self.rules.items()) if rule.startswith("F"))
        compared = f"{self.compared} compared with another reader, {self.summed} amounts in summaries"
        compared += f"; longest wait for a file {self.longest:.1f} s"
        return f"{sum(self.fates.values())} files: {fates}; {rules}; {compared}"


def _write(folder: Path, seeds: range, sources: list[tuple[str, bytes]]) -> dict[str, bytes]:
    """A mutated file for each seed; those of the older formats, which take a process each, are one in twelve."""
    written: dict[str, bytes] = {}
    newer = [source for source in sources if source[0] not in OLDER]
    older = [source for source in sources if source[0] in OLDER]
    for seed in seeds:
        suffix, data = random.Random(seed).choice(older if seed % 12 == 0 else newer)
        name = f"{seed:06}{suffix}"
        written[name] = mutated(data, seed)
        (folder / name).write_bytes(written[name])
    return written


def _verified(job: tuple[str, bytes, CountyFile]) -> tuple[str, list[str] | None]:
    name, data, record = job
    return name, wrong_amounts(data, record)


def _compared(accepted: list[tuple[str, bytes, CountyFile]], jobs: int) -> Iterator[tuple[str, list[str] | None]]:
    if jobs == 1:
        yield from map(_verified, accepted)
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            yield from pool.map(_verified, accepted, chunksize=20)


def _amounts(data: CountyData) -> tuple[Counter[tuple[str, float]], Counter[tuple[str, float]]]:
    """The budgets of all files that were read, and those that stand in a summary of them, each with its sheet.

    Most mutants are of one department: the summary is written as if each of them was the last that it sent.
    """
    files = tuple(replace(one, fate=Fate.ACCEPTED) if one.fate is Fate.SUPERSEDED else one for one in data.files)
    whole = replace(data, files=files, containments=())
    written = summary(whole)
    names = {SheetKind.PROJECT: "项目明细", SheetKind.SPECIAL_FUND: "专项资金明细"}
    rows = (row for file in whole.accepted for row in file.sheets if row.budget is not None)
    read = Counter((names[row.kind], float(row.budget or 0)) for row in rows)
    titles = {"项目明细": "项目编码", "专项资金明细": "专项编码"}
    tables = ((name, row["资金/预算数"]) for name, title in titles.items() for row in written.table(name, title))
    return read, Counter((name, amount) for name, amount in tables if amount is not None)


def _run(folder: Path, seeds: range, sources: list[tuple[str, bytes]], tally: _Tally, jobs: int) -> None:
    folder.mkdir()
    written = _write(folder, seeds, sources)
    tally.waiting_since = time.monotonic()
    data = gather(find_files([folder]), jobs=jobs, progress=tally.tick)
    records = {Path(file.path).name: file for file in data.files}
    if set(records) != set(written):
        tally.faults.append(f"lost: {sorted(set(written) ^ set(records))[:5]}")
    accepted: list[tuple[str, bytes, CountyFile]] = []
    for name, record in records.items():
        tally.fates[record.fate.value] += 1
        rules = {finding.rule for finding in record.findings}
        tally.rules.update(rules)
        # F07 says that we broke down; a parser that dies of an older format is caught by its own process.
        if rules & {"F07", "R99"} and Path(name).suffix not in OLDER:
            tally.faults.append(f"{name}: {record.reason.zh}")
        if record.fate in {Fate.ACCEPTED, Fate.SUPERSEDED} and Path(name).suffix not in OLDER:
            accepted.append((name, written[name], record))
    for name, wrong in _compared(accepted, jobs):
        tally.compared += wrong is not None
        tally.faults += [f"{name}: {amount}" for amount in wrong or ()]
    read, shown = _amounts(data)
    tally.summed += shown.total()
    tally.faults += [
        f"summary: {amount} {read[amount]} -> {shown[amount]}"
        for amount in read | shown
        if read[amount] != shown[amount]
    ]
    for path in folder.iterdir():
        path.unlink()


def test_a_few_mutated_files(tmp_path: Path) -> None:
    tally = _Tally()
    _run(tmp_path / "0", range(1, 121), bases(tmp_path), tally, 1)
    assert tally.faults == []
    assert tally.compared > 10  # those that say the same time as another one are undecided
    assert tally.summed > 20
    assert len(tally.fates) >= 3


@pytest.mark.slow
def test_twenty_thousand_mutated_files(tmp_path: Path) -> None:
    """``XLTOOLS_FUZZ_FILES``, ``_FIRST`` and ``_JOBS`` choose how many, from which seed on, with how many workers."""
    tally, sources = _Tally(), bases(tmp_path)
    started = time.monotonic()
    for first in range(FIRST, FIRST + FULL, BATCH):
        seeds = range(first, min(first + BATCH, FIRST + FULL))
        _run(tmp_path / str(first), seeds, sources, tally, JOBS)
        print(f"{time.monotonic() - started:6.0f} s  {tally}", flush=True)
        assert tally.faults == []
        assert tally.longest < HANGS
    assert sum(tally.fates.values()) == FULL
    assert tally.compared > FULL // 10
