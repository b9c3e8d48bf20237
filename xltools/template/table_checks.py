"""The live checks of the indicator table: incomplete rows, numbers, weights and scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from xltools.forms.layout import FieldKind, Form, TableColumn
from xltools.glossary import FieldTerm
from xltools.grids.grid import Block
from xltools.template.formats import BODY_POINTS
from xltools.template.live_check import (
    FormulaView,
    LiveCheck,
    any_error,
    is_blank,
    is_date,
    is_too_long,
    typed_text,
)
from xltools.template.page import Page, absolute, address
from xltools.writer.text_heights import TextCapacity

__all__ = ["TableArea", "TableChecks"]

_TOLERANCE = Decimal("0.005")
_BESIDE_NUMBER = ("operator", "measure")
"""The parts of a target value that its number needs."""


@dataclass(frozen=True, slots=True)
class TableArea:
    """The place of the indicator table.

    ``columns`` are the blocks of the first row by the key of a column or of its part; ``levels`` the helper columns
    that carry a level down to the rows that continue it.
    """

    first: int
    last: int
    columns: dict[str, Block]
    levels: dict[str, int]

    @property
    def left(self) -> int:
        """The first column."""
        return min(block.left for block in self.columns.values())

    @property
    def right(self) -> int:
        """The last column."""
        return max(block.right for block in self.columns.values())

    def down(self, left: int, right: int = 0) -> str:
        """Return a column, or several, from the first row to the blank one below the last.

        The reference grows with every row that is inserted in the table or right below it.
        """
        return f"{absolute(self.first, left)}:{absolute(self.last + 1, right or left)}"

    def paint(self, key: str, row: int) -> Block | None:
        """Return the cells of a column for the check of the first row; the checks of the other rows paint nothing."""
        block = self.columns[key]
        return block._replace(bottom=self.last) if row == self.first else None


class TableChecks:
    """The live checks of the table of one target sheet.

    ``used`` is the cell that tells (1 or 0) whether the sheet is in use, ``helpers`` the first helper column.
    """

    def __init__(self, page: Page, form: Form, *, used: str, in_use: bool, helpers: int) -> None:
        self._page = page
        self._form = form
        self._used = used
        self._in_use = in_use
        self._helpers = helpers
        self._cells = FormulaView(page)

    def table(self, area: TableArea) -> Iterator[LiveCheck]:
        """Go through the checks of an empty table and of incomplete indicator rows."""
        table = area.down(area.left, area.right)
        rows = range(area.first, area.last + 1)
        begun = {row for row in rows if self._cells.counted(row, area.left, area.right)}
        yield LiveCheck(
            area.first - self._form.table.header_rows,
            f"缺{FieldTerm.INDICATOR.zh}",
            f"AND({self._used}=1,COUNTA({table})=0)",
            self._in_use and not begun,
        )
        yield self._inserted(area)
        yield from self._weights(area)
        for row in rows:
            cells = f"${address(row, area.left)}:${address(row, area.right)}"
            yield LiveCheck(row, "本行有错误值", any_error(cells), False)
            yield self._long_row(area, row)
            for column in self._form.table.columns:
                if column.required and column.columns:
                    yield self._missing(area, row, column, begun=row in begun)
                if "number" in {part.key for part in column.parts}:
                    yield from self._parts(area, row, column)
                if column.columns and column.kind is FieldKind.NUMBER:
                    yield self._number(area, row, column)
            if {"weight", "score"} <= area.columns.keys():
                yield self._score(area, row)

    def _weights(self, area: TableArea) -> Iterator[LiveCheck]:
        """Yield the check of the sum of the weights, where the form says what it is; the table's head shows it."""
        sums = self._form.described.weights.sums
        if "weight" not in area.columns or not sums:
            return
        column = area.columns["weight"].left
        cells = area.down(column)
        numbers = [self._cells.number((row, column)) for row in range(area.first, area.last + 1)]
        total = sum((number for number in numbers if number is not None), Decimal(0))
        shown = " 或 ".join(f"{number.normalize():f}" for number in sums)
        yield LiveCheck(
            area.first - self._form.table.header_rows,
            f"{self._form.column('weight').label}合计应为 {shown}",
            f"AND(COUNT({cells})>0,{','.join(f'ABS(SUM({cells})-{number})>{_TOLERANCE}' for number in sums)})",
            any(number is not None for number in numbers) and total not in sums,
        )

    def _number(self, area: TableArea, row: int, column: TableColumn) -> LiveCheck:
        """Return the check of a cell for a number in the table."""
        place = (row, area.columns[column.key].left)
        here = f"${address(*place)}"
        return LiveCheck(
            row,
            f"{column.label}不是数字",
            f"AND(NOT({is_blank(here)}),NOT(ISNUMBER({here})))",
            not self._cells.blank(place) and self._cells.number(place) is None,
            area.paint(column.key, row),
        )

    def _score(self, area: TableArea, row: int) -> LiveCheck:
        """Return the check of a score, which is not higher than the weight."""
        weight, score = ((row, area.columns[key].left) for key in ("weight", "score"))
        high, low = f"${address(*score)}", f"${address(*weight)}"
        label = self._form.column("score").label
        return LiveCheck(
            row,
            f"{label}应在 0 和{self._form.column('weight').label}之间",
            f"AND(COUNT({low},{high})=2,OR(N({high})<0,N({high})>N({low})))",
            None not in (self._cells.number(weight), self._cells.number(score))
            and not 0 <= self._cells.worth(score) <= self._cells.worth(weight),
            area.paint("score", row),
        )

    def _long_row(self, area: TableArea, row: int) -> LiveCheck:
        """Return the check of a row with a text that cannot be shown whole."""
        items = [part for column in self._form.table.columns for part in column.parts or (column,)]
        blocks = [
            area.columns[item.key]._replace(top=row, bottom=row)
            for item in items
            if item.kind is FieldKind.TEXT and not item.choices and item.key in area.columns
        ]
        capacities = {
            (block.top, block.left): TextCapacity.of(
                self._page.pixels(block), BODY_POINTS, block.bottom - block.top + 1
            )
            for block in blocks
        }
        tests = ",".join(is_too_long(f"${address(*cell)}", capacity) for cell, capacity in capacities.items())
        long = any(not self._cells.fits(cell, capacity) for cell, capacity in capacities.items())
        return LiveCheck(row, "文字太长，一格显示不全，请精简", f"OR({tests})", long)

    def _inserted(self, area: TableArea) -> LiveCheck:
        """Return the check of rows without formulas: they were inserted, or the formulas deleted.

        The table's head shows it.
        """
        texts = {key: typed_text(area.down(block.left)) for key, block in area.columns.items()}
        # Rows above give a level, unless an outer level begins anew.
        gaps = [f'({texts[outer]}<>"")*({texts[inner]}="")' for outer, inner in pairwise(area.levels)]
        for column in self._form.table.columns:
            if column.required and column.columns and column.key not in area.levels:
                keys = [part.key for part in column.parts] or [column.key]
                gaps.append(f'({"&".join(texts[key] for key in keys)}="")')
            if "number" in {part.key for part in column.parts}:
                number = f"ISNUMBER({area.down(area.columns['number'].left)})"
                gaps.append(f'({texts["number"]}<>"")*(1-{number})')
                gaps += [f'{number}*({texts[key]}="")' for key in _BESIDE_NUMBER if key in texts]
        begun = "&".join(area.down(column) for column in range(area.left, area.right + 1))
        uncovered = f"ISBLANK({area.down(self._helpers - 1)})"
        return LiveCheck(
            area.first - self._form.table.header_rows,
            "插入的行没有填完整",
            f'IFERROR(SUMPRODUCT({uncovered}*({begun}<>"")*({"+".join(gaps)}>0))>0,'
            f"SUMPRODUCT({uncovered}*ISERROR({area.down(area.left, area.right)}))>0)",
            False,
        )

    def _missing(self, area: TableArea, row: int, column: TableColumn, *, begun: bool) -> LiveCheck:
        block = area.columns[column.key]
        if column.key in area.levels:
            place = (row, area.levels[column.key])
            nothing, blank = self._no_level(area, row, column.key), self._cells.blank(place)
        elif block.left == block.right:
            place = (row, block.left)
            nothing, blank = is_blank(f"${address(*place)}"), self._cells.blank(place)
        else:
            nothing = f"COUNTA(${address(row, block.left)}:${address(row, block.right)})=0"
            blank = not self._cells.counted(row, block.left, block.right)
        return LiveCheck(
            row,
            f"缺{column.label}",
            f"AND(COUNTA(${address(row, area.left)}:${address(row, area.right)})>0,{nothing})",
            begun and blank,
            area.paint(column.key, row),
            "missing",
        )

    @staticmethod
    def _no_level(area: TableArea, row: int, key: str) -> str:
        """Return the condition that no level is given here or above, also for inserted rows without helpers."""
        helper, levels = f"${address(row, area.levels[key])}", list(area.levels)
        nothing = f"AND(ISTEXT({helper}),{is_blank(helper)})"
        if key == levels[0]:
            return nothing
        outer, inner = (f"${address(row, area.columns[level].left)}" for level in (levels[levels.index(key) - 1], key))
        return f"OR({nothing},AND(NOT({is_blank(outer)}),{is_blank(inner)}))"

    def _parts(self, area: TableArea, row: int, column: TableColumn) -> Iterator[LiveCheck]:
        """Go through the checks of a number: it needs operator and unit, and its cell must hold a number."""
        cells, number = self._cells, (row, area.columns["number"].left)
        here = f"${address(*number)}"
        yield LiveCheck(
            row,
            f"{FieldTerm.NUMBER.zh}的格式不是数字（如日期），请改为常规后重填",
            is_date(here, self._used),
            False,
            area.paint("number", row),
        )
        yield LiveCheck(
            row,
            f"{FieldTerm.NUMBER.zh}不是数字",
            f"AND(NOT({is_blank(here)}),NOT(ISNUMBER({here})))",
            not cells.blank(number) and cells.number(number) is None,
            area.paint("number", row),
        )
        for part in column.parts:
            if part.key in _BESIDE_NUMBER:
                place = (row, area.columns[part.key].left)
                yield LiveCheck(
                    row,
                    f"缺{part.label}",
                    f"AND(ISNUMBER({here}),{is_blank(f'${address(*place)}')})",
                    cells.number(number) is not None and cells.blank(place),
                    area.paint(part.key, row),
                    "missing",
                )
