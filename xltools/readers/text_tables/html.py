"""Web pages with tables, single or as a web archive (MHTML), as information systems export them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from lxml import etree
from lxml.etree import _Element as Element

from xltools.grids.grid import Block, Grid
from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, lost_characters

__all__ = ["HtmlReader", "MhtmlReader"]

_HEAD_BYTES = 65_536
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|div|style|meta|title)\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,31})</x:Name>")
_LISTED_SHEET = re.compile(r"<x:ExcelWorksheet>.*?</x:ExcelWorksheet>", re.DOTALL)
_SHEET_SOURCE = re.compile(r"<x:WorksheetSource\s+HRef=\"([^\"]{1,300})\"")
_MHTML_START = re.compile(rb"\s*(?:mime-version|from|content-type|subject|date):", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_STRUCK_TAGS = frozenset({"s", "strike", "del"})
_SKIPPED_TAGS = frozenset({"script", "style", "head", "title", "noscript", "template", "xml"})
_BLOCK_TAGS = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "center", "section", "header", "footer"}
    | {"form", "fieldset", "address", "blockquote", "pre", "caption", "tr", "hr"}
)
_SHOWN_INPUTS = frozenset({"text", "number", "tel", "search", "date", "month"})
"""Kinds of input fields that show what was typed into them."""
_STORED_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_SHOWN_NUMBER = re.compile(r"(?P<digits>-?[0-9][0-9,]{0,30}(?:\.(?P<fraction>[0-9]{1,18}))?)(?P<percent>%?)")
_MAX_SPAN = 16_384
_MAX_DEPTH = 200
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)
_ANSWER_TITLE = re.compile(
    r"登\s*[录陆]|会话|超时|出错|错误|异常|无权|拒绝|找不到|\b(?:40[0-9]|50[0-9])\b"
    r"|\berror\b|\blog ?in\b|exception|denied",
    re.IGNORECASE,
)
_PASSWORD_INPUT = re.compile(r"<input[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_MIN_TABLE_CELLS = 40
"""A page with such a title, or a field for a password, and this many filled cells is a table all the same."""


class HtmlReader:
    """Reads a web page: all its tables one below the other, with the lines of text between them, as one sheet."""

    kind = FileKind.HTML

    def recognises(self, content: bytes) -> bool:
        """Return whether the bytes are markup of a web page."""
        return _MARKUP.search(_plain_head(content)) is not None

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read the page. RefusedError where it has no table, as a login page or an error message."""
        grid, lost = _read_page(content, name, "", limits, CellBudget(limits))
        if grid is None or _is_answer(content, grid):
            raise RefusedError("F14")
        return Workbook((grid,), notes=lost_characters(Place(grid.file, grid.sheet), lost))


def _is_answer(content: bytes, grid: Grid) -> bool:
    """Return whether a page is a login page or an error message, whose tables only arrange it."""
    filled = sum(value != "" for row in grid.rows for value in row)
    if filled >= _MIN_TABLE_CELLS:
        return False
    text = decode_text(content[:_HEAD_BYTES])[0]
    title = _TITLE.search(text)
    answers = title is not None and _ANSWER_TITLE.search(title[1]) is not None
    return answers or _PASSWORD_INPUT.search(text) is not None


class MhtmlReader:
    """Reads a web archive: each page in it that has a table is a sheet."""

    kind = FileKind.HTML

    def recognises(self, content: bytes) -> bool:
        """Return whether the bytes begin as a message with parts and hold a page."""
        head = content[:_HEAD_BYTES].lower()
        return _MHTML_START.match(head) is not None and b"mime-version:" in head and b"text/html" in content.lower()

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all pages with tables. RefusedError where there is none."""
        budget = CellBudget(limits)
        grids: list[Grid] = []
        notes: list[Finding] = []
        archive = _Archive(content)
        for location, page in archive.pages:
            sheet_name = archive.sheet_names.get(location) or f"Sheet{len(grids) + 1}"
            grid, lost = _read_page(page, name, sheet_name, limits, budget)
            if grid is not None:
                grids.append(grid)
                notes += lost_characters(Place(grid.file, grid.sheet), lost)
        if not grids:
            raise RefusedError("F14")
        return Workbook(tuple(grids), notes=tuple(notes))


def _plain_head(content: bytes) -> bytes:
    """Return the beginning of a text without the zero bytes of UTF-16 and without leading white space."""
    return content.lstrip()[:_HEAD_BYTES].replace(b"\0", b"")


class _Archive:
    """The pages of a web archive with the ends of their addresses, and the names of the sheets that Excel lists."""

    def __init__(self, content: bytes) -> None:
        import email  # a tenth of the start-up time of a command, and web archives are rare
        import email.policy

        self.pages: list[tuple[str, bytes]] = []
        self.sheet_names: dict[str, str] = {}
        message = email.message_from_bytes(content.lstrip(), policy=email.policy.compat32)
        for part in message.walk():
            payload = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
            if isinstance(payload, bytes):
                self.pages.append((_file_of(str(part.get("Content-Location", ""))), payload))
                self._learn_names(payload)

    def _learn_names(self, page: bytes) -> None:
        text, _ = decode_text(page[:_HEAD_BYTES])
        for match in _LISTED_SHEET.finditer(text):
            name, location = _SHEET_NAME.search(match[0]), _SHEET_SOURCE.search(match[0])
            if name and location:
                self.sheet_names[_file_of(location[1])] = unescape(name[1])


def _file_of(location: str) -> str:
    return location.replace("\\", "/").rpartition("/")[2].lower()


def _read_page(
    content: bytes, file: str, sheet_name: str, limits: Limits, budget: CellBudget
) -> tuple[Grid | None, int]:
    """Return a page as a grid (None where it has no table), and how many characters could not be decoded."""
    text, lost = decode_text(content)
    stated = _SHEET_NAME.search(text[:_HEAD_BYTES])
    own_name = unescape(stated[1]) if stated else "Sheet1"
    text = _XML_DECLARATION.sub("", text, count=1)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("网页内容读不出来", "the web page cannot be read") from error
    if root is None or not any(_is_real_table(table) for table in root.iter("table")):
        return None, lost
    sheet = SheetBuilder(file, sheet_name or own_name, budget)
    page = _Page(sheet, limits)
    page.walk(root, 0)
    page.flush()
    return sheet.grid(), lost


def _is_real_table(table: Element) -> bool:
    """Return whether a table has at least two rows and, in one of them, two cells."""
    rows = list(_rows(table))
    return len(rows) > 1 and any(len(list(_cells(row))) > 1 for row in rows)


def _rows(table: Element) -> Iterator[Element]:
    """Yield the rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"tbody", "thead", "tfoot"}:
            yield from (row for row in child if row.tag == "tr")


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row if cell.tag in {"td", "th"})


