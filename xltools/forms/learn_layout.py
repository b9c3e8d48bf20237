"""The arrangement of a blank form: which of its texts are labels, and where the value of each is to be written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from xltools.forms.description import ValuePosition
from xltools.forms.label_text import is_short, label_key
from xltools.forms.learn_words import LabelPart
from xltools.forms.money_units import MONEY_UNIT, stated_unit
from xltools.grids.grid import Address, Block, Grid
from xltools.values import squeeze

__all__ = ["BlankForm", "BlankLabel", "BlankTable", "arrange_blank"]

_TITLE = re.compile(r"绩效.{0,12}(?:表|报告)|自评表|监控表|评分表")
_MAX_TITLE = 60
_YEAR = re.compile(r"[(]?(?:20)?\d*\s*年?度?[)]?")
_HEAD = re.compile(r"[一二三]级指标|指标(?:名称|内容|值|类别|大类|细类|小类|解释|说明)|[目计][标划]值")
_MIN_HEADS = 2
_PROJECT = "项目名称"
"""The head of a column that only a list of projects has."""
_CHOICE = re.compile(r"[□☑√✓○●]")
"""A text to tick is the form's own answer, not a label."""
_LEVEL = re.compile(r".{0,12}(?:指标|成本|产出|效益|满意度|数量|质量|时效)(?:[(].*[)])?|……|\.{3,}|…+")
_NOTE = re.compile(r"^[(]?(?:注|备注|说明|填[表报]说明)\d?[(:：]?|^\d+[.、]")
_FOOTER = re.compile(r".{0,8}(?:人|签字|签章|日期|电话)[:：]")
_NUMBERED = re.compile(r"\s*[一二三四五六七八九十]{1,2}、")
_OUTCOME = re.compile(r"目标|完成|成果")
"""The words of labels whose values are long texts, which usually stand below."""
_SUM = re.compile(r".{0,6}(?:合计|小计|总计|总分)")


@dataclass(frozen=True, slots=True)
class BlankLabel:
    """A label of a blank form: its text and cell, its part, and where its value stands.

    ``band`` numbers the rows that stand together, from top to bottom; ``table`` the tables and matrices in them.
    """

    text: str
    block: Block
    part: LabelPart
    where: ValuePosition = ValuePosition.RIGHT
    band: int = 0
    table: int = 0


@dataclass(frozen=True, slots=True)
class BlankTable:
    """The table of indicators: its header row, how many rows the header has, the printed levels, the rows behind it."""

    row: int
    header_rows: int
    labels: tuple[str, ...]
    levels: tuple[tuple[str, str], ...]
    stops: tuple[str, ...]


@dataclass(slots=True)
class BlankForm:
    """A blank form, taken apart: its title, money unit, labels from top to bottom, and tables of indicators."""

    title: str = ""
    money_unit: str = ""
    labels: list[BlankLabel] = field(default_factory=list)
    tables: list[BlankTable] = field(default_factory=list)
    rest_bands: set[int] = field(default_factory=set)
    """bands with a blank row that no label stands beside"""


def arrange_blank(grid: Grid, knows: Callable[[str], bool], inputs: frozenset[Address]) -> BlankForm:
    """Return the parts of the blank form on a sheet.

    ``knows`` says whether a text is a label of some known form; ``inputs`` are cells that are certainly to be filled.
    """
    return _Arranger(grid, knows, inputs).arrange()


