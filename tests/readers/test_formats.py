"""One form, written in every format: each reader gives the same values and the same facts about them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import odf.number
import odf.style
import odf.text
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from xltools.grids.grid import Grid
from xltools.readers.identify import read_content
from xltools.readers.sheet_builder import with_raised

# value, number format (for numbers), and what a person sees
CELLS: dict[str, tuple[object, str, str]] = {
    "number": (1073060.55, "0.00", "1073060.55"),
    "thousands": (2460000.37, "#,##0.00", "2460000.37"),
    "per cent": (0.95, "0%", "95%"),
    "small per cent": (0.003, "0.0%", "0.3%"),
    "whole per cent": (1.0, "0%", "100%"),
    "wan": (65000.0, "0!.0000", "6.5"),
    "hidden thousands": (65000.0, "#,##0,", "65"),
    "word": (246.5, '0.00"万元"', "246.5万元"),
    "operator": (0.9, '"≥"0%', "≥90%"),
    "text": ("安河县统计局", "", "安河县统计局"),
    "digits as text": ("007", "", "007"),
}
DATE = date(2020, 12, 10)


def _xlsx() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("表")
    for row, (value, code, _) in enumerate(CELLS.values()):
        sheet.write(row, 0, value, book.add_format({"num_format": code}) if code else None)
    sheet.write_datetime(len(CELLS), 0, DATE, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
    sheet.merge_range(len(CELLS) + 1, 0, len(CELLS) + 2, 1, "合并")
    sheet.write(len(CELLS) + 3, 0, "划掉", book.add_format({"font_strikeout": True}))
    sheet.write_rich_string(len(CELLS) + 4, 0, "725000", book.add_format({"font_script": 1}), "1")
    book.close()
    return target.getvalue()


def _xls() -> bytes:
    target = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row, (value, code, _) in enumerate(CELLS.values()):
        sheet.write(row, 0, value, *([xlwt.easyxf(num_format_str=code)] if code else []))
    sheet.write(len(CELLS), 0, DATE, xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    sheet.write_merge(len(CELLS) + 1, len(CELLS) + 2, 0, 1, "合并")
    sheet.write(len(CELLS) + 3, 0, "划掉", xlwt.easyxf("font: struck_out on"))
    mark = xlwt.easyfont("escapement superscript")
    sheet.write_rich_text(len(CELLS) + 4, 0, ("725000", ("1", mark)))
    book.save(target)
    return target.getvalue()


def _ods() -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="表")
    document.spreadsheet.addElement(table)

    def add(cell: TableCell, *more: CoveredTableCell) -> None:
        row = TableRow()
        table.addElement(row)
        for one in (cell, *more):
            row.addElement(one)

    for value, code, shown in CELLS.values():
        style = _ods_style(document, code)
        kind = "string" if isinstance(value, str) else "percentage" if code.startswith("0") and "%" in code else "float"
        stated = {} if isinstance(value, str) else {"value": str(value)}
        cell = TableCell(valuetype=kind, **stated, **({"stylename": style} if style else {}))
        cell.addElement(P(text=shown))
        add(cell)
    moment = TableCell(valuetype="date", datevalue=DATE.isoformat())
    moment.addElement(P(text="2020年12月10日"))
    add(moment)
    merged = TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=2)
    merged.addElement(P(text="合并"))
    add(merged, CoveredTableCell())
    add(CoveredTableCell(), CoveredTableCell())
    struck = odf.style.Style(name="struck", family="table-cell")
    struck.addElement(odf.style.TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(struck)
    cell = TableCell(valuetype="string", stylename=struck)
    cell.addElement(P(text="划掉"))
    add(cell)
    raised = odf.style.Style(name="raised", family="text")
    raised.addElement(odf.style.TextProperties(textposition="super 58%"))
    document.automaticstyles.addElement(raised)
    paragraph = P(text="725000")
    paragraph.addElement(odf.text.Span(stylename=raised, text="1"))
    cell = TableCell(valuetype="string")
    cell.addElement(paragraph)
    add(cell)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _ods_style(document: OpenDocumentSpreadsheet, code: str) -> odf.style.Style | None:
    """A style with the elements that a spreadsheet program writes for the code."""
    number = odf.number
    spelled: dict[str, Callable[[], tuple[object, ...]]] = {
        "0!.0000": lambda: (_embedded(5, 4, "."),),
        "#,##0,": lambda: (number.Number(minintegerdigits=1, displayfactor="1000"),),
        '0.00"万元"': lambda: (number.Number(minintegerdigits=1, decimalplaces=2), number.Text(text="万元")),
        '"≥"0%': lambda: (number.Text(text="≥"), number.Number(minintegerdigits=1), number.Text(text="%")),
    }
    if code not in spelled:
        return None
    name = f"N{list(spelled).index(code)}"
    data_style = number.PercentageStyle(name=name) if "%" in code else number.NumberStyle(name=name)
    for element in spelled[code]():
        data_style.addElement(element)
    document.automaticstyles.addElement(data_style)
    style = odf.style.Style(name=f"c{name}", family="table-cell", datastylename=name)
    document.automaticstyles.addElement(style)
    return style


def _embedded(digits: int, position: int, text: str) -> object:
    element = odf.number.Number(minintegerdigits=digits)
    element.addElement(odf.number.EmbeddedText(position=position, text=text))
    return element


def _sheet(data: bytes, suffix: str) -> Grid:
    sent = read_content(data, suffix, f"a{suffix}")
    assert sent.workbook is not None, sent.problem
    (grid,) = sent.workbook.sheets
    return grid


FORMATS: dict[str, Callable[[], bytes]] = {".xls": _xls, ".ods": _ods, ".xlsx": _xlsx}


@pytest.fixture(scope="module", params=FORMATS)
def grid(request: pytest.FixtureRequest) -> Grid:
    return _sheet(FORMATS[request.param](), request.param)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_read_as_it_is_shown(grid: Grid, name: str) -> None:
    row = list(CELLS).index(name) + 1
    value, _, shown = CELLS[name]
    assert grid.value(row, 1) == value
    assert grid.shown_texts.get((row, 1), grid.text(row, 1)) == shown


def test_a_date_keeps_its_number(grid: Grid) -> None:
    row = len(CELLS) + 1
    assert (grid.value(row, 1), grid.serials[row, 1]) == (DATE, 44175)


def test_merged_and_struck_cells(grid: Grid) -> None:
    assert [tuple(block) for block in grid.merged] == [(len(CELLS) + 2, 1, len(CELLS) + 3, 2)]
    assert grid.struck == {(len(CELLS) + 4, 1)}


def test_the_raised_mark_of_a_note_is_no_digit(grid: Grid) -> None:
    assert grid.value(len(CELLS) + 5, 1) == "725000¹"


def test_raised_fonts_of_runs() -> None:
    """As they stand in an .xlsb file: a number of a font from a character on."""
    assert with_raised(("725000¹后1", ((0, 0), (6, 3), (7, 0))), {3})[0] == "725000¹后1"
    assert with_raised(("7250001后1", ((6, 3), (7, 0))), {3})[0] == "725000¹后1"
    assert with_raised(("7250001", ()), {0})[0] == "7250001"
