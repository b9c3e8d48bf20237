"""Find the forms on a worksheet, and the cells of their fields, by their labels.

Fields are not found by address: people insert and hide rows and columns, merge cells, put several forms on one sheet,
and other systems print the same form in other cells. Only the words of the labels and the order of the sections from
top to bottom count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from xltools.forms.bands import side_by_side
from xltools.forms.description import FieldKind, FormDescription, FormField, FormLayout, ValuePosition
from xltools.forms.found import ABSENT, FoundCell, FoundForm, FoundRow, found_cell
from xltools.forms.label_text import is_short
from xltools.forms.labels import Candidate, LabelCell, find_candidates, label_cells
from xltools.forms.layout import Field
from xltools.forms.lexicon import lexicon, matched_title
from xltools.forms.lists import find_list
from xltools.forms.loading import built_in_forms
from xltools.forms.money_cells import amount_of_this_year, money_that_is_not_read
from xltools.forms.money_units import MONEY_UNIT
from xltools.forms.recognise import FormRegion, is_unknown, split_regions
from xltools.forms.table import FoundTable, find_tables
from xltools.forms.vocabulary import Vocabulary, vocabulary
from xltools.grids.grid import Address, Block, Grid
from xltools.lazy_pattern import LazyPattern
from xltools.model import FormSubject, SheetKind
from xltools.quick_dataclass import dataclass
from xltools.values import squeeze

__all__ = [
    "ABSENT",
    "FoundCell",
    "FoundForm",
    "FoundRow",
    "SheetForms",
    "find_book_fields",
    "find_forms",
    "recognised_regions",
]

_UNIT_CODE = re.compile(r"[\[【(（]?\d{3,9}[\]】)）]?\s*[-—]?\s*(?!年)[\u4e00-\u9fff]")
_UNIT_LABEL = re.compile(
    r"\s*(?:填报|编报|申报|报送|预算|项目|主管)?(?:单位|部门)(?:名称|全称)?\s*[:：]\s*(.*)", re.DOTALL
)
_CODE_ALONE = re.compile(r"\d{3,9}")
_ANY_TITLE = LazyPattern(r"绩效.{0,12}(?:表|报告)|自评表|监控表|评分表")
_TITLE_ROWS, _MAX_TITLE = 4, 60
_YEAR = re.compile(r"[(]?20\d\d年?度?[)]?")


class UnknownForm(NamedTuple):
    """A part of a sheet on a form that is not known, and the title that it seems to have."""

    region: FormRegion
    title: str


@dataclass(frozen=True, slots=True)
class SheetForms:
    """The forms on a sheet, complete or not, and the parts of it that look like a form which is not known."""

    forms: tuple[FoundForm, ...] = ()
    unknown: tuple[UnknownForm, ...] = ()


def find_forms(grid: Grid, forms: Sequence[FormDescription] = ()) -> SheetForms:
    """Return all forms on the sheet: those side by side from left to right, each with those below it.

    ``forms`` are the known ones (by default the built-in ones). A sheet of another kind has none.
    """
    words = lexicon(recognisable(tuple(forms) or built_in_forms()))
    regions = split_regions(words.texts(grid), words)
    found: list[FoundForm] = []
    unknown: list[UnknownForm] = []
    for number, region in enumerate(regions):
        floor = found[-1].bottom if found else 0
        end = regions[number + 1].top - 1 if number + 1 < len(regions) else grid.height
        match = region.best
        if match is None:
            continue
        if is_unknown(region, "" if region.has_known_title else _title_above(grid, region)):
            unknown.append(UnknownForm(region, _title_above(grid, region)))
        elif match.form.layout is FormLayout.LIST:
            found += find_list(grid, match.form, region.texts, end)
        else:
            labels = tuple(label_cells(grid, vocabulary(match.form), region.texts))
            for part, cells in side_by_side(grid, labels):
                found += _forms_below_one_another(part, match.form, cells, floor, end)
    return SheetForms(tuple(found), tuple(unknown))


def _title_above(grid: Grid, region: FormRegion) -> str:
    """Return the squeezed text of a region's heading that seems to be its title, if there is one."""
    for row in range(max(region.top - _TITLE_ROWS, 1), region.top + _TITLE_ROWS):
        for column in grid.filled_columns(row):
            text = squeeze(grid.text(row, column))
            if len(text) <= _MAX_TITLE and _ANY_TITLE.search(text):
                return text
    return ""


