"""The plain form of a worksheet: the only form that the readers ever see, and what its markup says of the cells.

Plain is what Excel, WPS, LibreOffice, openpyxl and XlsxWriter write: no prefixes, comments or declarations between the
cells, every row and cell with its address in front, each address once. One expression says what a plain cell is, and
what is left between the cells has to be plain rows: then no reader can meet markup that one parser takes for this and
another for that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import compress
from operator import itemgetter

from xltools.bounded_cache import BoundedCache
from xltools.grids.grid import Block
from xltools.readers.refusal import RefusedError, damaged

__all__ = ["CELL_TYPES", "CellFacts", "Filled", "Plain", "column_number", "plain", "style_number", "twice"]

CELL_TYPES = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
"""What a cell's ``t`` may say."""

_FORM = 4096
"""Cells of a form, of which a workbook has many alike, and bytes before them. What is larger is not worth keeping."""
_MOST_COLUMNS = 16_384
_MOST_SAID = 200
"""Bytes of a cell's attributes; programs write some twenty."""

# A cell with its address, attributes and formula, and the content of its value or of its inline string, if there is
# any. Possessive throughout: one pass, nothing tried twice.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+[1-9]\d{0,6}+)"([^<>/]*+)(?:/>|>'
    rb"(<f(?: [^<>/]*+)?+(?:/>|>[^<]*+</f>))?+"
    rb"(?:<v(?: [^<>/]*+)?+(?:/>|>([^<]*+)</v>)"
    rb'|<is>(?:<t(?: xml:space="preserve")?+(?:/>|></t>)|(<t(?: xml:space="preserve")?+>[^<]++)</t>)?+</is>)?+'
    rb"</c>)"
)
_GROUPS = 6
_ROWS = re.compile(
    rb'(?:\s*+<row r="[1-9]\d{0,6}+"(?: (?!r=)[\w:.]++="[^"<>]*+")*+\s*+(?:/>|>[\s\0]*+</row>))*+\s*+',
    re.ASCII,
)
_ATTRIBUTES = re.compile(rb'(?: s="\d+"| t="(?:%s)"| (?:cm|vm|ph)="\w*")*\s*' % "|".join(CELL_TYPES).encode())
_STYLE = re.compile(rb' s="(\d+)"')
_HIDDEN_ROW = re.compile(rb'<row r="(\d+)"[^<>]*\bhidden="(?:1|true)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_COLUMN = re.compile(rb"<col ([^<>]*)>")
_ENDS = re.compile(rb'\b(min|max)="(\d{1,7})"')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[1-9]\d{0,6}:[A-Z]{1,3}[1-9]\d{0,6})"')

_Addresses = Sequence[tuple[int, int]]

Filled = tuple[tuple[int, int], bytes, bytes]
"""A filled cell: its address (row, column), its attributes, and what stands in it."""


@dataclass(frozen=True, slots=True)
class CellFacts:
    """What else is to be known of the cells than their values; addresses are (row, column) from 1.

    ``uncalculated`` are formulas without a stored value, ``errors`` the error values by their names, ``percents`` the
    cells shown as per cent.
    """

    formulas: frozenset[tuple[int, int]] = frozenset()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    percents: frozenset[tuple[int, int]] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """A plain sheet: how many cells it has, how far they reach, what is to be known of them, and the filled ones."""

    cells: int
    height: int
    width: int
    facts: CellFacts
    filled: tuple[Filled, ...] = ()

    @property
    def area(self) -> int:
        """Rows times columns."""
        return self.height * self.width


