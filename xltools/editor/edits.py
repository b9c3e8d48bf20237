"""The changes to make in a workbook: a list, put together first and applied in one go."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from xltools.model import Place
from xltools.quick_dataclass import dataclass

if TYPE_CHECKING:
    from xltools.editor.added import AddedSheet
    from xltools.editor.cell_content import CellValue
    from xltools.editor.marks import Mark

__all__ = [
    "AddNote",
    "AddSheet",
    "CopySheet",
    "DropResult",
    "Edit",
    "Edits",
    "RemoveMark",
    "RemoveSheet",
    "SetFill",
    "SetValue",
    "place_of",
]


@dataclass(frozen=True, slots=True)
class SetValue:
    """Give a cell a value."""

    sheet: str
    row: int
    column: int
    value: CellValue
    force: bool = False


@dataclass(frozen=True, slots=True)
class DropResult:
    """Take the stored result off a formula: it is calculated anew by the program that opens the workbook."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class SetFill:
    """Give a cell a background colour."""

    sheet: str
    row: int
    column: int
    colour: str


@dataclass(frozen=True, slots=True)
class AddNote:
    """Give a cell a note."""

    sheet: str
    row: int
    column: int
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class RemoveMark:
    """Remove a mark from a cell."""

    mark: Mark


@dataclass(frozen=True, slots=True)
class AddSheet:
    """Add a sheet."""

    sheet: AddedSheet


@dataclass(frozen=True, slots=True)
class CopySheet:
    """Add a copy of a worksheet behind the others."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoveSheet:
    """Remove a sheet that this tool added."""

    name: str


Edit = SetValue | DropResult | SetFill | AddNote | RemoveMark | AddSheet | CopySheet | RemoveSheet


def place_of(edit: Edit) -> Place:
    """Return the place of an edit in the workbook."""
    match edit:
        case AddSheet(sheet):
            return Place(sheet=sheet.name)
        case CopySheet(_, name) | RemoveSheet(name):
            return Place(sheet=name)
        case RemoveMark(mark):
            return Place("", mark.sheet, mark.row, mark.column)
        case _:
            return Place("", edit.sheet, max(edit.row, 0), max(edit.column, 0))


@dataclass(slots=True)
class Edits:
    """A list of edits. Rows and columns count from 1; sheets are named as their tabs are.

    Whatever the order of the list, sheets are removed first, then copied as they were; then in each sheet marks are
    taken off, values set, colours and notes put on; then sheets are added. Of two values or colours for one cell the
    later one holds; notes for one cell follow one another.
    """

    items: list[Edit] = field(default_factory=list)

    def set_value(self, sheet: str, row: int, column: int, value: CellValue, *, force: bool = False) -> None:
        """Give a cell a value and leave its format. None empties it.

        A formula is only overwritten with ``force``, and then not if other cells share it. Text stays text whatever
        it begins with.
        """
        self.items.append(SetValue(sheet, row, column, value, force))

    def drop_result(self, sheet: str, row: int, column: int) -> None:
        """Take the stored result off a formula that other values outdate; a cell without a formula stays as it is."""
        self.items.append(DropResult(sheet, row, column))

    def fill(self, sheet: str, row: int, column: int, colour: str) -> None:
        """Give a cell a background colour (``RRGGBB``); everything else of its format stays."""
        self.items.append(SetFill(sheet, row, column, colour))

    def note(self, sheet: str, row: int, column: int, text: str, author: str = "xltools") -> None:
        """Give a cell a note; where there is one, the text follows it as a paragraph under the author's name."""
        self.items.append(AddNote(sheet, row, column, text, author))

    def restore(self, mark: Mark) -> None:
        """Take our colour and note off a cell, as far as they are still there."""
        self.items.append(RemoveMark(mark))

    def add_sheet(self, sheet: AddedSheet) -> None:
        """Add a sheet, in place of one of the same name that this tool added earlier."""
        self.items.append(AddSheet(sheet))

    def copy_sheet(self, source: str, name: str) -> None:
        """Add a copy of a worksheet; pictures, controls and tables, which lead to other parts, stay with the first."""
        self.items.append(CopySheet(source, name))

    def remove_sheet(self, name: str) -> None:
        """Remove a sheet that this tool added earlier."""
        self.items.append(RemoveSheet(name))
