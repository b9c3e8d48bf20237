"""Whole blocks of values and formulas between Python and a workbook, in a few calls however many cells there are.

Facts of LibreOffice that this module stands on (7.4):

* ``setDataArray`` takes numbers and text only: dates are numbers with a format, truth is a formula (as when it opens
  an .xlsx), and text that starts with ``=`` stays text.
* ``setDataArray`` and ``setFormulaArray`` delete the notes of the cells they write. Excel keeps them, so cells with
  notes are written one by one.
* Both raise an exception without a message on a protected sheet; single cells are written in spite of protection.
* ``getDataArray`` gives dates and truth as numbers and errors as nothing: the number formats tell the former, block by
  block of one format, and only errors cost a call each, if their names are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from xltools.desktop.libreoffice import formulas
from xltools.desktop.libreoffice.addresses import Block, cover
from xltools.desktop.libreoffice.number_formats import STAMP_CODES, is_mixed
from xltools.desktop.libreoffice.uno_types import CellRange
from xltools.desktop.libreoffice.values import (
    UNNAMED_ERROR,
    CellValue,
    FormatKind,
    Stamp,
    error_text,
    from_serial,
    prepare,
)

if TYPE_CHECKING:
    from xltools.desktop.libreoffice.range import Range

__all__ = ["read_formulas", "read_values", "write_formulas", "write_values"]

_ANNOTATION = 8  # com.sun.star.sheet.CellFlags
_TRUTH = {True: "=TRUE()", False: "=FALSE()"}

Raw = float | str


def read_values(rng: Range, name_errors: bool = False) -> list[list[CellValue]]:
    """The values of a range, row by row: None, str, float, bool, datetime or CellError.

    :param name_errors: say which error it is; else every error is the same one.
    """
    rows: list[list[CellValue]] = [
        [None if value == "" else UNNAMED_ERROR if value is None else value for value in row]
        for row in rng.uno.getDataArray()
    ]
    numbers = any(type(value) is float for row in rows for value in row)
    if numbers:
        for kind, block in _formatted_blocks(rng):
            _show_as(rows, block, kind, rng)
    if name_errors:
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is UNNAMED_ERROR:
                    values[column] = error_text(rng.uno.getCellByPosition(column, row).getError())
    return rows


def write_values(rng: Range, rows: Sequence[Sequence[object]]) -> None:
    """Write rows of values; they have the shape of the range.

    As in Excel, text that starts with ``=`` is a formula unless the cell is formatted as text, and a leading
    apostrophe keeps the rest from being read as anything. Unlike Excel, no other text is ever read as a number or date.
    """
    plain: list[list[Raw]] = []
    formula_cells: dict[tuple[int, int], str] = {}
    stamps: dict[FormatKind, list[tuple[int, int]]] = {}
    day_shift = rng.sheet.book.day_shift
    for row, values in enumerate(rows, 1):
        line: list[Raw] = []
        for column, given in enumerate(values, 1):
            value = given if type(given) in (str, float) else prepare(given)
            if isinstance(value, bool):
                formula_cells[row, column] = _TRUTH[value]
                value = ""
            elif isinstance(value, Stamp):
                stamps.setdefault(value.kind, []).append((row, column))
                value = float(value) + day_shift * bool(value.kind & FormatKind.DATE)
            elif value and isinstance(value, str) and value[0] in "='":
                if value[0] == "'":
                    value = value[1:]
                elif formulas.is_formula(value):
                    formula_cells[row, column] = value
                    value = ""
            line.append(value)  # type: ignore[arg-type]
        plain.append(line)
    _put(rng, plain, "setDataArray")
    for block in cover(formula_cells):
        _write_found_formulas(rng.part(block), _cut(formula_cells, block))
    for kind, cells in stamps.items():
        for block in cover(cells):
            _show_stamps(rng.part(block), kind)


def read_formulas(rng: Range) -> list[list[str]]:
    """What a person would see in the formula bar of each cell, formulas in Excel's grammar."""
    texts, data = rng.uno.getFormulaArray(), rng.uno.getDataArray()
    parser = rng.sheet.book.parser
    rows: list[list[str]] = []
    for row, (line, values) in enumerate(zip(texts, data, strict=True)):
        out: list[str] = []
        for column, (text, value) in enumerate(zip(line, values, strict=True)):
            if isinstance(value, str) and not (formulas.is_formula(text) and text != value):
                out.append(value)
            elif not formulas.is_formula(text):
                out.append(_number_text(value))
            elif text in _TRUTH.values():
                out.append(text[1:-2])
            else:
                translated = formulas.from_office(text, parser)
                out.append(translated or parser.formula(rng.uno.getCellByPosition(column, row)))
        rows.append(out)
    return rows


def write_formulas(rng: Range, rows: Sequence[Sequence[object]] | str) -> None:
    """Write formulas in Excel's grammar, and constants as a person would type them.

    :param rows: rows of the range's shape, or one text for all its cells: then relative references move along.
    """
    parser = rng.sheet.book.parser
    block = rng.block
    lines: list[list[str]] = []
    hard: dict[tuple[int, int], str] = {}
    for row in range(block.rows):
        line: list[str] = []
        for column in range(block.columns):
            given = rows if isinstance(rows, str) else rows[row][column]
            text = _typed(given)
            if formulas.is_formula(text) and text not in _TRUTH.values():
                moves = (row, column) if isinstance(rows, str) else (0, 0)
                translated = formulas.to_office(text, parser, *moves)
                if translated is None:
                    hard[row, column] = text
                text = translated or ""
            line.append(text)
        lines.append(line)
    # One text for all cells is parsed once: its tokens are relative to the first cell.
    first = rng.uno.getCellByPosition(0, 0).CellAddress if hard else None
    shared = parser.tokens(rows, first) if hard and isinstance(rows, str) else None
    tokens = {
        cell: shared or parser.tokens(text, rng.uno.getCellByPosition(cell[1], cell[0]).CellAddress)
        for cell, text in hard.items()
    }
    _put(rng, lines, "setFormulaArray")
    for (row, column), parsed in tokens.items():
        rng.uno.getCellByPosition(column, row).setTokens(parsed)


