"""New workbooks, also big ones: XlsxWriter with sheets whose rows are streamed into the file when it is closed.

XlsxWriter keeps every cell as an object and writes each with several calls. A :class:`BulkSheet` does all that an
XlsxWriter worksheet does, and takes its bulk as an iterable of rows that is first looked at when the file is written:
one row is in memory at a time, and it becomes XML in one go. What is streamed is data, never markup: a text stays a
text whatever it begins with.

::

    with BulkWorkbook(Path("out.xlsx")) as workbook:
        sheet = workbook.add_worksheet("明细")
        text, money = workbook.add_format(), workbook.add_format({"num_format": "#,##0.00"})
        sheet.write_string(0, 0, "项目")
        sheet.stream(1, 2, {"row": RowFormat((text, money))}, rows)

where a row is ``("row", ("甲", Decimal("1.50")), None)``: the name of its format, the cells, and perhaps a height.

The same content gives the same bytes, provided that ``set_properties`` sets the date of creation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from decimal import Decimal
from operator import getitem
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, NamedTuple, Self
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.worksheet import Worksheet

from xltools.bounded_cache import MAX_ENTRIES, BoundedCache
from xltools.model import column_letters
from xltools.quick_dataclass import dataclass
from xltools.writer.lasting_stream import LastingStream
from xltools.writer.packing import PartPacker
from xltools.writer.safe_text import MAX_LINK_CHARACTERS, fit_text, link_target, literal, one_line, xml_text

__all__ = ["MAX_ROWS", "BulkSheet", "BulkWorkbook", "Formula", "Links", "Row", "RowFormat", "Value"]

MAX_ROWS = 1_048_576
"""Rows of a worksheet."""
MAX_CAPTION_CHARACTERS = 1000
"""Characters of each half of a link's text: with the target well within the 8,192 of a formula."""
MAX_SHARED_TEXTS = 1 << 18
"""Different texts that the workbook's table takes; more are written in their cells, so that memory stays flat."""

_FORMULA_SIGNS = frozenset("=+-@")
_ROWS_PER_WRITE = 128
_CALCULATION_ENGINE_ID = 191_029
"""The engine of current Excel, which calculates files of older ones anew when it opens them."""
_MAX_EXPONENT = 300
"""Larger numbers, and nearer to zero, are beyond what a spreadsheet can hold."""


class Formula(NamedTuple):
    """A formula without its equals sign, and the value that it has; both as XML where that is known already."""

    text: str
    value: str | int | Decimal = ""
    xml: str = ""


Value = str | int | Decimal | Formula | None
"""The value of a cell. None and empty texts are blank cells with their format."""

Row = tuple[str, Sequence[Value], float | None]
"""The name of a row format, the values from the first column on, and the height in points (None: the program's own)."""


@dataclass(frozen=True, slots=True)
class RowFormat:
    """The format of one sort of rows: a cell format for each column, and a level of the outline.

    ``hidden`` rows are folded away; the ``collapsed`` row beside them has the button that shows them.
    """

    formats: tuple[Format, ...]
    level: int = 0
    hidden: bool = False
    collapsed: bool = False


class Links:
    """Cells that lead to cells of one sheet of a file (or to a file), prepared once because there may be thousands.

    They are formulas, because a sheet takes no more than 65,530 hyperlinks proper. Where the target is too long for
    Excel, the cell only shows its text.
    """

    def __init__(self, file: str, sheet: str, caption: str) -> None:
        """Prepare links to a sheet; each begins with ``caption``."""
        target = link_target(file, sheet)
        self._room = MAX_LINK_CHARACTERS - len(target)
        self._caption = one_line(caption)[:MAX_CAPTION_CHARACTERS]
        self._start = f"HYPERLINK({literal(target)}&"
        self._shown = literal(self._caption)
        self._xml_start = f"<f>{xml_text(self._start)}"
        self._xml_shown, self._xml_caption = xml_text(self._shown), _content(self._caption)

    def to(self, cell: str, text: str = "") -> Formula:
        """Return the link to a cell in A1 style (none: the file), showing the caption followed by ``text``."""
        more, quoted, xml, xml_more = _MORE[text]
        value = self._caption + more
        if len(cell) > self._room:
            return Formula(f"{self._shown}{quoted}", value)
        return Formula(
            f'{self._start}"{cell}",{self._shown}{quoted})',
            value,
            f'{self._xml_start}"{cell}",{self._xml_shown}{xml})</f><v>{self._xml_caption}{xml_more}</v>',
        )


