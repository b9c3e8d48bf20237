"""Readers that share nothing with ours, one for each format: what every cell holds, by sheet."""

from __future__ import annotations

import csv
import io
import math
import struct
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation

import pandas as pd
import xlrd
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.fuzz.verify import Cells

__all__ = ["MAX_ROWS", "Sheets", "read_twice"]

Sheets = dict[str, Cells]
"""Cells by row and column, counted from 1, of each sheet."""
MAX_ROWS = 2000
"""Rows that the other readers look at."""


def _number(text: str) -> str | Decimal:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    return number if number.is_finite() else text


def _put(cells: Cells, row: int, column: int, value: object) -> None:
    if isinstance(value, float):
        cells[row, column] = Decimal(repr(value)) if math.isfinite(value) else str(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        cells[row, column] = Decimal(value)
    elif value not in {"", None} and row <= MAX_ROWS:
        cells[row, column] = str(value)


def by_xlrd(data: bytes) -> Sheets:
    book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO())
    sheets: Sheets = {}
    for sheet in book.sheets():
        cells = sheets.setdefault(sheet.name, {})
        for row in range(min(sheet.nrows, MAX_ROWS)):
            for column in range(sheet.ncols):
                if sheet.cell_type(row, column) in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_TEXT}:
                    _put(cells, row + 1, column + 1, sheet.cell_value(row, column))
    return sheets


def by_calamine(data: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets: Sheets = {}
    for name in book.sheet_names:
        cells = sheets.setdefault(name, {})
        for row, values in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False)[:MAX_ROWS], 1):
            for column, value in enumerate(values, 1):
                _put(cells, row, column, value)
    return sheets


