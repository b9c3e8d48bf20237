"""An open workbook in memory that says what xlwings says, and counts every call that a real host would get.

    book = FakeBook.of(path)
    ACTIONS["check"](book)
    book.calls["write values"], book.app.shown

It behaves like Excel on Windows as far as the actions go: sheets are protected, a multi-area address is one range, text
in a cell formatted as text stays text.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.utils import range_boundaries

from tests.fixtures.books import open_to_change

__all__ = ["FakeBook", "FakeCell", "FakeRange", "FakeSheet"]

Address = tuple[int, int]


@dataclass
class FakeCell:
    """One cell: what it holds and how it looks. Two cells that look alike are equal."""

    value: Any = None
    formula: str = ""
    number_format: str = "General"
    color: Any = None
    note: str | None = None


class FakeApi:
    """Excel's own sheet, as far as protection and hiding go."""

    ProtectDrawingObjects = ProtectScenarios = True

    def __init__(self, sheet: FakeSheet) -> None:
        self._sheet = sheet
        self.ProtectContents = sheet.name != "_xltools_marks"
        self.Visible = 1
        self.allowed: tuple[bool, ...] = ()

    @property
    def Protection(self) -> Any:
        return SimpleNamespace(**dict.fromkeys(_PERMISSIONS, True))

    def Protect(self, password: str, *rest: Any) -> None:
        self.ProtectContents = True
        self.allowed = rest[4:]

    def Unprotect(self, password: str) -> None:
        self.ProtectContents = False


_PERMISSIONS = (
    *("AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns"),
    *("AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows"),
    *("AllowSorting", "AllowFiltering", "AllowUsingPivotTables"),
)


class FakeNote:
    """The note of a cell."""

    def __init__(self, cell: FakeCell, book: FakeBook) -> None:
        self._cell, self._book = cell, book

    @property
    def text(self) -> str:
        return self._cell.note or ""

    @text.setter
    def text(self, value: str) -> None:
        self._book.calls["note"] += 1
        self._cell.note = value

    def delete(self) -> None:
        self._book.calls["note"] += 1
        self._cell.note = None


