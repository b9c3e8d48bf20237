"""Calls that xlwings lacks or makes cell by cell, for each host. Protection has a module of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltools.desktop.libreoffice.addresses import CellBlock, cover_cells

if TYPE_CHECKING:
    import xlwings

__all__ = [
    "Cell",
    "Rgb",
    "choose_folder",
    "formula_cells",
    "hide_deeply",
    "is_libreoffice",
    "is_saved",
    "open_without_macros",
    "paint",
    "path_of",
    "selected_cell",
]

Cell = tuple[int, int]
"""Row and column, counted from 1."""

Rgb = tuple[int, int, int]

_LONGEST_ADDRESS = 240
"""Excel takes 255 characters for a range of several areas."""

_FORMULA = 16  # com.sun.star.sheet.CellFlags
_VERY_HIDDEN = 2  # Excel.XlSheetVisibility
_FOLDER_PICKER = 4  # Office.MsoFileDialogType
_FORCE_DISABLE = 3  # Office.MsoAutomationSecurity
_CHOSEN = -1  # what Excel's dialogs return for OK
_MAC_CHOICE = """on run {title, start}
    activate
    if start is "" then return POSIX path of (choose folder with prompt title)
    return POSIX path of (choose folder with prompt title default location POSIX file start)
end run"""


def is_libreoffice(app: xlwings.App) -> bool:
    """Return whether the host is LibreOffice."""
    return bool(app.engine.name == "libreoffice")


def formula_cells(block: xlwings.Range, values: Sequence[Sequence[Any]]) -> frozenset[Cell]:
    """Return the cells of a block that hold a formula; ``values`` are its values, row by row.

    LibreOffice is asked for their places only: putting formulas into Excel's words takes it most of a second a sheet.
    """
    if is_libreoffice(block.sheet.book.app):
        found = block.impl.uno.queryContentCells(_FORMULA).getRangeAddresses()
        return frozenset(
            (row + 1, column + 1)
            for area in found
            for row in range(area.StartRow, area.EndRow + 1)
            for column in range(area.StartColumn, area.EndColumn + 1)
        )
    formulas: Any = block.formula
    rows = formulas if isinstance(formulas, (list, tuple)) else ((formulas,),)  # one cell comes as it is
    return frozenset(
        (row, column)
        for row, (texts, line) in enumerate(zip(rows, values, strict=True), block.row)
        for column, (text, value) in enumerate(zip(texts, line, strict=True), block.column)
        if isinstance(text, str) and text[:1] == "=" and text != value  # text that only looks like one is its own value
    )


def paint(sheet: xlwings.Sheet, colours: Mapping[Cell, Rgb | None]) -> None:
    """Give cells a background colour, None for none: a few calls for each colour, not for each cell."""
    if not colours:
        return
    if is_libreoffice(sheet.book.app):
        rows, columns = [row for row, _ in colours], [column for _, column in colours]
        top, left, bottom, right = min(rows), min(columns), max(rows), max(columns)
        block = [
            [colours.get((row, column), ...) for column in range(left, right + 1)] for row in range(top, bottom + 1)
        ]
        sheet.range((top, left), (bottom, right)).impl.set_colors(block)  # xlwings' own takes 10,000 cells at most
        return
    alike: dict[Rgb | None, list[Cell]] = {}
    for cell, colour in colours.items():
        alike.setdefault(colour, []).append(cell)
    for colour, cells in alike.items():
        for address in _addresses(cover_cells(cells)):
            sheet.range(address).color = colour


def _addresses(blocks: Sequence[CellBlock]) -> Iterator[str]:
    """Yield the blocks as addresses of several areas, none of them too long."""
    address = ""
    for block in blocks:
        more = block.a1(row_absolute=False, column_absolute=False)
        if address and len(address) + len(more) >= _LONGEST_ADDRESS:
            yield address
            address = ""
        address = f"{address},{more}" if address else more
    if address:
        yield address


def hide_deeply(sheet: xlwings.Sheet) -> None:
    """Hide a sheet so that Excel does not offer to show it. LibreOffice and Excel on macOS just hide it."""
    if is_libreoffice(sheet.book.app) or sys.platform == "darwin":
        sheet.visible = False
    else:
        sheet.api.Visible = _VERY_HIDDEN


def choose_folder(app: xlwings.App, title: str, start: Path | None = None) -> Path | None:
    """Have the officer choose a folder, beginning in ``start`` if that exists; None if nothing was chosen."""
    start = start if start is not None and start.is_dir() else None
    if is_libreoffice(app):
        return _choose_in_libreoffice(app, title, start)
    if sys.platform == "darwin":
        script = ["osascript", "-e", _MAC_CHOICE, title, str(start or "")]
        chosen = subprocess.run(script, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
        return Path(chosen) if chosen else None
    dialog = app.api.FileDialog(_FOLDER_PICKER)
    dialog.Title = title
    if start is not None:
        dialog.InitialFileName = f"{start}{os.sep}"
    return Path(dialog.SelectedItems.Item(1)) if dialog.Show() == _CHOSEN else None


def _choose_in_libreoffice(app: xlwings.App, title: str, start: Path | None) -> Path | None:
    from xltools.desktop.libreoffice import uno_bridge

    picker = app.impl.office.service("ui.dialogs.FolderPicker")
    picker.setTitle(title)
    if start is not None:
        picker.setDisplayDirectory(uno_bridge.url_of(start))
    return Path(uno_bridge.path_of(picker.getDirectory())) if picker.execute() == 1 else None


def open_without_macros(app: xlwings.App, path: Path) -> xlwings.Book:
    """Open a file that somebody sent, to read only, and let none of its macros run.

    A workbook that a program opens in Excel runs its macros without a question, unless the program forbids it for as
    long as it opens files. The engine for LibreOffice never runs those of a file that is opened to read only.
    """
    if is_libreoffice(app):
        return app.books.open(str(path), read_only=True)
    with _macros_disabled(app):
        return app.books.open(str(path), read_only=True)


@contextmanager
def _macros_disabled(app: xlwings.App) -> Iterator[None]:
    """Have Excel disable all macros of what is opened meanwhile; then put the setting back."""
    if sys.platform == "darwin":
        from appscript import k

        setting = app.api.automation_security
        before = setting.get()
        setting.set(k.msoAutomationSecurityForceDisable)
        try:
            yield
        finally:
            setting.set(before)
        return
    before = app.api.AutomationSecurity
    app.api.AutomationSecurity = _FORCE_DISABLE
    try:
        yield
    finally:
        app.api.AutomationSecurity = before


def is_saved(book: xlwings.Book) -> bool:
    """Return whether a workbook has no changes that are not saved."""
    if is_libreoffice(book.app):
        return not book.api.isModified()
    return bool(book.api.saved.get() if sys.platform == "darwin" else book.api.Saved)


def path_of(book: xlwings.Book) -> Path | None:
    """Return where a workbook lies; None if it was never saved, or lies in a cloud without a folder here."""
    try:
        path = Path(book.fullname)
    except Exception:  # xlwings does not find the folder of a web address
        return None
    return path if path.is_absolute() else None


def selected_cell(book: xlwings.Book) -> xlwings.Range | None:
    """Return the first selected cell of a workbook, in front or not; Excel brings it to the front for that."""
    if is_libreoffice(book.app):
        address = getattr(book.impl.uno.CurrentSelection, "RangeAddress", None)  # shapes have none
        if address is None:
            return None
        return book.sheets[address.Sheet].range((address.StartRow + 1, address.StartColumn + 1))
    book.activate()
    selection = book.app.selection
    return selection[0, 0] if selection is not None else None