def _more(text: str) -> tuple[str, str, str, str]:
    line = one_line(text)[:MAX_CAPTION_CHARACTERS]
    joined = f"&{literal(line)}" if line else ""
    return line, joined, xml_text(joined), _content(line)


_MORE = BoundedCache(_more)
"""The text after a link's caption: on one line, joined to it in a formula, and as XML. It is mostly an address, which
recurs."""


class BulkSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with streamed blocks of rows besides what XlsxWriter's own methods put into it."""

    def __init__(self) -> None:
        """Start a sheet without streamed rows."""
        super().__init__()
        self.quoted: Callable[[Format], Format] = lambda cell_format: cell_format
        self.outline_row_level: int = 0
        self._streams: list[_Stream] = []

    def stream(self, first: int, count: int, row_formats: Mapping[str, RowFormat], rows: Iterable[Row]) -> None:
        """Have ``count`` rows written from row ``first`` (from 0) on, when the workbook is closed.

        Blocks come from top to bottom; what other methods write lies outside them. An iterable that gives more or
        fewer rows than announced is a programming error (ValueError when the workbook is closed).
        """
        if not count:
            return
        if self._streams and first < self._streams[-1].end:
            raise ValueError("blocks of rows must be given from top to bottom")
        columns = max(len(row_format.formats) for row_format in row_formats.values())
        if self._check_dimensions(first, 0) or self._check_dimensions(first + count - 1, columns - 1):
            raise ValueError(f"{count} rows do not fit below row {first + 1}")
        self.outline_row_level = max(self.outline_row_level, *(row_format.level for row_format in row_formats.values()))
        self._streams.append(_Stream(first, count, row_formats, rows))

    def _assemble_xml_file(self) -> None:
        try:
            super()._assemble_xml_file()
        except BaseException:
            self._xml_close()
            raise

    def _write_rows(self) -> None:
        # XlsxWriter's hook for all that stands within <sheetData>.
        start, last = self.dim_rowmin, self.dim_rowmax
        for stream in self._streams:
            self._write_stored_rows(start, stream.first - 1)
            stream.write(self)
            start = stream.end
        self._write_stored_rows(start, last)

    def _write_stored_rows(self, first: int, last: int) -> None:
        if first <= last:
            self.dim_rowmin, self.dim_rowmax = first, last
            super()._write_rows()


