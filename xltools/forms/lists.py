"""Lists of projects: one header for all of them, and the cells of a project merged down over its indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xltools.forms.description import INDICATOR_COLUMNS, FormDescription
from xltools.forms.found import ABSENT, FoundCell, FoundForm, FoundRow, found_cell
from xltools.forms.label_text import label_key
from xltools.forms.lexicon import LabelledText, matched_title
from xltools.forms.money_units import MONEY_UNIT, unit_of_sheet
from xltools.forms.table import find_header
from xltools.forms.vocabulary import TableWords, vocabulary
from xltools.grids.grid import Address, Block, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.model import SheetKind
from xltools.values import parse_amount, squeeze

__all__ = ["find_list"]

_MAX_HEAD_CELLS = 3
"""Filled cells of a line above the head of a page: title, unit, money unit."""
_SUM = LazyPattern("合计|小计|总计|共计")


def find_list(grid: Grid, form: FormDescription, texts: Sequence[LabelledText], end: int) -> Iterator[FoundForm]:
    """Yield each project of a list, with the cells of its own columns and its rows of indicators."""
    words = vocabulary(form).table(form.table)
    header = next((text.row for text in texts if "head:level3" in text.text.keys.get(form, ())), 0)
    columns = find_header(grid, words, header) if header else {}
    if form.table.header_rows > 1 and header > 1:
        columns = find_header(grid, words, header - 1) | columns
        header = min(block.top for block in columns.values())
    if not {"name", "level3"} <= columns.keys():
        return
    heading = _Heading(grid, form, header)
    missing = tuple(column.key for column in form.table.columns if column.required and column.key not in columns)
    begun: _Project | None = None
    unread: list[Address] = []
    sums: list[int] = []
    unit = ABSENT
    for row in range(max(block.bottom for block in columns.values()) + 1, end + 1):
        if _is_header(grid, words, columns, row):
            continue
        stated = _money_unit_of(grid, row)
        heading.money_unit = stated if stated.row else heading.money_unit
        if _begins_project(grid, columns, row, begun):
            if begun:
                yield begun.form(form, heading, missing)
            unit = _unit_of(grid, columns, row) or unit
            begun = _Project(grid, columns, row, unit, heading.money_unit, unread, sums)
            unread, sums = [], []
        elif _is_sum(grid, columns, row):
            (begun.sums if begun else sums).append(row)
            unit = _unit_of(grid, columns, row) or unit
        elif _loses_amount(grid, columns, row, begun):
            (begun.unread if begun else unread).append((row, columns["budget"].left))
        elif "unit" in columns:
            unit = _unit_of(grid, columns, row) or unit
        if begun:
            begun.add(row)
    if begun:
        yield begun.form(form, heading, missing)


def _is_header(grid: Grid, words: TableWords, columns: dict[str, Block], row: int) -> bool:
    """Return whether a row repeats the header, as on each printed page."""
    return label_key(grid.text(row, columns["name"].left)) in words.heads


def _money_unit_of(grid: Grid, row: int) -> FoundCell:
    """Return the cell of a row without indicators that states a money unit, as the head of a page may."""
    columns = grid.filled_columns(row)
    for column in columns if len(columns) <= _MAX_HEAD_CELLS else ():
        if unit_of_sheet(grid.text(row, column)):
            return FoundCell(row, column, ((row, column),))
    return ABSENT


def _begins_project(grid: Grid, columns: dict[str, Block], row: int, begun: _Project | None) -> bool:
    """Return whether a row names a project, and not again the one above."""
    name = grid.text(row, columns["name"].left).strip()
    if not name or not any(grid.filled(row, columns[key].left) for key in ("level3", "level1") if key in columns):
        return False
    return begun is None or any(
        text and text != above for text, above in ((begun.text(key, row), begun.text(key)) for key in begun.own)
    )


def _is_sum(grid: Grid, columns: dict[str, Block], row: int) -> bool:
    """Return whether a row is the sum of a unit or of all: an amount, and neither a project's name nor indicators."""
    if "budget" not in columns or not parse_amount(grid.text(row, columns["budget"].left)):
        return False
    if any(grid.filled(row, columns[key].left) for key in ("level1", "level3", "target") if key in columns):
        return False
    texts = [squeeze(grid.text(row, columns[key].left)) for key in ("name", "unit") if key in columns]
    return bool(texts) and (any(map(_SUM.search, texts)) or (not texts[0] and any(texts)))


