"""Tables that pages cut: a row may be cut as well, and then its rest stands on the next page like a row of its own.

Nothing in a PDF says which it is. The rest of a row fills no more cells than the row, and each text in it goes on from
a line that was full. Where neither this nor the opposite shows, it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from xltools.glossary import FIELD_TERMS
from xltools.readers.pdf.lines import Line, goes_on, is_full, is_list_item
from xltools.readers.pdf.page_tables import PageCell, PageRow, PageTable
from xltools.values.text import squeeze

__all__ = ["TornTable", "join_tables"]

_SAME_EDGE = 2.0
_LEVEL_COLUMNS = 2
"""Columns on the left that a row leaves blank where they go on from the row above."""
_LEVELS = ("产出指标", "效益指标", "效果指标", "满意度指标", "数量指标", "质量指标", "时效指标", "成本指标")
_LEVELS_2 = ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标", "服务对象满意度指标", "一级指标")
_HEADING_ROWS = 2
"""Rows of a form down to its code, if it begins with its unit."""
_OF_A_FORM = frozenset({"项目编码", "项目代码", "项目名称", "专项资金名称"})
_HEADS = frozenset({"一级指标", "二级指标", "三级指标"})
_LABELS = frozenset(map(squeeze, (*_LEVELS, *_LEVELS_2, *(term.zh for term in FIELD_TERMS.values()))))
"""Labels that a page may cut in two."""


class TornTable:
    """A table over one or more pages. ``doubtful`` are rows of which it does not show whether a page cut them."""

    def __init__(self, first: PageTable) -> None:
        self.rows = list(first.rows)
        self.doubtful: list[PageRow] = []
        self.x0, self.x1 = first.x0, first.x1

    def fits(self, table: PageTable) -> bool:
        """Return whether a table has the same outer edges."""
        return abs(table.x0 - self.x0) < _SAME_EDGE and abs(table.x1 - self.x1) < _SAME_EDGE

    def ends_before(self, table: PageTable) -> bool:
        """Return whether the table at the top of the next page is that of another form, which begins at once."""
        first = table.rows[:_HEADING_ROWS]
        begins = any(text in _OF_A_FORM for row in first for text in _texts(row))
        return (
            begins
            and not self._repeated_rows(table.rows)
            and any(text in _OF_A_FORM for row in self.rows for text in _texts(row))
        )

    def go_on(self, table: PageTable) -> None:
        """Take the part of the table on the next page."""
        rows = table.rows[self._repeated_rows(table.rows) :]
        if rows and self._repeats_head(rows[0]):
            rows = rows[1:]
        if not rows:
            return
        joined = self._join_label(rows[0])
        if joined and len(rows) > 1 and _is_blank(rows[0]) and _same_cells(rows[0], rows[1]):
            rows = rows[1:]  # nothing but the rest of the label stood there
        elif self._is_rest(rows[0]):
            _add_rest(self.rows[-1], rows[0])
            rows = rows[1:]
        self.rows += rows

    def _repeated_rows(self, rows: Sequence[PageRow]) -> int:
        """Return how many rows at the top of a page are those at the top of the table, as programs repeat them."""
        pairs = zip(self.rows, rows, strict=False)
        count = sum(1 for _ in takewhile(lambda pair: _texts(pair[0]) == _texts(pair[1]), pairs))
        return count if any(text in _OF_A_FORM for row in rows[:count] for text in _texts(row)) else 0

    def _repeats_head(self, row: PageRow) -> bool:
        texts = _texts(row)
        return len(_HEADS & set(texts)) > 1 and any(_texts(other) == texts for other in self.rows)

    def _join_label(self, row: PageRow) -> bool:
        """Give the rest of a label to the cell that it began in, which may have begun rows before."""
        joined = False
        for cell in row.cells:
            above = self._above(cell)
            if above is None or not cell.lines:
                continue
            begun, rest = squeeze(above.text), squeeze(cell.text)
            if begun and begun + rest in _LABELS and not (begun in _LABELS and rest in _LABELS):
                above.more += cell.text
                cell.lines = []
                joined = True
        return joined

    def _above(self, cell: PageCell) -> PageCell | None:
        """Return the last cell of the table so far that reaches down to its end with these edges."""
        for row in reversed(self.rows):
            for other in row.cells:
                if _same_edges(other, cell):
                    return other
        return None

    def _is_rest(self, row: PageRow) -> bool:
        """Return whether a row is the rest of the last one. Where both may be, it is noted as doubtful."""
        last = self.rows[-1]
        pairs = list(_pairs(last, row))
        paired = [cell for _, cell in pairs]
        if _is_blank(row) or any(cell.lines for cell in row.cells if cell not in paired):
            return False
        if not all(_may_go_on(above, cell) for above, cell in pairs if cell.lines):
            return False
        # The first and the second level are left blank where they go on: such a row may be one of its own.
        leading = next(number for number, cell in enumerate(row.cells) if cell.lines)
        if len(row.cells) <= _LEVEL_COLUMNS or leading > _LEVEL_COLUMNS:
            return True
        if any(above.text and not cell.lines for above, cell in pairs if cell in row.cells[leading:]):
            return True
        texts = [(above, cell) for above, cell in pairs if above.lines and cell.lines]
        full = [is_full(above.lines[-1], cell.lines[0], above.width) for above, cell in texts]
        if len(full) > _LEVEL_COLUMNS and all(full):  # no chance fills the last lines of three cells
            return True
        self.doubtful.append(row)
        return False


def join_tables(pages: list[tuple[list[PageTable], bool, bool]]) -> Iterator[tuple[int, int, TornTable]]:
    """Yield each table with the number of its first page and its number there, both from 0.

    For each page there are its tables, and whether anything stands above the first and below the last one.
    """
    torn: TornTable | None = None
    start = (0, 0)
    open_below = False
    for page, (tables, above, below) in enumerate(pages):
        for number, table in enumerate(tables):
            meets = torn is not None and number == 0 and open_below and not above
            if torn is not None and meets and torn.fits(table) and not torn.ends_before(table):
                torn.go_on(table)
                continue
            if torn is not None:
                yield (*start, torn)
            torn, start = TornTable(table), (page, number)
        open_below = bool(tables) and not below
    if torn is not None:
        yield (*start, torn)


def _texts(row: PageRow) -> list[str]:
    return [squeeze(cell.text) for cell in row.cells]


def _same_edges(one: PageCell, other: PageCell) -> bool:
    return abs(one.x0 - other.x0) < _SAME_EDGE and abs(one.x1 - other.x1) < _SAME_EDGE


def _pairs(last: PageRow, row: PageRow) -> Iterator[tuple[PageCell, PageCell]]:
    """Yield the cells of a row with those of the last row that have the same edges."""
    for cell in row.cells:
        above = next((other for other in last.cells if _same_edges(other, cell)), None)
        if above is not None:
            yield above, cell


def _is_blank(row: PageRow) -> bool:
    return not any(cell.lines for cell in row.cells)


def _same_cells(one: PageRow, other: PageRow) -> bool:
    return len(one.cells) == len(other.cells) and all(map(_same_edges, one.cells, other.cells))


def _may_go_on(above: PageCell, cell: PageCell) -> bool:
    """Return whether the text of a cell can be the rest of the one above: that is full, a list, or not there at all."""
    if squeeze(above.text) in _LABELS:
        return False
    first = cell.lines[0]
    return (
        not above.lines or bool(above.more) or goes_on(above.lines[-1], first, above.width) or _next_item(above, first)
    )


def _next_item(above: PageCell, line: Line) -> bool:
    return is_list_item(line) and is_list_item(above.lines[0])


def _add_rest(last: PageRow, row: PageRow) -> None:
    for above, cell in _pairs(last, row):
        if cell.lines:
            apart = above.lines and not goes_on(above.lines[-1], cell.lines[0], above.width)
            above.more += ("\n" if apart else "") + cell.text
