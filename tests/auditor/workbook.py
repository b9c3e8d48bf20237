"""The workbook part: its sheets and its views."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.auditor.book import MAIN, Book, boolean, integer
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_sheets", "check_views"]

MAX_SHEET_NAME = 31
"""Characters, counted as Excel does, in units of UTF-16."""
_KINDS = {"worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"}


def check_sheets(book: Book) -> Iterator[Problem]:
    """Check the names, numbers and states of the sheets, and that each has a part of its own."""
    seen: set[tuple[str, str]] = set()
    for sheet in book.sheets:
        place = f"sheet {sheet.name!r}"
        for what in _check_name(sheet.name):
            yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.LIMITS)
        for key, value in (("name", sheet.name.casefold()), ("sheetId", sheet.id), ("part", sheet.part)):
            if value and (key, value) in seen:
                what = f"another sheet has the same {key}"
                yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.WORKBOOK)
            seen.add((key, value))
        if sheet.part and sheet.kind not in _KINDS:
            what = f"the sheet is related as {sheet.kind}"
            yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.WORKBOOK)
    states = [element.get("state", "visible") for element in book.workbook.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
    if set(states) <= {"hidden", "veryHidden"}:
        what = "no sheet is visible"
        yield Problem(book.workbook_part, "sheets", what, Effect.REFUSED, Source.REPORTED)


def _check_name(name: str) -> Iterator[str]:
    if not name:
        yield "the name is empty"
    if len(name.encode("utf-16-le", "surrogatepass")) // 2 > MAX_SHEET_NAME:
        yield f"the name is longer than {MAX_SHEET_NAME} characters"
    if re.search(r"[\\/?*\[\]:]", name):
        yield "the name holds one of \\ / ? * [ ] :"
    if name.startswith("'") or name.endswith("'"):
        yield "the name begins or ends with an apostrophe"


def check_views(book: Book) -> Iterator[Problem]:
    """Check that views lead to sheets, and that no more than one sheet is selected."""
    views = book.workbook.findall(f"{MAIN}bookViews/{MAIN}workbookView")
    for view in views:
        for key in ("activeTab", "firstSheet"):
            if integer(view.get(key)) >= len(book.sheets):
                what = f"{key} {view.get(key)} is not a sheet"
                yield Problem(book.workbook_part, "workbookView", what, Effect.REFUSED, Source.WORKBOOK)
    selected = []
    for sheet in book.sheets:
        for view in () if sheet.root is None else sheet.root.iterfind(f"{MAIN}sheetViews/{MAIN}sheetView"):
            number = integer(view.get("workbookViewId"))
            if number >= max(len(views), 1):
                what = f"workbookViewId {number} is not a view of the workbook"
                yield Problem(sheet.part, "sheetView", what, Effect.REPAIRED, Source.WORKSHEETS)
            if number == 0 and boolean(view.get("tabSelected")):
                selected.append(sheet.part)
    for part in selected[1:]:
        what = "a second sheet is selected: what is typed goes into all of them"
        yield Problem(part, "sheetView", what, Effect.WRONG, Source.REPORTED)
