"""Excel's XML of 2003 (SpreadsheetML), which Excel still opens and many report generators still write."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, time

from xltools.grids.grid import Block, CellValue
from xltools.grids.number_format import GENERAL, NumberFormat, parse_number_format
from xltools.grids.workbook import SavedTime, Workbook
from xltools.limits import Limits
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.containers.properties import parse_saved_time
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.moments import serial_of_value
from xltools.readers.placeholders import note_formula
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.relative_references import formula_in_a1
from xltools.readers.sheet_builder import CellFormat, SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, lost_characters, without_declaration

__all__ = ["SpreadsheetXmlReader"]

_NAMESPACE = b"urn:schemas-microsoft-com:office:spreadsheet"
_HEAD_BYTES = 65_536
_NAMED_FORMATS = {
    "General": "General",
    "General Number": "General",
    "Standard": "#,##0.00",
    "Fixed": "0.00",
    "Currency": "#,##0.00",
    "Euro Currency": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Short Date": "yyyy/m/d",
    "Medium Date": "yyyy/m/d",
    "Long Date": "yyyy/m/d",
    "General Date": "yyyy/m/d h:mm",
    "Short Time": "h:mm",
    "Medium Time": "h:mm",
    "Long Time": "h:mm:ss",
    "Yes/No": "General",
    "True/False": "General",
    "On/Off": "General",
}
_MAX_SPAN, _MAX_COLUMNS = 1 << 20, 1 << 14


class SpreadsheetXmlReader:
    """Reads one XML file with all sheets."""

    kind = FileKind.SPREADSHEET_XML

    def recognises(self, content: bytes) -> bool:
        """Return whether the text is XML that declares the namespace of 2003."""
        head = content[:_HEAD_BYTES].replace(b"\0", b"")
        return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and _NAMESPACE in head

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all sheets. RefusedError for a damaged file, or one over the limits."""
        text, lost = decode_text(content)
        if "<!DOCTYPE" in text:  # entities are declared nowhere else
            raise RefusedError("F09", part=name)
        book = _Book(name, limits)
        parse_events(without_declaration(text).encode(), book, name, limits)
        if not book.sheets:
            raise damaged("里面没有工作表", "it has no sheet")
        return Workbook(tuple(sheet.grid() for sheet in book.sheets), book.saved, lost_characters(Place(name), lost))


@dataclass(slots=True)
class _XmlCell:
    """A cell while its content is read."""

    formula: str = ""
    style: str = ""
    kind: str = ""
    words: list[str] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.words)


