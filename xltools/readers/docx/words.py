"""The text of paragraphs as Word shows it: results of fields, not their instructions; signs; no hidden text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from xltools.grids.raised_text import raised
from xltools.readers.docx.markup import attribute, has, name, numeric, own
from xltools.readers.docx.styles import PLAIN, TextAppearance, appearance_of, is_numbered
from xltools.readers.docx.symbols import UNKNOWN, shown_symbol, with_symbols

__all__ = ["ParagraphReader", "ShownWords"]

_PAGE_BREAKS = frozenset({"page", "column"})
_SIGNS = {"w:cr": "\n", "w:tab": "\t", "w:ptab": "\t", "w:noBreakHyphen": "-"}
_MAX_CHOICES = 1_000
_PICTURES = frozenset({"pic:pic", "v:imagedata", "v:textpath"})
_SHEET_PROGRAMS = ("Excel.", "ET.", "KET.", "opendocument.Calc", "LibreOffice.Calc")
"""The names of programs whose inserted objects have cells."""
_PAGE_AREA = 7_560_000 * 10_692_000
"""That of A4, in the unit of pictures."""
_LARGE = 0.2
_BLANKS = " \t\r\n\u3000\u00a0"


@dataclass(slots=True)
class ShownWords:
    """The text of a paragraph or a cell while it is gathered, and what else is in it.

    ``pieces`` are texts and whether they are struck through; ``boxes`` the contents of text boxes, ``pictures`` the
    number of pictures. ``large`` counts those that may hold a table: large ones, and sheets of a spreadsheet that were
    inserted. ``joined`` tells that the end of the paragraph was deleted: the next one goes on in its line.
    """

    pieces: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0
    large: int = 0
    joined: bool = False

    @property
    def text(self) -> str:
        """The text without blanks at its ends."""
        return "".join(text for text, _ in self.pieces).strip(_BLANKS)

    @property
    def struck(self) -> tuple[tuple[int, int], ...]:
        """The struck parts, as offsets (start, end) in :attr:`text`."""
        whole = "".join(text for text, _ in self.pieces)
        shift, length, spans, at = len(whole) - len(whole.lstrip(_BLANKS)), len(self.text), [], 0
        for text, is_struck in self.pieces:
            begin, end = max(at - shift, 0), min(at + len(text) - shift, length)
            at += len(text)
            if is_struck and begin < end:
                spans.append((begin, end))
        return tuple(spans)

    def add(self, other: ShownWords) -> None:
        """Add a paragraph: on a new line, unless the end of the one before was deleted. A blank one adds no line."""
        if other.text:
            if self.text and not self.joined:
                self.pieces.append(("\n", False))
            self.pieces += other.pieces
            self.joined = other.joined
        self.boxes += other.boxes
        self.pictures += other.pictures
        self.large += other.large


@dataclass(slots=True)
class ParagraphReader:
    """Reads paragraphs in the order of the document: a field may begin in one and end in another.

    ``styles`` are those of the document by their ids. ``hidden`` counts hidden texts, ``unknown`` signs of symbol fonts
    that could not be told, ``numbered`` paragraphs that Word numbers by itself: the number is not in the text.
    """

    styles: Mapping[str, TextAppearance] = field(default_factory=dict)
    hidden: int = 0
    unknown: int = 0
    numbered: int = 0
    _fields: list[bool] = field(default_factory=list)
    """For each field that is open, whether its result has begun."""

    def read(self, paragraph: Element) -> ShownWords:
        """Return what a paragraph shows."""
        properties = own(paragraph, "w:pPr")
        words = ShownWords(joined=has(own(properties, "w:rPr"), "w:del", "w:moveFrom"))
        style = self._style(own(properties, "w:pStyle"))
        for child in paragraph:
            if name(child) == "w:r":
                self._run(child, words, style)
            else:
                words.pieces.append((_formula(child), False))
        numbered = is_numbered(properties)
        self.numbered += bool(words.text and (style.numbered if numbered is None else numbered))
        return words

    def _style(self, mention: Element | None) -> TextAppearance:
        return self.styles.get(attribute(mention, "val"), PLAIN)

    def _run(self, run: Element, words: ShownWords, paragraph: TextAppearance) -> None:
        properties = own(run, "w:rPr")
        appearance = appearance_of(properties).over(self._style(own(properties, "w:rStyle"))).over(paragraph)
        font = attribute(own(properties, "w:rFonts"), "ascii")
        for child in run:
            kind = name(child)
            if kind == "w:fldChar":
                text = self._field(child)
            elif kind in {"w:drawing", "w:pict", "w:object"}:
                self._drawing(child, words)
                continue
            elif kind == "w:r":  # the characters to which a reading was given
                self._run(child, words, paragraph)
                continue
            else:
                text = _shown(child, kind, font)
            if not text or not all(self._fields):
                continue
            if appearance.hidden:
                self.hidden += bool(text.strip())
                continue
            self.unknown += text.count(UNKNOWN)
            words.pieces.append((raised(text) if appearance.raised else text, bool(appearance.struck)))

    def _field(self, mark: Element) -> str:
        """Take the begin, the middle or the end of a field; return the text of a form field that Word keeps apart."""
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            choices = own(mark, "w:ffData", "w:ddList")
            chosen = _chosen(choices) if choices is not None and all(self._fields) else ""
            self._fields.append(False)
            if chosen:
                self._fields[-1] = True
            return chosen
        if kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()
        return ""

    def _drawing(self, drawing: Element, words: ShownWords) -> None:
        boxes = list(_boxes(drawing))
        words.boxes += boxes
        parts = {name(part) for part in drawing.iter()}
        if not boxes and parts & _PICTURES:
            words.pictures += 1
        objects = any(str(part.get("ProgID", "")).startswith(_SHEET_PROGRAMS) for part in drawing.iter())
        words.large += objects or (not boxes and bool(parts & _PICTURES) and _area(drawing) > _LARGE)


def _area(drawing: Element) -> float:
    """Return the share of a page that a picture covers, where it says so."""
    extent = next((part for part in drawing.iter() if name(part) == "wp:extent"), None)
    if extent is None:
        return 0.0
    sides = [extent.get(side, "") for side in ("cx", "cy")]
    width, height = (int(side) if side.isdecimal() and len(side) < 10 else 0 for side in sides)
    return width * height / _PAGE_AREA


def _formula(element: Element) -> str:
    """Return the letters of a formula such as ≥; a fraction has its stroke, and what is raised is raised."""
    kind = name(element)
    if kind == "m:t":
        return element.text or ""
    parts = {name(child): _formula(child) for child in element}
    if kind == "m:f":
        return f"{parts.get('m:num', '')}/{parts.get('m:den', '')}"
    if kind == "m:sSup":
        return parts.get("m:e", "") + raised(parts.get("m:sup", ""))
    return "".join(map(_formula, element))


def _boxes(element: Element) -> Iterator[Element]:
    """Yield the contents of text boxes, not those of boxes inside them."""
    for child in element:
        if name(child) == "w:txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _shown(element: Element, kind: str, font: str) -> str:
    """Return what a part of a run shows."""
    match kind:
        case "w:t":
            return with_symbols(element.text or "", font)
        case "w:br":
            return "" if attribute(element, "type") in _PAGE_BREAKS else "\n"
        case "w:sym":
            number = attribute(element, "char")
            is_number = 0 < len(number) <= 4 and all(digit in "0123456789abcdefABCDEF" for digit in number)
            return shown_symbol(attribute(element, "font"), int(number, 16)) if is_number else UNKNOWN
    return _SIGNS.get(kind, "")


def _chosen(choices: Element) -> str:
    """Return the chosen entry of a drop-down form field, which no run holds."""
    entries = [attribute(entry, "val") for entry in choices if name(entry) == "w:listEntry"]
    at = numeric(own(choices, "w:result"), numeric(own(choices, "w:default"), 0, _MAX_CHOICES), _MAX_CHOICES)
    return entries[at] if at < len(entries) else ""
