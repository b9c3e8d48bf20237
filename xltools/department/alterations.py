"""Changes to a workbook of our template: sheets, labels, rows, formulas, drop-downs, protection, identity.

The expected state is the form's description and the stamp on the hidden sheet, so a workbook can be judged by itself.
This runs on every file of a consolidation: it looks only at what was read anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from xltools.department.template_layout import LIVE_CHECKS, TemplateLayout, template_layout
from xltools.forms.content import LIVE_CHECK_COLUMNS
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import Interpretation
from xltools.forms.layout import FieldKind, Form
from xltools.glossary import Term
from xltools.grids.grid import Address, Block, Grid
from xltools.grids.workbook import TemplateTraces, Workbook
from xltools.messages.structure import STRUCTURE
from xltools.model import Finding, Place, column_letters
from xltools.sheet_names import CONTENTS_SHEET, COVER_SHEET, OWN_SHEETS, STAMP_SHEET
from xltools.text import Text
from xltools.writer.text_heights import TextCapacity, column_pixels

__all__ = ["structure_findings"]

_OWN = OWN_SHEETS | {Term.OVERALL_TARGETS.zh}
_BLANK = (None, "")
_BODY_POINTS = 10.5
"""The font size of the template's input cells."""
_MAX_SHORT_TEXT_CHARACTERS = 25
"""Characters that the narrowest column shows, one a line."""
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
    layouts = {
        grid.sheet: layout for grid in grids if grid.sheet not in _OWN and (layout := template_layout(grid, form))
    }
    if not result.stamp:
        ours = {COVER_SHEET, CONTENTS_SHEET} <= by_name.keys() and any(layout.live for layout in layouts.values())
        return (STRUCTURE["S14"].at(Place(file), found=STAMP_SHEET),) if ours else ()
    findings = [*_identity(file, result, form), *_sheets(file, grids, layouts, result)]
    missing = {(finding.place.sheet, finding.field) for finding in result.findings if finding.rule == "R02"}
    forms = [sheet.place.sheet for sheet in result.book.sheets]
    traces = workbook.traces
    for name, layout in layouts.items():
        if forms.count(name) <= 1:  # several forms on one sheet may have their labels anywhere
            findings += layout.findings({key for sheet, key in missing if sheet == name})
            if layout.live:
                findings += _long_texts(layout)
    if traces is not None:
        sent = result.stamp.get("sheets", "").split()  # forms from elsewhere never had live checks
        lost_formulas = [
            (layout.grid, _lost_formulas(layout)) for name, layout in layouts.items() if layout.live or name in sent
        ]
        lost_limits = [
            (layout.grid, _lost_limits(layout, traces.sheets[name].drop_downs))
            for name, layout in layouts.items()
            if name in traces.sheets
        ]
        findings += _losses(file, "S08", lost_formulas)
        findings += _losses(file, "S09", lost_limits)
        findings += _contents_formulas(by_name.get(CONTENTS_SHEET))
        findings += _protection(file, result.stamp, traces)
    return tuple(findings)


# --- whose template --------------------------------------------------------------------------------------------------


def _identity(file: str, result: Interpretation, form: Form) -> Iterator[Finding]:
    """Compare version, year and department of the template with the cover."""
    stamp, book = result.stamp, result.book
    if stamp.get("profile") == form.id and stamp.get("template", form.version) != form.version:
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
    file: str, grids: Sequence[Grid], layouts: Mapping[str, TemplateLayout], result: Interpretation
) -> Iterator[Finding]:
    """Yield findings about sheets that were deleted, renamed, added or moved."""
    sent = result.stamp.get("sheets", "").split()
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
    listed = set(_by_contents(grids).values())
    read = {*layouts, *(sheet.place.sheet for sheet in result.book.all_sheets)}
    for name in names:
        if name not in known and not (name in read and name in listed):
            yield STRUCTURE["S04" if name in read else "S03"].at(Place(file, name), found=name)
    order = [names.index(now[name]) for name in sent if name in now]
    if order != sorted(order):
        stayed = set(_longest_increasing(order))
        moved = [names[at] for at in order if at not in stayed]
        yield STRUCTURE["S05"].at(Place(file), found="、".join(moved[:_MAX_NAMES]))


