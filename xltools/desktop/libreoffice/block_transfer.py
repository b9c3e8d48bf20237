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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from xltools.desktop.libreoffice import formulas
from xltools.desktop.libreoffice.addresses import CellBlock, cover_cells
from xltools.desktop.libreoffice.cell_flags import NOTES
from xltools.desktop.libreoffice.cell_values import (
    UNNAMED_ERROR,
    CellValue,
    OfficeFormatKind,
    SerialMoment,
    error_text,
    from_serial,
    prepare,
)
from xltools.desktop.libreoffice.number_formats import MOMENT_CODES, is_mixed
from xltools.desktop.libreoffice.protocols import RangeLike
from xltools.desktop.libreoffice.uno_types import Uno, UnoCell

__all__ = ["fill_formula", "read_formulas", "read_values", "write_formulas", "write_values"]

_TRUTH = {True: "=TRUE()", False: "=FALSE()"}

Raw = float | str


class _Encoded:
    """Rows of values, split into what the office takes in one call and what has to be written afterwards.

    Cells are (row, column), from 1.
    """

    def __init__(self, rows: Sequence[Sequence[object]], day_shift: int) -> None:
        self.formulas: dict[tuple[int, int], str] = {}
        self.stamps: dict[OfficeFormatKind, list[tuple[int, int]]] = {}
        self._day_shift = day_shift
        self.plain = [
            [self._raw(row, column, value) for column, value in enumerate(line, 1)] for row, line in enumerate(rows, 1)
        ]

    def _raw(self, row: int, column: int, given: object) -> Raw:
        """Return the number or text to write for a value; note what has to be written besides."""
        value = given if isinstance(given, str) else prepare(given)
        if isinstance(value, bool):
            value = _TRUTH[value]
        elif isinstance(value, SerialMoment):
            self.stamps.setdefault(value.kind, []).append((row, column))
            return float(value) + self._day_shift * bool(value.kind & OfficeFormatKind.DATE)
        elif isinstance(value, float):
            return value
        if formulas.is_formula(value):
            self.formulas[row, column] = value
            return ""
        return value.removeprefix("'")


def read_values(rng: RangeLike, name_errors: bool = False) -> list[list[CellValue]]:
    """Return the values of a range, row by row: None, str, float, bool, datetime or CellError.

    :param name_errors: say which error it is; else every error is the same one.
    """
    rows: list[list[CellValue]] = [
        [None if value == "" else UNNAMED_ERROR if value is None else value for value in row]
        for row in rng.uno.getDataArray()
    ]
    numbers = any(type(value) is float for row in rows for value in row)
    if numbers:
        for kind, block in _kinds(rng):
            if kind:
                _show_as(rows, block, kind, rng)
    if name_errors:
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if value is UNNAMED_ERROR:
                    values[column] = error_text(rng.uno.getCellByPosition(column, row).getError())
    return rows


def write_values(rng: RangeLike, rows: Sequence[Sequence[object]]) -> None:
    """Write rows of values; they have the shape of the range.

    As in Excel, text that starts with ``=`` is a formula unless the cell is formatted as text, and a leading
    apostrophe keeps the rest from being read as anything. Unlike Excel, no other text is ever read as a number or date.
    """
    ready = _Encoded(rows, rng.sheet.book.day_shift)
    _put(rng, ready.plain, "setDataArray")
    if not (ready.formulas or ready.stamps):
        return
    # The rows have the heights they need. Each further call would measure all their text again, at many times its cost.
    document = rng.sheet.book.uno
    document.IsAdjustHeightEnabled = False
    try:
        _put_on_top(rng, ready)
    finally:
        document.IsAdjustHeightEnabled = True


def _put_on_top(rng: RangeLike, ready: _Encoded) -> None:
    """Write what does not go in one call with the rest: formulas, and formats for dates and times."""
    for kind, blocks in _by_kind(rng, cover_cells(ready.formulas)):
        for block in blocks:
            texts = _cut(ready.formulas, block)
            if kind & OfficeFormatKind.TEXT:
                _put(rng.part(block), texts, "setDataArray")
            else:
                write_formulas(rng.part(block), texts)
    for shown, cells in ready.stamps.items():
        for kind, blocks in _by_kind(rng, cover_cells(cells)):
            if not kind & (OfficeFormatKind.DATE | OfficeFormatKind.TIME | OfficeFormatKind.TEXT):
                rng.parts(blocks).NumberFormat = rng.sheet.book.formats.key(MOMENT_CODES[shown])


def read_formulas(rng: RangeLike) -> list[list[str]]:
    """Return the text in the formula bar of each cell, formulas in Excel's grammar."""
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


def write_formulas(rng: RangeLike, rows: Sequence[Sequence[object]]) -> None:
    """Write rows of formulas in Excel's grammar, and constants as a person would type them."""
    parser = rng.sheet.book.parser
    lines: list[list[str]] = []
    tokens: dict[tuple[int, int], Uno] = {}
    for row, given in enumerate(rows):
        line = [_typed(value) for value in given]
        for column, text in enumerate(line):
            if formulas.is_formula(text) and text not in _TRUTH.values():
                formula = formulas.to_office(text, parser)
                line[column] = str(formula or "")
                if formula is None:
                    cell = rng.uno.getCellByPosition(column, row)
                    tokens[row, column] = parser.tokens(text, cell.CellAddress)
        lines.append(line)
    _put(rng, lines, "setFormulaArray")
    _put_tokens(rng, tokens)


