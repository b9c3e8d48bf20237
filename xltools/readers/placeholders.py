"""Formulas whose stored result is only a placeholder: 0 or a blank text that no program calculated.

Programs that cannot calculate must store something. A workbook that is calculated when it is opened shows other values
than those stored in it. A placeholder is recognised where the formula, worked out, gives another result; where it
cannot be worked out, a blank or a zero counts as a placeholder only if all formulas of the workbook have the same one,
since real results differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.grids.formula_value import CellLookup, calculate_formulas, is_typed_text
from xltools.grids.grid import Address, CellValue, Grid
from xltools.grids.number_format import GENERAL, NumberFormat
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_pictures import is_cell_picture
from xltools.readers.sheet_builder import SheetBuilder

__all__ = ["StoredResults", "find_placeholders", "mark_placeholders", "note_formula", "without_results"]


@dataclass(frozen=True, slots=True)
class StoredResults:
    """The formulas of one sheet, for :func:`find_placeholders`.

    ``formulas`` is their number; ``placeholders`` are those with a stored 0 or blank. ``unknown`` are the cells whose
    value is not known: those with an error value or without a result. ``texts`` may lack formulas that cannot be worked
    out.
    """

    formulas: int
    placeholders: Collection[Address]
    texts: Mapping[Address, str]
    unknown: Collection[Address]
    value_at: CellLookup


def find_placeholders(sheets: Sequence[StoredResults]) -> list[list[Address]]:
    """Return for each sheet of a workbook the formulas whose stored result is only a placeholder."""
    all_alike = sum(len(sheet.placeholders) for sheet in sheets) == sum(sheet.formulas for sheet in sheets)
    if all_alike:
        all_alike = len({sheet.value_at(*address) for sheet in sheets for address in sheet.placeholders}) == 1
    return [list(_placeholders(sheet, all_alike=all_alike)) for sheet in sheets]


def _placeholders(sheet: StoredResults, *, all_alike: bool) -> Iterator[Address]:
    texts = {address: sheet.texts[address] for address in sheet.placeholders if address in sheet.texts}
    unknown = dict.fromkeys((*sheet.unknown, *sheet.placeholders), "")
    results = calculate_formulas(unknown | texts, sheet.value_at, wanted=texts) if texts else {}
    for address in sheet.placeholders if all_alike else texts:
        result = results.get(address)
        is_unknown = all_alike or is_typed_text(texts[address])
        if is_unknown if result is None else result != sheet.value_at(*address):
            yield address


def note_formula(
    sheet: SheetBuilder, address: Address, text: str, value: CellValue, number_format: NumberFormat = GENERAL
) -> None:
    """Note a cell with a formula; its ``text`` is empty where it is not known, ``value`` is the stored result."""
    sheet.formulas.add(address)
    sheet.shown.note_formula(address, number_format)
    if is_cell_picture(text):
        sheet.cell_pictures.add(address)
    elif text:
        sheet.formula_texts[address] = text
    if value in {"", 0} and not isinstance(value, bool) and address not in sheet.errors:
        sheet.placeholders.add(address)


def mark_placeholders(sheets: Sequence[SheetBuilder], *, calculates_on_load: bool) -> None:
    """Mark formulas as never calculated whose stored 0 or blank is a placeholder.

    ``calculates_on_load``: the workbook asks to be calculated when it is opened, or no program that calculates has
    saved it. Otherwise stored results count as they are.
    """
    if not calculates_on_load:
        return
    results = [
        StoredResults(
            len(sheet.formulas),
            sheet.placeholders,
            sheet.formula_texts,
            (*sheet.errors, *sheet.uncalculated),
            sheet.value,
        )
        for sheet in sheets
    ]
    for sheet, found in zip(sheets, find_placeholders(results), strict=True):
        for address in found:
            sheet.uncalculated.add(address)
            sheet.put(address, "")
            sheet.shown.forget(address)


def without_results(grid: Grid, placeholders: Collection[Address]) -> Grid:
    """Return a sheet in which the formulas at ``placeholders`` have no result."""
    rows = [list(row) for row in grid.rows]
    for row, column in placeholders:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""
    marked = frozenset(placeholders)
    return replace(
        grid,
        rows=rows,
        uncalculated=grid.uncalculated | marked,
        shown_texts={address: text for address, text in grid.shown_texts.items() if address not in marked},
        scales={address: scale for address, scale in grid.scales.items() if address not in marked},
        serials={address: serial for address, serial in grid.serials.items() if address not in marked},
    )
