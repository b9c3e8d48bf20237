"""What a county costs, first run and later ones, beside bare readers of the same files on as many processes.

    python -m tests.benchmarks.county [--departments N] [--forms LEAST MOST] [--jobs N] [--rounds N] [--against TREE]
                                      [--keep FOLDER]

Each line is a command of its own, start of Python included. *CPU* is user and system time of all its processes, also of
those that outlive their parent; *wall* is beside it, and counts only on a machine that does nothing else; *memory* is
the most that all processes hold at one moment, shared pages counted once (proportional set size, in a run of its own,
because watching takes time). The commands take turns; the median of the rounds counts. Linux only.

- python-calamine, fastexcel: every value of every sheet, in a pool of ``--jobs`` processes; nothing is checked or
  written.
- first run: ``xltools consolidate`` with ``--no-cache``: read, checked, summary written.
- keeping: the same into an empty cache. Second run: nothing has changed. One changed: one file has.
- there: the first run of another tree of this project (``--against``).
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.benchmarks.mix import LEAST_FORMS, MOST_FORMS, department, write_mix
from xltools.template import write_department

__all__ = ["Cost", "jobs_of", "measure"]

ROOT = Path(__file__).parents[2]
_SUBREAPER = 36
"""PR_SET_CHILD_SUBREAPER of Linux: descendants that outlive their parent become children of this process."""

_POOL = """
import sys
from concurrent.futures import ProcessPoolExecutor
{reader}
if __name__ == "__main__":
    with ProcessPoolExecutor(int(sys.argv[1])) as pool:
        list(pool.map(read, sys.argv[2:], chunksize=4))
"""
_READERS = {
    "python-calamine": """
from python_calamine import CalamineWorkbook
def read(path):
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
""",
    "fastexcel": """
import fastexcel
def read(path):
    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None, dtypes="string")
""",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and of wall time, and megabytes (0: not watched)."""

    cpu: float
    wall: float
    memory: float = 0


@dataclass(frozen=True, slots=True)
class Job:
    """A command, its environment, the tree that it runs from, and what comes before it without being measured."""

    command: Sequence[str]
    environment: dict[str, str]
    tree: Path = ROOT
    prepare: Callable[[], None] = lambda: None


def jobs_of(folder: Path, files: Sequence[Path], jobs: int, against: Path | None) -> dict[str, Job]:
    """The commands to measure, in their order: each run with a cache needs the one before."""
    work = folder.with_name(f"{folder.name}-work")
    work.mkdir(exist_ok=True)
    cache = work / "cache"

    def consolidate(tree: Path, *more: str, prepare: Callable[[], None] = lambda: None) -> Job:
        target = work / "summary.xlsx"
        command = ["-m", "xltools", "consolidate", str(folder), "--out", str(target), "--jobs", str(jobs), *more]

        def ready() -> None:
            target.unlink(missing_ok=True)
            prepare()

        return Job(command, {"PYTHONPATH": str(tree), "XLTOOLS_CACHE": str(cache)}, tree, ready)

    def change() -> None:
        path = next(path for path in files if path.name.endswith(".template.xlsx"))
        number = files.index(path)
        write_department(department(number + time.time_ns() % 10**6 + 10**6, 20), path)

    table = {
        name: Job(["-c", _POOL.format(reader=reader), str(jobs), *map(str, files)], {})
        for name, reader in _READERS.items()
        if find_spec(name.replace("-", "_"))
    }
    table["first run"] = consolidate(ROOT, "--no-cache")
    if against:
        table["first run, there"] = consolidate(against.absolute())
    table["first run, keeping"] = consolidate(ROOT, prepare=lambda: shutil.rmtree(cache, ignore_errors=True))
    table["second run"] = consolidate(ROOT)
    table["one file changed"] = consolidate(ROOT, prepare=change)
    return table


def measure(job: Job, *, watch: bool = False) -> Cost:
    """Run a command and wait for all its descendants."""
    job.prepare()
    others = _children(os.getpid())  # such as a process that reads old formats, which waits for the next file
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    environment = os.environ | job.environment
    command = [sys.executable, *job.command]
    process = subprocess.Popen(command, cwd=job.tree, env=environment, stdout=subprocess.DEVNULL)
    watcher = _Watcher(process.pid) if watch else None
    code = process.wait()
    wall = time.perf_counter() - begin
    while left := _children(os.getpid()) - others:
        for child in left:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert code in (0, 1), job.command
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, watcher.end() if watcher else 0)


class _Watcher:
    """Watches what a process and its descendants hold in memory, a few times a second."""

    def __init__(self, root: int) -> None:
        self._root, self._most = root, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> float:
        """Stop, and return the most megabytes."""
        self._over.set()
        self._thread.join()
        return self._most

    def _watch(self) -> None:
        while not self._over.wait(0.2):
            self._most = max(self._most, sum(map(_megabytes, _descendants(os.getpid()))))


def _parents() -> dict[int, int]:
    """Return the parents of all processes."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    return parents


def _children(of: int) -> set[int]:
    return {process for process, parent in _parents().items() if parent == of}


def _descendants(root: int) -> set[int]:
    parents = _parents()
    family = {root}
    while more := {process for process, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {root}


def _megabytes(process: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def report(table: dict[str, Job], rounds: int, files: int) -> None:
    """Measure in turn, then once for memory, and print the table."""
    costs: dict[str, list[Cost]] = {name: [] for name in table}
    for _ in range(rounds):
        for name, job in table.items():
            costs[name].append(measure(job))
    memory = {name: measure(job, watch=True).memory for name, job in table.items()}
    cpu = {name: statistics.median(cost.cpu for cost in several) for name, several in costs.items()}
    print("| | CPU, s | ms a file | of the first run | wall, s | memory, MB |\n|---|---|---|---|---|---|")
    for name, several in costs.items():
        wall = statistics.median(cost.wall for cost in several)
        share = cpu[name] / cpu["first run"]
        print(
            f"| {name} | {cpu[name]:.2f} | {cpu[name] / files * 1000:.1f} | {share:.2f} | {wall:.2f} |"
            f" {memory[name]:.0f} |"
        )


def main() -> None:
    """Parse the arguments, write the files, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--departments", type=int, default=60)
    parser.add_argument("--forms", type=int, nargs=2, default=(LEAST_FORMS, MOST_FORMS), help="in a workbook")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--keep", type=Path, help="where the files are, or are written to and left")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.keep or Path(temporary, "sent")).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        files = sorted(folder.iterdir()) or sorted(
            write_mix(folder, arguments.departments, forms=tuple(arguments.forms))
        )
        size = sum(path.stat().st_size for path in files) / len(files) / 1024
        print(f"{len(files)} files, {size:.0f} KB on average, {arguments.jobs} processes, {arguments.rounds} rounds\n")
        report(jobs_of(folder, files, arguments.jobs, arguments.against), arguments.rounds, len(files))


if __name__ == "__main__":
    main()
