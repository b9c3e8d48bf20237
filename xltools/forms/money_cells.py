"""The amounts around those that a form asks for: of other years, of sources that it lacks, and of repeated labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xltools.forms.found import FoundCell, found_cell
from xltools.forms.label_text import is_short
from xltools.forms.vocabulary import Vocabulary
from xltools.grids.grid import Address, Block, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.values import parse_amount, squeeze

__all__ = ["amount_of_this_year", "is_sum_of_parts", "money_that_is_not_read"]

_OTHER_TIMES = LazyPattern("上年|上一年|去年|往年|以前年度|下年|次年|实施期|中期|长期|项目期|[二三两]年|累计")
_THIS_YEAR = LazyPattern("本年|当年|年度|本期|今年")
_CARRIED_OVER = LazyPattern("结[转余]")
"""Money of an earlier year that is this year's too."""
_SUM = LazyPattern("合计|小计|总计|总额")
_PERIOD = LazyPattern(r"年|期|\d")
_PART_OF_YEAR = LazyPattern("本年|当年|今年|结[转余]")
_MAX_HEAD = 8
"""Characters of a head that says of which time the amounts below it are."""
_MAX_HEAD_ROWS = 6
"""Rows above an amount in which the head of its column stands."""
_MONEY_SOURCE = re.compile(
    r"(?:资金|拨款|补助|经费|配套|收入|自筹|贷款|投入|基金|债券?|转移支付|结[余转]|捐赠|资本)(?:[(（].*[)）])?[:：]?\s*$"
)
_ROWS_BELOW_MONEY = 3
"""Rows below the last known amount of a form in which its other money stands."""


def amount_of_this_year(grid: Grid, cell: FoundCell, columns: range) -> FoundCell:
    """Return the amount of the year in a row, under heads of which one says so; else ``cell``.

    Where the one below that head, in these ``columns``, is blank, the others are beside a blank value.
    """
    cells = (*cell.cells, *cell.extra)
    if any(parse_amount(grid.text(*address)) is None for address in cells):
        return cell
    this_year = []
    for address in cells:
        head = _head(grid, address)
        if _CARRIED_OVER.search(head):
            return cell
        if _OTHER_TIMES.search(head):
            continue
        if not _THIS_YEAR.search(head):
            return cell
        this_year.append(address)
    if cells and not this_year:
        blank = _blank_of_this_year(grid, cells, columns)
        return found_cell(*blank, (), cells) if blank else cell
    return found_cell(cell.row, cell.column, this_year) if len(this_year) == 1 else cell


def _blank_of_this_year(grid: Grid, others: Sequence[Address], columns: range) -> Address | None:
    """Return the blank cell in the row of amounts of other times whose head is this year's, if heads say all of it."""
    if any(len(_head(grid, address)) > _MAX_HEAD for address in others):
        return None
    row = others[0][0]
    for column in columns:
        block = grid.block(row, column)
        head = "" if grid.filled(block.top, block.left) else _head(grid, (row, column))
        if len(head) <= _MAX_HEAD and _THIS_YEAR.search(head) and not _OTHER_TIMES.search(head):
            return row, column
    return None


def is_sum_of_parts(grid: Grid, cell: FoundCell) -> bool:
    """Return whether an amount under the head 合计 is the sum of all beside it, none of which is of another time."""
    if len(cell.cells) != 1 or not _SUM.search(_head(grid, cell.cells[0])):
        return False
    parts = []
    for address in cell.extra:
        amount, head = parse_amount(grid.text(*address)), _head(grid, address)
        if amount is None or (_PERIOD.search(head) and not _PART_OF_YEAR.search(head)):
            return False
        parts.append(amount)
    return len(parts) > 1 and sum(parts) == parse_amount(grid.text(*cell.cells[0]))


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
