"""Tables that people cut in two: 续表 above the second part, a page number between them, the first rows again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from xltools.derive.levels import is_level
from xltools.documents.published_text import is_title
from xltools.forms.money_units import stated_unit
from xltools.grids.grid import Address, Block, Grid
from xltools.readers.published_document import DocumentTable, Paragraph
from xltools.values import squeeze

__all__ = ["continuation", "moved"]

_OF_A_FORM = re.compile(r"项目编码|项目代码|项目名称|专项资金名称")
_GOES_ON = re.compile(
    r"\(?(?:续|接|转)[上下]?[表页]?\d{0,2}\)?|.*(?:\(续\d?\)|续表\d?)|[-—–]*第?\d{1,4}页?[,，/]?(?:共?\d{1,4}页)?[-—–]*"
)
"""A squeezed line between the two parts of a table: 续表, （续）, 接上页, a page number."""
_LONGEST_UNIT = 24
_HEAD = "一级指标"
_MAX_REPEATED_ROWS = 12


def continuation(upper: Grid, table: DocumentTable, lines: Sequence[Paragraph]) -> DocumentTable | None:
    """Return what of a table goes on with the one before it, and None for a table of its own.

    ``upper`` is the table before with the lines above it, ``lines`` stand between the two. Rows that only repeat the
    beginning of that form are left out.
    """
    repeated = _repeated_rows(upper, table.grid)
    if repeated:
        rest = _without_first(table, repeated)
        return None if _begins_form(rest.grid) or _says_again(upper, rest.grid) else rest
    if _begins_form(table.grid):
        return None
    if all(_goes_on(line.text, upper) for line in lines):
        return table
    told = any(is_title(line.text) or stated_unit(squeeze(line.text)) for line in lines)
    return table if _holds_indicators(table.grid) and not told else None


def moved(grid: Grid, rows: int) -> Grid:
    """Return what a grid says of its cells, with all rows so many further down; what is moved out above is left out."""

    def at(address: Address) -> Address:
        return address[0] + rows, address[1]

    return replace(
        grid,
        merged=tuple(
            Block(top + rows, left, bottom + rows, right) for top, left, bottom, right in grid.merged if top + rows > 0
        ),
        hidden_rows=frozenset(row + rows for row in grid.hidden_rows if row + rows > 0),
        struck_runs={at(address): spans for address, spans in grid.struck_runs.items() if address[0] + rows > 0},
        text_boxes={at(address): text for address, text in grid.text_boxes.items() if address[0] + rows > 0},
        pictures=frozenset(at(address) for address in grid.pictures if address[0] + rows > 0),
    )


def _goes_on(line: str, upper: Grid) -> bool:
    text = squeeze(line)
    if _GOES_ON.fullmatch(text):
        return True
    unit = stated_unit(text) if len(text) <= _LONGEST_UNIT else None
    return unit is not None and any(stated_unit(squeeze(above)) is unit for _, _, above in upper.texts())


def _begins_form(grid: Grid) -> bool:
    return any(_OF_A_FORM.fullmatch(squeeze(text)) for _, _, text in grid.texts())


def _holds_indicators(grid: Grid) -> bool:
    return any(is_level(text) for _, _, text in grid.texts())


def _repeated_rows(upper: Grid, lower: Grid) -> int:
    """Return how many rows at the beginning of a table are those of the form before it, with its code or name."""
    above, below = _row_texts(upper), _row_texts(lower)[:_MAX_REPEATED_ROWS]
    for start in range(len(above)):
        count = 0
        while count < len(below) and start + count < len(above) and above[start + count] == below[count]:
            count += 1
        if 0 < count < len(below) and any(_OF_A_FORM.fullmatch(text) for row in below[:count] for text in row):
            return count
    return 0


def _row_texts(grid: Grid) -> list[tuple[str, ...]]:
    texts: list[list[str]] = [[] for _ in range(grid.height)]
    for row, _, text in grid.texts():
        texts[row - 1].append(squeeze(text))
    return [tuple(row) for row in texts]


def _says_again(upper: Grid, rest: Grid) -> bool:
    """Return whether what is left of a table has a label at its left that the form has already: a form of its own."""
    above, below = (
        {squeeze(text) for _, column, text in grid.texts() if column == 1 and text.strip()} for grid in (upper, rest)
    )
    return any(text != _HEAD and not is_level(text) for text in above & below)


def _without_first(table: DocumentTable, rows: int) -> DocumentTable:
    return DocumentTable(replace(moved(table.grid, -rows), rows=table.grid.rows[rows:]), table.rows[rows:])
