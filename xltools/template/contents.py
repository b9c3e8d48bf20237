"""The sheet 目录: every sheet with a link, what it is called, its amount and how many places need a look."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from xltools.glossary import FieldTerm
from xltools.grids.grid import Block
from xltools.model import MoneyUnit, SheetKind
from xltools.sheet_names import CONTENTS_SHEET
from xltools.template.page import DisplayedCell, Page, absolute
from xltools.template.target import TargetPage

__all__ = ["CONTENTS_WIDTHS", "write_contents"]

CONTENTS_WIDTHS = (6, 12, 20, 46, 20, 10)

_HEADS = ("序号", "类别", "工作表", "名称", "金额（元）", "待核对")
_KIND, _SHEET, _NAME, _AMOUNT, _COUNT = range(2, 7)
_HEAD_ROW, _FIRST_ROW = 2, 3
_ROW_HEIGHT_POINTS = 28.0
_NOTES = (
    "专项资金安排到具体项目的，两个合计不能相加。",
    "自己复制的表不在本目录中，金额和待核对数也不包括它们。",
)
_UNNAMED, _DELETED = "（未填写）", "（工作表已删除）"


def write_contents(
    page: Page, targets: Sequence[TargetPage], others: Sequence[tuple[str, DisplayedCell]], *, funds: bool = True
) -> DisplayedCell:
    """Write the sheet; ``others`` are the sheets before the target sheets with their counts of live checks.

    ``funds`` is whether special funds have forms of their own. Returns the sum of all counts.
    """
    page.put(Block(1, 1, 1, _COUNT), CONTENTS_SHEET, "title")
    page.sheet.set_row(0, 40)
    for column, head in enumerate(_HEADS, 1):
        page.put(_cell(_HEAD_ROW, column), head, "label")
    page.sheet.set_row(_HEAD_ROW - 1, _ROW_HEIGHT_POINTS)
    row = _FIRST_ROW
    for sheet, count in others:
        _row(page, row, FieldTerm.DEPARTMENT.zh, sheet, count)
        page.put(_cell(row, _NAME), sheet, "cell")
        page.put(_cell(row, _AMOUNT), None, "amount cell")
        row += 1
    for target in targets:
        _row(page, row, target.kind.zh, target.sheet, target.count)
        _target(page, row, target)
        row += 1
    counts = [count for _, count in others] + [target.count for target in targets]
    total = _totals(page, row, targets, sum((count.number for count in counts), Decimal(0)), funds=funds)
    page.sheet.autofilter(_HEAD_ROW - 1, 0, row - 2, _COUNT - 1)
    page.sheet.freeze_panes(_HEAD_ROW, 0)
    waits = {"type": "cell", "criteria": ">", "value": 0, "format": page.formats["bad"]}
    page.sheet.conditional_format(_FIRST_ROW - 1, _COUNT - 1, row - 2, _COUNT - 1, waits)
    return total


def _cell(row: int, column: int) -> Block:
    return Block(row, column, row, column)


def _row(page: Page, row: int, kind: str, sheet: str, count: DisplayedCell) -> None:
    page.formula(_cell(row, 1), f"ROW()-{_HEAD_ROW}", Decimal(row - _HEAD_ROW), "centred cell")
    page.put(_cell(row, _KIND), kind, "centred cell")
    page.link(_cell(row, _SHEET), sheet, sheet, "link")
    # A count that was deleted or cannot be worked out is one place to look at. A sheet that is gone counts nothing.
    formula = f"IF(ISNUMBER({count.reference}),{count.reference},IFERROR(ROWS({count.reference}),0))"
    page.formula(_cell(row, _COUNT), formula, count.number, "count cell")
    page.sheet.set_row(row - 1, _ROW_HEIGHT_POINTS)


def _target(page: Page, row: int, target: TargetPage) -> None:
    """Name and amount of a target sheet; the amount in 元, whatever unit the sheet states."""
    name, budget, unit = target.name.reference, target.budget.reference, target.money_unit.reference
    page.formula(
        _cell(row, _NAME),
        f'IFERROR(IF(TRIM({name})="","{_UNNAMED}",{name}),"{_DELETED}")',
        str(target.name.content or _UNNAMED),
        "cell",
    )
    amount = _yuan(target)
    page.formula(
        _cell(row, _AMOUNT),
        f'IFERROR(IF(ISNUMBER({budget}),{budget}*IF(ISNUMBER(FIND("{MoneyUnit.WAN}",{unit})),10000,1),""),"")',
        "" if amount is None else amount,
        "amount cell",
    )
    needed = page.needed(_cell(row, _NAME), target.name.content, "cell")
    page.sheet.set_row(row - 1, max(_ROW_HEIGHT_POINTS, needed))


def _yuan(target: TargetPage) -> Decimal | None:
    amount = target.budget.content
    if not isinstance(amount, Decimal):
        return None
    return amount * (MoneyUnit.WAN.factor if MoneyUnit.WAN in str(target.money_unit.content) else 1)


def _totals(page: Page, row: int, targets: Sequence[TargetPage], waiting: Decimal, *, funds: bool) -> DisplayedCell:
    """Write the sums below the list: amounts by kind, and the live checks."""
    kinds, amounts, counts = (
        f"{absolute(_FIRST_ROW, column)}:{absolute(row - 1, column)}" for column in (_KIND, _AMOUNT, _COUNT)
    )
    kinds_summed = [kind.term for kind in (SheetKind.SPECIAL_FUND, SheetKind.PROJECT)] if funds else []
    for kind in dict.fromkeys([*kinds_summed, *(target.kind for target in targets)]):
        label = kind.zh
        total = sum((_yuan(target) or Decimal(0) for target in targets if target.kind == kind), Decimal(0))
        page.put(Block(row, 1, row, _NAME), f"{label}合计", "total")
        page.formula(_cell(row, _AMOUNT), f'SUMIF({kinds},"{label}",{amounts})', total, "total amount")
        page.put(_cell(row, _COUNT), None, "total")
        page.sheet.set_row(row - 1, _ROW_HEIGHT_POINTS)
        row += 1
    page.put(Block(row, 1, row, _AMOUNT), "待核对合计", "total")
    # A count of this list that was deleted is one place to look at, too.
    page.formula(_cell(row, _COUNT), f"SUM({counts})+ROWS({counts})-COUNT({counts})", waiting, "total")
    page.sheet.set_row(row - 1, _ROW_HEIGHT_POINTS)
    notes = _NOTES if funds else _NOTES[1:]
    for below, note in enumerate(notes, row + 1):
        page.put(Block(below, 1, below, _COUNT), note, "instruction")
        page.sheet.set_row(below - 1, _ROW_HEIGHT_POINTS)
    page.print_setup(right=_COUNT, bottom=row + len(notes), repeat=(_HEAD_ROW, _HEAD_ROW))
    return page.shown(row, _COUNT)