class BulkWorkbook(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook whose sheets are :class:`BulkSheet`, and in which no text ever becomes anything else."""

    worksheet_class = BulkSheet
    filename: Path | BinaryIO
    packer: PartPacker

    def __init__(self, target: Path | BinaryIO, options: Mapping[str, Any] | None = None) -> None:
        """Start a workbook; ``options`` are XlsxWriter's."""
        self._folder = TemporaryDirectory(prefix="xltools-")
        fixed = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        super().__init__(target, {"use_zip64": True, **(options or {}), **fixed, "tmpdir": self._folder.name})
        self.str_table = _StringTable()
        self._quoted: dict[int, Format] = {}
        # The stored values are right, so no program need calculate thousands of formulas before it shows them.
        self.set_calc_mode("auto", _CALCULATION_ENGINE_ID)
        self.calc_on_load = False

    def __enter__(self) -> Self:
        """Return the workbook."""
        return self

    def __exit__(self, kind: object, value: object, traceback: object) -> None:
        """Write the workbook, or clean up without writing after an error."""
        if kind is None:
            self.close()
        else:
            self._folder.cleanup()  # half a workbook is never written

    def close(self) -> None:
        """Write the workbook. Whatever happens, no temporary file is left; an OSError is the caller's."""
        try:
            super().close()
        except FileCreateError as error:
            raise error.args[0] from None
        finally:
            self._folder.cleanup()

    def _store_workbook(self) -> None:
        """Have the parts written by XlsxWriter, and pack each behind its back while it writes the next."""
        target, self.filename = self.filename, LastingStream()
        try:
            with (
                ZipFile(target, "w", ZIP_DEFLATED, allowZip64=True) as archive,
                ThreadPoolExecutor(1) as packing,
            ):
                self.packer = PartPacker(archive, packing)
                super()._store_workbook()
                self.packer.finish()
        finally:
            self.filename = target

    def quoted(self, cell_format: Format) -> Format:
        """Return the twin of a format for texts that begin like a formula: they stay texts when a cell is edited."""
        twin = self._quoted.get(id(cell_format))
        if twin is None:
            twin = copy(cell_format)
            twin.xf_index = twin._format_key = None
            twin.set_quote_prefix()
            self.formats.append(twin)
            self._quoted[id(cell_format)] = twin
        return twin

    def _add_sheet(self, name: str | None, worksheet_class: type[Worksheet] | None = None) -> Worksheet:
        sheet = super()._add_sheet(name, worksheet_class)
        if isinstance(sheet, BulkSheet):
            sheet.quoted = self.quoted
        return sheet

    def _get_packager(self) -> Packager:
        return _Packager()


@dataclass(frozen=True, slots=True)
class _Stream:
    """A block of rows to be written."""

    first: int
    count: int
    row_formats: Mapping[str, RowFormat]
    rows: Iterable[Row]

    @property
    def end(self) -> int:
        """The row after the last."""
        return self.first + self.count

    def write(self, sheet: BulkSheet) -> None:
        """Turn row after row into XML."""
        row_formats = {name: _Markup(row_format, sheet) for name, row_format in self.row_formats.items()}
        batch: list[str] = []
        number = self.first
        # This loop runs over millions of cells, most of which hold what stood in their column before. What comes
        # between two row numbers is one text, so that a row is those texts joined by its number.
        for name, values, height in self.rows:
            number += 1
            markup = row_formats[name]
            texts = ['<row r="', f"{_HIGH[height]}{markup.row}", *map(getitem, markup.cells, values)]
            if len(values) < len(markup.cells):
                texts[-1] = texts[-1].removesuffix(_cell_start(len(values) + 1)) + _ROW_END
            batch.append(f'{number}"'.join(texts))
            if not number % _ROWS_PER_WRITE:
                sheet.fh.write("".join(batch))
                batch.clear()
        sheet.fh.write("".join(batch))
        if number != self.end:
            raise ValueError(f"{sheet.name}: {self.count} rows were announced, {number - self.first} came")


class _Markup:
    """A row format as XML: what stands in a row between its number and that of its first cell, and the cells."""

    def __init__(self, row_format: RowFormat, sheet: BulkSheet) -> None:
        attributes = {
            "hidden": "1" if row_format.hidden else "",
            "outlineLevel": str(row_format.level or ""),
            "collapsed": "1" if row_format.collapsed else "",
        }
        self.row = "".join(f' {name}="{value}"' for name, value in attributes.items() if value) + ">" + _cell_start(1)
        last = len(row_format.formats)
        self.cells = [
            _Contents(
                sheet.str_table,
                style._get_xf_index(),
                sheet.quoted(style)._get_xf_index(),
                _cell_start(number + 1) if number < last else _ROW_END,
            )
            for number, style in enumerate(row_format.formats, 1)
        ]


_ROW_END = "</row>"
_HIGH = BoundedCache[float | None, str](lambda height: f' ht="{height:g}" customHeight="1"' if height else "")
"""The attributes of a row of so many points."""


def _cell_start(column: int) -> str:
    """Return a cell up to its row number."""
    return f'<c r="{column_letters(column)}'


class _Contents(dict[Value, str]):
    """The markup after the row number of a cell of one column, up to that of the next cell, by the cell's value.

    Formulas are not remembered, since they all differ.
    """

    def __init__(self, table: _StringTable, style: int, quoted: int, following: str) -> None:
        super().__init__()
        self._table = table
        self._style = f' s="{style}"'
        self._quoted = f' s="{quoted}"'
        """the format of texts that look like formulas"""
        self._following = following
        self._blank = f"{self._style}/>{following}"

    def __missing__(self, value: Value) -> str:
        # Of a large county hundreds of thousands of values stand in their column once.
        if isinstance(value, str):
            if value:
                style = self._quoted if value[0] in _FORMULA_SIGNS else self._style
                content = f"{style}{self._table.cell(value)}{self._following}"
            else:
                content = self._blank
        elif isinstance(value, Formula):
            text, result, xml = value
            kind = ' t="str"' if isinstance(result, str) else ""
            return f"{self._style}{kind}>{xml or _formula(text, result)}</c>{self._following}"
        elif value is None:
            content = self._blank
        elif isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < _MAX_EXPONENT):
            content = f"{self._style}{self._table.cell(str(value))}{self._following}"
        else:
            content = f"{self._style}><v>{value!s}</v></c>{self._following}"  # str is quicker than a decimal's format
        if len(self) < MAX_ENTRIES:
            self[value] = content
        return content


