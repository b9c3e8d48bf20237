"""Read a web page with tables, or a web archive, as a document: lines and tables from top to bottom.

The bytes are decoded before they are parsed: a page that declares gb2312 and holds one character more would be cut off
there without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from lxml.etree import _Element as Element

from xltools.limits import Limits
from xltools.messages.documents import DOCUMENTS
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget
from xltools.readers.published_document import BODY, DocumentTable, Paragraph, Passage, PublishedDocument
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, lost_characters
from xltools.readers.text_tables.html import MhtmlReader, WebArchive, page_tree
from xltools.readers.text_tables.html_table import SKIPPED_TAGS, LaidTable, is_hidden, row_cells, table_rows
from xltools.readers.text_tables.page_flow import PageFlow
from xltools.text import Text
from xltools.values.text import squeeze

__all__ = ["read_html_document"]

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f]|&#0*(?:[1-8]|11|14|15|1[6-9]|2\d|3[01]);|&#[xX]0*(?:[1-8bBeEfF]|1[0-9a-fA-F]);"
)
"""Control characters that no text holds, as they are or as references."""
_OF_TARGETS = "绩效"
"""A word of every table of targets: other hidden tables arrange a menu."""


def read_html_document(data: bytes, name: str, limits: Limits) -> PublishedDocument:
    """Read a page, or all pages of a web archive. Raises RefusedError where it cannot be read or is over a limit."""
    archive = MhtmlReader().recognises(data)
    pages = [page for _, page in WebArchive(data).pages] if archive else [data]
    reading = _Page(name, limits)
    raw: list[str] = []
    findings: list[Finding] = []
    controls = lost = 0
    for page in pages:
        text, undecoded = decode_text(page)
        text, removed = _CONTROLS.subn("", text)
        controls, lost = controls + removed, lost + undecoded
        root = page_tree(text)
        if root is not None:
            reading.walk(root, 0)
            reading.flush()
            raw += _shown_texts(root)
    findings += lost_characters(Place(name), lost)
    if controls:
        findings.append(DOCUMENTS["R49"].at(Place(name), found=str(controls)))
    if reading.hidden:
        findings.append(DOCUMENTS["R41"].at(Place(name), found=str(reading.hidden)))
    shown = squeeze("".join(raw))
    if any(_OF_TARGETS in text and text not in shown for text in reading.hidden_tables):
        what = Text("网页上不显示的绩效目标表", "tables of targets that the page does not show")
        findings.append(DOCUMENTS["R43"].at(Place(name), what=what))
    return PublishedDocument(name, tuple(reading.passages), "".join(raw), tuple(findings))


def _shown_texts(root: Element) -> Iterator[str]:
    """Yield all texts below an element but those that no page shows."""
    left: list[tuple[Element, bool]] = [(root, False)]
    while left:
        element, after = left.pop()
        if after:
            yield element.tail or ""
            continue
        if element.tag not in SKIPPED_TAGS and not is_hidden(element):
            yield element.text or ""
            for child in reversed(element):
                left += [(child, True), (child, False)]


class _Page(PageFlow):
    """The passages of a page as far as it has been read."""

    def __init__(self, file: str, limits: Limits) -> None:
        super().__init__()
        self.passages: list[Passage] = []
        self.hidden = 0
        """hidden texts in the cells of tables"""
        self.hidden_tables: list[str] = []
        """the texts of hidden tables"""
        self._file = file
        self._limits = limits
        self._budget = CellBudget(limits)
        self._lines = 0
        self._tables = 0

    def _leave_out(self, element: Element) -> None:
        self.hidden_tables += [squeeze("".join(map(str, table.itertext()))) for table in element.iter("table")]

    def _take_line(self, text: str) -> None:
        self._lines += 1
        self.passages.append(Paragraph(text, Place(self._file, BODY, self._lines)))

    def _take_table(self, table: Element, depth: int) -> None:
        """Take a table. A cell that stands alone in its row and holds tables only arranges the page."""
        rows = list(table_rows(table))
        apart = [cell for row in rows for cell in _arranging(row)]
        if apart and all(cell in apart or not _has_text(cell) for row in rows for cell in row_cells(row)):
            for cell in apart:
                self.walk(cell, depth + 1)
            return
        self._tables += 1
        sheet = SheetBuilder(self._file, f"表{self._tables}", self._budget)
        laid = LaidTable(sheet, self._limits)
        height, inner = laid.lay_out(table, 1, depth, partial(_is_among, apart))
        self.hidden += laid.hidden
        places = tuple(Place(self._file, sheet.name, row) for row in range(1, height + 1))
        self.passages.append(DocumentTable(sheet.grid(), places))
        for other in inner:
            self.walk(other, depth + 1)
        self.flush()


def _is_among(cells: Sequence[Element], cell: Element) -> bool:
    return any(other is cell for other in cells)


def _arranging(row: Element) -> list[Element]:
    """Return the cells of a row that hold tables, if the other cells are blank."""
    cells = list(row_cells(row))
    holding = [cell for cell in cells if next(cell.iter("table"), None) is not None]
    return holding if all(cell in holding or not _has_text(cell) for cell in cells) else []


def _has_text(cell: Element) -> bool:
    return any(text.strip() for text in cell.itertext())