def by_short_records(data: bytes) -> Sheets:
    """The first sheet of the books with short cell records, which python-calamine skips."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [
            content[12 + content[8] * 2 :]
            for kind, content in _records12(archive.read("xl/workbook.bin"))
            if kind == 156
        ]
        texts = [
            content[5 : 5 + 2 * struct.unpack_from("<I", content, 1)[0]].decode("utf-16-le")
            for kind, content in _records12(archive.read("xl/sharedStrings.bin"))
            if kind == 19
        ]
        cells: Cells = {}
        row = column = 0
        for kind, content in _records12(archive.read("xl/worksheets/sheet1.bin")):
            if kind == 0:
                row, column = struct.unpack_from("<I", content)[0] + 1, 0
            elif 1 <= kind <= 11 or kind == 62:
                column = struct.unpack_from("<I", content)[0] + 1
            elif 12 <= kind <= 18:
                column += 1
                if kind == 16:
                    _put(cells, row, column, struct.unpack_from("<d", content, 4)[0])
                elif kind == 18:
                    _put(cells, row, column, texts[struct.unpack_from("<I", content, 4)[0]])
    return {names[0][4 : 4 + 2 * struct.unpack_from("<I", names[0])[0]].decode("utf-16-le"): cells}


def _records12(part: bytes) -> Iterator[tuple[int, bytes]]:
    stream = io.BytesIO(part)
    while first := stream.read(1):
        kind = first[0]
        if kind & 0x80:
            kind = kind & 0x7F | (stream.read(1)[0] & 0x7F) << 7
        size = 0
        for shift in (0, 7, 14, 21):
            byte = stream.read(1)[0]
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, stream.read(size)


def _tree(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=False))


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _text(element: etree._Element, names: frozenset[str]) -> str:
    return "".join(str(part.text or "") for part in element.iter() if str(part.tag).rpartition("}")[2] in names)


def _stated(element: etree._Element, name: str, default: int = 1) -> int:
    text = _attribute(element, name)
    return int(text) if text.isdecimal() and 0 < int(text) < 1 << 20 else default


def by_lxml_open_document(data: bytes) -> Sheets:
    """Flat OpenDocument files: ``office:value`` of numbers, paragraphs of all others."""
    sheets: Sheets = {}
    for table in _tree(data).iter("{*}table"):
        cells, row = sheets.setdefault(_attribute(table, "name"), {}), 1
        for line in table.iter("{*}table-row"):
            column = 1
            for cell in line.iterchildren("{*}table-cell", "{*}covered-table-cell"):
                numeric = _attribute(cell, "value-type") in {"float", "percentage", "currency"}
                shown = "\n".join("".join(map(str, part.itertext())) for part in cell.iterchildren("{*}p"))
                value = _number(_attribute(cell, "value")) if numeric and _attribute(cell, "value") else shown
                for repeated in range(min(_stated(cell, "number-columns-repeated"), 100)):
                    if value != "":
                        cells[row, column + repeated] = value
                column += _stated(cell, "number-columns-repeated")
            row += _stated(line, "number-rows-repeated")
    return sheets


def by_lxml_2003(data: bytes) -> Sheets:
    sheets: Sheets = {}
    for sheet in _tree(data).iter("{*}Worksheet"):
        cells, row = sheets.setdefault(_attribute(sheet, "Name"), {}), 0
        for line in sheet.iter("{*}Row"):
            row, column = _stated(line, "Index", row + 1), 0
            for cell in line.iterchildren("{*}Cell"):
                column = _stated(cell, "Index", column + 1)
                for content in cell.iterchildren("{*}Data"):
                    text = "".join(map(str, content.itertext()))
                    value = _number(text) if _attribute(content, "Type") == "Number" else text
                    if value != "":
                        cells[row, column] = value
                column += _stated(cell, "MergeAcross", 0)
            row += _stated(line, "Span", 0)
    return sheets


def by_lxml_uof(data: bytes) -> Sheets:
    sheets: Sheets = {}
    for sheet in _tree(data).iter("{*}工作表"):
        cells, row, covered = sheets.setdefault(_attribute(sheet, "名称"), {}), 0, set[tuple[int, int]]()
        for line in sheet.iter("{*}行"):
            row, column = _stated(line, "行号", row + 1), 0
            for cell in line.iterchildren("{*}单元格"):
                column = _stated(cell, "列号", 0) or next(n for n in range(column + 1, 999) if (row, n) not in covered)
                across, down = _stated(cell, "合并列数", 0), _stated(cell, "合并行数", 0)
                covered |= {(row + i, column + j) for i in range(min(down, 50) + 1) for j in range(min(across, 50) + 1)}
                for content in cell.iterchildren("{*}数据"):
                    text = _text(content, frozenset({"文本串"}))
                    number = _attribute(content, "数据类型") == "number"
                    value = _number(_attribute(content, "数据数值") or text) if number else text
                    if value != "":
                        cells[row, column] = value
    return sheets


def by_pandas(data: bytes) -> Sheets:
    tables = pd.read_html(io.StringIO(data.decode("gb18030", "replace")), header=None, keep_default_na=False)
    return {f"表{number}": _of_rows(table.astype(str).to_numpy().tolist()) for number, table in enumerate(tables, 1)}


def by_csv(data: bytes) -> Sheets:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return {"Sheet1": _of_rows(list(csv.reader(io.StringIO(data.decode(encoding)), delimiter="\t")))}
        except UnicodeDecodeError:
            continue
    return {}


def _of_rows(rows: list[list[str]]) -> Cells:
    return {
        (row, column): _number(value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value
    }


SECOND_READERS: dict[str, tuple[Callable[[bytes], Sheets], ...]] = {
    ".xlsx": (by_calamine,),
    ".xls": (by_xlrd,),
    ".xlsb": (by_calamine, by_short_records),
    ".ods": (by_calamine,),
    ".fods": (by_lxml_open_document,),
    ".uos": (by_lxml_uof,),
    ".xml": (by_lxml_2003,),
    ".html": (by_pandas,),
    ".csv": (by_csv,),
}


def read_twice(data: bytes, suffix: str) -> Iterator[Sheets]:
    """Yield what each of the other readers of a format sees, where it can read the file at all."""
    for read in SECOND_READERS[suffix]:
        try:
            yield read(data)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # whatever another program makes of a broken file, a panic of python-calamine included
            continue
