"""The instructions that reading and checking one workbook takes, beside those of another tree of this project.

    python -m tests.benchmarks.instructions BOOK... [--against TREE]

Other programs on the machine, which make every time longer, do not change how many instructions a program executes:
two runs differ by a few in a thousand. valgrind (cachegrind) counts them, in all processes of a command, some fifty
times slower than the command itself. For each book:

- check: the whole command ``xltools check BOOK``, start of Python included.
- reading: the book is read a second time, in a process that has read it before.
- reading and rules: the same, with all rules.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["measured", "total"]

ROOT = Path(__file__).parents[2]
_VALGRIND = (
    "valgrind",
    "--tool=cachegrind",
    "--cache-sim=no",
    "--trace-children=yes",
    "--cachegrind-out-file=/dev/null",
)
_COUNTED = re.compile(r"^==\d+== I +refs: +([\d,]+)", re.MULTILINE)
_READ = """
import gc, sys
from pathlib import Path
from xltools.department.read import read_book
from xltools.rules.engine import check_book
gc.disable()
for _ in range(int(sys.argv[2])):
    book = read_book(Path(sys.argv[1])).book
    if sys.argv[3:]:
        check_book(book)
"""


def total(report: str) -> int:
    """Return the instructions of all processes that valgrind reports on."""
    counts = [int(count.replace(",", "")) for count in _COUNTED.findall(report)]
    assert counts, report
    return sum(counts)


def instructions(tree: Path, arguments: Sequence[str]) -> int:
    """Return the instructions of Python with these arguments, with the modules of a tree compiled before."""
    command = [sys.executable, *arguments]
    environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command, cwd=tree, env=environment, capture_output=True, check=False)
    done = subprocess.run([*_VALGRIND, *command], cwd=tree, env=environment, capture_output=True, check=False)
    report = done.stderr.decode("utf-8", "replace")
    assert done.returncode in (0, 1), report
    return total(report)


def measured(tree: Path, book: str) -> Iterator[tuple[str, int]]:
    """Yield each thing that is measured with its instructions."""
    yield "check", instructions(tree, ["-m", "xltools", "check", book])
    for name, more in (("reading", []), ("reading and rules", ["rules"])):
        once, twice = (instructions(tree, ["-c", _READ, book, times, *more]) for times in ("1", "2"))
        yield name, twice - once


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table for each book."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--against", type=Path)
    options = parser.parse_args(arguments)
    for book in options.books:
        print(f"| million instructions, {book.name} | here | there | here / there |\n|---|---|---|---|")
        here = measured(ROOT, str(book.resolve()))
        there = measured(options.against.resolve(), str(book.resolve())) if options.against else None
        for name, count in here:
            other = next(there)[1] if there else 0
            ratio = f"{count / other:.2f}" if other else ""
            print(f"| {name} | {count / 1e6:,.0f} | {other / 1e6:,.0f} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
