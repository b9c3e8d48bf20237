"""Work out simple formulas that no program has calculated: sums, products and joined texts of cells of one sheet.

Some programs store a formula without its result. Where the formula only adds, subtracts, multiplies, divides, rounds
or joins what stands in cells of the same sheet, its result can be had without a spreadsheet program. Everything else
(other sheets, names, conditions, look-ups) is left alone: no result is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import NamedTuple

from xltools.grids.grid import Address, CellValue, Grid
from xltools.grids.number_format import parse_number_format
from xltools.lazy_pattern import LazyPattern
from xltools.model import column_number

__all__ = ["CellLookup", "FormulaResult", "calculate_formulas", "is_typed_text", "with_results"]

FormulaResult = Decimal | str
"""The result of a formula: a number, or a text."""
CellLookup = Callable[[int, int], CellValue]
"""Gives the value of a cell by row and column."""

_MAX_FORMULA_CHARACTERS = 500
_MAX_CELLS_READ = 200_000
"""Cells that all formulas of a sheet together may look at."""
_MAX_DEPTH = 40
"""Formulas that use one another, and brackets or signs within one another, of all open formulas together."""
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_FIFTEEN_DIGITS = Context(prec=15, rounding=ROUND_HALF_UP)
"""A spreadsheet shows fifteen significant digits of a result."""

_TYPED_TEXT = LazyPattern(r"-?[0-9][0-9.,]*+(?:[-~～–][0-9.,]++)?\s*[%‰]?\s*[㎡℃一-龥][^()!\"'&*\[\]{}=]*")
_UNSUPPORTED = re.compile(r"\b(?!SUM|PRODUCT|ROUND|ABS)[A-Z][A-Z0-9.]*\(|!|\[", re.IGNORECASE)
"""A function, a sheet or a table that makes it pointless to read on."""
_TOKEN = re.compile(
    r"\s*(?:(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![A-Za-z0-9_(!])"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)"
    r'|(?P<text>"(?:[^"]|"")*")'
    r"|(?P<function>[A-Za-z]+)(?=\()"
    r"|(?P<sign>[-+*/&%(),:]))"
)


class _UnknownResultError(Exception):
    """The formula needs something that is not worked out here."""


class _Range(NamedTuple):
    """The cells between two corners, both included."""

    top: int
    left: int
    bottom: int
    right: int


_Operand = Decimal | str | None | _Range
"""None is a blank cell."""


def calculate_formulas(
    formulas: Mapping[Address, str], value_at: CellLookup, *, wanted: Collection[Address] | None = None
) -> dict[Address, FormulaResult]:
    """Return the results of those of ``formulas`` (or of the ``wanted`` ones) that can be worked out safely.

    ``formulas`` are texts in A1 notation without the equals sign, by the cells that hold them and have no result;
    ``value_at`` gives the value of any other cell of the sheet by row and column. Cells with an error value, a date or
    a formula that cannot be worked out make every formula that uses them unknown. Never raises.
    """
    sheet = _Sheet(formulas, value_at)
    results: dict[Address, FormulaResult] = {}
    for address in formulas if wanted is None else wanted:
        try:
            results[address] = sheet.result(address)
        except (_UnknownResultError, DecimalException):
            continue
    return results


def with_results(grid: Grid) -> Grid:
    """Return the sheet with the results of those formulas without one that can be worked out safely.

    A result shows in the number format of its cell. Returns ``grid`` itself where there is nothing to work out.
    """
    if not any(address in grid.formula_texts for address in grid.uncalculated):
        return grid
    # An error value, or a formula of which nothing is known, makes all that depends on it unknown as well.
    unknown = dict.fromkeys((*grid.errors, *grid.uncalculated), "")
    formulas = unknown | {at: grid.formula_texts[at] for at in grid.uncalculated if at in grid.formula_texts}
    results = calculate_formulas(formulas, grid.value)
    if not results:
        return grid
    rows = [list(row) for row in grid.rows]
    shown_texts = dict(grid.shown_texts)
    scales = dict(grid.scales)
    for (row, column), result in results.items():
        rows += [[] for _ in range(row - len(rows))]
        cells = rows[row - 1]
        cells += [None] * (column - len(cells))
        cells[column - 1] = result
        code = grid.number_formats.get((row, column))
        if code and isinstance(result, Decimal):
            number_format = parse_number_format(code)
            shown_texts |= {(row, column): shown} if (shown := number_format.shown(result)) else {}
            scales |= {(row, column): scale} if (scale := number_format.scale(result)) else {}
    calculated = frozenset(results)
    return replace(
        grid,
        rows=rows,
        uncalculated=grid.uncalculated - calculated,
        calculated=calculated,
        shown_texts=shown_texts,
        scales=scales,
    )


def is_typed_text(formula: str) -> bool:
    """Return whether a text such as ``0个``, stored as a formula, is what a person typed behind an equals sign.

    No formula goes on with a word behind a number; programs that take every text with ``=`` for a formula store it so.
    """
    return _TYPED_TEXT.fullmatch(formula.strip()) is not None


class _Sheet:
    """The cells of one sheet, with the formulas that are being worked out."""

    def __init__(self, formulas: Mapping[Address, str], value_at: CellLookup) -> None:
        self._formulas = formulas
        self._value_at = value_at
        self._known: dict[Address, FormulaResult | None] = {}
        self._open: set[Address] = set()
        self.depth = 0
        self._cells_left = _MAX_CELLS_READ

    def result(self, address: Address) -> FormulaResult:
        """Return the result of the formula at ``address``, or raise _UnknownResultError."""
        if address in self._known:
            known = self._known[address]
            if known is None:
                raise _UnknownResultError
            return known
        if address in self._open or len(self._open) >= _MAX_DEPTH:  # it refers to itself, or the chain is too long
            raise _UnknownResultError
        self._open.add(address)
        self._known[address] = None
        try:
            value = _Parser(self._formulas[address], self).value()
        finally:
            self._open.discard(address)
        self._known[address] = value
        return value

    def operand(self, row: int, column: int) -> Decimal | str | None:
        """Return what stands in a cell; raise _UnknownResultError for what is neither number nor text."""
        self._cells_left -= 1
        if self._cells_left < 0:
            raise _UnknownResultError
        if (row, column) in self._formulas:
            return self.result((row, column))
        value = self._value_at(row, column)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            raise _UnknownResultError
        number = (
            value if isinstance(value, Decimal) else Decimal(f"{value:.15g}" if isinstance(value, float) else value)
        )
        if not number.is_finite():
            raise _UnknownResultError
        return number

    def numbers(self, cells: _Range) -> Iterator[Decimal]:
        """Yield the numbers of a range; texts and blanks do not count, as in SUM."""
        if (cells.bottom - cells.top + 1) * (cells.right - cells.left + 1) > self._cells_left:
            raise _UnknownResultError
        for row in range(cells.top, cells.bottom + 1):
            for column in range(cells.left, cells.right + 1):
                value = self.operand(row, column)
                if isinstance(value, Decimal):
                    yield value


class _Parser:
    """A recursive-descent parser that works a formula out while it reads it."""

    def __init__(self, formula: str, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._tokens = _tokens(formula)
        self._at = 0

    def value(self) -> FormulaResult:
        """Return the result of the whole formula."""
        result = self._joined()
        if self._at != len(self._tokens):
            raise _UnknownResultError
        if isinstance(result, str):
            return result
        number = _FIFTEEN_DIGITS.plus(_number(result))
        return number if number else Decimal(0)

    def _next(self, *signs: str) -> str:
        """Take the next token if it is one of these signs; return it, or an empty text."""
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "sign" and text in signs:
                self._at += 1
                return text
        return ""

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise _UnknownResultError

    def _joined(self) -> _Operand:
        left = self._sum()
        while self._next("&"):
            left = _text(left) + _text(self._sum())
        return left

    def _sum(self) -> _Operand:
        left = self._product()
        while sign := self._next("+", "-"):
            right = _number(self._product())
            left = _EXACT.add(_number(left), right) if sign == "+" else _EXACT.subtract(_number(left), right)
        return left

    def _product(self) -> _Operand:
        left = self._signed()
        while sign := self._next("*", "/"):
            right = _number(self._signed())
            if sign == "/" and not right:
                raise _UnknownResultError  # a division by zero is an error value
            left = _EXACT.multiply(_number(left), right) if sign == "*" else _EXACT.divide(_number(left), right)
        return left

    def _signed(self) -> _Operand:
        negative = signed = False
        while sign := self._next("-", "+"):
            negative ^= sign == "-"
            signed = True
        operand = self._operand()
        while self._next("%"):
            operand = _EXACT.divide(_number(operand), Decimal(100))
        return _EXACT.minus(_number(operand)) if negative else _number(operand) if signed else operand

    def _nested(self) -> _Operand:
        """Read what stands in brackets, not too deep."""
        self._sheet.depth += 1
        if self._sheet.depth > _MAX_DEPTH:
            raise _UnknownResultError
        try:
            return self._joined()
        finally:
            self._sheet.depth -= 1

    def _operand(self) -> _Operand:
        if self._next("("):
            inner = self._nested()
            self._expect(")")
            return inner
        if self._at >= len(self._tokens):
            raise _UnknownResultError
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Decimal(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "cell":
            return self._cell(text)
        if kind == "function":
            return self._function(text.upper())
        raise _UnknownResultError

    def _cell(self, text: str) -> _Operand:
        row, column = _address(text)
        if not self._next(":"):
            return self._sheet.operand(row, column)
        if self._at >= len(self._tokens) or self._tokens[self._at][0] != "cell":
            raise _UnknownResultError
        other_row, other_column = _address(self._tokens[self._at][1])
        self._at += 1
        return _Range(min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column))

    def _function(self, name: str) -> Decimal:
        self._expect("(")
        arguments: list[_Operand] = []
        if not self._next(")"):
            arguments.append(self._nested())
            while self._next(","):
                arguments.append(self._nested())
            self._expect(")")
        if name == "ROUND" and len(arguments) == 2:
            places = _number(arguments[1])
            if places != places.to_integral_value() or abs(places) > 15:
                raise _UnknownResultError
            return _EXACT.quantize(_number(arguments[0]), Decimal(1).scaleb(-int(places)))
        if name == "ABS" and len(arguments) == 1:
            return abs(_number(arguments[0]))
        numbers = [number for argument in arguments for number in self._argument(argument)]
        if name == "SUM":
            total = Decimal(0)
            for number in numbers:
                total = _EXACT.add(total, number)
            return total
        if name == "PRODUCT" and numbers:
            product = Decimal(1)
            for number in numbers:
                product = _EXACT.multiply(product, number)
            return product
        raise _UnknownResultError

    def _argument(self, argument: _Operand) -> Iterator[Decimal]:
        if isinstance(argument, _Range):
            yield from self._sheet.numbers(argument)
        elif isinstance(argument, Decimal):
            yield argument
        elif argument is not None:
            raise _UnknownResultError  # a text as an argument: programs differ in what they make of it


def _tokens(formula: str) -> list[tuple[str, str]]:
    if len(formula) > _MAX_FORMULA_CHARACTERS or ('"' not in formula and _UNSUPPORTED.search(formula)):
        raise _UnknownResultError
    tokens: list[tuple[str, str]] = []
    at, end = 0, len(formula.rstrip())
    while at < end:
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise _UnknownResultError
        tokens.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tokens


def _address(text: str) -> Address:
    bare = text.replace("$", "")
    letters = bare.rstrip("0123456789")
    row, column = int(bare[len(letters) :]), column_number(letters)
    if not row:
        raise _UnknownResultError
    return row, column


def _number(operand: _Operand) -> Decimal:
    """Return an operand as a number: a blank cell is 0; texts and ranges are not numbers."""
    if operand is None:
        return Decimal(0)
    if isinstance(operand, Decimal):
        return operand
    raise _UnknownResultError


def _text(operand: _Operand) -> str:
    if operand is None:
        return ""
    if isinstance(operand, str):
        return operand
    if isinstance(operand, Decimal):
        number = _FIFTEEN_DIGITS.plus(operand)
        text = f"{number:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    raise _UnknownResultError
