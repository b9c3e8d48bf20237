"""A button and a command find the same in the same workbook, whatever its cells hold.

Left out is only what an open workbook does not tell: alterations of the template (they stand in the file's markup),
formulas without a result (the program has calculated them), and hidden rows and columns and merged cells, which would
cost a click a call for each row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests.desktop.departments import address, department, project, write
from tests.desktop.fakes import FakeBook
from tests.fixtures.books import open_to_change
from xltools.department.review import check_file
from xltools.desktop.blocks import error_name
from xltools.desktop.live import read_book
from xltools.editor.address import parse_cell
from xltools.grids.error_values import ERROR_VALUES
from xltools.messages.files import FILES
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding
from xltools.template import blank_book, write_department

SAMPLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "workbooks" / "samples").glob("*.xlsx")
    if path.name[:3].isdecimal() and path.name != "349安河县林业局.xlsx"  # cut off: no program opens it
)
UNKNOWN_TO_AN_OPEN_BOOK = {*FILES, *STRUCTURE, "R03", "R07", "R08"}


def told(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """What findings say, in their order; open books have no path."""
    return [
        (one.rule, one.severity.value, str(one.place.sheet), one.place.cell, one.message.zh, one.found)
        for one in findings
        if one.rule not in UNKNOWN_TO_AN_OPEN_BOOK
    ]


def compare(path: Path) -> list[tuple[str, ...]]:
    """Assert that both find the same; return it."""
    findings = check_file(path, path.name).findings
    # A program has calculated what is not calculated in the file; the stand-in for one cannot.
    lost = {(one.place.sheet, one.place.cell) for one in findings if one.rule == "R03"}
    button = [
        one
        for one in read_book(FakeBook.of(path)).check().findings  # type: ignore[arg-type]
        if (one.place.sheet, one.place.cell) not in lost
    ]
    assert told(button) == told(findings)
    return told(button)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples(sample: Path) -> None:
    compare(sample)


ERRORS = sorted(ERROR_VALUES)
TEXTS = {
    "a number as text": "200000",
    "with separators": "200,000.00",
    "full-width digits": "２０００００",
    "with the unit": "20万元",
    "a percentage": "20%",
    "words": "待定",
    "not applicable": "不适用",
    "a dash": "-",
    "very long": "甲" * 32_767,
    "a line break": "甲\n乙",
    "an apostrophe": "'甲",
    "a formula as text": "'=1+1",
    "looks like an error": "#WRONG!",
    "an error as words": "值为 #N/A",
}
BLANKS = {
    "space": " ",
    "wide space": "\u3000",
    "no-break space": "\xa0",
    "zero width": "\u200b",
    "tab": "\t",
    "line": "\n",
}
NUMBERS: dict[str, Any] = {
    "zero": 0, "negative": -1, "share": 0.2, "large": 1e15, "tiny": 1e-9, "true": True, "false": False,
    "date": datetime(2020, 6, 30), "time": datetime(2020, 6, 30, 12, 30), "nothing": None,
}  # fmt: skip
FIELDS = ("budget", "plan_06", "code", "goals")
VALUES = [*ERRORS, *TEXTS.values(), *BLANKS.values(), *NUMBERS.values()]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """A workbook with a sound project for each value."""
    sheets = [project(number) for number in range(1, len(VALUES) + 1)]
    return open_to_change(write(tmp_path_factory.mktemp("same") / "475.xlsx", department(*sheets)))


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_values(field: str, sound: Workbook, tmp_path: Path) -> None:
    cells = [sound[f"项目{number}"][address(field)] for number in range(1, len(VALUES) + 1)]
    before = [(cell.value, cell.number_format) for cell in cells]
    for cell, value in zip(cells, VALUES, strict=True):
        put(cell, value)
    sound.save(tmp_path / "475.xlsx")
    for cell, (value, number_format) in zip(cells, before, strict=True):
        put(cell, value)
        cell.number_format = number_format
    assert compare(tmp_path / "475.xlsx")


def put(cell: Any, value: Any) -> None:
    """Write a value; the name of an error value as that error."""
    cell.value = value
    if value in ERROR_VALUES:
        cell.data_type = "e"


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_value_is_one_finding(error: str, tmp_path: Path) -> None:
    path = write(tmp_path / "475.xlsx", department(project(1)))
    book: Any = FakeBook.of(path)
    place = parse_cell(address("budget"))
    assert place is not None
    book.sheets["项目1"].cells[place].value = error
    findings = read_book(book).check().findings
    assert [one.rule for one in findings if (one.place.sheet, one.place.cell) == ("项目1", address("budget"))] == [
        "R04"
    ]


def test_a_blank_template(tmp_path: Path) -> None:
    path = tmp_path / "空白.xlsx"
    write_department(blank_book(), path, spare_sheets=2)
    assert [finding[0] for finding in compare(path)] == ["R14"]


@pytest.mark.parametrize(
    ("code", "name"), [(2007, "#DIV/0!"), (2042, "#N/A"), (2045, "#SPILL!"), (2047, "#BLOCKED!"), (2099, "#UNKNOWN!")]
)
def test_excels_numbers_for_error_values(code: int, name: str) -> None:
    assert error_name(code - 2146828288) == name
    assert error_name(code) is None
