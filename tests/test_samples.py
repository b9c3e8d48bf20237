"""The workbooks that people download are what their sources build, and hold exactly the faults that are listed."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.auditor import audit
from tests.fixtures.seed import seed
from workbooks.build import HERE, SAMPLES, build, fault_entry
from workbooks.content import Department, departments
from xltools.county.data import Fate
from xltools.county.gather import find_files, gather
from xltools.department.read import ReadBook, read_book
from xltools.derive import budget_year
from xltools.model import DepartmentBook, Finding, TargetSheet
from xltools.rules.engine import check_book

FOLDER = HERE / SAMPLES
COUNTY = departments()
PUBLISHED = next(department for department in COUNTY if department.book.code.value == "475")


def parts(path: Path) -> dict[str, bytes]:
    """What a file holds: the parts of a package (compressors differ, contents do not), or its bytes.

    A package that was cut off cannot be taken apart: only that it is one is compared.
    """
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {"": data[:4] if data.startswith(b"PK") else data}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


@cache
def opened(file: str) -> tuple[ReadBook, DepartmentBook]:
    result = read_book(FOLDER / file)
    assert result.book is not None
    return result, result.book


def test_the_files_are_what_their_sources_build(tmp_path: Path) -> None:
    built = {path.relative_to(tmp_path): path for path in build(tmp_path)}
    kept = {path.relative_to(HERE) for path in FOLDER.iterdir()} | {path for path in built if path.parent == Path()}
    assert kept == set(built)
    for name, path in built.items():
        assert parts(path) == parts(HERE / name), f"{name} is out of date: run python -m workbooks.build"


@pytest.mark.parametrize("file", [department.file for department in COUNTY if department.layout != "ods"])
def test_excel_is_expected_to_open_a_file_cleanly(file: str) -> None:
    assert audit((FOLDER / file).read_bytes()) == ()


def test_the_county_has_realistic_sizes() -> None:
    projects = [len(department.book.projects) for department in COUNTY]
    assert len(COUNTY) >= 12
    assert (min(projects), max(projects)) == (1, 25)
    assert sum(path.stat().st_size for path in HERE.rglob("*.*")) < 3_000_000


@pytest.mark.parametrize("department", COUNTY, ids=lambda department: department.book.code.value)
def test_a_file_reads_back_as_its_source(department: Department) -> None:
    book = opened(department.file)[1]
    source = department.book

    def facts(sheet: TargetSheet) -> tuple[object, ...]:
        entries = (sheet.code, sheet.name, sheet.budget, sheet.fiscal, sheet.other, sheet.purpose, sheet.goal.entry)
        rows = [(row.level1.value, row.level2.value, row.level3.value, row.target.text) for row in sheet.indicators]
        return (sheet.kind, *(entry.value for entry in entries), *sheet.plan.values, rows)

    expected = [facts(sheet) for sheet in source.sheets]
    for number in department.uncalculated:
        expected[number] = tuple(None if index == 3 else fact for index, fact in enumerate(expected[number]))
    assert [facts(sheet) for sheet in book.sheets] == expected
    assert (book.overall.overall.value, budget_year(book)) == (source.overall.overall.value, 2020)


@pytest.mark.parametrize("department", COUNTY, ids=lambda department: department.book.code.value)
def test_exactly_the_listed_faults_are_found(department: Department) -> None:
    result, book = opened(department.file)
    found: list[Finding] = [*result.findings, *check_book(book).findings]
    planted = Counter((fault.rule, fault_entry(book, fault).place) for fault in department.faults)
    seen = Counter((finding.rule, finding.place) for finding in found)
    if department is PUBLISHED:
        assert not planted - seen
    else:
        assert seen == planted


def test_every_listed_fault_stands_in_the_readme() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for department in COUNTY:
        for fault in department.faults:
            assert f"| {fault.rule} | {fault.what} |" in text


def test_department_475_holds_the_published_facts() -> None:
    book, published = opened(PUBLISHED.file)[1], seed()

    def facts(sheet: TargetSheet) -> tuple[object, ...]:
        amounts = (sheet.budget.value, sheet.fiscal.value, sheet.other.value)
        rows = [
            (row.level1.value, row.level2.value, row.level3.value, row.target.text, row.basis.value)
            for row in sheet.indicators
        ]
        return (sheet.kind, sheet.title.value, sheet.unit.text, sheet.code.value, sheet.name.value, amounts, rows)

    assert [facts(sheet) for sheet in book.sheets] == [facts(sheet) for sheet in published.sheets]
    assert [sheet.plan.values for sheet in book.sheets] == [sheet.plan.values for sheet in published.sheets]
    assert sum(sheet.budget.value or 0 for sheet in book.projects) == Decimal("85473060.00")


def test_every_file_has_the_fate_that_the_readme_says() -> None:
    county = gather(find_files([FOLDER]), jobs=1)
    fates = {Path(record.path).name: record.fate for record in county.files}
    accepted = {department.file for department in COUNTY}
    assert {name for name, fate in fates.items() if fate is Fate.ACCEPTED} == accepted
    assert {name: fate for name, fate in fates.items() if name not in accepted} == {
        "354安河县民政局（初稿）.xlsx": Fate.SUPERSEDED,
        "349安河县林业局.xlsx": Fate.REJECTED,
        "~$205安河县教育体育局.xlsx": Fate.IGNORED,
        "通讯录.xlsx": Fate.IGNORED,
        "应报名单.xlsx": Fate.IGNORED,
        "README.md": Fate.IGNORED,
    }
