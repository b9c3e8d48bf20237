"""The reader of OOXML workbooks (.xlsx, .xlsm): sheets, values and cell properties, and the traces of our template."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from operator import itemgetter

from xltools.grids.grid import Address, CellValue, Grid
from xltools.grids.shown_cells import ShownCells
from xltools.grids.workbook import SheetTraces, TemplateTraces, Workbook
from xltools.limits import Limits
from xltools.messages.reading import READING
from xltools.model import Finding, Place
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.properties import read_core_properties
from xltools.readers.containers.relationships import (
    PackageRelationship,
    find_main_part,
    holds_cells,
    read_relationships,
)
from xltools.readers.containers.xml_parts import parse_events, read_part
from xltools.readers.external_content import find_external_content
from xltools.readers.grid_checks import check_grid
from xltools.readers.placeholders import StoredResults, find_placeholders, without_results
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, about_sheet, damaged, over, over_size, unsafe
from xltools.readers.xlsx.canonical import CellProperties, FormulaCell
from xltools.readers.xlsx.drawings import PictureParts, with_drawings
from xltools.readers.xlsx.formula_texts import FormulaTexts
from xltools.readers.xlsx.normalise import normalise_sheet
from xltools.readers.xlsx.shown import read_shown_cells
from xltools.readers.xlsx.strings_and_styles import SharedStrings, read_shared_strings, read_styles
from xltools.readers.xlsx.values import CellStyles, ValueReader

__all__ = ["XlsxReader"]

_OTHER_DOCUMENTS = ("word/", "ppt/")
_VISIBLE, _VERY_HIDDEN = "visible", "veryHidden"
_PLACEHOLDERS = frozenset({b"", b"0"})
"""Results of formulas that programs store which cannot calculate."""


class XlsxReader:
    """Reads OOXML workbooks, with or without macros.

    Of sheets whose names are not ``wanted`` nothing but name and visibility is read; by default all are wanted.
    """

    kind = FileKind.XLSX

    def __init__(self, wanted: Callable[[str], bool] = lambda _: True) -> None:
        self._wanted = wanted

    def recognises(self, archive: ZipArchive) -> bool:
        """Return whether the archive's main part is an XML part of a workbook."""
        main = find_main_part(archive)
        return bool(main) and not main.endswith(".bin") and not main.startswith(_OTHER_DOCUMENTS)

    def read(self, archive: ZipArchive, name: str, limits: Limits) -> Workbook:
        """Read the workbook. Raises RefusedError for what is wrong with it, or which limit it goes beyond."""
        main = find_main_part(archive)
        book = _WorkbookPart()
        parse_events(read_part(archive, main), book, main, limits)
        targets = {relationship.id: relationship for relationship in read_relationships(archive, main)}
        budget = CellBudget(limits)
        sheets = list(self._sheets(archive, main, book, targets, budget, name))
        grids = _without_placeholders(sheets) if book.calculates_on_load else tuple(sheet.grid for sheet in sheets)
        _check_texts(sheets, budget)
        for sheet in sheets:
            check_grid(sheet.grid, sheet.longest, limits)
        traces = {sheet.grid.sheet: sheet.traces for sheet in sheets if sheet.traces is not None}
        external = find_external_content(
            archive,
            Place(name),
            grids,
            macro_sheets=[sheet.name for sheet in book.sheets if _is_macro_sheet(targets.get(sheet.relationship))],
            very_hidden=[sheet.grid.sheet for sheet in sheets if sheet.very_hidden],
        )
        return Workbook(
            grids, read_core_properties(archive), (*external, *_stray_content(sheets)), TemplateTraces(traces)
        )

    def _sheets(
        self,
        archive: ZipArchive,
        main: str,
        book: _WorkbookPart,
        targets: dict[str, PackageRelationship],
        budget: CellBudget,
        file: str,
    ) -> Iterator[_ReadSheet]:
        """Yield the worksheets in the order of their tabs."""
        limits = budget.limits
        if len(book.sheets) > limits.sheets:
            raise over("sheets", "工作表数", "The number of sheets", str(len(book.sheets)), str(limits.sheets))
        strings, styles = _read_shared_parts(archive, main, targets, book, limits)
        values, longest_shared = ValueReader(strings.texts, styles), max(map(len, strings.texts), default=0)
        pictures = PictureParts(archive, limits)
        for sheet, part in _worksheet_parts(book, targets):
            if not self._wanted(sheet.name):
                yield _ReadSheet(Grid(file, sheet.name, (), hidden=sheet.state != _VISIBLE))
                continue
            try:
                xml = read_part(archive, part)
                normalised = normalise_sheet(xml, budget, part, styles.percents)
            except RefusedError as error:
                raise about_sheet(error, part, sheet.name) from error
            longest = max(longest_shared, *map(len, map(itemgetter(2), normalised.sheet.filled)), 0)
            rows = values.rows(normalised.sheet.filled)
            shown = read_shown_cells(normalised.sheet, rows, styles, strings, normalised.runs)
            grid = _grid(file, sheet, normalised.sheet.properties, rows, shown)
            yield _ReadSheet(
                with_drawings(grid, archive, part, xml, normalised.sheet.filled, pictures),
                longest,
                normalised.sheet.formulas,
                normalised.traces,
                normalised.stray,
                very_hidden=sheet.state == _VERY_HIDDEN,
            )


