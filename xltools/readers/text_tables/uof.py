"""Spreadsheets of the Unified Office Format (标文通 UOF 1, GB/T 20916-2007), one XML file with Chinese names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime, time

from xltools.grids.error_values import is_error_value
from xltools.grids.grid import Address, Block, CellValue
from xltools.grids.number_format import GENERAL, NumberFormat, parse_number_format
from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.moments import serial_of_value
from xltools.readers.placeholders import note_formula
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.relative_references import formula_in_a1
from xltools.readers.sheet_builder import CellFormat, SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, lost_characters, without_declaration

__all__ = ["UofReader"]

_NAMESPACE = b"schemas.uof.org/cn/2003"
_SHEET = tuple("工作表".encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"))
_HEAD_BYTES = 8192
_RELATIVE_REFERENCE = re.compile(r"(?<![A-Za-z])R(?:\d+C\[|\[-?\d+\]C|C\[)")
_CODES = {"percentage": "0.00%", "date": "yyyy/m/d", "time": "h:mm:ss", "text": "@"}
"""Number formats for styles that name only a category."""
_SPACE, _TAB, _LINE_BREAK, _PARAGRAPH = "空格符", "制表符", "换行符", "段落"
_ASIDE = frozenset({"批注", "图表"})
_MAX_SPAN, _MAX_COLUMNS = 1 << 20, 1 << 14


class UofReader:
    """Reads .uos and .uof spreadsheets."""

    kind = FileKind.UOF

    def recognises(self, content: bytes) -> bool:
        """Return whether the text is XML that declares the namespaces of UOF 1 and holds a worksheet."""
        head = content[:_HEAD_BYTES].replace(b"\0", b"")  # the higher bytes in UTF-16
        is_xml = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
        return is_xml and _NAMESPACE in head and any(name in content for name in _SHEET)

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all sheets. RefusedError for a damaged file, or one over the limits."""
        text, lost = decode_text(content)
        if "<!DOCTYPE" in text:  # entities are declared nowhere else
            raise RefusedError("F09", part=name)
        book = _UofBook(name, limits)
        parse_events(without_declaration(text).encode(), book, name, limits)
        if not book.sheets:
            raise damaged("里面没有工作表", "it has no sheet")
        book.place_drawings()
        return Workbook(tuple(sheet.grid() for sheet in book.sheets), notes=lost_characters(Place(name), lost))


@dataclass(slots=True)
class _UofCell:
    """A cell while its content is read."""

    style: str
    kind: str = ""
    number: str | None = None
    formula: str = ""
    words: list[str] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    run_begins: int = 0
    run_is_struck: bool = False

    @property
    def text(self) -> str:
        return "".join(self.words).replace("\r\n", "\n").replace("\r", "\n")