def _formula(text: str, result: str | int | Decimal) -> str:
    return f"<f>{xml_text(text)}</f><v>{_content(result) if isinstance(result, str) else result!s}</v>"


def _content(text: str) -> str:
    return xml_text(fit_text(text))


class _StringTable(SharedStringTable):  # type: ignore[misc]
    """The workbook's texts, which may still grow while sheets are written."""

    def cell(self, text: str) -> str:
        """Return a cell with this text: by the text's number, or with the text itself when the table is full."""
        table = self.string_table
        number = table.setdefault(text, len(table)) if len(table) < MAX_SHARED_TEXTS else table.get(text)
        if number is not None:
            return f' t="s"><v>{number}</v></c>'
        return f' t="inlineStr"><is><t xml:space="preserve">{_content(text)}</t></is></c>'

    def _sort_string_data(self) -> None:
        # XlsxWriter does this before the sheets are written, and then knows whether there will be a part of texts.
        if not self.count:
            self._get_shared_string_index("")
        self.string_array = list(self.string_table)


class _StringsPart(SharedStrings):  # type: ignore[misc]
    """The part of texts. XlsxWriter's own takes a text that row_formats like its rich text for markup."""

    def _write_sst(self) -> None:
        # Without the number of uses, which no program reads and which would have to be counted cell by cell.
        schema = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        self._xml_start_tag("sst", [("xmlns", schema), ("uniqueCount", len(self.string_table.string_table))])

    def _write_sst_strings(self) -> None:
        for text in self.string_table.string_table:
            self.fh.write(f'<si><t xml:space="preserve">{_content(text)}</t></si>')


class _Packager(Packager):  # type: ignore[misc]
    """Writes the parts, with our part of texts, and leaves the packing to the workbook."""

    def _filename(self, xml_filename: str) -> str:
        path: str = super()._filename(xml_filename)
        self.workbook.packer.begin(Path(path), xml_filename)
        return path

    def _create_package(self) -> list[tuple[str, str, bool]]:
        super()._create_package()
        return []  # for XlsxWriter to pack

    def _write_shared_strings_file(self) -> None:
        part = _StringsPart()
        part.string_table = self.workbook.str_table
        part._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        part._assemble_xml_file()
