"""Input cells: their formats, drop-downs and input messages, and what Excel refuses in them."""

from __future__ import annotations

from typing import Any

from xltools.forms.layout import ColumnPart, Field, FieldKind, TableColumn
from xltools.grids.grid import Block
from xltools.model import MoneyUnit
from xltools.template.page import Page

__all__ = ["input_format", "restrict_input"]

_FORMAT_NAMES = {
    FieldKind.TEXT: "text",
    FieldKind.LONG_TEXT: "long text",
    FieldKind.CODE: "text",
    FieldKind.YEAR: "year",
    FieldKind.AMOUNT: "amount",
    FieldKind.PERCENT: "number",
    FieldKind.NUMBER: "number",
    FieldKind.TARGET: "text",
}

_BOUNDS: dict[FieldKind, dict[str, Any]] = {
    FieldKind.YEAR: {
        **{"validate": "integer", "criteria": "between", "minimum": 2000, "maximum": 2100},
        "error_message": "请填四位年份，如 2020。",
    },
    FieldKind.AMOUNT: {
        **{"validate": "decimal", "criteria": ">=", "value": 0},
        "error_message": "请填不小于 0 的数字，不带单位。",
    },
    FieldKind.PERCENT: {
        **{"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100},
        "error_message": "请填 0 到 100 的数字，不带 % 号。",
    },
    FieldKind.NUMBER: {
        **{"validate": "decimal", "criteria": "between", "minimum": -1e15, "maximum": 1e15},
        "error_message": "请只填数字，符号、单位和文字另有格填写。",
    },
}
_FREE = frozenset({"measure", "level3"})
"""Cells whose lists only suggest: anything else may be typed without a warning."""
_MAX_TITLE_CHARACTERS, _MAX_MESSAGE_CHARACTERS = 32, 255  # what Excel takes


def input_format(item: Field | TableColumn | ColumnPart, unit: MoneyUnit = MoneyUnit.YUAN) -> str:
    """Return the name of an input cell's format; ``unit`` is that of an amount."""
    if item.kind is FieldKind.AMOUNT and unit is not MoneyUnit.YUAN:
        return "amount in wan"
    if item.choices:
        return "centred"
    name = _FORMAT_NAMES[item.kind]
    return name if name != "text" or isinstance(item, Field) else "table text"


def restrict_input(
    page: Page, block: Block, item: Field | TableColumn | ColumnPart, label: str, source: str | list[str] = ""
) -> None:
    """Give the cells their input message and, by their kind or from ``source``, a drop-down or bounds.

    What is not in a drop-down may be kept after a warning (without one, if the list only suggests); a number out of
    bounds may not.
    """
    options: dict[str, Any] = {"validate": "any"}
    if source:
        options = {
            **{"validate": "list", "source": source, "error_type": "warning"},
            "error_message": "列表中没有这一项。确需使用时选“是”保留。",
            "show_error": item.key not in _FREE,
        }
    elif item.kind in _BOUNDS:
        options = dict(_BOUNDS[item.kind])
    if "error_message" in options:
        options["error_title"] = label[:_MAX_TITLE_CHARACTERS]
    if item.help:
        options |= {"input_title": label[:_MAX_TITLE_CHARACTERS], "input_message": item.help[:_MAX_MESSAGE_CHARACTERS]}
    if len(options) > 1:
        page.sheet.data_validation(block.top - 1, block.left - 1, block.bottom - 1, block.right - 1, options)
