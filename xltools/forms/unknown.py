"""Sheets on a form that is not known: said once, in words of what the sheet seems to be."""

from __future__ import annotations

import re

from xltools.forms.description import FormDescription
from xltools.forms.find import UnknownForm
from xltools.forms.form_reader import FormReader, labels_of
from xltools.grids.grid import Grid
from xltools.messages.known_forms import UNKNOWN_FORM
from xltools.text import Text
from xltools.values import squeeze

__all__ = ["looks_like_target_sheet", "report_titled", "report_unknown"]

_TITLE = re.compile(r"绩效目标(?:申报|填报|审核)?表(?:[(][^()]*[)])?$")
"""The end of the squeezed title of a target sheet, also of another edition than ours."""
_IN_BRACKETS = re.compile(r"[(][^()]*[)]")
_SHEET_NAME = "绩效目标表"
_MIN_HEADS = 3
"""Heads of classes of indicators that make a table."""
_SEARCHED_ROWS, _SEARCHED_COLUMNS, _TITLE_ROWS = 40, 30, 3
"""The part of a sheet that is searched for content and for a title."""


def looks_like_target_sheet(grid: Grid) -> bool:
    """Return whether a sheet without any form's labels is named or titled as a target sheet."""
    if not any(grid.filled_columns(row, 1, _SEARCHED_COLUMNS) for row in range(1, _SEARCHED_ROWS + 1)):
        return False
    if _SHEET_NAME in squeeze(grid.sheet):
        return True
    titles = [
        (row, column)
        for row in range(1, min(_TITLE_ROWS, grid.height) + 1)
        for column in range(1, min(grid.width, _SEARCHED_COLUMNS) + 1)
        if _TITLE.search(squeeze(grid.text(row, column)))
    ]
    return len(titles) == 1


def report_unknown(reader: FormReader, unknown: UnknownForm) -> None:
    """Report a part of a sheet on a form that is not known, by its title or by the form that it is most like."""
    best = unknown.region.best
    title = _IN_BRACKETS.sub("", unknown.title)
    what = Text(title, title)
    if not title and best:
        what = Text(f"与“{best.form.name}”相近的表", f"a form much like {best.form.name}")
    reader.report(UNKNOWN_FORM, reader.grid.place(unknown.region.top, 1), what=what)


def report_titled(reader: FormReader, form: FormDescription) -> None:
    """Report a sheet that has nothing of a target sheet but its title; one with labels of its own is on a form."""
    grid = reader.grid
    texts = [text for row, _, text in grid.texts() if row <= _SEARCHED_ROWS]
    if sum(squeeze(text).endswith("指标") for text in texts) >= _MIN_HEADS:
        title = next((text for text in map(squeeze, texts) if _TITLE.search(text)), squeeze(grid.sheet))
        what = _IN_BRACKETS.sub("", title)
        reader.report(UNKNOWN_FORM, grid.place(1, 1), what=Text(what, what))
        return
    keys = [item.key for item in form.fields if item.required and item.labels]
    reader.report("R01", reader.grid.place(), missing=labels_of(keys, form))
