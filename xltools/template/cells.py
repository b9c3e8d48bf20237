"""The contents of a template's cells: entries of the model as numbers where Excel should see numbers, else as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltools.forms.choices import LISTS
from xltools.forms.layout import FieldKind, TableColumn
from xltools.grids.grid import cell_text
from xltools.model import Entry, MoneyUnit, TargetValue
from xltools.values import parse_number, parse_target

__all__ = ["Content", "entry_content", "target_parts"]

Content = str | Decimal | None
"""The content of a cell: a text, a number, or nothing."""

_MAX_SIGNIFICANT_DIGITS = 15
"""A spreadsheet keeps no more; a longer number is written as text, digit for digit."""


def entry_content(entry: Entry[Any], kind: FieldKind, unit: MoneyUnit = MoneyUnit.YUAN) -> Content:
    """Return the content of the cell of ``entry``: a number where the kind is one and keeps all its digits."""
    value = entry.value
    if kind is FieldKind.NUMBER and isinstance(value, str):  # such as the points of a matrix, which may be a dash
        value = parse_number(value)
    if kind in (FieldKind.AMOUNT, FieldKind.PERCENT, FieldKind.NUMBER, FieldKind.YEAR) and value is not None:
        number = Decimal(value) / (unit.factor if kind is FieldKind.AMOUNT else 1)
        if _survives(number):
            return number
    if not entry.blank:
        return entry.text
    return str(entry.value) if entry.value is not None else None


def target_parts(entry: Entry[TargetValue], column: TableColumn) -> tuple[Content, ...]:
    """Return a target value for the column's part cells, whose texts joined are exactly the original text.

    A text that cannot be taken apart that way goes into the last part whole.
    """
    text = entry.text
    last = len(column.parts) - 1
    whole: tuple[Content, ...] = (*(None for _ in range(last)), None if entry.blank else text)
    value = entry.value or parse_target(text)
    if value is None or value.number is None or value.upper is not None or not _survives(value.number):
        return whole
    pieces: dict[str, Content] = {
        "operator": value.operator.value if value.operator in LISTS["operator"] else None,
        "number": value.number,
        "measure": value.unit or None,
    }
    head = "".join(_text(piece) for piece in pieces.values())
    if not text.startswith(head):
        return whole
    pieces["remark"] = text[len(head) :] or None
    parts = tuple(pieces.get(part.key) for part in column.parts)
    return parts if "".join(map(_text, parts)) == text else whole


def _survives(number: Decimal) -> bool:
    return len(number.normalize().as_tuple().digits) <= _MAX_SIGNIFICANT_DIGITS


def _text(piece: Content) -> str:
    return cell_text(piece)
