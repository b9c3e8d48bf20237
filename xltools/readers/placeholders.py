"""Formulas whose stored result is only a placeholder: 0 or a blank text that no program calculated.

Programs that cannot calculate must store something. A workbook that is calculated when it is opened shows other values
than those stored in it. A placeholder is recognised where the formula, worked out, gives another result; where it
cannot be worked out, a blank or a zero counts as a placeholder only if every formula of the workbook has one, since
real results differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from xltools.grids.grid import Address, CellValue
from xltools.readers.sheet_builder import SheetBuilder

__all__ = ["mark_placeholders", "note_formula"]


def note_formula(sheet: SheetBuilder, address: Address, text: str, value: CellValue) -> None:
    """Note a cell with a formula; its ``text`` is empty where it is not known, ``value`` is the stored result."""
    sheet.formulas.add(address)
    if text:
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
    formulas = sum(len(sheet.formulas) for sheet in sheets)
    placeholders = sum(len(sheet.placeholders) for sheet in sheets)
    all_alike = formulas == placeholders
    for sheet in sheets:
        results = sheet.calculate(sheet.placeholders)
        for address in sheet.placeholders:
            stored = sheet.value(*address)
            known = results.get(address)
            if (all_alike and known is None) or (known is not None and known != stored and (known or stored)):
                sheet.uncalculated.add(address)
                sheet.put(address, "")