def recognised_regions(grid: Grid, forms: Sequence[FormDescription]) -> Iterator[tuple[FormRegion, str, bool]]:
    """Yield the parts of a sheet that look like forms, with the title of each and whether its form is known."""
    words = lexicon(recognisable(tuple(forms)))
    for region in split_regions(words.texts(grid), words):
        title = _title_above(grid, region)
        if region.is_form:
            yield region, title, not is_unknown(region, "" if region.has_known_title else title)


@cache
def recognisable(forms: tuple[FormDescription, ...]) -> tuple[FormDescription, ...]:
    """Return the forms that labels can tell apart: one that differs from its base in signs only is recognised later."""
    ids = {form.id for form in forms}
    return tuple(form for form in forms if not (form.signs and form.based_on in ids))


def _forms_below_one_another(
    grid: Grid, form: FormDescription, cells: tuple[LabelCell, ...], floor: int, last: int
) -> tuple[FoundForm, ...]:
    candidates = _forms_only(grid, form, find_candidates(cells, vocabulary(form)), floor)
    forms: list[FoundForm] = []
    for index, candidate in enumerate(candidates):
        following = candidates[index + 1].first_row if index + 1 < len(candidates) else last + 1
        heading = _Heading.read(grid, form, candidate.first_row, floor)
        end = _heading_top(grid, form, following, candidate.last_row) - 1 if following <= last else last
        forms.append(_form(grid, form, candidate, heading, end))
        floor = forms[-1].bottom
    return tuple(forms)


def _forms_only(grid: Grid, form: FormDescription, candidates: Iterable[Candidate], floor: int) -> list[Candidate]:
    """Return the candidates with enough labels or with a title; the others must not cut a form short."""
    sections = vocabulary(form).sections
    kept: list[Candidate] = []
    for candidate in candidates:
        above = kept[-1].last_row if kept else floor
        if candidate.is_form(sections) or _Heading.read(grid, form, candidate.first_row, above).title.row:
            kept.append(candidate)
    return kept


@dataclass(frozen=True, slots=True)
class _Heading:
    """The cells above a form's first label: title, reporting unit, money unit."""

    top: int
    title: FoundCell = ABSENT
    unit: FoundCell = ABSENT
    money_unit: FoundCell = ABSENT

    @classmethod
    def read(cls, grid: Grid, form: FormDescription, first_row: int, floor: int) -> _Heading:
        """Look upwards from the first label, up to a title or a row that is not part of a heading, below ``floor``."""
        top = first_row
        title = unit = money_unit = ABSENT
        left = 1
        for row in range(first_row - 1, floor, -1):
            cells = grid.filled_columns(row)
            if not cells:
                continue
            texts = {column: squeeze(grid.text(row, column)) for column in cells}
            known = all(map(_YEAR.fullmatch, texts.values()))
            for column, text in texts.items():
                here = FoundCell(row, column, ((row, column),))
                if MONEY_UNIT.search(text):
                    # The line below a title counts, not a unit in the title itself.
                    money_unit, known = money_unit if money_unit.row else here, True
                    left = min(texts)
                if matched_title(text, form) and not title.row:
                    title, known = here, True
                if not unit.row and (unit_cell := _unit(grid, row, column, texts)):
                    unit, known = unit_cell, True
                elif (
                    not (unit.row or title.row)
                    and here not in (money_unit, title)
                    and known
                    and not _YEAR.fullmatch(text)
                ):
                    unit = here
            if not unit.row and money_unit.row == row and len(cells) > 1:
                column = next((c for c in cells if c != money_unit.column and not _YEAR.fullmatch(texts[c])), 0)
                unit = FoundCell(row, column, ((row, column),)) if column else unit
            if not known:
                break
            top = row
            if title.row:
                break
        if not unit.row and money_unit.row:
            unit = FoundCell(money_unit.row, min(left, 1))
        return cls(top, title, unit, money_unit)


def _unit(grid: Grid, row: int, column: int, texts: Mapping[int, str]) -> FoundCell | None:
    """Return the reporting unit that begins in this cell of a heading, if there is one."""
    text = grid.text(row, column)
    label = _UNIT_LABEL.match(text)
    following = next((c for c in sorted(texts) if c > column and not MONEY_UNIT.search(texts[c])), 0)
    if label and not label[1] and following:
        return FoundCell(row, following, ((row, following),))
    if following and _CODE_ALONE.fullmatch(texts[column]):
        return FoundCell(row, column, ((row, column), (row, following)))
    if (label and label[1] and not MONEY_UNIT.match(texts[column])) or _UNIT_CODE.match(texts[column]):
        return FoundCell(row, column, ((row, column),))
    return None


