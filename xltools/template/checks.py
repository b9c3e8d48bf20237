"""Live checks: native formulas and conditional formats that tell a person what is missing or wrong while typing.

They need neither macros nor Python, use functions that every spreadsheet program and language version has, and store
the value that they have for what the template is filled with. The rules of :mod:`xltools.rules` judge far more; these
are the few that help at the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import ceil

from xltools.forms.layout import Field, FieldKind, Form
from xltools.grids.grid import Block
from xltools.model import SheetKind
from xltools.template.formats import BODY_POINTS
from xltools.template.live_check import (
    Address,
    FormulaView,
    LiveCheck,
    is_blank,
    is_date,
    is_too_long,
)
from xltools.template.page import Page, absolute
from xltools.writer.text_heights import TextCapacity

__all__ = ["FormChecks"]

_TOLERANCE = Decimal("0.005")
_FIRST_SHARE_ROW = 3
"""The row of the first of the helper cells with the shares of a spending plan."""
_BUDGETS = frozenset({"budget", "initial"})
"""Amounts that a form is about: they are above 0."""
_MAX_NAMED_PARTS = 3
"""Parts of an amount that a message names."""


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