@dataclass(frozen=True, slots=True)
class _ReadSheet:
    """A worksheet, and what is known of it beside its grid. No text in it has more than ``longest`` characters."""

    grid: Grid
    longest: int = 0
    formulas: tuple[FormulaCell, ...] = ()
    traces: SheetTraces | None = None
    stray: tuple[Address, ...] = ()
    very_hidden: bool = False


def _grid(
    file: str, sheet: _ListedSheet, properties: CellProperties, rows: list[list[CellValue]], shown: ShownCells
) -> Grid:
    return Grid(
        file=file,
        sheet=sheet.name,
        rows=rows,
        merged=properties.merged,
        formulas=properties.formulas,
        uncalculated=properties.uncalculated,
        errors=properties.errors,
        percents=frozenset(shown.percents),
        hidden_rows=properties.hidden_rows,
        hidden_columns=properties.hidden_columns,
        hidden=sheet.state != _VISIBLE,
        formula_texts=properties.formula_texts,
        scales=shown.scales,
        serials=shown.serials,
        number_formats=shown.number_formats,
        shown_texts=shown.shown_texts,
        struck=frozenset(shown.struck),
        struck_runs=shown.struck_runs,
    )


def _stored_results(sheet: _ReadSheet) -> StoredResults:
    grid, texts = sheet.grid, sheet.grid.formula_texts
    placeholders = [address for address, _, content in sheet.formulas if content in _PLACEHOLDERS]
    if grid.uncalculated:
        placeholders = [address for address in placeholders if address not in grid.uncalculated]
    simple = texts.without_conditions(placeholders) if isinstance(texts, FormulaTexts) else texts
    return StoredResults(len(sheet.formulas), placeholders, simple, (*grid.errors, *grid.uncalculated), grid.value)


def _without_placeholders(sheets: Sequence[_ReadSheet]) -> tuple[Grid, ...]:
    """Return the grids in which formulas whose stored result is only a placeholder have none."""
    results = [_stored_results(sheet) for sheet in sheets]
    return tuple(
        without_results(sheet.grid, addresses) if addresses else sheet.grid
        for sheet, addresses in zip(sheets, find_placeholders(results), strict=True)
    )


# --- parts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _ListedSheet:
    """A line in the workbook's list of sheets."""

    name: str
    state: str
    relationship: str


