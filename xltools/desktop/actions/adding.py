"""新增项目: a fresh target sheet behind the last project, numbered, listed, and protected like the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xltools.desktop.actions.listing import rebuild_list
from xltools.desktop.live import LiveBook, find_form, read_book
from xltools.desktop.marks import BookMarks
from xltools.desktop.protection import unprotected
from xltools.desktop.session import ActionError, session, tell
from xltools.desktop.tables import link
from xltools.editor.address import quote_sheet
from xltools.forms.find import FoundForm
from xltools.forms.hb2020 import HB2020
from xltools.grids.grid import Grid
from xltools.model import MoneyUnit, Place, SheetKind, column_letters
from xltools.sheet_names import CONTENTS_SHEET, PROJECT_LIST_SHEET

if TYPE_CHECKING:
    import xlwings

__all__ = ["add_project"]

_PROJECT = re.compile(r"项目(\d+)")
_ROW_HEIGHT = 28.0
_KIND, _NAME, _AMOUNT, _COUNT = 2, 4, 5, 6
"""Columns of 目录: the kind of a sheet, its name, its budget, its count of live checks."""


def add_project(book: xlwings.Book) -> None:
    """Copy a target sheet, blank if there is one, empty the copy, number it and put it into the lists."""
    with session(book, "正在新增项目……"):
        live = read_book(book)
        numbered = {int(found[1]): grid for grid in live.grids if (found := _PROJECT.fullmatch(grid.sheet))}
        if not numbered:
            raise ActionError(
                "工作簿里没有“项目1”这样的绩效目标表可以照着新增。请用本工具的模板，或手工复制一张空白表。",
                "There is no target sheet like 项目1 to copy. Use a template of this tool, or copy a blank sheet.",
            )
        source = _source(live, numbered)
        form = find_form(source, live.chosen.settings.forms)
        if form is None:
            raise ActionError(
                f"“{source.sheet}”不是完整的绩效目标表，不能照着新增。请检查它的表头。",
                f'"{source.sheet}" is not a complete target sheet and cannot be copied; check its headings.',
            )
        name, last = f"项目{max(numbered) + 1}", numbered[max(numbered)].sheet
        new = book.sheets[source.sheet].copy(after=book.sheets[last], name=name)
        marks = BookMarks(book)
        try:
            marks.strip_copy(source.sheet, new)
            _empty(new, source, form)
            _enter(book, name, last, form)
        except Exception:
            new.delete()  # half a sheet would only confuse
            raise
        if PROJECT_LIST_SHEET in marks.sheets:
            rebuild_list(book)
    new.activate()
    tell(book, f"已新增“{name}”，请从项目编码和名称开始填写。目录里已经加上这张表。")


def _source(live: LiveBook, numbered: dict[int, Grid]) -> Grid:
    """Return the sheet to copy: the last blank one, else the last one."""
    blank = [number for number, grid in numbered.items() if grid.sheet in live.unused]
    return numbered[max(blank or numbered)]


def _empty(new: xlwings.Sheet, source: Grid, form: FoundForm) -> None:
    """Empty the input cells of a copy; formulas stay, and so does the reporting unit, which is the same for most."""
    cells = {cell for field in form.fields.values() for cell in field.cells}
    cells |= {cell for row in form.rows for field in row.cells.values() for cell in field.cells}
    title = (form.title.row, form.title.column)
    with unprotected(new):
        for cell in sorted(cells - source.formulas - {title}):
            new.range(cell).value = None
        name = form.fields["name"]
        if form.title.row and title not in source.formulas:
            address = f"${column_letters(name.column)}${name.row}"
            blank = f"{SheetKind.PROJECT.term.zh}{HB2020.title_suffix}"
            new.range(title).formula = f'=IF(TRIM({address})="","{blank}",{address}&"{HB2020.title_suffix}")'


# --- the contents ----------------------------------------------------------------------------------------------------


def _enter(book: xlwings.Book, name: str, last: str, form: FoundForm) -> None:
    """Give the new sheet a row in 目录, behind that of the last project, and make the sums reach over it."""
    if CONTENTS_SHEET not in {sheet.name for sheet in book.sheets}:
        return
    contents = book.sheets[CONTENTS_SHEET]
    height = contents.used_range.last_cell.row
    block = contents.range((1, 1), (height, _COUNT))
    rows, formulas = block.value, block.formula
    kind = SheetKind.PROJECT.term.zh
    listed = [number for number, row in enumerate(rows, 1) if row[_KIND - 1] == kind]
    if not listed:
        return
    row = listed[-1] + 1
    with unprotected(contents):
        contents.range(f"{row}:{row}").insert("down")
        contents.range((row - 1, 1), (row - 1, _COUNT)).copy(contents.range((row, 1)))
        above = formulas[row - 2]
        contents.range((row, 1), (row, _COUNT)).formula = [_line(book, name, last, above, form)]
        contents.range((row, 1)).row_height = contents.range((row - 1, 1)).row_height or _ROW_HEIGHT
        for at, text, column, first in _sums(rows, listed[0], kind):
            letters = column_letters(column)
            contents.range((at + 1, column)).formula = text.format(f"{letters}{first}:{letters}{row}")


def _line(book: xlwings.Book, name: str, last: str, above: Sequence[str], form: FoundForm) -> list[str]:
    """Return the formulas of the new row: number, kind, link, name, budget in 元, live checks."""
    sheet = quote_sheet(name)

    def at(cell: Any) -> str:
        return f"{sheet}!${column_letters(cell.column)}${cell.row}"

    title, budget, unit = at(form.fields["name"]), at(form.fields["budget"]), at(form.money_unit)
    wan = f'IF(ISNUMBER(FIND("{MoneyUnit.WAN}",{unit})),10000,1)'
    return [
        "=ROW()-2",
        SheetKind.PROJECT.term.zh,
        link(Place("", name), name),
        f'=IF(TRIM({title})="","（未填写）",{title})',
        f'=IF(ISNUMBER({budget}),{budget}*{wan},"")',
        above[_COUNT - 1].replace(f"{quote_sheet(last)}!", f"{sheet}!").replace(f"{last}!", f"{sheet}!"),
    ]


def _sums(rows: Sequence[Sequence[Any]], first: int, kind: str) -> list[tuple[int, str, int, int]]:
    """Return the sums below the list that have to reach over the new row: row, formula, column, first row summed."""
    # A count that was deleted is one place to look at.
    labels = {
        f"{kind}合计": ("=SUM({0})", _AMOUNT, first),
        "待核对合计": ("=SUM({0})+ROWS({0})-COUNT({0})", _COUNT, 3),
    }
    return [
        (number, *labels[row[0]]) for number, row in enumerate(rows, 1) if isinstance(row[0], str) and row[0] in labels
    ]
