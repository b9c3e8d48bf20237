"""Files of many programs give the same model; what their cells hold beside values is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fixtures.books import SHEETS, as_wps, change_parts, replacing, with_openpyxl, with_prefix, with_xlsxwriter
from tests.fixtures.forms import form as numbered
from tests.fixtures.grids import PROJECT, grid
from tests.fixtures.legacy import ods, xls
from xltools.department.read import ReadBook, read_book
from xltools.grids.grid import CellValue, Grid
from xltools.limits import Limits
from xltools.model import TargetSheet

TYPED = {
    (4, 3): 1200000.0,
    (4, 5): 1000000.0,
    (4, 7): 200000.0,
    (7, 2): 20.0,
    (7, 4): 50.0,
    (7, 6): 80.0,
    (7, 7): 100.0,
}


def form(changes: dict[tuple[int, int], CellValue] | None = None, text: str = PROJECT) -> Grid:
    """The clean form with numbers as numbers."""
    cells = grid(text.replace("=100%", "100%"))
    rows = [list(row) + [""] * (7 - len(row)) for row in cells.rows]
    for (row, column), value in (TYPED | (changes or {})).items():
        rows[row - 1][column - 1] = value
    return replace(cells, rows=rows)


def values(sheet: TargetSheet) -> tuple[object, ...]:
    return (
        *(entry.value for entry in (sheet.code, sheet.name, sheet.budget, sheet.fiscal, sheet.other, sheet.purpose)),
        *sheet.plan.values,
        sheet.goal.items,
        *(
            (row.level1.value, row.level2.value, row.level3.value, row.target.text, row.target.value, row.basis.text)
            for row in sheet.indicators
        ),
    )


def said(read: ReadBook) -> list[tuple[str, str]]:
    return [(finding.rule, finding.place.cell) for finding in read.findings]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    read = read_book(with_xlsxwriter(tmp_path_factory.mktemp("read") / "部门.xlsx", form()))
    assert read.book
    assert read.findings == ()
    return values(read.book.sheets[0])


@pytest.mark.parametrize(
    "write",
    [
        with_openpyxl,
        lambda path, cells: as_wps(with_xlsxwriter(path, cells)),
        lambda path, cells: as_wps(with_openpyxl(path, cells)),
        lambda path, cells: with_prefix(with_xlsxwriter(path, cells)),
        lambda path, cells: with_xlsxwriter(path, cells, grid("附表 | 其他\n一 | 二", sheet="附表")),
    ],
    ids=["openpyxl", "WPS dimension", "WPS dimension, inline", "prefixed", "other sheets beside"],
)
def test_same_model_from_every_writer(
    write: Callable[[Path, Grid], Path], tmp_path: Path, expected: tuple[object, ...]
) -> None:
    read = read_book(write(tmp_path / "部门.xlsx", form()))
    assert read.book
    assert values(read.book.sheets[0]) == expected
    assert read.findings == ()


def test_macro_workbook_is_read_like_any_other(tmp_path: Path, expected: tuple[object, ...]) -> None:
    path = with_xlsxwriter(tmp_path / "部门.xlsm", form())
    read = read_book(path)
    assert read.book
    assert values(read.book.sheets[0]) == expected


@pytest.mark.parametrize(("formula", "rule"), [("=IF(E4>0,E4+G4,0)", "R03"), ("=E4+G4", "R17")])
def test_formula_without_a_stored_value(formula: str, rule: str, tmp_path: Path) -> None:
    read = read_book(with_openpyxl(tmp_path / "a.xlsx", form({(4, 3): formula})))
    assert said(read) == [(rule, "C4")]
    assert read.book
    assert read.book.sheets[0].budget.formula


def test_formula_with_a_stored_value(tmp_path: Path) -> None:
    path = with_xlsxwriter(tmp_path / "a.xlsx", form())
    change_parts(path, {SHEETS: replacing("<v>1200000</v>", "<f>E4+G4</f><v>1200000</v>")})
    read = read_book(path)
    assert said(read) == []
    assert read.book
    assert read.book.sheets[0].budget.formula
    assert read.book.sheets[0].budget.value == 1200000


def test_formula_whose_result_is_an_empty_text_is_blank_not_uncalculated(tmp_path: Path) -> None:
    path = with_xlsxwriter(tmp_path / "a.xlsx", form())
    change_parts(path, {SHEETS: replacing('<c r="G4"><v>200000</v>', '<c r="G4" t="str"><f>IF(1,"")</f><v></v>')})
    # As a program stores it that has calculated: no wish to be calculated when it is opened.
    change_parts(path, {r"xl/workbook\.xml": replacing(' fullCalcOnLoad="1"', "")})
    read = read_book(path)
    assert said(read) == []
    assert read.book
    assert (read.book.sheets[0].other.blank, read.book.sheets[0].other.formula) == (True, True)


def test_error_value(tmp_path: Path) -> None:
    path = with_xlsxwriter(tmp_path / "a.xlsx", form())
    change_parts(path, {SHEETS: replacing('<c r="G4"><v>200000</v>', '<c r="G4" t="e"><f>#REF!+1</f><v>#REF!</v>')})
    read = read_book(path)
    assert said(read) == [("R04", "G4")]
    assert "#REF!" in read.findings[0].message.zh


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0.0%;[Red]-0.0%", "[>1]0%;0.0%"])
def test_percent_formats(tmp_path: Path, number_format: str) -> None:
    import openpyxl

    path = with_openpyxl(tmp_path / "a.xlsx", form({(7, 2): 0.2, (14, 5): 0.9}))
    book = openpyxl.load_workbook(path)
    for cell in ("B7", "E14"):
        book.worksheets[0][cell].number_format = number_format
    book.save(path)
    read = read_book(path)
    assert read.book
    sheet = read.book.sheets[0]
    assert (sheet.plan.march.value, sheet.indicators[-1].target.text) == (20, "90%")


def test_quoted_percent_sign_is_no_percent_format(tmp_path: Path) -> None:
    import openpyxl

    path = with_openpyxl(tmp_path / "a.xlsx", form())
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["B7"].number_format = '0.00"%"'
    book.save(path)
    read = read_book(path)
    assert read.book
    assert read.book.sheets[0].plan.march.value == 20


def test_hidden_rows_are_read_and_said(tmp_path: Path, expected: tuple[object, ...]) -> None:
    import openpyxl

    path = with_openpyxl(tmp_path / "a.xlsx", form())
    book = openpyxl.load_workbook(path)
    book.worksheets[0].row_dimensions[11].hidden = True
    book.save(path)
    read = read_book(path)
    assert said(read) == [("R08", "A11")]
    assert read.book
    assert values(read.book.sheets[0]) == expected


def test_far_away_cell_is_left_out_and_said(tmp_path: Path, expected: tuple[object, ...]) -> None:
    path = with_xlsxwriter(tmp_path / "a.xlsx", form())
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    change_parts(path, {SHEETS: replacing("</sheetData>", far)})
    read = read_book(path)
    assert said(read) == [("R13", "XFD1048576")]
    assert read.book
    assert values(read.book.sheets[0]) == expected


def test_code_that_excel_took_for_a_number(tmp_path: Path) -> None:
    read = read_book(with_xlsxwriter(tmp_path / "a.xlsx", form({(3, 2): 47505010001.0})))
    assert said(read) == [("R05", "B3")]
    assert read.book
    assert read.book.sheets[0].code.value == "47505010001"


def test_sender_file_is_not_touched(tmp_path: Path) -> None:
    path = with_xlsxwriter(tmp_path / "a.xlsx", form())
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_book(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(("suffix", "write"), [(".ods", ods), (".xls", xls)])
def test_a_text_longer_than_a_cell_holds_is_told_by_its_place(
    suffix: str, write: Callable[[Grid], bytes], tmp_path: Path
) -> None:
    path = tmp_path / f"部门{suffix}"
    path.write_bytes(write(numbered(301)))
    read = read_book(path, limits=Limits(cell_text=10))
    assert read.book is None
    [finding] = read.findings
    assert finding.rule == "F06"
    assert "项目1!" in finding.message.zh
