"""The values that a cell can be given, and the content that a cell stores for them."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import NamedTuple

from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.xmltext import escape_content

__all__ = ["BLANK", "MAX_TEXT_UNITS", "CellContent", "CellValue", "store_value", "text_length"]

CellValue = str | Decimal | int | float | bool | None

MAX_TEXT_UNITS = 32_767
_MAX_SIGNIFICANT_DIGITS = 15
_MAX_MAGNITUDE = Decimal("9.99999999999999E307")
_MIN_MAGNITUDE = Decimal("2.2251E-308")


class CellContent(NamedTuple):
    """The inside of a ``<c>`` element: its type attribute ('' for numbers) and its elements, without prefixes."""

    type: str
    markup: str


BLANK = CellContent("", "")


def store_value(value: CellValue) -> CellContent:
    """Return the content of a cell that holds a value. Text is kept in the cell itself, so that no other part changes.

    Raises:
        EditRefusedError: the number or text is beyond what a cell holds.
    """
    match value:
        case None:
            return BLANK
        case bool():
            return CellContent("b", f"<v>{int(value)}</v>")
        case str():
            if text_length(value) > MAX_TEXT_UNITS:
                raise EditRefusedError(RefusalCode.TEXT_TOO_LONG)
            return CellContent("inlineStr", f'<is><t xml:space="preserve">{escape_content(value)}</t></is>')
        case _:
            return CellContent("", f"<v>{_number(value)}</v>")


def text_length(text: str) -> int:
    """Return the length of a text as spreadsheet programs count it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _number(value: Decimal | float) -> str:
    if isinstance(value, float):
        if not math.isfinite(value):
            raise EditRefusedError(RefusalCode.NOT_A_NUMBER, str(value))
        return repr(value + 0.0)
    exact = Decimal(value)
    if not exact.is_finite() or (exact and not _MIN_MAGNITUDE <= abs(exact) <= _MAX_MAGNITUDE):
        raise EditRefusedError(RefusalCode.NOT_A_NUMBER, format(exact, ".14E"))
    if len("".join(map(str, exact.as_tuple().digits)).strip("0")) > _MAX_SIGNIFICANT_DIGITS:
        raise EditRefusedError(RefusalCode.TOO_PRECISE, format(exact, "f")[:40])
    return format(exact, "f") if -20 < exact.adjusted() < 20 else format(exact, "E")