def _put(rng: Range, rows: Sequence[Sequence[Raw]], method: Literal["setDataArray", "setFormulaArray"]) -> None:
    """Write rows by one of the office's block methods, around the cells that have notes."""
    noted = _cells_of(rng, rng.uno.queryContentCells(_ANNOTATION).getRangeAddresses())
    with rng.changing():
        if not noted:
            getattr(rng.uno, method)(tuple(map(tuple, rows)))
            return
        block = rng.block
        every = {(row, column) for row in range(1, block.rows + 1) for column in range(1, block.columns + 1)}
        for part in cover(every - noted):
            lines = rows[part.row - 1 : part.last_row]
            getattr(rng.part(part).uno, method)(
                tuple(tuple(line[part.column - 1 : part.last_column]) for line in lines)
            )
        for row, column in noted:
            cell, value = rng.uno.getCellByPosition(column - 1, row - 1), rows[row - 1][column - 1]
            if isinstance(value, float):
                cell.setValue(value)
            elif method == "setFormulaArray":
                cell.setFormula(value)
            else:
                cell.setString(value)


def _write_found_formulas(rng: Range, rows: list[list[str]]) -> None:
    """Write formulas that stood among values, as plain text where the cell is formatted as text."""
    if is_mixed(rng.uno, "NumberFormat") and rng.block.size > 1:
        for row, line in enumerate(rows, 1):
            for column, text in enumerate(line, 1):
                _write_found_formulas(rng.part(Block(row, column)), [[text]])
    elif rng.sheet.book.formats.kind(rng.uno.NumberFormat) & FormatKind.TEXT:
        _put(rng, rows, "setDataArray")
    else:
        write_formulas(rng, rows)


def _formatted_blocks(rng: Range) -> Iterable[tuple[FormatKind, Block]]:
    """The blocks of a range whose numbers are not plain ones, by the kind of their formats; relative, from 1."""
    book = rng.sheet.book
    whole = Block(1, 1, rng.block.rows, rng.block.columns)
    if not is_mixed(rng.uno, "NumberFormat"):
        kind = book.formats.kind(rng.uno.NumberFormat)
        if kind:
            yield kind, whole
        return
    alike = rng.uno.getUniqueCellFormatRanges().createEnumeration()
    while alike.hasMoreElements():
        cells = alike.nextElement()
        kind = book.formats.kind(cells.getPropertyValue("NumberFormat"))
        if kind:
            for address in cells.getRangeAddresses():
                yield kind, Block.of(address).moved(1 - rng.block.row, 1 - rng.block.column)


def _show_as(rows: list[list[CellValue]], block: Block, kind: FormatKind, rng: Range) -> None:
    """Turn the numbers of a block into what their format shows: dates and truth. Times of day stay numbers."""
    epoch = rng.sheet.book.epoch
    for line in rows[block.row - 1 : block.last_row]:
        for column in range(block.column - 1, block.last_column):
            value = line[column]
            if type(value) is not float:
                continue
            if kind & FormatKind.DATE:
                line[column] = from_serial(value, epoch)
            elif kind & FormatKind.LOGICAL and value in (0.0, 1.0):
                line[column] = bool(value)


def _show_stamps(rng: Range, kind: FormatKind) -> None:
    """Give cells a format for dates or times where they have none yet; one that shows text is left alone."""
    uno: CellRange = rng.uno
    formats = rng.sheet.book.formats
    if is_mixed(uno, "NumberFormat"):
        for row in range(1, rng.block.rows + 1):
            for column in range(1, rng.block.columns + 1):
                _show_stamps(rng.part(Block(row, column)), kind)
    elif not formats.kind(uno.NumberFormat) & (FormatKind.DATE | FormatKind.TIME | FormatKind.TEXT):
        uno.NumberFormat = formats.key(STAMP_CODES[kind])


def _cells_of(rng: Range, addresses: Iterable[object]) -> set[tuple[int, int]]:
    """The cells of UNO addresses, relative to the range, from 1."""
    blocks = (Block.of(address).moved(1 - rng.block.row, 1 - rng.block.column) for address in addresses)
    return {
        (row, column)
        for block in blocks
        for row in range(block.row, block.last_row + 1)
        for column in range(block.column, block.last_column + 1)
    }


def _cut(cells: dict[tuple[int, int], str], block: Block) -> list[list[str]]:
    return [
        [cells[row, column] for column in range(block.column, block.last_column + 1)]
        for row in range(block.row, block.last_row + 1)
    ]


def _typed(value: object) -> str:
    """A value as a person would type it, in English."""
    ready = prepare(value)
    if isinstance(ready, bool):
        return _TRUTH[ready]
    return ready if isinstance(ready, str) else _number_text(ready)


def _number_text(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
