"""The indicator table of a form: its columns, and the rows that are indicators.

Not every row is one: tables that were printed and turned back repeat their head on each page, and people add lines of
sums. What stands for the row above it (同上, a merged block) is read as that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltools.forms.description import INDICATORS, LONG_TERM, FormTable
from xltools.forms.found import FoundCell, FoundRow, found_cell
from xltools.forms.label_text import MAX_LABEL_LENGTH, is_short, label_key
from xltools.forms.lexicon import matched_title
from xltools.forms.money_units import MONEY_UNIT
from xltools.forms.vocabulary import TableWords, Vocabulary
from xltools.grids.grid import Address, Block, CellValue, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.values import parse_number, squeeze

__all__ = ["AREA", "FoundTable", "find_header", "find_table", "find_tables", "is_ditto"]

_FOOTER = re.compile(
    r"[（(]?\s*(?:注|备注|说明|填表|填报|审核|(?:单位|项目|财务|部门|分管)?负责人|联系|制表|经办)[^：:]{0,8}[：:]|填[表报]说明\s*$"
)
_IN_BRACKETS = re.compile(r"[(][^()]*[)]$")
_CONTINUED = LazyPattern(r"[(]?(?:接上表|续上表|续表|续)[一二三四五六七八九十\d]*[)]?$")
"""The end of the squeezed heading of a page that continues a table."""
_TOTAL = re.compile(r"(?:本页|本表|全部|分值|权重|得分|指标)?(?:合计|小计|总计|共计|总分|累计)(?:数|分|分值|权重)?")
_LEVEL_TOTAL = re.compile(r".{0,8}(?:合计|小计|总计|共计|总分|累计)(?:数|分|分值|权重)?(?:[(].*[)])?")
"""A text in the column of a level that begins a line of sums: 产出指标小计, 合计(项)."""
_DITTO = re.compile(
    r"[(]?(?:(?:与|和)?(?:同上|上同|同前|同上行|同上格|见上)(?:行|格|项)?[。.]?|-*[〃″”“\"〞‶]-*|''|’’)+[)]?"
)
MAX_LEVEL_CHARACTERS = 16
"""No name of a level is longer."""
_SIGNS = re.compile("[同上〃″”“\"〞‶'’＂＇计分]")
"""A character that every text has which stands for what is above it, or names a sum: few other texts of a table do."""
_MAX_PAGE_HEAD_ROWS = 6
"""Rows from the first line of a page to the table's head on it."""
_LEVELS = ("level1", "level2")
_HEADS = ("level3", "target", "level2", "level1")
_MIN_HEADS = 3
"""Columns that make a row the header of a further table."""
_NOTHING = frozenset("/-—／－")


AREA = "area:"
"""The beginning of the key of an area column."""


class FoundTable(NamedTuple):
    """The rows of a table, the keys of missing columns, and the form's last column (0: not known).

    ``beside`` are filled cells in columns that the form does not know, and indicators below the table's end; ``sums``
    is the line that adds up a table of scores.
    """

    rows: tuple[FoundRow, ...] = ()
    missing: tuple[str, ...] = ()
    right: int = 0
    beside: tuple[Address, ...] = ()
    sums: FoundRow | None = None


def is_ditto(text: str) -> bool:
    """Return whether a text stands for what is above it."""
    return _DITTO.fullmatch(squeeze(text)) is not None


def find_tables(
    grid: Grid, words: Vocabulary, labels: Mapping[str, Block], ends: Mapping[int, int]
) -> dict[str, FoundTable]:
    """Return the tables of a form by their keys; ``ends`` are the rows in which its sections end."""
    tables: dict[str, FoundTable] = {}
    indicators: list[FormTable] = []
    for table in words.form.tables:
        if table.key in {INDICATORS, LONG_TERM}:
            indicators.append(table)
            continue
        heads = [labels[key] for column in table.columns if (key := f"{table.key}.{column.key}") in labels]
        if heads:
            end = ends[words.section_of[table.key]] - 1
            tables[table.key] = find_table(grid, words.table(table), heads[0].top, end)
    end = max((ends[words.section_of[table.key]] for table in indicators), default=1) - 1
    tops = [labels[key].top for key in _HEADS if key in labels][:1]
    if len(indicators) > 1 and tops:
        tables |= _tables_alike(grid, words, indicators, labels, tops[0], end)
    elif indicators:
        table = indicators[0]
        tables[table.key] = (
            find_table(grid, words.table(table), tops[0], end) if tops else FoundTable(missing=("level3",))
        )
    return tables


