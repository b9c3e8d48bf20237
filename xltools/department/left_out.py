"""Workbooks and text tables in which no target sheet was recognised: plainly something else, or to be looked at."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from pathlib import PurePath

from xltools.grids.grid import Grid
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers import OTHER_SUFFIXES, WORKBOOK_SUFFIXES, FileKind
from xltools.rosters.table import is_roster
from xltools.sheet_names import NOTICE_TITLE, REMINDER_TITLE, RESULT_SHEET
from xltools.text import Text
from xltools.values.form_words import find_form_word, find_garbled_form_word, has_chinese

__all__ = ["explain_left_out"]

_MIN_TEXTS = 5
"""A workbook of an office with as many texts has Chinese ones, unless a program has lost them."""
_TEXT_TABLES = {
    FileKind.TEXT: Text("这是文本表格", "This is a text table"),
    FileKind.HTML: Text("这是网页", "This is a web page"),
}


def explain_left_out(kind: FileKind, grids: Sequence[Grid], name: str) -> Finding | None:
    """Return the finding for a file without target sheets; None where it is plainly something else.

    Plainly something else are what these tools make beside target sheets (lists of findings, notices), a roster, and a
    file that has text but neither a label of a target sheet nor a word for money, such as a list of telephone numbers.
    Texts that a program has garbled, or put marks in the place of, are none of these.
    A web page or a text table with the name of a workbook was sent as one, so a person looks at it in any case.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in OTHER_SUFFIXES:
        return None
    if kind in _TEXT_TABLES and suffix in WORKBOOK_SUFFIXES:
        return FILES["F32"].at(Place(name), what=_TEXT_TABLES[kind])
    if _is_ours(grids) or is_roster(grids):
        return None
    texts = [(grid, row, column, text) for grid in grids for row, column, text in grid.texts()]
    what = _about_all(list(map(itemgetter(3), texts)))
    return FILES["F32"].at(Place(name), what=what) if what else _about_one(texts)


def _about_all(texts: Sequence[str]) -> Text | None:
    """Return what is odd about the texts of a workbook as a whole."""
    if not texts:
        return Text(
            "工作簿里没有文字（可能是空的，或者只有图片）", "The workbook has no text; it is blank or has pictures"
        )
    if len(texts) >= _MIN_TEXTS and not any(map(has_chinese, texts)) and not any(map(find_garbled_form_word, texts)):
        return Text("文件里有文字，却没有一个汉字，可能是乱码", "The file has texts without any Chinese character")
    return None


def _about_one(texts: Sequence[tuple[Grid, int, int, str]]) -> Finding | None:
    """Return the finding about the first text that a target sheet may have."""
    for grid, row, column, text in texts:
        if word := find_form_word(text):
            what = Text(f"文件里有“{word}”等字样", f'The file has words such as "{word}"')
            return FILES["F32"].at(grid.place(row, column), found=word, what=what)
        if word := find_garbled_form_word(text):
            what = Text(f"文件里的文字是乱码（如“{word}”一格）", f'The texts are garbled (one of them is "{word}")')
            return FILES["F32"].at(grid.place(row, column), found=word, what=what)
    return None


def _is_ours(grids: Sequence[Grid]) -> bool:
    """Return whether the workbook is a list of findings or a letter that these tools made."""
    titles = {NOTICE_TITLE, REMINDER_TITLE}
    return any(grid.sheet == RESULT_SHEET or grid.text(1, 1) in titles for grid in grids)
