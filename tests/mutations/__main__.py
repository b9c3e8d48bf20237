"""Mutate books of every format and read them: ``python -m tests.mutations --files 20000``.

Not part of the unit suite (a sample of it is). Every file goes through the whole consolidation, in counties of a few
hundred, and through a second reader. The exit code is 1 where a file was lost, crashed, or was accepted with an amount
that the second reader does not see.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from tests.mutations.books import BOOKS
from tests.mutations.run import Tally, in_this_process, run


def main() -> int:
    """Print what became of the files after each county; see the module for the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed; a seed always gives the same file")
    parser.add_argument("--formats", default=",".join(BOOKS), help="suffixes, separated by commas")
    parser.add_argument("--county", type=int, default=300, help="files of one county, up to 900")
    parser.add_argument("--differences", type=Path, help="a file for the cells that the readers see differently")
    given = parser.parse_args()
    in_this_process()
    tally, begin = Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        for first in range(given.first, given.first + given.files, given.county):
            seeds = range(first, min(first + given.county, given.first + given.files))
            run(Path(name), seeds, given.formats.split(","), tally)
            print(f"{time.monotonic() - begin:.0f} s, seeds to {seeds[-1]}", flush=True)
    print(tally)
    if given.differences:
        given.differences.write_text("\n".join(tally.differ), encoding="utf-8")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
