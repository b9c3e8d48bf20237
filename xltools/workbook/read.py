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

_NS = r"(?:[A-Za-z_][\w.-]*:)?"
_CELL = re.compile(
    rf"<{_NS}c\s([^<>]*?)(?:/>|>\s*(?:(<{_NS}f[\s/>])(?:[^<]*</{_NS}f>|[^<>]*/>|[^<>]*>[^<]*</{_NS}f>)\s*(<{_NS}(?:v|is)[^<>/]*>[^<])?)?)".encode()
)
_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_ROW = re.compile(rf"<{_NS}row\s([^<>]*?)/?>".encode())
_ROW_NUMBER = re.compile(rb"""\br\s*=\s*["'](\d+)["']""")
_COL = re.compile(rf"<{_NS}col\s([^<>]*?)/?>".encode())
_MIN = re.compile(rb"""\bmin\s*=\s*["'](\d+)["']""")
_MAX = re.compile(rb"""\bmax\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ERROR_TYPE = re.compile(rb"""\bt\s*=\s*["']e["']""")
_TEXT_TYPE = re.compile(rb"""\bt\s*=\s*["']str["']""")
_VALUE_AFTER = re.compile(rf"<{_NS}v[^<>/]*>([^<]*)<".encode())


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
    """A pattern for the style attribute of cells that show per cent; None where no style does."""
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
    return re.compile(rf"""\bs\s*=\s*["'](?:{"|".join(ids)})["']""".encode()) if ids else None


def _scan_sheet(xml: bytes, percent: re.Pattern[bytes] | None) -> _Extras:
    formulas: set[tuple[int, int]] = set()
    uncalculated: set[tuple[int, int]] = set()
    errors: dict[tuple[int, int], str] = {}
    percents: set[tuple[int, int]] = set()
    far: list[tuple[int, int]] = []
    look = (
        b"<f" in xml or b":f" in xml or b't="e"' in xml or b"t='e'" in xml or percent is not None or _far_possible(xml)
    )
    if look:
        for match in _CELL.finditer(xml):
            attributes = match[1]
            formula = match[2] is not None
            error = _ERROR_TYPE.search(attributes) is not None
            shown_as_percent = percent is not None and percent.search(attributes) is not None
            reference = _REF.search(attributes)
            if reference is None:
                continue
            address = (int(reference[2]), _column(reference[1]))
            if address[0] > MAX_ROWS or address[1] > MAX_COLUMNS:
                if not match[0].endswith(b"/>"):
                    far.append(address)
                continue
            if formula:
                formulas.add(address)
                if match[3] is None and not _TEXT_TYPE.search(attributes):
                    uncalculated.add(address)
            if error:
                value = _VALUE_AFTER.search(xml, match.start(), match.end() + 64)
                errors[address] = value[1].decode("utf-8", "replace") if value else "#VALUE!"
            if shown_as_percent:
                percents.add(address)
    return _Extras(
        formulas=frozenset(formulas),
        uncalculated=frozenset(uncalculated),
        errors=errors,
        percents=frozenset(percents),
        hidden_rows=_hidden_rows(xml),
        hidden_columns=_hidden_columns(xml),
        far=tuple(far),
    )


def _far_possible(xml: bytes) -> bool:
    """Some cell may stand beyond the limits: a three-letter column, or a row of five digits and more."""
    return re.search(rb"""\br\s*=\s*["'](?:[A-Z]{3}\d|[A-Z]{1,3}\d{5})""", xml) is not None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _hidden_rows(xml: bytes) -> frozenset[int]:
    if b"hidden" not in xml:
        return frozenset()
    return frozenset(
        int(number[1])
        for match in _ROW.finditer(xml)
        if _HIDDEN.search(match[1]) and (number := _ROW_NUMBER.search(match[1]))
    )


def _hidden_columns(xml: bytes) -> frozenset[int]:
    if b"hidden" not in xml:
        return frozenset()
    columns: set[int] = set()
    for match in _COL.finditer(xml):
        first, last = _MIN.search(match[1]), _MAX.search(match[1])
        if _HIDDEN.search(match[1]) and first and last:
            columns.update(range(int(first[1]), min(int(last[1]), MAX_COLUMNS) + 1))
    return frozenset(columns)


def _without(xml: bytes, far: frozenset[tuple[int, int]]) -> bytes:
    """The sheet's XML without the cells at these addresses."""
    pattern = re.compile(rf"<{_NS}c\s([^<>]*?)(?:/>|>.*?</{_NS}c>)".encode(), re.DOTALL)

    def keep(match: re.Match[bytes]) -> bytes:
        reference = _REF.search(match[1])
        if reference and (int(reference[2]), _column(reference[1])) in far:
            return b""
        return match[0]

    return pattern.sub(keep, xml)
