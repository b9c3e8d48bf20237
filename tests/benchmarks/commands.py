"""The processor time of whole commands, start of Python included, beside that of another tree of this project.

    python -m tests.benchmarks.commands BOOK... [--against TREE] [--rounds N]

``xltools --help`` and ``xltools check BOOK`` run in turn from both trees, all processes of a command counted (user and
system); the least of all rounds is what other programs on the machine disturb least. Without TREE only this tree runs.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]


def seconds(tree: Path, arguments: Sequence[str]) -> float:
    """Run a command of a tree and return the processor time of all its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "xltools", *arguments],
        cwd=tree,  # Python looks there first
        env=os.environ | {"PYTHONPATH": str(tree)},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), (done.stdout + done.stderr).decode("utf-8", "replace")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(trees: Sequence[Path], arguments: Sequence[str], rounds: int) -> list[list[float]]:
    """Run a command from each tree in turn and return the seconds of each tree."""
    for tree in trees:
        seconds(tree, arguments)  # bytecode is written
    measured = [[seconds(tree, arguments) for tree in trees] for _ in range(rounds)]
    return [list(column) for column in zip(*measured, strict=True)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="*", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args(arguments)
    trees = [ROOT, *([options.against.resolve()] if options.against else [])]
    for command in (["--help"], *(["check", str(book.resolve())] for book in options.books)):
        here, *there = compare(trees, command, options.rounds)
        line = f"{' '.join([command[0], *(Path(part).name for part in command[1:])])}: {min(here):.3f} s"
        if there:
            ratio = statistics.median(one / other for one, other in zip(here, there[0], strict=True))
            line += f", there {min(there[0]):.3f} s: {min(here) / min(there[0]):.2f} (median of pairs {ratio:.2f})"
        print(line)


if __name__ == "__main__":
    main()
