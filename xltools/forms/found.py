"""Cells, rows and forms as they are found on a sheet: addresses, not values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from xltools.forms.description import FormDescription
from xltools.grids.grid import Address
from xltools.model import SheetKind
from xltools.quick_dataclass import dataclass

__all__ = ["ABSENT", "FoundCell", "FoundForm", "FoundRow", "found_cell"]


class FoundCell(NamedTuple):
    """The cells of a field's value. ``row`` 0 means that its label is missing.

    ``cells`` are the filled cells that make up the value, in reading order (none for a blank field); ``inline`` is a
    value behind a colon in the label's own cell. ``extra`` are filled cells that no field uses.
    """

    row: int = 0
    column: int = 0
    cells: tuple[Address, ...] = ()
    inline: str = ""
    extra: tuple[Address, ...] = ()


ABSENT = FoundCell()
"""The cell of a field whose label is missing."""


def found_cell(row: int, column: int, cells: Sequence[Address], extra: Sequence[Address] = ()) -> FoundCell:
    """Return a value's cells; its place is the first filled one, or the given one for a blank value."""
    # Thousands are made for a workbook: without the call of Python that a named tuple makes.
    if cells:
        row, column = cells[0]
    return tuple.__new__(FoundCell, (row, column, tuple(cells), "", tuple(extra)))


class FoundRow(NamedTuple):
    """One row of the indicator table, with the cells of each column."""

    row: int
    cells: dict[str, FoundCell]


@dataclass(frozen=True, slots=True)
class FoundForm:
    """One form on a sheet, from its heading to its last indicator.

    ``missing`` are the keys of required labels that are not there. ``readable`` forms have enough labels to be read;
    the others only look like a target sheet. ``units`` are the money units that labels name, by key; ``beside`` are
    filled cells beside the form, or below the end of its table, that nothing uses, ``unread`` amounts in the form that
    nothing counts. ``rows`` are those of this year's
    indicators, ``tables`` those of other tables by their keys; ``sums`` is the line of sums of weights and scores,
    ``list_sums`` are the amounts of sums in a list of projects, above the first one or below this one.
    """

    kind: SheetKind
    top: int
    bottom: int
    title: FoundCell
    unit: FoundCell
    money_unit: FoundCell
    fields: dict[str, FoundCell]
    rows: tuple[FoundRow, ...]
    missing: tuple[str, ...]
    readable: bool
    form: FormDescription
    units: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[Address, ...] = ()
    unread: tuple[Address, ...] = ()
    tables: Mapping[str, tuple[FoundRow, ...]] = field(default_factory=dict)
    sums: FoundRow | None = None
    list_sums: tuple[FoundCell, ...] = ()
