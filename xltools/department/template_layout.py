"""A form of our template on a sheet: where its labels, inputs, live checks and table are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from xltools.forms.layout import FieldKind, Form
from xltools.glossary import Term
from xltools.grids.grid import Address, Block, Grid
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding, SheetKind, column_letters
from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["LIVE_CHECKS", "TemplateLayout", "template_layout"]

LIVE_CHECKS = Term.LIVE_CHECKS.zh
_MAX_LABEL_ROWS = 40
"""Rows from the top in which the labels of a form are looked for."""
_MAX_LABEL_CHARACTERS = 24
"""Characters of a changed label that a message shows."""
_NUMBERS = (FieldKind.AMOUNT, FieldKind.PERCENT, FieldKind.NUMBER)
"""Kinds of fields whose row has a live check even where the field may stay blank."""


class _Label(NamedTuple):
    """A label of the form: its text, its key, and where the template puts it."""

    text: str
    key: str
    row: int
    column: int
    rows: int = 1


@cache
def _labels(form: Form, kind: SheetKind) -> tuple[_Label, ...]:
    """Return the labels of a form from top to bottom."""
    table = form.table
    labels = [
        _Label(label.texts[0], label.key, label.at.row, label.at.column, label.at.rows)
        for label in form.labels
        if label.texts[0]
    ]
    labels += [
        _Label(item.label(kind), item.key, item.label_at.row, item.label_at.column, item.label_at.rows)
        for item in form.fields
        if item.label_at
    ]
    if table.side:
        labels.append(_Label(table.side, "indicators", table.header_row, 1))
    column = table.left
    for item in table.columns:
        split = len(item.parts) > 1
        if item.columns:
            labels.append(_Label(item.label, item.key, table.header_row, column, table.header_rows - split))
        at = column
        for part in item.parts:
            if split and item.columns:
                labels.append(_Label(part.label, part.key, table.header_row + 1, at))
            at += part.width
        column += item.columns
    return tuple(sorted(labels, key=lambda label: (label.row, label.column)))


@cache
def _value_cells(form: Form) -> tuple[Address, ...]:
    return tuple((item.value_at.row, item.value_at.column) for item in form.fields)


@cache
def _checked_rows(form: Form) -> tuple[int, ...]:
    """Return the rows of the fields, and of the table's head, with a live check of their own."""
    judged = {item.value_at.row for item in form.fields if item.required or item.kind in _NUMBERS}
    return tuple(sorted({*judged, form.table.header_row}))


@lru_cache(maxsize=256)
def _lost_formulas(
    formulas: frozenset[Address], checked: tuple[int, ...], first: int, count: int, head: Address
) -> frozenset[Address]:
    """Return the cells of live checks that are not among the formulas of a sheet. Most sheets of a workbook are alike.

    ``checked`` are rows with a check, ``first`` and ``count`` the rows of the table in the template, ``head`` is the
    cell above the checks.
    """
    live_row, live = head
    columns = (live, live + 1, live + 2)
    kept = {row for row, column in formulas if row >= first and column in columns}
    cells = {(live_row + 1, live), (live_row, live + 1), *((row, live) for row in checked)}
    cells.update((row, column) for row in kept or range(first, first + count) for column in columns)
    return frozenset(cells - formulas)


@cache
def _places(form: Form, kind: SheetKind) -> dict[str, Address]:
    return {label.text: (label.row, label.column) for label in _labels(form, kind)}


@cache
def _texts(form: Form) -> frozenset[str]:
    return frozenset(label.text for kind in SheetKind for label in _labels(form, kind)) | {LIVE_CHECKS}


