"""Colours and notes on the cells of an open book, and exactly off again.

What was put on is recorded in the workbook itself, in the same deeply hidden sheet and the same form as for files (see
:mod:`xltools.editor.marks`): each marked cell is named by a formula, which the host keeps right when rows are
inserted or sheets renamed. So marks survive saving, and those of a file can be taken off in the open book and the other
way round. Marks on one cell lie on top of one another; each remembers the colour below it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from xltools.desktop.hosts import Cell, Rgb, hide_deeply, paint
from xltools.desktop.protection import unprotected
from xltools.desktop.session import ActionError
from xltools.desktop.tables import literal_text
from xltools.editor import Mark, Marks
from xltools.editor.address import cell_name, parse_cell, quote_sheet
from xltools.editor.marks import FillMark, NoteMark
from xltools.editor.styles_part import solid_fill
from xltools.sheet_names import MARKS_SHEET

if TYPE_CHECKING:
    import xlwings

__all__ = ["BookMarks", "NewMark"]

_TITLE = "xltools 1"
_WARNING = "本表由工具自动维护，用于撤除标记，请勿修改或删除"
_AUTHOR = "xltools"
_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_SOLID = re.compile(r'<fgColor rgb="(?:[0-9A-F]{2})?([0-9A-F]{6})"', re.IGNORECASE)
_REFERENCE = re.compile(r"=(?:'((?:[^']|'')+)'|([^'!]+))!(\$?[A-Z]{1,3}\$?[0-9]{1,7})")
_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class NewMark:
    """A mark to put on a cell: a background colour (``RRGGBB``) and a note."""

    sheet: str
    row: int
    column: int
    colour: str
    text: str


class BookMarks:
    """The marks of one open book. Changes are made on the cells at once; the record of them is written at the end.

        with BookMarks(book) as marks:
            marks.put([...])

    The record is written after a failure too: what is on the cells by then can still be taken off.
    """

    def __init__(self, book: xlwings.Book) -> None:
        """Read the record."""
        self._book = book
        self._names = {sheet.name: sheet for sheet in book.sheets}
        marks = _read(self._names[MARKS_SHEET]) if MARKS_SHEET in self._names else Marks()
        self.cells = [mark for mark in marks.cells if mark.sheet in self._names]
        """Marks that are on, the lowest first."""
        self.sheets = [name for name in marks.sheets if name in self._names]
        """Sheets that the tools have added."""
        self._recorded = (list(self.cells), list(self.sheets))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if (self.cells, self.sheets) != self._recorded:
            self._save()

    def put(self, marks: Sequence[NewMark]) -> None:
        """Put marks on, at most one for each cell."""
        for name, wanted in _by_sheet(marks):
            sheet = self._book.sheets[name]
            before = {(one.row, one.column): sheet.range((one.row, one.column)).color for one in wanted}
            notes: dict[Cell, NoteMark] = {}
            with unprotected(sheet):
                try:
                    paint(sheet, {(one.row, one.column): _rgb(one.colour) for one in wanted})
                    for one in wanted:
                        notes[one.row, one.column] = _add_note(sheet.range((one.row, one.column)), one.text)
                finally:
                    self.cells += (
                        Mark(name, *cell, _fill_mark(one.colour, before[cell]), notes.get(cell))
                        for one in wanted
                        for cell in [(one.row, one.column)]
                    )

    def take_off(self, which: Callable[[Mark], bool]) -> tuple[Mark, ...]:
        """Take marks off; gives those whose earlier colour this host cannot give back, which stay on.

        A colour or note that somebody has changed since is theirs and stays.
        """
        wanted = [mark for mark in self.cells if which(mark)]
        stuck = tuple(mark for mark in wanted if mark.fill and _before(mark.fill) is ...)
        kept = set(map(id, stuck))
        off = [mark for mark in wanted if id(mark) not in kept]
        for name, marks in _by_sheet(off):
            sheet = self._book.sheets[name]
            with unprotected(sheet):
                self._uncolour(sheet, marks)
                for mark in marks:
                    if mark.note:
                        _cut_note(sheet.range((mark.row, mark.column)), mark.note)
        gone = set(map(id, off))
        self.cells = [mark for mark in self.cells if id(mark) not in gone]
        return stuck

    def strip_copy(self, source: str, copy: xlwings.Sheet) -> None:
        """Take the marks of the sheet ``source`` off a fresh copy of it."""
        marks = [mark for mark in self.cells if mark.sheet == source]
        with unprotected(copy):
            lowest = {(mark.row, mark.column): mark for mark in reversed(marks) if mark.fill}
            before = {cell: _before(mark.fill) for cell, mark in lowest.items() if mark.fill}
            paint(copy, {cell: colour for cell, colour in before.items() if colour is not ...})
            for mark in marks:
                if mark.note:
                    _cut_note(copy.range((mark.row, mark.column)), mark.note)

    def claim(self, name: str) -> None:
        """Make sure that a sheet of ours may have this name, before anything is changed.

        :raises ActionError: a sheet of that name is somebody else's.
        """
        if name in self._names and name not in self.sheets:
            raise ActionError(
                f"工作簿里已有一张“{name}”表，不是本工具生成的。请先把它改名，再点一次按钮。",
                f'There is a sheet "{name}" that this tool did not make; rename it and click again.',
            )

    def own_sheet(self, name: str, after: str) -> xlwings.Sheet:
        """Return the sheet of ours with this name, emptied; a new one behind the sheet ``after`` where there is none.

        :raises ActionError: a sheet of that name is somebody else's.
        """
        self.claim(name)
        if name in self._names:
            sheet = self._names[name]
            sheet.clear()
            return sheet
        sheet = self._book.sheets.add(name, after=self._names.get(after, self._book.sheets[-1]))
        self._names[name] = sheet
        self.sheets.append(name)
        return sheet

    def remove_sheet(self, name: str) -> None:
        """Delete a sheet of ours."""
        if name in self.sheets:
            self._delete(name)
            self.sheets.remove(name)

    def _save(self) -> None:
        """Write the record; without marks and sheets of ours there is none."""
        if not self.cells and not self.sheets:
            if MARKS_SHEET in self._names:
                self._delete(MARKS_SHEET)
            return
        sheet = self._names.get(MARKS_SHEET)
        if sheet is None:
            sheet = self._names[MARKS_SHEET] = self._book.sheets.add(MARKS_SHEET, after=self._book.sheets[-1])
            hide_deeply(sheet)
        rows = _record_rows(self.cells, self.sheets)
        with unprotected(sheet):
            sheet.clear()
            sheet.range((1, 3), (len(rows), _COLUMNS)).number_format = "@"
            sheet.range((1, 1), (len(rows), _COLUMNS)).value = rows

    def _delete(self, name: str) -> None:
        sheet = self._names.pop(name)
        sheet.visible = True  # Excel deletes no deeply hidden sheet
        sheet.delete()

    def _uncolour(self, sheet: xlwings.Sheet, marks: Sequence[Mark]) -> None:
        """Take the colours of marks off one sheet, from under other marks too."""
        going = set(map(id, marks))
        layers: dict[Cell, list[int]] = {}
        for number, mark in enumerate(self.cells):
            if mark.sheet == marks[0].sheet and mark.fill:
                layers.setdefault((mark.row, mark.column), []).append(number)
        colours: dict[Cell, Rgb | None] = {}
        for cell, layer in layers.items():
            for at in reversed(range(len(layer))):
                mark = self.cells[layer[at]]
                if id(mark) not in going or mark.fill is None:
                    continue
                above = next((n for n in layer[at + 1 :] if id(self.cells[n]) not in going), None)
                upper = None if above is None else self.cells[above].fill
                if above is not None and upper is not None:
                    below = replace(upper, before=mark.fill.before, applied=mark.fill.applied)
                    self.cells[above] = replace(self.cells[above], fill=below)
                elif (colours[cell] if cell in colours else sheet.range(cell).color) == _rgb(mark.fill.colour):
                    colours[cell] = _before(mark.fill)
        paint(sheet, colours)


def _by_sheet(marks: Sequence[Any]) -> Iterator[tuple[str, list[Any]]]:
    for name in dict.fromkeys(mark.sheet for mark in marks):
        yield name, [mark for mark in marks if mark.sheet == name]


# --- colours ---------------------------------------------------------------------------------------------------------


def _rgb(colour: str) -> Rgb:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)


def _fill_mark(colour: str, before: Any) -> FillMark:
    """Return the colour and what was there before, as files store it."""
    earlier = _NO_FILL if before is None else solid_fill("".join(f"{part:02X}" for part in before))
    return FillMark(colour, earlier, None if before is None else "1", True)


def _before(fill: FillMark) -> Any:
    """Return the earlier colour, None for none; Ellipsis for a fill that xlwings cannot set (theme, pattern)."""
    if "solid" in fill.before:
        found = _SOLID.search(fill.before)
        return _rgb(found[1]) if found else ...
    return None if 'patternType="none"' in fill.before or "patternType" not in fill.before else ...


# --- notes -----------------------------------------------------------------------------------------------------------


def _add_note(cell: xlwings.Range, text: str) -> NoteMark:
    """Give a cell a note, or add a paragraph to the one that it has."""
    note = cell.note
    if note is None:
        cell.add_note(text)
        return NoteMark(text)
    added = f"\n【{_AUTHOR}】{text}"
    note.text = note.text + added
    return NoteMark(added, whole=False)


def _cut_note(cell: xlwings.Range, mark: NoteMark) -> None:
    """Take our text out of a note; the note goes if it was ours and nothing else stands in it."""
    note = cell.note
    if note is None:
        return
    text = _unix(note.text)
    rest = text.replace(_unix(mark.text), "", 1)
    if rest == text:
        return
    if rest.strip() or not mark.whole:
        note.text = rest
    else:
        note.delete()


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# --- the record ------------------------------------------------------------------------------------------------------


def _record_rows(marks: Iterable[Mark], sheets: Iterable[str]) -> list[list[str | None]]:
    rows: list[list[str | None]] = [[_TITLE, _WARNING, None, None, None]]
    rows += (["sheet", f"={quote_sheet(name)}!$A$1", None, None, None] for name in sheets)
    for mark in marks:
        fill, note = mark.fill, mark.note
        rows.append(
            [
                "cell",
                _formula(mark),
                json.dumps([fill.colour, fill.before, fill.applied, fill.stated]) if fill else None,
                ("whole" if note.whole else "part") if note else None,
                literal_text(note.text) if note else None,
            ]
        )
    return rows


def _formula(mark: Mark) -> str:
    letters = cell_name(mark.row, mark.column).rstrip("0123456789")
    return f"={quote_sheet(mark.sheet)}!${letters}${mark.row}"


def _read(sheet: xlwings.Sheet) -> Marks:
    """Return the marks that the record sheet names. Rows whose cell or sheet is gone are left out."""
    last = sheet.used_range.last_cell.row
    block: Sequence[Sequence[str]] = sheet.range((1, 1), (max(last, 2), _COLUMNS)).formula
    if block[0][0] != _TITLE:
        return Marks()
    cells: list[Mark] = []
    sheets: list[str] = []
    for kind, reference, fill, whole, text in block[1:]:
        found = _REFERENCE.fullmatch(reference)
        place = parse_cell(found[3]) if found else None
        if found is None or place is None:
            continue
        name = found[1].replace("''", "'") if found[1] else found[2]
        if kind == "sheet":
            sheets.append(name)
        elif kind == "cell":
            note = NoteMark(_unix(text), whole == "whole") if whole else None
            cells.append(Mark(name, *place, _fill(fill), note))
    return Marks(tuple(cells), tuple(dict.fromkeys(sheets)))


def _fill(text: str) -> FillMark | None:
    try:
        colour, before, applied, stated = json.loads(text)
    except (ValueError, TypeError):
        return None
    return FillMark(str(colour), str(before), applied, stated)