class FakeRange:
    """A block of cells, or several areas for looks."""

    def __init__(self, sheet: FakeSheet, areas: list[tuple[int, int, int, int]]) -> None:
        self.sheet = sheet
        self.areas = areas
        self.row, self.column, self._bottom, self._right = areas[0]
        self.row_height = 20.0
        self.font = SimpleNamespace()
        self.rows = SimpleNamespace(autofit=lambda: None)

    def _addresses(self) -> Iterator[Address]:
        for top, left, bottom, right in self.areas:
            yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))

    def _cells(self) -> list[FakeCell]:
        return [self.sheet.cells.setdefault(address, FakeCell()) for address in self._addresses()]

    @property
    def _first(self) -> FakeCell:
        return self.sheet.cells.setdefault((self.row, self.column), FakeCell())

    def _block(self, what: str) -> list[list[Any]]:
        """What each cell holds, row by row; a read leaves no cells behind."""
        blank = FakeCell()
        return [
            [
                getattr(self.sheet.cells.get((row, column), blank), what)
                for column in range(self.column, self._right + 1)
            ]
            for row in range(self.row, self._bottom + 1)
        ]

    @property
    def last_cell(self) -> FakeRange:
        return FakeRange(self.sheet, [(self._bottom, self._right, self._bottom, self._right)])

    def options(self, **_: Any) -> Any:
        self.sheet.book.calls["read values"] += 1
        return SimpleNamespace(value=self._block("value"))

    @property
    def value(self) -> Any:
        self.sheet.book.calls["read values"] += 1
        block = self._block("value")
        return block if len(block) > 1 else block[0] if len(block[0]) > 1 else block[0][0]

    @value.setter
    def value(self, given: Any) -> None:
        self.sheet.book.calls["write values"] += 1
        rows = given if isinstance(given, list) else [[given]]
        for row, line in enumerate(rows, self.row):
            for column, one in enumerate(line, self.column):
                self._put(self.sheet.cells.setdefault((row, column), FakeCell()), one)
                if isinstance(one, str) and one.startswith("'"):
                    self.sheet.book.quoted.add((self.sheet.name, (row, column)))

    @staticmethod
    def _put(cell: FakeCell, value: Any) -> None:
        cell.formula, cell.value = "", value
        if isinstance(value, str) and value.startswith("'"):
            cell.value = value[1:]
        elif isinstance(value, str) and value.startswith("=") and cell.number_format != "@":
            cell.formula, cell.value = value, None

    @property
    def formula(self) -> Any:
        self.sheet.book.calls["read formulas"] += 1
        values, formulas = self._block("value"), self._block("formula")
        both = [list(zip(*lines, strict=True)) for lines in zip(values, formulas, strict=True)]
        return tuple(tuple(f or ("" if v is None else str(v)) for v, f in line) for line in both)

    @formula.setter
    def formula(self, given: Any) -> None:
        self.value = given

    @property
    def color(self) -> Any:
        self.sheet.book.calls["read colour"] += 1
        return self._first.color

    @color.setter
    def color(self, value: Any) -> None:
        self.sheet.book.calls["colour"] += 1
        for cell in self._cells():
            cell.color = value

    @property
    def number_format(self) -> str:
        self.sheet.book.calls["read format"] += 1
        return self._first.number_format

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.book.calls["format"] += 1
        for cell in self._cells():
            cell.number_format = value

    @property
    def note(self) -> FakeNote | None:
        self.sheet.book.calls["read note"] += 1
        return FakeNote(self._first, self.sheet.book) if self._first.note is not None else None

    def add_note(self, text: str) -> None:
        if self._first.note is not None:
            raise ValueError("This cell already has a note")
        self.sheet.book.calls["note"] += 1
        self._first.note = text

    def __getitem__(self, at: tuple[int, int]) -> FakeRange:
        row, column = self.row + at[0], self.column + at[1]
        return FakeRange(self.sheet, [(row, column, row, column)])

    @property
    def address(self) -> str:
        return f"R{self.row}C{self.column}:R{self._bottom}C{self._right}"

    def insert(self, shift: str) -> None:
        """Move the rows from here down by one; formulas stay as they are."""
        assert shift == "down"
        moved = {(row + (row >= self.row), column): cell for (row, column), cell in self.sheet.cells.items()}
        self.sheet.cells = moved

    def copy(self, target: FakeRange) -> None:
        for (row, column), cell in zip(self._addresses(), self._cells(), strict=True):
            self.sheet.cells[row - self.row + target.row, column - self.column + target.column] = replace(cell)

    def select(self) -> None:
        self.sheet.book.selected = self.sheet.book.app.selection = self


class FakeSheet:
    """One sheet."""

    def __init__(self, book: FakeBook, name: str) -> None:
        self.book = book
        self.name = name
        self.cells: dict[Address, FakeCell] = {}
        self.visible: Any = True
        self.api = FakeApi(self)

    @property
    def used_range(self) -> FakeRange:
        used = [address for address, cell in self.cells.items() if cell != FakeCell()] or [(1, 1)]
        rows, columns = [row for row, _ in used], [column for _, column in used]
        return FakeRange(self, [(min(rows), min(columns), max(rows), max(columns))])

    def range(self, first: Any, last: Address | None = None) -> FakeRange:
        if isinstance(first, str):
            bounds = [range_boundaries(area) for area in first.split(",")]
            return FakeRange(self, [(top, left or 1, bottom, right or 1) for left, top, right, bottom in bounds])
        return FakeRange(self, [(*first, *(last or first))])

    def copy(self, after: FakeSheet, name: str) -> FakeSheet:
        made = self.book.sheets.add(name, after)
        made.cells = {address: replace(cell) for address, cell in self.cells.items()}
        made.api.ProtectContents = self.api.ProtectContents
        return made

    def clear(self) -> None:
        self.cells = {}

    def delete(self) -> None:
        if self.api.Visible == 2 and self.visible is not True:
            raise RuntimeError("1004: Delete method of Worksheet class failed")
        self.book.sheets.all.remove(self)

    def activate(self) -> None:
        self.book.sheets.active = self


class FakeSheets:
    """The sheets of a book."""

    def __init__(self, book: FakeBook) -> None:
        self.book = book
        self.all: list[FakeSheet] = []
        self.active: Any = None

    def __iter__(self) -> Iterator[FakeSheet]:
        return iter(list(self.all))

    def __getitem__(self, key: str | int) -> FakeSheet:
        return self.all[key] if isinstance(key, int) else next(sheet for sheet in self.all if sheet.name == key)

    def add(self, name: str, after: FakeSheet) -> FakeSheet:
        sheet = FakeSheet(self.book, name)
        sheet.api.ProtectContents = False
        self.all.insert(self.all.index(after) + 1, sheet)
        self.active = sheet
        return sheet