def _renamed(sent: Sequence[str], grids: Sequence[Grid], layouts: Mapping[str, TemplateLayout]) -> dict[str, str]:
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


# --- formulas, drop-downs, protection --------------------------------------------------------------------------------


def _long_texts(layout: TemplateLayout) -> Iterator[Finding]:
    """Yield a finding for each text that its cell cannot show whole, as a live check of the template does."""
    grid, table, form = layout.grid, layout.table(), layout.form
    if layout.moved:
        return
    cells = [(item.value_at.row, item.value_at.column) for item in form.fields if item.kind is FieldKind.LONG_TEXT]
    cells += [
        (row, column)
        for row, values in enumerate(grid.rows[table.top - 1 : table.bottom], table.top)
        for column, value in enumerate(values[table.left - 1 : table.right], table.left)
        if (value or value == 0) and (not isinstance(value, str) or len(value) > _MAX_SHORT_TEXT_CHARACTERS)
    ]
    for row, column in cells:
        text = grid.text(row, column)
        if len(text) <= _MAX_SHORT_TEXT_CHARACTERS:
            continue
        block = grid.block(row, column)
        pixels = sum(column_pixels(width) for width in form.widths[block.left - 1 : block.right])
        capacity = TextCapacity.of(pixels, _BODY_POINTS, block.bottom - block.top + 1)
        if not capacity.holds(text):
            yield STRUCTURE["S15"].at(
                grid.place(row, column), found=str(len(text)), expected=str(capacity.characters * capacity.lines)
            )


class _Loss(NamedTuple):
    """Cells of a sheet that are no longer as the template has them, and how a finding names them."""

    cells: tuple[Address, ...]
    shown: str


def _losses(file: str, rule: str, sheets: Sequence[tuple[Grid, _Loss | None]]) -> Iterator[Finding]:
    """Yield a finding for each sheet with a loss, but one for the workbook where every form has lost the same.

    A program that keeps no formulas without a result, or no limits of entry, treats all sheets alike.
    """
    losses = [loss for _, loss in sheets if loss]
    if len(sheets) > 1 and len(losses) == len(sheets) and len({loss.shown for loss in losses}) == 1:
        yield STRUCTURE[rule].at(Place(file), found=f"全部 {len(sheets)} 张绩效目标表的 {losses[0].shown}")
        return
    for grid, loss in sheets:
        if loss:
            place = grid.place(*loss.cells[0]) if loss.cells else grid.place()
            yield STRUCTURE[rule].at(place, found=loss.shown)


def _lost_formulas(layout: TemplateLayout) -> _Loss | None:
    """Return the cells for live checks, and the helpers beside them, that hold no formula.

    Rows that people insert have no formulas of their own, so a row of the table without any is judged only where no
    row of the table has one.
    """
    grid, live = layout.grid, layout.live
    if not live or not any(column == live for _, column in grid.formulas):
        return _Loss((), f"“{LIVE_CHECKS}”整列")
    typed_over = {
        (row, column)
        for row, cells in enumerate(grid.rows, 1)
        for column, value in enumerate(cells[live - 1 : live - 1 + LIVE_CHECK_COLUMNS], live)
        if value not in _BLANK and (row, column) not in grid.formulas and value != LIVE_CHECKS
    }
    lost = sorted(typed_over | layout.lost_formulas())
    return _Loss(tuple(lost), _cells(lost)) if lost else None


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


def _lost_limits(layout: TemplateLayout, drop_downs: tuple[Block, ...]) -> _Loss | None:
    """Return the input cells without the limits that the template gave them."""
    if not drop_downs:
        return _Loss((), "全表")
    lost = _uncovered(drop_downs, layout.inputs(), layout.table())
    return _Loss(lost, _cells(lost)) if lost else None


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
