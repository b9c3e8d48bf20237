"""Live checks: native formulas and conditional formats that tell a person what is missing or wrong while typing.

They need neither macros nor Python, use functions that every spreadsheet program and language version has, and store
the value that they have for what the template is filled with. The rules of :mod:`xltools.rules` judge far more; these
are the few that help at the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from xltools.forms.layout import Field, FieldKind, Form, TableColumn
from xltools.glossary import FieldTerm, Term
from xltools.grids.grid import Block
from xltools.model import SheetKind
from xltools.template.page import DisplayedCell, Page, absolute, address

__all__ = ["FormChecks", "LiveCheck", "TableArea", "write_checks"]

Address = tuple[int, int]

_END = "；"
"""Ends every message, so that a sheet's messages can be counted."""
_TOLERANCE = Decimal("0.005")
_BESIDE_NUMBER = ("operator", "measure")
"""The parts of a target value that its number needs."""


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A message that shows in ``row`` while ``condition`` holds; ``holds`` is the result for the filled-in content.

    Meanwhile ``paint`` has the format ``format_name``; None where another check's paint covers it. A condition with
    relative references is written for the paint's first cell and moves along with it.
    """

    row: int
    message: str
    condition: str
    holds: bool
    paint: Block | None = None
    format_name: str = "wrong"


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


class _FormulaView:
    """A page's cells as formulas see them."""

    def __init__(self, page: Page) -> None:
        self.values = page.values

    def blank(self, cell: Address) -> bool:
        """Return the result of ``TRIM(cell)=""``."""
        value = self.values.get(cell)
        return value is None or (isinstance(value, str) and not value.strip(" "))

    def number(self, cell: Address) -> Decimal | None:
        """Return the number of a cell that ISNUMBER accepts, or None."""
        value = self.values.get(cell)
        return value if isinstance(value, Decimal) else None

    def worth(self, cell: Address) -> Decimal:
        """Return the result of N."""
        return self.number(cell) or Decimal(0)

    def largest(self, cells: Iterable[Address]) -> Decimal:
        """Return the result of MAX."""
        numbers = [number for cell in cells if (number := self.number(cell)) is not None]
        return max(numbers, default=Decimal(0))

    def counted(self, row: int, left: int, right: int) -> int:
        """Return the result of COUNTA for a stretch of a row."""
        return sum((row, column) in self.values for column in range(left, right + 1))


def _blank(reference: str) -> str:
    return f'TRIM({reference})=""'


def _list(cells: Iterable[Address]) -> str:
    return ",".join(absolute(*cell) for cell in cells)


