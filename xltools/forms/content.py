"""The cells that people see on a sheet: without live checks, struck-out text, made-up heads, and what a merge hides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from xltools.glossary import Term
from xltools.grids.grid import Address, CellValue, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.quick_dataclass import dataclass

__all__ = ["LIVE_CHECK_COLUMNS", "SheetContent", "sheet_content", "without_live_checks"]

LIVE_CHECK_COLUMNS = 3
"""Columns that the live checks take: the messages, and two helpers that carry levels down."""
_LIVE_CHECKS = Term.LIVE_CHECKS.zh
_MAX_HEADING_ROWS = 8
"""Rows in which live checks are headed: beside a form's title, which inserted rows may have moved down."""
_FIRST_MADE_HEADS = frozenset({"列1", "欄1", "Column1"})
"""The first of the heads that a spreadsheet makes up where a range becomes a table (Ctrl+T) and a head is blank."""
_MADE_HEAD = LazyPattern(r"(?:列|欄|Column)\d{1,3}")
_BLANKS = " \t\r\n\u3000"


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The sheet as people mean it.

    ``live_checks`` is whether the sheet has those of our template.
    ``struck`` are the texts of cells that are struck through as a whole, ``corrected`` the struck parts of others: the
    grid has neither. ``covered`` are texts under merged blocks, which no program shows, and the grid leaves out: those
    that only repeat what the block shows are not listed.
    """

    grid: Grid
    struck: Mapping[Address, str] = field(default_factory=dict)
    corrected: Mapping[Address, str] = field(default_factory=dict)
    covered: Mapping[Address, str] = field(default_factory=dict)
    live_checks: bool = False


def sheet_content(grid: Grid) -> SheetContent:
    """Return the cells that people typed on a sheet."""
    typed = without_live_checks(grid)
    live_checks = typed is not grid
    typed, covered = _without_covered(_without_made_heads(typed))
    content = _without_struck(typed) if typed.struck or typed.struck_runs else SheetContent(typed)
    return replace(content, covered=covered, live_checks=live_checks) if covered or live_checks else content


def without_live_checks(grid: Grid) -> Grid:
    """Return the sheet without the columns of our live checks; what stands behind them was typed by somebody."""
    columns: set[int] = set()
    headings = grid.rows[:_MAX_HEADING_ROWS]
    heads = [
        value
        for value in set[CellValue]().union(*headings)
        if isinstance(value, str) and value.startswith(_LIVE_CHECKS) and value.rstrip(_BLANKS) == _LIVE_CHECKS
    ]
    for cells in headings if heads else ():
        for head, value in enumerate(cells, 1):
            if value in heads:
                columns.update(range(head, head + LIVE_CHECK_COLUMNS))
    if not columns:
        return grid
    first, last = min(columns), max(columns)
    if last - first < LIVE_CHECK_COLUMNS and grid.width <= last:
        rows: list[Sequence[CellValue]] = [row[: first - 1] for row in grid.rows]
    else:
        rows = [["" if column in columns else value for column, value in enumerate(row, 1)] for row in grid.rows]
    return replace(
        grid,
        rows=rows,
        uncalculated=frozenset(address for address in grid.uncalculated if address[1] not in columns),
        errors={address: name for address, name in grid.errors.items() if address[1] not in columns},
    )


def _without_made_heads(grid: Grid) -> Grid:
    if all(_FIRST_MADE_HEADS.isdisjoint(row) for row in grid.rows):
        return grid
    rows: list[Sequence[CellValue]] = []
    for row in grid.rows:
        made = not _FIRST_MADE_HEADS.isdisjoint(row)
        rows.append(
            ["" if isinstance(value, str) and _MADE_HEAD.fullmatch(value) else value for value in row] if made else row
        )
    return replace(grid, rows=rows)


def _without_covered(grid: Grid) -> tuple[Grid, dict[Address, str]]:
    """Return the sheet without the values under merged blocks, and their texts where the block shows another one."""
    rows: list[Sequence[CellValue]] | None = None
    covered: dict[Address, str] = {}
    for block in grid.merged:
        for number in range(block.top, min(block.bottom, grid.height) + 1):
            first = block.left + (number == block.top)
            if not any((grid.rows if rows is None else rows)[number - 1][first - 1 : block.right]):
                continue
            rows = rows or [*grid.rows]
            cells = [*rows[number - 1]]
            for column in range(first, min(block.right, len(cells)) + 1):
                text = grid.text(number, column).strip(_BLANKS)
                if text and text != grid.text(block.top, block.left).strip(_BLANKS):
                    covered[number, column] = text
                cells[column - 1] = ""
            rows[number - 1] = cells
    return (replace(grid, rows=rows) if rows else grid), covered


def _without_struck(grid: Grid) -> SheetContent:
    struck: dict[Address, str] = {address: grid.text(*address) for address in grid.struck if grid.filled(*address)}
    corrected: dict[Address, str] = {}
    rows = [list(row) for row in grid.rows]
    for (row, column), spans in grid.struck_runs.items():
        value = grid.value(row, column)
        if not isinstance(value, str) or (row, column) in struck:
            continue
        kept, removed = _split_text(value, spans)
        if not kept:
            struck[row, column] = value
        elif removed:
            corrected[row, column] = removed
            rows[row - 1][column - 1] = kept
    for row, column in struck:
        if column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""
    cells = replace(
        grid,
        rows=rows,
        uncalculated=grid.uncalculated - struck.keys(),
        errors={address: name for address, name in grid.errors.items() if address not in struck},
    )
    return SheetContent(cells, dict(sorted(struck.items())), dict(sorted(corrected.items())))


def _split_text(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, str]:
    """Return the text without its struck parts, and these parts."""
    kept, removed, last = "", "", 0
    for begin, end in sorted(spans):
        kept += text[last:begin]
        removed += text[max(begin, last) : end]
        last = max(last, end)
    return (kept + text[last:]).strip(_BLANKS), removed.strip(_BLANKS)
