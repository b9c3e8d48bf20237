"""Defined names, of a workbook and of a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from xlwings import NoSuchObjectError, base_classes

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.addresses import quoted_sheet, split_sheet
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.protocols import BookLike, RangeLike, SheetLike
from xltools.desktop.libreoffice.uno_types import Uno

__all__ = ["OfficeName", "OfficeNames"]


@translate_uno_errors
class OfficeName(base_classes.Name):
    """A defined name. One of a sheet is called ``Sheet1!name``, as in Excel."""

    def __init__(self, book: BookLike, collection: Uno, key: str, sheet: SheetLike | None = None) -> None:
        """Stand for a name of a collection; one of a sheet knows it."""
        self._book = book
        self._collection = collection
        self._key = key
        self._sheet = sheet

    @property
    def api(self) -> Uno:
        """The office's object for the name."""
        return self._collection.getByName(self._key)

    def delete(self) -> None:
        """Delete the name."""
        self._collection.removeByName(self._key)

    @property
    def name(self) -> str:
        """The name, with its sheet if it belongs to one."""
        return f"{quoted_sheet(self._sheet.name)}!{self._key}" if self._sheet else self._key

    @name.setter
    def name(self, value: str) -> None:
        self.api.setName(split_sheet(value)[1])
        self._key = split_sheet(value)[1]

    @property
    def refers_to(self) -> str:
        """The formula that the name stands for."""
        return self._book.parser.text(self.api.getTokens(), _home())

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.api.setTokens(self._book.parser.tokens("=" + value.removeprefix("="), _home()))

    @property
    def refers_to_range(self) -> RangeLike:
        """The cells that the name stands for."""
        cells = self.api.ReferredCells
        if cells is None:
            raise NoSuchObjectError(f"The name '{self.name}' doesn't refer to a range.")
        return self._book.range_of(cells.RangeAddress)

    def matches(self, text: str) -> bool:
        """Return whether a person calls it so, with or without its sheet."""
        sheet, key = split_sheet(text)
        if key.lower() != self._key.lower():
            return False
        return sheet is None or (self._sheet is not None and self._sheet.name.lower() == sheet.lower())


@translate_uno_errors
class OfficeNames(base_classes.Names):
    """The names of a sheet, or of a workbook with those of all its sheets."""

    def __init__(self, book: BookLike, sheet: SheetLike | None = None) -> None:
        """Stand for the names of a sheet, or of the workbook and all its sheets."""
        self._book = book
        self._sheet = sheet

    @property
    def api(self) -> Uno:
        """The office's collection of the names."""
        return (self._sheet or self._book).uno.NamedRanges

    def __iter__(self) -> Iterator[OfficeName]:
        """Go through the names."""
        yield from self._of(self._sheet)
        if self._sheet is None:
            for sheet in self._book.sheets:
                yield from self._of(sheet)

    def __len__(self) -> int:
        """Return the number of names."""
        return sum(1 for _ in self)

    def __call__(self, name_or_index: int | str) -> OfficeName:
        """Return a name by its text or position."""
        if isinstance(name_or_index, int):
            return list(self)[name_or_index - 1]
        name = self._find(name_or_index)
        if name is None:
            raise KeyError(name_or_index)
        return name

    def contains(self, name_or_index: int | str) -> bool:
        """Return whether there is such a name."""
        if isinstance(name_or_index, int):
            return 1 <= name_or_index <= len(self)
        return self._find(name_or_index) is not None

    def snapshot(self) -> list[tuple[str, OfficeName]]:
        """Return all names by their texts."""
        return [(name.name, name) for name in self]

    def add(self, name: str, refers_to: str) -> OfficeName:
        """Define a name, in place of one that is there."""
        sheet_name, key = split_sheet(name)
        sheet = self._sheet if sheet_name is None else self._book.sheets(sheet_name)
        collection = (sheet or self._book).uno.NamedRanges
        if collection.hasByName(key):
            collection.removeByName(key)
        collection.addNewByName(key, "0", _home(), 0)
        added = OfficeName(self._book, collection, key, sheet)
        added.refers_to = refers_to
        return added

    def seen_here(self, text: str) -> OfficeName | None:
        """Return what a formula on this sheet means by a name: the sheet's own, else the workbook's."""
        for scope in (self._sheet, None):
            for name in self._of(scope):
                if name.matches(text):
                    return name
        return None

    def _find(self, text: str) -> OfficeName | None:
        return next((name for name in self if name.matches(text)), None)

    def _of(self, sheet: SheetLike | None) -> Iterator[OfficeName]:
        collection = (sheet or self._book).uno.NamedRanges
        for key in collection.ElementNames:
            yield OfficeName(self._book, collection, key, sheet)


def _home() -> Uno:
    return uno_bridge.struct("table.CellAddress")
