"""A published performance text (预算绩效文本), saved from Word as plain text, read like a workbook.

In such a text every table cell stands on a line of its own behind a tab, a row ends with an empty line, a merged or
blank cell is a line with a tab only, titles carry Word field codes, and a cell of several paragraphs goes on in lines
without a tab, each behind one blank line at most. The text becomes one grid whose row numbers are the line numbers, so
that every value keeps its line and the forms are found by the same description as in workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from xltools.derive import budget_year, only_unit
from xltools.errors import XltoolsError
from xltools.forms.hb2020 import HB2020
from xltools.forms.interpret import interpret
from xltools.forms.known import BUILT_IN, KnownForms
from xltools.glossary import FieldTerm
from xltools.grids.grid import CellValue, Grid
from xltools.model import DepartmentBook, Entry, Finding, Place
from xltools.readers.published_document import DocumentTable, Paragraph, Passage
from xltools.readers.text_tables.decoding import decode_text
from xltools.values import split_unit, squeeze

__all__ = [
    "TextError",
    "is_heading",
    "is_title",
    "name_department",
    "narrative_label",
    "read_published_text",
    "text_grid",
    "text_passages",
]

_FIELD_CODE = re.compile(r"\s*\bTC\s.*?\\f\s*\w+\s*\\l\s*\d+\s*")
_PART = re.compile(r"第[一二三四五六七八九十]+部分")
_NUMBERING = re.compile(r"^[一二三四五六七八九十]+、")
_COUNTY = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:自治县|县|市|区|旗)")

_NARRATIVE = {squeeze(term.zh): term.zh for term in (FieldTerm.OVERALL, FieldTerm.SUB_TARGETS, FieldTerm.SAFEGUARDS)}
_SHEET = "文本"
_TABLE_HEADER = squeeze(FieldTerm.LEVEL1.zh)


T = TypeVar("T")


class TextError(XltoolsError):
    """The text holds no form at all."""


@dataclass(slots=True)
class _TextRow:
    """Cells of one table row, or a label and a paragraph, and the number of its first line."""

    line: int
    cells: list[str] = field(default_factory=list)
    table: bool = False


def read_published_text(path: Path, forms: KnownForms = BUILT_IN) -> tuple[DepartmentBook, tuple[Finding, ...]]:
    """Return the department's book that a published text holds, and what could not be read in it.

    ``forms`` are the known ones. Department and year are those that its units and titles tell.
    Raises :class:`TextError` if there is no form.
    """
    result = interpret([text_grid(decode_text(path.read_bytes())[0], path.name)], path.name, forms)
    if not result.book.sheets:
        raise TextError(
            f"{path.name} 里没有找到绩效目标表：表格应为每格一行、行首有制表符的文本。",
            f"No target sheet in {path.name}: tables must have one cell per line, each behind a tab.",
        )
    return name_department(result.book), result.findings


def name_department(book: DepartmentBook) -> DepartmentBook:
    """Return the book with its cover filled from what its sheets say."""
    unit = split_unit(only_unit(book))[1]
    county = _COUNTY.match(unit)
    return replace(
        book,
        code=_told(book.code, book.department_code),
        name=_told(book.name, unit),
        year=_told(book.year, budget_year(book)),
        county=_told(book.county, county[0] if county else ""),
    )


def _told(entry: Entry[T], value: T | None) -> Entry[T]:
    return Entry(entry.place, str(value), value) if entry.value is None and value else entry


def text_grid(text: str, file: str) -> Grid:
    """Return the text as one sheet: table rows in their cells, the narrative as labels with their paragraphs."""
    rows: list[list[CellValue]] = []
    for row in _rows(text.splitlines()):
        rows.extend([] for _ in range(row.line - len(rows)))
        rows[row.line - 1] = list(row.cells)
    return Grid(file, _SHEET, rows)


def text_passages(text: str, file: str) -> Iterator[Passage]:
    """Yield the text as the passages of a document: rows that follow one another are a table."""
    rows: list[_TextRow] = []
    for row in _rows(text.splitlines()):
        if row.table:
            rows.append(row)
            continue
        yield from _table(rows, file)
        rows = []
        yield from (Paragraph(cell, Place(file, _SHEET, row.line)) for cell in row.cells if cell)
    yield from _table(rows, file)


def _table(rows: list[_TextRow], file: str) -> Iterator[DocumentTable]:
    if rows:
        cells: list[list[CellValue]] = [[*row.cells] for row in rows]
        places = tuple(Place(file, _SHEET, row.line) for row in rows)
        yield DocumentTable(Grid(file, f"{_SHEET}第{rows[0].line}行", cells), places)


def _rows(lines: list[str]) -> Iterator[_TextRow]:
    """Put the lines together to rows. A row is given out when the next one begins."""
    row: _TextRow | None = None
    in_table = False
    blanks = 1
    for number, raw in enumerate(lines, 1):
        line = _FIELD_CODE.sub("", raw)
        if not line.strip("\r\n ") and "\t" not in line:
            blanks += 1
            continue
        if line.startswith("\t"):
            cell = line[1:].strip(" \r\u3000")
            if row is None or blanks or row.cells[0] in _NARRATIVE.values():
                if row:
                    yield row
                row = _TextRow(number, table=True)
            row.cells.append(cell)
            in_table = in_table or squeeze(cell) == _TABLE_HEADER
        elif heading := _heading(line):
            if row:
                yield row
            row, in_table = _TextRow(number, [heading]), False
            blanks = 1
            continue
        elif row and not (in_table and blanks > 1):  # behind the last row of a table stands a blank line more
            _continue(row, line.strip())
        blanks = 0
    if row:
        yield row


def is_heading(line: str) -> bool:
    """Return whether a line is the heading of a part or the title of a form."""
    return _PART.fullmatch(squeeze(line)) is not None or is_title(line)


def is_title(line: str) -> bool:
    """Return whether a line is the title of a form."""
    return squeeze(line).endswith(HB2020.title_suffix)


def narrative_label(line: str) -> str:
    """Return the label of the narrative that a heading line stands for; empty for any other line."""
    return _NARRATIVE.get(squeeze(_NUMBERING.sub("", line.strip(" \t\r\u3000"))), "")


def _heading(line: str) -> str:
    """Return the label that a heading line stands for; empty for any other line."""
    return line.strip(" \t\r\u3000") if is_heading(line) else narrative_label(line)


def _continue(row: _TextRow, paragraph: str) -> None:
    """Add a paragraph without a tab to the last cell, or to the text below a narrative heading."""
    if len(row.cells) == 1 and row.cells[0] in _NARRATIVE.values():
        row.cells.append(paragraph)
    elif len(row.cells) > 1:
        row.cells[-1] = f"{row.cells[-1]}\n{paragraph}".strip("\n")