class _Book:
    """Takes expat's events; attributes come with the prefix that the file uses, so only local names count."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.sheets: list[SheetBuilder] = []
        self.saved = SavedTime()
        self._file = file
        self._budget = CellBudget(limits)
        self._limits = limits
        self._styles: dict[str, CellFormat] = {}
        self._style = ""
        self._sheet: SheetBuilder | None = None
        self._row = self._column = self._grid_column = 0
        self._rows_to_skip = 0
        self._cell: _XmlCell | None = None
        self._in_data = False
        self._aside = 0
        self._struck_from: list[int] = []
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._date1904 = False
        self._next_column = 0
        self._property = ""
        """the element between tables whose text is read"""
        self._property_text: list[str] = []

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        stated = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if self._aside or local == "Comment":
            self._aside += 1
        elif self._cell is not None:
            self._start_in_cell(self._cell, local, stated)
        elif local == "Worksheet":
            self._sheet = SheetBuilder(self._file, stated.get("Name", ""), self._budget)
            self.sheets.append(self._sheet)
            self._row = 0
        elif local == "Style":
            self._style = stated.get("ID", "")
            self._styles[self._style] = self._styles.get(stated.get("Parent", ""), CellFormat())
        elif local == "NumberFormat" and self._style:
            self._styles[self._style] = CellFormat(_number_format(stated.get("Format", "")), self._format_of().struck)
        elif local == "Font" and self._style and stated.get("StrikeThrough") == "1":
            self._styles[self._style] = CellFormat(self._format_of().number_format, struck=True)
        elif local in {"LastSaved", "Visible"}:
            self._property, self._property_text = local, []
        elif local == "Date1904":
            self._date1904 = True
        elif self._sheet is not None:
            self._start_in_sheet(self._sheet, local, stated)

    def _format_of(self) -> CellFormat:
        return self._styles.get(self._style, CellFormat())

    def _start_in_sheet(self, sheet: SheetBuilder, local: str, stated: dict[str, str]) -> None:
        if local == "Table":
            self._row, self._grid_column, self._column_styles = _number(stated.get("TopCell"), 1) - 1, 0, {}
        elif local == "Column":
            self._grid_column = _number(stated.get("Index"), self._grid_column + 1)
            span = _number(stated.get("Span"), 0)
            if stated.get("Hidden") == "1":
                sheet.hide_columns(self._grid_column, self._grid_column + span)
            if "StyleID" in stated:
                columns = range(self._grid_column, self._grid_column + min(span, _MAX_COLUMNS) + 1)
                self._column_styles.update(dict.fromkeys(columns, stated["StyleID"]))
            self._grid_column += span
        elif local == "Row":
            self._row = _number(stated.get("Index"), self._row + 1)
            self._rows_to_skip = _number(stated.get("Span"), 0)
            self._column, self._row_style = 0, stated.get("StyleID", "")
            if stated.get("Hidden") == "1":
                sheet.hide_rows(self._row, self._row + self._rows_to_skip)
        elif local == "Cell":
            self._column = _number(stated.get("Index"), self._column + 1)
            across, down = _number(stated.get("MergeAcross"), 0), _number(stated.get("MergeDown"), 0)
            style = stated.get("StyleID") or self._row_style or self._column_styles.get(self._column, "")
            self._cell = _XmlCell(stated.get("Formula", ""), style)
            if across or down:
                block = Block(self._row, self._column, self._row + down, self._column + across)
                sheet.merged.append(block)
            self._next_column = self._column + across

    def _start_in_cell(self, cell: _XmlCell, local: str, stated: dict[str, str]) -> None:
        if local == "Data":
            cell.kind, self._in_data = stated.get("Type", "String"), True
        elif local == "S":
            self._struck_from.append(len(cell.text))

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if self._aside:
            self._aside -= 1
        elif local == "Style":
            self._style = ""
        elif local == self._property:
            self._end_property(local, "".join(self._property_text).strip())
        elif local == "Row":
            self._row += self._rows_to_skip
        elif self._cell is not None:
            self._end_in_cell(self._cell, local)

    def _end_property(self, name: str, text: str) -> None:
        self._property = ""
        if name == "LastSaved":
            self.saved = parse_saved_time(text)
        elif self._sheet is not None and text in {"SheetHidden", "SheetVeryHidden"}:
            self._sheet.hidden = True

    def _end_in_cell(self, cell: _XmlCell, local: str) -> None:
        if local == "Data":
            self._in_data = False
        elif local == "S" and self._struck_from:
            cell.struck.append((self._struck_from.pop(), len(cell.text)))
        elif local == "Cell":
            self._cell = None
            if self._sheet is not None:
                self._finish(self._sheet, cell)
            self._column = self._next_column

    def data(self, text: str) -> None:
        """Take text."""
        if self._property:
            self._property_text.append(text)
        elif self._in_data and self._cell is not None and not self._aside:
            self._cell.words.append(text)

    def _finish(self, sheet: SheetBuilder, cell: _XmlCell) -> None:
        if not (cell.kind or cell.formula):
            return
        address = (self._row, self._column)
        sheet.reserve(*address)
        cell_format = self._styles.get(cell.style) or self._styles.get("Default", CellFormat())
        value = _value(cell)
        if cell.kind == "Error":
            sheet.errors[address] = cell.text.strip() or "#VALUE!"
        if cell.formula:
            written = formula_in_a1(cell.formula, address)
            note_formula(sheet, address, written, value, cell_format.number_format)
            if not cell.kind:
                sheet.uncalculated.add(address)
        if isinstance(value, float):
            sheet.put_number(address, value, cell_format.number_format, date1904=self._date1904)
            if cell_format.struck:
                sheet.struck.add(address)
            return
        sheet.put(address, value)
        if isinstance(value, (date, datetime, time)):
            sheet.shown.note_serial(address, serial_of_value(value), cell_format.number_format)
        elif cell.struck:
            sheet.struck_runs[address] = tuple(cell.struck)
        elif value and cell_format.struck:
            sheet.struck.add(address)


def _value(cell: _XmlCell) -> CellValue:
    text = cell.text
    if cell.kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    if cell.kind == "DateTime":
        try:
            moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
        except ValueError:
            return text
        return moment if moment.time() != time() else moment.date()
    if cell.kind == "Boolean":
        return text.strip() == "1"
    return "" if cell.kind == "Error" else text.replace("\r\n", "\n").replace("\r", "\n")


def _number_format(code: str) -> NumberFormat:
    return parse_number_format(_NAMED_FORMATS.get(code, code)) if code else GENERAL


def _number(text: str | None, default: int) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdecimal() and len(text) < 9 else default
