"""Generated books, read cell by cell by our readers and by another one: both see the same values.

The other readers know nothing of shown texts; those are compared between .xlsx and .xls.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import xlrd
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import CalamineWorkbook
from pyxlsb import open_workbook

from tests.fixtures.legacy import xlsb_parts
from tests.fixtures.zips import Member, raw_zip
from xltools.grids.grid import Grid
from xltools.readers.identify import read_content

pytestmark = pytest.mark.usefixtures("in_this_process")

Cell = tuple[object, str]
"""A value and a number format."""

CODES = ("", "0.00", "#,##0.00", "0%", "0.00%", '0.00"万元"', "#,##0,", "@", "[Red]0.0;(0.0)")
TEXTS = st.text(st.sampled_from("甲乙%≥0123456789. \n年月元a=—％()"), min_size=1, max_size=12)
NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(float), st.decimals(-(10**9), 10**9, allow_nan=False, places=2).map(float)
)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.tuples(st.none(), st.just("")),
    st.tuples(TEXTS.filter(lambda text: text == text.strip()), st.just("")),
    st.tuples(NUMBERS, st.sampled_from(CODES)),
    st.tuples(st.booleans(), st.just("")),
    st.tuples(DAYS, st.sampled_from(("yyyy/m/d", 'yyyy"年"m"月"d"日"'))),
)
BOOKS = st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8)


def xlsx(rows: list[list[Cell]]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("表")
    sheet.write_string(0, 0, "头")
    for row, cells in enumerate(rows, 1):
        for column, (value, code) in enumerate(cells):
            style = book.add_format({"num_format": code}) if code else None
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, datetime.combine(value, time()), style)
            elif value is not None:
                sheet.write(row, column, value, style)
    book.close()
    return target.getvalue()


def xls(rows: list[list[Cell]]) -> bytes:
    target = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "头")
    for row, cells in enumerate(rows, 1):
        for column, (value, code) in enumerate(cells):
            if value is not None:
                sheet.write(row, column, value, *([xlwt.easyxf(num_format_str=code)] if code else []))
    book.save(target)
    return target.getvalue()


def ods(rows: list[list[Cell]]) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="表")
    document.spreadsheet.addElement(table)
    for cells in [[("头", "")], *rows]:
        line = TableRow()
        table.addElement(line)
        for value, code in cells:
            line.addElement(_ods_cell(value, code))
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _ods_cell(value: object, code: str) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, bool):
        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    elif isinstance(value, str):
        cell = TableCell(valuetype="string", stringvalue=value)
    elif isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    else:
        cell = TableCell(valuetype="percentage" if code.endswith("%") else "float", value=repr(value))
    if not isinstance(value, str):
        cell.addElement(P(text=str(value)))
    return cell


def ours(data: bytes, suffix: str) -> Grid:
    workbook = read_content(data, suffix, f"a{suffix}").workbook
    assert workbook is not None
    return workbook.sheets[0]


def same(value: Any) -> object:
    """A value in the form in which both are compared."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def by_calamine(data: bytes) -> dict[tuple[int, int], object]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    return {
        (row, column): same(value)
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False), 1)
        for column, value in enumerate(cells, 1)
    }


def by_openpyxl(data: bytes) -> dict[tuple[int, int], object]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return {(cell.row, cell.column): same(cell.value) for row in sheet.iter_rows() for cell in row}


def by_xlrd(data: bytes) -> dict[tuple[int, int], object]:
    book = xlrd.open_workbook(file_contents=data)
    sheet = book.sheet_by_index(0)
    values: dict[tuple[int, int], object] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.ncols):
            kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
            if kind == xlrd.XL_CELL_BOOLEAN:
                value = bool(value)
            elif kind == xlrd.XL_CELL_DATE:
                value = datetime(1899, 12, 30) + timedelta(days=value)
            values[row + 1, column + 1] = same(value)
    return values


def xlsb(rows: list[list[Cell]]) -> bytes:
    """The texts and numbers of a book; other values as the numbers that they are stored as."""
    cells = [[_stored(value) for value, _ in cells] for cells in [[("头", "")], *rows]]
    return raw_zip([Member(*part) for part in xlsb_parts(Grid("", "表", cells)).items()])


def _stored(value: object) -> str | float:
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return value if isinstance(value, str) else float(value or 0)  # type: ignore[arg-type]


def by_pyxlsb(data: bytes) -> dict[tuple[int, int], object]:
    """The numbers; texts that stand in their cells are not read."""
    with open_workbook(io.BytesIO(data)) as book, book.get_sheet(1) as sheet:
        return {(cell.r + 1, cell.c + 1): same(cell.v) for row in sheet.rows() for cell in row if cell.v is not None}


def fods(rows: list[list[Cell]]) -> bytes:
    """The content of an .ods package as one flat file."""
    with zipfile.ZipFile(io.BytesIO(ods(rows))) as archive:
        content = archive.read("content.xml").decode()
    root = "office:document office:mimetype='application/vnd.oasis.opendocument.spreadsheet'"
    return (
        content.replace("office:document-content", root, 1)
        .replace("office:document-content", "office:document")
        .encode()
    )


def by_lxml(data: bytes) -> dict[tuple[int, int], object]:
    """A flat OpenDocument file, without what is known of a cell beside its stated value."""
    values: dict[tuple[int, int], object] = {}
    for row, line in enumerate(etree.fromstring(data).iter("{*}table-row"), 1):
        for column, cell in enumerate(line.iter("{*}table-cell"), 1):
            stated = {str(name).rpartition("}")[2]: str(value) for name, value in cell.attrib.items()}
            kind = stated.get("value-type", "")
            if kind in {"float", "percentage"}:
                values[row, column] = float(stated["value"])
            elif kind == "date":
                values[row, column] = date.fromisoformat(stated["date-value"])
            elif kind == "boolean":
                values[row, column] = stated["boolean-value"] == "true"
            else:
                values[row, column] = stated.get("string-value", "")
    return values


READERS: dict[
    str, tuple[str, Callable[[list[list[Cell]]], bytes], Callable[[bytes], dict[tuple[int, int], object]]]
] = {
    "xlsx, openpyxl": (".xlsx", xlsx, by_openpyxl),
    "xlsx, calamine": (".xlsx", xlsx, by_calamine),
    "xls, xlrd": (".xls", xls, by_xlrd),
    "xls, calamine": (".xls", xls, by_calamine),
    "ods, calamine": (".ods", ods, by_calamine),
    "xlsb, calamine": (".xlsb", xlsb, by_calamine),
    "xlsb, pyxlsb": (".xlsb", xlsb, by_pyxlsb),
    "fods, lxml": (".fods", fods, by_lxml),
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("name", READERS)
@given(rows=BOOKS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_another_reader_sees_the_same(name: str, rows: list[list[Cell]]) -> None:
    suffix, write, read = READERS[name]
    data = write(rows)
    grid = ours(data, suffix)
    for address, value in read(data).items():
        assert same(grid.value(*address)) == value, address


@pytest.mark.usefixtures("in_this_process")
@given(rows=BOOKS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_shown_is_the_same_in_every_format(rows: list[list[Cell]]) -> None:
    modern, old = ours(xlsx(rows), ".xlsx"), ours(xls(rows), ".xls")
    for row in range(1, len(rows) + 2):
        for column in range(1, 7):
            assert modern.text(row, column) == old.text(row, column)
            assert modern.serials.get((row, column)) == old.serials.get((row, column))
