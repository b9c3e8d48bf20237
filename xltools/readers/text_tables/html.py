"""Web pages with tables, single or as a web archive (MHTML), as information systems export them."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree
from lxml.etree import _Element as Element

from xltools.grids.grid import Grid
from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Finding, Place
from xltools.readers.cell_budget import CellBudget
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.sheet_builder import SheetBuilder
from xltools.readers.text_tables.decoding import decode_text, lost_characters
from xltools.readers.text_tables.html_table import LaidTable, row_cells, table_rows
from xltools.readers.text_tables.page_flow import PageFlow
from xltools.readers.text_tables.page_styles import apply_styles

__all__ = ["HtmlReader", "MhtmlReader", "WebArchive", "page_tree"]

_HEAD_BYTES = 65_536
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|div|style|meta|title)\b", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,31})</x:Name>")
_LISTED_SHEET = re.compile(r"<x:ExcelWorksheet>.*?</x:ExcelWorksheet>", re.DOTALL)
_SHEET_SOURCE = re.compile(r"<x:WorksheetSource\s+HRef=\"([^\"]{1,300})\"")
_MHTML_START = re.compile(rb"\s*(?:mime-version|from|content-type|subject|date):", re.IGNORECASE)
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
        archive = WebArchive(content)
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


class WebArchive:
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
    root = page_tree(text)
    if root is None or not any(_is_real_table(table) for table in root.iter("table")):
        return None, lost
    sheet = SheetBuilder(file, sheet_name or own_name, budget)
    page = _Page(sheet, limits)
    page.walk(root, 0)
    page.flush()
    return sheet.grid(), lost


def page_tree(text: str) -> Element | None:
    """Return the tree of a decoded page, None for one without an element. RefusedError where it cannot be read."""
    text = _XML_DECLARATION.sub("", text, count=1)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("网页内容读不出来", "the web page cannot be read") from error
    if root is not None:
        apply_styles(root)
    return root


def _is_real_table(table: Element) -> bool:
    """Return whether a table has at least two rows and, in one of them, two cells."""
    rows = list(table_rows(table))
    return len(rows) > 1 and any(len(list(row_cells(row))) > 1 for row in rows)


class _Page(PageFlow):
    """Lays the lines and tables of a page out in one sheet, from top to bottom."""

    def __init__(self, sheet: SheetBuilder, limits: Limits) -> None:
        super().__init__()
        self._sheet = sheet
        self._tables = LaidTable(sheet, limits)
        self._row = 1

    def _take_line(self, text: str) -> None:
        """Put a line into a row of its own."""
        self._sheet.reserve(self._row, 1)
        self._sheet.put((self._row, 1), text)
        self._row += 1

    def _take_table(self, table: Element, depth: int) -> None:
        """Lay a table out; a table inside a cell follows below, since such cells only arrange the page."""
        height, inner = self._tables.lay_out(table, self._row, depth)
        self._row += height
        for other in inner:
            self._take_table(other, depth + 1)