def _tables_alike(
    grid: Grid, words: Vocabulary, tables: Sequence[FormTable], labels: Mapping[str, Block], first: int, end: int
) -> dict[str, FoundTable]:
    """Return several tables with the same header: each begins with a header row; their labels or their order tell."""
    known = words.table(tables[0])
    rows = [row for row in range(first, end + 1) if len(find_header(grid, known, row)) >= _MIN_HEADS]
    left = list(tables)
    found: dict[str, FoundTable] = {}
    for number, row in enumerate(rows):
        beside = [
            table
            for table in left
            if (block := labels.get(f"table:{table.key}")) and block.top - 1 <= row <= block.bottom
        ]
        if not left:
            break
        if len(rows) == 1 and not beside:
            beside = [table for table in left if table.key == INDICATORS]  # a form that leaves the long-term one out
        table = (beside or left)[0]
        left.remove(table)
        last = rows[number + 1] - 1 if number + 1 < len(rows) and left else end
        found[table.key] = find_table(grid, words.table(table), row, last)
    return found


def find_table(grid: Grid, words: TableWords, header_row: int, end: int) -> FoundTable:
    """Return the table whose header is in a row, and whose last row is at most ``end``."""
    columns = find_header(grid, words, header_row)
    for row in range(header_row + 1, min(header_row + words.table.header_rows, end + 1)):
        columns |= find_header(grid, words, row)
    missing = tuple(column.key for column in words.table.columns if column.required and column.key not in columns)
    if not columns:  # a merged cell covers the header, so that its labels are not at the top left of their block
        return FoundTable(missing=missing)
    first = max(block.bottom for block in columns.values()) + 1
    left, right = min(block.left for block in columns.values()), max(block.right for block in columns.values())
    reader = _TableReader(grid, words, columns, first, end)
    rows, beside = reader.rows(left, right)
    return FoundTable(rows, missing, right, beside, reader.sums)


def find_header(grid: Grid, words: TableWords, header_row: int) -> dict[str, Block]:
    """Return the blocks of the header cells by column key; unknown headers are left out, unless they name areas.

    A column of several parts extends over the blank cells behind its header, merged with it or not: open books do not
    show what is merged, and people undo merges.
    """
    columns: dict[str, Block] = {}
    split: dict[int, str] = {}
    for column in grid.filled_columns(header_row):
        value = grid.value(header_row, column)
        if isinstance(value, str) and is_short(value):
            key = words.columns.get(label_key(value))
            if key is None and words.table.areas and "target" in columns:
                key = f"{AREA}{value.strip()}"
            if key is not None and key not in columns:
                columns[key] = grid.block(header_row, column)
                if key in words.split:
                    split[column] = key
    for column, key in split.items():
        block = columns[key]
        right = next((c - 1 for c in grid.filled_columns(header_row, column + 1)), column)
        columns[key] = block._replace(right=max(block.right, right))
    return columns


