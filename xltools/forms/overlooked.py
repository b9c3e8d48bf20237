"""Content of a sheet beside the cells that are read: struck text, text boxes, pictures, remarks beside a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xltools.forms.content import SheetContent
from xltools.forms.entries import shorten
from xltools.forms.found import FoundCell, FoundForm
from xltools.forms.label_text import label_key
from xltools.grids.grid import Address, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.messages.reading import READING
from xltools.model import Finding, Severity, column_letters
from xltools.text import Text
from xltools.values import parse_amount

__all__ = ["report_overlooked"]

_MIN_STRUCK_CELLS = 3
"""Struck cells that make a struck row, if no more others are left in it."""
_LEVEL1 = "level1"
_LEVEL_HEAD, _HEADS_BEHIND = "一级指标", frozenset(("二级指标", "三级指标"))
_TARGET_HEAD = LazyPattern("指标值|目标值|完成值|实际值")
"""The column that a form has, and a list of choices lacks."""
_MAX_HEAD = 12
_MAX_NAMED = 8
"""Cells that a finding names."""


def report_overlooked(content: SheetContent, forms: Sequence[FoundForm]) -> Iterator[Finding]:
    """Yield a finding for each thing on a sheet that is not read as a value."""
    grid = content.grid
    yield from _struck(grid, content.struck)
    for address, text in content.corrected.items():
        kept = shorten(grid.text(*address))
        yield READING["R21"].at(grid.place(*address), found=shorten(text), expected=kept)
    lost = set(_heads_of_lost_forms(grid, forms))
    for form in forms:
        if form.beside:
            severity = None if lost.isdisjoint(form.beside) else Severity.ERROR
            lost.difference_update(form.beside)
            found = _named(grid, form.beside)
            yield READING["R23"].at(grid.place(*form.beside[0]), found=found, severity=severity)
        if form.unread:
            found = _named(grid, form.unread)
            yield READING["R23"].at(grid.place(*form.unread[0]), found=found, severity=Severity.ERROR)
        if amounts := _amounts_in_purpose(grid, form):
            found = _named(grid, amounts)
            yield READING["R32"].at(grid.place(*amounts[0]), field="purpose", found=found)
    for address in sorted(lost):
        yield READING["R23"].at(grid.place(*address), found=_named(grid, [address]), severity=Severity.ERROR)
    for address, text in content.covered.items():
        block = grid.block(*address)
        shown = f"{column_letters(block.left)}{block.top}:{column_letters(block.right)}{block.bottom}"
        yield READING["R31"].at(grid.place(*address), found=shorten(text), shown=shown)
    for address, text in grid.text_boxes.items():
        yield READING["R26"].at(grid.place(*address), found=shorten(text))
    if grid.cell_pictures:
        cells = sorted(grid.cell_pictures)
        yield READING["R27"].at(grid.place(*cells[0]), found=_cells(cells))
    if grid.pictures:
        cells = sorted(grid.pictures)
        yield READING["R27"].at(grid.place(*cells[0]), found=_cells(cells), severity=Severity.NOTE)


def _heads_of_lost_forms(grid: Grid, forms: Sequence[FoundForm]) -> Iterator[Address]:
    """Yield the heads of tables that stand in columns of which no form has indicators: another form beside these."""
    read: set[int] = set()
    for form in forms:
        rows = [row for table in (form.rows, *form.tables.values()) for row in table if _LEVEL1 in row.cells]
        if not rows:
            return  # a form without indicators may be the one
        read.update(row.cells[_LEVEL1].column for row in rows)
    for row, column, text in grid.texts() if forms else ():
        if column not in read and len(text) <= _MAX_HEAD and label_key(text) == _LEVEL_HEAD:
            targets = {cell.column for form in forms if form.top <= row <= form.bottom for cell in _targets(form)}
            following = [other for other in grid.filled_columns(row, column + 1) if other not in targets]
            heads = [label_key(grid.text(row, other)) for other in following]
            if not _HEADS_BEHIND.isdisjoint(heads) and any(map(_TARGET_HEAD.search, heads)):
                yield row, column
                read.add(column)


def _targets(form: FoundForm) -> Iterator[FoundCell]:
    """Yield the cells of a form's target values."""
    for table in (form.rows, *form.tables.values()):
        yield from (row.cells["target"] for row in table if "target" in row.cells)


def _amounts_in_purpose(grid: Grid, form: FoundForm) -> list[Address]:
    """Return the cells of a form's purpose that hold nothing but an amount, beside others with words."""
    cells = form.fields["purpose"].cells if "purpose" in form.fields else ()
    if len(cells) < 2:
        return []
    amounts = [address for address in cells if parse_amount(grid.text(*address))]
    return amounts if len(amounts) < len(cells) else []


def _struck(grid: Grid, struck: Mapping[Address, str]) -> Iterator[Finding]:
    """Yield one finding for each group of struck cells: rows below one another, else the cells of a row."""
    rows: dict[int, list[Address]] = {}
    for address in struck:
        rows.setdefault(address[0], []).append(address)
    whole: list[int] = []
    for row, cells in sorted(rows.items()):
        if len(cells) < _MIN_STRUCK_CELLS or len(grid.filled_columns(row)) >= len(cells):
            what = Text(f"{_cells(cells)} 里的文字画了删除线", f"The text in {_cells(cells)} is struck through")
            texts = "；".join(struck[address].strip() for address in cells)
            yield READING["R20"].at(grid.place(*cells[0]), found=shorten(texts), what=what)
        elif whole and row == whole[-1] + 1:
            whole.append(row)
        else:
            yield from _struck_rows(grid, whole, rows, struck)
            whole = [row]
    yield from _struck_rows(grid, whole, rows, struck)


def _struck_rows(
    grid: Grid, numbers: Sequence[int], rows: Mapping[int, list[Address]], struck: Mapping[Address, str]
) -> Iterator[Finding]:
    if not numbers:
        return
    first, last = numbers[0], numbers[-1]
    shown = str(first) if first == last else f"{first}—{last}"
    what = Text(f"第 {shown} 行整行画了删除线", f"All of row {shown} is struck through")
    texts = "；".join(struck[address].strip() for address in rows[first])
    yield READING["R20"].at(grid.place(*rows[first][0]), found=shorten(texts), what=what)


def _cells(cells: Sequence[Address]) -> str:
    """Return the addresses of cells to show."""
    named = "、".join(f"{column_letters(column)}{row}" for row, column in cells[:_MAX_NAMED])
    return named if len(cells) <= _MAX_NAMED else f"{named}…"


def _named(grid: Grid, cells: Sequence[Address]) -> str:
    """Return the addresses of cells and the text of the first of them."""
    return f"{_cells(cells)}（{shorten(grid.text(*cells[0]))}）"
