"""Read a PDF with text: tables by the lines that are drawn, joined over pages, and the lines between them."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from xltools.grids.grid import Block, Grid
from xltools.limits import Limits
from xltools.messages.documents import DOCUMENTS
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget
from xltools.readers.own_process import read_in_own_process
from xltools.readers.pdf.lines import CLEARLY_FREE, Glyph, Line, free_space, joined, to_lines, without_struck
from xltools.readers.pdf.page_tables import PageTable, find_page_tables
from xltools.readers.pdf.radicals import with_characters
from xltools.readers.pdf.seams import TornTable, join_tables
from xltools.readers.pdf.unread import is_turned, laid_over, report_unread
from xltools.readers.published_document import DocumentTable, Paragraph, Passage, PublishedDocument
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.sheet_builder import SheetBuilder
from xltools.text import Text
from xltools.values.text import squeeze

__all__ = ["parse_pdf", "read_pdf"]

_PARSER_SECONDS = 12
"""Times as long as a workbook takes: finding the tables of a page takes some tenths of a second."""
_PARSER_MB = 2
"""Times the memory."""
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?[-—–\s]*(?:[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–\s]*")
_MARGIN = 0.12
"""Share of a page's height at its top and bottom in which lines that stand on every page belong to no text."""
_LEAST_MARGIN = 50.0
_SAME_HEIGHT = 3.0
_ASKEW = 0.1
_PICTURE = 0.4
"""Share of a page that a picture covers where it may hold a table."""
_SAME_EDGE = 2.0
_UNIT = re.compile(r"单位(?:均?为|是)?(?:人民币)?[亿万千百十]{0,2}元")
"""A money unit in a squeezed line."""
_NUMBERS = re.compile(r"\d+")
_HEADING = re.compile(r"第[一二三四五六七八九十]+部分.{0,20}|[一二三四五六七八九十]{1,3}、.{2,16}")
_LEADERS = re.compile(r"[.…·]{6}|\t\d{1,3}$")
"""The dots of a table of contents, or the number of a page behind a gap."""
_MOST_SHOWN = 40
_LONG_LINE = 0.75
"""Share of the column that a centred line fills where the next one goes on with it."""
_MAX_GAP = 60.0
_MORE_GAP = 0.4
"""Share of a character's height by which the gap before a paragraph is larger than that between its lines."""


def read_pdf(data: bytes, name: str, limits: Limits) -> PublishedDocument:
    """Read a PDF in a process of its own. Raises RefusedError where it has no text, needs a password or is damaged."""
    longer = replace(
        limits, parser_seconds=limits.parser_seconds * _PARSER_SECONDS, parser_mb=limits.parser_mb * _PARSER_MB
    )
    return read_in_own_process(parse_pdf, data, name, longer)


@dataclass(slots=True)
class _Page:
    """A page: its tables, the lines outside of them, and its height.

    ``stated`` are running lines that state a money unit: they hold for every form that begins on the page. ``struck``
    is the text that is struck through, ``over`` that of form fields and notes on the page: neither is among the others.
    ``turned`` tells that the page's text stands sideways.
    """

    tables: list[PageTable]
    lines: list[Line]
    height: float
    blank: bool
    picture: bool
    struck: str = ""
    over: str = ""
    turned: bool = False
    stated: list[Line] = field(default_factory=list)


def parse_pdf(data: bytes, name: str, limits: Limits) -> PublishedDocument:
    """Read a PDF in this process."""
    pdfplumber = _library()
    raw: list[str] = []
    pages: list[_Page] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for number, page in enumerate(pdf.pages, 1):
                pages.append(_read_page(page, number, raw))
                page.close()
    except (MemoryError, RefusedError):
        raise
    except Exception as error:  # whatever the library makes of a file that is broken or protected
        raise _refusal(error) from error
    blank = [number for number, page in enumerate(pages, 1) if page.blank]
    if len(blank) == len(pages):
        raise RefusedError("F51", pages=str(len(pages)), blank=str(len(blank)))
    _drop_running_lines(pages)
    passages, findings = _passages(pages, name, limits)
    pictures = [number for number, page in enumerate(pages, 1) if page.picture]
    if pictures:
        shown = "、".join(map(str, pictures[:20]))
        what = Text(f"图片（第 {shown} 页，可能是扫描的表）", f"pictures on pages {shown}, perhaps scanned tables")
        findings.append(DOCUMENTS["R43"].at(Place(name, f"第{pictures[0]}页"), what=what))
    over = {number: page.over for number, page in enumerate(pages, 1) if page.over}
    findings += report_unread(name, over, [number for number, page in enumerate(pages, 1) if page.turned])
    running = tuple(line.text for page in pages for line in page.stated)
    text = with_characters("".join(raw))
    return PublishedDocument(name, tuple(passages), text, tuple(findings), from_pages=True, running=running)


def _library() -> Any:
    try:
        import pdfplumber
    except ImportError as error:
        raise RefusedError("F55") from error
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    return pdfplumber


