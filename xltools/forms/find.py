"""Find the forms on a worksheet, and the cells of their fields, by their labels.

Fields are not found by address: people insert and hide rows and columns, merge cells, put several forms on one sheet,
and other systems print the same form in other cells. Only the words of the labels and the order of the sections from
top to bottom count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from xltools.forms.bands import side_by_side
from xltools.forms.found import ABSENT, FoundCell, FoundForm, FoundRow, found_cell
from xltools.forms.labels import (
    MAX_LABEL_LENGTH,
    Candidate,
    LabelCell,
    find_candidates,
    label_cells,
    vocabulary,
)
from xltools.forms.layout import Field, FieldKind, Form, ValuePosition
from xltools.forms.money_units import MONEY_UNIT
from xltools.forms.table import find_table, is_title
from xltools.grids.grid import Address, Block, Grid
from xltools.model import SheetKind
from xltools.values import squeeze

__all__ = ["ABSENT", "FoundCell", "FoundForm", "FoundRow", "find_book_fields", "find_forms", "is_title"]

_UNIT_CODE = re.compile(r"[\[【(（]?\d{3,9}[\]】)）]?\s*[-—]?\s*(?!年)[\u4e00-\u9fff]")
_UNIT_LABEL = re.compile(
    r"\s*(?:填报|编报|申报|报送|预算|项目|主管)?(?:单位|部门)(?:名称|全称)?\s*[:：]\s*(.*)", re.DOTALL
)
_CODE_ALONE = re.compile(r"\d{3,9}")
_YEAR = re.compile(r"[(]?20\d\d年?度?[)]?")


def find_forms(grid: Grid, form: Form) -> tuple[FoundForm, ...]:
    """Return all forms on the sheet, complete or not: those side by side from left to right, each with those below it.

    A sheet of another kind has none.
    """
    labels = tuple(label_cells(grid, vocabulary(form)))
    return tuple(
        found for part, cells in side_by_side(grid, labels) for found in _forms_below_one_another(part, form, cells)
    )


def _forms_below_one_another(grid: Grid, form: Form, cells: tuple[LabelCell, ...]) -> tuple[FoundForm, ...]:
    candidates = _forms_only(grid, form, find_candidates(cells, vocabulary(form)))
    forms: list[FoundForm] = []
    floor = 0
    for index, candidate in enumerate(candidates):
        following = candidates[index + 1].first_row if index + 1 < len(candidates) else grid.height + 1
        heading = _Heading.read(grid, form, candidate.first_row, floor)
        end = _heading_top(grid, form, following, candidate.last_row) - 1 if following <= grid.height else grid.height
        forms.append(_form(grid, form, candidate, heading, end))
        floor = forms[-1].bottom
    return tuple(forms)


def _forms_only(grid: Grid, form: Form, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates with enough labels or with a title; the others must not cut a form short."""
    sections = vocabulary(form).sections
    kept: list[Candidate] = []
    for candidate in candidates:
        floor = kept[-1].last_row if kept else 0
        if candidate.is_form(sections) or _Heading.read(grid, form, candidate.first_row, floor).title.row:
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
    def read(cls, grid: Grid, form: Form, first_row: int, floor: int) -> _Heading:
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
                    money_unit, known = here, True
                    left = min(texts)
                if is_title(text, form) and not title.row:
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
                column = next(column for column in cells if column != money_unit.column)
                unit = FoundCell(row, column, ((row, column),))
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


def _heading_top(grid: Grid, form: Form, first_row: int, floor: int) -> int:
    return _Heading.read(grid, form, first_row, floor).top


def _form(grid: Grid, form: Form, candidate: Candidate, heading: _Heading, end: int) -> FoundForm:
    words = vocabulary(form)
    labels = candidate.labels
    ends = _section_ends(candidate, words.sections, end)
    table = find_table(grid, form, words, labels, end)
    edge = table.right and max(table.right, *(block.right + 1 for block in labels.values()))
    fields = {
        item.key: _field(grid, form, item, candidate, ends[item.section], edge)
        for item in form.fields
        if item.label_at or item.key in labels
    }
    for item in form.fields:
        if item.where is ValuePosition.SECTION and item.key not in labels:
            fields[item.key] = _section_rest(grid, form, item, candidate, ends[item.section], edge)
    missing = [item.key for item in form.fields if item.label_at and item.key not in labels]
    readable = bool({"code", "name"} & set(labels)) and bool({"budget", "level3", "target"} & set(labels))
    bottom = max([candidate.last_row, *(row.row for row in table.rows), *(cell.row for cell in fields.values())])
    return FoundForm(
        kind=SheetKind.SPECIAL_FUND if candidate.special else SheetKind.PROJECT,
        top=heading.top,
        bottom=bottom,
        title=heading.title,
        unit=heading.unit,
        money_unit=heading.money_unit,
        fields=fields,
        rows=table.rows,
        missing=(*missing, *table.missing),
        readable=readable,
        units=candidate.units,
        beside=(*_beyond(grid, heading.top, bottom, edge), *table.beside),
    )


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


