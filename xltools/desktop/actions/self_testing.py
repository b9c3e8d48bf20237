"""自检: the self-test of the buttons in this program, told on a sheet of a new workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.desktop.self_test import STEPS, Bench, run_step, watch_own_book
from xltools.desktop.self_test.about_computer import describe_computer
from xltools.desktop.self_test.result_sheet import HOW_ROWS, RESULT, result_sheet, trace_sheet, verdict
from xltools.desktop.session import tell
from xltools.desktop.tables import write_table
from xltools.services.self_test import write_self_test_books

if TYPE_CHECKING:
    import xlwings

    from xltools.desktop.self_test import StepResult

__all__ = ["self_test"]

_HOW_POINTS = 20


def self_test(book: xlwings.Book) -> None:
    """Carry out every step, show the result in a new workbook, and tell the outcome. ``book`` stays as it is."""
    last = watch_own_book(book)
    with tempfile.TemporaryDirectory(prefix="xltools-", ignore_cleanup_errors=True) as made:
        folder = Path(made).resolve()
        bench = Bench(book.app, folder, write_self_test_books(folder))
        try:
            results = [run_step(step, bench) for step in STEPS]
        finally:
            bench.close()
            book.activate()  # else no window may be in front, and LibreOffice would hide the next one
    results.append(run_step(last, bench))
    shown = _show(book.app, results)
    tell(shown, f"自检做完了。{verdict(results)}\n结果在新工作簿的“{RESULT}”表里，请另存后发给要了解情况的人。")


def _show(app: xlwings.App, results: list[StepResult]) -> xlwings.Book:
    """Write the result into a new workbook, which comes to the front."""
    shown = app.books.add()
    sheet = shown.sheets[0]
    sheet.name = RESULT
    write_table(sheet, result_sheet(results, describe_computer(app)))
    sheet.range(HOW_ROWS).row_height = _HOW_POINTS  # LibreOffice makes rows of a long Chinese line too low
    if (traces := trace_sheet(results)) is not None:
        write_table(shown.sheets.add(traces.name, after=sheet), traces)
    sheet.activate()
    return shown