class _TableReader:
    """Goes through the rows below a table's head."""

    def __init__(self, grid: Grid, words: TableWords, columns: dict[str, Block], first: int, end: int) -> None:
        self.grid = grid
        self.words = words
        self.columns = columns
        self.first = first
        self.end = end
        self.owners = {column: key for key, block in columns.items() for column in range(block.left, block.right + 1)}
        name = columns.get("level3")
        self.heads = [
            row
            for row in range(first, end + 1 if name else first)
            if name and self._short((row, name.left)) in words.columns
        ]
        """Rows that may repeat the table's head."""
        self.sums: FoundRow | None = None
        """The line with the sums of weights and scores; known once the rows have been read."""
        self.dittos, self.totals = self._words()
        self.total_rows = {row for row, _ in self.totals}
        self.ditto_rows = {row for row, _ in self.dittos}
        self.merged = [block for block in grid.merged if self._carries_down(block)]
        """Merged blocks whose value counts for several rows of the table."""

    def _words(self) -> tuple[set[Address], set[Address]]:
        """Return the cells that stand for what is above them, and those that name a sum."""
        owners, shown_texts = self.owners, self.grid.shown_texts
        dittos: set[Address] = set()
        totals: set[Address] = set()
        rows = self.grid.rows[self.first - 1 : self.end]
        # Most tables have no such word: that is seen once for each of its texts, and not for each cell.
        values = set[CellValue]().union(*rows, shown_texts.values())
        short = [value for value in values if isinstance(value, str) and len(value) <= MAX_LABEL_LENGTH]
        if not any(map(_stands_for_others, filter(_SIGNS.search, short))):
            return dittos, totals
        for row, cells in enumerate(rows, self.first):
            for column, value in enumerate(cells, 1):
                shown = value if isinstance(value, str) else shown_texts.get((row, column))
                if shown and column in owners and _SIGNS.search(shown):
                    text = self._short((row, column))
                    if _DITTO.fullmatch(text):
                        dittos.add((row, column))
                    if (_LEVEL_TOTAL if owners[column] in _LEVELS else _TOTAL).fullmatch(text):
                        totals.add((row, column))
        return dittos, totals

    def _carries_down(self, block: Block) -> bool:
        """Return whether a block begins in the table, has several rows, and reaches into a column below the levels."""
        return block.bottom > block.top >= self.first and any(
            self.owners.get(column, _LEVELS[0]) not in _LEVELS for column in range(block.left, block.right + 1)
        )

    def _short(self, address: Address) -> str:
        """Return the key of a cell's text if it is as short as a label, else an empty text."""
        text = self.grid.text(*address)
        return label_key(text) if is_short(text) else ""

    def rows(self, left: int, right: int) -> tuple[tuple[FoundRow, ...], tuple[Address, ...]]:
        """Return the rows of the table, and the cells that belong to none of them."""
        rows: list[FoundRow] = []
        beside: list[Address] = []
        resumed = self.first
        has_unknown = not self.owners.keys() >= set(range(left, right + 1))
        for row in range(self.first, self.end + 1):
            typed = self._typed(row) if row >= resumed else {}
            if not typed or self._is_head(typed, begun=bool(rows)):
                continue
            if self.heads and (next_head := self._next_page(row, typed)):
                resumed = next_head
                continue
            if "score" in typed and self._is_sum_of_scores(row, typed):
                self.sums = FoundRow(row, self._cells(row, typed, None))
            if self._ends(typed) or self._stops(row):
                beside += self._indicators_below(row + 1)
                break
            if has_unknown:
                beside += self._unknown(row, left, right)
            if self._is_remark(typed):
                beside += typed["level1"]
                continue
            if row in self.total_rows and self._is_total(typed):
                typed = {key: cells for key, cells in typed.items() if key in _LEVELS and not self._has_total(cells)}
            elif rows and self.merged and self._goes_on(row, typed):
                rows[-1] = _with_more(rows[-1], typed)
                continue
            rows.append(FoundRow(row, self._cells(row, typed, rows[-1] if rows else None)))
        return tuple(rows), tuple(beside)

    def _unknown(self, row: int, left: int, right: int) -> list[Address]:
        """Return the texts of a row in columns of the table that the form does not have."""
        return [
            (row, column)
            for column in self.grid.filled_columns(row, left, right)
            if column not in self.owners and parse_number(self.grid.text(row, column)) is None
        ]

    def _cells(self, row: int, typed: Mapping[str, list[Address]], above: FoundRow | None) -> dict[str, FoundCell]:
        """Return the cells of each column; those that stand for a row above are that row's."""
        cells: dict[str, FoundCell] = {}
        has_merged = bool(self.merged) and not typed.keys() <= set(_LEVELS)
        has_ditto = above is not None and row in self.ditto_rows
        for key, block in self.columns.items():
            own: Sequence[Address] = typed.get(key, ())
            if above and has_ditto and own and self.dittos.issuperset(own):
                cells[key] = FoundCell(*own[0], above.cells[key].cells)
                continue
            if has_merged and key not in _LEVELS:
                own = self._with_merged(row, block, own)
            cells[key] = found_cell(row, block.left, own)
        return cells

    def _with_merged(self, row: int, block: Block, own: Sequence[Address]) -> list[Address]:
        """Return the filled cells of a row in a column, and those above it that are merged with cells of the row."""
        cells = set(own)
        for column in range(block.left, block.right + 1):
            merged = self.grid.covering(row, column)
            if (
                merged
                and self.first <= merged.top < row
                and self.grid.filled(merged.top, merged.left)
                and self._columns_of(merged) == 1
            ):
                cells.discard((row, column))  # a value under a merged block does not show
                cells.add((merged.top, merged.left))
        return sorted(cells, key=lambda address: address[1])

    def _columns_of(self, block: Block) -> int:
        """Return the number of the table's columns that a merged block reaches into."""
        return len({self.owners.get(column) for column in range(block.left, block.right + 1)})

    def _goes_on(self, row: int, typed: Mapping[str, list[Address]]) -> bool:
        """Return whether a row has only more words for the indicator above: its name and value are merged with it."""
        name, target = self.columns.get("level3"), self.columns.get("target")
        if name is None or target is None or typed.keys() & {"level3", "target", *_LEVELS}:
            return False
        return all(
            (merged := self.grid.covering(row, block.left)) is not None and self.first <= merged.top < row
            for block in (name, target)
        )

    def _typed(self, row: int) -> dict[str, list[Address]]:
        """Return the filled cells of a row by their columns."""
        typed: dict[str, list[Address]] = {}
        owners = self.owners
        for column in self.grid.filled_columns(row):
            if column in owners:
                typed.setdefault(owners[column], []).append((row, column))
        return typed

    def _is_head(self, typed: Mapping[str, list[Address]], *, begun: bool) -> bool:
        """Return whether a row repeats the table's head, or is the second row of it."""
        addresses = [address for cells in typed.values() for address in cells]
        if len(addresses) < 2 and begun:
            return False
        labels = self.words.parts if len(addresses) < 2 else self.words.heads
        return all(self._short(address) in labels for address in addresses)

    def _next_page(self, row: int, typed: Mapping[str, list[Address]]) -> int:
        """Return the row of the head that is repeated below a page's first or last lines, or 0 for any other row."""
        heads = [head for head in self.heads if row < head <= row + _MAX_PAGE_HEAD_ROWS]
        if not heads:
            return 0
        texts = [self.grid.text(*address) for cells in typed.values() for address in cells]
        if not any(map(self._is_page_edge, texts)):
            return 0
        return next((head for head in heads if self._is_head(self._typed(head), begun=True)), 0)

    def _is_page_edge(self, text: str) -> bool:
        """Return whether a text is one of those above or below the table on a printed page."""
        squeezed = squeeze(text)
        return bool(
            matched_title(squeezed, self.words.form)
            or _CONTINUED.search(squeezed)
            or MONEY_UNIT.search(squeezed)
            or _FOOTER.match(text)
        )

    def _is_total(self, typed: Mapping[str, list[Address]]) -> bool:
        """Return whether a row is a line of sums: such a word, and nothing else but numbers and levels."""
        if not any(map(self._has_total, typed.values())):
            return False
        if not typed.keys() & {"level3", "description"} and self._level_total(typed):
            return True
        others = [address for key, addresses in typed.items() if key not in _LEVELS for address in addresses]
        return all(
            address in self.totals
            or parse_number(self.grid.text(*address)) is not None
            or self.grid.text(*address).strip() in _NOTHING
            for address in others
        )

    def _is_sum_of_scores(self, row: int, typed: Mapping[str, list[Address]]) -> bool:
        """Return whether a row begins with 合计, 总分 or the like, and holds a score and no indicator."""
        first = label_key(self.grid.text(row, self.grid.filled_columns(row)[0]))
        return not typed.keys() & {"level3", "target"} and "小计" not in first and bool(_TOTAL.fullmatch(first))

    def _has_total(self, cells: Sequence[Address]) -> bool:
        return not self.totals.isdisjoint(cells)

    def _level_total(self, typed: Mapping[str, list[Address]]) -> bool:
        return any(self._has_total(typed[key]) for key in _LEVELS if key in typed)

    def _is_remark(self, typed: Mapping[str, list[Address]]) -> bool:
        """Return whether a row holds only words in the first column that are not the name of a level."""
        if typed.keys() != {"level1"}:
            return False
        text = label_key("".join(self.grid.text(*address) for address in typed["level1"]))
        return len(text) > MAX_LEVEL_CHARACTERS or any(map(str.isdigit, text))

    def _ends(self, typed: Mapping[str, list[Address]]) -> bool:
        """Return whether the row ends the table: a note, a signature or the next title."""
        filled = [typed[key][0] for key in self.columns if key in typed]
        text = self.grid.text(*filled[0])
        if _FOOTER.match(text):
            # One text of an indicator may look like a footer, but hardly two texts of its row.
            others = (self.grid.text(*address) for address in filled[1:])
            return len(filled) <= 2 or any(map(_FOOTER.match, others))
        return len(filled) == 1 and matched_title(squeeze(text), self.words.form) > 0

    def _stops(self, row: int) -> bool:
        """Return whether a row begins with a word that ends the table in this form."""
        stops = self.words.table.stops
        if not stops:
            return False
        first = label_key(self.grid.text(row, self.grid.filled_columns(row)[0]))
        return any(first.startswith(label_key(stop)) for stop in stops)

    def _indicators_below(self, first: int) -> list[Address]:
        """Return the cells of rows behind the table's end that look like indicators: a name and a value."""
        cells: list[Address] = []
        for row in range(first, self.end + 1):
            typed = self._typed(row)
            addresses = [address for column in typed.values() for address in column]
            if {"level3", "target"} <= typed.keys() and not any(
                _FOOTER.match(self.grid.text(*address)) for address in addresses
            ):
                cells += addresses
        return cells


def _stands_for_others(text: str) -> bool:
    """Return whether a text stands for what is above it, or is the name of a sum."""
    text = label_key(text)
    return any(pattern.fullmatch(text) for pattern in (_DITTO, _TOTAL, _LEVEL_TOTAL))


def _with_more(row: FoundRow, typed: Mapping[str, list[Address]]) -> FoundRow:
    """Return a row with more cells of its columns."""
    cells = dict(row.cells)
    for key, more in typed.items():
        cells[key] = found_cell(row.row, cells[key].column, [*cells[key].cells, *more])
    return FoundRow(row.row, cells)
