"""The facts that a sheet shows beside its values; only cells of unusual styles or with fonts are looked at."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import compress
from operator import itemgetter
from typing import TypeVar

from xltools.grids.grid import Address, CellValue
from xltools.grids.shown_cells import ShownCells
from xltools.readers.xlsx.canonical import STYLE_NUMBERS, CanonicalSheet, FilledCell, FormulaCell
from xltools.readers.xlsx.strings_and_styles import SharedStrings
from xltools.readers.xlsx.text_runs import FontRun
from xltools.readers.xlsx.values import CellStyles

__all__ = ["read_shown_cells"]

_Cell = TypeVar("_Cell", FilledCell, FormulaCell)


def read_shown_cells(
    sheet: CanonicalSheet,
    rows: Sequence[Sequence[CellValue]],
    styles: CellStyles,
    strings: SharedStrings,
    inline_runs: Mapping[Address, tuple[FontRun, ...]],
) -> ShownCells:
    """Return what the cells of ``sheet``, whose values are ``rows``, show beside their values."""
    facts = ShownCells(percents=set(sheet.properties.percents))
    strings_with_runs = strings.runs if styles.struck or strings.any_struck else {}
    unusual = {kind for kind in sheet.kinds if _is_unusual(STYLE_NUMBERS[kind], styles)}
    looked_at = unusual | {
        kind
        for kind in sheet.kinds
        if (strings_with_runs and b't="s"' in kind) or (inline_runs and b't="inlineStr"' in kind)
    }
    if not looked_at:
        return facts
    for address, attributes, content in _of_kinds(sheet.filled, looked_at):
        value = rows[address[0] - 1][address[1] - 1]
        style = STYLE_NUMBERS[attributes]
        struck = style in styles.struck
        if isinstance(value, str):
            shared = strings_with_runs and b't="s"' in attributes
            runs = strings_with_runs.get(int(content), ()) if shared else inline_runs.get(address, ())
            _note_struck(facts, address, value, runs, struck=struck)
            continue
        if struck:
            facts.struck.add(address)
        if style in styles.formats and b' t="' not in attributes.replace(b' t="n"', b""):
            number_format = styles.formats[style]
            if isinstance(value, float) and not number_format.shows_moments:
                facts.note_number(address, value, number_format)
            else:
                facts.note_serial(address, float(content), number_format)
    for address, attributes, _ in _of_kinds(sheet.formulas, unusual):
        if formula_format := styles.formats.get(STYLE_NUMBERS[attributes]):
            facts.note_formula(address, formula_format)
    return facts


def _of_kinds(cells: Sequence[_Cell], kinds: Container[bytes]) -> Iterator[_Cell]:
    """Return the cells whose attributes are among ``kinds``: a few of many."""
    return compress(cells, map(kinds.__contains__, map(itemgetter(1), cells)))


def _is_unusual(style: bytes, styles: CellStyles) -> bool:
    """Return whether cells of this style are looked at one by one; those that show per cent only are not."""
    return (style in styles.formats and style not in styles.percents) or style in styles.struck


def _note_struck(facts: ShownCells, address: Address, text: str, runs: Sequence[FontRun], *, struck: bool) -> None:
    """Note which parts of a text are struck through; a run without a font of its own has that of the cell."""
    if not text:
        return
    spans = [(run.start, run.end) for run in runs if (struck if run.struck is None else run.struck)]
    if struck if not runs else len(spans) == len(runs):
        facts.struck.add(address)
    elif spans:
        facts.struck_runs[address] = tuple(spans)
