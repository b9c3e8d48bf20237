"""打开问题文件: open the department's file that the selected row of 问题清单 names, at the cell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from xltools.desktop.county_cover import CountyCover
from xltools.desktop.hosts import open_without_macros, path_of, selected_cell
from xltools.desktop.session import ActionError, patiently, tell
from xltools.sheet_names import ISSUES_SHEET
from xltools.template.county import CountyCell
from xltools.text import Text

if TYPE_CHECKING:
    import xlwings

__all__ = ["Target", "open_problem_file", "target_of"]

_LINK = re.compile(r'=HYPERLINK\("((?:[^"]|"")*)"(?:&"([A-Z]*[0-9]*)")?,')
_SHEET = re.compile(rf"{ISSUES_SHEET}(\(\d+\))?")
"""A list too long for one sheet goes on in others, whose names have a number."""
_HOW = Text(
    f"请在汇总工作簿的“{ISSUES_SHEET}”表里选中一行，再点“打开问题文件”。",
    f"Select a row on the sheet {ISSUES_SHEET} of the summary, then click 打开问题文件.",
)


class Target(NamedTuple):
    """The target of a link: a file as the link names it, and a cell of a sheet, if it has one."""

    file: str
    sheet: str
    cell: str


def target_of(formula: str) -> Target | None:
    """Return the target of a link of the summary; None for any other text."""
    found = _LINK.match(formula)
    if found is None:
        return None
    file, _, sheet = found[1].replace('""', '"').partition("#")
    sheet = sheet.removesuffix("!").removeprefix("'").removesuffix("'").replace("''", "'")
    return Target(unquote(file), sheet, found[2] or "")


def open_problem_file(book: xlwings.Book) -> None:
    """Open the file of the selected row, read-only: what a department sent is not to be changed by accident."""
    summary = _summary(book)
    link = _link(summary)
    path = Path(summary.fullname).parent / link.file
    opened = _opened(book.app, path)
    if opened is None:
        if not path.is_file():
            raise ActionError(
                f"找不到文件：{path}\n它可能移走或改名了；汇总工作簿移动过的，请把它放回原处，或者重新汇总。",
                f"There is no file {path}. It may have been moved or renamed; if the summary was moved, put it back or "
                "consolidate again.",
            )
        opened = open_without_macros(book.app, path)
    _show(opened, link)


def _summary(book: xlwings.Book) -> xlwings.Book:
    """Return the summary: this workbook, the one that the cover names, or the only one that is open."""
    if _is_summary(book):
        return book
    recorded = CountyCover.of(book).path(CountyCell.SUMMARY)
    known = _opened(book.app, recorded) if recorded is not None else None
    if known is not None:
        return known
    others = [other for other in book.app.books if _is_summary(other)]
    if len(others) == 1:
        return others[0]
    if others:
        raise ActionError(
            f"打开了 {len(others)} 份汇总工作簿，不知道指哪一份。请只留一份，再选一行。",
            f"{len(others)} summaries are open; keep one of them open and select a row.",
        )
    if recorded is not None and recorded.is_file():
        book.app.books.open(str(recorded))
        raise ActionError(
            f"汇总工作簿刚才没有打开，现在打开了。{_HOW.zh}", f"The summary was not open; now it is. {_HOW.en}"
        )
    raise ActionError(
        f"没有打开的汇总工作簿。请先点“汇总”。{_HOW.zh}", f"No summary is open. Click 汇总 first. {_HOW.en}"
    )


def _is_summary(book: xlwings.Book) -> bool:
    return ISSUES_SHEET in {sheet.name for sheet in book.sheets}


def _link(summary: xlwings.Book) -> Target:
    """Return the link in the selected row, whichever cell of the row is selected."""
    cell = patiently(lambda: selected_cell(summary))
    if cell is None or not _SHEET.fullmatch(cell.sheet.name):
        raise ActionError(*_HOW)
    last = max(cell.sheet.used_range.last_cell.column, 2)
    formulas: Any = cell.sheet.range((cell.row, 1), (cell.row, last)).formula
    texts = formulas[0] if isinstance(formulas[0], (list, tuple)) else formulas
    found = next(filter(None, map(target_of, map(str, texts))), None)
    if found is None:
        raise ActionError(
            f"第 {cell.row} 行没有指向部门文件的链接（全县的问题不属于某一个文件）。{_HOW.zh}",
            f"Row {cell.row} has no link to a department's file (findings of the county belong to none). {_HOW.en}",
        )
    return found


def _opened(app: xlwings.App, path: Path) -> xlwings.Book | None:
    """Return the workbook of a file, if it is open."""
    return next((book for book in app.books if (own := path_of(book)) is not None and _same(own, path)), None)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # never saved, or gone since it was opened
        return one == other


def _show(opened: xlwings.Book, link: Target) -> None:
    """Go to the cell; what cannot be shown is said."""
    opened.activate()
    if not link.sheet:
        return
    if link.sheet not in {sheet.name for sheet in opened.sheets}:
        tell(opened, f"{opened.name} 已打开，但里面没有工作表“{link.sheet}”：文件在汇总之后改过，请重新汇总。")
        return
    sheet = opened.sheets[link.sheet]
    sheet.activate()
    sheet.range(link.cell or "A1").select()
