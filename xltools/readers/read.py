"""From an inspected file to grids.

OOXML files come from the guard with all that their plain markup says: values, formulas, formulas that were never
calculated, error values, percent formats, hidden rows and columns. python-calamine gives the values of older formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from lxml import etree

from xltools.grids.grid import Grid
from xltools.limits import Limits
from xltools.messages.reading import READING
from xltools.model import Finding, Place, column_letters
from xltools.readers.inspection import FileKind, Inspection
from xltools.readers.refusal import RefusedError, damaged, over
from xltools.readers.subprocess_parser import parse_outside
from xltools.readers.xlsx.package import Package, Worksheet
from xltools.sheet_names import COUNTY_SHEET, PROOFS_SHEET, SUMMARY_COVER_SHEET

__all__ = ["is_county_summary", "read_grids", "saved_time"]

_LIMITS = Limits()
_SUMMARY_SHEETS = frozenset({SUMMARY_COVER_SHEET, COUNTY_SHEET, PROOFS_SHEET})
"""Sheets that every county summary has, and together nothing else."""


def is_county_summary(sheets: Iterable[str]) -> bool:
    """A workbook with these sheets is our own county summary, which may lie among the departments' files."""
    return _SUMMARY_SHEETS.issubset(sheets)


def saved_time(inspection: Inspection) -> datetime | None:
    """When the workbook was last saved, as it says of itself; a file's own date changes with every copy and mail."""
    if inspection.package is None or not inspection.package.core:
        return None
    try:
        for element in _parse(inspection.package.core).iter("{*}modified"):
            return datetime.fromisoformat((element.text or "").strip().replace("Z", "+00:00"))
    except (ValueError, etree.XMLSyntaxError):
        return None
    return None


def read_grids(
    inspection: Inspection, name: str, limits: Limits = _LIMITS
) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """All worksheets of a file that the guard let through, in the order of their tabs.

    There are none where the parser gives up; the finding then says why. ``inspection`` is the guard's: a ValueError
    is for one that somebody made up.
    """
    package = inspection.package
    if inspection.kind is FileKind.XLSX and package is None:
        raise ValueError("the guard has not opened this package")
    try:
        sheets = package.sheets if package else parse_outside(inspection.data, limits)
        grids = tuple(_grid(sheet, name, limits) for sheet in sheets)
    except RefusedError as refusal:
        return (), (refusal.finding(Place(name)),)
    return grids, tuple(_stray(package, name)) if package else ()


def _stray(package: Package, name: str) -> Iterator[Finding]:
    """One finding for each sheet with content far away from any form."""
    for sheet in package.sheets:
        if sheet.stray:
            place = Place(name, sheet.name, *sheet.stray[0])
            more = f" 等 {len(sheet.stray)} 处" if len(sheet.stray) > 1 else ""
            yield READING["R13"].at(place, found=f"{place.cell}{more}")


def _grid(sheet: Worksheet, name: str, limits: Limits) -> Grid:
    """The sheet's cells. RefusedError where one holds more than a cell can, or merged blocks lie over one another."""
    facts = sheet.facts
    grid = Grid(
        file=name,
        sheet=sheet.name,
        rows=sheet.rows,
        merged=facts.merged,
        formulas=facts.formulas,
        uncalculated=facts.uncalculated,
        errors=facts.errors,
        percents=facts.percents,
        hidden_rows=facts.hidden_rows,
        hidden_columns=facts.hidden_columns,
        hidden=sheet.state != "visible",
    )
    if sheet.longest > limits.cell_text:
        _check_lengths(sheet, limits)
    # Which cell a value belongs to must not be open to doubt; spreadsheet programs call such a file broken, too.
    if block := grid.overlapping:
        cell = f"{sheet.name}!{column_letters(block.left)}{block.top}"
        raise damaged(f"从 {cell} 起合并的单元格与别的重叠", f"the cells merged from {cell} on overlap others")
    return grid


def _check_lengths(sheet: Worksheet, limits: Limits) -> None:
    for row, cells in enumerate(sheet.rows, 1):
        for column, value in enumerate(cells, 1):
            if isinstance(value, str) and len(value) > limits.cell_text:
                cell = f"{sheet.name}!{column_letters(column)}{row}"
                raise over(
                    "cell_text", f"{cell} 的字数", f"Characters in {cell}", f"{len(value):,}", f"{limits.cell_text:,}"
                )


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(xml, parser)
