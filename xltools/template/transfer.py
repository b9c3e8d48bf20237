"""Moving the content of any workbook that can be read into a fresh one of the template.

What was read is written as the model has it. Then every cell of the old workbook is looked for in the new one, so that
nothing is left behind without being named.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from xltools.forms.book_fields import BOOK_FIELDS
from xltools.forms.content import SheetContent, sheet_content, without_live_checks
from xltools.forms.find import find_forms
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import Interpretation, interpret
from xltools.forms.layout import Form
from xltools.forms.money_units import MONEY_UNIT, UNIT_ALONE
from xltools.glossary import Term, field_term
from xltools.grids.grid import Address, CellValue, Grid
from xltools.messages.reading import READING
from xltools.model import DepartmentBook, Entry, Finding, Place, TargetSheet
from xltools.readers import read_content, read_file
from xltools.rules.settings import DEFAULT, Settings
from xltools.sheet_names import COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.template.cells import sheet_entry
from xltools.template.write import write_department
from xltools.text import drop_controls
from xltools.values import parse_amount, parse_number, parse_percent, squeeze

__all__ = ["LeftCell", "Transferred", "transfer_workbook"]

_SPARE_SHEETS = 2
_MAX_LABEL_CHARACTERS = 16
_MIN_SEARCHED_CHARACTERS = 4
"""Shorter texts are looked for as whole cells: they would be found inside any other."""
_STRUCK, _COVERED, _TEXT_BOX, _PICTURE = "删除线", "合并单元格盖住的内容", "文本框", "图片"
"""Labels of what is not in cells, or no longer meant."""
_INLINE = re.compile(r"\s*([^:：\n]{2,14}?)\s*[:：]\s*(\S.*)", re.DOTALL)


class LeftCell(NamedTuple):
    """Content of the old workbook that has no place in the template, and the label of its column if it had one."""

    place: Place
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Transferred:
    """A fresh workbook, or why there is none (``problem``).

    ``left`` is what could not be moved; ``unreadable`` are cells of the new workbook whose text was moved as it stood,
    though it is not of the field's type.
    """

    data: bytes = b""
    forms: int = 0
    left: tuple[LeftCell, ...] = ()
    unreadable: tuple[LeftCell, ...] = ()
    problem: Finding | None = None


def transfer_workbook(
    path: Path, *, macros: bool = False, form: Form = HB2020, settings: Settings = DEFAULT
) -> Transferred:
    """Move the content of a workbook into a fresh one. Never raise for anything that the file is or holds."""
    file = read_file(path, path.name)
    nothing = READING["R09"].at(Place(path.name), found=file.reason.zh)
    if file.workbook is None or not file.workbook.sheets:
        return Transferred(problem=file.problem or nothing)
    grids = file.workbook.sheets
    old = interpret(grids, path.name)
    if not old.target_sheets and not old.stamp:
        return Transferred(problem=nothing)
    buffer = io.BytesIO()
    spares = max(_SPARE_SHEETS, old.unused)
    write_department(old.book, buffer, spare_sheets=spares, macros=macros, forms=(form,), settings=settings)
    data = buffer.getvalue()
    rewritten = read_content(data, path.suffix.lower(), path.name).workbook
    fresh = rewritten.sheets if rewritten else ()
    new = interpret(fresh, path.name)
    # An entry says more of a cell than the cell itself.
    lost = (*_lost_cells(grids, fresh, _Pair(old, new, form)), *_lost_entries(old.book, form))
    left = {(cell.place, cell.label == _STRUCK): cell for cell in lost}
    return Transferred(
        data=data,
        forms=len(old.book.sheets),
        left=tuple(left[key] for key in sorted(left)),
        unreadable=tuple(_unreadable(new.book, form)),
    )


def _entries(book: DepartmentBook, form: Form) -> Iterator[tuple[str, Entry[object]]]:
    """Go through every entry of the forms and its key."""
    for sheet in book.sheets:
        for item in form.fields:
            yield item.key, sheet_entry(sheet, item.key)
        for row in sheet.indicators:
            for column in form.table.columns:
                yield column.key, getattr(row, column.key)


def _unreadable(book: DepartmentBook, form: Form) -> Iterator[LeftCell]:
    for key, entry in _entries(book, form):
        if entry.unreadable:
            yield LeftCell(entry.place, entry.text.strip(), _label(key))


def _lost_entries(book: DepartmentBook, form: Form) -> Iterator[LeftCell]:
    """Go through entries that were read and have no cell in the template, such as weights and extra fields."""
    unprinted = [column.key for column in form.table.columns if not column.columns]
    printed = {item.key for item in form.fields}
    for sheet in book.sheets:
        for key, extra in sheet.extras.items():
            if key not in printed and not extra.blank:
                yield LeftCell(extra.place, extra.text.strip(), _label(key))
        for row in sheet.indicators:
            for key in unprinted:
                entry: Entry[object] = getattr(row, key)
                if not entry.blank:
                    yield LeftCell(entry.place, entry.text.strip(), _label(key))


def _label(key: str) -> str:
    return field_term(key).zh


# --- cell by cell ----------------------------------------------------------------------------------------------------


def _lost_cells(old: Sequence[Grid], fresh: Sequence[Grid], pair: _Pair) -> Iterator[LeftCell]:
    """Go through what is nowhere in the new workbook; labels and our own sheets do not count."""
    there = _Content(fresh, pair.new)
    # The cover of our template holds its fields, which the model has, and instructions, which change with the version.
    own = OWN_SHEETS if any(grid.sheet == STAMP_SHEET for grid in old) else OWN_SHEETS - {COVER_SHEET}
    moved = _moved_places(pair)
    for whole in old:
        if whole.sheet in own:
            continue
        content = sheet_content(whole)
        grid = content.grid
        taken, unused = _taken(grid, pair.form, moved)
        for row, cells in enumerate(grid.rows, 1):
            for column, old_value in enumerate(cells, 1):
                text = drop_controls(grid.text(row, column))
                value = drop_controls(old_value) if isinstance(old_value, str) else old_value  # as it was written
                if not text.strip() or (row, column) in taken:
                    continue
                if (row, column) in unused or not (there.has(text, value) or _printed(text, there, pair.form)):
                    yield LeftCell(grid.place(row, column), text.strip())
        yield from _not_in_cells(content)


def _not_in_cells(content: SheetContent) -> Iterator[LeftCell]:
    """Go through what a sheet holds beside the values of its cells."""
    grid = content.grid
    kinds: tuple[tuple[str, Mapping[Address, str]], ...] = (
        (_STRUCK, content.struck),
        (_STRUCK, content.corrected),
        (_COVERED, content.covered),
        (_TEXT_BOX, grid.text_boxes),
        (_PICTURE, dict.fromkeys(sorted(grid.pictures | grid.cell_pictures), _PICTURE)),
    )
    for label, texts in kinds:
        for address, text in texts.items():
            yield LeftCell(grid.place(*address), text.strip(), label)


@dataclass(frozen=True, slots=True)
class _Pair:
    """The old and the new workbook as read."""

    old: Interpretation
    new: Interpretation
    form: Form


def _moved_places(pair: _Pair) -> set[Place]:
    """Return the places of the entries that the new workbook has with the same meaning, or the same text."""
    moved: set[Place] = set()
    old, new = (sorted(book.sheets, key=_kind) for book in (pair.old.book, pair.new.book))
    for before, after in zip(old, new, strict=False):
        entries = [(before.title, after.title), (before.unit, after.unit)]
        entries += [(sheet_entry(before, item.key), sheet_entry(after, item.key)) for item in pair.form.fields]
        printed = [column.key for column in pair.form.table.columns if column.columns]
        for row, new_row in zip(before.indicators, after.indicators, strict=False):
            entries += [(getattr(row, key), getattr(new_row, key)) for key in printed]
        moved.update(entry.place for entry, there in entries if _same(entry, there))
        # Several entries may share a place: it has moved when all of them have.
        moved.difference_update(entry.place for entry, there in entries if not _same(entry, there))
    return moved


def _kind(sheet: TargetSheet) -> str:
    return sheet.kind.value


def _same(entry: Entry[Any], there: Entry[Any]) -> bool:
    if entry.value is not None and entry.value == there.value:
        return True
    return squeeze(entry.text) == squeeze(there.text)


def _taken(grid: Grid, form: Form, moved: set[Place]) -> tuple[set[Address], set[Address]]:
    """Return the cells whose entries have moved, and those that no entry has: remarks beside a form or a value."""
    taken: set[Address] = set()
    unused: set[Address] = set()
    for found in find_forms(grid).forms:
        cells = [found.title, found.unit, *found.fields.values()]
        cells += [cell for row in found.rows for cell in row.cells.values()]
        unused.update(found.beside)
        for cell in cells:
            unused.update(
                address for address in cell.extra if UNIT_ALONE.fullmatch(squeeze(grid.text(*address))) is None
            )
            if grid.place(cell.row, cell.column) in moved:
                taken.update(cell.cells, [(cell.row, cell.column)])
    return taken, unused - taken


def _printed(text: str, there: _Content, form: Form) -> bool:
    """Return whether a text is a label, alone or with a value behind its colon that has been moved."""
    squeezed = squeeze(text)
    if squeezed in _words(form) or (len(squeezed) < _MAX_LABEL_CHARACTERS and MONEY_UNIT.search(squeezed)):
        return True
    inline = _INLINE.match(text)
    return inline is not None and squeeze(inline[1]) in _words(form) and there.has(inline[2], inline[2])


class _Content:
    """The content of a workbook, to look things up in."""

    def __init__(self, grids: Sequence[Grid], result: Interpretation) -> None:
        shown = [without_live_checks(grid) for grid in grids if grid.sheet not in OWN_SHEETS]
        rows = [[grid.text(row, c) for c in range(1, grid.width + 1)] for grid in shown for row in _rows(grid)]
        self._texts = {squeeze(text) for texts in rows for text in texts}
        self._texts |= {squeeze(entry.text) for entry in _book_entries(result.book)}
        self._texts.update(squeeze(row.target.text) for sheet in result.book.sheets for row in sheet.indicators)
        self._all = "\0".join(squeeze(text) for texts in rows for text in texts)
        values: list[CellValue] = [value for grid in shown for cells in grid.rows for value in cells]
        values += [entry.text for entry in _book_entries(result.book)]
        self._numbers = {number for value in values for number in _numbers(value)}

    def has(self, text: str, value: CellValue) -> bool:
        """Return whether the text, or the number that it means, stands somewhere."""
        plain = squeeze(text)
        if plain in self._texts or (len(plain) >= _MIN_SEARCHED_CHARACTERS and plain in self._all):
            return True
        return any(number in self._numbers for number in _numbers(value))


def _book_entries(book: DepartmentBook) -> tuple[Entry[Any], ...]:
    """Return the entries of the cover."""
    return book.county, book.year, book.code, book.name


def _rows(grid: Grid) -> Iterable[int]:
    return range(1, grid.height + 1)


def _numbers(value: CellValue) -> set[Decimal]:
    """Return the numbers that a cell's value may mean."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return set()
    meanings = (parse_number(value), parse_percent(value), parse_amount(value))
    return {number.normalize() for number in meanings if number is not None}


@cache
def _words(form: Form) -> frozenset[str]:
    """Return the labels printed on the form, squeezed: they are not content."""
    table = form.table
    items = [*form.fields, *BOOK_FIELDS]
    texts = [text for item in (form.labels, items, table.columns) for element in item for text in element.texts]
    texts += [part.label for column in table.columns for part in column.parts]
    return frozenset(map(squeeze, (*texts, Term.OVERALL_TARGETS.zh, form.title_suffix)))
