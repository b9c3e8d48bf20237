"""The cells of an old workbook one by one: what of them is nowhere in the new one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from xltools.form_identity import Capability
from xltools.forms.book_fields import BOOK_FIELDS
from xltools.forms.content import SheetContent, sheet_content, without_live_checks
from xltools.forms.description import FormDescription
from xltools.forms.find import find_forms
from xltools.forms.found import FoundForm
from xltools.forms.interpret import Interpretation
from xltools.forms.label_text import label_key
from xltools.forms.money_units import MONEY_UNIT, unit_alone
from xltools.glossary import Term, field_term
from xltools.grids.grid import Address, CellValue, Grid
from xltools.model import DepartmentBook, Entry, Place
from xltools.sheet_names import COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.template.moved import NO_CONTENT, LeftCell
from xltools.text import drop_controls
from xltools.values import parse_amount, parse_number, parse_percent, squeeze

__all__ = ["left_cells"]

_MAX_LABEL_CHARACTERS = 16
_MIN_SEARCHED_CHARACTERS = 4
"""Shorter texts are looked for as whole cells: they would be found inside any other."""
_STRUCK, _COVERED, _TEXT_BOX, _PICTURE = "删除线", "合并单元格盖住的内容", "文本框", "图片"
"""Labels of what is not in cells, or no longer meant."""
_INLINE = re.compile(r"\s*([^:：\n]{2,14}?)\s*[:：]\s*(\S.*)", re.DOTALL)
_YEAR = re.compile(r"[(](\d{4})年度?[)]")
"""The squeezed line of the year below a title."""
_PARTS = ("operator", "number", "measure", "remark")


def left_cells(
    old: Sequence[Grid],
    new: Sequence[Grid],
    result: Interpretation,
    moved: set[Place],
    forms: Sequence[FormDescription],
) -> Iterator[LeftCell]:
    """Yield what is nowhere in the new workbook, which ``result`` interprets; labels and our own sheets do not count.

    ``moved`` are the places of entries that have moved, ``forms`` those that the old workbook may be on.
    """
    there = _Content(new, result)
    used = {sheet.form.id for sheet in result.book.all_sheets}
    # The cover of our template holds its fields, which the model has, and instructions, which change with the version.
    own = OWN_SHEETS if any(grid.sheet == STAMP_SHEET for grid in old) else OWN_SHEETS - {COVER_SHEET}
    for whole in old:
        if whole.sheet in own:
            continue
        content = sheet_content(whole)
        grid = content.grid
        found = find_forms(grid, tuple(forms)).forms
        on_sheet = {one.form for one in found} | {form for form in forms if form.id in used}
        words = frozenset[str]().union(_usual_words(), *map(_words, on_sheet))
        taken, unused = _taken(grid, found, moved)
        for row, cells in enumerate(grid.rows, 1):
            for column, old_value in enumerate(cells, 1):
                text = drop_controls(grid.text(row, column))
                value = drop_controls(old_value) if isinstance(old_value, str) else old_value  # as it was written
                if not text.strip() or text.strip() in NO_CONTENT or (row, column) in taken:
                    continue
                printed = there.has(text, value) or _printed(text, there, words) or _is_title(text, there, on_sheet)
                if (row, column) in unused or not printed:
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


def _taken(grid: Grid, found: Iterable[FoundForm], moved: set[Place]) -> tuple[set[Address], set[Address]]:
    """Return the cells whose entries have moved, and those that no entry has: remarks beside a form or a value."""
    taken: set[Address] = set()
    unused: set[Address] = set()
    for form in found:
        rows = [*form.rows, *(row for table in form.tables.values() for row in table)]
        cells = [form.title, form.unit, *form.fields.values()]
        cells += [cell for row in rows for cell in row.cells.values()]
        unused.update(form.beside)
        for cell in cells:
            unused.update(address for address in cell.extra if unit_alone(squeeze(grid.text(*address))) is None)
            if grid.place(cell.row, cell.column) in moved:
                taken.update(cell.cells, [(cell.row, cell.column)])
    return taken, unused - taken


def _is_title(text: str, there: _Content, forms: Iterable[FormDescription]) -> bool:
    """Return whether a text is the title of a form: where it names a project, one whose name has been moved."""
    squeezed = squeeze(text)
    return any(
        squeezed.endswith(squeeze(title))
        and (Capability.TITLE not in form.capabilities or there.has(squeezed.removesuffix(squeeze(title)), None))
        for form in forms
        for title in form.titles
    )


def _printed(text: str, there: _Content, words: Collection[str]) -> bool:
    """Return whether a text is a label, alone or with a value behind its colon that has been moved."""
    squeezed = squeeze(text)
    if squeezed in words or label_key(text) in words:
        return True
    if len(squeezed) < _MAX_LABEL_CHARACTERS and MONEY_UNIT.search(squeezed):
        return True
    if year := _YEAR.fullmatch(squeezed):
        return int(year[1]) == there.year
    inline = _INLINE.match(text)
    return inline is not None and squeeze(inline[1]) in words and there.has(inline[2], inline[2])


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
        self.year = result.book.year.value
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
def _words(form: FormDescription) -> frozenset[str]:
    """Return the labels printed on a form, squeezed and as keys: they are not content."""
    texts = [*form.titles]
    for section in form.sections:
        texts += (*section.labels, *section.plain_labels)
    for item in form.fields:
        texts += (*item.labels, *item.fund_labels, *item.columns)
    for table in form.tables:
        texts += (*table.labels, *table.stops, *(text for column in table.columns for text in column.labels))
        texts += (text for column in table.columns for text in column.parts)
    return frozenset((*map(squeeze, texts), *map(label_key, texts)))


@cache
def _usual_words() -> frozenset[str]:
    """Return the labels of a department's workbook around its forms."""
    texts = [text for item in BOOK_FIELDS for text in item.texts]
    texts += [field_term(key).zh for key in _PARTS]
    return frozenset(map(squeeze, (*texts, Term.OVERALL_TARGETS.zh, Term.TARGET_SHEET.zh)))
