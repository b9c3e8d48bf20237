"""One worksheet of a binary workbook."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from xltools.grids.grid import Address, Block, CellValue
from xltools.quick_dataclass import dataclass
from xltools.readers.binary_values import ERROR_NAMES, read_rk
from xltools.readers.cell_budget import RECORDS_PER_CELL, CellBudget
from xltools.readers.formula_tokens import XLSB_LAYOUT, formula_text
from xltools.readers.placeholders import note_formula
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import CellFormat, RichText, SheetBuilder, font_spans, with_raised
from xltools.readers.xlsb.records import RecordType, read_records, read_rich_text, read_text

__all__ = ["XlsbContext", "read_sheet"]

_ROW_HIDDEN, _COLUMN_HIDDEN = 0x10, 0x01
_SHORT = RecordType.SHORT_BLANK - RecordType.BLANK


_PLAIN_FORMAT = CellFormat()


@dataclass(frozen=True, slots=True)
class XlsbContext:
    """The parts of a workbook that its sheets share."""

    file: str
    texts: Sequence[RichText]
    formats: Sequence[CellFormat]
    struck_fonts: frozenset[int]
    raised_fonts: frozenset[int]
    date1904: bool
    budget: CellBudget
    cell_pictures: bool = False
    """Whether error values with metadata are pictures that Excel puts into cells."""


def read_sheet(data: bytes, name: str, hidden: bool, context: XlsbContext) -> SheetBuilder:
    """Read a sheet. RefusedError where it is damaged or over a limit."""
    sheet = SheetBuilder(context.file, name, context.budget, hidden=hidden)
    row = column = 0
    ended, before = False, -1
    for number, (kind, content) in enumerate(read_records(data)):
        if number > RECORDS_PER_CELL * context.budget.limits.cells:
            context.budget.take(number, 0, 0)
        if kind == RecordType.ROW:
            row, column = struct.unpack_from("<I", content)[0] + 1, 0
            _take_row(sheet, row, content)
        elif RecordType.SHORT_BLANK <= kind <= RecordType.SHORT_SHARED_TEXT:
            column += 1
            _read_cell(sheet, context, (row, column), kind - _SHORT, content, 0)
        elif RecordType.BLANK <= kind <= RecordType.FORMULA_ERROR or kind == RecordType.RICH_TEXT:
            column = struct.unpack_from("<I", content)[0] + 1
            _read_cell(sheet, context, (row, column), kind, content, 4)
        elif kind == RecordType.MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", content)
            sheet.merged.append(Block(top + 1, left + 1, bottom + 1, right + 1))
        elif kind == RecordType.COLUMNS:
            _take_columns(sheet, content)
        elif kind == RecordType.END_SHEET:
            ended = True
        if before == RecordType.VALUE_METADATA and context.cell_pictures:
            sheet.cell_pictures.update({(row, column)} & sheet.errors.keys())
        before = kind
    if not ended:
        raise damaged(f"工作表 {name} 不完整", f"sheet {name} is cut off")
    return sheet


def _take_row(sheet: SheetBuilder, row: int, content: bytes) -> None:
    if len(content) > 11 and content[11] & _ROW_HIDDEN:
        sheet.hide_rows(row, row)


def _take_columns(sheet: SheetBuilder, content: bytes) -> None:
    first, last = struct.unpack_from("<2I", content)
    if struct.unpack_from("<H", content, 16)[0] & _COLUMN_HIDDEN:
        sheet.hide_columns(first + 1, last + 1)


def _read_cell(sheet: SheetBuilder, context: XlsbContext, address: Address, kind: int, content: bytes, at: int) -> None:
    """Take one cell whose style stands at offset ``at`` and whose value follows it."""
    if not address[0]:
        raise damaged(f"工作表 {sheet.name} 的单元格不在行里", f"sheet {sheet.name} has cells outside of rows")
    style = int.from_bytes(content[at : at + 3], "little")
    cell_format = context.formats[style] if style < len(context.formats) else _PLAIN_FORMAT
    read = _READERS.get(kind)
    if read is None:  # a blank cell
        sheet.reserve(0, 0)
        return
    sheet.reserve(*address)
    value, end = read(sheet, context, address, content, at + 4)
    if RecordType.FORMULA_TEXT <= kind <= RecordType.FORMULA_ERROR:
        tokens = content[end + 6 : end + 6 + struct.unpack_from("<I", content, end + 2)[0]]
        note_formula(sheet, address, formula_text(tokens, XLSB_LAYOUT), value, cell_format.number_format)
    if cell_format.struck and value != "":
        sheet.struck.add(address)
    if isinstance(value, float):
        sheet.put_number(address, value, cell_format.number_format, date1904=context.date1904)
    else:
        sheet.put(address, value)


_Value = tuple[CellValue, int]
"""A value, and the offset behind it."""


def _rk(_: SheetBuilder, __: XlsbContext, ___: Address, content: bytes, at: int) -> _Value:
    return read_rk(content, at), at + 4


def _real(_: SheetBuilder, __: XlsbContext, ___: Address, content: bytes, at: int) -> _Value:
    return struct.unpack_from("<d", content, at)[0], at + 8


def _bool(_: SheetBuilder, __: XlsbContext, ___: Address, content: bytes, at: int) -> _Value:
    return content[at] != 0, at + 1


def _error(sheet: SheetBuilder, _: XlsbContext, address: Address, content: bytes, at: int) -> _Value:
    sheet.errors[address] = ERROR_NAMES.get(content[at], "#VALUE!")
    return "", at + 1


def _text(_: SheetBuilder, __: XlsbContext, ___: Address, content: bytes, at: int) -> _Value:
    return read_text(content, at)


def _rich_text(sheet: SheetBuilder, context: XlsbContext, address: Address, content: bytes, at: int) -> _Value:
    return _with_struck(sheet, context, address, read_rich_text(content, at)), len(content)


def _shared_text(sheet: SheetBuilder, context: XlsbContext, address: Address, content: bytes, at: int) -> _Value:
    (number,) = struct.unpack_from("<I", content, at)
    if number >= len(context.texts):
        raise damaged("有单元格的文字不在文字表里", "the text of a cell is not in the table of texts")
    return _with_struck(sheet, context, address, context.texts[number]), at + 4


def _with_struck(sheet: SheetBuilder, context: XlsbContext, address: Address, rich: RichText) -> str:
    text, runs = with_raised(rich, context.raised_fonts)
    if runs and (spans := font_spans(text, runs, context.struck_fonts)):
        sheet.struck_runs[address] = spans
    return text


_READERS: dict[int, Callable[[SheetBuilder, XlsbContext, Address, bytes, int], _Value]] = {
    RecordType.RK: _rk,
    RecordType.ERROR: _error,
    RecordType.BOOL: _bool,
    RecordType.REAL: _real,
    RecordType.TEXT: _text,
    RecordType.SHARED_TEXT: _shared_text,
    RecordType.FORMULA_TEXT: _text,
    RecordType.FORMULA_NUMBER: _real,
    RecordType.FORMULA_BOOL: _bool,
    RecordType.FORMULA_ERROR: _error,
    RecordType.RICH_TEXT: _rich_text,
}
