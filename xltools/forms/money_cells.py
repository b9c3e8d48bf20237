"""The amounts around those that a form asks for: of other years, of sources that it lacks, and of repeated labels."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xltools.forms.found import FoundCell, found_cell
from xltools.forms.label_text import is_short
from xltools.forms.vocabulary import Vocabulary
from xltools.grids.grid import Address, Block, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.values import parse_amount, squeeze

__all__ = ["amount_of_this_year", "money_that_is_not_read"]

_OTHER_TIMES = LazyPattern("上年|上一年|去年|往年|以前年度|下年|次年|实施期|中期|长期|项目期|[二三两]年|累计")
_THIS_YEAR = LazyPattern("本年|当年|年度|本期|今年")
_MAX_HEAD_ROWS = 6
"""Rows above an amount in which the head of its column stands."""
_MONEY_SOURCE = re.compile(
    r"(?:资金|拨款|补助|经费|配套|收入|自筹|贷款|投入|基金|债券?|转移支付|结[余转]|捐赠|资本)(?:[(（].*[)）])?[:：]?\s*$"
)
_ROWS_BELOW_MONEY = 3
"""Rows below the last known amount of a form in which its other money stands."""


def amount_of_this_year(grid: Grid, cell: FoundCell) -> FoundCell:
    """Return the amount of the year where several stand in a row, under heads of which one says so; else ``cell``."""
    cells = (*cell.cells, *cell.extra)
    if not all(parse_amount(grid.text(*address)) for address in cells):
        return cell
    this_year = []
    for address in cells:
        head = _head(grid, address)
        if _OTHER_TIMES.search(head):
            continue
        if not _THIS_YEAR.search(head):
            return cell
        this_year.append(address)
    return found_cell(cell.row, cell.column, this_year) if len(this_year) == 1 else cell


def _head(grid: Grid, address: Address) -> str:
    """Return the squeezed words right above an amount, past the amounts of its column."""
    row, column = address
    for above in range(row - 1, max(row - 1 - _MAX_HEAD_ROWS, 0), -1):
        block = grid.block(above, column)
        text = grid.text(block.top, block.left)
        if text.strip() and parse_amount(text) is None:
            return squeeze(text)
    return ""


def money_that_is_not_read(
    grid: Grid, words: Vocabulary, labels: Mapping[str, Block], fields: Mapping[str, FoundCell]
) -> tuple[list[Address], list[Address]]:
    """Return the amounts of other labels between and right below those of a form's money, and those of its own labels.

    The latter stand behind a label that was read in another row, with another amount, so that one of the two is lost.
    Where a total of another period comes first, they are the parts of that.
    """
    money = [fields[key] for key in words.amounts if key in fields and fields[key].row]
    rows = sorted(cell.row for cell in money)
    if not rows:
        return [], []
    known = {block.top for block in labels.values()}.union(cell.row for cell in fields.values())
    others: list[Address] = []
    repeated: list[Address] = []
    in_another_total = False
    for row in range(rows[0], rows[-1] + _ROWS_BELOW_MONEY + 1):
        columns = grid.filled_columns(row)
        if row in known or len(columns) < 2:
            continue
        text, amount = grid.text(row, columns[0]), parse_amount(grid.text(row, columns[1]))
        if not amount or not is_short(text) or parse_amount(text) is not None:
            continue
        label = words.short(text)
        key = next((key for key in words.amounts if label and words.row_of.get(key) == label.key), "")
        if key:
            read = fields[key]
            if not in_another_total and amount != parse_amount(
                read.inline or grid.text(*read.cells[0]) if read.cells else None
            ):
                repeated.append((row, columns[1]))
        else:
            in_another_total |= "总" in text
            if row < rows[-1] or _MONEY_SOURCE.search(text):
                others.append((row, columns[1]))
    return others, repeated
