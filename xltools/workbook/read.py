"""The one room that reads workbook files: from bytes to grids, and on to a department's book.

OOXML files come from the guard with all that their plain markup says: values, formulas, formulas that were never
calculated, error values, percent formats, hidden rows and columns. python-calamine gives the values of older formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from lxml import etree

from xltools.forms.grid import Grid
from xltools.model import DepartmentBook, Finding, Place, column_letters
from xltools.rules.files import REFUSALS
from xltools.rules.limits import Limits
from xltools.rules.reading import READING
from xltools.workbook.guard import FileKind, Inspection, Package, inspect
from xltools.workbook.guard.package import Worksheet
from xltools.workbook.guard.refusal import RefusedError, damaged, over
from xltools.workbook.interpret import Interpretation, interpret
from xltools.workbook.parsing import parse_outside
from xltools.workbook.since import EarlierFinding, earlier_findings
from xltools.workbook.structure import structure_findings

__all__ = ["ReadBook", "is_county_summary", "read_book", "read_grids"]

_LIMITS = Limits()
_SUMMARY_SHEETS = frozenset({"封面说明", "县级汇总表", "勾稽核对"})
"""Sheets that every county summary has, and together nothing else."""


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What one file gave: the department's book if it is one, what was found while reading, and the guard's view.

    ``unused`` of its forms are still blank. ``earlier`` are the findings that it was returned with, if it is a returned
    copy.
    """

    inspection: Inspection
    book: DepartmentBook | None = None
    findings: tuple[Finding, ...] = ()
    sheets: int = 0
    target_sheets: int = 0
    unused: int = 0
    stamp: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None
    earlier: tuple[EarlierFinding, ...] = ()


def read_book(path: Path, name: str | None = None, limits: Limits = _LIMITS) -> ReadBook:
    """Read a department workbook. ``name`` is what places call the file (its own name by default). Never raises."""
    name = path.name if name is None else name
    inspection = inspect(path, name, limits)
    if inspection.problem or inspection.foreign:
        return ReadBook(inspection, findings=(inspection.problem,) if inspection.problem else ())
    grids, findings = read_grids(inspection, name, limits)
    if any(finding.rule in REFUSALS for finding in findings):
        return ReadBook(replace(inspection, problem=findings[0], data=b"", package=None), findings=findings)
    if is_county_summary(grid.sheet for grid in grids):
        zh, en = "本工具生成的县级汇总工作簿", "a county summary that this tool made"
        return ReadBook(replace(inspection, foreign=True, reason=zh, reason_en=en, findings=(), package=None))
    result = interpret(grids, name)
    return _read_book(name, inspection, grids, (*inspection.findings, *findings), result)


def is_county_summary(sheets: Iterable[str]) -> bool:
    """A workbook with these sheets is our own county summary, which may lie among the departments' files."""
    return _SUMMARY_SHEETS.issubset(sheets)


def _read_book(
    name: str, inspection: Inspection, grids: tuple[Grid, ...], findings: tuple[Finding, ...], result: Interpretation
) -> ReadBook:
    structure = structure_findings(name, grids, result, inspection.package)
    return ReadBook(
        inspection,
        book=result.book,
        findings=(*findings, *result.findings, *structure),
        sheets=len(grids),
        target_sheets=result.target_sheets,
        unused=result.unused,
        stamp=result.stamp,
        saved=_saved(inspection),
        earlier=earlier_findings(grids),
    )


def _saved(inspection: Inspection) -> datetime | None:
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
