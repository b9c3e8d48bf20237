"""The tables of an OpenDocument spreadsheet: cells, merged blocks, formulas, and what is hidden."""

from __future__ import annotations

import math
import re
from dataclasses import field
from datetime import date, datetime, time, timedelta

from xltools.grids.error_values import is_error_value
from xltools.grids.grid import Address, Block, CellValue
from xltools.grids.raised_text import raised
from xltools.grids.workbook import SheetTraces
from xltools.lazy_pattern import LazyPattern
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.moments import serial_of_value
from xltools.readers.ods.styles import Attributes, Styles
from xltools.readers.placeholders import note_formula
from xltools.readers.sheet_builder import SheetBuilder

__all__ = ["Content"]

_CELLS = frozenset({"table-cell", "covered-table-cell"})
_COLUMNS_SPANNED, _ROWS_SPANNED = "table:number-columns-spanned", "table:number-rows-spanned"
_ASIDE = frozenset(
    {"annotation", "frame", "custom-shape", "rect", "g", "shapes", "tracked-changes", "forms", "dde-links", "ruby-text"}
)
"""Elements whose text is not that of a cell: comments, drawings, earlier versions, readings above characters."""
_DRAWINGS = frozenset({"frame", "custom-shape", "rect", "g", "shapes"})
"""Those that may hold text boxes and pictures."""
_OBJECTS = frozenset({"object", "object-ole", "plugin"})
"""Charts and the like, which bring a picture of themselves."""
_DURATION = LazyPattern(
    r"(?P<sign>-?)P(?:(?P<days>\d+)D)?T?(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:[.,]\d+)?)S)?"
)
_SHOWN_NUMBER = re.compile(r"[0-9][0-9,]{0,30}(?:\.(?P<fraction>[0-9]{0,18}))?")
_MAX_SCALE = 8
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
_REFERENCE = re.compile(r"\[\.?(\$?[A-Z]{1,3}\$?\d{1,7})(?:(:)\.?(\$?[A-Z]{1,3}\$?\d{1,7}))?\]")
_MAX_DAYS = 2_958_466
"""The first day that no spreadsheet knows: the year 10000, counted from 1900."""


@dataclass(slots=True)
class _TableCell:
    """A cell while its text is read."""

    attributes: Attributes
    repeated: int
    covered: bool
    paragraphs: list[list[str]] = field(default_factory=list)
    struck_spans: list[tuple[int, int, int]] = field(default_factory=list)
    """Struck parts: the number of the paragraph, and the offsets in it."""


@dataclass(slots=True)
class _Drawing:
    """A drawing while it is read."""

    texts: list[str] = field(default_factory=list)
    images: int = 0
    objects: int = 0
    in_paragraph: bool = False


@dataclass(slots=True)
class _Table:
    """A sheet while its rows are read."""

    sheet: SheetBuilder
    protected: bool
    row: int = 1
    column: int = 1
    row_style: str = ""
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    """The last column of each run of columns, and the style of its cells."""
    drop_downs: list[Block] = field(default_factory=list)
    is_copy: bool = False
    """The sheet is what a link remembers of another workbook."""