def _heading_top(grid: Grid, form: FormDescription, first_row: int, floor: int) -> int:
    return _Heading.read(grid, form, first_row, floor).top


def _form(grid: Grid, form: FormDescription, candidate: Candidate, heading: _Heading, end: int) -> FoundForm:
    words = vocabulary(form)
    labels = candidate.labels
    ends = _section_ends(candidate, words.sections, end)
    tables = find_tables(grid, words, labels, ends)
    table = tables.get(form.table.key, FoundTable())
    edge = table.right and max(*(one.right for one in tables.values()), *(block.right + 1 for block in labels.values()))
    finder = _FieldFinder(grid, words, candidate, ends, edge)
    fields = {item.key: finder.cell(item) for item in form.fields if item.where is not ValuePosition.HEADING}
    missing = [
        item.key
        for item in form.fields
        if item.required and item.key in words.row_of and not words.has_label(item.key, labels)
    ]
    bottom = max(
        [
            candidate.last_row,
            *(row.row for one in tables.values() for row in one.rows),
            *(cell.row for cell in fields.values()),
        ]
    )
    others, repeated = money_that_is_not_read(grid, words, labels, fields)
    return FoundForm(
        kind=SheetKind.SPECIAL_FUND if candidate.special or form.subject is FormSubject.FUND else SheetKind.PROJECT,
        top=heading.top,
        bottom=bottom,
        title=heading.title,
        unit=heading.unit,
        money_unit=heading.money_unit,
        fields=fields,
        rows=table.rows,
        missing=(*missing, *table.missing),
        readable=_is_readable(words, labels),
        form=form,
        units=candidate.units,
        beside=(*others, *_beyond(grid, heading.top, bottom, edge), *table.beside),
        unread=tuple(repeated),
        tables={key: one.rows for key, one in tables.items() if key != form.table.key},
        sums=table.sums,
    )


def _is_readable(words: Vocabulary, labels: Mapping[str, Block]) -> bool:
    """Return whether a form says what it is about, and has money or indicators."""
    named = any(words.has_label(key, labels) for key in ("code", "name"))
    return named and (bool({"level3", "target"} & labels.keys()) or words.has_label(words.budget, labels))


def _beyond(grid: Grid, top: int, bottom: int, edge: int) -> Iterable[Address]:
    """Return the filled cells to the right of a form: remarks, most of them."""
    if not edge or edge >= grid.width:
        return ()
    return ((row, column) for row in range(top, bottom + 1) for column in grid.filled_columns(row, edge + 1))


def _section_ends(candidate: Candidate, sections: dict[str, int], end: int) -> dict[int, int]:
    """Return the row in which each section ends: the first one of a later section, or the one after the form."""
    tops = [(sections[key], block.top) for key, block in candidate.labels.items()]
    return {
        section: min((top for other, top in tops if other > section), default=end + 1)
        for section in set(sections.values())
    }


