"""A table of a web page laid out in a sheet, and the text of its cells as a browser shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from lxml.etree import _Element as Element

from xltools.grids.grid import Block
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import SheetBuilder

__all__ = ["BLOCK_TAGS", "SKIPPED_TAGS", "LaidTable", "PageText", "check_depth", "is_hidden", "row_cells", "table_rows"]

_BLANKS = re.compile(r"[ \t\r\n]+")
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STRUCK_TAGS = frozenset({"s", "strike", "del"})
SKIPPED_TAGS = frozenset({"script", "style", "head", "title", "noscript", "template", "xml", "rt", "rp"})
"""Elements whose text no page shows."""
BLOCK_TAGS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "center", "section", "header", "footer"}
    | {
        "form",
        "fieldset",
        "address",
        "blockquote",
        "pre",
        "caption",
        "tr",
        "hr",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
    }
    | {"article", "aside", "main", "nav", "figure", "figcaption", "legend"}
)
"""Elements that begin and end a line."""
_SHOWN_INPUTS = frozenset({"text", "number", "tel", "search", "date", "month"})
"""Kinds of input fields that show what was typed into them."""
_STORED_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_SHOWN_NUMBER = re.compile(r"(?P<digits>-?[0-9][0-9,]{0,30}(?:\.(?P<fraction>[0-9]{1,18}))?)(?P<percent>%?)")
_MAX_SPAN = 16_384
_MAX_DEPTH = 200


def table_rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"tbody", "thead", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def row_cells(row: Element) -> Iterator[Element]:
    """Return the cells of a row; one that the page leaves out has no place in it."""
    return (cell for cell in row if cell.tag in {"td", "th"} and not _is_left_out(cell))


def _is_left_out(cell: Element) -> bool:
    return cell.get("hidden") is not None or _LEFT_OUT.search(cell.get("style", "")) is not None


def check_depth(depth: int) -> None:
    """Raise RefusedError where elements are nested more deeply than any page nests them."""
    if depth > _MAX_DEPTH:
        raise damaged("网页嵌套过深", "the web page is nested too deeply")


@dataclass(slots=True)
class PageText:
    """The text of a cell or a line while it is gathered."""

    text: str = ""
    struck: list[tuple[int, int]] | None = None

    def add(self, raw: str | None, *, struck: bool) -> None:
        """Add text as a browser shows it: white space is one blank."""
        words = _BLANKS.sub(" ", raw or "")
        if not self.text or self.text.endswith(("\n", " ")):
            words = words.removeprefix(" ")
        if words:
            begin = len(self.text)
            self.text += words
            if struck:
                self.struck = [*(self.struck or ()), (begin, len(self.text))]

    def break_line(self) -> None:
        """Begin a new line, unless the text is still empty."""
        if self.text:
            self.text = self.text.rstrip(" ") + "\n"

    def begin_block(self) -> None:
        """Begin a new line, unless one has begun."""
        if not self.text.rstrip(" ").endswith("\n"):
            self.break_line()

    def finished(self) -> str:
        """Return the text without blanks at its ends; a blank that does not break is kept inside."""
        return self.text.strip(" \n").replace("\u00a0", " ") if self.text.strip(" \n\u00a0") else ""


class LaidTable:
    """Lays tables out in a sheet. ``hidden`` counts the texts in their cells that a page hides."""

    def __init__(self, sheet: SheetBuilder, limits: Limits) -> None:
        self._sheet = sheet
        self._limits = limits
        self.hidden = 0

    def lay_out(
        self, table: Element, top: int, depth: int, apart: Callable[[Element], bool] = lambda cell: False
    ) -> tuple[int, list[Element]]:
        """Lay a table out from the row ``top`` on; return its height, and what is to be read below it.

        Those are the tables in its cells, and the cells that are to be kept ``apart``, which stay blank.
        """
        inner: list[Element] = []
        taken: set[tuple[int, int]] = set()
        rows = list(table_rows(table))
        for number, row in enumerate(rows, top):
            if is_hidden(row):
                self._sheet.hide_rows(number, number)
            column = 1
            self.hidden += sum(cell.tag in {"td", "th"} and _is_left_out(cell) and _has_text(cell) for cell in row)
            for cell in row_cells(row):
                while (number, column) in taken:
                    column += 1
                across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), top + len(rows) - number)
                # Where a cell would reach into one from above, it ends before it.
                across = next((n for n in range(1, across) if (number, column + n) in taken), across)
                self._sheet.reserve(number + down - 1, column + across - 1, across * down)
                taken.update((r, c) for r in range(number, number + down) for c in range(column, column + across))
                if across > 1 or down > 1:
                    self._sheet.merged.append(Block(number, column, number + down - 1, column + across - 1))
                inner += [cell] if apart(cell) else self._cell((number, column), cell, depth)
                column += across
        return len(rows), inner

    def _cell(self, address: tuple[int, int], cell: Element, depth: int) -> list[Element]:
        """Set a cell's text; return the tables inside the cell."""
        words, inner = PageText(), list[Element]()
        if is_hidden(cell):
            self.hidden += _has_text(cell)
            return inner
        self._gather(cell, words, inner, depth, struck=False)
        if len(words.text) > self._limits.cell_text:
            raise self._sheet.too_long(address, len(words.text))
        text = _exact(cell, words.finished())
        self._sheet.put(address, text)
        if words.struck:
            shift = len(words.text) - len(words.text.lstrip(" \n"))
            spans = tuple((max(b - shift, 0), min(e - shift, len(text))) for b, e in words.struck)
            self._sheet.struck_runs[address] = tuple(span for span in spans if span[0] < span[1])
        return inner

    def _gather(self, element: Element, words: PageText, inner: list[Element], depth: int, *, struck: bool) -> None:
        check_depth(depth)
        struck = struck or element.tag in _STRUCK_TAGS or _STRUCK_STYLE.search(element.get("style", "")) is not None
        words.add(element.text, struck=struck)
        for child in element:
            if child.tag in SKIPPED_TAGS:
                pass
            elif is_hidden(child):
                self.hidden += _has_text(child)
            elif child.tag == "table":
                inner.append(child)
            elif child.tag == "br":
                words.break_line()
            elif child.tag == "input":
                kind = child.get("type", "text").lower()
                words.add(child.get("value", "") if kind in _SHOWN_INPUTS else "", struck=struck)
            elif child.tag == "select":
                words.add(_chosen(child), struck=struck)
            else:
                if child.tag in BLOCK_TAGS:
                    words.begin_block()
                self._gather(child, words, inner, depth + 1, struck=struck)
                if child.tag in BLOCK_TAGS:
                    words.begin_block()
            words.add(child.tail, struck=struck)