@dataclass(slots=True)
class _WorkbookPart:
    """Takes the events of the workbook part, which may hold defined names by the ten thousand."""

    sheets: list[_ListedSheet] = field(default_factory=list)
    date1904: bool = False
    calculates_on_load: bool = True
    """The workbook asks to be calculated when it is opened, or names no program that calculates."""
    inside: bool = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if local == "sheets":
            self.inside = True
        elif local == "sheet" and self.inside:
            # Whatever the prefix of relationships is called here; sheetId has none.
            relationship = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(
                _ListedSheet(attributes.get("name", ""), attributes.get("state", _VISIBLE), relationship)
            )
        elif local == "workbookPr" and "date1904" in attributes:  # an extension of newer Excel has the same name
            self.date1904 = attributes["date1904"] in {"1", "true"}
        elif local == "calcPr":
            asked = {attributes.get("fullCalcOnLoad"), attributes.get("forceFullCalc")} & {"1", "true"}
            # Excel and WPS name their calculation engine, LibreOffice its number of iterations.
            self.calculates_on_load = bool(asked) or not {"calcId", "iterateCount"} & attributes.keys()

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local == "sheets":
            self.inside = False

    def data(self, text: str) -> None:
        """Ignore text: the workbook part has none that matters."""


def _read_shared_parts(
    archive: ZipArchive, main: str, targets: dict[str, PackageRelationship], book: _WorkbookPart, limits: Limits
) -> tuple[SharedStrings, CellStyles]:
    """Return the shared strings, and what the cell styles make of numbers."""
    folder = main.rpartition("/")[0]
    # A sloppy writer may forget to relate these two; then they stand where everybody puts them.
    by_kind = {"sharedStrings": f"{folder}/sharedStrings.xml", "styles": f"{folder}/styles.xml"}
    by_kind |= {item.kind: item.target for item in targets.values() if not item.external}
    part = by_kind["styles"]
    styles = CellStyles(date1904=book.date1904)
    if part in archive:
        # Sheets copied from book to book bring tens of thousands of styles along.
        xml = read_part(archive, part, max_bytes=limits.text_mb << 20)
        styles = read_styles(xml, part, limits, date1904=book.date1904)
    part = by_kind["sharedStrings"]
    if part not in archive:
        return SharedStrings([], {}), styles
    return read_shared_strings(read_part(archive, part), part, limits), styles


def _worksheet_parts(
    book: _WorkbookPart, targets: dict[str, PackageRelationship]
) -> Iterator[tuple[_ListedSheet, str]]:
    """Yield the worksheets with their parts; chart sheets and macro sheets are left out."""
    names: set[str] = set()
    parts: set[str] = set()
    for sheet in book.sheets:
        relationship = targets.get(sheet.relationship)
        if relationship is None or relationship.external:
            raise damaged(f"工作表“{sheet.name}”没有内容部件", f'worksheet "{sheet.name}" has no part')
        if not holds_cells(relationship, sheet.name):
            continue
        part = relationship.target
        if sheet.name.casefold() in names or part.casefold() in parts:
            raise unsafe(f"工作表“{sheet.name}”出现两次", f'worksheet "{sheet.name}" is there twice')
        names.add(sheet.name.casefold())
        parts.add(part.casefold())
        yield sheet, part


def _is_macro_sheet(relationship: PackageRelationship | None) -> bool:
    return relationship is not None and relationship.kind.endswith("acrosheet")


def _check_texts(sheets: Sequence[_ReadSheet], budget: CellBudget) -> None:
    """Refuse a long text in very many cells: it is small in the file, and huge in all that is made of it."""
    limit = budget.limits.text_mb << 20
    if max((sheet.longest for sheet in sheets), default=0) * budget.cells <= limit:
        return
    total = sum(len(value) for sheet in sheets for row in sheet.grid.rows for value in row if isinstance(value, str))
    if total > limit:
        raise over_size("text_mb", "全部单元格文字的长度", "The text of all cells", total, limit)


def _stray_content(sheets: Sequence[_ReadSheet]) -> Iterator[Finding]:
    """Yield one finding for each sheet with content far away from any form."""
    for sheet in sheets:
        if sheet.stray:
            place = sheet.grid.place(*sheet.stray[0])
            more = f" 等 {len(sheet.stray)} 处" if len(sheet.stray) > 1 else ""
            yield READING["R13"].at(place, found=f"{place.cell}{more}")