def _loses_amount(grid: Grid, columns: dict[str, Block], row: int, begun: _Project | None) -> bool:
    """Return whether a row that begins no project has a budget of its own: a project without name or indicators."""
    if "budget" not in columns or not parse_amount(grid.text(row, columns["budget"].left)):
        return False
    if begun and grid.text(row, columns["budget"].left).strip() == begun.text("budget"):
        return False
    name = squeeze(grid.text(row, columns["name"].left))
    if any(grid.filled(row, columns[key].left) for key in ("level3", "level1") if key in columns):
        return not name
    return bool(name) and not _SUM.search(name)  # the sum of a unit has neither a project's name nor indicators


def _unit_of(grid: Grid, columns: dict[str, Block], row: int) -> FoundCell | None:
    """Return the cell that names a unit in a row, if one does: it holds for the projects below, merged or not."""
    if "unit" not in columns or not grid.filled(row, column := columns["unit"].left):
        return None
    return None if _SUM.search(squeeze(grid.text(row, column))) else FoundCell(row, column, ((row, column),))


class _Heading:
    """The lines above the header: title and money unit."""

    def __init__(self, grid: Grid, form: FormDescription, header: int) -> None:
        self.top = header
        self.title = self.money_unit = ABSENT
        for row in range(header - 1, 0, -1):
            for column in grid.filled_columns(row):
                text = squeeze(grid.text(row, column))
                here = FoundCell(row, column, ((row, column),))
                if MONEY_UNIT.search(text) and not self.money_unit.row:
                    self.money_unit, self.top = here, row
                elif matched_title(text, form) and not self.title.row:
                    self.title, self.top = here, row


class _Project:
    """The rows of one project, from the one that names it."""

    def __init__(
        self,
        grid: Grid,
        columns: dict[str, Block],
        row: int,
        unit: FoundCell,
        money_unit: FoundCell,
        unread: Sequence[Address] = (),
        sums: Sequence[int] = (),
    ) -> None:
        self.grid = grid
        self.unit = unit
        self.money_unit = money_unit
        self.columns = columns
        self.unread = list(unread)
        self.sums = list(sums)
        """Rows with a sum, above the first project of a list or below this one."""
        self.top = row
        self.own = [key for key in columns if key not in INDICATOR_COLUMNS]
        self.rows: list[FoundRow] = []

    def text(self, key: str, row: int = 0) -> str:
        """Return the text of a column in a row, or in the project's first one."""
        return self.grid.text(row or self.top, self.columns[key].left).strip()

    def add(self, row: int) -> None:
        """Add the indicator of a row, if it has one."""
        cells = {key: self._cell(row, block) for key, block in self.columns.items() if key in INDICATOR_COLUMNS}
        if any(cells[key].cells for key in ("level3", "target") if key in cells):
            self.rows.append(FoundRow(row, cells))

    def _cell(self, row: int, block: Block) -> FoundCell:
        filled = [(row, column) for column in self.grid.filled_columns(row, block.left, block.right)]
        return found_cell(row, block.left, filled)

    def _own_cell(self, key: str) -> FoundCell:
        cell = self._cell(self.top, self.columns[key])
        return self.unit if key == "unit" and not cell.cells and self.unit.cells else cell

    def form(self, form: FormDescription, heading: _Heading, missing: tuple[str, ...]) -> FoundForm:
        """Return the project as a form."""
        return FoundForm(
            kind=SheetKind.PROJECT,
            top=self.top,
            bottom=max([self.top, *(row.row for row in self.rows)]),
            title=heading.title,
            unit=ABSENT,
            money_unit=self.money_unit,
            fields={key: self._own_cell(key) for key in self.own},
            rows=tuple(self.rows),
            missing=missing,
            readable=True,
            form=form,
            unread=tuple(self.unread),
            list_sums=tuple(self._cell(row, self.columns["budget"]) for row in self.sums),
        )