@dataclass(frozen=True, slots=True)
class TemplateLayout:
    """A form of the template on a sheet, and the cells of its labels now (``at``).

    ``live`` is the column of the live checks and ``live_row`` the row of their heading, 0 where it is gone.
    ``moved`` is False where each label stands in the cell that the template gives it.
    """

    grid: Grid
    form: Form
    labels: tuple[_Label, ...]
    at: Mapping[str, Address]
    live_row: int
    live: int
    moved: bool

    def shift(self, row: int) -> tuple[int, int]:
        """Return how far a row of the template has moved down, and its cells right, by the nearest label above it."""
        down = right = 0
        for label in self.labels if self.moved else ():
            if label.row > row:
                break
            if label.text in self.at:
                at = self.at[label.text]
                down, right = at[0] - label.row, at[1] - label.column
        return down, right

    def findings(self, reported: set[str]) -> Iterator[Finding]:
        """Yield findings about moved rows and columns and changed labels, but those with keys in ``reported``."""
        if not self.moved:
            return
        for label in self.labels:
            if label.text not in self.at and label.key not in reported:
                down, right = self.shift(label.row)
                place = self.grid.place(label.row + down, label.column + right)
                text = self.grid.text(place.row, place.column).strip()
                yield STRUCTURE["S06"].at(
                    place, field=label.key, found=text[:_MAX_LABEL_CHARACTERS] or "（空）", expected=label.text
                )
        yield from self._columns()
        yield from self._rows()

    def inputs(self) -> tuple[Address, ...]:
        """Return the cells of the fields."""
        if not self.moved:
            return _value_cells(self.form)
        shifts = {row: self.shift(row) for row in {row for row, _ in _value_cells(self.form)}}
        return tuple((row + shifts[row][0], column + shifts[row][1]) for row, column in _value_cells(self.form))

    def lost_formulas(self) -> frozenset[Address]:
        """Return the cells without a formula that hold one of the live checks, or a helper of them, in the template."""
        rows = _checked_rows(self.form)
        return _lost_formulas(
            self.grid.formulas,
            tuple(row + self.shift(row)[0] for row in rows) if self.moved else rows,
            self.form.table.first_row + self.shift(self.form.table.header_row)[0],
            self.form.table.rows,
            (self.live_row, self.live),
        )

    def table(self) -> Block:
        """Return the block of the indicator table, as far down as the helpers of the live checks go."""
        table, helper, formulas = self.form.table, self.live + 1, self.grid.formulas
        down, right = self.shift(table.header_row)
        first, last = table.first_row + down, self.grid.height
        while last >= first and (last, helper) not in formulas:
            last -= 1
        return Block(first, 1 + right, last, len(self.form.widths) + right)

    def _columns(self) -> Iterator[Finding]:
        for label in sorted(self.labels, key=lambda label: label.column):
            at = self.at.get(label.text)
            if at and at[1] != label.column:
                count = abs(at[1] - label.column)
                done = Text("插入", "inserted") if at[1] > label.column else Text("删除", "deleted")
                where = f"“{label.text}”（{column_letters(at[1])} 列）左边"
                yield STRUCTURE["S07"].at(
                    self.grid.place(*at),
                    what=Text(
                        f"{where}{done.zh}了 {count} 列",
                        f"{count} columns were {done.en} to the left of {label.text}",
                    ),
                )
                return

    def _rows(self) -> Iterator[Finding]:
        """Yield findings about rows put in between two labels; a long text may take several merged rows there."""
        heads = sorted({label.row: label for label in reversed(self.labels) if label.text in self.at}.items())
        expected, following = heads[0][0], [row for row, _ in heads[1:]]
        for (row, label), below in zip(heads, [*following, heads[-1][0] + 1], strict=True):
            top, left = self.at[label.text]
            if top > expected:
                yield self._inserted(label, top - expected)
            expected = top + max(self.grid.block(top, left).bottom - top + 1, below - row)

    def _inserted(self, label: _Label, count: int) -> Finding:
        row = self.at[label.text][0]
        what = Text(
            f"“{label.text}”（第 {row} 行）上面插入了 {count} 行", f"{count} rows were inserted above {label.text}"
        )
        return STRUCTURE["S07"].at(self.grid.place(*self.at[label.text]), what=what)


def template_layout(grid: Grid, form: Form) -> TemplateLayout | None:
    """Find the template's form on a sheet by its own labels; None where most of them are missing."""
    texts, label_count = _texts(form), len(_labels(form, SheetKind.PROJECT)) + 1
    at: dict[str, Address] = {}
    for number, cells in enumerate(grid.rows[:_MAX_LABEL_ROWS], 1):
        for text in texts.intersection(cells):
            if text not in at:
                at[text] = (number, cells.index(text) + 1)
        if len(at) == label_count:
            break
    live_row, live = at.pop(LIVE_CHECKS, (0, 0))
    fund = next((item.special_label for item in form.fields if item.special_label), None)
    kind = SheetKind.SPECIAL_FUND if fund in at else SheetKind.PROJECT
    labels = _labels(form, kind)
    if sum(label.text in at for label in labels) * 2 <= len(labels):
        return None
    return TemplateLayout(grid, form, labels, at, live_row, live, moved=at != _places(form, kind))
