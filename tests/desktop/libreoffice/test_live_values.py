"""Blocks of values in a real office."""

from __future__ import annotations

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwings

from xltools.desktop import protection
from xltools.desktop.libreoffice import ProtectedCellsError, uno_bridge

pytestmark = pytest.mark.desktop

MOMENT = dt.datetime(2024, 5, 6, 7, 8, 9)
DAY = dt.datetime(2024, 1, 2)


def test_a_block_of_everything_comes_back(sheet: xlwings.Sheet) -> None:
    rows = [
        ["绩效目标", 1.0, -2.5, True, None],
        [MOMENT, DAY, 1e15, False, "two\nlines"],
        ["123", "2024-01-02", " 空格 ", "", "TRUE"],
    ]
    sheet["B2"].value = rows
    rows[2][3] = None
    assert sheet["B2:F4"].value == rows
    assert [type(value) for value in sheet["B2:F2"].value] == [str, float, float, bool, type(None)]


def test_dates_get_a_format_only_where_they_need_one(sheet: xlwings.Sheet) -> None:
    sheet["B1"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["C1"].number_format = "@"
    sheet["A1"].value = [MOMENT, DAY, DAY, dt.time(12, 30)]
    assert [cell.number_format for cell in sheet["A1:D1"]] == [
        "yyyy-mm-dd hh:mm:ss",
        'yyyy"年"m"月"d"日"',
        "@",
        "hh:mm:ss",
    ]
    assert sheet["A1:B1"].value == [MOMENT, DAY]
    assert sheet["D1"].value == pytest.approx(12.5 / 24)


@pytest.mark.parametrize(
    ("value", "kept", "formula"),
    [
        ("=1+1", 2.0, "=1+1"),
        ("'=1+1", "=1+1", "=1+1"),
        ("'123", "123", "123"),
        ("=", "=", "="),
        ("1/2/2024", "1/2/2024", "1/2/2024"),
        (np.float64(2.5), 2.5, "2.5"),
        (True, True, "TRUE"),
        (2**40, float(2**40), "1099511627776"),
    ],
)
def test_what_a_value_becomes(sheet: xlwings.Sheet, value: object, kept: object, formula: str) -> None:
    sheet["A1"].value = value
    assert sheet["A1"].value == kept
    assert sheet["A1"].formula == formula


def test_a_workbook_that_counts_days_from_1904(book: xlwings.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = DAY
    book.api.NullDate = uno_bridge.struct("util.Date", Day=1, Month=1, Year=1904)
    later = book.app.books[book.name].sheets[0]  # a book looks at its first day once
    assert later["A1"].value == DAY + dt.timedelta(days=1462)
    later["B1"].value = [MOMENT, dt.time(12)]
    assert later["B1:C1"].value == [MOMENT, 0.5]
    assert later["B1"].api.getDataArray()[0][0] == pytest.approx(45418.29732638889 - 1462)


def test_text_cells_take_no_formula(sheet: xlwings.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1:B1"].value = ["=1+1", "=1+1"]
    assert sheet["A1:B1"].value == ["=1+1", 2.0]


def test_errors(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = ["=1/0", "=NA()", '=VALUE("x")', "=nosuchname", "=INDEX(A1:A1,5)", 1]
    assert sheet["A1:F1"].value == [None, None, None, None, None, 1.0]
    named = sheet["A1:F1"].options(err_to_str=True).value
    assert named == ["#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#VALUE!", 1.0]


def test_formula_results_of_every_kind(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = DAY
    sheet["B1"].value = ["=A1", "=1=1", '="x"&1', "=A1>5", "=DATE(2024,1,2)", "=SUM(1,2)"]
    assert sheet["B1:G1"].value == [DAY, True, "x1", True, DAY, 3.0]


def test_scalar_fills_a_block(sheet: xlwings.Sheet) -> None:
    sheet["A1:B3"].value = "无"
    assert sheet["A1:B3"].value == [["无", "无"]] * 3
    sheet["A1:B3"].value = None
    assert sheet["A1:B3"].value == [[None, None]] * 3


def test_an_empty_block_is_nothing(sheet: xlwings.Sheet) -> None:
    nothing = sheet["A1:B2"][0:0, :]
    nothing.value = "x"
    assert nothing.size == 0
    assert sheet["A1:B2"].value == [[None, None]] * 2


def test_a_frame_comes_back(sheet: xlwings.Sheet) -> None:
    frame = pd.DataFrame({"金额": [1.5, 2.5], "单位": ["元", "万元"], "日期": [DAY, MOMENT]})
    sheet["A1"].options(index=False).value = frame
    back = sheet["A1"].options(pd.DataFrame, index=False, expand="table").value
    assert back.to_dict("list") == frame.to_dict("list")


def test_a_workbook_of_excel_is_read(office: xlwings.App, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("有 空格") / "部门 475.xlsx"
    source = openpyxl.Workbook()
    source.active.append(["名称", 12.5, True, DAY, MOMENT, dt.time(12), "=B1*2", "=C1", "=D1", "#N/A", 0.2, None])
    source.active["J1"].data_type = "e"
    source.active["K1"].number_format = "0%"
    source.save(path)
    with office.books.open(path) as book:
        row = book.sheets[0]["A1:L1"].options(err_to_str=True).value
        assert row == ["名称", 12.5, True, DAY, MOMENT, 0.5, 25.0, True, DAY, "#N/A", 0.2, None]
        assert book.fullname == str(path)


def test_notes_survive_the_writing_of_values(sheet: xlwings.Sheet) -> None:
    sheet["A1:C3"].value = 0
    for cell in ("A1", "B2", "C3"):
        sheet[cell].add_note(f"备注 {cell}")
    rows = [[1.0, "x", DAY], [True, "=A1+1", None], ["a", "b", MOMENT]]
    sheet["A1:C3"].value = rows
    rows[1][1] = 2.0
    assert sheet["A1:C3"].value == rows
    sheet["A1:C3"].clear_formats()
    sheet["A1:C3"].formula = [["=1", "=2", "=3"], ["x", "=4", "5"], ["", "y", "=B2"]]
    assert sheet["A1:C3"].value == [[1.0, 2.0, 3.0], ["x", 4.0, 5.0], [None, "y", 4.0]]
    assert [note.text for note in sheet.notes] == ["备注 A1", "备注 B2", "备注 C3"]


class TestProtectedSheet:
    """LibreOffice changes locked cells, or leaves them unchanged, without a word; the engine refuses, as Excel does."""

    @pytest.fixture
    def locked(self, sheet: xlwings.Sheet) -> xlwings.Sheet:
        sheet["A1:C1"].value = ["a", "b", "c"]
        unlocked = sheet["B1"].api.CellProtection
        unlocked.IsLocked = False
        sheet["B1"].api.CellProtection = unlocked
        protection.protect(sheet, "1234")
        return sheet

    @pytest.mark.parametrize("address", ["A1", "A1:C1", "B1:C1", "D9"])
    def test_every_change_of_locked_cells_is_refused(self, locked: xlwings.Sheet, address: str) -> None:
        cells = locked[address]

        def color() -> None:
            cells.color = (255, 0, 0)

        def value() -> None:
            cells.value = 1

        def formula() -> None:
            cells.formula = "=1"

        def bold() -> None:
            cells.font.bold = True

        def number_format() -> None:
            cells.number_format = "0.00"

        def note() -> None:
            cells[0].resize(1, 1).add_note("x")

        changes = [value, formula, color, bold, number_format, cells.clear, cells.clear_contents, cells.merge]
        if address != "B1:C1":
            changes.append(note)
        for change in changes:
            with pytest.raises(ProtectedCellsError, match="工作表受保护"):
                change()
        assert locked["A1:D1"].value == ["a", "b", "c", None]
        assert locked["A1"].color is None
        assert not locked.notes.count

    def test_unlocked_cells_are_changed(self, locked: xlwings.Sheet) -> None:
        locked["B1"].value = "新"
        locked["B1"].color = "#FFC7CE"
        locked["B1"].add_note("备注")
        assert locked["B1"].value == "新"
        assert locked["B1"].color == (255, 199, 206)
        assert locked["B1"].note.text == "备注"

    def test_while_unprotected_everything_is_changed(self, locked: xlwings.Sheet) -> None:
        with protection.unprotected(locked, "1234"):
            locked["A1:C1"].value = [1, 2, 3]
        assert locked["A1:C1"].value == [1.0, 2.0, 3.0]
        assert protection.is_protected(locked)

    def test_another_password(self, locked: xlwings.Sheet) -> None:
        with pytest.raises(protection.SheetPasswordError):
            protection.unprotect(locked, "0000")
        assert protection.is_protected(locked)
        protection.unprotect(locked, "1234")
        assert not protection.is_protected(locked)
