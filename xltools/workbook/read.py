"""The one room that reads workbook files: from bytes to grids, and on to a department's book.

Values, dates and merged blocks come from python-calamine, which is fast and reads every format. For OOXML files a scan
of the sheets' XML adds what calamine does not give: formulas, formulas that were never calculated, error values,
percent formats, hidden rows and columns.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from lxml import etree

from xltools.forms.grid import Block, CellValue, Grid
from xltools.model import DepartmentBook, Finding, Place
from xltools.rules.files import FILES
from xltools.rules.reading import READING
from xltools.workbook.guard import FileKind, Inspection, inspect
from xltools.workbook.interpret import Interpretation, interpret

__all__ = ["ReadBook", "read_book", "read_grids"]

MAX_ROWS = 20_000
MAX_COLUMNS = 600
"""Cells beyond these are not part of any form; they are left out and reported."""

_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_REF_FIRST = re.compile(rb"""r="([A-Z]{1,3})(\d{1,7})\"""")
_NUMBER = re.compile(rb"""\b(r|min|max)\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_TEXT_TYPE = re.compile(rb"""\bt\s*=\s*["']str["']""")
# Nearly every writer says r="A1" and s="3" without blanks; a literal beginning makes the search many times faster.
_FAR = re.compile(rb"""r="(?:[A-Z]{3}\d|[A-Z]{1,3}\d{5})""")
_FAR_LOOSE = re.compile(rb"""\br\s*=\s*["'](?:[A-Z]{3}\d|[A-Z]{1,3}\d{5})""")
_LOOSE = re.compile(rb"r(?: =|=')")
_ROOT = re.compile(rb"<([A-Za-z_][\w.-]*:)?worksheet[\s>]")


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is looked for in a sheet's XML, for one namespace prefix. Each finds only the few cells that matter."""

    cell: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    error: re.Pattern[bytes]
    row: re.Pattern[bytes]
    column: re.Pattern[bytes]
    whole_cell: re.Pattern[bytes]


@cache
def _patterns(prefix: str) -> _Patterns:
    def pattern(text: str, flags: int = 0) -> re.Pattern[bytes]:
        return re.compile(text.replace("#", re.escape(prefix)).encode(), flags)

    return _Patterns(
        cell=pattern(r"<#c\s([^<>]*)>"),
        formula=pattern(r"<#c\s([^<>]*)>\s*<#f(?:\s[^<>]*)?(?:/>|>[^<]*</#f>)\s*(<#(?:v|is)[^<>/]*>[^<]|<#is>)?"),
        error=pattern(
            r"""<#c\s([^<>]*\bt\s*=\s*["']e["'][^<>]*)>(?:\s*<#f(?:\s[^<>]*)?(?:/>|>[^<]*</#f>))?\s*<#v>([^<]*)<"""
        ),
        row=pattern(r"<#row\s([^<>]*)>"),
        column=pattern(r"<#col\s([^<>]*)>"),
        whole_cell=pattern(r"<#c\s([^<>]*?)(?:/>|>.*?</#c>)", re.DOTALL),
    )


@dataclass(frozen=True, slots=True)
class ReadBook:
    """What one file gave: the department's book if it is one, what was found while reading, and the guard's view."""

    inspection: Inspection
    book: DepartmentBook | None = None
    findings: tuple[Finding, ...] = ()
    sheets: int = 0
    target_sheets: int = 0
    stamp: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None


def read_book(path: Path, name: str | None = None) -> ReadBook:
    """Read a department workbook. ``name`` is what places call the file (its own name by default). Never raises."""
    name = path.name if name is None else name
    inspection = inspect(path, name)
    if inspection.problem or inspection.foreign:
        return ReadBook(inspection, findings=(inspection.problem,) if inspection.problem else ())
    grids, findings = read_grids(inspection, name)
    if any(finding.rule in FILES for finding in findings):
        return ReadBook(replace(inspection, problem=findings[0], data=b""), findings=findings)
    result = interpret(grids, name)
    return _read_book(inspection, grids, findings, result)


def _read_book(
    inspection: Inspection, grids: tuple[Grid, ...], findings: tuple[Finding, ...], result: Interpretation
) -> ReadBook:
    return ReadBook(
        inspection,
        book=result.book,
        findings=(*findings, *result.findings),
        sheets=len(grids),
        target_sheets=result.target_sheets,
        stamp=result.stamp,
        saved=_saved(inspection),
    )


def _saved(inspection: Inspection) -> datetime | None:
    """When the workbook was last saved, as it says of itself; a file's own date changes with every copy and mail."""
    if inspection.kind is not FileKind.XLSX:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(inspection.data)) as archive:
            for element in _parse(archive.read("docProps/core.xml")).iter("{*}modified"):
                return datetime.fromisoformat((element.text or "").strip().replace("Z", "+00:00"))
    except (KeyError, ValueError, etree.XMLSyntaxError, zipfile.BadZipFile):
        return None
    return None


def read_grids(inspection: Inspection, name: str) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """All worksheets of a file that the guard let through, in the order of their tabs."""
    from python_calamine import CalamineError, CalamineWorkbook

    extras: dict[str, _Extras] = {}
    data = inspection.data
    findings: list[Finding] = []
    try:
        if inspection.kind is FileKind.XLSX:
            extras, trimmed = _scan_package(data)
            data = trimmed or data
            for sheet, extra in extras.items():
                findings.extend(
                    READING["R13"].at(Place(name, sheet, row, column), found=Place("", "", row, column).cell)
                    for row, column in extra.far
                )
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = tuple(_grids(workbook, name, extras))
    except (
        CalamineError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        OSError,
        ValueError,
        KeyError,
        IndexError,
    ) as error:
        return (), (FILES["F03"].at(Place(name), detail=_reason(error)),)
    return grids, tuple(findings)


def _reason(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:120]


def _grids(workbook: object, name: str, extras: dict[str, _Extras]) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    assert isinstance(workbook, CalamineWorkbook)  # noqa: S101 - tells mypy, the import being lazy
    for metadata in workbook.sheets_metadata:
        if metadata.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        rows: Sequence[Sequence[CellValue]] = sheet.to_python(skip_empty_area=False)
        merged = tuple(
            Block(top + 1, left + 1, bottom + 1, right + 1)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        )
        extra = extras.get(metadata.name, _NO_EXTRAS)
        yield Grid(
            file=name,
            sheet=metadata.name,
            rows=rows,
            merged=merged,
            formulas=extra.formulas,
            uncalculated=extra.uncalculated,
            errors=extra.errors,
            percents=extra.percents,
            hidden_rows=extra.hidden_rows,
            hidden_columns=extra.hidden_columns,
            hidden=metadata.visible is not SheetVisibleEnum.Visible,
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
    far: tuple[tuple[int, int], ...]


_NO_EXTRAS = _Extras(frozenset(), frozenset(), {}, frozenset(), frozenset(), frozenset(), ())


def _scan_package(data: bytes) -> tuple[dict[str, _Extras], bytes | None]:
    """Scan all worksheets. The second value is the package without its far-away cells, where there are any."""
    extras: dict[str, _Extras] = {}
    trimmed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = worksheet_parts(archive)
        percent_styles = _percent_styles(archive)
        for sheet, part in parts.items():
            try:
                xml = _utf8(archive.read(part))
            except KeyError:
                continue
            extras[sheet] = extra = _scan_sheet(xml, percent_styles)
            if extra.far:
                trimmed[part] = _without(xml, frozenset(extra.far))
        if not trimmed:
            return extras, None
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for item in archive.infolist():
                copy.writestr(item, trimmed.get(item.filename) or archive.read(item))
    return extras, out.getvalue()


def worksheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by the sheet's name, in the order of the tabs, however the package names them."""
    names = set(archive.namelist())
    book = "xl/workbook.xml"
    if "_rels/.rels" in names:
        for relation in _parse(archive.read("_rels/.rels")).iter("{*}Relationship"):
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                book = str(relation.get("Target", book)).lstrip("/")
    folder, _, file = book.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    targets = {
        relation.get("Id"): _resolve(folder, str(relation.get("Target")))
        for relation in _parse(archive.read(relations)).iter("{*}Relationship")
        if str(relation.get("Type", "")).endswith("/worksheet")
    }
    parts: dict[str, str] = {}
    for sheet in _parse(archive.read(book)).iter("{*}sheet"):
        reference = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), None)
        if reference in targets:
            parts[str(sheet.get("name"))] = targets[reference]
    return parts