class FakeBooks:
    """The open workbooks of a program, the newest last."""

    def __init__(self, app: FakeApp) -> None:
        self.app = app
        self.all: list[FakeBook] = []

    def __iter__(self) -> Iterator[FakeBook]:
        return iter(list(self.all))

    def open(self, path: str, read_only: bool = False) -> FakeBook:
        """Open a file; it is read when somebody looks at its sheets."""
        self.app.macros_while_opening.append(self.app.api.AutomationSecurity)
        return FakeBook(Path(path).name, self.app, Path(path), read_only=read_only)

    def add(self) -> FakeBook:
        book = FakeBook("工作簿1", self.app)
        book.sheets.all.append(FakeSheet(book, "Sheet1"))
        return book


@dataclass
class FakeApp:
    """The program. ``answers`` are what the officer clicks, ``shown`` what the messages said, ``statuses`` the bar."""

    engine: Any = field(default_factory=lambda: SimpleNamespace(name="excel"))
    screen_updating: bool = True
    calculation: str = "automatic"
    status_bar: Any = False
    selection: Any = None
    answers: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    statuses: list[Any] = field(default_factory=list)
    api: Any = field(default_factory=lambda: SimpleNamespace(AutomationSecurity=1))
    macros_while_opening: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.books = FakeBooks(self)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if name == "status_bar" and hasattr(self, "statuses"):
            self.statuses.append(value)

    def alert(self, prompt: str, **_: Any) -> str:
        assert self.screen_updating, "a message over a frozen screen"
        self.shown.append(prompt)
        return self.answers.pop(0) if self.answers else "ok"


@cache
def _read(data: bytes) -> dict[str, dict[Address, FakeCell]]:
    """The cells of a file by sheet, read once."""
    shown, typed = open_to_change(io.BytesIO(data), values=True), open_to_change(io.BytesIO(data))
    sheets: dict[str, dict[Address, FakeCell]] = {}
    for source, formulas in zip(shown, typed, strict=True):
        cells = sheets[source.title] = {}
        for row in source.iter_rows():
            for cell in row:
                if not isinstance(cell, MergedCell):
                    text = formulas[cell.coordinate].value
                    value = float(cell.value) if type(cell.value) is int else cell.value
                    formula = text if isinstance(text, str) and text.startswith("=") else ""
                    cells[cell.row, cell.column] = FakeCell(value, formula, cell.number_format)
    return sheets


class FakeBook:
    """An open workbook."""

    def __init__(
        self, name: str, app: FakeApp | None = None, path: Path | None = None, *, read_only: bool = False
    ) -> None:
        self.name = name
        self.fullname = str(path or name)
        self.read_only = read_only
        self.calls: Counter[str] = Counter()
        self.quoted: set[tuple[str, Address]] = set()
        """Cells that were written as text, with an apostrophe."""
        self.selected: Any = None
        self.api = SimpleNamespace(Saved=True)
        self.app = app or FakeApp()
        self.app.books.all.append(self)
        self._path = path

    @classmethod
    def of(cls, path: Path, app: FakeApp | None = None) -> FakeBook:
        """A file, opened."""
        book = cls(path.name, app, path)
        book.sheets[0].range((1, 1)).select()
        return book

    @cached_property
    def sheets(self) -> FakeSheets:
        sheets = FakeSheets(self)
        for name, cells in _read(self._path.read_bytes()).items() if self._path else ():
            sheet = FakeSheet(self, name)
            sheet.cells = {address: replace(cell) for address, cell in cells.items()}
            sheets.all.append(sheet)
        sheets.active = sheets.all[0] if sheets.all else None
        return sheets

    def activate(self) -> None:
        self.app.selection = self.selected

    def close(self) -> None:
        self.app.books.all.remove(self)

    def look(self) -> dict[tuple[str, Address], tuple[Any, str | None]]:
        """Colour and note of every cell that has either."""
        return {
            (sheet.name, address): (cell.color, cell.note)
            for sheet in self.sheets
            if sheet.name not in ("校验结果", "填充日志", "项目清单", "_xltools_marks")
            for address, cell in sheet.cells.items()
            if cell.color is not None or cell.note is not None
        }
