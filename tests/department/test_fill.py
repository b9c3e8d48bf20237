"""Fills go into a copy, are logged, and come out again; what a person typed since stays."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.books import with_xlsxwriter
from tests.fixtures.grids import PROJECT, grid
from xltools.department.dependents import SheetCell, dependent_formulas
from xltools.department.fill import Filled, fill_workbook, undo_fills
from xltools.department.read import read_book
from xltools.grids.grid import Grid
from xltools.model import DepartmentBook
from xltools.rules.examples import build_book, build_sheet
from xltools.sheet_names import FILL_LOG_SHEET
from xltools.template import write_department

WHEN = datetime(2026, 3, 2, 9, 30)
NAME = "部门.xlsx"

BLANKS = (
    PROJECT.replace("=100%", "100%")
    .replace("其他资金 | 200,000.00", "其他资金 | ")
    .replace("^ | 20 | < | 50 | < | 80 | 100", "^ | 20 | < | 100 | < | | ")
)


@pytest.fixture
def original(tmp_path: Path) -> bytes:
    return with_xlsxwriter(tmp_path / "原件.xlsx", grid(BLANKS)).read_bytes()


@pytest.fixture
def filled(original: bytes) -> Filled:
    return fill_workbook(original, NAME, WHEN)


def book_of(data: bytes, folder: Path) -> DepartmentBook:
    path = folder / NAME
    path.write_bytes(data)
    book = read_book(path).book
    assert book
    return book


def fills(filled: Filled) -> dict[str, object]:
    return {fill.place.cell: fill.value for fill in filled.done}


def test_only_blanks_that_follow_are_filled(filled: Filled) -> None:
    assert fills(filled) == {"G4": Decimal("200000.00"), "F7": Decimal(100), "G7": Decimal(100)}
    assert filled.refused == ()


def test_filled_copy_reads_as_filled(filled: Filled, tmp_path: Path) -> None:
    (sheet,) = book_of(filled.data, tmp_path).sheets
    assert sheet.other.value == Decimal("200000.00")
    assert sheet.plan.values == (20, 100, 100, 100)


def test_colour_note_and_log(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(filled.data)
    book = openpyxl.load_workbook(path)
    cell = book["项目1"]["G4"]
    assert cell.fill.fgColor.rgb == "FFDDEBF7"
    assert "预算数−财政资金 = 1,200,000.00−1,000,000.00" in cell.comment.text
    assert "2026-03-02 09:30" in cell.comment.text
    log = [[cell.value for cell in row] for row in book[FILL_LOG_SHEET].iter_rows(min_row=2)]
    assert log[0] == ["序号", "工作表", "单元格", "项目", "栏目", "填入值", "公式", "规则", "时间"]
    assert [row[2] for row in log[1:]] == ["G4", "F7", "G7"]
    assert {row[7] for row in log[1:]} == {"A03", "P05"}


def test_filling_twice_changes_nothing(filled: Filled) -> None:
    again = fill_workbook(filled.data, NAME, WHEN)
    assert again.done == ()
    assert again.data == filled.data


def test_cells_with_formulas_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    with_xlsxwriter(path, grid(BLANKS))
    book = openpyxl.load_workbook(path)
    book["项目1"]["G4"] = '=IF(1,"","")'
    book.save(path)
    assert "G4" not in fills(fill_workbook(path.read_bytes(), NAME, WHEN))


def test_amounts_are_filled_in_the_unit_of_the_form(tmp_path: Path) -> None:
    wan = BLANKS.replace("单位：元", "单位：万元").replace("1,200,000.00", "120").replace("1,000,000.00", "99.5")
    filled = fill_workbook(with_xlsxwriter(tmp_path / "万元.xlsx", grid(wan)).read_bytes(), NAME, WHEN)
    (sheet,) = book_of(filled.data, tmp_path).sheets
    assert (sheet.other.text, sheet.other.value) == ("20.5", Decimal("205000.00"))


def test_undo_takes_everything_back(original: bytes, filled: Filled, tmp_path: Path) -> None:
    undone = undo_fills(filled.data, NAME)
    assert sorted(place.cell for place in undone.cleared) == ["F7", "G4", "G7"]
    assert undone.changed == ()
    assert book_of(undone.data, tmp_path) == book_of(original, tmp_path)
    book = openpyxl.load_workbook(tmp_path / NAME)
    assert book.sheetnames == ["项目1"]
    assert all(cell.comment is None for row in book["项目1"].iter_rows() for cell in row)


def test_undo_leaves_what_somebody_changed(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(filled.data)
    book = openpyxl.load_workbook(path)
    book["项目1"]["F7"] = 90
    book.save(path)
    undone = undo_fills(path.read_bytes(), NAME)
    assert sorted(place.cell for place in undone.cleared) == ["G4", "G7"]
    assert [(place.cell, was, now) for place, was, now in undone.changed] == [("F7", "100", "90.0")]
    (sheet,) = book_of(undone.data, tmp_path).sheets
    assert sheet.plan.values == (20, 100, 90, None)


def test_file_without_fills(original: bytes) -> None:
    undone = undo_fills(original, NAME)
    assert (undone.cleared, undone.changed) == ((), ())
    assert undone.data == original


def test_log_only_grows(filled: Filled, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(filled.data)
    book = openpyxl.load_workbook(path)
    book["项目1"]["G4"] = None
    book.save(path)
    again = fill_workbook(path.read_bytes(), NAME, WHEN)
    path.write_bytes(again.data)
    log = openpyxl.load_workbook(path)[FILL_LOG_SHEET]
    assert [row[2].value for row in log.iter_rows(min_row=3)] == ["G4", "F7", "G7", "G4"]


def test_no_stored_result_of_a_filled_template_is_outdated(tmp_path: Path) -> None:
    """What a reader takes that does not calculate: the fill, unaffected results, and nothing for what depends on it."""
    buffer = io.BytesIO()
    write_department(build_book(build_sheet(other="空", plan="20/60/100/空")), buffer)
    filled = fill_workbook(buffer.getvalue(), NAME, WHEN)
    assert fills(filled) == {"I4": Decimal(0), "I7": Decimal(100)}
    before, after = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=True) for data in (buffer.getvalue(), filled.data)
    )
    assert "应填 100" in before["项目1"]["J7"].value
    assert [after["项目1"][cell].value for cell in ("I4", "I7")] == [0, 100]
    outdated = {"项目1": ("J4", "J7", "J2", "K1"), "目录": ("F5", "F8"), "封面": ("C8",)}
    assert {after[sheet][cell].value for sheet, cells in outdated.items() for cell in cells} == {None}
    kept = {"项目1": ("A1", "J3", "J5", "K11"), "目录": ("D5", "E5", "E7"), "封面": ("B3",)}
    for sheet, cells in kept.items():
        assert [after[sheet][cell].value for cell in cells] == [before[sheet][cell].value for cell in cells]
    formulas = openpyxl.load_workbook(io.BytesIO(filled.data))
    assert formulas.calculation.fullCalcOnLoad
    assert formulas["项目1"]["J7"].value.startswith("=")


@pytest.mark.parametrize(
    ("formula", "depends"),
    [
        ("A1+1", True), ("$A$1:B9", True), ("B1", False), ("SUM(B:B)", True), ("甲!A1", False), ("项目1!A1", True),
        ("'项目1'!$A$1", True), ("Z1", True), ("INDIRECT(\"B1\")", True), ("OFFSET(B1,0,0)", True), ("合计", True),
        ("\"A1\"", False), ("LOG10(B2)", False), ("IF(TRUE,B1)", False), ("[1]甲!B1", True), ("", True),
    ],
)  # fmt: skip
def test_what_depends_on_a_cell(formula: str, depends: bool) -> None:
    """Z1 depends on A1; a formula that does not tell what it looks at may depend on anything."""
    texts = {(1, 26): "A1", (2, 2): formula}
    sheet = Grid("", "项目1", [[1]], formulas=frozenset(texts), formula_texts=texts)
    found = dependent_formulas((sheet,), [SheetCell("项目1", 1, 1)])
    assert (SheetCell("项目1", 2, 2) in found) is depends
