"""One worksheet of an old Excel workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from xltools.grids.grid import Address, Block, CellValue
from xltools.quick_dataclass import dataclass
from xltools.readers.binary_values import ERROR_NAMES, read_rk
from xltools.readers.cell_budget import RECORDS_PER_CELL, CellBudget
from xltools.readers.formula_tokens import XLS5_LAYOUT, XLS_LAYOUT, formula_text
from xltools.readers.placeholders import note_formula
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import CellFormat, RichText, SheetBuilder, font_spans, with_raised
from xltools.readers.xls.drawings import DRAWING_RECORDS, Drawings
from xltools.readers.xls.records import Biff, TextDecoder, read_records

__all__ = ["XlsContext", "read_sheet"]

_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_TEXT_RESULT, _BOOL_RESULT, _ERROR_RESULT, _BLANK_RESULT = range(4)
_NOT_A_NUMBER = b"\xff\xff"
_WORKSHEET_BEGINS = b"\x10\x00"
"""Type of the records that follow a BOF record: those of a worksheet (MS-XLS 2.4.21)."""


_PLAIN_FORMAT = CellFormat()


@dataclass(frozen=True, slots=True)
class XlsContext:
    """The parts of a workbook that its sheets share."""

    file: str
    decoder: TextDecoder
    texts: Sequence[RichText]
    formats: Sequence[CellFormat]
    struck_fonts: frozenset[int]
    raised_fonts: frozenset[int]
    date1904: bool
    budget: CellBudget


def read_sheet(stream: bytes, begin: int, name: str, hidden: bool, context: XlsContext) -> SheetBuilder:
    """Read the sheet whose records begin at an offset. RefusedError where it is over a limit."""
    sheet = SheetBuilder(context.file, name, context.budget, hidden=hidden)
    reader = _SheetReader(sheet, context)
    for number, (kind, content) in enumerate(_records_of_sheet(stream, begin)):
        if number > RECORDS_PER_CELL * context.budget.limits.cells:
            context.budget.take(number, 0, 0)
        reader.take(kind, content)
    reader.finish()
    return sheet


def _records_of_sheet(stream: bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a sheet, without those of the charts inside it; RefusedError where it has no end."""
    depth = 0
    for kind, content in read_records(stream, begin):
        if not depth and (kind != Biff.BOF or content[2:4] != _WORKSHEET_BEGINS):
            raise damaged("工作表的位置不对", "a sheet does not begin where the workbook says")
        if kind == Biff.BOF:
            depth += 1
        elif kind == Biff.EOF:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield kind, content
    raise damaged("工作表不完整", "a sheet is cut off")