class Content:
    """Takes the events of a document's body and builds its sheets.

    Raises RefusedError where the cells take more than the limits allow: repeated rows and columns are counted before
    they are laid out, since a file of one kilobyte may state a thousand million cells.
    """

    def __init__(self, file: str, styles: Styles, limits: Limits) -> None:
        self._tables: list[_Table] = []
        self._file = file
        self.linked_books: list[str] = []
        self.linked_programs: list[str] = []
        self._styles = styles
        self._limits = limits
        self._budget = CellBudget(limits)
        self._open: list[_Table] = []
        self._cell: _TableCell | None = None
        self._rows_repeated = 1
        self._aside = 0
        self._nested = 0
        """depth of tables inside the cell, whose texts belong to the cell: a table in a cell is not a sheet"""
        self._drawing: _Drawing | None = None
        self._spans: list[tuple[str, int]] = []
        self._in_paragraph = False
        self._characters = 0

    def sheets(self) -> list[tuple[SheetBuilder, SheetTraces]]:
        """Return the sheets, without the copies of other workbooks' sheets that links keep."""
        return [
            (table.sheet, SheetTraces(tuple(table.drop_downs), table.protected))
            for table in self._tables
            if not table.is_copy
        ]

    # --- elements ----------------------------------------------------------------------------------------------------

    def start(self, local: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if local in _CELLS and self._open and not self._aside and not self._nested:  # half of all elements
            repeated = _repeated(attributes, "table:number-columns-repeated")
            self._cell = _TableCell(attributes, repeated, local == "covered-table-cell")
            self._characters = 0
            return
        if local in {"dde-source", "table-source"}:
            self._link(local, attributes)
        if self._aside or local in _ASIDE:
            self._start_aside(local)
        elif local == "table" and self._cell is not None:
            self._nested += 1
        elif local == "table":
            self._start_table(attributes)
        elif not self._open:
            return
        elif self._nested and self._cell is not None:
            self._start_text(self._cell, local, attributes)
        elif local == "table-row":
            self._start_row(attributes)
        elif local == "table-column":
            self._start_columns(attributes)
        elif self._cell is not None:
            self._start_text(self._cell, local, attributes)

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if self._aside:
            self._aside -= 1
            if self._drawing is not None:
                self._end_inside_drawing(self._drawing, local)
        elif not self._open:
            return
        elif self._nested and local == "table":
            self._nested -= 1
        elif self._nested and local not in {"p", "h", "span", "a"}:
            return
        elif local in _CELLS and self._cell is not None:
            self._finish_cell(self._open[-1], self._cell)
            self._cell = None
        elif local == "table-row":
            table = self._open[-1]
            table.row += self._rows_repeated
        elif local == "table":
            self._open.pop()
        elif local in {"p", "h"}:
            self._in_paragraph = False
        elif local in {"span", "a"} and self._spans and self._cell is not None:
            self._finish_span(self._cell)

    def data(self, text: str) -> None:
        """Take text. White space between elements does not count, and runs of it are one blank (ODF 1.2, 6.1.2)."""
        if self._drawing is not None and self._drawing.in_paragraph:
            self._drawing.texts.append(text)
        elif self._in_paragraph and not self._aside and self._cell is not None:
            self._add_text(self._cell, _WHITE_SPACE.sub(" ", text), collapse=True)

    def _start_aside(self, local: str) -> None:
        if not self._aside and local in _DRAWINGS and self._open:
            self._drawing = _Drawing()
        self._aside += 1
        if self._drawing is not None:
            self._inside_drawing(self._drawing, local)

    def _inside_drawing(self, drawing: _Drawing, local: str) -> None:
        drawing.images += local == "image"
        drawing.objects += local in _OBJECTS
        if local in {"p", "h"}:
            drawing.in_paragraph = True

    def _end_inside_drawing(self, drawing: _Drawing, local: str) -> None:
        if local in {"p", "h"}:
            drawing.in_paragraph = False
            drawing.texts.append("\n")
        if self._aside:
            return
        table = self._open[-1]
        address = (table.row, table.column) if self._cell is not None else (1, 1)
        text = "".join(drawing.texts).strip()[: self._limits.cell_text]
        if text:
            table.sheet.text_boxes[address] = "\n".join(filter(None, (table.sheet.text_boxes.get(address), text)))
        if drawing.images > drawing.objects:
            table.sheet.pictures.add(address)
        self._drawing = None

    def _link(self, local: str, attributes: Attributes) -> None:
        if local == "dde-source":
            program = f"DDE {attributes.get('office:dde-application', '')} {attributes.get('office:dde-topic', '')}"
            self.linked_programs.append(program.strip())
            return
        self.linked_books.append(attributes.get("xlink:href", "?").rpartition("/")[2])
        if self._open:
            self._open[-1].is_copy = self._open[-1].sheet.name.startswith("'file:")

    def _start_table(self, attributes: Attributes) -> None:
        hidden = self._styles.is_hidden(attributes.get("table:style-name", ""))
        sheet = SheetBuilder(self._file, attributes.get("table:name", ""), self._budget, hidden=hidden)
        table = _Table(sheet, attributes.get("table:protected") == "true")
        self._open.append(table)
        self._tables.append(table)

    def _start_row(self, attributes: Attributes) -> None:
        table = self._open[-1]
        self._rows_repeated = _repeated(attributes, "table:number-rows-repeated")
        table.column = 1
        table.row_style = attributes.get("table:default-cell-style-name", "")
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            table.sheet.hide_rows(table.row, table.row + self._rows_repeated - 1)

    def _start_columns(self, attributes: Attributes) -> None:
        table = self._open[-1]
        first = table.column_styles[-1][0] + 1 if table.column_styles else 1
        count = min(_repeated(attributes, "table:number-columns-repeated"), 1 << 14)
        table.column_styles.append((first + count - 1, attributes.get("table:default-cell-style-name", "")))
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            table.sheet.hide_columns(first, first + count - 1)

    # --- text --------------------------------------------------------------------------------------------------------

    def _start_text(self, cell: _TableCell, local: str, attributes: Attributes) -> None:
        if local in {"p", "h"}:
            cell.paragraphs.append([])
            self._in_paragraph = True
        elif local == "s":
            self._add_text(cell, " " * min(_repeated(attributes, "text:c"), self._limits.cell_text))
        elif local == "tab":
            self._add_text(cell, "\t")
        elif local == "line-break":
            self._add_text(cell, "\n")
        elif local in {"span", "a"}:
            style = attributes.get("text:style-name", "")
            self._spans.append((style, len("".join(cell.paragraphs[-1])) if cell.paragraphs else 0))

    def _finish_span(self, cell: _TableCell) -> None:
        style, begin = self._spans.pop()
        if cell.paragraphs and self._styles.is_raised(style):
            text = "".join(cell.paragraphs[-1])
            cell.paragraphs[-1] = [text[:begin] + raised(text[begin:])]
        if cell.paragraphs and self._styles.is_struck("text", style):
            end = len("".join(cell.paragraphs[-1]))
            cell.struck_spans.append((len(cell.paragraphs) - 1, begin, end))

    def _add_text(self, cell: _TableCell, text: str, *, collapse: bool = False) -> None:
        if not cell.paragraphs:
            return
        paragraph = cell.paragraphs[-1]
        if collapse and text.startswith(" ") and (not paragraph or paragraph[-1].endswith((" ", "\n", "\t"))):
            text = text[1:]
        self._characters += len(text)
        if self._characters > self._limits.cell_text:
            table = self._open[-1]
            raise table.sheet.too_long((table.row, table.column), self._characters)
        if text:
            paragraph.append(text)

    # --- cells -------------------------------------------------------------------------------------------------------

    def _finish_cell(self, table: _Table, cell: _TableCell) -> None:
        """Lay a cell out as often as it is repeated."""
        row, column, sheet, attributes = table.row, table.column, table.sheet, cell.attributes
        table.column += cell.repeated
        rows, columns = self._rows_repeated, cell.repeated
        if not cell.covered and (_COLUMNS_SPANNED in attributes or _ROWS_SPANNED in attributes):
            across = _repeated(attributes, _COLUMNS_SPANNED)
            down = _repeated(attributes, _ROWS_SPANNED)
            if across > 1 or down > 1:
                sheet.merged.append(Block(row, column, row + down - 1, column + across - 1))
        if "table:content-validation-name" in attributes and rows <= self._limits.rows:
            table.drop_downs.append(Block(row, column, row + rows - 1, column + columns - 1))
        value = self._value(cell)
        formula = attributes.get("table:formula", "")
        if value == "" and not formula:
            return
        sheet.reserve(row + rows - 1, column + columns - 1, rows * columns)
        for one_row in range(row, row + rows):
            for one_column in range(column, column + columns):
                self._put(table, (one_row, one_column), cell, value, formula)

    def _value(self, cell: _TableCell) -> CellValue:
        """Return what a cell holds by its stated type; its text where the stated value is not one."""
        attributes = cell.attributes
        kind = attributes.get("office:value-type", "")
        if kind in {"float", "percentage", "currency"} and "office:value" in attributes:
            return _number(attributes["office:value"])
        text = "\n".join(["".join(paragraph).rstrip(" ") for paragraph in cell.paragraphs]) if cell.paragraphs else ""
        if kind in {"float", "percentage", "currency"}:
            return text
        if kind == "date":
            return _moment(attributes.get("office:date-value", "")) or text
        if kind == "time":
            span = _duration(attributes.get("office:time-value", ""))
            return text if span is None else _time_of_day(span)
        if kind == "boolean" and "office:boolean-value" in attributes:
            return attributes["office:boolean-value"].lower() == "true"
        return text if cell.paragraphs else attributes.get("office:string-value", "")

    def _put(self, table: _Table, address: Address, cell: _TableCell, value: CellValue, formula: str) -> None:
        """Set one cell and note what is known of it."""
        sheet, attributes = table.sheet, cell.attributes
        kind = attributes.get("office:value-type", "")
        shown = "".join(map("".join, cell.paragraphs))
        if attributes.get("calcext:value-type") == "error" or (formula and is_error_value(shown)):
            sheet.errors[address] = shown or "#VALUE!"
            value = ""
        style_name = self._style_of(table, address[1], attributes)
        number_format = self._styles.number_format(style_name)
        if formula:
            note_formula(sheet, address, excel_formula(formula), value, number_format)
            if not kind and not shown:
                sheet.uncalculated.add(address)
        sheet.put(address, value)
        if kind == "percentage":
            sheet.percents.add(address)
        if isinstance(value, float):
            sheet.shown.note_number(address, value, number_format)
            scale = 0 if kind == "percentage" else _scale_shown(value, shown)
            if scale and scale != sheet.shown.scales.get(address):  # some programs keep it in the text alone
                sheet.shown.note_scaled(address, shown, scale, number_format)
        elif isinstance(value, (date, time, timedelta)):
            sheet.shown.note_serial(address, serial_of_value(value), number_format)
        if value != "" and self._styles.is_struck("table-cell", style_name):
            sheet.struck.add(address)
        elif cell.struck_spans:
            sheet.struck_runs[address] = _struck_runs(cell)

    def _style_of(self, table: _Table, column: int, attributes: Attributes) -> str:
        """Return the name of a cell's style: its own, else that of its row, else that of its column."""
        own = attributes.get("table:style-name") or table.row_style
        if own:
            return own
        return next((style for last, style in table.column_styles if column <= last), "")


def _struck_runs(cell: _TableCell) -> tuple[tuple[int, int], ...]:
    begins = [0]
    for paragraph in cell.paragraphs:
        begins.append(begins[-1] + len("".join(paragraph).rstrip(" ")) + 1)
    return tuple((begins[number] + begin, begins[number] + end) for number, begin, end in cell.struck_spans)


def excel_formula(formula: str) -> str:
    """Return an OpenFormula text as Excel writes it, or an empty text where it refers to more than its own sheet."""
    prefix, mark, body = formula.partition(":=")
    if not mark:
        prefix, body = "", formula.removeprefix("=")
    if prefix not in {"", "of", "oooc", "msoxl"}:
        return ""
    written = "".join(filter(None, _REFERENCE.split(body)))  # texts between, and the parts of each reference
    return "" if "[" in written else written.replace(";", ",")


def _scale_shown(value: float, shown: str) -> int:
    """Return by which power of ten the number that a cell shows is smaller than the stored one; 0 without a number."""
    match = _SHOWN_NUMBER.search(shown)
    if match is None or not value:
        return 0
    number, half = float(match[0].replace(",", "")), 0.5 * 10.0 ** -len(match["fraction"] or "")
    powers = (power for power in range(_MAX_SCALE + 1) if abs(abs(value) / 10**power - number) <= half * 1.000001)
    return next(powers, 0)


def _repeated(attributes: Attributes, key: str) -> int:
    value = attributes.get(key)
    if value is None:
        return 1
    return max(int(value), 1) if value.isdecimal() and len(value) < 10 else 1


def _number(text: str) -> CellValue:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) and "_" not in text else text


def _moment(text: str) -> CellValue:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return moment if moment.time() != time() else moment.date()


def _duration(text: str) -> timedelta | None:
    match = _DURATION.fullmatch(text)
    if match is None or len(text) > 40:
        return None
    span = timedelta(
        days=min(int(match["days"] or 0), _MAX_DAYS),
        hours=min(int(match["hours"] or 0), _MAX_DAYS * 24),
        minutes=min(int(match["minutes"] or 0), _MAX_DAYS * 1440),
        seconds=min(float((match["seconds"] or "0").replace(",", ".")), _MAX_DAYS * 86400.0),
    )
    return -span if match["sign"] else span


def _time_of_day(span: timedelta) -> CellValue:
    if timedelta() <= span < timedelta(days=1):
        return (datetime.min + span).time()
    return span