@dataclass(slots=True)
class _Words:
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


class _Page:
    """Lays the lines and tables of a page out in one sheet, from top to bottom."""

    def __init__(self, sheet: SheetBuilder, limits: Limits) -> None:
        self._sheet = sheet
        self._limits = limits
        self._row = 1
        self._line = _Words()

    def walk(self, element: Element, depth: int) -> None:
        """Take an element and what is in it."""
        if depth > _MAX_DEPTH:
            raise damaged("网页嵌套过深", "the web page is nested too deeply")
        if element.tag in _SKIPPED_TAGS or _is_hidden(element):
            return
        if element.tag == "table":
            self.flush()
            self._table(element, depth)
            return
        is_block = element.tag in _BLOCK_TAGS or element.tag == "br"
        if is_block:
            self.flush()
        self._line.add(element.text, struck=False)
        for child in element:
            self.walk(child, depth + 1)
            self._line.add(child.tail, struck=False)
        if is_block:
            self.flush()

    def flush(self) -> None:
        """Put a line of text outside of tables into a row of its own."""
        text = self._line.finished()
        self._line = _Words()
        if text:
            self._sheet.reserve(self._row, 1)
            self._sheet.put((self._row, 1), text)
            self._row += 1

    def _table(self, table: Element, depth: int) -> None:
        """Lay a table out; a table inside a cell follows below, since such cells only arrange the page."""
        inner: list[Element] = []
        taken: set[tuple[int, int]] = set()
        top = self._row
        rows = list(_rows(table))
        for number, row in enumerate(rows, top):
            if _is_hidden(row):
                self._sheet.hide_rows(number, number)
            column = 1
            for cell in _cells(row):
                while (number, column) in taken:
                    column += 1
                across, down = _span(cell, "colspan"), min(_span(cell, "rowspan"), top + len(rows) - number)
                # Where a cell would reach into one from above, it ends before it.
                across = next((n for n in range(1, across) if (number, column + n) in taken), across)
                self._sheet.reserve(number + down - 1, column + across - 1, across * down)
                taken.update((r, c) for r in range(number, number + down) for c in range(column, column + across))
                if across > 1 or down > 1:
                    self._sheet.merged.append(Block(number, column, number + down - 1, column + across - 1))
                inner += self._cell((number, column), cell, depth)
                column += across
        self._row = top + len(rows)
        for other in inner:
            self._table(other, depth + 1)

    def _cell(self, address: tuple[int, int], cell: Element, depth: int) -> list[Element]:
        """Set a cell's text; return the tables inside the cell."""
        words, inner = _Words(), list[Element]()
        self._gather(cell, words, inner, depth, struck=False)
        if len(words.text) > self._limits.cell_text:
            raise self._sheet.too_long(address, len(words.text))
        text = _exact(cell, words.finished())
        if not text:
            return inner
        self._sheet.put(address, text)
        if words.struck:
            shift = len(words.text) - len(words.text.lstrip(" \n"))
            spans = tuple((max(b - shift, 0), min(e - shift, len(text))) for b, e in words.struck)
            self._sheet.struck_runs[address] = tuple(span for span in spans if span[0] < span[1])
        return inner

    def _gather(self, element: Element, words: _Words, inner: list[Element], depth: int, *, struck: bool) -> None:
        if depth > _MAX_DEPTH:
            raise damaged("网页嵌套过深", "the web page is nested too deeply")
        struck = struck or element.tag in _STRUCK_TAGS or _STRUCK_STYLE.search(element.get("style", "")) is not None
        words.add(element.text, struck=struck)
        for child in element:
            if child.tag in _SKIPPED_TAGS or _is_hidden(child):
                pass
            elif child.tag == "table":
                inner.append(child)
            elif child.tag == "br":
                words.break_line()
            elif child.tag == "input":
                words.add(child.get("value", "") if child.get("type", "text") in _SHOWN_INPUTS else "", struck=struck)
            elif child.tag == "select":
                words.add(_chosen(child), struck=struck)
            else:
                if child.tag in _BLOCK_TAGS:
                    words.begin_block()
                self._gather(child, words, inner, depth + 1, struck=struck)
                if child.tag in _BLOCK_TAGS:
                    words.begin_block()
            words.add(child.tail, struck=struck)


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
    return max(min(int(stated), _MAX_SPAN), 1) if stated.isdecimal() and len(stated) < 8 else 1


def _is_hidden(element: Element) -> bool:
    return _HIDDEN_STYLE.search(element.get("style", "")) is not None
