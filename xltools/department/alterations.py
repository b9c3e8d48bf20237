"""Changes to a workbook of our template: sheets, labels, rows, formulas, drop-downs, protection, identity.

The expected state is the form's description and the stamp on the hidden sheet, so a workbook can be judged by itself.
This runs on every file of a consolidation: it looks only at what was read anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from xltools.forms.content import LIVE_CHECK_COLUMNS
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import Interpretation
from xltools.forms.layout import Form
from xltools.glossary import Term
from xltools.grids.grid import Address, Block, Grid
from xltools.grids.workbook import TemplateTraces, Workbook
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding, Place, SheetKind, column_letters
from xltools.sheet_names import CONTENTS_SHEET, COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.text import Text

__all__ = ["structure_findings"]

_LIVE_CHECKS = Term.LIVE_CHECKS.zh
_OWN = OWN_SHEETS | {Term.OVERALL_TARGETS.zh}
_MAX_LABEL_ROWS = 40
"""Rows from the top in which the labels of a form are looked for."""
_MAX_LABEL_CHARACTERS = 24
"""Characters of a changed label that a message shows."""
_BLANK = (None, "")
_MAX_NAMES = 8
"""Names or cells that a message lists."""
_NAME_COLUMN, _LINK_COLUMN = 3, 6
"""Columns of 目录 with the names of sheets, and with formulas that refer to them."""
_SHEET_OF = re.compile(r"(?:'((?:[^']|'')+)'|([^'!(),\s]+))!\$?[A-Z]")


def structure_findings(
    file: str, workbook: Workbook, result: Interpretation, form: Form = HB2020
) -> tuple[Finding, ...]:
    """Return the changes to a workbook of the template; nothing for a workbook of another make.

    Formulas, drop-downs and protection are judged only where the reader tells of them.
    """
    grids = workbook.sheets
    by_name = {grid.sheet: grid for grid in grids}
    layouts = {grid.sheet: layout for grid in grids if grid.sheet not in _OWN and (layout := _layout(grid, form))}
    if not result.stamp:
        ours = {COVER_SHEET, CONTENTS_SHEET} <= by_name.keys() and any(layout.live for layout in layouts.values())
        return (STRUCTURE["S14"].at(Place(file), found=STAMP_SHEET),) if ours else ()
    findings = [*_identity(file, result, form), *_sheets(file, grids, layouts, result.stamp)]
    missing = {(finding.place.sheet, finding.field) for finding in result.findings if finding.rule == "R02"}
    forms = [sheet.place.sheet for sheet in result.book.sheets]
    traces = workbook.traces
    for name, layout in layouts.items():
        if forms.count(name) <= 1:  # several forms on one sheet may have their labels anywhere
            findings += layout.findings({key for sheet, key in missing if sheet == name})
        if traces is not None:
            findings += _formulas(layout)
            if name in traces.sheets:
                findings += _validations(layout, traces.sheets[name].drop_downs)
    if traces is not None:
        findings += _contents_formulas(by_name.get(CONTENTS_SHEET))
        findings += _protection(file, result.stamp, traces)
    return tuple(findings)


# --- whose template --------------------------------------------------------------------------------------------------


def _identity(file: str, result: Interpretation, form: Form) -> Iterator[Finding]:
    """Compare version, year and department of the template with the cover."""
    stamp, book = result.stamp, result.book
    if stamp.get("profile") == form.profile and stamp.get("template", form.version) != form.version:
        yield STRUCTURE["S11"].at(Place(file), found=stamp["template"], expected=form.version)
    year, cover_year = stamp.get("year", ""), str(book.year.value or "")
    if year and cover_year and not book.year.blank and cover_year != year:
        yield STRUCTURE["S12"].at(book.year.place, field="year", found=cover_year, expected=year)
    code = stamp.get("department_code", "")
    if not code:
        return
    owner = f"{code} {stamp.get('department_name', '')}".strip()
    here = (book.code.value or "").strip()
    if not book.code.blank:
        if here and here != code:
            yield STRUCTURE["S13"].at(
                book.code.place,
                field="department_code",
                found=here,
                expected=owner,
                what=Text("封面的部门编码", "The department code of the cover"),
            )
        return
    # The cover leaves it open: then the reporting units say whose it is.
    units = [(sheet.unit_code, sheet.unit) for sheet in book.sheets if sheet.unit_code]
    if units and not any(unit_code.startswith(code) for unit_code, _ in units):
        unit = units[0][1]
        yield STRUCTURE["S13"].at(
            unit.place, field="unit", found=unit.text.strip(), expected=owner, what=Text("单位（部门）", "The unit")
        )


# --- sheets ----------------------------------------------------------------------------------------------------------


def _sheets(
    file: str, grids: Sequence[Grid], layouts: Mapping[str, _Layout], stamp: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield findings about sheets that were deleted, renamed, added or moved."""
    sent = stamp.get("sheets", "").split()
    if not sent:
        return
    names = [grid.sheet for grid in grids]
    now = _renamed(sent, grids, layouts)
    for name in sent:
        if name not in now:
            yield STRUCTURE["S01"].at(Place(file), found=name)
        elif now[name] != name:
            yield STRUCTURE["S02"].at(Place(file, now[name]), found=now[name], expected=name)
    known = {*now.values(), *_OWN}
    for name in names:
        if name not in known:
            yield STRUCTURE["S04" if name in layouts else "S03"].at(Place(file, name), found=name)
    order = [names.index(now[name]) for name in sent if name in now]
    if order != sorted(order):
        stayed = set(_longest_increasing(order))
        moved = [names[at] for at in order if at not in stayed]
        yield STRUCTURE["S05"].at(Place(file), found="、".join(moved[:_MAX_NAMES]))


