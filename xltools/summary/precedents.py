"""The cells that a figure of the summary is made of, down to the rows that hold what departments reported.

The formulas of the summary use few functions: SUM and SUMIFS over columns of the detail sheets, N, ROUND and IF, and
plain cells. What they add up is followed; what they only count, compare or divide by is not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from xltools.grids.grid import Grid
from xltools.model import Place
from xltools.model.place import column_number
from xltools.summary.table import ANY_NUMBER

__all__ = ["TracedFigure", "link_of_row", "trace_figure"]

_TEXT = r'"(?:[^"]|"")*"'
_REFERENCE = (
    r"(?:'(?P<sheet>(?:[^']|'')+)'!)?\$?(?P<left>[A-Z]{1,3})\$?(?P<top>\d+)"
    r"(?::\$?(?P<right>[A-Z]{1,3})\$?(?P<bottom>\d+))?"
)
_TOKEN = re.compile(rf"{_TEXT}|(?P<call>COUNTIFS?|SUMIFS?)\((?P<arguments>(?:[^()\"]|{_TEXT})*)\)|{_REFERENCE}")
_ARGUMENT = re.compile(rf"(?:{_TEXT}|'(?:[^']|'')*'|[^,\"'])+")
_ADDITIVE = re.compile(r"[()+\s0-9.,]*(?:[/*]10000)?")
_FUNCTIONS = re.compile(r"\b(?:SUM|N|ROUND)\(")
_FEN = Decimal("0.01")
_TEN_THOUSAND = Decimal(10_000)
_LINK = re.compile(rf"HYPERLINK\((?P<target>(?:{_TEXT}&?)+),")
_STRING = re.compile(_TEXT)
_MAX_DEPTH = 8
_ABOVE = {">=0": 0, ANY_NUMBER.strip('"'): -1_000_000_000}
"""Criteria of the summary that ask for a number, and what it has to reach."""


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A figure of the summary: its cell, its amount in 元 (None: no amount, or a share), and the cells that it adds up.

    ``parts`` are cells without a formula, in the order of the sheet. ``adds_up`` says whether the parts make the figure
    to the fen; None where the formula does more than add, such as a share or a difference.
    """

    place: Place
    amount: Decimal | None
    parts: tuple[Place, ...]
    adds_up: bool | None


def trace_figure(sheets: Mapping[str, Grid], place: Place) -> TracedFigure:
    """Return what a cell of a summary is made of; ``sheets`` are its sheets by their names."""
    grid = sheets[place.sheet]
    formula = grid.formula_texts.get((place.row, place.column), "")
    shown = _number(grid, place.row, place.column)
    amount = None if shown is None else (shown * _unit(sheets, place, _MAX_DEPTH)).quantize(_FEN)
    parts = tuple(dict.fromkeys(_parts(sheets, place, _MAX_DEPTH)))
    if not formula:
        return TracedFigure(place, amount, parts, None)
    if not _ADDITIVE.fullmatch(_FUNCTIONS.sub("(", _TOKEN.sub("", formula))):
        return TracedFigure(place, None, parts, None)
    numbers = (_number(sheets[part.sheet], part.row, part.column) for part in parts)
    total = sum((number for number in numbers if number is not None), Decimal(0))
    return TracedFigure(place, amount, parts, total.quantize(_FEN) == (amount or 0))


def link_of_row(grid: Grid, row: int) -> str:
    """Return the target of the last link in a row, which leads to the source of its amounts; empty without one.

    It is as the link has it: the path of the file, then ``#``, sheet and cell.
    """
    for column in range(grid.width, 0, -1):
        if match := _LINK.match(grid.formula_texts.get((row, column), "")):
            return "".join(text[1:-1].replace('""', '"') for text in _STRING.findall(match["target"]))
    return ""


def _parts(sheets: Mapping[str, Grid], place: Place, depth: int) -> Iterator[Place]:
    """Yield the cells without a formula that a cell adds up; one that shows zero or no number has none."""
    grid = sheets[place.sheet]
    formula = grid.formula_texts.get((place.row, place.column), "")
    if not _number(grid, place.row, place.column):
        return
    if not formula:
        yield place
        return
    if depth:
        for precedent in _precedents(sheets, formula, place.sheet):
            yield from _parts(sheets, precedent, depth - 1)


def _precedents(sheets: Mapping[str, Grid], formula: str, sheet: str) -> Iterator[Place]:
    for match in _TOKEN.finditer(formula):
        if match["call"]:
            if match["call"].startswith("SUMIF"):
                yield from _where(sheets, match["arguments"], sheet)
        elif match["left"]:
            yield from _cells(sheets, match, sheet)


def _where(sheets: Mapping[str, Grid], arguments: str, sheet: str) -> Iterator[Place]:
    """Yield the cells that SUMIFS(range, range, criterion, …) adds: those in the rows that meet all criteria."""
    summed, *conditions = _ARGUMENT.findall(arguments)
    wanted = [
        ([*_range(sheets, column, sheet)], _criterion(sheets, text.strip(), sheet))
        for column, text in zip(conditions[::2], conditions[1::2], strict=True)
    ]
    for index, cell in enumerate(_range(sheets, summed, sheet)):
        if all(_meets(sheets, places[index], criterion) for places, criterion in wanted):
            yield cell


def _meets(sheets: Mapping[str, Grid], place: Place, criterion: str) -> bool:
    """Return whether a cell meets a criterion: a text that it shows, or a number that it has to reach."""
    if (least := _ABOVE.get(criterion)) is not None:
        number = _number(sheets[place.sheet], place.row, place.column)
        return number is not None and number >= least
    return _text(sheets, place) == criterion


def _criterion(sheets: Mapping[str, Grid], text: str, sheet: str) -> str:
    if text.startswith('"'):
        return text[1:-1].replace('""', '"')
    return _text(sheets, next(_range(sheets, text, sheet)))


def _range(sheets: Mapping[str, Grid], text: str, sheet: str) -> Iterator[Place]:
    match = re.fullmatch(_REFERENCE, text.strip())
    if match:
        yield from _cells(sheets, match, sheet)


def _cells(sheets: Mapping[str, Grid], match: re.Match[str], sheet: str) -> Iterator[Place]:
    name = (match["sheet"] or sheet).replace("''", "'")
    if name not in sheets:
        return
    left, top = column_number(match["left"]), int(match["top"])
    right = column_number(match["right"]) if match["right"] else left
    bottom = int(match["bottom"]) if match["bottom"] else top
    for row in range(top, min(bottom, max(sheets[name].height, top)) + 1):
        for column in range(left, right + 1):
            yield Place("", name, row, column)


def _text(sheets: Mapping[str, Grid], place: Place) -> str:
    return sheets[place.sheet].text(place.row, place.column)


def _number(grid: Grid, row: int, column: int) -> Decimal | None:
    value = grid.value(row, column)
    return Decimal(f"{value:.15g}") if isinstance(value, (int, float)) and math.isfinite(value) else None


def _unit(sheets: Mapping[str, Grid], place: Place, depth: int) -> Decimal:
    """Return the yuan that 1 in a cell stands for: cells that divide by 10,000, and their sums, are in 万元."""
    formula = sheets[place.sheet].formula_texts.get((place.row, place.column), "")
    if formula.endswith("/10000"):
        return _TEN_THOUSAND
    if not formula or formula.endswith("*10000") or not depth:
        return Decimal(1)
    first = next(_precedents(sheets, formula, place.sheet), None)
    return _unit(sheets, first, depth - 1) if first else Decimal(1)
