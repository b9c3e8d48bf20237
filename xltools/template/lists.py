"""The hidden sheet: the stamp that says what a workbook is, and the drop-down lists.

The stamp stands in columns A and B, a key and its value per row. Lists stand from column D on, one per column: the
list's name, how many items it has, then the items. The lists that depend on another list come last, one per item of
that list and one with everything for an item that is not among them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xltools.forms.hb2020 import LIST_LEVEL2, LISTS
from xltools.grids.grid import Block
from xltools.template.page import Page, absolute

__all__ = ["Lists"]

_FIRST_COLUMN = 4
_FIRST_ROW = 3
_DEPENDENT = {"level2": ("level1", LIST_LEVEL2)}
"""By the dependent list: the list that it depends on, and its items by the items of that."""

_ALL = "*"


class Lists:
    """The places of the drop-down lists on the hidden sheet."""

    def __init__(self, sheet: str) -> None:
        """Lay out the lists on a sheet."""
        self.sheet = sheet
        self._columns = {name: _FIRST_COLUMN + index for index, name in enumerate(LISTS)}
        self._tables: dict[str, tuple[int, int]] = {}
        column = _FIRST_COLUMN + len(LISTS)
        for name, (_, table) in _DEPENDENT.items():
            self._tables[name] = (column, column + len(table))
            column += len(table) + 1

    @staticmethod
    def decided_by(name: str) -> str:
        """Return the list whose choice decides what ``name`` offers; an empty text for an independent list."""
        return _DEPENDENT[name][0] if name in _DEPENDENT else ""

    def source(self, name: str, decided_by: str = "") -> str:
        """Return a drop-down's source formula; ``decided_by`` is the cell that decides what a dependent list offers."""
        if name in self._columns:
            column, count = self._columns[name], len(LISTS[name])
            return f"={self._range(_FIRST_ROW, column, _FIRST_ROW + count - 1, column)}"
        first, last = self._tables[name]
        names = self._range(1, first, 1, last)
        counts = self._range(2, first, 2, last)
        corner = self._range(_FIRST_ROW, first, _FIRST_ROW, first)
        chosen = f"IFERROR(MATCH({decided_by},{names},0),{last - first + 1})"
        return f"=OFFSET({corner},0,{chosen}-1,INDEX({counts},1,{chosen}),1)"

    def _range(self, top: int, left: int, bottom: int, right: int) -> str:
        first, last = absolute(top, left), absolute(bottom, right)
        return f"{self.sheet}!{first}" if first == last else f"{self.sheet}!{first}:{last}"

    def write(self, page: Page, stamp: Mapping[str, str]) -> None:
        """Write stamp and lists."""
        for row, (key, value) in enumerate(stamp.items(), 1):
            page.put(Block(row, 1, row, 1), key, "cell")
            page.put(Block(row, 2, row, 2), value, "cell")
        for name, items in LISTS.items():
            _column(page, self._columns[name], name, items)
        for name, (_, table) in _DEPENDENT.items():
            first, last = self._tables[name]
            for column, (choice, items) in enumerate(table.items(), first):
                _column(page, column, choice, items)
            _column(page, last, _ALL, tuple(dict.fromkeys(item for items in table.values() for item in items)))


def _column(page: Page, column: int, name: str, items: Sequence[str]) -> None:
    page.put(Block(1, column, 1, column), name, "cell")
    page.put(Block(2, column, 2, column), Decimal(len(items)), "cell")
    for row, item in enumerate(items, _FIRST_ROW):
        page.put(Block(row, column, row, column), item, "cell")
