"""Check one workbook that was handed over, and show its sheets: for faces that hold bytes and a name, and no folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from xltools.county.find import FoundFile
from xltools.department.read import ReadBook
from xltools.derive.library import LibraryEntry
from xltools.form_identity import FormIdentity
from xltools.grids.grid import Grid
from xltools.model import Finding
from xltools.readers import FileKind
from xltools.rules.settings import DEFAULT, Settings
from xltools.services.check import CheckedFile, Registers, check_found
from xltools.services.similar_indicators import SimilarIndicators, similar_indicators
from xltools.text import NO_TEXT, Text, show_controls

__all__ = ["CellView", "HandedFile", "SelfCheckResult", "SheetView", "self_check"]

MAX_VIEW_CELLS = 20_000
"""Cells of all drawn sheets together; a department of 80 forms has half as many."""
MAX_VIEW_ROWS = 400
MAX_VIEW_COLUMNS = 40


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file as somebody handed it over: its bytes lie at ``path``, and ``name`` is what the sender calls it.

    ``settings`` are the county's, ``registers`` the projects that its roster has for each department, ``library`` its
    indicator library.
    """

    path: Path
    name: str
    settings: Settings = DEFAULT
    registers: Registers = field(default_factory=dict)
    library: tuple[LibraryEntry, ...] = ()

    @property
    def found(self) -> FoundFile:
        """The file under the name that findings and outputs give it."""
        return FoundFile(self.path, self.name)


class CellView(NamedTuple):
    """A cell as it is drawn: its place, the rows and columns that it spans as they are drawn, and its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet as a person sees it. ``form`` is the form it is on, empty for other sheets.

    ``rows`` and ``columns`` are those that are drawn: hidden ones only where something was found in them. ``cut`` is
    True where only the beginning of a long sheet is drawn.
    """

    name: str
    form: Text
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    cells: tuple[CellView, ...]
    cut: bool = False


@dataclass(frozen=True, slots=True)
class SelfCheckResult:
    """The file with its findings, its sheets to draw, and which copies can be made of it.

    ``reason`` says why nothing was checked, empty where something was. ``similar`` is what the county's library has for
    indicators with findings.
    """

    checked: CheckedFile
    sheets: tuple[SheetView, ...]
    fillable: bool
    transferable: bool
    reason: Text = NO_TEXT
    similar: tuple[SimilarIndicators, ...] = ()


def self_check(file: HandedFile) -> SelfCheckResult:
    """Check the file. Never raises for anything that it is or holds."""
    checked, read = check_found(file.found, file.settings, file.registers)
    workbook = read.file.workbook
    sheets = _views(workbook.sheets if workbook else (), _forms(read), checked.findings)
    forms = read.book is not None and bool(read.book.sheets)
    return SelfCheckResult(
        checked,
        sheets,
        fillable=forms and read.file.kind is FileKind.XLSX,
        transferable=forms,
        reason=NO_TEXT if forms else read.file.reason,
        similar=tuple(similar_indicators(read.book, checked.findings, file.library)) if read.book else (),
    )


def _forms(read: ReadBook) -> Mapping[str, FormIdentity]:
    """Return the form of each sheet that holds one, by the sheet's name."""
    return {sheet.place.sheet: sheet.form for sheet in read.book.all_sheets} if read.book else {}


def _views(
    grids: Iterable[Grid], forms: Mapping[str, FormIdentity], findings: Sequence[Finding]
) -> tuple[SheetView, ...]:
    """Return the sheets that hold a form or a finding, in the order of their tabs, up to a number of cells."""
    views: list[SheetView] = []
    room = MAX_VIEW_CELLS
    for grid in grids:
        places = [finding.place for finding in findings if finding.place.sheet == grid.sheet]
        if places or grid.sheet in forms:
            rows = _shown(min(grid.height, MAX_VIEW_ROWS), grid.hidden_rows - {place.row for place in places})
            columns = _shown(
                min(grid.width, MAX_VIEW_COLUMNS), grid.hidden_columns - {place.column for place in places}
            )
            cells = tuple(_cells(grid, rows, columns))
            cut = grid.height > MAX_VIEW_ROWS or grid.width > MAX_VIEW_COLUMNS or len(cells) > room
            name = forms[grid.sheet].name if grid.sheet in forms else ""
            views.append(SheetView(grid.sheet, Text(name, name), rows, columns, cells[:room], cut))
            room = max(0, room - len(cells))
    return tuple(views)


def _shown(last: int, hidden: Set[int]) -> tuple[int, ...]:
    return tuple(number for number in range(1, last + 1) if number not in hidden)


def _cells(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Iterator[CellView]:
    """Yield the cells that are drawn: a merged block once, where its first row and column are that are drawn."""
    drawn = set()
    for row in rows:
        for column in columns:
            block = grid.block(row, column)
            if block not in drawn:
                drawn.add(block)
                height = sum(block.top <= number <= block.bottom for number in rows)
                width = sum(block.left <= number <= block.right for number in columns)
                yield CellView(row, column, height, width, show_controls(grid.text(block.top, block.left)))