def _renamed(sent: Sequence[str], grids: Sequence[Grid], layouts: Mapping[str, _Layout]) -> dict[str, str]:
    """Return what each sheet that was sent is called now; deleted ones are left out.

    Programs keep the formulas of 目录 right when a sheet is renamed, and its link still shows the old name. Where that
    does not help, a form in the place of a missing one is taken for it.
    """
    names = [grid.sheet for grid in grids]
    now = {name: name for name in sent if name in names}
    if len(now) == len(sent):
        return now
    for old, new in _by_contents(grids).items():
        if old in sent and old not in now and new in names and new not in now.values():
            now[old] = new
    for before, name in pairwise(sent):
        if name not in now and before in now:
            at = names.index(now[before]) + 1
            if at < len(names) and names[at] in layouts and names[at] not in now.values():
                now[name] = names[at]
    return now


def _by_contents(grids: Sequence[Grid]) -> dict[str, str]:
    """Return the present names of sheets by their old ones, as the formulas of 目录 tell them."""
    contents = next((grid for grid in grids if grid.sheet == CONTENTS_SHEET), None)
    if contents is None:
        return {}
    names: dict[str, str] = {}
    for (row, column), formula in contents.formula_texts.items():
        target = _SHEET_OF.search(formula) if column == _LINK_COLUMN else None
        old = contents.text(row, _NAME_COLUMN)
        if target and old:
            names[old] = target[1].replace("''", "'") if target[1] else target[2]
    return names


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """Return a longest increasing subsequence of the numbers."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])


# --- one form --------------------------------------------------------------------------------------------------------


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
    labels = [_Label(label.texts[0], label.key, label.at.row, label.at.column, label.at.rows) for label in form.labels]
    labels += [
        _Label(item.label(kind), item.key, item.label_at.row, item.label_at.column, item.label_at.rows)
        for item in form.fields
        if item.label_at
    ]
    column = 1
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
def _places(form: Form, kind: SheetKind) -> dict[str, Address]:
    return {label.text: (label.row, label.column) for label in _labels(form, kind)}


@cache
def _texts(form: Form) -> frozenset[str]:
    return frozenset(label.text for kind in SheetKind for label in _labels(form, kind)) | {_LIVE_CHECKS}


@dataclass(frozen=True, slots=True)
class _Layout:
    """A form of the template on a sheet, and the cells of its labels now (``at``).

    ``live`` is the column of the live checks, 0 where it is gone. ``moved`` is False where each label stands in the
    cell that the template gives it.
    """

    grid: Grid
    form: Form
    labels: tuple[_Label, ...]
    at: Mapping[str, Address]
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


def _layout(grid: Grid, form: Form) -> _Layout | None:
    """Find the template's form on a sheet by its own labels; None where most of them are missing."""
    texts, label_count = _texts(form), len(_labels(form, SheetKind.PROJECT)) + 1
    at: dict[str, Address] = {}
    for number, cells in enumerate(grid.rows[:_MAX_LABEL_ROWS], 1):
        for text in texts.intersection(cells):
            if text not in at:
                at[text] = (number, cells.index(text) + 1)
        if len(at) == label_count:
            break
    live = at.pop(_LIVE_CHECKS, (0, 0))[1]
    fund = next(item.special_label for item in form.fields if item.special_label)
    kind = SheetKind.SPECIAL_FUND if fund in at else SheetKind.PROJECT
    labels = _labels(form, kind)
    if sum(label.text in at for label in labels) * 2 <= len(labels):
        return None
    return _Layout(grid, form, labels, at, live, moved=at != _places(form, kind))


