"""Letters to departments as a Word document, to be changed and sent: one A4 page for each.

It needs python-docx (the extra ``documents``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from xltools.department.letters import LETTER_HEADINGS, Letter, LetterRow
from xltools.text import drop_controls
from xltools.writer.fixed_times import without_times
from xltools.writer.row_heights import RowHeights

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

__all__ = ["letter_document"]

_FONT, _TITLE_FONT = "宋体", "黑体"
_POINTS, _TABLE_POINTS, _TITLE_POINTS = 10.5, 9.0, 18.0
_WIDTHS_MM = (12, 28, 32, 51, 51)
_CELL_MARGINS_MM = 4
_TABLE_HEIGHT_POINTS = 370
"""The room for rows of the table beside the other texts on an A4 page; the others are in the returned copy."""


def letter_document(letters: Sequence[Letter]) -> bytes:
    """Build the document with a page for each letter; the same letters give the same bytes."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    normal = document.styles["Normal"].paragraph_format
    normal.space_before, normal.space_after, normal.line_spacing = Pt(0), Pt(5), 1.15
    document.core_properties.title = letters[0].title if letters else ""
    document.core_properties.author = "xltools"
    document.core_properties.comments = ""
    for number, letter in enumerate(letters):
        _page(document, letter, first=number == 0)
    buffer = io.BytesIO()
    document.save(buffer)
    return without_times(buffer.getvalue())


def _page(document: Document, letter: Letter, *, first: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Pt

    title = _paragraph(document, letter.title, points=_TITLE_POINTS, font=_TITLE_FONT)
    title.alignment = ALIGN.CENTER
    title.paragraph_format.page_break_before = not first
    title.paragraph_format.space_after = Pt(8)
    if letter.number:
        _paragraph(document, letter.number).alignment = ALIGN.CENTER
    for text in letter.opening:
        _paragraph(document, text)
    shown = _that_fit(letter.rows)
    if shown:
        _table(document, shown)
    # Also the space behind the table: Word joins a table to the next one where no paragraph stands between them.
    for number, text in enumerate(filter(None, (letter.rest(len(shown)), *letter.closing))):
        _paragraph(document, text).paragraph_format.space_before = Pt(0 if number else 6)
    for text in letter.sender:
        _paragraph(document, f"{text}　").alignment = ALIGN.RIGHT
    for text in letter.signatures:
        _paragraph(document, text).paragraph_format.space_before = Pt(12)


def _that_fit(rows: Sequence[LetterRow]) -> Sequence[LetterRow]:
    """Return the first rows, as many as there is room for on the page, but one at least."""
    pixels = [int((width - _CELL_MARGINS_MM) / 25.4 * 96) for width in _WIDTHS_MM]
    heights = RowHeights(pixels, [_TABLE_POINTS] * len(_WIDTHS_MM), least=16)
    room = float(_TABLE_HEIGHT_POINTS)
    for number, row in enumerate(rows):
        room -= heights(row.cells)
        if room < 0:
            return rows[: max(number, 1)]
    return rows


def _table(document: Document, rows: Iterable[LetterRow]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(rows=0, cols=len(LETTER_HEADINGS), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)  # LibreOffice goes by the columns, Word by the cells
    _add_row(table, LETTER_HEADINGS, bold=True)
    for row in rows:
        _add_row(table, row.cells)


def _add_row(table: Table, texts: Iterable[str], *, bold: bool = False) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm, Pt

    row = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, _WIDTHS_MM, strict=True):
        cell.width = Mm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
        _write(paragraph, text, points=_TABLE_POINTS, bold=bold)


def _paragraph(document: Document, text: str, *, points: float = _POINTS, font: str = _FONT) -> Paragraph:
    paragraph = document.add_paragraph()
    _write(paragraph, text, points=points, font=font)
    return paragraph


def _write(paragraph: Paragraph, text: str, *, points: float, font: str = _FONT, bold: bool = False) -> None:
    """Add a text in a font for Chinese: Word takes it from an attribute that python-docx does not set."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(drop_controls(text))
    run.font.name, run.font.size, run.bold = font, Pt(points), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
