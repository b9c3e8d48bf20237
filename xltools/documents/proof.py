"""The proof that what is printed of a book reads back as the same book, whatever file format it is printed in.

The drawn tables are read as worksheets by the one reader of forms (:mod:`xltools.forms.interpret`), and compared entry
by entry with what they were drawn from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xltools.documents.drawing import DrawnTable, printed_text
from xltools.documents.published import PublishedDepartment, sheet_groups
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import interpret
from xltools.forms.keyed_entries import sheet_entries
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.glossary import field_term
from xltools.grids.grid import Block, CellValue, Grid
from xltools.model import DepartmentBook, Entry, TargetSheet
from xltools.sheet_names import COVER_SHEET, OVERALL_SHEET

__all__ = ["PrintedContent", "changed_fields", "prove", "table_grid", "unprinted_entries"]

_NO_CONTENT = frozenset({"", "—", "——", "-", "--", "/", "\\"})
_IN_THE_TARGET = frozenset({"operator", "measure"})


@dataclass(frozen=True, slots=True)
class PrintedContent:
    """The content of the printed cells of a sheet, without places, to be compared with that of another."""

    form: str
    kind: str
    fields: Mapping[tuple[str, int], object]
    continued: tuple[bool, ...]
    sums: Mapping[str, Decimal | None]

    @classmethod
    def of(cls, sheet: TargetSheet, keys: frozenset[str]) -> PrintedContent:
        """Return the content of the fields and columns ``keys``."""
        fields = {
            (item.key, item.row): _meaning(item.entry)
            for item in sheet_entries(sheet)
            if item.key in keys and not (item.entry.blank and item.entry.value is None)
        }
        sums = {key: entry.value for key, entry in sheet.printed_sums.items() if entry.value is not None}
        return cls(
            sheet.form.id or HB2020.id, sheet.kind.value, fields, tuple(row.continued for row in sheet.indicators), sums
        )


def prove(department: PublishedDepartment, forms: KnownForms = BUILT_IN) -> tuple[str, ...]:
    """Return what of a department does not read back as it is, as ``sheet：field``; nothing where all does."""
    tables = department.tables
    grids = [*_cover_grids(department), *(table_grid(table, f"表{number}") for number, table in enumerate(tables, 1))]
    again = interpret(grids, "", forms).book
    return tuple(changed_fields(department.book, again, tables))


def changed_fields(before: DepartmentBook, after: DepartmentBook, tables: Iterable[DrawnTable]) -> Iterator[str]:
    """Yield the fields that differ between a book and what was read of it as printed in ``tables``."""
    for name in ("county", "year", "code", "name"):
        old, new = getattr(before, name), getattr(after, name)
        if (old.value or None) != (new.value or None):
            yield field_term({"code": "department_code", "name": "department_name"}.get(name, name)).zh
    for name in ("overall", "sub_targets", "safeguards"):
        if _meaning(getattr(before.overall, name)) != _meaning(getattr(after.overall, name)):
            yield field_term(name).zh
    tables = tuple(tables)
    sheets = [sheet for _, group in sheet_groups(after) for sheet in group]
    if len(sheets) != len(tables):
        yield f"{len(tables)} 张表读回 {len(sheets)} 张"
        return
    for table, sheet in zip(tables, sheets, strict=True):
        yield from (f"{table.label}：{field}" for field in _changed(table, sheet))


def unprinted_entries(table: DrawnTable) -> tuple[str, ...]:
    """Return the labels of what the sheet holds and its printed form has no cell for."""
    labels = (
        field_term(item.key).zh
        for item in sheet_entries(table.sheet)
        if item.key not in table.keys | _IN_THE_TARGET
        and item.key != "title"
        and printed_text(item.entry.text) not in _NO_CONTENT
    )
    return tuple(dict.fromkeys(labels))


def table_grid(table: DrawnTable, name: str) -> Grid:
    """Return a table as the worksheet that it would be."""
    rows: list[list[CellValue]] = [[None] * len(table.widths) for _ in range(table.rows + 1)]
    rows[0][0] = table.title
    merged: list[Block] = []
    for cell in table.cells:
        at = cell.at
        rows[at.row][at.column - 1] = cell.text or None
        if at.rows * at.columns > 1:
            merged.append(Block(at.row + 1, at.column, at.row + at.rows, at.column + at.columns - 1))
    return Grid("", name, rows, merged)


def _cover_grids(department: PublishedDepartment) -> Iterator[Grid]:
    yield Grid("", COVER_SHEET, [list(pair) for pair in department.cover])
    if texts := [list(pair) for part in department.parts for pair in part.texts]:
        yield Grid("", OVERALL_SHEET, texts)


def _changed(table: DrawnTable, sheet: TargetSheet) -> Iterator[str]:
    # A title that the sheet has not got, or that no program has worked out, is printed as the form's usual one.
    compared = table.keys - {"title"} if table.sheet.title.blank else table.keys
    old, new = PrintedContent.of(table.sheet, compared), PrintedContent.of(sheet, compared)
    if old == new:
        return
    keys = {**old.fields, **new.fields}
    changed = [key for key in keys if old.fields.get(key) != new.fields.get(key)]
    yield from dict.fromkeys(field_term(key.rpartition(".")[2]).zh for key, _ in changed)
    if not changed:
        yield "表式、层级或合计"


def _meaning(entry: Entry[Any]) -> object:
    """Return what an entry means: a number by its value, a text by its lines without blanks at their ends."""
    if isinstance(entry.value, (Decimal, int)):
        return entry.value
    text = printed_text(entry.text) or ("" if entry.value is None else str(entry.value))
    return "\n".join(filter(None, (line.strip() for line in text.splitlines())))