def _field(grid: Grid, form: Form, item: Field, candidate: Candidate, below: int, edge: int) -> FoundCell:
    block = candidate.labels.get(item.key)
    if block is None:
        return ABSENT
    if item.key in candidate.inline:
        return FoundCell(block.top, block.left, ((block.top, block.left),), candidate.inline[item.key])
    if item.where is ValuePosition.BELOW:
        return _below(grid, form, item, candidate, below)
    return _right(grid, item, block, candidate, below, edge)


def _right(grid: Grid, item: Field, block: Block, candidate: Candidate, below: int, edge: int) -> FoundCell:
    """Return the value to the right of the label, up to the next label; a long text may continue in rows below.

    ``edge`` is the form's last column, 0 where it is not known: a remark behind it is not part of a value.
    """
    first = block.right + 1
    others = [
        other.left for other in candidate.labels.values() if other.top <= block.bottom and other.bottom >= block.top
    ]
    last = min((left for left in others if left > block.right), default=(edge or grid.width) + 1) - 1
    bottom = max(block.bottom, below - 1) if item.kind is FieldKind.LONG_TEXT else block.bottom
    filled = [(row, column) for row in range(block.top, bottom + 1) for column in grid.filled_columns(row, first, last)]
    if item.kind is FieldKind.LONG_TEXT:
        return found_cell(block.top, first, filled)
    return found_cell(block.top, first, filled[:1], filled[1:])


def _below(grid: Grid, form: Form, item: Field, candidate: Candidate, below: int) -> FoundCell:
    """Return the value under the label, in the first row in which any such field of the section is filled."""
    block = candidate.labels[item.key]
    peers = [
        candidate.labels[other.key]
        for other in form.fields
        if other.where is ValuePosition.BELOW and other.section == item.section and other.key in candidate.labels
    ]
    start = block.bottom + 1
    for row in range(start, below):
        if any(grid.filled_columns(row, peer.left, peer.right) for peer in peers):
            start = row
            break
    filled = [(start, column) for column in grid.filled_columns(start, block.left, block.right)]
    return found_cell(start, block.left, filled[:1], filled[1:])


def _section_rest(grid: Grid, form: Form, item: Field, candidate: Candidate, below: int, edge: int) -> FoundCell:
    """Return the rows of a section below its labelled fields, where the purpose is, which has no label."""
    peers = [
        candidate.labels[other.key]
        for other in form.fields
        if other.section == item.section and other.key in candidate.labels
    ]
    if not peers:
        return ABSENT
    head = next(
        (
            candidate.labels[label.key]
            for label in form.labels
            if label.key in candidate.labels and label.section == item.section
        ),
        None,
    )
    first = head.right + 1 if head else min(peer.left for peer in peers)
    top = max(peer.bottom for peer in peers) + 1
    filled = [(row, column) for row in range(top, below) for column in grid.filled_columns(row, first, edge or None)]
    return found_cell(top, first, filled)


def find_book_fields(grid: Grid, fields: tuple[Field, ...]) -> dict[str, FoundCell]:
    """Return the fields of the workbook on this sheet: each label's first occurrence, with the value to its right."""
    keys = _book_labels(fields)
    candidate = Candidate()
    for row, column, value in grid.texts():
        if len(value) <= MAX_LABEL_LENGTH:
            key = keys.get(squeeze(value))
            if key is not None and key not in candidate.labels and not _heads_a_list(grid, row, column):
                candidate.labels[key] = grid.block(row, column)
    by_key = {item.key: item for item in fields}
    return {
        key: _right(grid, by_key[key], block, candidate, block.bottom + 1, 0) for key, block in candidate.labels.items()
    }


def _heads_a_list(grid: Grid, row: int, column: int) -> bool:
    """Return whether the cell heads a column of a list: several headings in a row, with a value under this one."""
    return len(grid.filled_columns(row)) > 2 and grid.filled(row + 1, column)


@cache
def _book_labels(fields: tuple[Field, ...]) -> dict[str, str]:
    return {squeeze(text): item.key for item in fields for text in item.texts}
