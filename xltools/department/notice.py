"""Letters to departments as a workbook: one printable A4 page for each, with blanks to sign."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltools.department.letters import LETTER_HEADINGS, Letter, LetterRow, return_letters
from xltools.department.returns import Returned
from xltools.rules.letterhead import Letterhead
from xltools.text import drop_controls, show_controls
from xltools.writer.row_heights import RowHeights

__all__ = ["letter_workbook", "notice_workbook"]

_WIDTHS = (6, 15, 18, 28, 28)
_POINTS = 10.5
_BAD_IN_TAB = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_PINNED = datetime(2020, 1, 1)
_FONT = {"font_name": "宋体", "font_size": _POINTS, "valign": "vcenter"}
_BOXED = {**_FONT, "border": 1, "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {**_FONT, "bold": True, "font_size": 18, "align": "center"},
    "number": {**_FONT, "align": "center"},
    "text": {**_FONT, "text_wrap": True},
    "sender": {**_FONT, "align": "right"},
    "head": {**_BOXED, "bold": True, "align": "center", "bg_color": "#D9D9D9"},
    "cell": _BOXED,
    "level": {**_BOXED, "align": "center"},
}


def notice_workbook(returned: Sequence[Returned], head: Letterhead = Letterhead()) -> bytes:  # noqa: B008 - immutable
    """Build the workbook with a page for each of ``returned`` that goes back."""
    return letter_workbook(return_letters(returned, head))


def letter_workbook(letters: Sequence[Letter]) -> bytes:
    """Build the workbook with a page for each letter; the same letters give the same bytes."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        title = letters[0].title if letters else ""
        workbook.set_properties({"title": title, "author": "xltools", "created": _PINNED})
        looks = {name: workbook.add_format(look) for name, look in _LOOKS.items()}
        names: set[str] = set()
        for letter in letters:
            _page(workbook.add_worksheet(_tab_name(letter, names)), looks, letter)
    return buffer.getvalue()


def _tab_name(letter: Letter, taken: set[str]) -> str:
    """Return the department's name as a valid tab name, different from all others."""
    title = drop_controls(f"{letter.code}{letter.name}" or PurePosixPath(letter.file.partition("（")[0]).stem)
    base = _BAD_IN_TAB.sub("", title)[:26] or "部门"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}({number})"
    taken.add(name.casefold())
    return name


def _page(sheet: Worksheet, looks: dict[str, Format], letter: Letter) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _line(sheet, 0, letter.title, looks["title"], 42)
    if letter.number:
        row = _line(sheet, row, letter.number, looks["number"])
    for text in letter.opening:
        row = _line(sheet, row, text, looks["text"])
    if letter.rows:
        row = _table(sheet, row + 1, letter.rows, looks)
    for text in filter(None, (letter.rest(len(letter.rows)), *letter.closing)):
        row = _line(sheet, row, text, looks["text"])
    for text in letter.sender:
        row = _line(sheet, row, f"{text}　", looks["sender"])
    row += 1
    for text in letter.signatures:
        row = _line(sheet, row, text, looks["text"], 34)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    sheet.print_area(0, 0, row - 1, len(_WIDTHS) - 1)


def _line(sheet: Worksheet, row: int, text: str, look: Format, least: float = 22) -> int:
    """Write a text across the page; return the row below it."""
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", look)
    sheet.write_string(row, 0, show_controls(text), look)
    sheet.set_row(row, max(least, RowHeights((_pixels(sum(_WIDTHS)),), (_POINTS,), least=least)((text,))))
    return row + 1


def _pixels(characters: float) -> int:
    return int(characters * 7 + 5)


def _table(sheet: Worksheet, row: int, rows: Sequence[LetterRow], looks: dict[str, Format]) -> int:
    heights = RowHeights([_pixels(width) for width in _WIDTHS], [_POINTS] * len(_WIDTHS), least=20)
    for column, heading in enumerate(LETTER_HEADINGS):
        sheet.write_string(row, column, heading, looks["head"])
    sheet.set_row(row, 22)
    for one in rows:
        row += 1
        for column, text in enumerate(one.cells):
            sheet.write_string(row, column, show_controls(text), looks["level" if column == 0 else "cell"])
        sheet.set_row(row, heights(one.cells))
    return row + 1
