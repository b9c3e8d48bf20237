"""Read a Word document (.docx, .docm, .dotx): its paragraphs and tables from top to bottom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from lxml import etree
from lxml.etree import _Element as Element

from xltools.limits import Limits
from xltools.messages.documents import DOCUMENTS
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import find_main_part, read_relationships
from xltools.readers.containers.xml_parts import parse_tree, read_part
from xltools.readers.docx.accepted import accept_changes
from xltools.readers.docx.markup import has, name, own
from xltools.readers.docx.styles import TextAppearance, read_styles
from xltools.readers.docx.tables import arranged_cells, fill_sheet, table_rows
from xltools.readers.docx.words import ParagraphReader
from xltools.readers.published_document import BODY, DocumentTable, Paragraph, Passage, PublishedDocument
from xltools.readers.refusal import damaged, not_xml, over
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import lost_characters
from xltools.text import Text

__all__ = ["find_word_part", "read_docx"]

_TAGS_PER_CELL = 20
"""Elements that Word writes for a cell, at most."""
_MAX_BOXES = 1_000
_MARGINS = frozenset({"header", "footer", "footnotes", "endnotes"})
"""Parts whose text stands in no place of the body in particular."""


def find_word_part(archive: ZipArchive) -> str:
    """Return the name of the part with the document's text; empty where the package is not a Word document."""
    main = find_main_part(archive) or next((part for part in ("word/document.xml",) if part in archive), "")
    return main if main.startswith("word/") else ""


def read_docx(archive: ZipArchive, name_: str, limits: Limits) -> PublishedDocument:
    """Read a Word document. ``name_`` is what places call the file.

    Raises RefusedError where it is damaged, unsafe or over a limit.
    """
    part = find_word_part(archive)
    xml = read_part(archive, part)
    tags, most = xml.count(b"<"), _TAGS_PER_CELL * limits.cells
    if tags > most:
        raise over("cells", "文档的标记数", "The number of tags of the document", f"{tags:,}", f"{most:,}")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise not_xml(part, error.msg or "XML") from error
    body = own(root, "w:body")
    if body is None:
        raise damaged("没有正文", "it has no body")
    changes = accept_changes(body)
    reading = _Body(name_, limits, _styles(archive, part))
    reading.flow(body)
    findings = [*reading.findings(changes.tracked), *_elsewhere(archive, part, body, Place(name_))]
    margins = [_lines(parse_tree(archive, other)) for other in _related(archive, part, _MARGINS)]
    running = tuple(dict.fromkeys(line for lines in margins for line in lines if line.strip()))
    raw = "".join((_raw_text(body), *running))
    return PublishedDocument(name_, tuple(reading.passages), raw, tuple(findings), running=running)


def _styles(archive: ZipArchive, part: str) -> Mapping[str, TextAppearance]:
    return next((read_styles(parse_tree(archive, styles)) for styles in _related(archive, part, {"styles"})), {})


def _related(archive: ZipArchive, part: str, kinds: Collection[str]) -> Iterator[str]:
    """Yield the parts of some kinds that belong to the document."""
    for relationship in read_relationships(archive, part):
        if relationship.kind in kinds and not relationship.external and relationship.target in archive:
            yield relationship.target


def _lines(root: Element) -> list[str]:
    """Return the paragraphs of a header, a footer or the notes."""
    return [_raw_text(paragraph) for paragraph in root.iter() if name(paragraph) == "w:p"]


class _Body:
    """The passages of a document as far as it has been read."""

    def __init__(self, file: str, limits: Limits, styles: Mapping[str, TextAppearance]) -> None:
        self.passages: list[Passage] = []
        self._file = file
        self._budget = CellBudget(limits)
        self._reader = ParagraphReader(styles)
        self._paragraphs = 0
        self._tables = 0
        self._boxes = 0
        self._numbered = 0
        self._large = 0
        self._pending = ""

    def flow(self, container: Element) -> None:
        """Take the paragraphs and tables of the body, a text box or a cell."""
        for child in container:
            if name(child) == "w:p":
                self._paragraph(child)
            elif name(child) == "w:tbl":
                self._table(child)

    def _paragraph(self, paragraph: Element) -> None:
        self._paragraphs += 1
        words = self._reader.read(paragraph)
        self._large += words.large
        text = self._pending + words.text
        self._pending = text if words.joined else ""
        if text and not words.joined:
            self.passages.append(Paragraph(text, Place(self._file, BODY, self._paragraphs)))
        for box in words.boxes:
            self._boxes += 1
            if self._boxes > _MAX_BOXES:
                raise over("cells", "文本框数", "The number of text boxes", f"{self._boxes:,}", f"{_MAX_BOXES:,}")
            self.flow(box)

    def _table(self, table: Element) -> None:
        rows = table_rows(table)
        if not rows:
            return
        if arranged := arranged_cells(rows):
            for cell in arranged:
                self.flow(cell)
            return
        self._tables += 1
        sheet = SheetBuilder(self._file, f"表{self._tables}", self._budget)
        numbered = self._reader.numbered
        inner = fill_sheet(table, sheet, self._reader)
        self._numbered += self._reader.numbered - numbered
        grid = sheet.grid()
        places = tuple(Place(self._file, grid.sheet, row) for row in range(1, len(rows) + 1))
        self.passages.append(DocumentTable(grid, places))
        for other in inner:
            if name(other) == "w:tbl":
                self._table(other)
            else:
                self.flow(other)

    def findings(self, tracked: int) -> Iterator[Finding]:
        """Yield what an officer should know of how the document was read."""
        place = Place(self._file)
        if tracked:
            yield DOCUMENTS["R40"].at(place, found=str(tracked))
        if self._reader.hidden:
            yield DOCUMENTS["R41"].at(place, found=str(self._reader.hidden))
        if self._numbered:
            yield DOCUMENTS["R42"].at(place, found=str(self._numbered))
        if self._large:
            what = Text("大幅图片或插入的电子表格", "large pictures or inserted spreadsheets")
            yield DOCUMENTS["R43"].at(place, what=what)
        yield from lost_characters(place, self._reader.unknown)


def _elsewhere(archive: ZipArchive, part: str, body: Element, place: Place) -> Iterator[Finding]:
    """Yield a finding where a part of the document's content lies in other files that Word would put in."""
    kinds = {"aFChunk", "subDocument"}
    if any(relationship.kind in kinds for relationship in read_relationships(archive, part)) and any(
        name(element) in {"w:altChunk", "w:subDoc"} for element in body.iter()
    ):
        what = Text("插入的其他文件的内容", "content of other files that were inserted")
        yield DOCUMENTS["R43"].at(place, what=what)


def _raw_text(body: Element) -> str:
    """Return all letters of the document in its order, wherever they stand."""
    return "".join(text.text or "" for text in body.iter() if name(text) in {"w:t", "m:t"} and not _is_hidden(text))


def _is_hidden(text: Element) -> bool:
    run = text.getparent()
    return run is not None and has(own(run, "w:rPr"), "w:vanish")
