"""Structure-aware mutations of department workbooks, by somebody who knew the standards but not the reader.

    python -m tests.fuzz.spreadsheet_mutator --files 2000 --seed 0

Every file says what must hold. An amount that a person sees is read as that, or a finding names the trouble; an amount
that was changed is read as the new one, or there is a finding; a damaged file has a finding, or its amounts. In folders
of 200 the files go through the whole consolidation: one fate each, and the amounts of the accepted ones are those said.
Second readers (openpyxl, python-calamine) read the cells that the amounts came from, where they open the file.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

import xltools
from tests.fuzz.ods_mutations import ODS, OdsBook, open_ods
from tests.fuzz.spreadsheet_book import Book, NothingToChangeError, open_book, renumber, split_address
from tests.fuzz.spreadsheet_markup import MARKUP
from tests.fuzz.spreadsheet_structure import STRUCTURE
from tests.fuzz.spreadsheet_values import VALUES
from workbooks.build import HERE, SAMPLES
from xltools.department.review import FileCheck, check_file
from xltools.model import Severity

FOLDER = HERE / SAMPLES
MAX_SECONDS = 5.0
FILES_IN_A_FOLDER = 200
Key = tuple[str, str]


@dataclass
class Mutant:
    """One file, how it was made, and what must hold."""

    name: str
    content: bytes
    mutations: tuple[str, ...]
    base: Path
    amounts: dict[Key, tuple[Decimal | None, bool]]
    harmless: bool
    needs_finding: bool


@dataclass
class MutatorTally:
    """What became of the files."""

    exact: Counter[str] = field(default_factory=Counter)
    by_finding: Counter[str] = field(default_factory=Counter)
    noise: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    fates: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    second_readers: list[str] = field(default_factory=list)


@cache
def _plain_with_numbers() -> bytes:
    """The plain workbook as openpyxl writes it, its amounts as numbers."""
    book = load_workbook(next(FOLDER.glob("332*.xlsx")))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.replace(",", "").endswith(".00"):
                    cell.value = float(cell.value.replace(",", ""))
                    cell.number_format = "#,##0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def bases() -> tuple[tuple[str, bytes], ...]:
    """The valid workbooks that are changed: of XlsxWriter, of openpyxl, from our template, and an .ods."""
    files = [next(FOLDER.glob(f"{code}*")) for code in ("332", "402", "375")]
    plain, template, ods = ((path.name, path.read_bytes()) for path in files)
    return plain, ("332o" + plain[0][3:], _plain_with_numbers()), template, ods


def make(seed: int) -> Mutant:
    """Return the mutant of a seed."""
    random = Random(seed)
    name, content = random.choices(bases(), (4, 4, 2, 2))[0]
    suffix = name.rsplit(".", 1)[1]
    content = renumber(content, name[:3], str(100 + seed % 900))
    chosen: list[str] = []
    if suffix == "ods":
        book: Book | OdsBook = open_ods(content, random)
        kinds = list(ODS)
        for kind in random.sample(kinds, random.choice((1, 1, 2, 3))):
            chosen += _apply(kind, book)
    else:
        book = open_book(content, random)
        for kinds, counts in ((list(VALUES), (0, 1, 2)), (list(STRUCTURE), (0, 0, 1)), (list(MARKUP), (0, 1, 1, 2))):
            for kind in sorted(random.sample(kinds, random.choice(counts)), key=kinds.index):
                chosen += _apply(kind, book)
    whole = book.content()
    amounts = {(item.project, item.field): (item.value, item.told) for item in book.amounts}
    return Mutant(f"{seed:06d}.{suffix}", whole, tuple(chosen), Path(name), amounts, book.harmless, book.needs_finding)


def _apply(kind: str, book: Book | OdsBook) -> list[str]:
    try:
        (ODS[kind] if isinstance(book, OdsBook) else {**VALUES, **STRUCTURE, **MARKUP}[kind])(book)  # type: ignore[operator]
    except NothingToChangeError:
        return []
    return [kind]


def _amounts(check: FileCheck) -> dict[Key, list[tuple[Decimal | None, str, str]]]:
    read: dict[Key, list[tuple[Decimal | None, str, str]]] = defaultdict(list)
    for sheet in check.book.sheets if check.book else ():
        for name in ("budget", "fiscal", "other"):
            entry = getattr(sheet, name)
            read[sheet.code.text, name].append((entry.value, entry.place.sheet, entry.place.cell))
    return read


@cache
def _before(base: str, folder: Path) -> Counter[tuple[str, Severity]]:
    """The findings of a base without any change."""
    path = folder / f"base-{base}"
    path.write_bytes(dict(bases())[base])
    check = check_file(path, path.name)
    assert check.book is not None
    return Counter((finding.rule, finding.severity) for finding in check.findings)


def check_mutant(mutant: Mutant, path: Path, tally: MutatorTally) -> None:
    """Read one file, and note what does not hold."""
    path.write_bytes(mutant.content)
    start = time.process_time()
    check = check_file(path, path.name)
    seconds = time.process_time() - start
    found = Counter((finding.rule, finding.severity) for finding in check.findings)
    new = found - _before(mutant.base.name, path.parent)
    errors = [rule for rule, severity in new if severity is Severity.ERROR]
    warned = [rule for rule, severity in new if severity is not Severity.NOTE]
    read = _amounts(check)
    faults = []
    if any(finding.rule == "F07" for finding in check.findings):
        faults.append("fault of ours: " + next(f.found or str(f.message) for f in check.findings if f.rule == "F07"))
    if seconds > MAX_SECONDS:
        faults.append(f"took {seconds:.1f} s")
    exact = True
    for key, (value, told) in mutant.amounts.items():
        values = [item[0] for item in read.get(key, [])]
        if told and not warned:
            faults.append(f"{key} must be told of; read {values}")
        if [item or 0 for item in values or [0]] != [value or 0]:  # a blank is nothing, and so is 0
            exact = False
            if not errors:
                faults.append(f"{key} is {value}; read {values}")
    if set(read) - set(mutant.amounts) and not warned:
        faults.append(f"not in the file: {set(read) - set(mutant.amounts)}")
    if mutant.needs_finding and not warned:
        faults.append("nothing is said")
    for kind in mutant.mutations:
        (tally.exact if exact else tally.by_finding)[kind] += 1
    if len(mutant.mutations) == 1:
        tally.noise[mutant.mutations[0]].update(f"{rule} {severity}" for rule, severity in new)
    tally.violations += [
        f"{mutant.name} {mutant.base} {mutant.mutations}: {fault}; new {dict(new)}" for fault in faults
    ]
    if int(mutant.name[:6]) % 5 == 0:  # second readers take most of the time
        _second_opinion(mutant, read, tally)


def _number(value: object) -> Decimal | None:
    try:
        text = str(value).replace(",", "").replace("元", "").replace("￥", "").strip()
        return Decimal(text).quantize(Decimal("0.01")) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def _second_opinion(
    mutant: Mutant, read: dict[Key, list[tuple[Decimal | None, str, str]]], tally: MutatorTally
) -> None:
    cells = [(value, sheet, cell) for places in read.values() for value, sheet, cell in places if value is not None]
    readers = {}
    if cells and "wrong counts of strings" not in mutant.mutations:
        try:
            calamine = CalamineWorkbook.from_filelike(io.BytesIO(mutant.content))
            sheets = {name: calamine.get_sheet_by_name(name).to_python(skip_empty_area=False) for _, name, _ in cells}
            readers["calamine"] = sheets
        except Exception:
            pass
    if cells and mutant.name.endswith("xlsx"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(mutant.content), data_only=True)
            readers["openpyxl"] = {
                name: [list(row) for row in book[name].iter_rows(values_only=True)] for _, name, _ in cells
            }
        except Exception:
            pass
    for reader, sheets in readers.items():
        tally.compared[reader] += 1
        for value, sheet, cell in cells:
            row, column = split_address(cell)
            try:
                other = _number(sheets[sheet][row - 1][column - 1])
            except IndexError:
                other = None
            if other != value:
                tally.second_readers.append(
                    f"{mutant.name} {mutant.mutations} {sheet}!{cell}: {value}; {reader} {other}"
                )


def check_folder(mutants: list[Mutant], folder: Path, tally: MutatorTally, jobs: int) -> None:
    """Consolidate a folder of mutants: every file has one fate, every amount that counts is as said or named."""
    out = folder.parent / f"{folder.name}.xlsx"
    result = folder.parent / f"{folder.name}.json"
    xltools.consolidate([folder], out, json_file=result, overwrite=True, jobs=jobs)
    data = json.loads(result.read_text(encoding="utf-8"))
    fates: dict[str, list[str]] = defaultdict(list)
    for item in data["files"]:
        fates[Path(item["path"]).name].append(item["status"])
    faults = {Path(item["file"]).name for item in data["findings"] if item["severity"] == "error"}
    amounts: dict[str, dict[Key, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    for item in data["projects"]:
        for name in ("budget", "fiscal", "other"):
            if item[name]:
                amounts[Path(item["file"]).name][item["code"], name].append(Decimal(item[name]))
    for mutant in mutants:
        fate = fates.pop(mutant.name, [])
        tally.fates.update(fate)
        if len(fate) != 1:
            tally.violations.append(f"{mutant.name} {mutant.mutations}: fates {fate}")
        for key, values in amounts[mutant.name].items():
            expected = mutant.amounts.get(key, (None, False))[0]
            if values != [expected] and mutant.name not in faults:
                tally.violations.append(
                    f"{mutant.name} {mutant.mutations}: {key} is {expected}; the summary has {values}"
                )
        if fate and fate[0] in ("rejected", "undecided") and mutant.name not in faults:
            tally.violations.append(f"{mutant.name} {mutant.mutations}: {fate[0]} without an error")
    if fates:
        tally.violations.append(f"files that nobody sent: {sorted(fates)}")


def run(seeds: range, folder: Path, tally: MutatorTally, jobs: int = 0) -> None:
    """Make, check and consolidate the mutants of some seeds, a folder at a time."""
    shown = 0
    for first in range(seeds.start, seeds.stop, FILES_IN_A_FOLDER):
        place = folder / f"from-{first}"
        place.mkdir()
        mutants = [make(seed) for seed in range(first, min(first + FILES_IN_A_FOLDER, seeds.stop))]
        for mutant in mutants:
            check_mutant(mutant, place / mutant.name, tally)
        for base in place.glob("base-*"):
            base.unlink()
        _before.cache_clear()
        check_folder(mutants, place, tally, jobs)
        print(seeds.start, first, len(tally.violations), *tally.violations[shown:], sep="\n", flush=True)
        shown = len(tally.violations)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    tally = MutatorTally()
    with TemporaryDirectory() as folder:
        run(range(options.seed, options.seed + options.files), Path(folder), tally)
    print("fates", dict(tally.fates), "compared", dict(tally.compared))
    for kind in {**VALUES, **STRUCTURE, **MARKUP, **ODS}:
        counts = f"as said {tally.exact[kind]}, by a finding {tally.by_finding[kind]}"
        print(f"{kind}: {counts}; alone: {dict(tally.noise[kind])}")
    for line in (*tally.second_readers, *tally.violations):
        print(line)
    print(
        f"{len(tally.violations)} violations, {len(tally.second_readers)} amounts that a second reader reads otherwise"
    )
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