class _SheetReader:
    """Takes the records of a sheet one after the other."""

    def __init__(self, sheet: SheetBuilder, context: XlsContext) -> None:
        self._sheet = sheet
        self._context = context
        self._drawings = Drawings(sheet)
        self._formula: tuple[Address, CellFormat, str] | None = None
        """a formula whose result is a text that follows in a record of its own"""
        self._result: list[bytes] = []
        """that record and those that continue it"""

    def take(self, kind: int, content: bytes) -> None:
        """Take one record; those that do not describe cells are skipped."""
        if self._result and kind == Biff.CONTINUE:
            self._result.append(content)
            return
        if self._result:
            self._finish_text_result()
        if kind in _CELL_RECORDS:  # half of all records
            if self._formula is not None:
                self._finish_formula_without_result()
            row, column, style = struct.unpack_from("<HHH", content)
            self._cell(kind, (row + 1, column + 1), style, content)
        else:
            self._take_other(kind, content)

    def _take_other(self, kind: int, content: bytes) -> None:
        sheet = self._sheet
        if kind in DRAWING_RECORDS or (kind == Biff.CONTINUE and self._drawings.wants_text):
            self._drawings.take(kind, content)
        elif kind == Biff.MANY_RK:
            self._many_rk(content)
        elif kind == Biff.TEXT_RESULT and self._formula is not None:
            self._result = [content]
        elif kind == Biff.MERGED:
            (count,) = struct.unpack_from("<H", content)
            for top, bottom, left, right in struct.iter_unpack("<4H", content[2 : 2 + 8 * count]):
                sheet.merged.append(Block(top + 1, left + 1, bottom + 1, right + 1))
        elif kind == Biff.ROW:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & _ROW_HIDDEN:
                sheet.hide_rows(row + 1, row + 1)
        elif kind == Biff.COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", content)
            if flags & _COLUMN_HIDDEN:
                sheet.hide_columns(first + 1, last + 1)

    def finish(self) -> None:
        """Take the end of the sheet."""
        self._finish_text_result()
        self._finish_formula_without_result()

    def _finish_text_result(self) -> None:
        if self._result and self._formula is not None:
            address, cell_format, tokens = self._formula
            text = self._context.decoder.continued_text(self._result)
            self._formula, self._result = None, []
            note_formula(self._sheet, address, tokens, text, cell_format.number_format)
            self._text(address, text, cell_format)

    def _finish_formula_without_result(self) -> None:
        """Note a formula whose result should be a text that stands nowhere: nothing has calculated it."""
        if self._formula is not None:
            address, cell_format, tokens = self._formula
            self._formula = None
            note_formula(self._sheet, address, tokens, "", cell_format.number_format)
            self._sheet.uncalculated.add(address)
            self._sheet.put(address, "")

    def _format(self, style: int) -> CellFormat:
        formats = self._context.formats
        return formats[style] if style < len(formats) else _PLAIN_FORMAT

    def _cell(self, kind: int, address: Address, style: int, content: bytes) -> None:
        self._sheet.reserve(*address)
        cell_format = self._format(style)
        if kind == Biff.FORMULA:
            self._formula_cell(address, cell_format, content)
        elif kind == Biff.NUMBER:
            self._number(address, struct.unpack_from("<d", content, 6)[0], cell_format)
        elif kind == Biff.RK:
            self._number(address, read_rk(content, 6), cell_format)
        elif kind == Biff.SHARED_LABEL:
            (number,) = struct.unpack_from("<I", content, 6)
            texts = self._context.texts
            if number >= len(texts):
                raise damaged("有单元格的文字不在文字表里", "the text of a cell is not in the table of texts")
            self._rich(address, texts[number], cell_format)
        elif kind == Biff.LABEL:
            self._text(address, self._context.decoder.text(content, 6), cell_format)
        elif kind == Biff.RICH_LABEL:
            self._rich(address, self._context.decoder.rich_label(content, 6), cell_format)
        else:
            self._bool_or_error(address, content[6], is_error=content[7] != 0)

    def _many_rk(self, content: bytes) -> None:
        row, column = struct.unpack_from("<HH", content)
        for at in range(4, len(content) - 6 + 1, 6):
            (style,) = struct.unpack_from("<H", content, at)
            column += 1
            self._sheet.reserve(row + 1, column)
            self._number((row + 1, column), read_rk(content, at + 2), self._format(style))

    def _number(self, address: Address, number: float, cell_format: CellFormat) -> None:
        self._sheet.put_number(address, number, cell_format.number_format, date1904=self._context.date1904)
        if cell_format.struck:
            self._sheet.struck.add(address)

    def _text(self, address: Address, text: str, cell_format: CellFormat) -> None:
        if text and cell_format.struck:
            self._sheet.struck.add(address)
        self._sheet.put(address, text)

    def _rich(self, address: Address, rich: RichText, cell_format: CellFormat) -> None:
        text, runs = with_raised(rich, self._context.raised_fonts)
        if runs and (spans := font_spans(text, runs, self._context.struck_fonts)):
            self._sheet.struck_runs[address] = spans
        self._text(address, text, cell_format)

    def _bool_or_error(self, address: Address, code: int, *, is_error: bool) -> None:
        if is_error:
            self._sheet.errors[address] = ERROR_NAMES.get(code, "#VALUE!")
        self._sheet.put(address, "" if is_error else code != 0)

    def _formula_cell(self, address: Address, cell_format: CellFormat, content: bytes) -> None:
        """Take a formula; its result stands before it (MS-XLS 2.5.133)."""
        size = struct.unpack_from("<H", content, 20)[0]
        layout = XLS_LAYOUT if self._context.decoder.is_biff8 else XLS5_LAYOUT
        tokens = formula_text(content[22 : 22 + size], layout)
        result = content[6:14]
        if result[6:8] != _NOT_A_NUMBER:
            number: float = struct.unpack("<d", result)[0]
            note_formula(self._sheet, address, tokens, number, cell_format.number_format)
            self._number(address, number, cell_format)
            return
        kind, code = result[0], result[2]
        if kind == _TEXT_RESULT:
            self._formula = (address, cell_format, tokens)
            return
        if kind in {_BOOL_RESULT, _ERROR_RESULT}:
            self._bool_or_error(address, code, is_error=kind == _ERROR_RESULT)
        value: CellValue = code != 0 if kind == _BOOL_RESULT else ""
        note_formula(self._sheet, address, tokens, value, cell_format.number_format)
        if kind == _BLANK_RESULT:
            self._sheet.put(address, "")


_CELL_RECORDS = frozenset(
    {
        Biff.NUMBER,
        Biff.RK,
        Biff.SHARED_LABEL,
        Biff.LABEL,
        Biff.RICH_LABEL,
        Biff.BOOL_OR_ERROR,
        Biff.FORMULA,
    }
)
