"""填充 and 撤销填充: fill blanks that follow from what is there, after asking, and take the fills back.

Colours, notes and the log are those of :mod:`xltools.department.fill`, so what was filled in a file can be taken back
in the open book, and the other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xltools.department.fill import (
    FILL_COLOUR,
    filled_cells,
    holds,
    log_row,
    log_rows,
    log_sheet,
    note_text,
)
from xltools.derive import Fill, derive_fills
from xltools.desktop.hosts import Cell
from xltools.desktop.live import read_book, read_grid
from xltools.desktop.marks import BookMarks, NewMark
from xltools.desktop.protection import unprotected
from xltools.desktop.session import ask, session, tell
from xltools.desktop.tables import literal_text, write_table
from xltools.editor import Mark
from xltools.editor.address import cell_name
from xltools.glossary import field_term
from xltools.sheet_names import FILL_LOG_SHEET

if TYPE_CHECKING:
    import xlwings

__all__ = ["fill", "is_fill", "undo_fill"]

_MAX_CELLS_NAMED = 10
"""Cells that a message names one by one."""


def is_fill(mark: Mark) -> bool:
    """Return whether a fill left this mark."""
    return any(filled_cells([mark]))


def fill(book: xlwings.Book) -> None:
    """Say what would be filled, ask, fill, and log it."""
    with session(book, "正在查找可以填充的空格……", writes=False):
        fills = derive_fills(read_book(book).book)
    wanted = [one for one in fills if one.automatic]
    suggested = len(fills) - len(wanted)
    more = f"\n另有 {suggested} 处只是建议，不自动填，校验结果中会说明。" if suggested else ""
    if not wanted:
        tell(book, f"没有可以自动填充的空白单元格。{more}")
        return
    if not ask(book, f"{_preview(wanted)}{more}\n\n现在填充吗？填充处有底色和批注，可以撤销。"):
        return
    with session(book, "正在填充……"):
        # Somebody may have typed while the question was shown: only what still holds is filled.
        still = derive_fills(read_book(book).book)
        wanted = [one for one in wanted if one in still]
        _write(book, wanted)
    tell(book, f"已填充 {len(wanted)} 个单元格，逐处列在“{FILL_LOG_SHEET}”表。")


def _preview(fills: Sequence[Fill]) -> str:
    counts = Counter(field_term(one.field).zh for one in fills)
    fields = "、".join(f"{name} {count} 个" for name, count in counts.items())
    first = "\n".join(
        f"  {one.place.sheet}!{one.place.cell} = {one.cell_value}（{one.formula}）" for one in fills[:_MAX_CELLS_NAMED]
    )
    rest = f"\n  …… 还有 {len(fills) - _MAX_CELLS_NAMED} 个" if len(fills) > _MAX_CELLS_NAMED else ""
    return f"可以填充 {len(fills)} 个空白单元格：{fields}。\n{first}{rest}"


def _write(book: xlwings.Book, fills: Sequence[Fill]) -> None:
    when = datetime.now().astimezone()
    values: dict[str, dict[Cell, str | float | None]] = {}
    for one in fills:
        values.setdefault(one.place.sheet, {})[one.place.row, one.place.column] = _typed(one.cell_value)
    with BookMarks(book) as marks:
        marks.claim(FILL_LOG_SHEET)
        earlier = log_rows([read_grid(book.sheets[FILL_LOG_SHEET])]) if FILL_LOG_SHEET in marks.sheets else []
        numbered = list(enumerate(fills, len(earlier) + 1))
        rows = [*earlier, *(log_row(number, one, when) for number, one in numbered)]
        write_table(marks.own_sheet(FILL_LOG_SHEET, after=book.sheets[-1].name), log_sheet(rows))
        # Marks before values: whatever was filled in can be taken back, even if something fails on the way.
        marks.put([_new_mark(number, one, when) for number, one in numbered])
        _put_values(book, values)


def _new_mark(number: int, one: Fill, when: datetime) -> NewMark:
    place = one.place
    return NewMark(place.sheet, place.row, place.column, FILL_COLOUR, note_text(number, one, when))


def _typed(value: Decimal | int | str) -> str | float:
    return literal_text(value) if isinstance(value, str) else float(value)


def _put_values(book: xlwings.Book, values: dict[str, dict[Cell, str | float | None]]) -> None:
    """Write values into scattered cells, neighbours in a row together."""
    for name, cells in values.items():
        sheet = book.sheets[name]
        with unprotected(sheet):
            for first, run in _runs(cells):
                sheet.range(first, (first[0], first[1] + len(run) - 1)).value = [run]


def _runs(cells: dict[Cell, str | float | None]) -> list[tuple[Cell, list[str | float | None]]]:
    """Join neighbours in a row: the first cell, and the values from there on."""
    runs: list[tuple[Cell, list[str | float | None]]] = []
    for (row, column), value in sorted(cells.items(), key=lambda item: item[0]):
        if runs and (runs[-1][0][0], runs[-1][0][1] + len(runs[-1][1])) == (row, column):
            runs[-1][1].append(value)
        else:
            runs.append(((row, column), [value]))
    return runs


def undo_fill(book: xlwings.Book) -> None:
    """Take the fills back, but for cells that somebody has changed since: those are named."""
    with session(book, "正在撤销填充……"), BookMarks(book) as marks:
        filled = list(filled_cells(marks.cells))
        changed = _take_back(book, filled)
        marks.take_off(is_fill)
        if filled:
            marks.remove_sheet(FILL_LOG_SHEET)
    if not filled:
        tell(book, "这个工作簿里没有填充记录，不需要撤销。")
        return
    text = f"已撤销 {len(filled) - len(changed)} 处填充。"
    if changed:
        rest = "……" if len(changed) > _MAX_CELLS_NAMED else ""
        text += f"\n有 {len(changed)} 处填充后又改过，内容保留：\n" + "\n".join(changed[:_MAX_CELLS_NAMED]) + rest
    tell(book, text)


def _take_back(book: xlwings.Book, filled: Sequence[tuple[Mark, str]]) -> list[str]:
    """Empty the cells that still hold what was filled in; the others in words."""
    grids = {name: read_grid(book.sheets[name]) for name in dict.fromkeys(mark.sheet for mark, _ in filled)}
    emptied: dict[str, dict[Cell, str | float | None]] = {}
    changed = []
    for mark, value in filled:
        found = grids[mark.sheet].value(mark.row, mark.column)
        if holds(found, value):
            emptied.setdefault(mark.sheet, {})[mark.row, mark.column] = None
        else:
            now = grids[mark.sheet].text(mark.row, mark.column) or "空"
            changed.append(f"  {mark.sheet}!{cell_name(mark.row, mark.column)}：填入 {value}，现为 {now}")
    _put_values(book, emptied)
    return changed
