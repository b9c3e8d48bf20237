"""Live checks: native formulas and conditional formats that tell a person what is missing or wrong while typing.

They need neither macros nor Python, use functions that every spreadsheet program and language version has, and store
the value that they have for what the template is filled with. The rules of :mod:`xltools.rules` judge far more; these
are the few that help at the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil

from xltools.forms.layout import Field, FieldKind, Form, TableColumn
from xltools.glossary import FieldTerm
from xltools.grids.grid import Block
from xltools.model import SheetKind
from xltools.template.formats import BODY_POINTS
from xltools.template.live_check import (
    Address,
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

__all__ = ["FormChecks", "TableArea"]

_TOLERANCE = Decimal("0.005")
_FIRST_SHARE_ROW = 3
"""The row of the first of the helper cells with the shares of a spending plan."""
_BUDGETS = frozenset({"budget", "initial"})
"""Amounts that a form is about: they are above 0."""
_MAX_NAMED_PARTS = 3
"""Parts of an amount that a message names."""
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


class FormChecks:
    """The live checks of one target sheet. ``used`` is the cell that tells (1 or 0) whether the sheet is in use."""

    def __init__(
        self,
        page: Page,
        form: Form,
        kind: SheetKind,
        blocks: dict[str, Block],
        *,
        used: str,
        in_use: bool,
        helpers: int,
        heights: Sequence[float],
    ) -> None:
        """Prepare the checks of a page whose fields stand in ``blocks``.

        ``helpers`` is the first helper column, ``heights`` are the points of the rows above the table.
        """
        self._heights = heights
        self._page = page
        self._helpers = helpers
        self._cells = FormulaView(page)
        self._form = form
        self._kind = kind
        self._blocks = blocks
        self._used = used
        self._in_use = in_use

    def _at(self, key: str) -> Address:
        return self._blocks[key].top, self._blocks[key].left

    def required(self, row: int, label: str, block: Block) -> LiveCheck:
        """Return the check of a cell that must be filled in once the sheet is in use."""
        cell = (block.top, block.left)
        return LiveCheck(
            row,
            f"缺{label}",
            f"AND({self._used}=1,{is_blank(absolute(*cell))})",
            self._in_use and self._cells.blank(cell),
            block,
            "missing",
        )

    def fields(self) -> Iterator[LiveCheck]:
        """Go through the checks of missing, unreadable and contradicting fields above the table."""
        plan = [item for item in self._form.fields if item.kind is FieldKind.PERCENT]
        for item in self._form.fields:
            if item.required and item not in plan:
                yield self.required(self._at(item.key)[0], item.label(self._kind), self._blocks[item.key])
            if item.kind in (FieldKind.AMOUNT, FieldKind.PERCENT, FieldKind.NUMBER):
                yield from self._not_a_number(item)
            if not item.formula:
                yield self.error(self._at(item.key)[0], item.label(self._kind), self._blocks[item.key])
            if item.kind is FieldKind.LONG_TEXT:
                yield from self._long_text(item)
        yield from self._amounts()
        if plan:
            yield from self._plan(plan)

    @staticmethod
    def error(row: int, label: str, block: Block) -> LiveCheck:
        """Return the check of an error value, such as that of a formula whose cells are gone."""
        return LiveCheck(row, f"{label}是错误值", f"ISERROR({absolute(block.top, block.left)})", False, block)

    def _capacity(self, block: Block) -> TextCapacity:
        return TextCapacity.of(self._page.pixels(block), BODY_POINTS, block.bottom - block.top + 1)

    def _long_text(self, item: Field) -> Iterator[LiveCheck]:
        """Go through the checks of a text that its row shows only in part, or no row at all.

        Programs do not fit rows to merged cells, so a text beyond the height that was written has a hint.
        """
        block, cell, label = self._blocks[item.key], self._at(item.key), item.label(self._kind)
        most, pixels = self._capacity(block), self._page.pixels(block)
        height = sum(self._heights[block.top - 1 : block.bottom])
        here = TextCapacity.of_height(pixels, BODY_POINTS, height)
        text = str(self._page.values.get(cell, ""))
        here = here._replace(lines=max(here.lines, ceil(here.needed(text))))
        too_long = is_too_long(absolute(*cell), most)
        yield LiveCheck(
            cell[0],
            f"{label}太长，一格显示不全，请精简",
            too_long,
            not most.holds(text),
            block,
        )
        yield LiveCheck(
            cell[0],
            f"{label}较长，请把本行拖高到显示全部文字",
            f"AND({is_too_long(absolute(*cell), here)},NOT({too_long}))",
            False,
            counted=False,
        )

    def _long_row(self, area: TableArea, row: int) -> LiveCheck:
        """Return the check of a row with a text that cannot be shown whole."""
        items = [part for column in self._form.table.columns for part in column.parts or (column,)]
        blocks = [
            area.columns[item.key]._replace(top=row, bottom=row)
            for item in items
            if item.kind is FieldKind.TEXT and not item.choices and item.key in area.columns
        ]
        capacities = {(block.top, block.left): self._capacity(block) for block in blocks}
        tests = ",".join(is_too_long(f"${address(*cell)}", capacity) for cell, capacity in capacities.items())
        long = any(not self._cells.fits(cell, capacity) for cell, capacity in capacities.items())
        return LiveCheck(row, "文字太长，一格显示不全，请精简", f"OR({tests})", long)

    def _not_a_number(self, item: Field) -> Iterator[LiveCheck]:
        cell = self._at(item.key)
        here = absolute(*cell)
        yield LiveCheck(
            cell[0],
            f"{item.label()}的格式不是数字（如日期），请改为常规后重填",
            is_date(here, self._used),
            False,
            self._blocks[item.key],
        )
        yield LiveCheck(
            cell[0],
            f"{item.label(self._kind)}不是数字",
            f"AND(NOT({is_blank(here)}),NOT(ISNUMBER({here})))",
            not self._cells.blank(cell) and self._cells.number(cell) is None,
            self._blocks[item.key],
        )

    def _amounts(self) -> Iterator[LiveCheck]:
        """Go through the checks of amounts: a budget above 0, no amount below, and parts that make up their whole."""
        labels = {item.key: item.label(self._kind) for item in self._form.fields}
        amounts = [item.key for item in self._form.fields if item.kind is FieldKind.AMOUNT]
        for key in amounts:
            cell, here = self._at(key), absolute(*self._at(key))
            positive = key in _BUDGETS
            number = self._cells.number(cell)
            yield LiveCheck(
                cell[0],
                f"{labels[key]}{'应大于 0' if positive else '不应小于 0'}",
                f"AND(ISNUMBER({here}),N({here}){'<=' if positive else '<'}0)",
                number is not None and (number <= 0 if positive else number < 0),
                self._blocks[key],
            )
        for total, parts in self._form.sums:
            yield self._sum(total, parts, labels)

    def _sum(self, total: str, parts: Sequence[str], labels: Mapping[str, str]) -> LiveCheck:
        """Return the check of an amount that others make up; those but the first may be blank."""
        cells, whole, places = self._cells, self._at(total), [self._at(key) for key in parts]
        here, first, *rest = (absolute(*cell) for cell in (whole, *places))
        if len(parts) > _MAX_NAMED_PARTS:
            names = "各项之和"
            listed = ",".join((first, *rest))
            condition = f"AND(ISNUMBER({here}),COUNT({listed})>0,ABS(N({here})-SUM({listed}))>{_TOLERANCE})"
            complete = any(cells.number(cell) is not None for cell in places)
        else:
            names = "＋".join(labels[key].removeprefix("其中：") for key in parts)
            blanks = "".join(f"OR({is_blank(cell)},ISNUMBER({cell}))," for cell in rest)
            difference = "".join(f"-N({cell})" for cell in (first, *rest))
            condition = f"AND(COUNT({here},{first})=2,{blanks}ABS(N({here}){difference})>{_TOLERANCE})"
            complete = cells.number(places[0]) is not None and all(
                cells.blank(cell) or cells.number(cell) is not None for cell in places[1:]
            )
        differs = abs(cells.worth(whole) - sum(map(cells.worth, places), Decimal(0))) > _TOLERANCE
        return LiveCheck(
            whole[0],
            f"{labels[total]} ≠ {names}",
            condition,
            cells.number(whole) is not None and complete and differs,
            self._blocks[total],
        )

    def _plan(self, plan: Sequence[Field]) -> Iterator[LiveCheck]:
        shares = [self._share(index, self._at(item.key)) for index, item in enumerate(plan)]
        for index, item in enumerate(plan):
            yield from self._period(item, shares, index)
        last, december = self._at(plan[-1].key), shares[-1]
        largest = f"MAX({self._shares(0, len(plan) - 1)})"
        most = max((share for share in shares if share is not None), default=Decimal(0))
        yield LiveCheck(
            last[0],
            f"{plan[-1].label()}一般应为 100，不是的请说明结转原因",
            f"AND(ISNUMBER({self._shares(-1 + len(plan))}),N({self._shares(-1 + len(plan))})<100,{largest}>1)",
            december is not None and december < 100 and most > 1,
            self._blocks[plan[-1].key],
        )
        formats, values = self._shares(0, len(plan) - 1, formats=True), self._shares(0, len(plan) - 1)
        yield LiveCheck(
            last[0],
            "应填百分数，如 20 表示 20%",
            f'OR(AND({largest}>0,{largest}<=1),SUMPRODUCT(({formats}<>"P")*({values}>0)*({values}<1))>0)',
            0 < most <= 1 or any(share is not None and 0 < share < 1 for share in shares),
        )

    def _share(self, index: int, cell: Address) -> Decimal | None:
        """Write two helpers of a period, the kind of its format and its share from 0 to 100; return the share.

        A cell that shows 25% holds 0.25: its share is 25. Anything else, a date included, gives an empty text.
        """
        here, row = absolute(*cell), _FIRST_SHARE_ROW + index
        kind, place = absolute(row, self._helpers), Block(row, self._helpers, row, self._helpers)
        formula = f'IFERROR(IF(LEFT(CELL("format",{here}))="P","P",IF({is_date(here, self._used)},"D","")),"")'
        self._page.formula(place, formula, "", "check")
        number = f'{here}*IF({kind}="P",100,1)'
        valid = f'AND(ISNUMBER({here}),{kind}<>"D",N({here})>=0,N({here})*IF({kind}="P",100,1)<=100)'
        share = self._cells.number(cell)
        shown = share if share is not None and 0 <= share <= 100 else None
        beside = place._replace(left=place.left + 1, right=place.right + 1)
        formula = f'IFERROR(IF({valid},ROUND({number},8),""),"")'
        self._page.formula(beside, formula, "" if shown is None else shown, "check")
        return shown

    def _shares(self, first: int, last: int | None = None, *, formats: bool = False) -> str:
        """Return the reference to the shares of these periods, or to the kinds of their formats."""
        column = self._helpers + (not formats)
        top = absolute(_FIRST_SHARE_ROW + first, column)
        return top if last is None else f"{top}:{absolute(_FIRST_SHARE_ROW + last, column)}"

    def _period(self, item: Field, shares: Sequence[Decimal | None], index: int) -> Iterator[LiveCheck]:
        cells, cell, block, label = self._cells, self._at(item.key), self._blocks[item.key], item.label()
        here, share, now = absolute(*cell), self._shares(index), shares[index]
        before = max((share for share in shares[:index] if share is not None), default=Decimal(0))
        top = f"MAX({self._shares(0, index - 1)})" if index else "0"
        yield LiveCheck(
            cell[0],
            f"{label}应在 0—100 之间",
            f"AND(ISNUMBER({here}),NOT(ISNUMBER({share})),NOT({is_date(here, self._used)}))",
            cells.number(cell) is not None and now is None,
            block,
        )
        yield LiveCheck(
            cell[0],
            f"缺{label}",
            f"AND({self._used}=1,{is_blank(here)},{top}<>100)",
            self._in_use and cells.blank(cell) and before != 100,
            block,
            "missing",
        )
        if index:
            yield LiveCheck(
                cell[0],
                f"{label}小于前期，累计数不应减少",
                f"AND(ISNUMBER({share}),N({share})<{top})",
                now is not None and now < before,
                block,
            )
            yield LiveCheck(
                cell[0],
                f"前期已达 100，{label}应填 100",
                f"AND({is_blank(here)},{top}=100)",
                cells.blank(cell) and before == 100,
                block,
            )

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