# --- formulas, drop-downs, protection --------------------------------------------------------------------------------


def _formulas(layout: _Layout) -> Iterator[Finding]:
    """Yield a finding about live checks, and helpers beside them, that are texts or numbers now."""
    grid, live = layout.grid, layout.live
    if not live:
        return
    lost = [
        (row, column)
        for row, cells in enumerate(grid.rows, 1)
        for column, value in enumerate(cells[live - 1 : live - 1 + LIVE_CHECK_COLUMNS], live)
        if value not in _BLANK and (row, column) not in grid.formulas and value != _LIVE_CHECKS
    ]
    if lost:
        yield STRUCTURE["S08"].at(grid.place(*lost[0]), found=_cells(lost))
    elif not any(column == live for _, column in grid.formulas):
        yield STRUCTURE["S08"].at(grid.place(), found=f"“{_LIVE_CHECKS}”整列")


def _contents_formulas(contents: Grid | None) -> Iterator[Finding]:
    """Yield a finding about amounts and counts of 目录 that are numbers now."""
    if contents is None:
        return
    lost = [
        (row, column)
        for row in range(3, contents.height + 1)
        for column in (5, 6)
        if contents.filled(row, 3) and contents.filled(row, column) and (row, column) not in contents.formulas
    ]
    if lost:
        yield STRUCTURE["S08"].at(contents.place(*lost[0]), found=_cells(lost))


def _validations(layout: _Layout, drop_downs: tuple[Block, ...]) -> Iterator[Finding]:
    """Yield a finding about input cells without the limits that the template gave them."""
    grid = layout.grid
    if not drop_downs:
        yield STRUCTURE["S09"].at(grid.place(), found="全表")
        return
    lost = _uncovered(drop_downs, layout.inputs(), layout.table())
    if lost:
        yield STRUCTURE["S09"].at(grid.place(*lost[0]), found=_cells(lost))


@lru_cache(maxsize=256)
def _uncovered(blocks: tuple[Block, ...], cells: tuple[Address, ...], table: Block) -> tuple[Address, ...]:
    """Return the cells, and those of the table, that are in none of the blocks. Most sheets of a workbook are alike."""

    def covered(row: int, column: int) -> bool:
        return any(block.top <= row <= block.bottom and block.left <= column <= block.right for block in blocks)

    rows = range(table.top, table.bottom + 1)
    inputs = (*cells, *((row, column) for row in rows for column in range(table.left, table.right + 1)))
    return tuple(cell for cell in inputs if not covered(*cell))


def _protection(file: str, stamp: Mapping[str, str], traces: TemplateTraces) -> Iterator[Finding]:
    """Yield a finding about sheets of the template that are not protected any more."""
    sent = [name for name in stamp.get("sheets", "").split() if name in traces.sheets]
    bare = [name for name in sent if not traces.sheets[name].protected]
    if bare:
        names = "全部工作表" if len(bare) == len(sent) else "、".join(bare[:_MAX_NAMES])
        more = f" 等 {len(bare)} 张" if len(bare) > _MAX_NAMES and len(bare) < len(sent) else ""
        yield STRUCTURE["S10"].at(Place(file), found=names + more)


def _cells(cells: Sequence[Address]) -> str:
    """Return addresses to show; cells below one another make one range."""
    shown: list[str] = []
    left = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    while left:
        row, column = left[0]
        count = 1
        while count < len(left) and left[count] == (row + count, column):
            count += 1
        letters = column_letters(column)
        shown.append(f"{letters}{row}" if count == 1 else f"{letters}{row}:{letters}{row + count - 1}")
        left = left[count:]
    return "、".join(shown[:_MAX_NAMES]) + ("…" if len(shown) > _MAX_NAMES else "")
