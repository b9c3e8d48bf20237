"""Tables: names, columns, and cells that say what the columns are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.auditor.areas import Area, parse_area, parse_cell
from tests.auditor.book import MAIN, Book, Sheet, integer, text_of
from tests.auditor.names import is_valid_name
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_tables"]


def check_tables(book: Book) -> Iterator[Problem]:
    """Check every table of every worksheet."""
    names = {
        element.get("name", "").casefold()
        for element in book.workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName")
        if element.get("localSheetId") is None
    }
    identities: set[int] = set()
    for sheet, root in book.worksheets:
        areas: list[Area] = []
        for part in book.related(sheet.part, "table"):
            table = book.roots[part]
            for what in (
                *_check_identity(table, names, identities),
                *_check_columns(table),
                *_check_place(table, root, areas),
                *_check_header(book, sheet, table),
            ):
                yield Problem(part, f"table {table.get('displayName')!r}", what, Effect.REPAIRED, Source.REPORTED)


def _check_identity(table: etree._Element, names: set[str], identities: set[int]) -> Iterator[str]:
    name, identity = table.get("displayName", ""), integer(table.get("id"))
    if not is_valid_name(name):
        yield "the name is not valid"
    if name.casefold() in names:
        yield "the name is taken by another table or by a defined name"
    names.add(name.casefold())
    if identity < 1 or identity in identities:
        yield f"the id {identity} is zero or used twice"
    identities.add(identity)


def _columns(table: etree._Element) -> list[etree._Element]:
    return table.findall(f"{MAIN}tableColumns/{MAIN}tableColumn")


def _check_columns(table: etree._Element) -> Iterator[str]:
    columns = _columns(table)
    group = table.find(f"{MAIN}tableColumns")
    count = len(columns) if group is None else integer(group.get("count"), len(columns))
    area = parse_area(table.get("ref"))
    width = 0 if area is None else area.last_column - area.first_column + 1
    if not len(columns) == count == width:
        yield f"{len(columns)} columns, a count of {count}, an area of {width}"
    for key in ("name", "id"):
        values = [column.get(key, "").casefold() for column in columns]
        if len(set(values)) < len(values):
            yield f"two columns have the same {key}"


def _check_place(table: etree._Element, worksheet: etree._Element, areas: list[Area]) -> Iterator[str]:
    area = parse_area(table.get("ref"))
    if area is None:
        yield f"the area {table.get('ref')} is not one of a sheet"
        return
    if any(area.overlaps(other) for other in areas):
        yield "the table overlaps another one"
    areas.append(area)
    for path, what in (("mergeCells/{}mergeCell", "merged cells"), ("autoFilter", "the filter of the sheet")):
        for element in worksheet.iterfind(MAIN + path.format(MAIN)):
            other = parse_area(element.get("ref"))
            if other is not None and area.overlaps(other):
                yield f"the table overlaps {what} {element.get('ref')}"
    own_filter = table.find(f"{MAIN}autoFilter")
    if own_filter is not None:
        filtered = parse_area(own_filter.get("ref"))
        if filtered is None or not area.overlaps(filtered) or filtered.first_row != area.first_row:
            yield f"the filter {own_filter.get('ref')} is not that of the table"


def _check_header(book: Book, sheet: Sheet, table: etree._Element) -> Iterator[str]:
    area = parse_area(table.get("ref"))
    if area is None or sheet.root is None or integer(table.get("headerRowCount"), 1) == 0:
        return
    texts = _row_texts(book, sheet.root, area.first_row)
    for offset, column in enumerate(_columns(table)):
        shown = texts.get(area.first_column + offset)
        name = _line(column.get("name", ""))
        if shown is None:
            yield f"the header of the column {name!r} is not a text"
        elif _line(shown) != name:
            yield f"the column {name!r} is called {shown!r} in its cell"


def _line(text: str) -> str:
    """Join lines: the name of a column writes a line break as an escape, or as a blank."""
    return re.sub(r"_x000[aAdD]_|\s", " ", text).casefold()


def _row_texts(book: Book, worksheet: etree._Element, number: int) -> dict[int, str]:
    """Return the texts of one row by column."""
    _, table = book.first("sharedStrings")
    strings = [] if table is None else table.findall(f"{MAIN}si")
    texts = {}
    for row in worksheet.iterfind(f'{MAIN}sheetData/{MAIN}row[@r="{number}"]'):
        for element in row.iterchildren(f"{MAIN}c"):
            cell, value = parse_cell(element.get("r")), element.findtext(f"{MAIN}v")
            inline = element.find(f"{MAIN}is")
            kind = element.get("t")
            if cell is None:
                continue
            if inline is not None:
                texts[cell.column] = text_of(inline)
            elif kind == "str" and value is not None:
                texts[cell.column] = value
            elif kind == "s" and integer(value, len(strings)) < len(strings):
                texts[cell.column] = text_of(strings[integer(value)])
    return texts