def _has_text(element: Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _chosen(select: Element) -> str:
    """Return the text of the option that a list shows: the selected one, else the first."""
    options = list(select.iter("option"))
    shown = next((option for option in options if option.get("selected") is not None), next(iter(options), None))
    return "" if shown is None else "".join(map(str, shown.itertext()))


def _exact(cell: Element, shown: str) -> str:
    """Return the number that Excel kept beside a cell's rounded text (``x:num``), where it is that number."""
    stored, number = cell.get("x:num", "").strip(), _SHOWN_NUMBER.fullmatch(shown)
    if not number or not _STORED_NUMBER.fullmatch(stored):
        return shown
    places = len(number["fraction"] or "")
    exact = Decimal(stored) * (100 if number["percent"] else 1)
    rounded = Decimal(number["digits"].replace(",", ""))
    if abs(exact - rounded) > Decimal(5).scaleb(-places - 1):
        return shown
    return f"{exact:f}{number['percent']}"


def _span(cell: Element, name: str) -> int:
    stated = cell.get(name, "1").strip()
    if name == "rowspan" and stated == "0":
        return _MAX_SPAN  # down to the last row
    return max(min(int(stated), _MAX_SPAN), 1) if stated.isdecimal() and len(stated) < 8 else 1


def is_hidden(element: Element) -> bool:
    """Return whether an element's own style, or its attribute ``hidden``, hides it."""
    return element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")) is not None