class _FieldFinder:
    """Finds the cells of the fields of one form, whose labels are known.

    ``edge`` is the form's last column, 0 where it is not known: a remark behind it is not part of a value.
    """

    def __init__(self, grid: Grid, words: Vocabulary, candidate: Candidate, ends: dict[int, int], edge: int) -> None:
        self.grid = grid
        self.words = words
        self.candidate = candidate
        self.ends = ends
        self.edge = edge

    def cell(self, item: FormField) -> FoundCell:
        """Return the cell of a field's value."""
        labels = self.candidate.labels
        label = self.words.row_of.get(item.key, "")
        block = labels.get(label)
        if block is None:
            return self._rest(item) if item.where is ValuePosition.SECTION else ABSENT
        if label in self.candidate.inline:
            return FoundCell(block.top, block.left, ((block.top, block.left),), self.candidate.inline[label])
        if item.columns:
            return self._crossing(block, labels.get(self.words.column_of[item.key]))
        if item.where is ValuePosition.BELOW:
            return self._below(item, block)
        long = item.content is FieldKind.LONG_TEXT
        bottom = max(block.bottom, self._below_row(item) - 1) if long else block.bottom
        right = _right(self.grid, item.content, self.candidate.right_of(block, bottom, self.edge or self.grid.width))
        if long and len(right.cells) > 1:
            right = self._without_own_labels(label, right)
        if item.where is ValuePosition.NEAR and not (right.cells or right.extra):
            return self._below(item, block)
        return right

    def _without_own_labels(self, label: str, cell: FoundCell) -> FoundCell:
        """Return a text without another label of its own above it: 年度目标 to the right of 总体目标."""
        texts = ((address, self.words.short(self.grid.text(*address))) for address in cell.cells)
        cells = [address for address, text in texts if text is None or text.key != label or text.inline]
        return found_cell(cell.row, cell.column, cells)

    def _below_row(self, item: FormField) -> int:
        """Return the row that ends a field: the next section, or the next label further down in its own."""
        section = self.words.section_of[item.key]
        block = self.candidate.labels[self.words.row_of[item.key]]
        tops = [
            other.top
            for key, other in self.candidate.labels.items()
            if self.words.sections[key] == section and other.top > block.bottom
        ]
        return min([self.ends[section], *tops])

    def _crossing(self, row: Block, column: Block | None) -> FoundCell:
        """Return the value where a row meets a column."""
        if column is None or column.top > row.top:
            return ABSENT
        filled = [
            (number, address)
            for number in range(row.top, row.bottom + 1)
            for address in self.grid.filled_columns(number, column.left, column.right)
        ]
        return found_cell(row.top, column.left, filled[:1], filled[1:])

    def _below(self, item: FormField, block: Block) -> FoundCell:
        """Return the value under the label, in the first row in which any such field of the section is filled."""
        words, labels = self.words, self.candidate.labels
        section = words.section_of[item.key]
        peers = [
            labels[words.row_of[other.key]]
            for other in words.form.fields
            if other.where is item.where
            and words.section_of[other.key] == section
            and words.row_of.get(other.key) in labels
        ]
        start, below = block.bottom + 1, self._below_row(item)
        for row in range(start, below):
            if any(self.grid.filled_columns(row, peer.left, peer.right) for peer in peers):
                start = row
                break
        if item.content is FieldKind.LONG_TEXT:
            rows = range(start, below)
            filled = [
                (row, column) for row in rows for column in self.grid.filled_columns(row, block.left, block.right)
            ]
            return found_cell(start, block.left, filled)
        filled = [(start, column) for column in self.grid.filled_columns(start, block.left, block.right)]
        return found_cell(start, block.left, filled[:1], filled[1:])

    def _rest(self, item: FormField) -> FoundCell:
        """Return the rows of a section below its labelled fields, where the purpose is, which has no label."""
        words, labels = self.words, self.candidate.labels
        section = words.section_of[item.key]
        keys = {words.row_of.get(other.key) for other in words.form.fields if words.section_of[other.key] == section}
        peers = [labels[key] for key in keys if key in labels]
        if not peers:
            return ABSENT
        head = labels.get(words.section_label[section])
        first = head.right + 1 if head else min(peer.left for peer in peers)
        top = max(peer.bottom for peer in peers) + 1
        filled = [
            (row, column)
            for row in range(top, self.ends[section])
            for column in self.grid.filled_columns(row, first, self.edge or None)
        ]
        return found_cell(top, first, filled)


def _right(grid: Grid, kind: FieldKind, cells: Block) -> FoundCell:
    """Return the value in the cells to the right of a label; a long text may have several."""
    top, first, bottom, last = cells
    filled = [(row, column) for row in range(top, bottom + 1) for column in grid.filled_columns(row, first, last)]
    if kind is FieldKind.LONG_TEXT:
        return found_cell(top, first, filled)
    cell = found_cell(top, first, filled[:1], filled[1:])
    return amount_of_this_year(grid, cell, range(first, last + 1)) if kind is FieldKind.AMOUNT else cell


def find_book_fields(grid: Grid, fields: tuple[Field, ...], last_row: int = -1) -> dict[str, FoundCell]:
    """Return the fields of the workbook on this sheet: each label's first occurrence, with the value to its right.

    Below ``last_row`` (if it is not negative) a sheet has a form, whose labels are its own.
    """
    keys = _book_labels(fields)
    candidate = Candidate()
    for row, column, value in grid.texts():
        if 0 <= last_row < row:
            break
        if is_short(value):
            key = keys.get(squeeze(value))
            if key is not None and key not in candidate.labels and not _heads_a_list(grid, row, column):
                candidate.labels[key] = grid.block(row, column)
    by_key = {item.key: item for item in fields}
    return {
        key: _right(grid, by_key[key].kind, candidate.right_of(block, block.bottom, grid.width))
        for key, block in candidate.labels.items()
    }


def _heads_a_list(grid: Grid, row: int, column: int) -> bool:
    """Return whether the cell heads a column of a list: several headings in a row, with a value under this one."""
    return len(grid.filled_columns(row)) > 2 and grid.filled(row + 1, column)


@cache
def _book_labels(fields: tuple[Field, ...]) -> dict[str, str]:
    return {squeeze(text): item.key for item in fields for text in item.texts}
