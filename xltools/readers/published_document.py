"""A published document as what stands in it from top to bottom: paragraphs and tables, each with its place.

The readers of Word documents, web pages and PDF give this common form; what it means is worked out from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from xltools.grids.grid import Grid
from xltools.model import Finding, Place

__all__ = ["BODY", "DocumentTable", "Paragraph", "Passage", "PublishedDocument"]

BODY = "正文"
"""The place of paragraphs outside of tables; the row is the number of the paragraph."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or a line, outside of tables. Its text is not blank."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table, and the place of each of its rows: a table may go on over several pages."""

    grid: Grid
    rows: tuple[Place, ...]


Passage = Paragraph | DocumentTable
"""A part of a document from top to bottom."""


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document as read.

    ``raw_text`` is all text that the file holds, in its own order and by another way than the passages: what is in it
    and in no passage was lost. ``from_pages`` tells that cells were put together from the positions of characters on
    pages, which no file says of itself. ``running`` are texts at the margin of pages and notes, which belong to no
    place in particular. ``findings`` are about the document.
    """

    file: str
    passages: tuple[Passage, ...]
    raw_text: str
    findings: tuple[Finding, ...] = ()
    from_pages: bool = False
    running: tuple[str, ...] = ()