def _resolve(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(xml, parser)


def _utf8(xml: bytes) -> bytes:
    return xml.decode("utf-16").encode() if xml[:2] in {b"\xff\xfe", b"\xfe\xff"} else xml


def _percent_styles(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """A pattern for the attributes of cells that show per cent; None where no style does."""
    try:
        styles = _parse(archive.read("xl/styles.xml"))
    except KeyError:
        return None
    formats = {"9", "10"} | {
        str(item.get("numFmtId"))
        for item in styles.iter("{*}numFmt")
        if "%" in re.sub(r'"[^"]*"|\\.', "", str(item.get("formatCode", "")))
    }
    cells = next(styles.iter("{*}cellXfs"), None)
    if cells is None:
        return None
    ids = [str(index) for index, xf in enumerate(cells) if xf.get("numFmtId") in formats]
    return re.compile(rf"""s="(?:{"|".join(ids)})"|\bs\s*=\s*'(?:{"|".join(ids)})'""".encode()) if ids else None


def _scan_sheet(xml: bytes, percent: re.Pattern[bytes] | None) -> _Extras:
    root = _ROOT.search(xml, 0, 4096)
    find = _patterns((root[1] or b"").decode() if root else "")
    formulas, uncalculated = _formulas(xml, find)
    errors = dict(_errors(xml, find))
    hidden_rows, hidden_columns = _hidden(xml, find)
    return _Extras(
        formulas=formulas,
        uncalculated=uncalculated,
        errors=errors,
        percents=_percents(xml, find, percent),
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
        far=_far_cells(xml, find),
    )


def _address(attributes: bytes) -> tuple[int, int] | None:
    """Row and column that a cell's ``r`` attribute names; a cell without one is counted by calamine, not by us."""
    reference = _REF_FIRST.match(attributes) or _REF.search(attributes)
    return (int(reference[2]), _column(reference[1])) if reference else None


def _formulas(xml: bytes, find: _Patterns) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    formulas: set[tuple[int, int]] = set()
    uncalculated: set[tuple[int, int]] = set()
    for match in find.formula.finditer(xml):
        address = _address(match[1])
        if address:
            formulas.add(address)
            # An empty text is a result like any other; no value at all means that nobody calculated.
            if match[2] is None and b't="str"' not in match[1] and not _TEXT_TYPE.search(match[1]):
                uncalculated.add(address)
    return frozenset(formulas), frozenset(uncalculated)


def _errors(xml: bytes, find: _Patterns) -> Iterator[tuple[tuple[int, int], str]]:
    if b'"e"' in xml or b"'e'" in xml:
        for match in find.error.finditer(xml):
            address = _address(match[1])
            if address:
                yield address, match[2].decode("utf-8", "replace")


def _percents(xml: bytes, find: _Patterns, percent: re.Pattern[bytes] | None) -> frozenset[tuple[int, int]]:
    if percent is None or not percent.search(xml):
        return frozenset()
    found = (_address(match[1]) for match in find.cell.finditer(xml) if percent.search(match[1]))
    return frozenset(address for address in found if address)


def _far_cells(xml: bytes, find: _Patterns) -> tuple[tuple[int, int], ...]:
    """Filled cells beyond the limits."""
    if not _FAR.search(xml) and not (_LOOSE.search(xml) and _FAR_LOOSE.search(xml)):
        return ()
    addresses = (_address(match[1]) for match in find.cell.finditer(xml) if not match[1].endswith(b"/"))
    return tuple(address for address in addresses if address and (address[0] > MAX_ROWS or address[1] > MAX_COLUMNS))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden(xml: bytes, find: _Patterns) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers of hidden rows and of hidden columns."""
    if b"hidden" not in xml:
        return frozenset(), frozenset()
    rows = {
        int(number[2])
        for match in find.row.finditer(xml)
        if _HIDDEN.search(match[1]) and (number := _NUMBER.search(match[1]))
    }
    columns: set[int] = set()
    for match in find.column.finditer(xml, 0, max(xml.find(b"sheetData"), 0)):
        if _HIDDEN.search(match[1]):
            ends = {name: int(number) for name, number in _NUMBER.findall(match[1])}
            columns.update(range(ends.get(b"min", 1), min(ends.get(b"max", 0), MAX_COLUMNS) + 1))
    return frozenset(rows), frozenset(columns)


def _without(xml: bytes, far: frozenset[tuple[int, int]]) -> bytes:
    """The sheet's XML without the cells at these addresses."""
    root = _ROOT.search(xml, 0, 4096)
    find = _patterns((root[1] or b"").decode() if root else "")
    return find.whole_cell.sub(lambda match: b"" if _address(match[1]) in far else match[0], xml)