class _UofBook:
    """Takes expat's events; names and attributes count without their prefixes."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.sheets: list[SheetBuilder] = []
        self._file = file
        self._limits = limits
        self._budget = CellBudget(limits)
        self._styles: dict[str, CellFormat] = {}
        self._struck_runs: set[str] = set()
        """the names of the styles of runs that strike text through"""
        self._style = self._run_style = ""
        self._sheet: SheetBuilder | None = None
        self._row = self._row_span = self._column = self._grid_column = 0
        self._row_style = ""
        self._covered: list[Block] = []
        """merged blocks that reach below the row that is read"""
        self._cell: _UofCell | None = None
        self._aside = 0
        self._in_text = self._in_formula = False
        self._anchors: list[tuple[SheetBuilder, Address, str]] = []
        self._graphic = ""
        self._graphic_texts: dict[str, list[str]] = {}
        self._pictures: set[str] = set()
        self._date1904 = False

    # --- elements ----------------------------------------------------------------------------------------------------

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        stated = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        if self._aside or local in _ASIDE:
            self._aside += 1
        elif self._cell is not None:
            self._start_in_cell(self._cell, local, stated)
        elif local == "工作表":
            hidden = stated.get("隐藏") in {"true", "1"}
            self._sheet = SheetBuilder(self._file, stated.get("名称", ""), self._budget, hidden=hidden)
            self.sheets.append(self._sheet)
            self._row = self._grid_column = 0
            self._covered = []
        elif self._sheet is not None:
            self._start_in_sheet(self._sheet, local, stated)
        else:
            self._start_before_sheets(local, stated)

    def _start_before_sheets(self, local: str, stated: dict[str, str]) -> None:
        if local == "单元格式样":
            self._style = stated.get("标识符", "")
            self._styles[self._style] = CellFormat()
        elif local == "句式样":
            self._run_style = stated.get("标识符", "")
        elif local == "数字格式" and self._style:
            number_format = _number_format(stated)
            self._styles[self._style] = CellFormat(number_format, self._styles[self._style].struck)
        elif local == "删除线" and _is_on(stated):
            if self._style:
                self._styles[self._style] = CellFormat(self._styles[self._style].number_format, struck=True)
            elif self._run_style:
                self._struck_runs.add(self._run_style)
        elif local == "日期系统-1904":
            self._date1904 = stated.get("值") in {"true", "1"}
        elif local in {"图形", "其他对象"}:
            self._graphic = stated.get("标识符", "")
            if local == "其他对象" or "其他对象" in stated:
                self._pictures.add(self._graphic)
        elif local in {"文本串", _SPACE, _TAB, _LINE_BREAK, _PARAGRAPH} and self._graphic:
            texts = self._graphic_texts.setdefault(self._graphic, [])
            texts.append(_blank_text(local, stated, self._limits) if local != _PARAGRAPH else "\n")
            self._in_text = local == "文本串"

    def _start_in_sheet(self, sheet: SheetBuilder, local: str, stated: dict[str, str]) -> None:
        if local == "列":
            self._grid_column = _positive(stated.get("列号"), self._grid_column + 1)
            last = self._grid_column + _positive(stated.get("跨度"), 1) - 1
            if stated.get("隐藏") in {"true", "1"}:
                sheet.hide_columns(self._grid_column, last)
            self._grid_column = last
        elif local == "行":
            self._row = _positive(stated.get("行号"), self._row + 1)
            self._row_span = _positive(stated.get("跨度"), 0)
            self._column, self._row_style = 0, stated.get("式样引用", "")
            self._covered = [block for block in self._covered if block.bottom >= self._row]
            if stated.get("隐藏") in {"true", "1"}:
                sheet.hide_rows(self._row, self._row + self._row_span)
        elif local == "单元格":
            self._start_cell(sheet, stated)
        elif local == "锚点":
            self._anchors.append((sheet, (1, 1), stated.get("图形引用", "")))

    def _start_cell(self, sheet: SheetBuilder, stated: dict[str, str]) -> None:
        """Find the place of a cell. Without a number it follows the one before it; covered cells are not written."""
        column = _positive(stated.get("列号"), 0)
        if not column:
            column = self._column + 1
            while block := next((block for block in self._covered if block.left <= column <= block.right), None):
                column = block.right + 1
        self._column = min(column, _MAX_COLUMNS)
        across, down = _positive(stated.get("合并列数"), 0), _positive(stated.get("合并行数"), 0)
        if across or down:
            block = Block(self._row, self._column, self._row + down, self._column + across)
            sheet.merged.append(block)
            self._covered.append(block)
        self._cell = _UofCell(stated.get("式样引用") or self._row_style, formula=stated.get("公式", ""))

    def _start_in_cell(self, cell: _UofCell, local: str, stated: dict[str, str]) -> None:
        if local == "数据":
            cell.kind, cell.number = stated.get("数据类型", "text"), stated.get("数据数值")
            cell.formula = cell.formula or stated.get("公式", "")
        elif local == "公式":
            self._in_formula = True
        elif local == "句":
            cell.run_begins, cell.run_is_struck = len(cell.text), False
        elif local == "句属性":
            cell.run_is_struck = stated.get("式样引用", "") in self._struck_runs
        elif local == "删除线":
            cell.run_is_struck = _is_on(stated)
        elif local == "文本串":
            self._in_text = True
        elif local in {_SPACE, _TAB, _LINE_BREAK}:
            cell.words.append(_blank_text(local, stated, self._limits))
        elif local == _PARAGRAPH and cell.words:
            cell.words.append("\n")
        elif local == "锚点" and self._sheet is not None:
            self._anchors.append((self._sheet, (self._row, self._column), stated.get("图形引用", "")))

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if self._aside:
            self._aside -= 1
        elif local == "文本串":
            self._in_text = False
        elif local == "公式":
            self._in_formula = False
        elif self._cell is not None:
            if local == "句" and self._cell.run_is_struck:
                self._cell.struck.append((self._cell.run_begins, len(self._cell.text)))
            elif local == "单元格" and self._sheet is not None:
                self._finish(self._sheet, self._cell)
                self._cell = None
        elif local == "行":
            self._row += self._row_span
        elif local == "工作表":
            self._sheet = None
        elif local == "单元格式样":
            self._style = ""
        elif local == "句式样":
            self._run_style = ""
        elif local in {"图形", "其他对象"}:
            self._graphic = ""

    def data(self, text: str) -> None:
        """Take text."""
        if self._aside:
            return
        if self._in_formula and self._cell is not None:
            self._cell.formula += text
        elif self._in_text and self._cell is not None:
            self._cell.words.append(text)
        elif self._in_text and self._graphic:
            self._graphic_texts[self._graphic].append(text)

    # --- cells -------------------------------------------------------------------------------------------------------

    def _finish(self, sheet: SheetBuilder, cell: _UofCell) -> None:
        formula = cell.formula.strip()
        value = _value(cell)
        if not formula and (value is None or value == ""):
            return
        address = (self._row, self._column)
        sheet.reserve(*address)
        cell_format = self._styles.get(cell.style, CellFormat())
        if cell.kind == "error" or (formula and is_error_value(cell.text)):
            sheet.errors[address] = cell.text.strip() or "#VALUE!"
            value = ""
        if formula:
            relative = _RELATIVE_REFERENCE.search(formula)
            written = formula_in_a1(formula, address) if relative else formula.removeprefix("=")
            note_formula(sheet, address, written, "" if value is None else value, cell_format.number_format)
            if value is None:
                sheet.uncalculated.add(address)
        if isinstance(value, float):
            sheet.put_number(address, value, cell_format.number_format, date1904=self._date1904)
        else:
            sheet.put(address, "" if value is None else value)
        if isinstance(value, (date, time)):
            sheet.shown.note_serial(address, serial_of_value(value), cell_format.number_format)
        if cell.struck and isinstance(value, str):
            sheet.struck_runs[address] = tuple(cell.struck)
        elif value not in {None, ""} and cell_format.struck:
            sheet.struck.add(address)

    def place_drawings(self) -> None:
        """Note the text boxes and pictures of all sheets, whose content may stand before or behind them."""
        for sheet, address, name in self._anchors:
            text = "".join(self._graphic_texts.get(name, ())).strip()[: self._limits.cell_text]
            if text:
                sheet.text_boxes[address] = "\n".join(filter(None, (sheet.text_boxes.get(address), text)))
            elif name in self._pictures:
                sheet.pictures.add(address)


def _value(cell: _UofCell) -> CellValue:
    """Return what a cell holds by its stated type, its text where the stated value is not one; None for no value."""
    stated = cell.text if cell.number is None else cell.number
    if not stated:
        return cell.text if cell.text or cell.kind in {"text", "string"} else None
    if cell.kind == "number":
        return next(_numbers(stated), cell.text or stated)
    if cell.kind == "date":
        try:
            moment = datetime.fromisoformat(stated.strip()).replace(tzinfo=None)
        except ValueError:
            return next(_numbers(stated), cell.text or stated)
        return moment if moment.time() != time() else moment.date()
    if cell.kind == "boolean":
        return stated.strip().lower() in {"true", "1"}
    return cell.text or stated


def _numbers(text: str) -> Iterator[float]:
    """Yield the number that a text states, if it is one."""
    try:
        if "_" not in text:
            yield float(text)
    except ValueError:
        return


def _number_format(stated: dict[str, str]) -> NumberFormat:
    code = stated.get("格式码") or _CODES.get(stated.get("分类名称", ""), "")
    return parse_number_format(code) if code else GENERAL


def _is_on(stated: dict[str, str]) -> bool:
    return stated.get("类型", "single") != "none" and stated.get("值", "true") != "false"


def _blank_text(local: str, stated: dict[str, str], limits: Limits) -> str:
    if local == _SPACE:
        return " " * min(_positive(stated.get("个数"), 1), limits.cell_text)
    return {_TAB: "\t", _LINE_BREAK: "\n"}.get(local, "")


def _positive(text: str | None, default: int) -> int:
    """Return a whole number above 0; the default where there is none."""
    return min(int(text), _MAX_SPAN) or default if text and text.isdecimal() and len(text) < 9 else default
