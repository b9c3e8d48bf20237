"""The one room that reads workbook files: from bytes to grids, and on to a department's book.

Values and dates come from python-calamine, which is fast and reads every format. For OOXML files a scan of the sheets'
XML, which the guard has brought into its plain form, adds what calamine does not give: formulas, formulas that were
never calculated, error values, percent formats, hidden rows and columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from lxml import etree

from xltools.forms.grid import Grid
from xltools.model import DepartmentBook, Finding, Place
from xltools.rules.files import REFUSALS
from xltools.rules.limits import Limits
from xltools.rules.reading import READING
from xltools.workbook.guard import FileKind, Inspection, Package, inspect
from xltools.workbook.guard.refusal import RefusedError
from xltools.workbook.interpret import Interpretation, interpret
from xltools.workbook.parsing import RawSheet, parse_outside, parse_package
from xltools.workbook.since import EarlierFinding, earlier_findings
from xltools.workbook.structure import structure_findings

__all__ = ["ReadBook", "read_book", "read_grids"]

_LIMITS = Limits()
_MOST_COLUMNS = 16_384

# The guard has brought every sheet into its plain form: no prefixes, r="A1" and t="e" in double quotes.
_REF = re.compile(rb'r="([A-Z]+)(\d+)"')
_NUMBER = re.compile(rb'\b(r|min|max)="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_CELL = re.compile(rb"<c ([^<>]*)>")
_FORMULA = re.compile(rb"<c ([^<>]*)>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(<(?:v|is)[^<>/]*>[^<]|<is>)?")
_ERROR = re.compile(rb'<c ([^<>]*\bt="e"[^<>]*)>(?:\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>))?\s*<v>([^<]*)<')
_ROW = re.compile(rb"<row ([^<>]*)>")
_COLUMN = re.compile(rb"<col ([^<>]*)>")


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What one file gave: the department's book if it is one, what was found while reading, and the guard's view.

    ``earlier`` are the findings that it was returned with, if it is a returned copy.
    """

    inspection: Inspection
    book: DepartmentBook | None = None
    findings: tuple[Finding, ...] = ()
    sheets: int = 0
    target_sheets: int = 0
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
    result = interpret(grids, name)
    return _read_book(name, inspection, grids, (*inspection.findings, *findings), result)


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
        sheets = parse_package(package, limits) if package else parse_outside(inspection.data, limits)
    except RefusedError as refusal:
        return (), (refusal.finding(Place(name)),)
    extras = _scan_package(package) if package else {}
    return (
        tuple(_grid(sheet, name, extras.get(sheet.name, _NO_EXTRAS)) for sheet in sheets),
        tuple(_stray(package, name)) if package else (),
    )


def _stray(package: Package, name: str) -> Iterator[Finding]:
    """One finding for each sheet with content far away from any form."""
    for sheet in package.sheets:
        if sheet.stray:
            place = Place(name, sheet.name, *sheet.stray[0])
            more = f" 等 {len(sheet.stray)} 处" if len(sheet.stray) > 1 else ""
            yield READING["R13"].at(place, found=f"{place.cell}{more}")


def _grid(sheet: RawSheet, name: str, extra: _Extras) -> Grid:
    return Grid(
        file=name,
        sheet=sheet.name,
        rows=sheet.rows,
        merged=sheet.merged,
        formulas=extra.formulas,
        uncalculated=extra.uncalculated,
        errors=extra.errors,
        percents=extra.percents,
        hidden_rows=extra.hidden_rows,
        hidden_columns=extra.hidden_columns,
        hidden=sheet.hidden,
    )


# --- what calamine does not give -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Extras:
    formulas: frozenset[tuple[int, int]]
    uncalculated: frozenset[tuple[int, int]]
    errors: dict[tuple[int, int], str]
    percents: frozenset[tuple[int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


_NO_EXTRAS = _Extras(frozenset(), frozenset(), {}, frozenset(), frozenset(), frozenset())


def _scan_package(package: Package) -> dict[str, _Extras]:
    percent = _percent_styles(package.styles)
    return {sheet.name: _scan_sheet(sheet.xml, percent) for sheet in package.sheets}


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(xml, parser)


def _percent_styles(xml: bytes) -> re.Pattern[bytes] | None:
    """A pattern for the attributes of cells that show per cent; None where no style does."""
    if not xml:
        return None
    styles = _parse(xml)
    formats = {"9", "10"} | {
        str(item.get("numFmtId"))
        for item in styles.iter("numFmt")
        if "%" in re.sub(r'"[^"]*"|\\.', "", str(item.get("formatCode", "")))
    }
    ids = [str(index) for index, xf in enumerate(styles.iter("xf")) if xf.get("numFmtId") in formats]
    return re.compile(rf's="(?:{"|".join(ids)})"'.encode()) if ids else None


def _scan_sheet(xml: bytes, percent: re.Pattern[bytes] | None) -> _Extras:
    formulas, uncalculated = _formulas(xml)
    hidden_rows, hidden_columns = _hidden(xml)
    return _Extras(
        formulas=formulas,
        uncalculated=uncalculated,
        errors=dict(_errors(xml)),
        percents=_percents(xml, percent),
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
    )


def _address(attributes: bytes) -> tuple[int, int]:
    """Row and column that a cell's ``r`` attribute names; in the plain form it comes first."""
    reference = _REF.match(attributes)
    return (int(reference[2]), _column(reference[1])) if reference else (0, 0)


def _formulas(xml: bytes) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    formulas: set[tuple[int, int]] = set()
    uncalculated: set[tuple[int, int]] = set()
    for match in _FORMULA.finditer(xml):
        address = _address(match[1])
        formulas.add(address)
        # An empty text is a result like any other; no value at all means that nobody calculated.
        if match[2] is None and b't="str"' not in match[1]:
            uncalculated.add(address)
    return frozenset(formulas), frozenset(uncalculated)


def _errors(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b'"e"' in xml:
        for match in _ERROR.finditer(xml):
            yield _address(match[1]), match[2].decode("utf-8", "replace")


def _percents(xml: bytes, percent: re.Pattern[bytes] | None) -> frozenset[tuple[int, int]]:
    if percent is None or not percent.search(xml):
        return frozenset()
    return frozenset(_address(match[1]) for match in _CELL.finditer(xml) if percent.search(match[1]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden(xml: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of hidden rows and of hidden columns."""
    if b"hidden" not in xml:
        return frozenset(), frozenset()
    rows = {
        int(number[2])
        for match in _ROW.finditer(xml)
        if _HIDDEN.search(match[1]) and (number := _NUMBER.search(match[1]))
    }
    columns: set[int] = set()
    for match in _COLUMN.finditer(xml, 0, max(xml.find(b"sheetData"), 0)):
        if _HIDDEN.search(match[1]):
            ends = {name: int(number) for name, number in _NUMBER.findall(match[1])}
            columns.update(range(ends.get(b"min", 1), min(ends.get(b"max", 0), _MOST_COLUMNS) + 1))
    return frozenset(rows), frozenset(columns)