def plain(xml: bytes, percents: frozenset[bytes]) -> Plain | None:
    """What a sheet holds that is in its plain form; None for one that is not.

    ``percents`` are the numbers of the cell formats that show per cent. RefusedError where an address is there twice.
    """
    begin, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if begin < 0:
        begin = end = xml.find(b"<sheetData/>")
    if not 0 <= begin <= end:
        return None
    head, data, tail = xml[:begin], xml[begin + len(b"<sheetData>") : end], xml[end:]
    if (
        head.count(b"sheetData") + tail.count(b"sheetData") != 1
        or b"<!" in head
        or b"<!" in tail
        or head.count(b"<?") > 1
        or b"<worksheet" not in head
        or b"='" in head
        or b"\0" in data
    ):
        return None
    pieces = _CELL.split(data)
    rows = b"\0".join(pieces[::_GROUPS])  # a nought, which no XML may hold, for each cell
    names, attributes, formulas = pieces[1::_GROUPS], pieces[2::_GROUPS], pieces[3::_GROUPS]
    kinds = set(attributes)
    merged = _MERGED.findall(tail)
    if (
        _ROWS.fullmatch(rows) is None
        or not all(map(_attributes_are_plain, kinds))
        or len(merged) != tail.count(b"mergeCell ")
    ):
        return None
    addresses, height, width = (_located_alike if len(names) <= _FORM else _located)(b" ".join(names))
    contents = pieces[4::_GROUPS]
    if b"<is>" in data:
        contents = [value or inline for value, inline in zip(contents, pieces[5::_GROUPS], strict=True)]
    cells = zip(addresses, attributes, contents, strict=True)
    return Plain(
        len(names),
        height,
        width,
        CellFacts(
            formulas=frozenset(compress(addresses, formulas)),
            uncalculated=frozenset(
                address
                for address, said, content in compress(cells, formulas)
                # An empty text is a result like any other.
                if not content and b't="str"' not in said
            ),
            errors=_errors(addresses, attributes, contents) if any(b't="e"' in said for said in kinds) else {},
            percents=_percents(addresses, attributes, {said for said in kinds if _STYLES[said] in percents}),
            hidden_rows=frozenset(map(int, _HIDDEN_ROW.findall(rows))) if b"hidden" in rows else frozenset(),
            hidden_columns=(_hidden_columns_alike if len(head) <= _FORM else _hidden_columns)(head),
            merged=tuple(map(_BLOCKS.__getitem__, merged)),
        ),
        tuple(compress(zip(addresses, attributes, contents, strict=True), contents)),
    )


def _attributes_are_plain(attributes: bytes) -> bool:
    return len(attributes) <= _MOST_SAID and _said_plainly(attributes)


@lru_cache(maxsize=1 << 12)
def _said_plainly(attributes: bytes) -> bool:
    return bool(_ATTRIBUTES.fullmatch(attributes)) and attributes.count(b" s=") <= 1 and attributes.count(b" t=") <= 1


def style_number(attributes: bytes) -> bytes:
    """The number of a cell's style, by its attributes; one that names none has the first."""
    match = _STYLE.search(attributes)
    return match[1] if match else b"0"


@cache
def column_number(letters: bytes) -> int:
    """The number of a column from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def twice(address: str) -> RefusedError:
    """The refusal of a sheet that has a cell twice."""
    return damaged(f"单元格 {address} 出现两次", f"cell {address} is there twice")


def _address(name: bytes) -> tuple[int, int]:
    letters = name.rstrip(b"0123456789")
    return int(name[len(letters) :]), column_number(letters)


def _block(ends: bytes) -> Block:
    first, _, last = ends.partition(b":")
    return Block(*_address(first), *_address(last))


_STYLES = BoundedCache(style_number)
_ADDRESSES, _BLOCKS = BoundedCache(_address), BoundedCache(_block)
"""The forms of a county have the same cells."""


def _located(names: bytes) -> tuple[_Addresses, int, int]:
    """The addresses of a sheet's cells, and how far down and to the right they reach. RefusedError for one twice."""
    listed = names.split()
    if len(set(listed)) != len(listed):
        raise twice(next(name for name, count in Counter(listed).items() if count > 1).decode())
    addresses = tuple(map(_ADDRESSES.__getitem__, listed))
    return addresses, max(addresses, default=(0, 0))[0], max(map(itemgetter(1), addresses), default=0)


_located_alike = lru_cache(maxsize=64)(_located)


def _errors(addresses: _Addresses, attributes: list[bytes], contents: list[bytes]) -> dict[tuple[int, int], str]:
    return {
        address: (content or b"").decode("utf-8", "replace")
        for address, said, content in zip(addresses, attributes, contents, strict=True)
        if b't="e"' in said
    }


def _percents(addresses: _Addresses, attributes: list[bytes], shown: set[bytes]) -> frozenset[tuple[int, int]]:
    if not shown:
        return frozenset()
    return frozenset(compress(addresses, map(shown.__contains__, attributes)))


def _hidden_columns(head: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for match in _COLUMN.finditer(head):
        if _HIDDEN.search(match[1]):
            ends = {name: int(number) for name, number in _ENDS.findall(match[1])}
            columns.update(range(ends.get(b"min", 1), min(ends.get(b"max", 0), _MOST_COLUMNS) + 1))
    return frozenset(columns)


_hidden_columns_alike = lru_cache(maxsize=64)(_hidden_columns)
