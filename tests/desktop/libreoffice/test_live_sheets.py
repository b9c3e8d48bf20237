"""Looks, notes, names, links, merged cells, sheets and workbooks in a real office."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwings

import xltools.desktop.libreoffice as lo
from xltools.desktop import protection
from xltools.desktop.libreoffice.addresses import CellBlock
from xltools.writer.vba import VbaModule, vba_project

pytestmark = pytest.mark.desktop

MACROS = """\
Attribute VB_Name = "Buttons"
Public Sub Check()
    ActiveSheet.Range("C1").Value = "checked"
End Sub
Public Function Twice(x)
    Twice = 2 * x
End Function
"""
RED, GREEN = (255, 199, 206), (198, 239, 206)


def test_fills(sheet: xlwings.Sheet) -> None:
    assert sheet["A1"].color is None
    sheet["A1:B1"].color = RED
    sheet["B1"].color = "#C6EFCE"
    assert [sheet[cell].color for cell in ("A1", "B1")] == [RED, GREEN]
    assert sheet["A1:B1"].color is None
    sheet["A1:B1"].color = None
    assert [sheet[cell].color for cell in ("A1", "B1")] == [None, None]


def test_many_fills_at_once(sheet: xlwings.Sheet) -> None:
    sheet["B2"].color = GREEN
    sheet["A1:C3"].set_colors([[RED, None, RED], [RED, ..., GREEN], [None, None, RED]])
    assert [[sheet[row, column].color for column in range(3)] for row in range(3)] == [
        [RED, None, RED],
        [RED, GREEN, GREEN],
        [None, None, RED],
    ]


def test_fonts_are_chinese_too(sheet: xlwings.Sheet) -> None:
    font = sheet["A1:B2"].font
    font.set(bold=True, italic=True, size=16, color=(192, 0, 0), name="仿宋")
    assert (font.bold, font.italic, font.size, font.color, font.name) == (True, True, 16.0, (192, 0, 0), "仿宋")
    api = sheet["A1"].api
    assert (api.CharWeightAsian, api.CharHeightAsian, api.CharFontNameAsian) == (150.0, 16.0, "仿宋")
    sheet["A1"].font.bold = False
    assert sheet["A1:B2"].font.bold is None
    assert sheet["C3"].font.color == (0, 0, 0)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "@",
        "0.00%",
        "#,##0.00",
        'yyyy"年"m"月"d"日"',
        "yyyy-mm-dd hh:mm:ss",
        "[h]:mm",
        '0"元"',
        '0.00"Y"',
    ],
)
def test_number_formats(sheet: xlwings.Sheet, code: str) -> None:
    sheet["A1"].number_format = code
    assert sheet["A1"].number_format == code


def test_alignment_and_sizes(sheet: xlwings.Sheet) -> None:
    cells = sheet["A1:B2"]
    cells.wrap_text = True
    cells.horizontal_alignment = "center"
    cells.vertical_alignment = "top"
    cells.column_width = 20
    cells.row_height = 30
    assert (cells.wrap_text, cells.horizontal_alignment, cells.vertical_alignment) == (True, "center", "top")
    assert cells.column_width == pytest.approx(20, abs=0.1)
    assert cells.row_height == pytest.approx(30, abs=0.1)


def test_notes(sheet: xlwings.Sheet) -> None:
    note = sheet["B2"].add_note("预算数不等于资金之和")
    assert (note.text, note.location.address) == ("预算数不等于资金之和", "$B$2")
    note.text = "已更正"
    assert sheet["B2"].note.text == "已更正"
    with pytest.raises(ValueError, match="already has a note"):
        sheet["B2"].add_note("x")
    sheet["B2"].note.delete()
    assert sheet["B2"].note is None
    assert sheet.notes.count == 0


def test_names_of_book_and_sheet(book: xlwings.Book) -> None:
    first, second = book.sheets[0], book.sheets.add("项目 2", after=book.sheets[0])
    book.names.add("总额", "=Sheet1!$B$2:$C$3")
    second["A1"].name = "'项目 2'!编码"
    assert [name.name for name in book.names] == ["总额", "'项目 2'!编码"]
    assert [name.name for name in second.names] == ["'项目 2'!编码"]
    assert book.names["总额"].refers_to == "=Sheet1!$B$2:$C$3"
    assert first["总额"].address == "$B$2:$C$3"
    assert second["编码"].address == "$A$1"
    assert second["A1"].name.name == "'项目 2'!编码"
    assert "编码" in second.names
    assert "编码" not in first.names
    with pytest.raises(xlwings.NoSuchObjectError):
        first["编码"]
    book.names["总额"].refers_to = "=Sheet1!$A$1"
    assert first["总额"].address == "$A$1"
    book.names["总额"].name = "合计"
    del book.names["合计"]
    assert "合计" not in book.names


def test_a_name_may_mean_no_cells(book: xlwings.Book) -> None:
    book.names.add("年度", "=2020+1")
    assert book.names["年度"].refers_to == "=2020+1"
    with pytest.raises(xlwings.NoSuchObjectError):
        _ = book.names["年度"].refers_to_range


def test_links_to_cells_work_in_files_too(book: xlwings.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    book.sheets.add("项目 1", after=sheet)
    sheet["A1"].add_hyperlink("#'项目 1'!B2", "转到")
    sheet["A2"].add_hyperlink("https://example.org/", "网站")
    assert sheet["A1:A2"].value == ["转到", "网站"]
    assert [sheet[cell].hyperlink for cell in ("A1", "A2")] == ["#'项目 1'!B2", "https://example.org/"]
    with pytest.raises(LookupError):
        _ = sheet["A3"].hyperlink
    book.save(tmp_path / "links.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "links.xlsx")["Sheet1"]
    assert saved["A1"].hyperlink.location == "'项目 1'!B2"
    assert saved["A2"].hyperlink.target == "https://example.org/"


def test_merged_cells(sheet: xlwings.Sheet) -> None:
    sheet["A1:B2"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert (sheet["A1"].merge_cells, sheet["C1"].merge_cells, sheet["A1:C1"].merge_cells) == (True, False, None)
    sheet["A1:B2"].unmerge()
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]
    sheet["A1:B2"].merge(across=True)
    assert sheet["B2"].merge_area.address == "$A$2:$B$2"


def test_regions(sheet: xlwings.Sheet) -> None:
    sheet["B2"].value = [["a", "b", "c"], [1, 2, 3], [4, 5, 6]]
    sheet["B7"].value = "x"
    assert sheet.used_range.address == "$B$2:$D$7"
    assert sheet["C3"].current_region.address == "$B$2:$D$4"
    assert sheet["B2"].expand().address == "$B$2:$D$4"
    ends = {direction: sheet["B2"].end(direction).address for direction in ("down", "right", "left", "up")}
    assert ends == {"down": "$B$4", "right": "$D$2", "left": "$A$2", "up": "$B$1"}


def test_inserting_deleting_copying_moving(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["1:1"].insert("down")
    assert sheet["A1:B3"].value == [[None, None], [1.0, 2.0], [3.0, 4.0]]
    sheet["1:1"].delete()
    sheet["A1"].insert("right")
    assert sheet["A1:C1"].value == [None, 1.0, 2.0]
    sheet["A1"].delete("left")
    sheet["A1:B1"].copy(sheet["A5"])
    sheet["A2:B2"].move(sheet["D2"])
    assert sheet["A5:B5"].value == [1.0, 2.0]
    assert sheet["A2:E2"].value == [None, None, None, 3.0, 4.0]


def test_a_whole_sheet_at_once(sheet: xlwings.Sheet) -> None:
    for merged in ("A1:B1", "A2:B2", "C1:C3", "D5:F7"):
        sheet[merged].merge()
    sheet["A4"].value = 0.5
    sheet["A4"].number_format = "0%"
    sheet["H9"].value = dt.date(2024, 1, 1)
    sheet["6:7"].rows.hidden = True
    sheet["G:G"].columns.hidden = True
    survey = sheet.impl.survey()
    assert survey.merged == (CellBlock(1, 1, 1, 2), CellBlock(1, 3, 3, 1), CellBlock(2, 1, 1, 2), CellBlock(5, 4, 3, 3))
    assert (survey.hidden_rows, survey.hidden_columns) == ({6, 7}, {7})
    assert survey.number_formats[3] == ["0%"] + ["General"] * 7
    assert survey.number_formats[8] == ["General"] * 7 + ["yyyy-mm-dd"]


def test_sheets(book: xlwings.Book) -> None:
    first = book.sheets[0]
    second = book.sheets.add("封面", before=first)
    third = book.sheets.add(after=first)
    assert book.sheet_names == ["封面", "Sheet1", "Sheet3"]
    assert book.sheets.active == third
    second.activate()
    assert book.sheets.active == second
    first["B2:C3"].select()
    assert book.sheets.active == first
    assert book.app.selection.address == "$B$2:$C$3"
    third.visible = False
    assert not third.visible
    third.move(before=second)
    assert book.sheet_names == ["Sheet3", "封面", "Sheet1"]
    third.delete()
    second.visible = False
    with pytest.raises(lo.LibreOfficeError, match="最后一张"):
        first.visible = False
    assert first.visible


@pytest.fixture
def with_buttons(tmp_path: Path) -> Path:
    """A macro workbook with a protected sheet that has a button, a note, a drop-down and a live check."""
    path = tmp_path / "模板.xlsm"
    project = vba_project([VbaModule.standard(MACROS)], ["Sheet1"])
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_vba_project(io.BytesIO(project), is_stream=True)
        workbook.set_vba_name()
        sheet = workbook.add_worksheet("项目1")
        sheet.set_vba_name("Sheet1")
        sheet.write("A1", "编码")
        sheet.write_comment("A1", "六位数字")
        sheet.data_validation("B1", {"validate": "list", "source": ["元", "万元"]})
        sheet.conditional_format("B2", {"type": "cell", "criteria": ">", "value": 1})
        sheet.insert_button("D1", {"macro": "Buttons.Check", "caption": "校验"})
        sheet.protect("1234", {"sort": True, "format_columns": True})
    return path


def test_a_copied_sheet_has_all_that_was_on_it(office: xlwings.App, with_buttons: Path) -> None:
    with office.books.open(with_buttons) as book:
        copied = book.sheets["项目1"].copy(name="项目2")
        assert book.sheet_names == ["项目1", "项目2"]
        assert copied["A1"].value == "编码"
        assert copied["A1"].note.text == "六位数字"
        assert copied["B1"].api.Validation.Type.value == "LIST"
        assert copied.api.ConditionalFormats.getLength() == 1
        assert protection.is_protected(copied)
        form = copied.api.DrawPage.Forms.getByIndex(0)
        assert form.getByIndex(0).Label == "校验"
        assert "Buttons.Check" in form.getScriptEvents(0)[0].ScriptCode


def test_macros(office: xlwings.App, with_buttons: Path) -> None:
    with office.books.open(with_buttons) as book:
        assert book.macro("Buttons.Twice")(21) == 42
        assert book.macro("Twice")(1.5) == 3.0
        assert office.macro("VBAProject.Buttons.Twice")(1) == 2
        with pytest.raises(lo.LibreOfficeError, match="没有这个宏"):
            book.macro("Buttons.NoSuch")()


def test_unprotecting_and_protecting_keeps_what_is_allowed(
    office: xlwings.App, with_buttons: Path, tmp_path: Path
) -> None:
    with office.books.open(with_buttons) as book:
        with protection.unprotected(book.sheets[0], "1234"):
            book.sheets[0]["A1"].value = "代码"
        book.save(tmp_path / "copy.xlsx")
    xml = zipfile.ZipFile(tmp_path / "copy.xlsx").read("xl/worksheets/sheet1.xml").decode()
    told = re.search("<sheetProtection[^>]*>", xml)
    assert told
    assert 'sort="false"' in told[0]
    assert 'formatColumns="false"' in told[0]


@pytest.mark.parametrize("with_path", [True, False])
def test_a_macro_workbook_is_not_written_over(
    office: xlwings.App, with_buttons: Path, tmp_path: Path, with_path: bool
) -> None:
    before = with_buttons.read_bytes()
    with office.books.open(with_buttons) as book:
        with pytest.raises(lo.MacroWorkbookError, match=r"模板\.ods"):
            book.save(with_buttons if with_path else None)
        assert with_buttons.read_bytes() == before
        book.save(tmp_path / "模板.ods")
        assert book.name == "模板.ods"
        book.impl.save(str(with_buttons), lose_buttons=True)
    assert with_buttons.read_bytes() != before


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls", ".csv", ".fods"])
def test_saving(office: xlwings.App, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"汇总 表{suffix}"
    book = office.books.add()
    book.sheets[0]["A1"].value = [["合计", 12.5]]
    book.save(path)
    book.sheets[0]["A2"].value = "再存"
    book.save()
    book.close()
    with office.books.open(path) as again:
        assert again.sheets[0]["A1:B2"].value == [["合计", 12.5], ["再存", None]]


def test_where_nothing_can_be_saved(book: xlwings.Book, tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError):
        book.save(tmp_path / "x.xlsb")
    (tmp_path / "file").touch()
    with pytest.raises(lo.LibreOfficeError, match="无法保存"):
        book.save(tmp_path / "file" / "x.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_files_of_either_encoding(office: xlwings.App, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text("编码,名称\n475,“文化”局\n", encoding=encoding)
    with office.books.open(path) as book:
        assert book.sheets[0]["A1:B2"].value == [["编码", "名称"], [475.0, "“文化”局"]]


def test_a_file_that_is_no_workbook(office: xlwings.App, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(lo.LibreOfficeError, match=r"坏\.xlsx"):
        office.books.open(path)


def test_printing_to_a_file(book: xlwings.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "x"
    book.to_pdf(tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


def test_print_area(sheet: xlwings.Sheet) -> None:
    sheet.page_setup.print_area = "$A$1:$C$9"
    assert sheet.page_setup.print_area == "$A$1:$C$9"
    sheet.page_setup.print_area = None
    assert sheet.page_setup.print_area is None


UNSUPPORTED: dict[str, Callable[[xlwings.Sheet], Any]] = {
    "charts": lambda sheet: len(sheet.charts),
    "shapes": lambda sheet: len(sheet.shapes),
    "pictures": lambda sheet: len(sheet.pictures),
    "tables": lambda sheet: len(sheet.tables),
    "pivot tables": lambda sheet: len(sheet.pivot_tables),
    "panes": lambda sheet: sheet.freeze_panes.freeze_at("A2"),
    "validation": lambda sheet: sheet["A1"].data_validation.type,
    "conditional formats": lambda sheet: len(sheet["A1"].conditional_formats),
    "borders": lambda sheet: sheet["A1"].borders.line_style,
    "characters": lambda sheet: sheet["A1"].characters.text,
    "clipboard": lambda sheet: sheet["A1"].copy(),
    "paste": lambda sheet: sheet["A1"].paste(),
    "comments": lambda sheet: sheet["A1"].add_comment("x"),
    "picture of cells": lambda sheet: sheet["A1"].copy_picture(),
    "alert that nobody sees": lambda sheet: sheet.book.app.alert("x"),
    "several areas": lambda sheet: sheet["A1,B2"],
    "semi-automatic": lambda sheet: setattr(sheet.book.app, "calculation", "semiautomatic"),
}


@pytest.mark.parametrize("what", UNSUPPORTED)
def test_what_is_not_supported_says_so(sheet: xlwings.Sheet, what: str) -> None:
    with pytest.raises(NotImplementedError):
        UNSUPPORTED[what](sheet)
