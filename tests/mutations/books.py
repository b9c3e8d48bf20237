"""The books that are mutated: one form of a department in every format, in the ways of several writers."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from html import escape

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from tests.fixtures.forms import package, parts
from tests.fixtures.legacy import ods, record, row12, xls, xlsb_parts
from tests.fixtures.packages import RELATIONS, zipped
from tests.fixtures.uof import uof
from tests.fixtures.zips import Member, raw_zip
from xltools.grids.grid import Grid
from xltools.writer.compound_file import compound_file

__all__ = ["BOOKS", "Build"]

Build = Callable[[Grid], bytes]
"""Writes the form of a department as a file."""


def _xlwt(grid: Grid) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(grid.sheet)
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for block in grid.merged:
        value = grid.value(block.top, block.left)
        sheet.write_merge(block.top - 1, block.bottom - 1, block.left - 1, block.right - 1, value)
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            if value not in {"", None} and grid.covering(row + 1, column + 1) is None:
                sheet.write(row, column, value, *([money] if isinstance(value, float) else []))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _biff5(grid: Grid) -> bytes:
    """Write the workbook stream of Excel 5 and 95: texts are bytes of code page 936."""
    begin = record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + record(0x42, struct.pack("<H", 936))
    name, end = grid.sheet.encode("gbk"), record(0x0A)
    size = len(begin) + len(record(0x85, bytes(7) + name)) + len(end)
    listed = record(0x85, struct.pack("<IBBB", size, 0, 0, len(name)) + name)
    cells = b""
    for row, values in enumerate(grid.rows):
        for column, value in enumerate(values):
            if isinstance(value, str) and value:
                raw = value.encode("gbk")
                cells += record(0x204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)
            elif isinstance(value, float):
                cells += record(0x203, struct.pack("<HHHd", row, column, 0, value))
    stream = begin + listed + end + record(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0)) + cells + end
    return compound_file({"Book": stream.ljust(4096, b"\0")})


def _record12(kind: int, content: bytes) -> bytes:
    assert len(content) < 1 << 14
    size = bytes([len(content) & 0x7F | 0x80, len(content) >> 7])
    return (bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])) + size + content


def _short_xlsb(grid: Grid) -> bytes:
    """Write short cell records and shared texts, as SheetJS does."""
    texts: list[str] = []
    cells = b""
    for row, values in enumerate(grid.rows):
        cells += row12(row)
        for value in values:
            if isinstance(value, float):
                cells += _record12(16, struct.pack("<Id", 0, value))
            elif value:
                texts.append(str(value))
                cells += _record12(18, struct.pack("<II", 0, len(texts) - 1))
            else:
                cells += _record12(12, bytes(4))
    items = [_record12(19, b"\0" + struct.pack("<I", len(text)) + text.encode("utf-16-le")) for text in texts]
    shared = _record12(159, struct.pack("<II", len(texts), len(texts))) + b"".join(items) + _record12(160, b"")
    files = xlsb_parts(Grid("", grid.sheet, []), cells)
    relation = f'<Relationship Id="rId9" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.bin"/></Relationships>'
    relations = "xl/_rels/workbook.bin.rels"
    files[relations] = files[relations].replace(b"</Relationships>", relation.encode())
    return raw_zip([Member(name, content) for name, content in (files | {"xl/sharedStrings.bin": shared}).items()])


def _odfpy(grid: Grid) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name=grid.sheet)
    document.spreadsheet.addElement(table)
    for values in grid.rows:
        line = TableRow()
        table.addElement(line)
        for value in values:
            cell = TableCell()
            if isinstance(value, float):
                cell = TableCell(valuetype="float", value=repr(value))
            elif value:
                cell = TableCell(valuetype="string")
            if value not in {"", None}:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def _fods(grid: Grid) -> bytes:
    rows = "".join(f"<table:table-row>{''.join(map(_open_cell, values))}</table:table-row>" for values in grid.rows)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{_OPEN}:office:1.0" '
        f'xmlns:table="{_OPEN}:table:1.0" xmlns:text="{_OPEN}:text:1.0" '
        'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>'
        f'<table:table table:name="{grid.sheet}">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document>"
    ).encode()


def _open_cell(value: object) -> str:
    if isinstance(value, float):
        stated = f'office:value-type="float" office:value="{value!r}"'
        return f"<table:table-cell {stated}><text:p>{value}</text:p></table:table-cell>"
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


def _xml2003(grid: Grid) -> bytes:
    rows = "".join(f"<Row>{''.join(map(_xml_cell, values))}</Row>" for values in grid.rows)
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="{grid.sheet}"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode()


def _xml_cell(value: object) -> str:
    if isinstance(value, float):
        return f'<Cell><Data ss:Type="Number">{value!r}</Data></Cell>'
    return f'<Cell><Data ss:Type="String">{escape(str(value))}</Data></Cell>' if value else "<Cell/>"


def _html(grid: Grid) -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in values) + "</tr>" for values in grid.rows
    )
    return f'<html><head><meta charset="gb2312"></head><body><table>{rows}</table></body></html>'.encode("gb18030")


def _delimited(grid: Grid) -> bytes:
    width = max(map(len, grid.rows))
    lines = ("\t".join([*map(_shown, values), *[""] * (width - len(values))]) for values in grid.rows)
    return ("\r\n".join(lines) + "\r\n").encode("gb18030")


def _shown(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value or "").replace("\n", " ")


BOOKS: dict[str, tuple[Build, ...]] = {
    ".xlsx": (lambda grid: zipped(parts(int(grid.value(2, 1)[:3]))), lambda grid: zipped(package(grid))),  # type: ignore[index]
    ".xls": (xls, _xlwt, _biff5),
    ".xlsb": (lambda grid: raw_zip([Member(*part) for part in xlsb_parts(grid).items()]), _short_xlsb),
    ".ods": (ods, _odfpy),
    ".fods": (_fods,),
    ".uos": (uof,),
    ".xml": (_xml2003,),
    ".html": (_html,),
    ".csv": (_delimited,),
}
"""The writers of each format, by suffix."""
