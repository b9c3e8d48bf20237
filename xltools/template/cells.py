"""The contents of a template's cells: entries of the model as numbers where Excel should see numbers, else as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xltools.forms.choices import LISTS
from xltools.forms.layout import FieldKind, TableColumn
from xltools.grids.grid import cell_text
from xltools.model import DepartmentBook, Entry, Indicator, MoneyUnit, TargetSheet, TargetValue
from xltools.values import parse_number, parse_target

__all__ = ["Content", "book_entry", "entry_content", "indicator_entry", "sheet_entry", "target_parts"]

Content = str | Decimal | None
"""The content of a cell: a text, a number, or nothing."""

_EMPTY: Entry[Any] = Entry()
_PLAN = {"plan_03": "march", "plan_06": "june", "plan_10": "october", "plan_12": "december"}
_MAX_SIGNIFICANT_DIGITS = 15
"""A spreadsheet keeps no more; a longer number is written as text, digit for digit."""


def book_entry(book: DepartmentBook, key: str) -> Entry[Any]:
    """Return the entry of a field of the whole workbook; an empty one for a key that the model does not know."""
    entries: dict[str, Entry[Any]] = {
        "county": book.county,
        "year": book.year,
        "department_code": book.code,
        "department_name": book.name,
        "overall": book.overall.overall,
        "sub_targets": book.overall.sub_targets,
        "safeguards": book.overall.safeguards,
    }
    return entries.get(key, _EMPTY)


def sheet_entry(sheet: TargetSheet, key: str) -> Entry[Any]:
    """Return the entry of a form's field: the model's own, or one of the sheet's amounts or extras.

    ``tasks.name.2`` is the name of the second task.
    """
    if key.startswith("tasks."):
        _, name, number = key.split(".")
        tasks = sheet.tasks[int(number) - 1 : int(number)]
        return getattr(tasks[0], name) if tasks else _EMPTY
    if key in _PLAN:
        return getattr(sheet.plan, _PLAN[key])  # type: ignore[no-any-return]
    if key == "goals":
        return sheet.goal.entry
    own = getattr(sheet, key, None)
    return own if isinstance(own, Entry) else sheet.amounts.get(key) or sheet.extras.get(key, _EMPTY)


def indicator_entry(indicator: Indicator, key: str) -> Entry[Any]:
    """Return the entry of a column of the indicator table: the model's own, or one of the indicator's extras."""
    own = getattr(indicator, key, None)
    return own if isinstance(own, Entry) else indicator.extras.get(key, _EMPTY)


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
