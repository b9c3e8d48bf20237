"""Rows and cells: their order, and values that fit the type of their cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from tests.auditor.areas import MAX_ROWS, Area, Cell, parse_area, parse_cell
from tests.auditor.book import MAIN, Book, Sheet, boolean, integer, text_of
from tests.auditor.formulas import formula_problems
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_calculation_chain", "check_cells"]

MAX_TEXT = 32_767
MAX_ROW_POINTS = 409.5
MAX_OUTLINE = 7
_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z?)?|T?[0-9]{2}:[0-9:.]+")
_ERROR = re.compile(
    "#(?:(?:NULL|DIV/0|VALUE|REF|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|BUSY|EXTERNAL|PYTHON|UNKNOWN)!"
    "|NAME[?]|N/A|GETTING_DATA)"
)
_C, _F, _V, _IS, _ROW = (MAIN + name for name in ("c", "f", "v", "is", "row"))


def check_cells(book: Book) -> Iterator[Problem]:
    """Check the rows and cells of every worksheet."""
    facts = _facts(book)
    for sheet, root in book.worksheets:
        yield from _check_rows(sheet, root, facts)


@dataclass(slots=True)
class _Facts:
    """What cells refer to."""

    formats: int | None
    strings: int
    sheet_names: frozenset[str]
    shared_formulas: set[str] = field(default_factory=set)
    seen_formulas: set[str] = field(default_factory=set)


def _facts(book: Book) -> _Facts:
    _, styles = book.first("styles")
    _, strings = book.first("sharedStrings")
    return _Facts(
        None if styles is None else len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf")),
        0 if strings is None else len(strings.findall(f"{MAIN}si")),
        frozenset(sheet.name.casefold() for sheet in book.sheets),
    )


def _check_rows(sheet: Sheet, root: etree._Element, facts: _Facts) -> Iterator[Problem]:
    facts.shared_formulas.clear()
    facts.seen_formulas.clear()
    last_row = 0
    for row in root.iterfind(f"{MAIN}sheetData/{_ROW}"):
        number = integer(row.get("r"), last_row + 1)
        place = f"row {number}"
        if not last_row < number <= MAX_ROWS:
            what = f"the row comes after row {last_row}"
            yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.REPORTED)
        last_row = number
        for what in _check_row(row, facts):
            yield Problem(sheet.part, place, what, Effect.REPAIRED, Source.WORKSHEETS)
        last_column = 0
        for element in row.iterchildren(_C):
            address = element.get("r")
            cell = Cell(number, last_column + 1) if address is None else parse_cell(address)
            if cell is None:
                what = "the address is not a cell of a sheet"
                yield Problem(sheet.part, f"cell {address}", what, Effect.REPAIRED, Source.LIMITS)
                continue
            if cell.row != number or cell.column <= last_column:
                what = f"the cell is in row {number} after column {last_column}"
                yield Problem(sheet.part, f"cell {address}", what, Effect.REPAIRED, Source.REPORTED)
            last_column = cell.column
            for what, effect, source in _check_cell(element, facts):
                yield Problem(sheet.part, f"cell {address or tuple(cell)}", what, effect, source)


def _check_row(row: etree._Element, facts: _Facts) -> Iterator[str]:
    height = row.get("ht")
    if height is not None and _NUMBER.fullmatch(height) and not 0 <= float(height) <= MAX_ROW_POINTS + 0.1:
        yield f"a height of {height} points"
    if integer(row.get("outlineLevel")) > MAX_OUTLINE:
        yield f"an outline level of {row.get('outlineLevel')}"
    if facts.formats is not None and integer(row.get("s")) >= max(facts.formats, 1):
        yield f"the format {row.get('s')} is not there"


_Finding = tuple[str, Effect, Source]


def _check_cell(cell: etree._Element, facts: _Facts) -> Iterator[_Finding]:
    style = cell.get("s")
    if style is not None and facts.formats is not None and integer(style) >= facts.formats:
        yield f"the format {style} is not there", Effect.REPAIRED, Source.STYLES
    formula, value, inline = cell.find(_F), cell.find(_V), cell.find(_IS)
    if formula is not None:
        yield from _check_formula(formula, facts)
    kind = cell.get("t", "n")
    if inline is not None and len(text_of(inline)) > MAX_TEXT:
        yield f"a text of more than {MAX_TEXT} characters", Effect.REPAIRED, Source.LIMITS
    if kind == "inlineStr" and value is not None and inline is None:
        yield "an inline text in the element of a value", Effect.REPAIRED, Source.WORKSHEETS
    elif value is not None and (value.text or kind not in {"n", "str"} or formula is None):
        what = _value_problem(kind, value.text or "", facts)
        if what:
            yield what, Effect.REPAIRED, Source.WORKSHEETS


def _value_problem(kind: str, text: str, facts: _Facts) -> str | None:
    problems = {
        "n": (not text or _NUMBER.fullmatch(text), "is not a number"),
        "s": (text.strip().isdecimal() and int(text) < facts.strings, "is not a shared text"),
        "b": (text.strip() in {"0", "1", "true", "false"}, "is not a truth value"),
        "e": (_ERROR.fullmatch(text), "is not an error value"),
        "d": (_DATE.fullmatch(text), "is not a date"),
        "str": (len(text) <= MAX_TEXT, "is too long for a cell"),
    }
    right, what = problems.get(kind, (True, ""))
    return None if right else f"{text[:40]!r} {what}"


def _check_formula(formula: etree._Element, facts: _Facts) -> Iterator[_Finding]:
    kind, shared = formula.get("t", "normal"), formula.get("si", "")
    if kind == "shared" and formula.get("ref"):
        facts.shared_formulas.add(shared)
    elif kind == "shared" and shared not in facts.shared_formulas:
        yield f"the shared formula {shared} is used before it is given", Effect.REPAIRED, Source.FORMULAS
    text = formula.text or ""
    if kind == "dataTable" or (kind == "shared" and not text) or text in facts.seen_formulas:
        return
    if not text and (boolean(formula.get("ca")) or kind == "array"):
        return
    facts.seen_formulas.add(text)
    for what, effect in formula_problems(text, facts.sheet_names):
        yield what, effect, Source.FORMULAS


def _formula_areas(root: etree._Element) -> tuple[set[Cell | None], list[Area]]:
    """Return the cells of a worksheet that hold formulas, and the areas of array formulas."""
    cells, areas = set(), []
    for formula in root.iter(_F):
        cells.add(parse_cell(formula.getparent().get("r")))
        area = parse_area(formula.get("ref")) if formula.get("t") in {"array", "dataTable"} else None
        if area is not None:
            areas.append(area)
    return cells, areas


def check_calculation_chain(book: Book) -> Iterator[Problem]:
    """Check that the calculation chain names cells with formulas only."""
    part, chain = book.first("calcChain")
    if chain is None:
        return
    formulas = {integer(sheet.id): _formula_areas(root) for sheet, root in book.worksheets}
    number = 0
    for entry in chain.iterchildren(_C):
        number = integer(entry.get("i"), number)
        address = entry.get("r", "")
        cell = parse_cell(address)
        cells, areas = formulas.get(number, (set(), []))
        if cell not in cells and not (cell and any(area.overlaps(Area(*cell, *cell)) for area in areas)):
            what = f"the sheet of id {number} has no formula in this cell"
            yield Problem(part, f"cell {address}", what, Effect.REPAIRED, Source.CALCULATION)
