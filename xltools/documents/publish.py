"""A department as published in plain text: one cell a line, as :mod:`published_text` reads it."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.documents.drawing import CellStyle, DrawnTable
from xltools.documents.published import PublishedDepartment, compose_department
from xltools.model import DepartmentBook, SheetKind

__all__ = ["render_published_text", "render_text"]

_NUMERALS = "一二三四五六七八九十"


def render_published_text(book: DepartmentBook) -> str:
    """Return the text of the whole book: cover, overall targets, special funds, budget projects."""
    return render_text(compose_department(book))


def render_text(department: PublishedDepartment) -> str:
    """Return what is published of a department as text. Blank cells are a tab."""
    return "\n".join(_lines(department)) + "\n"


def _lines(department: PublishedDepartment) -> Iterator[str]:
    yield department.title
    yield ""
    for label, value in department.cover:
        yield from _row(label, value)
    for part in department.parts:
        yield part.number
        yield part.title
        for number, (heading, text) in zip(_NUMERALS, part.texts, strict=False):
            yield f"{number}、{heading} TC {heading} \\f A \\l 1 "
            yield from (f"    {line.strip()}" for line in text.splitlines())
            yield ""
        for table in part.tables:
            yield from _table(table)


def _table(table: DrawnTable) -> Iterator[str]:
    if table.title == table.label:
        level = "B" if table.sheet.kind is SheetKind.SPECIAL_FUND else "C"
        yield f"{table.title} TC {table.title} \\f {level} \\l 1 "
    else:
        yield from _row(table.title)
    for row in _rows(table):
        yield from _row(*row)
    yield ""


def _rows(table: DrawnTable) -> Iterator[list[str]]:
    """Yield the texts of each row: a cell that goes on from the row above is blank, and so is one without content.

    What is free above the frame of the table is left out. On a form with a title of its own amounts stand below the
    heads of their columns: there a cell over several columns is followed by blank ones.
    """
    rows: list[dict[int, str]] = [{} for _ in range(table.rows)]
    if table.title != table.label:
        columns = sorted({cell.at.column for cell in table.cells if cell.style.framed})
        rows = [dict.fromkeys(columns, "") for _ in rows]
    for cell in table.cells:
        if cell.text or cell.style.framed or cell.at.column == 1:
            covered = range(cell.at.row, cell.at.row + cell.at.rows)
            # The head of a column stands in one line with those of its neighbours, the lower ones.
            shown = covered[-1 if cell.style is CellStyle.LABEL and cell.at.column > 1 else 0]
            for row in covered:
                rows[row - 1][cell.at.column] = cell.text if row == shown else ""
    for cells in rows:
        yield [text for _, text in sorted(cells.items())]


def _row(*cells: str) -> Iterator[str]:
    """Go through the lines of a table row. Further paragraphs of a cell have no tab and follow an empty line."""
    for cell in cells:
        first, *more = cell.splitlines() or [""]
        yield f"\t{first.strip()}"
        for paragraph in more:
            if paragraph.strip():
                yield ""
                yield paragraph.strip()
    yield ""
