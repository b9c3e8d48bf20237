"""Checks of what was read of a document: arithmetic and counts tell what no reading of a page can.

An amount that may have been cut is left blank where cells were put together from pages: a workbook holds what is
certain only. Elsewhere a cell is what the document says, and only the finding tells of the doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from xltools.grids.grid import Grid
from xltools.messages.documents import DOCUMENTS
from xltools.model import (
    PERIODS,
    DepartmentBook,
    Entry,
    Finding,
    MoneyUnit,
    Place,
    SheetKind,
    SpendingPlan,
    TargetSheet,
)
from xltools.text import NO_TEXT, Text
from xltools.values import normalise, squeeze

__all__ = ["check_amounts", "check_forms", "check_plans", "count_labels"]

_LABEL = re.compile(r"项目编码(?=[:：]?(?:[0-9A-Za-z]|项目名称|专项资金名称))")
"""The label of a form, with a code or the next label behind it; not the words in a sentence."""
_TWO_DECIMALS = re.compile(r"[-(]?¥?-?\d[\d,， \']*\.\d\d元?\)?")
"""An amount to the fen, normalised, with whatever parts its thousands."""
_FEN = 2
_AMOUNTS = ("budget", "fiscal", "other")
_ZERO = Decimal(0)
_LEFT_BLANK = Text("；工作簿里留空", "; left blank in the workbook")
_NOT_READ = "（原件里有一张表没有读出来，请对照补填）"

Checked = tuple[DepartmentBook, list[Finding]]


def count_labels(text: str) -> int:
    """Return how many forms a text holds by its labels."""
    return len(_LABEL.findall(squeeze(text)))


def check_amounts(book: DepartmentBook, *, from_pages: bool) -> Checked:
    """Return the book and the findings about amounts that are blank, do not add up, or have unusual decimals."""
    findings: list[Finding] = []
    exact = _usual_decimals(book)
    sheets: list[TargetSheet] = []
    for sheet in book.sheets:
        doubtful: set[str] = set()
        odd = [key for key in _AMOUNTS if _odd(sheet, key, exact=exact)]
        for key in odd:
            findings.append(_decimals(sheet, key, from_pages=from_pages))
            doubtful.add(key)
        if sheet.budget.value is None and sheet.budget.place.row:
            findings.append(_unread(sheet))
        if _differs(sheet):
            findings.append(_sum(sheet, from_pages=from_pages))
            doubtful.update(() if odd else _AMOUNTS)
        blanks: dict[str, Any] = {key: Entry(getattr(sheet, key).place) for key in doubtful}
        sheets.append(replace(sheet, **blanks) if from_pages and blanks else sheet)
    return replace(book, sheets=tuple(sheets)), findings


def check_plans(book: DepartmentBook, grids: Mapping[str, Grid]) -> Checked:
    """Return the book and the findings about plans of which some of the four cells were not found: none is used.

    ``grids`` are what the book was read from, by name: a row may end before the column of a label.
    """
    findings: list[Finding] = []
    sheets: list[TargetSheet] = []
    for sheet in book.sheets:
        located = sum(_is_cell(entry.place, grids) for entry in sheet.plan.entries)
        if 0 < located < len(PERIODS):
            place = next(entry.place for entry in sheet.plan.entries if entry.place.row)
            findings.append(DOCUMENTS["R46"].at(place, found=str(located), subject=sheet.label))
            plan = SpendingPlan(*(Entry(entry.place) for entry in sheet.plan.entries))
        else:
            plan = sheet.plan
        sheets.append(replace(sheet, plan=plan))
    return replace(book, sheets=tuple(sheets)), findings


def _is_cell(place: Place, grids: Mapping[str, Grid]) -> bool:
    grid = grids.get(place.sheet)
    rows = grid.rows[place.row - 1 : place.row] if grid is not None and place.row else ()
    return any(len(row) >= place.column for row in rows)


def check_forms(book: DepartmentBook, file: str, found: int, lost: int) -> tuple[DepartmentBook, Finding]:
    """Return the book with a blank form for each that was lost, whose name says so, and the finding."""
    finding = DOCUMENTS["R47"].at(Place(file), found=str(found), expected=str(found + lost), missing=str(lost))
    pattern = next((sheet for sheet in book.sheets if sheet.kind is SheetKind.PROJECT), None) or book.sheets[0]
    return replace(book, sheets=(*book.sheets, *(_blank(pattern) for _ in range(lost)))), finding


def _blank(pattern: TargetSheet) -> TargetSheet:
    blank: Entry[Any] = Entry()
    return replace(
        pattern,
        title=blank,
        code=blank,
        budget=blank,
        fiscal=blank,
        other=blank,
        purpose=blank,
        name=Entry(text=_NOT_READ, value=_NOT_READ),
        plan=SpendingPlan(blank, blank, blank, blank),
        goal=replace(pattern.goal, entry=blank, items=()),
        indicators=(),
        extras={},
        amounts={},
        long_term=(),
        tasks=(),
        printed_sums={},
        list_sums=(),
    )


def _usual_decimals(book: DepartmentBook) -> bool:
    """Return whether nearly all amounts of a document have two decimals: all but one in five, and more than two."""
    texts = [entry.text.strip() for sheet in book.sheets for entry in _typed(sheet)]
    exact = sum(_TWO_DECIMALS.fullmatch(normalise(text)) is not None for text in texts)
    return exact > 2 and exact * 5 >= len(texts) * 4


def _typed(sheet: TargetSheet) -> Iterator[Entry[Decimal]]:
    return (entry for key in _AMOUNTS if not (entry := getattr(sheet, key)).blank)


def _odd(sheet: TargetSheet, key: str, *, exact: bool) -> bool:
    """Return whether an amount has other decimals than nearly all others, or more than there are fen."""
    entry: Entry[Decimal] = getattr(sheet, key)
    if not entry.value:
        return False
    text = normalise(entry.text)
    _, point, fraction = text.rstrip("元)").rpartition(".")
    beyond = (
        sheet.unit_of(key) is MoneyUnit.YUAN and point and len(fraction.rstrip("0")) > _FEN and fraction.isdecimal()
    )
    return bool(beyond) or (exact and _TWO_DECIMALS.fullmatch(text) is None)


def _differs(sheet: TargetSheet) -> bool:
    budget, fiscal, other = sheet.budget.value, sheet.fiscal.value, sheet.other.value
    if budget is None or (fiscal is None and other is None) or not sheet.fiscal.place.row:
        return False
    return budget != (fiscal or _ZERO) + (other or _ZERO)


def _unread(sheet: TargetSheet) -> Finding:
    typed = sheet.budget.text.strip()
    found = Text(f"“{typed}”，不是金额", f'"{typed}", which is not an amount') if typed else Text("空白", "blank")
    return DOCUMENTS["R51"].at(sheet.budget.place, field="budget", subject=sheet.label, shown=found)


def _sum(sheet: TargetSheet, *, from_pages: bool) -> Finding:
    budget, fiscal, other = (getattr(sheet, key).text.strip() or Text("空", "blank") for key in _AMOUNTS)
    kept = _LEFT_BLANK if from_pages else NO_TEXT
    return DOCUMENTS["R44"].at(
        sheet.budget.place, field="budget", subject=sheet.label, budget=budget, fiscal=fiscal, other=other, kept=kept
    )


def _decimals(sheet: TargetSheet, key: str, *, from_pages: bool) -> Finding:
    entry = getattr(sheet, key)
    kept = _LEFT_BLANK if from_pages else NO_TEXT
    return DOCUMENTS["R45"].at(entry.place, field=key, found=entry.text.strip(), subject=sheet.label, kept=kept)
