"""Write one county with every program and read it again: ``python -m tests.matrix --out DIR`` prints the table.

Not part of the unit suite: it installs pinned packages from PyPI and npm into DIR, and takes the programs of Debian
(gnumeric, libreoffice-calc, libexcel-writer-xlsx-perl, libspreadsheet-writeexcel-perl, r-cran-openxlsx) that are there.
The exit code is 1 where a value was read wrongly, and 2 where a program could not be run.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.matrix.county import departments
from tests.matrix.reading import Reading, read
from tests.matrix.writers import CONVERTERS, LIBRARIES, convert, write

Lost = tuple[tuple[str, frozenset[str]], ...]


def summary(readings: list[Reading], lost: frozenset[str]) -> str:
    """Return the outcome of one program in one format as a cell of the table."""
    if wrong := [text for reading in readings for text in reading.wrong]:
        return f"WRONG ({len(wrong)}): {'; '.join(wrong[:6])}"
    if findings := {reading.finding for reading in readings if reading.finding}:
        return f"finding: {'; '.join(sorted(findings))}"
    if any(reading.not_written for reading in readings):
        return "not run: the program wrote no file"
    blanks = sum(reading.not_calculated for reading in readings)
    note = f", {blanks} formulas read as not calculated" if blanks else ""
    note += f"; the program itself does not write: {', '.join(sorted(lost))}" if lost else ""
    return f"all {sum(reading.values for reading in readings)} values{note}"


def main() -> int:
    """Print the table; see the module for the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix")
    parser.add_argument("--out", type=Path, required=True, help="a folder for the programs and their files")
    out: Path = parser.parse_args().out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    county = departments()
    sources = [department.save(out) for department in county]
    outcomes: list[str] = []

    def report(name: str, endings: list[str], job: Callable[[Path], None], lost: Lost) -> None:
        folder = out / "".join(letter if letter.isalnum() else "-" for letter in name)
        folder.mkdir(exist_ok=True)
        try:
            job(folder)
        except (OSError, subprocess.TimeoutExpired) as error:
            outcomes.append("not run")
            print(f"| {name} | | not run: {error} |", flush=True)
            return
        for ending in endings:
            kinds = dict(lost).get(ending, frozenset())
            outcomes.append(summary([read(folder / f"{each.name}{ending}", each, kinds) for each in county], kinds))
            print(f"| {name} | `{ending}` | {outcomes[-1]} |", flush=True)

    print("| Program | Format | Read |\n| --- | --- | --- |")
    for library in LIBRARIES:
        report(
            library.name,
            list(library.endings),
            lambda folder, library=library: write(library, sources, folder),
            library.lost,
        )
    originals = [out / "ExcelJS-4-4-0" / f"{department.name}.xlsx" for department in county]
    for converter in CONVERTERS:
        report(
            converter.name,
            [ending for ending, _ in converter.formats],
            lambda folder, converter=converter: convert(converter, originals, folder),
            converter.lost,
        )
    return (
        1
        if any(text.startswith("WRONG") for text in outcomes)
        else 2
        if any(text.startswith("not run") for text in outcomes)
        else 0
    )


if __name__ == "__main__":
    sys.exit(main())
