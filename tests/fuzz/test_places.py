"""Wherever rows and columns are put in or hidden, every value and every finding is at the cell that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fixtures.forms import form, package
from tests.fixtures.packages import zipped
from tests.fuzz.insertions import Moves
from xltools.forms.interpret import interpret
from xltools.grids.grid import CellValue, Grid
from xltools.model import DepartmentBook, Entry, Place
from xltools.readers import read_content
from xltools.rules.engine import check_book

FAULTS: Mapping[tuple[int, int], CellValue] = {
    (4, 3): "一百二十万上下",
    (4, 5): "约一百万",
    (4, 7): "不清楚",
    (7, 4): 10.0,
    (7, 6): 180.0,
    (7, 7): "全部",
    (10, 5): "≥32大于32公里",
    (11, 5): "待定",
    (12, 5): "13月底前",
    (13, 6): "有关文件",
    (14, 5): "≤90%",
}
"""Cells of the clean form and something wrong for each."""


def _read(cells: Grid) -> tuple[DepartmentBook, dict[tuple[str, Place], str]]:
    """The book, and each finding by its rule and its place, through a file."""
    workbook = read_content(zipped(package(cells)), ".xlsx", "a.xlsx").workbook
    assert workbook is not None
    assert workbook.notes == ()
    result = interpret(workbook.sheets, "a.xlsx")
    found = (*result.findings, *check_book(result.book).findings)
    return result.book, {(finding.rule, finding.place): finding.found for finding in found}


def _entries(value: Any) -> Iterator[Entry[Any]]:
    """Every filled entry of a book."""
    if isinstance(value, Entry):
        if not value.blank:
            yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _entries(item)
    elif is_dataclass(value) and not isinstance(value, Place):
        for item in fields(value):
            yield from _entries(getattr(value, item.name))


def _check(faults: set[tuple[int, int]], moves: Moves, hidden_rows: set[int], hidden_columns: set[int]) -> None:
    cells = form(301, {place: FAULTS[place] for place in faults})
    book, findings = _read(cells)
    moved = moves.grid(cells, hidden_rows=map(moves.row, hidden_rows), hidden_columns=map(moves.column, hidden_columns))
    moved_book, moved_findings = _read(moved)
    assert [(moves.place(entry.place), entry.text) for entry in _entries(book)] == [
        (entry.place, entry.text) for entry in _entries(moved_book)
    ]
    for entry in _entries(moved_book):
        assert moved.text(entry.place.row, entry.place.column).strip() in entry.text, entry
    told = {key: found for key, found in moved_findings.items() if key[0] != "R08"}
    assert told == {(rule, moves.place(place)): found for (rule, place), found in findings.items()}


ROWS, COLUMNS = st.integers(1, 15), st.integers(1, 8)
_ARRANGEMENTS = {
    "faults": st.sets(st.sampled_from(sorted(FAULTS)), max_size=4),
    "rows": st.lists(ROWS, max_size=5),
    "columns": st.lists(COLUMNS, max_size=3),
    "hidden_rows": st.sets(ROWS, max_size=4),
    "hidden_columns": st.sets(COLUMNS, max_size=2),
}


@given(**_ARRANGEMENTS)
@example(faults={(4, 3)}, rows=[4], columns=[3], hidden_rows={4}, hidden_columns={3})
@example(faults=set(), rows=[2, 2, 2, 2, 2], columns=[], hidden_rows=set(), hidden_columns=set())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_places_after_insertions(
    faults: set[tuple[int, int]], rows: list[int], columns: list[int], hidden_rows: set[int], hidden_columns: set[int]
) -> None:
    _check(faults, Moves(tuple(sorted(rows)), tuple(sorted(columns))), hidden_rows, hidden_columns)


@pytest.mark.slow
@given(**_ARRANGEMENTS)
@settings(max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_places_after_very_many_insertions(
    faults: set[tuple[int, int]], rows: list[int], columns: list[int], hidden_rows: set[int], hidden_columns: set[int]
) -> None:
    _check(faults, Moves(tuple(sorted(rows)), tuple(sorted(columns))), hidden_rows, hidden_columns)


@pytest.mark.parametrize("cell", sorted(FAULTS))
def test_each_fault_is_found_where_it_is_planted(cell: tuple[int, int]) -> None:
    _, findings = _read(form(301, {cell: FAULTS[cell]}))
    _, before = _read(form(301))
    assert cell in {(place.row, place.column) for _, place in set(findings) - set(before)}
