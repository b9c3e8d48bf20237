"""The reader of OpenDocument spreadsheets (.ods): checked by one pass over their content, read by python-calamine."""

from __future__ import annotations

from dataclasses import dataclass, field

from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget, FilledExtent
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.xml_parts import parse_events, read_part
from xltools.readers.external_content import list_names
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError
from xltools.readers.subprocess_parser import parse_in_subprocess

__all__ = ["OdsReader"]

_MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MAX_MIME_TYPE_BYTES = 200
_CELLS = frozenset({"table-cell", "covered-table-cell"})


class OdsReader:
    """Reads .ods workbooks."""

    kind = FileKind.ODS

    def recognises(self, archive: ZipArchive) -> bool:
        """Return whether the archive states the media type of a spreadsheet."""
        if "mimetype" not in archive:
            return False
        return archive.read("mimetype", max_bytes=_MAX_MIME_TYPE_BYTES).startswith(_MIME_TYPE)

    def read(self, archive: ZipArchive, name: str, limits: Limits) -> Workbook:
        """Read the workbook. Raises RefusedError for a password, a broken file, or one over the limits."""
        notes = _check_content(archive, limits, Place(name))
        return Workbook(parse_in_subprocess(archive.data, name, limits), notes=notes)


def _check_content(archive: ZipArchive, limits: Limits, place: Place) -> tuple[Finding, ...]:
    """Return the findings about the file. Raises RefusedError for a password, a broken file, or one over the limits."""
    if "META-INF/manifest.xml" in archive and b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise RefusedError("F01")
    tables = _Tables(CellBudget(limits))
    parse_events(read_part(archive, "content.xml"), tables, "content.xml", limits)
    findings: list[Finding] = []
    names = list(archive)
    macros = [name for name in names if name.startswith(("Basic/", "Scripts/")) and not name.endswith("-lc.xml")]
    if macros:
        findings.append(FILES["F23"].at(place, found=list_names([name.rpartition("/")[2] for name in macros])))
    objects = sorted({name.partition("/")[0] for name in names if name.startswith("Object ")})
    if objects:
        findings.append(FILES["F22"].at(place, found=list_names(objects)))
    for rule, targets in (("F20", tables.books), ("F21", tables.programs)):
        if targets:
            findings.append(FILES[rule].at(place, found=list_names(targets)))
    return tuple(findings)


@dataclass(slots=True)
class _Tables:
    """Takes the events of a spreadsheet and measures how far the filled cells of each table reach."""

    budget: CellBudget
    extent: FilledExtent = field(default_factory=FilledExtent)
    cells: int = 0
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    books: list[str] = field(default_factory=list)
    programs: list[str] = field(default_factory=list)

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if local == "table":
            self.extent, self.cells, self.row = FilledExtent(), 0, 0
        elif local == "table-row":
            self.rows, self.column = _repeated(attributes, "table:number-rows-repeated"), 0
        elif local in _CELLS:
            self.columns = _repeated(attributes, "table:number-columns-repeated")
            if "office:value-type" in attributes or "table:formula" in attributes:
                self._fill()
        elif local == "p" and self.columns:
            self._fill()
        elif local == "dde-source":
            self.programs.append(
                f"DDE {attributes.get('office:dde-application', '')} {attributes.get('office:dde-topic', '')}".strip()
            )
        elif local == "table-source":
            self.books.append(attributes.get("xlink:href", "?").rpartition("/")[2])

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local in _CELLS:
            self.column += self.columns
            self.columns = 0
        elif local == "table-row":
            self.row += self.rows
        elif local == "table":
            self.budget.take(self.cells, self.extent.area, 0)

    def data(self, text: str) -> None:
        """Ignore text: python-calamine reads it."""

    def _fill(self) -> None:
        """Count the cell that is being read as filled, in each of its repetitions."""
        self.cells += self.rows * self.columns
        self.extent.add(self.row + self.rows, self.column + self.columns)


def _repeated(attributes: dict[str, str], key: str) -> int:
    value = attributes.get(key, "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1