class FormChecks:
    """The live checks of one target sheet. ``used`` is the cell that tells (1 or 0) whether the sheet is in use."""

    def __init__(
        self, page: Page, form: Form, kind: SheetKind, blocks: dict[str, Block], *, used: str, in_use: bool
    ) -> None:
        """Prepare the checks of a page whose fields stand in ``blocks``."""
        self._cells = _FormulaView(page)
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
            f"AND({self._used}=1,{_blank(absolute(*cell))})",
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
                yield self._not_a_number(item)
        if {"budget", "fiscal", "other"} <= self._blocks.keys():
            yield from self._funding()
        if plan:
            yield from self._plan(plan)

    def _not_a_number(self, item: Field) -> LiveCheck:
        cell = self._at(item.key)
        here = absolute(*cell)
        return LiveCheck(
            cell[0],
            f"{item.label(self._kind)}不是数字",
            f"AND(NOT({_blank(here)}),NOT(ISNUMBER({here})))",
            not self._cells.blank(cell) and self._cells.number(cell) is None,
            self._blocks[item.key],
        )

    def _funding(self) -> Iterator[LiveCheck]:
        cells = self._cells
        budget, fiscal, other = (self._at(key) for key in ("budget", "fiscal", "other"))
        total, part, rest = (absolute(*cell) for cell in (budget, fiscal, other))
        yield LiveCheck(
            budget[0],
            "预算数应大于 0",
            f"AND(ISNUMBER({total}),N({total})<=0)",
            cells.number(budget) is not None and cells.worth(budget) <= 0,
            self._blocks["budget"],
        )
        yield LiveCheck(
            budget[0],
            "预算数 ≠ 财政资金＋其他资金",
            f"AND(COUNT({total},{part})=2,OR({_blank(rest)},ISNUMBER({rest})),"
            f"ABS(N({total})-N({part})-N({rest}))>{_TOLERANCE})",
            None not in (cells.number(budget), cells.number(fiscal))
            and (cells.blank(other) or cells.number(other) is not None)
            and abs(cells.worth(budget) - cells.worth(fiscal) - cells.worth(other)) > _TOLERANCE,
            self._blocks["budget"],
        )

    def _plan(self, plan: Sequence[Field]) -> Iterator[LiveCheck]:
        cells = self._cells
        every = [self._at(item.key) for item in plan]
        for index, item in enumerate(plan):
            yield from self._period(item, every[:index])
        last = every[-1]
        here, largest = absolute(*last), f"MAX({_list(every)})"
        yield LiveCheck(
            last[0],
            f"{plan[-1].label()}一般应为 100，不是的请说明结转原因",
            f"AND(ISNUMBER({here}),N({here})<100)",
            cells.number(last) is not None and cells.worth(last) < 100,
            self._blocks[plan[-1].key],
        )
        yield LiveCheck(
            last[0],
            "应填百分数，如 20 表示 20%",
            f"AND({largest}>0,{largest}<=1)",
            0 < cells.largest(every) <= 1,
        )

    def _period(self, item: Field, earlier: Sequence[Address]) -> Iterator[LiveCheck]:
        cells, cell, block, label = self._cells, self._at(item.key), self._blocks[item.key], item.label()
        here, number, before = absolute(*cell), cells.number(cell), cells.largest(earlier)
        top = f"MAX({_list(earlier)})" if earlier else "0"
        yield LiveCheck(
            cell[0],
            f"{label}应在 0—100 之间",
            f"OR(N({here})<0,N({here})>100)",
            not 0 <= cells.worth(cell) <= 100,
            block,
        )
        yield LiveCheck(
            cell[0],
            f"缺{label}",
            f"AND({self._used}=1,{_blank(here)},{top}<>100)",
            self._in_use and cells.blank(cell) and before != 100,
            block,
            "missing",
        )
        if earlier:
            yield LiveCheck(
                cell[0],
                f"{label}小于前期，累计数不应减少",
                f"AND(ISNUMBER({here}),N({here})<{top})",
                number is not None and number < before,
                block,
            )
            yield LiveCheck(
                cell[0],
                f"前期已达 100，{label}应填 100",
                f"AND({_blank(here)},{top}=100)",
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
        for row in rows:
            for column in self._form.table.columns:
                if column.required and column.columns:
                    yield self._missing(area, row, column, begun=row in begun)
                if "number" in {part.key for part in column.parts}:
                    yield from self._parts(area, row, column)

    def _inserted(self, area: TableArea) -> LiveCheck:
        """Return the check of inserted rows, which have no formulas of their own; the table's head shows it."""
        texts = {key: f"TRIM({area.down(block.left)})" for key, block in area.columns.items()}
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
        uncovered = f"ISBLANK({area.down(min(area.levels.values()))})"
        return LiveCheck(
            area.first - self._form.table.header_rows,
            "插入的行没有填完整",
            f'SUMPRODUCT({uncovered}*({begun}<>"")*({"+".join(gaps)}>0))>0',
            False,
        )

    def _missing(self, area: TableArea, row: int, column: TableColumn, *, begun: bool) -> LiveCheck:
        block = area.columns[column.key]
        if column.key in area.levels:
            place = (row, area.levels[column.key])
            nothing, blank = self._no_level(area, row, column.key), self._cells.blank(place)
        elif block.left == block.right:
            place = (row, block.left)
            nothing, blank = _blank(f"${address(*place)}"), self._cells.blank(place)
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
        nothing = f"AND(ISTEXT({helper}),{_blank(helper)})"
        if key == levels[0]:
            return nothing
        outer, inner = (f"${address(row, area.columns[level].left)}" for level in (levels[levels.index(key) - 1], key))
        return f"OR({nothing},AND(NOT({_blank(outer)}),{_blank(inner)}))"

    def _parts(self, area: TableArea, row: int, column: TableColumn) -> Iterator[LiveCheck]:
        """Go through the checks of a number: it needs operator and unit, and its cell must hold a number."""
        cells, number = self._cells, (row, area.columns["number"].left)
        here = f"${address(*number)}"
        yield LiveCheck(
            row,
            f"{FieldTerm.NUMBER.zh}不是数字",
            f"AND(NOT({_blank(here)}),NOT(ISNUMBER({here})))",
            not cells.blank(number) and cells.number(number) is None,
            area.paint("number", row),
        )
        for part in column.parts:
            if part.key in _BESIDE_NUMBER:
                place = (row, area.columns[part.key].left)
                yield LiveCheck(
                    row,
                    f"缺{part.label}",
                    f"AND(ISNUMBER({here}),{_blank(f'${address(*place)}')})",
                    cells.number(number) is not None and cells.blank(place),
                    area.paint(part.key, row),
                    "missing",
                )


def write_checks(page: Page, checks: Sequence[LiveCheck], column: int, count_at: Address) -> DisplayedCell:
    """Write the messages in ``column`` under their heading, their count at ``count_at``, and the colours.

    Returns the count.
    """
    by_row: dict[int, list[LiveCheck]] = {}
    for check in checks:
        by_row.setdefault(check.row, []).append(check)
    page.put(Block(1, column, 1, column), Term.LIVE_CHECKS.zh, "check head")
    for row, here in by_row.items():
        formula = "&".join(f'IF({check.condition},"{check.message}{_END}","")' for check in here)
        shown = "".join(check.message + _END for check in here if check.holds)
        page.formula(Block(row, column, row, column), formula, shown, "check")
    span = f"{absolute(min(by_row), column)}:{absolute(max(by_row), column)}"
    count = Decimal(sum(check.holds for check in checks))
    page.formula(
        Block(*count_at, *count_at),
        f'SUMPRODUCT(LEN({span})-LEN(SUBSTITUTE({span},"{_END}","")))',
        count,
        "check count",
    )
    # What is wrong is painted over what is missing: the first format that holds wins.
    for check in sorted(checks, key=lambda check: check.format_name != "wrong"):
        if check.paint:
            block = check.paint
            page.sheet.conditional_format(
                block.top - 1,
                block.left - 1,
                block.bottom - 1,
                block.right - 1,
                {
                    "type": "formula",
                    "criteria": f"={check.condition}",
                    "format": page.formats[check.format_name],
                    "stop_if_true": True,
                },
            )
    return page.shown(*count_at)