def _refusal(error: Exception) -> RefusedError:
    """Return the refusal for an error of the library, whose own words are not for officers."""
    causes = [type(cause).__name__ for cause in (error, *error.args, error.__cause__, error.__context__)]
    if any("Password" in cause or "Encryption" in cause for cause in causes):
        return RefusedError("F52")
    return damaged("PDF 读不出来", "the PDF cannot be read")


def _read_page(page: Any, number: int, raw: list[str]) -> _Page:
    chars = page.dedupe_chars(tolerance=0.5).chars
    raw += [char["text"] for char in chars]
    upright = [
        Glyph(char["text"], char["x0"], char["x1"], char["top"], char["bottom"])
        for char in chars
        if char["upright"] and char["text"] and not _is_slanted(char["matrix"])
    ]
    glyphs, struck = without_struck(upright, page.edges)
    tables = find_page_tables(page, glyphs, number)
    outside = [glyph for glyph in glyphs if not any(_lies_in(glyph, table) for table in tables)]
    area = float(page.width) * float(page.height)
    largest = max(((image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) for image in page.images), default=0)
    blank = not any(glyph.text.strip() for glyph in glyphs)
    picture = largest > _PICTURE * area and not tables
    lines, over = to_lines(outside), laid_over(page.annots)
    return _Page(tables, lines, float(page.height), blank, picture, struck, over, is_turned(chars))


def _is_slanted(matrix: Sequence[float]) -> bool:
    """Return whether a character stands askew, as those of a watermark across the page do."""
    return abs(matrix[1]) > _ASKEW * abs(matrix[0])


def _lies_in(glyph: Glyph, table: PageTable) -> bool:
    return table.top <= glyph.middle <= table.bottom and table.x0 <= (glyph.x0 + glyph.x1) / 2 <= table.x1


