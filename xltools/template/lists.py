"""The hidden sheet: the stamp that says what a workbook is, and the drop-down lists.

The stamp stands in columns A and B, a key and its value per row. Lists stand from column D on, one per column: the
list's name, how many items it has, then the items. The lists that depend on another list come after these, one per item
of that list and one with everything for an item that is not among them. Each framework of indicators has levels of its
own. Last come the names of the county's indicator library: a list for each level of which it has any, and all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from xltools.derive.library import LibraryEntry
from xltools.form_identity import Framework
from xltools.forms.choices import LEVELS, LISTS
from xltools.forms.layout import Form
from xltools.grids.grid import Block
from xltools.template.page import Page, absolute

__all__ = ["Lists"]

_FIRST_COLUMN = 4
_FIRST_ROW = 3
_LEVEL1, _LEVEL2 = "level1", "level2"
_USUAL = (_LEVEL1, "operator", "measure")
"""Lists that every template has; the others are there where a form needs them."""
_ALL = "*"


class Lists:
    """The places of the drop-down lists on the hidden sheet."""

    def __init__(self, sheet: str, forms: Iterable[Form], library: Iterable[LibraryEntry] = ()) -> None:
        """Lay out the lists that forms need on a sheet, and those of what a template offers of the library."""
        self.sheet = sheet
        described = tuple(forms)
        frameworks = tuple(dict.fromkeys(form.described.framework for form in described))
        needed = {column.choices for form in described for column in form.table.columns if column.columns}
        self._items: dict[tuple[str, Framework | None], tuple[str, ...]] = {
            (_LEVEL1, frameworks[0]): tuple(LEVELS[frameworks[0]])
        }
        self._items |= {(name, None): items for name, items in LISTS.items() if name in _USUAL or name in needed}
        self._items |= {(_LEVEL1, framework): tuple(LEVELS[framework]) for framework in frameworks[1:]}
        self._columns = {key: _FIRST_COLUMN + index for index, key in enumerate(self._items)}
        self._tables: dict[Framework, tuple[int, int]] = {}
        column = _FIRST_COLUMN + len(self._items)
        for framework in frameworks:
            self._tables[framework] = (column, column + len(LEVELS[framework]))
            column += len(LEVELS[framework]) + 1
        self._library_column = column
        self._library = _names_by_level(library, frameworks)

    @staticmethod
    def decided_by(name: str) -> str:
        """Return the list whose choice decides what ``name`` offers; an empty text for an independent list."""
        return _LEVEL1 if name == _LEVEL2 else ""

    def source(self, name: str, framework: Framework, decided_by: str = "") -> str:
        """Return a drop-down's source formula; ``decided_by`` is the cell that decides what a dependent list offers."""
        key = (name, framework if name == _LEVEL1 else None)
        if key in self._columns:
            column, count = self._columns[key], len(self._items[key])
            return f"={self._range(_FIRST_ROW, column, _FIRST_ROW + count - 1, column)}"
        first, last = self._tables[framework]
        names = self._range(1, first, 1, last)
        counts = self._range(2, first, 2, last)
        corner = self._range(_FIRST_ROW, first, _FIRST_ROW, first)
        chosen = f"IFERROR(MATCH({decided_by},{names},0),{last - first + 1})"
        return f"=OFFSET({corner},0,{chosen}-1,INDEX({counts},1,{chosen}),1)"

    def library_source(self, level1: str, level2: str) -> str:
        """Return the source of the names of level 3; ``level1`` and ``level2`` are the cells with a row's levels.

        The names are those of level 2, where the library has none those of level 1, else all. Empty without a library.
        """
        if not self._library:
            return ""
        first, last = self._library_column, self._library_column + len(self._library) - 1
        names, counts = self._range(1, first, 1, last), self._range(2, first, 2, last)
        corner = self._range(_FIRST_ROW, first, _FIRST_ROW, first)
        chosen = f"IFERROR(MATCH({level2},{names},0),IFERROR(MATCH({level1},{names},0),{len(self._library)}))"
        return f"=OFFSET({corner},0,{chosen}-1,INDEX({counts},1,{chosen}),1)"

    def _range(self, top: int, left: int, bottom: int, right: int) -> str:
        first, last = absolute(top, left), absolute(bottom, right)
        return f"{self.sheet}!{first}" if first == last else f"{self.sheet}!{first}:{last}"

    def write(self, page: Page, stamp: Mapping[str, str]) -> None:
        """Write stamp and lists."""
        for row, (key, value) in enumerate(stamp.items(), 1):
            page.put(Block(row, 1, row, 1), key, "cell")
            page.put(Block(row, 2, row, 2), value, "cell")
        for (name, framework), items in self._items.items():
            _column(page, self._columns[name, framework], name, items)
        for framework, (first, last) in self._tables.items():
            levels = LEVELS[framework]
            for column, (choice, items) in enumerate(levels.items(), first):
                _column(page, column, choice, items)
            _column(page, last, _ALL, tuple(dict.fromkeys(item for items in levels.values() for item in items)))
        for column, (level, items) in enumerate(self._library.items(), self._library_column):
            _column(page, column, level, items)


def _names_by_level(library: Iterable[LibraryEntry], frameworks: Iterable[Framework]) -> dict[str, tuple[str, ...]]:
    """Return the names of each level, 1 or 2, that a framework has and an entry is of, and under ``*`` all of them.

    What is a level 1 in one framework may be a level 2 in another: the names of both stand in its list.
    """
    entries = tuple(library)
    levels = dict.fromkeys(
        level for framework in frameworks for level1, below in LEVELS[framework].items() for level in (level1, *below)
    )
    names = {level: [one.name for one in entries if level in (one.level1, one.level2)] for level in levels}
    names[_ALL] = [one.name for one in entries]
    return {level: tuple(dict.fromkeys(listed)) for level, listed in names.items() if listed}


def _column(page: Page, column: int, name: str, items: Sequence[str]) -> None:
    page.put(Block(1, column, 1, column), name, "cell")
    page.put(Block(2, column, 2, column), Decimal(len(items)), "cell")
    for row, item in enumerate(items, _FIRST_ROW):
        page.put(Block(row, column, row, column), item, "cell")
