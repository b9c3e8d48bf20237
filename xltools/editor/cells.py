"""The inside of ``<sheetData>``: rows and cells found by their tags; only those asked for are parsed.

Comments, CDATA and processing instructions are blanked out in a copy of the same length, so that in it every ``<`` is
a tag. Rows and cells may leave out their addresses; they are then counted on from the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property, lru_cache
from typing import NamedTuple

from xltools.editor.address import LAST_COLUMN, LAST_ROW, CellRange, parse_cell, parse_ranges
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.xml_document import ATTRIBUTE, TAG_REST
from xltools.editor.xmltext import whole_number
from xltools.model import column_number

__all__ = ["Element", "SheetData", "attributes_of", "masked"]

_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_NAMESPACE = re.compile(rb"""\sxmlns(?::([^\s=]+))?\s*=\s*["']([^"']*)["']""")
_TAG_REST = re.compile(TAG_REST)


class _Patterns(NamedTuple):
    """The tags inside ``<sheetData>`` for one namespace prefix.

    Rows and cells are caught with their address where it comes first, as nearly all programs write it.
    """

    row: re.Pattern[bytes]
    row_end: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    cell_end: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    result: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> _Patterns:
    tag = re.escape(prefix)
    return _Patterns(
        re.compile(rb'<%srow(?=[\s/>])(?: r="([0-9]{1,7})")?' % tag),
        re.compile(rb"</%srow\s*>" % tag),
        re.compile(rb'<%sc(?=[\s/>])(?: r="([A-Z]{1,3})([0-9]{1,7})")?' % tag),
        re.compile(rb"</%sc\s*>" % tag),
        re.compile(rb"<%sf(?=[\s/>])" % tag + TAG_REST),
        re.compile(rb"<%sv(?:\s[^>]*)?(?:/>|>.*?</%sv\s*>)" % (tag, tag), re.DOTALL),
    )


def masked(text: bytes) -> bytes:
    """Return ``text`` with everything blanked, byte for byte, in which a ``<`` would not begin a tag."""
    start = text.find(b"?>") + 2 if text.startswith(b"<?") else 0
    # Looking for one character is much quicker than for two of which the first is everywhere.
    if text.find(b"?", start) < 0 and text.find(b"!", start) < 0:
        return text
    if text.find(b"<?", start) < 0 and text.find(b"<!", start) < 0:
        return text
    return _HIDDEN.sub(lambda match: b" " * len(match[0]), text)


def attributes_of(tag: bytes) -> dict[bytes, bytes]:
    """Return the attributes of a tag as they are written."""
    return {match[1]: match[2][1:-1] for match in ATTRIBUTE.finditer(tag)}


class Element(NamedTuple):
    """A row or cell in the bytes: ``start``-``end`` is all of it, ``body``-``close`` what is between its tags."""

    number: int
    start: int
    body: int
    close: int
    end: int
    attributes: dict[bytes, bytes]


class SheetData:
    """The rows and cells of a worksheet, found in its bytes."""

    def __init__(self, text: bytes, mask: bytes, inside: tuple[int, int], prefix: bytes, part: str) -> None:
        """Prepare the inside of a ``<sheetData>``, given as the places of its start and end.

        ``mask`` is the :func:`masked` copy of ``text``; all places are places in the part.

        All places are places in the part.
        """
        self.text = text
        self._mask = mask
        self._start, self._end = inside
        self._part = part
        self._patterns = _patterns(prefix)
        self._rows: dict[int, Element | None] = {}
        self._starts: dict[int, dict[int, int]] = {}
        self._cells: dict[tuple[int, int], Element | None] = {}

    def check_namespaces(self, main: str, prefix: str) -> None:
        """Refuse data in which ``prefix`` means something else, or another one means the main namespace."""
        if self._mask.find(b"AlternateContent", self._start, self._end) >= 0:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, self._part)
        if self._mask.find(b"xmlns", self._start, self._end) >= 0:
            for bound_prefix, uri in _NAMESPACE.findall(self._mask, self._start, self._end):
                if (bound_prefix == prefix.encode()) != (uri == main.encode()):
                    raise EditRefusedError(RefusalCode.ODD_STRUCTURE, self._part)

    def _tag(self, start: int) -> bytes:
        """Return the tag that begins at a place."""
        match = _TAG_REST.match(self._mask, start)
        if match is None:
            raise EditRefusedError(RefusalCode.DAMAGED_PART, self._part)
        return match[0]

    @cached_property
    def _row_starts(self) -> tuple[list[int], list[int]]:
        """The numbers of all rows in order, and where each begins."""
        numbers: list[int] = []
        starts: list[int] = []
        last = 0
        for match in self._patterns.row.finditer(self._mask, self._start, self._end):
            start = match.start()
            stated = match[1] or attributes_of(self._tag(start)).get(b"r")
            number = last + 1 if stated is None else whole_number(stated)
            if number is None or not last < number <= LAST_ROW:
                raise EditRefusedError(RefusalCode.DISORDERED, self._part)
            numbers.append(number)
            starts.append(start)
            last = number
        return numbers, starts

    def row(self, number: int) -> Element | None:
        """Return the row of a number, or None where it is not written.

        Raises:
            EditRefusedError: the rows are out of order.
        """
        if number not in self._rows:
            numbers, starts = self._row_starts
            at = bisect_left(numbers, number)
            there = at < len(numbers) and numbers[at] == number
            self._rows[number] = self._element(number, starts[at], self._patterns.row_end) if there else None
        return self._rows[number]

    def place_for_row(self, number: int) -> int | None:
        """Return where a row that is not written would be put; None if ``<sheetData>`` is a single tag."""
        numbers, starts = self._row_starts
        at = bisect_left(numbers, number)
        alone = self._start == self._end and self.text[self._end - 2 : self._end] == b"/>"
        return None if alone else starts[at] if at < len(starts) else self._end

    def cells(self, row: Element) -> dict[int, int]:
        """Return the columns of a row's cells in order, and where each cell begins.

        Raises:
            EditRefusedError: they are out of order, or say that they are in another row.
        """
        if row.number not in self._starts:
            starts: dict[int, int] = {}
            last = 0
            for match in self._patterns.cell.finditer(self._mask, row.body, row.close):
                start = match.start()
                place: tuple[int, int] | None
                if match[1]:
                    place = int(match[2]), column_number(match[1].decode())
                else:
                    stated = attributes_of(self._tag(start)).get(b"r")
                    place = (row.number, last + 1) if stated is None else parse_cell(stated.decode("ascii", "replace"))
                if place is None or place[0] != row.number or not last < place[1] <= LAST_COLUMN:
                    raise EditRefusedError(RefusalCode.DISORDERED, self._part)
                last = place[1]
                starts[last] = start
            self._starts[row.number] = starts
        return self._starts[row.number]

    def cell(self, row: int, column: int) -> Element | None:
        """Return a cell, or None where it is not written."""
        if (row, column) not in self._cells:
            line = self.row(row)
            start = self.cells(line).get(column) if line else None
            element = None if start is None else self._element(column, start, self._patterns.cell_end)
            self._cells[row, column] = element
        return self._cells[row, column]

    def _element(self, number: int, start: int, ending: re.Pattern[bytes]) -> Element:
        tag = self._tag(start)
        body, attributes = start + len(tag), attributes_of(tag)
        if tag.endswith(b"/>"):
            return Element(number, start, body, body, body, attributes)
        end_tag = ending.search(self._mask, body, self._end)
        if end_tag is None:
            raise EditRefusedError(RefusalCode.DAMAGED_PART, self._part)
        return Element(number, start, body, *end_tag.span(), attributes)

    # --- formulas ----------------------------------------------------------------------------------------------

    def formula(self, cell: Element) -> dict[bytes, bytes] | None:
        """Return the attributes of a cell's formula, or None without one."""
        match = self._patterns.formula.search(self._mask, cell.body, cell.close)
        return attributes_of(match[0]) if match else None

    def without_result(self, cell: Element) -> bytes:
        """Return the inside of a cell without its stored result."""
        inside = self.text[cell.body : cell.close]
        result = self._patterns.result.search(self._mask, cell.body, cell.close)
        return inside if result is None else inside[: result.start() - cell.body] + inside[result.end() - cell.body :]

    @cached_property
    def arrays(self) -> tuple[CellRange, ...]:
        """The blocks of array formulas and data tables: only their first cell shows the formula."""
        if not any(self._mask.find(word, self._start, self._end) >= 0 for word in (b"array", b"dataTable")):
            return ()
        formulas = self._patterns.formula.finditer(self._mask, self._start, self._end)
        tags = (attributes_of(match[0]) for match in formulas)
        return tuple(
            block
            for attributes in tags
            if attributes.get(b"t") in {b"array", b"dataTable"}
            for block in parse_ranges(attributes.get(b"ref", b"").decode("ascii", "replace"))
        )
