"""A live check: the message and paint of one condition, the formulas that they are made of, and writing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from xltools.glossary import Term
from xltools.grids.grid import Block
from xltools.template.page import DisplayedCell, Page, absolute
from xltools.writer.text_heights import TextCapacity

__all__ = [
    "Address",
    "FormulaView",
    "LiveCheck",
    "any_error",
    "is_blank",
    "is_date",
    "is_too_long",
    "typed_text",
    "write_checks",
]

Address = tuple[int, int]

_END = "；"
"""Ends every message, so that a sheet's messages can be counted."""
_DELETED = "核对公式缺失"
_WHITE_SPACE = " \t\r\n\u3000\u00a0"


@dataclass(frozen=True, slots=True)
class LiveCheck:
    """A message that shows in ``row`` while ``condition`` holds; ``holds`` is the result for the filled-in content.

    Meanwhile ``paint`` has the format ``format_name``; None where another check's paint covers it. A hint is not
    ``counted``: a person decides about it, and a formula cannot see that it was followed. A condition with
    relative references is written for the paint's first cell and moves along with it.
    """

    row: int
    message: str
    condition: str
    holds: bool
    paint: Block | None = None
    format_name: str = "wrong"
    counted: bool = True

    @property
    def shown(self) -> str:
        """The message with its end; a hint, which is not counted, ends like a sentence."""
        return self.message + (_END if self.counted else "。")


class FormulaView:
    """A page's cells as formulas see them."""

    def __init__(self, page: Page) -> None:
        self.values = page.values

    def blank(self, cell: Address) -> bool:
        """Return whether nothing but white space stands in a cell."""
        value = self.values.get(cell)
        return value is None or (isinstance(value, str) and not value.strip(_WHITE_SPACE))

    def number(self, cell: Address) -> Decimal | None:
        """Return the number of a cell that ISNUMBER accepts, or None."""
        value = self.values.get(cell)
        return value if isinstance(value, Decimal) else None

    def fits(self, cell: Address, capacity: TextCapacity) -> bool:
        """Return whether a text can be shown whole."""
        value = self.values.get(cell)
        return not isinstance(value, str) or capacity.holds(value)

    def worth(self, cell: Address) -> Decimal:
        """Return the result of N."""
        return self.number(cell) or Decimal(0)

    def counted(self, row: int, left: int, right: int) -> int:
        """Return the result of COUNTA for a stretch of a row."""
        return sum((row, column) in self.values for column in range(left, right + 1))


def typed_text(reference: str) -> str:
    """Return the formula of a text without the white space that TRIM leaves: line breaks and wide blanks."""
    return f'TRIM(CLEAN(SUBSTITUTE(SUBSTITUTE({reference},"\u3000",""),"\u00a0","")))'


def is_blank(reference: str) -> str:
    """Return the condition that nothing but white space stands in a cell."""
    return f'{typed_text(reference)}=""'


def is_date(reference: str, plain: str) -> str:
    """Return the condition that a number is shown as a date; FALSE in a program that does not tell formats.

    ``plain`` is a cell of the format "General". Excel calls that format G and most dates D1 to D9; LibreOffice calls it
    F0 and most dates G.
    """
    shown, general = (f'LEFT(CELL("format",{cell}))' for cell in (reference, plain))
    return f'AND(ISNUMBER({reference}),IFERROR(OR({shown}="D",AND({shown}="G",{general}<>"G")),FALSE))'


def is_too_long(reference: str, capacity: TextCapacity) -> str:
    """Return the condition that a cell cannot show a text whole, however high its row is made."""
    breaks = f'LEN({reference})-LEN(SUBSTITUTE({reference},CHAR(10),""))'
    return f"LEN({reference})/{capacity.characters}+{breaks}>{capacity.lines}"


def any_error(reference: str) -> str:
    """Return the condition that some cell of a reference holds an error value."""
    return f"SUMPRODUCT(--ISERROR({reference}))>0"


def write_checks(
    page: Page, checks: Sequence[LiveCheck], column: int, count_at: Address, *, fixed: int | None = None
) -> DisplayedCell:
    """Write the messages in ``column`` under their heading, their count at ``count_at``, and the colours.

    The count says so where formulas of the rows up to ``fixed`` (all rows by default) were deleted; rows of a table
    may be. Returns the count.
    """
    by_row: dict[int, list[LiveCheck]] = {}
    for check in checks:
        by_row.setdefault(check.row, []).append(check)
    page.put(Block(1, column, 1, column), Term.LIVE_CHECKS.zh, "check head")
    for row, here in by_row.items():
        # A cell with an error value makes other checks of its row fail; the check of error values names it.
        formula = "&".join(f'IFERROR(IF({check.condition},"{check.shown}",""),"")' for check in here)
        shown = "".join(check.shown for check in here if check.holds)
        page.formula(Block(row, column, row, column), formula, shown, "check")
    span = f"{absolute(min(by_row), column)}:{absolute(max(by_row), column)}"
    kept = [row for row in by_row if fixed is None or row <= fixed]
    there = f"COUNTA({absolute(min(kept), column)}:{absolute(max(kept), column)})"
    count = Decimal(sum(check.holds and check.counted for check in checks))
    page.formula(
        Block(*count_at, *count_at),
        f'IF({there}<{len(kept)},"{_DELETED}",SUMPRODUCT(LEN({span})-LEN(SUBSTITUTE({span},"{_END}",""))))',
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