class _Arranger:
    def __init__(self, grid: Grid, knows: Callable[[str], bool], inputs: frozenset[Address]) -> None:
        self.grid = grid
        self.knows = knows
        self.form = BlankForm()
        self.texts: dict[Address, str] = {
            (row, column): text
            for row, column, text in grid.texts()
            if (row, column) not in inputs and not _CHOICE.search(text)
        }
        self.right = max((grid.block(*cell).right for cell in self.texts), default=1)
        self.band = 0
        self.matrix = 0

    def arrange(self) -> BlankForm:
        heads = [self._head_top(row) for row in range(1, self.grid.height + 1) if self._is_head(row)]
        end = heads[0] if heads else self.grid.height + 1
        first = self._heading(end)
        self._bands(first, end - 1)
        for number, row in enumerate(heads):
            self._indicators(row, heads[number + 1] - 1 if number + 1 < len(heads) else self.grid.height)
        self.form.labels.sort(key=lambda label: (label.block.top, label.block.left))
        return self.form

    def _row(self, row: int, left: int = 1) -> list[tuple[Block, str]]:
        """Return the texts that begin in a row, from left to right."""
        columns = (column for column in self.grid.filled_columns(row, left) if (row, column) in self.texts)
        return [(self.grid.block(row, column), self.texts[row, column]) for column in columns]

    def _is_head(self, row: int) -> bool:
        return sum(bool(_HEAD.search(squeeze(text))) for _, text in self._row(row)) >= _MIN_HEADS

    def _head_top(self, row: int) -> int:
        """Return the first row of a table's head: the one above where it reaches down, or heads a list of projects."""
        above = self._row(row - 1) if row > 1 else []
        reaching = [block for block, _ in above if block.bottom >= row]
        listed = any(label_key(text) == _PROJECT for _, text in above)
        return row - 1 if above and (listed or len(reaching) > 1) else row

    def _add(
        self,
        text: str,
        block: Block,
        part: LabelPart,
        where: ValuePosition = ValuePosition.RIGHT,
        table: int = 0,
    ) -> None:
        self.form.labels.append(BlankLabel(text, block, part, where, self.band, table))

    # --- above the labels ---------------------------------------------------------------------------------------------

    def _heading(self, end: int) -> int:
        """Take title and money unit from the rows above the first label; return that label's row."""
        for row in range(1, end):
            cells = self._row(row)
            texts = [squeeze(text) for _, text in cells]
            unit = next(filter(None, map(stated_unit, texts)), None)
            if unit and not self.form.money_unit and len(cells) <= _MIN_HEADS:
                self.form.money_unit = unit.value
            if not self.form.title and len(cells) == 1 and len(texts[0]) <= _MAX_TITLE and _TITLE.search(texts[0]):
                self.form.title = texts[0]
                continue
            labels = [cell for cell in cells if self._is_label(cell[1])]
            leaves_room = len(cells) > 1 or (bool(cells) and cells[0][0].right < self.right)
            if leaves_room and not unit and (labels or self.form.title) and not all(map(_YEAR.fullmatch, texts)):
                return row
            for block, text in labels:
                self._add(text, block, LabelPart.FIELD)
            self.band += bool(labels)
        return end

    def _is_label(self, text: str) -> bool:
        """Return whether a text of the heading is a label, and not the title, the year or the money unit."""
        squeezed = squeeze(text)
        if MONEY_UNIT.search(squeezed) or _YEAR.fullmatch(squeezed):
            return False
        return self.knows(text) or text.rstrip().endswith((":", "："))

    # --- fields and matrices ------------------------------------------------------------------------------------------

    def _bands(self, first: int, last: int) -> None:
        row = first
        while row <= last:
            cells = self._row(row)
            if not cells:
                row += 1
                continue
            self.band += 1
            head, text = cells[0]
            bottom = min(head.bottom, last)
            inner = [cell for number in range(row, bottom + 1) for cell in self._row(number, head.right + 1)]
            if bottom > row and inner:
                self._add(text, head, LabelPart.SECTION)
                self._rows(row, bottom, head.right + 1)
                row = bottom + 1
            else:
                row = self._rows(row, row, 1, last) + 1

    def _rows(self, first: int, last: int, left: int, beyond: int = 0) -> int:
        """Take the labels of rows; return the last row that belongs to them, perhaps ``beyond`` the last."""
        row = first
        while row <= last:
            cells = self._row(row, left)
            limit = max(last, beyond)
            if not cells:
                if self.grid.block(row, left).top == row:
                    self.form.rest_bands.add(self.band)
                row += 1
            elif bottom := (
                self._heading_alone(row, limit, cells)
                or self._double_head(row, limit, cells)
                or self._unmerged(row, limit, cells)
                or self._matrix(row, limit, left, cells)
                or self._below(row, limit, left, cells)
            ):
                row = bottom + 1
            else:
                self._beside(cells)
                row += 1
        return row - 1

    def _heading_alone(self, row: int, last: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take the numbered heading of the rows below, such as 二、预算执行; return its row, or 0."""
        [(block, text), *others] = cells
        if others or block.left > 1 or not _NUMBERED.match(text) or text.rstrip().endswith((":", "：")):
            return 0
        if row < last and not self._row(row + 1):
            return 0  # the rows below are its value
        self._add(text, block, LabelPart.PLAIN)
        return row

    def _unmerged(self, row: int, last: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take labels with blank rows below them from a sheet that merges nothing; return the last row, or 0.

        Blank rows of such a sheet are values below labels, unless each of the labels leaves room for its value.
        """
        blank = self._blank_rows(row + 1, last, 1, self.right)
        if self.grid.merged or len(cells) < 2 or not blank or row + blank > last:
            return 0
        [(side, text), (second, _), *_] = cells
        labels = cells[1:] if (side.left, second.left) == (1, 2) else cells
        if self._gaps(labels) == len(labels) and not all(_OUTCOME.search(label) for _, label in labels):
            return 0
        if labels is not cells:
            self._add(text, side, LabelPart.SECTION)
        is_table = len(labels) > 2 and blank > 1
        self.matrix += is_table
        for block, label in labels:
            self._add(
                label,
                block,
                LabelPart.TASK if is_table else LabelPart.FIELD,
                ValuePosition.BELOW,
                self.matrix if is_table else 0,
            )
        return self._sums(row + blank + 1, last, labels) - 1 if is_table else row + blank

    def _gaps(self, cells: Sequence[tuple[Block, str]]) -> int:
        """Return how many labels of a row leave room behind them."""
        lefts = [block.left for block, _ in cells[1:]] + [self.right + 1]
        return sum(block.right + 1 < following for (block, _), following in zip(cells, lefts, strict=True))

    def _beside(self, cells: Sequence[tuple[Block, str]]) -> None:
        for number, (block, text) in enumerate(cells):
            following = cells[number + 1][0].left if number + 1 < len(cells) else self.right + 1
            inline = "：" in text or ":" in text
            if not is_short(text) and not inline:
                continue
            has_place = block.right + 1 < following or text.rstrip().endswith((":", "："))
            self._add(text, block, LabelPart.FIELD if has_place else LabelPart.PLAIN)

    def _blank_rows(self, row: int, last: int, left: int, right: int) -> int:
        """Return how many rows from ``row`` to ``last`` have no label between two columns."""
        count = 0
        while row + count <= last and not any(block.left <= right for block, _ in self._row(row + count, left)):
            count += 1
        return count

    def _fill_the_row(self, cells: Sequence[tuple[Block, str]]) -> bool:
        """Return whether labels leave no room between them, nor behind the last one."""
        return not self._gaps(cells)

    def _below(self, row: int, last: int, left: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take labels whose values stand under them; return the last row, or 0."""
        bottom = max(block.bottom for block, _ in cells)
        if not self._fill_the_row(cells) or cells[0][1].rstrip().endswith((":", "：")):
            return 0
        blank = self._blank_rows(bottom + 1, last, cells[0][0].left, self.right)
        if not blank or (left == 1 and len(cells) == 1):
            return 0
        merged = self.grid.block(bottom + 1, cells[0][0].left)
        single = merged.bottom - merged.top + 1 >= blank
        if len(cells) > 2 and blank > 1 and not single:
            self.matrix += 1
            for block, text in cells:
                self._add(text, block, LabelPart.TASK, ValuePosition.BELOW, self.matrix)
            return self._sums(bottom + blank + 1, last, cells) - 1
        else:
            for block, text in cells:
                self._add(text, block, LabelPart.FIELD, ValuePosition.BELOW)
            if left > 1 and len(cells) > 1 and blank > 1 and not single:
                self.form.rest_bands.add(self.band)
        return bottom + blank

    def _matrix(self, row: int, last: int, left: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take a header of columns and the labels of rows below it; return the last row, or 0."""
        alone = self._row(row + 1) if not self.grid.merged and len(cells) > 3 and row < last else []
        side = cells[0] if len(alone) == 1 and alone[0][0].left == cells[1][0].left else None
        cells, left = (cells[1:], cells[1][0].left) if side else (cells, left)
        corner = cells[0][0].left == left and len(cells) > 2
        columns = cells[1:] if corner else cells
        # Without merged cells, labels in a column of their own between the corner and the columns tell a matrix.
        between = not self.grid.merged and row < last and len(below := self._row(row + 1)) == 1
        between = between and cells[0][0].left < below[0][0].left < columns[0][0].left
        if len(columns) < 2 or (not between and self._gaps(columns) > (len(columns) > 2 and not self.grid.merged)):
            return 0
        rows: list[tuple[Block, str]] = []
        number = max(block.bottom for block, _ in columns) + 1
        while number <= last:
            labels = self._row(number, left)
            if len(labels) != 1 or labels[0][0].right >= columns[0][0].left:
                break
            if rows and labels[0][0].left != rows[0][0].left:
                break
            rows.append(labels[0])
            number = labels[0][0].bottom + 1
        if not rows:
            return 0
        self.matrix += 1
        if side:
            self._add(side[1], side[0], LabelPart.SECTION)
        if corner:
            self._add(cells[0][1], cells[0][0], LabelPart.PLAIN)
        for block, text in columns:
            self._add(text, block, LabelPart.COLUMN, ValuePosition.BELOW, self.matrix)
        for block, text in rows:
            self._add(text, block, LabelPart.ROW, ValuePosition.RIGHT, self.matrix)
        return number - 1

    def _double_head(self, row: int, last: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take a table with a header of two rows, and the sums below it; return the last row, or 0."""
        groups = [cell for cell in cells if cell[0].bottom == row and cell[0].right > cell[0].left]
        deep = [cell for cell in cells if cell[0].bottom == row + 1]
        below = self._row(row + 1, cells[0][0].left)
        if not self.grid.merged and row < last and len(below) > 1 and below[0][0].left == cells[-1][0].left > 2:
            if (cells[0][0].left, cells[1][0].left) == (1, 2):
                self._add(cells[0][1], cells[0][0], LabelPart.SECTION)
                cells = cells[1:]
            groups, deep = list(cells[-1:]), list(cells[:-1])
        if not groups or not deep or len(groups) + len(deep) != len(cells) or not below:
            return 0
        self.matrix += 1
        for block, text in groups:
            self._add(text, block, LabelPart.PLAIN)
        for block, text in (*deep, *below):
            self._add(text, block, LabelPart.TASK, ValuePosition.BELOW, self.matrix)
        return self._sums(row + 2 + self._blank_rows(row + 2, last, cells[0][0].left, self.right), last, cells) - 1

    def _sums(self, row: int, last: int, cells: Sequence[tuple[Block, str]]) -> int:
        """Take the sums below the blank rows of a table; return the row behind them."""
        while row <= last and len(sums := self._row(row, cells[0][0].left)) == 1 and _SUM.match(sums[0][1]):
            self._add(sums[0][1], sums[0][0], LabelPart.ROW, ValuePosition.RIGHT, self.matrix)
            row += 1
        return row

    def _is_second_head(self, row: int, heads: Sequence[tuple[Block, str]]) -> bool:
        """Return whether the row below a head names the parts of one of its columns, under it and a blank cell."""
        below = self._row(row + 1, heads[0][0].left)
        lefts = {block.left for block, _ in heads}
        return (
            len(below) > 1
            and below[0][0].left > heads[min(2, len(heads) - 1)][0].left
            and any(block.left not in lefts for block, _ in below)
            and not any(_LEVEL.fullmatch(label_key(text)) for _, text in below)
        )

    # --- indicators ---------------------------------------------------------------------------------------------------

    def _indicators(self, row: int, last: int) -> None:
        self.band += 1
        cells = self._row(row)
        first = next((number for number, (_, text) in enumerate(cells) if _HEAD.search(squeeze(text))), 0)
        is_list = any(label_key(text) == _PROJECT for _, text in cells)
        beside = [] if is_list else cells[:first]
        heads = cells[len(beside) :]
        for block, text in beside:
            self._add(text, block, LabelPart.SECTION)
        left = heads[0][0].left
        below = self._row(row + 1, left) if any(block.right > block.left for block, _ in heads) else []
        deep = max(block.bottom for block, _ in heads)
        if is_list and self._is_head(row + 1):  # its second row names the levels, merged or not
            below, deep = self._row(row + 1), row + 1
        double = deep > row and bool(below)
        if not self.grid.merged and not double and self._is_second_head(row, heads):
            below, deep, double = self._row(row + 1), row + 1, True
        for block, text in (*(self._up_to_next(heads) if double else heads), *(below if double else ())):
            self._add(text, block, LabelPart.HEAD, ValuePosition.BELOW, row)
        levels, stops = self._levels(heads, deep + 1, last)
        self.form.tables.append(
            BlankTable(
                row,
                1 + double,
                tuple(_unique(text for _, text in beside)),
                tuple(levels),
                tuple(_unique(stop for stop in stops if not _FOOTER.match(stop) and not _SUM.match(stop))),
            )
        )

    def _up_to_next(self, heads: Sequence[tuple[Block, str]]) -> list[tuple[Block, str]]:
        """Return heads that reach to the next one where nothing is merged: each may be that of several columns."""
        if self.grid.merged:
            return list(heads)
        ends = [block.left - 1 for block, _ in heads[1:]] + [self.right]
        return [
            (block._replace(right=max(block.right, end)), text) for (block, text), end in zip(heads, ends, strict=True)
        ]

    def _levels(
        self, heads: Sequence[tuple[Block, str]], first: int, last: int
    ) -> tuple[list[tuple[str, str]], list[str]]:
        """Return the printed levels of a table, and the texts behind it."""
        level1 = heads[0][0]
        level2 = heads[1][0] if len(heads) > 1 else level1
        levels: list[tuple[str, str]] = []
        stops: list[str] = []
        upper = ""
        second = {number for number, column in self.texts if column == level2.left and level2 is not level1}
        for number in range(first, last + 1):
            for block, text in self._row(number):
                key = label_key(text)
                is_level = _LEVEL.fullmatch(key) or self.grid.block(number, level2.left).top == number in second
                if stops or block.left < level1.left or (block.left == level1.left and not is_level):
                    if block.left <= level1.left and is_short(text) and not _NOTE.match(text):
                        stops.append(key)
                elif block.left == level1.left:
                    upper = text
                    levels.append((text, ""))
                elif block.left == level2.left and _LEVEL.fullmatch(key):
                    levels.append((upper, text))
        return levels, stops


def _unique(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(texts)