def _drop_running_lines(pages: Sequence[_Page]) -> None:
    """Drop page numbers, and lines that stand at the same height in the margin of most pages.

    Those that state a money unit are kept apart: each page of a form of its own begins with one.
    """
    counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counts.update({key for line in page.lines if _in_margin(line, page) for key in _keys(line)})
    many = max(2, len(pages) // 2)
    for page in pages:
        running = [
            line
            for line in page.lines
            if _in_margin(line, page)
            and (_PAGE_NUMBER.fullmatch(line.text) or max(counts[key] for key in _keys(line)) > many)
        ]
        page.stated = [line for line in running if _UNIT.search(squeeze(line.text))]
        page.lines = [line for line in page.lines if line not in running]


def _keys(line: Line) -> tuple[tuple[str, int], ...]:
    """Return a line without its numbers with its height, in steps that overlap."""
    text, step = _NUMBERS.sub("#", line.text), int(line.top / _SAME_HEIGHT)
    return (text, step), (text, step + 1)


def _in_margin(line: Line, page: _Page) -> bool:
    margin = max(_MARGIN * page.height, _LEAST_MARGIN)
    return line.bottom < margin or line.top > page.height - margin


def _passages(pages: Sequence[_Page], name: str, limits: Limits) -> tuple[list[Passage], list[Finding]]:
    """Return the lines and tables of all pages in their order, and findings about rows that a page may have cut."""
    parts = [
        (
            page.tables,
            not _begins_with_table(page),
            any(line.top > page.tables[-1].bottom for line in page.lines) if page.tables else False,
        )
        for page in pages
    ]
    torn = {(page, number): table for page, number, table in join_tables(parts)}
    budget = CellBudget(limits)
    passages: list[Passage] = []
    findings: list[Finding] = []
    text = _TextLines(name, pages)
    for at, page in enumerate(pages):
        lines = list(page.lines)
        for number, table in enumerate(page.tables):
            above = [line for line in lines if line.top < table.top]
            passages += text.paragraphs(at + 1, above, ends=True)
            if (at, number) in torn and not any(_UNIT.search(squeeze(line.text)) for line in above):
                passages += (Paragraph(line.text, Place(name, f"第{at + 1}页")) for line in page.stated)
            lines = [line for line in lines if line.top >= table.top]
            if table.lost:
                what = Text(
                    f"不在任何一格里的文字“{table.lost[:_MOST_SHOWN]}”",
                    f'text in no cell of its table: "{table.lost[:_MOST_SHOWN]}"',
                )
                findings.append(DOCUMENTS["R43"].at(Place(name, f"第{at + 1}页"), what=what))
            if (whole := torn.get((at, number))) is not None:
                label = f"第{at + 1}页" if number == 0 else f"第{at + 1}页表{number + 1}"
                passages.append(_document_table(whole, label, name, budget))
                findings += _doubts(whole, name)
        if page.struck:
            findings.append(DOCUMENTS["R54"].at(Place(name, f"第{at + 1}页"), found=page.struck[:_MOST_SHOWN]))
        passages += text.paragraphs(at + 1, lines, ends=at + 1 < len(pages) and _begins_with_table(pages[at + 1]))
    passages += text.rest()
    return passages, findings


def _begins_with_table(page: _Page) -> bool:
    return bool(page.tables) and not any(line.top < page.tables[0].top for line in page.lines)


def _doubts(table: TornTable, name: str) -> Iterator[Finding]:
    for row in table.doubtful:
        found = " | ".join(cell.text for cell in row.cells if cell.text)
        yield DOCUMENTS["R50"].at(Place(name, f"第{row.page}页", row.number), found=found)


class _TextLines:
    """The lines outside of tables, joined to paragraphs."""

    def __init__(self, name: str, pages: Sequence[_Page]) -> None:
        self._name = name
        self._columns = [_column_of(page) for page in pages]
        self._gaps = [_usual_gap(page.lines) for page in pages]
        self._numbers: Counter[int] = Counter()
        self._last: Line | None = None
        self._page = 0
        self._text = ""
        self._place = Place(name)

    def paragraphs(self, page: int, lines: Sequence[Line], *, ends: bool) -> Iterator[Paragraph]:
        """Yield the paragraphs that end in lines of a page; the last one too, where the text ``ends`` here."""
        for number, line in enumerate(lines):
            if self._last is not None and self._continues(
                self._last, line, page, turned=number == 0 and self._page < page
            ):
                self._text = joined(self._text, self._last, line.text)
            else:
                yield from self.rest()
                self._numbers[page] += 1
                self._text, self._place = line.text, Place(self._name, f"第{page}页", self._numbers[page])
            self._last, self._page = line, page
        if ends:
            yield from self.rest()

    def rest(self) -> Iterator[Paragraph]:
        """Yield the paragraph that is still open."""
        if self._last is not None:
            yield Paragraph(self._text, self._place)
        self._last = None

    def _continues(self, last: Line, line: Line, page: int, *, turned: bool) -> bool:
        """Return whether a line goes on with the paragraph.

        The one before was full, and it is neither indented, nor a heading, nor further below than lines usually are;
        how far it is does not show at the turn of a page.
        """
        left, width = self._columns[page - 1 - turned]
        if any(_HEADING.fullmatch(each.text) or _LEADERS.search(each.text) for each in (last, line)):
            return False
        if not turned and line.top - last.bottom > self._gaps[page - 1] + _MORE_GAP * line.size:
            return False
        if _is_centred(last, line) and last.x1 - last.x0 > _LONG_LINE * width:
            return True
        own_left = self._columns[page - 1][0]
        if line.x0 - own_left > line.size:
            return False
        return free_space(replace(last, x0=left), line, width) < CLEARLY_FREE * line.size


def _column_of(page: _Page) -> tuple[float, float]:
    """Return the left edge and the width of the lines of a page, without those of a table of contents."""
    lines = [line for line in page.lines if not _LEADERS.search(line.text)]
    left = min((line.x0 for line in lines), default=0.0)
    return left, max((line.x1 for line in lines), default=0.0) - left


def _usual_gap(lines: Sequence[Line]) -> float:
    """Return the gap between lines of one paragraph: a quarter of all gaps of a page are smaller."""
    gaps = sorted(gap for one, other in pairwise(lines) if 0 <= (gap := other.top - one.bottom) < _MAX_GAP)
    return gaps[len(gaps) // 4] if gaps else 0.0


def _is_centred(one: Line, other: Line) -> bool:
    """Return whether two lines of different lengths have their middles above each other."""
    apart = abs(one.x0 - other.x0) > one.size
    return apart and abs(one.x0 + one.x1 - other.x0 - other.x1) < one.size


def _document_table(table: TornTable, label: str, name: str, budget: CellBudget) -> DocumentTable:
    """Return a table as a grid: its columns are all left edges that occur in it, on whatever page."""
    edges: list[float] = []
    for x in sorted(cell.x0 for row in table.rows for cell in row.cells):
        if not edges or x - edges[-1] > _SAME_EDGE:
            edges.append(x)
    sheet = SheetBuilder(name, label, budget)
    places: list[Place] = []
    for number, row in enumerate(table.rows, 1):
        places.append(Place(name, f"第{row.page}页", row.number))
        for cell in row.cells:
            left = _column(edges, cell.x0)
            right = max(sum(edge < cell.x1 - _SAME_EDGE for edge in edges), left)
            sheet.reserve(number, right)
            sheet.put((number, left), cell.text.strip())
            bottom = min(number + cell.down - 1, len(table.rows))
            if right > left or bottom > number:
                sheet.merged.append(Block(number, left, bottom, right))
    return DocumentTable(_without_overlaps(sheet), tuple(places))


def _column(edges: Sequence[float], x: float) -> int:
    """Return the number of the column, from 1, that begins last at or before ``x``."""
    return max(sum(edge <= x + _SAME_EDGE for edge in edges), 1)


def _without_overlaps(sheet: SheetBuilder) -> Grid:
    """Return the sheet. Merged cells that a page cut may overlap: then each cell stands alone."""
    taken: set[tuple[int, int]] = set()
    for block in [*sheet.merged]:
        cells = {(r, c) for r in range(block.top, block.bottom + 1) for c in range(block.left, block.right + 1)}
        if taken & cells:
            sheet.merged.remove(block)
        taken |= cells
    return sheet.grid()