def fill_formula(rng: RangeLike, text: str) -> None:
    """Write one formula or constant into all cells; relative references move along from the first cell."""
    block, parser = rng.block, rng.sheet.book.parser
    if not formulas.is_formula(text):
        write_formulas(rng, [[text] * block.columns] * block.rows)
    elif (formula := formulas.to_office(text, parser)) is not None:
        _put(
            rng,
            [[formula.moved(row, column) for column in range(block.columns)] for row in range(block.rows)],
            "setFormulaArray",
        )
    else:
        tokens = parser.tokens(text, rng.cell.CellAddress)  # they are relative to the cell
        cells = [(row, column) for row in range(block.rows) for column in range(block.columns)]
        _put_tokens(rng, dict.fromkeys(cells, tokens))


def _put(rng: RangeLike, rows: Sequence[Sequence[Raw]], method: Literal["setDataArray", "setFormulaArray"]) -> None:
    """Write rows by one of the office's block methods, around the cells that have notes."""
    block = rng.block
    with rng.changing():
        if block.size == 1:
            _put_cell(rng.cell, rows[0][0], method)
            return
        noted = _cells_of(rng, rng.uno.queryContentCells(NOTES).getRangeAddresses())
        if not noted:
            getattr(rng.uno, method)(tuple(map(tuple, rows)))
            return
        every = {(row, column) for row in range(1, block.rows + 1) for column in range(1, block.columns + 1)}
        for part in cover_cells(every - noted):
            lines = rows[part.row - 1 : part.last_row]
            getattr(rng.part(part).uno, method)(
                tuple(tuple(line[part.column - 1 : part.last_column]) for line in lines)
            )
        for row, column in noted:
            cell = rng.uno.getCellByPosition(column - 1, row - 1)
            _put_cell(cell, rows[row - 1][column - 1], method)


def _put_cell(cell: UnoCell, value: Raw, method: str) -> None:
    """Write one cell as a block method would, but for its note."""
    if isinstance(value, float):
        cell.setValue(value)
    elif method == "setFormulaArray":
        cell.setFormula(value)
    else:
        cell.setString(value)


def _put_tokens(rng: RangeLike, tokens: Mapping[tuple[int, int], Uno]) -> None:
    """Write parsed formulas cell by cell (row, column, from 0)."""
    with rng.changing():
        for (row, column), parsed in tokens.items():
            rng.uno.getCellByPosition(column, row).setTokens(parsed)


def _kinds(rng: RangeLike) -> Iterator[tuple[OfficeFormatKind, CellBlock]]:
    """Go through the blocks of a range by the kind of their number formats; relative, from 1."""
    formats = rng.sheet.book.formats
    if not is_mixed(rng.uno, "NumberFormat"):
        yield formats.kind(rng.uno.NumberFormat), CellBlock(1, 1, rng.block.rows, rng.block.columns)
        return
    alike = rng.uno.getUniqueCellFormatRanges().createEnumeration()
    while alike.hasMoreElements():
        cells = alike.nextElement()
        kind = formats.kind(cells.getPropertyValue("NumberFormat"))
        for address in cells.getRangeAddresses():
            yield kind, CellBlock.of(address).moved(1 - rng.block.row, 1 - rng.block.column)


def _by_kind(rng: RangeLike, blocks: list[CellBlock]) -> Iterator[tuple[OfficeFormatKind, list[CellBlock]]]:
    """Go through these blocks of a range, divided where the kinds of their number formats differ."""
    if not blocks:
        return
    parts = rng.parts(blocks)
    if not is_mixed(parts, "NumberFormat"):
        yield rng.sheet.book.formats.kind(parts.NumberFormat), blocks
        return
    for block in blocks:
        for kind, piece in _kinds(rng.part(block)):
            yield kind, [piece.moved(block.row - 1, block.column - 1)]


def _show_as(rows: list[list[CellValue]], block: CellBlock, kind: OfficeFormatKind, rng: RangeLike) -> None:
    """Turn the numbers of a block into what their format shows: dates and truth. Times of day stay numbers."""
    epoch = rng.sheet.book.epoch
    for line in rows[block.row - 1 : block.last_row]:
        for column in range(block.column - 1, block.last_column):
            value = line[column]
            if type(value) is not float:
                continue
            if kind & OfficeFormatKind.DATE:
                line[column] = from_serial(value, epoch)
            elif kind & OfficeFormatKind.LOGICAL and value in (0.0, 1.0):
                line[column] = bool(value)


def _cells_of(rng: RangeLike, addresses: Iterable[object]) -> set[tuple[int, int]]:
    """Return the cells of UNO addresses, relative to the range, from 1."""
    blocks = (CellBlock.of(address).moved(1 - rng.block.row, 1 - rng.block.column) for address in addresses)
    return {
        (row, column)
        for block in blocks
        for row in range(block.row, block.last_row + 1)
        for column in range(block.column, block.last_column + 1)
    }


def _cut(cells: dict[tuple[int, int], str], block: CellBlock) -> list[list[str]]:
    return [
        [cells[row, column] for column in range(block.column, block.last_column + 1)]
        for row in range(block.row, block.last_row + 1)
    ]


def _typed(value: object) -> str:
    """Return a value as a person would type it, in English."""
    ready = prepare(value)
    if isinstance(ready, bool):
        return _TRUTH[ready]
    return ready if isinstance(ready, str) else _number_text(ready)


def _number_text(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
