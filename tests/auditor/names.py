"""Defined names: what they may be called, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.auditor.areas import parse_cell
from tests.auditor.book import MAIN, Book, integer
from tests.auditor.formulas import formula_problems
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_names", "is_valid_name"]

_NAME = re.compile(r"(?:[^\W\d]|\\|[^\x00-\x7f])(?:[\w.?\\]|[^\x00-\x7f\s]){0,254}")
_LIKE_ROW_AND_COLUMN = re.compile(r"R|C|R[0-9]*C[0-9]*|R[0-9]+|C[0-9]+", re.IGNORECASE)
_BUILT_IN = "_xlnm."


def is_valid_name(name: str) -> bool:
    """Whether Excel takes this as the name of a range or of a table."""
    like_a_cell = parse_cell(name.upper()) is not None or _LIKE_ROW_AND_COLUMN.fullmatch(name)
    return bool(_NAME.fullmatch(name)) and not like_a_cell


def check_names(book: Book) -> Iterator[Problem]:
    """Check every defined name of the workbook."""
    sheet_names = {sheet.name.casefold() for sheet in book.sheets}
    seen: set[tuple[str, str | None]] = set()
    for element in book.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
        name, scope = element.get("name", ""), element.get("localSheetId")
        place = f"definedName {name!r}"
        if not name.startswith(_BUILT_IN) and not is_valid_name(name):
            yield Problem(book.workbook_part, place, "the name is not valid", Effect.REPAIRED, Source.REPORTED)
        if (name.casefold(), scope) in seen:
            what = "the name is defined twice"
            yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.WORKBOOK)
        seen.add((name.casefold(), scope))
        if integer(scope) >= len(book.sheets):
            what = f"localSheetId {scope} is not a sheet"
            yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.WORKBOOK)
        for what, effect in formula_problems(element.text, sheet_names):
            yield Problem(book.workbook_part, place, what, effect, Source.FORMULAS)
        if name in {"_xlnm.Print_Titles", "_xlnm.Print_Area"} and not re.search("[!#(]", element.text or ""):
            what = "the range does not say on which sheet it is"
            yield Problem(book.workbook_part, place, what, Effect.REPAIRED, Source.REPORTED)
