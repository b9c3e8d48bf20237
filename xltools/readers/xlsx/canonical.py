"""The canonical form of a worksheet, the only form that is ever read, and the cell properties that it encodes.

Canonical is what Excel, WPS, LibreOffice, openpyxl and XlsxWriter write: no prefixes, comments or declarations between
the cells, every row and cell with its address in front, each address once. One expression defines a canonical cell, and
what is left between the cells has to be canonical rows: so there is no markup that two parsers could read differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import compress
from operator import itemgetter

from xltools.bounded_cache import BoundedCache
from xltools.grids.grid import Address, Block
from xltools.model import column_number
from xltools.quick_dataclass import dataclass
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.xlsx.formula_texts import FormulaTexts

__all__ = [
    "CELL_TYPES",
    "MAX_CACHED_TAIL_BYTES",
    "STYLE_NUMBERS",
    "CanonicalSheet",
    "CellProperties",
    "FilledCell",
    "FormulaCell",
    "canonical_sheet",
    "duplicate",
    "lacks_result",
    "style_number",
]

CELL_TYPES = frozenset({"b", "d", "e", "inlineStr", "n", "s", "str"})
"""The values that a cell's ``t`` may have."""

_MAX_CACHED_CELLS = 4096
"""Sheets with more cells are not cached: a workbook has many alike only of the size of a form."""
_MAX_CACHED_HEAD_BYTES = 4096
"""Bytes before the cells; longer ones are not cached."""
MAX_CACHED_TAIL_BYTES = 1 << 15
"""Bytes behind the cells, which the forms of a workbook have in common; longer ones are not cached."""
_MAX_COLUMNS = 16_384
_MAX_ATTRIBUTE_BYTES = 200
"""Bytes of a cell's attributes; programs write some twenty."""

# A cell with its address, attributes and formula, and the content of its value or of its inline string, if there is
# any. Possessive throughout: one pass, nothing tried twice.
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+[1-9]\d{0,6}+)"([^<>/]*+)(?:/>|>'
    rb"(<f(?: [^<>/]*+)?+(?:/>|>[^<]*+</f>))?+"
    rb"(?:<v(?: [^<>/]*+)?+>([^<]*+)</v>"
    rb'|<is>(?:<t(?: xml:space="preserve")?+(?:/>|></t>)|(<t(?: xml:space="preserve")?+>[^<]++)</t>)?+</is>)?+'
    rb"</c>)"
)
_GROUPS = 6
_EMPTY_VALUE = re.compile(rb"<v ?/>")
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

_Addresses = Sequence[Address]

FilledCell = tuple[Address, bytes, bytes]
"""A filled cell: its address, its attributes, and the markup of its value."""
FormulaCell = tuple[Address, bytes, bytes | None]
"""A cell with a formula: its address, its attributes, and the markup of its result; None where it has none."""


@dataclass(frozen=True, slots=True)
class CellProperties:
    """Properties of cells other than values, as :class:`~xltools.grids.grid.Grid` has them."""

    formula_texts: Mapping[Address, str] = field(default_factory=dict)
    formulas: frozenset[Address] = frozenset()
    uncalculated: frozenset[Address] = frozenset()
    errors: Mapping[Address, str] = field(default_factory=dict)
    percents: frozenset[Address] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class CanonicalSheet:
    """A sheet in its canonical form.

    ``cells`` is the number of its cells, blank ones included; ``height`` and ``width`` are the last row and column that
    they reach. ``kinds`` are the attributes that its cells have; ``formulas`` are its formulas with their attributes
    and contents. ``tail`` is the markup behind the cells.
    """

    cells: int
    height: int
    width: int
    properties: CellProperties
    filled: tuple[FilledCell, ...] = ()
    kinds: frozenset[bytes] = frozenset()
    formulas: tuple[FormulaCell, ...] = ()
    tail: bytes = b""

    @property
    def area(self) -> int:
        """Rows times columns."""
        return self.height * self.width


def canonical_sheet(xml: bytes, percents: frozenset[bytes]) -> CanonicalSheet | None:
    """Return what a sheet in canonical form holds, or None for a sheet in any other form.

    ``percents`` are the numbers of the cell styles that show per cent. Raises RefusedError where an address is there
    twice.
    """
    begin, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if begin < 0:
        begin = end = xml.find(b"<sheetData/>")
    if not 0 <= begin <= end:
        return None
    head, data, tail = xml[:begin], xml[begin + len(b"<sheetData>") : end], xml[end:]
    if (
        b"sheetData" in head
        or b"<!" in head
        or head.count(b"<?") > 1
        or b"<worksheet" not in head
        or b"='" in head
        or b"\0" in data
    ):
        return None
    pieces = _CELL.split(data)
    rows = b"\0".join(pieces[::_GROUPS])  # NUL cannot occur in XML, so it marks each removed cell
    if b"<v" in rows:  # an empty result that is written short
        pieces = _CELL.split(_EMPTY_VALUE.sub(b"<v></v>", data))
        rows = b"\0".join(pieces[::_GROUPS])
    names, attributes, formulas = pieces[1::_GROUPS], pieces[2::_GROUPS], pieces[3::_GROUPS]
    kinds = set(attributes)
    merged = (_cached_merged if len(tail) <= MAX_CACHED_TAIL_BYTES else _merged)(tail)
    if _ROWS.fullmatch(rows) is None or not all(map(_are_canonical_attributes, kinds)) or merged is None:
        return None
    addresses, height, width = (_cached_locate if len(names) <= _MAX_CACHED_CELLS else _locate)(b" ".join(names))
    contents = pieces[4::_GROUPS]
    if b"<is>" in data:
        contents = [
            inline if value is None else value for value, inline in zip(contents, pieces[5::_GROUPS], strict=True)
        ]
    cells = zip(addresses, attributes, contents, strict=True)
    formula_markup = dict(compress(zip(addresses, formulas, strict=True), formulas))
    formula_cells = tuple(compress(cells, formulas))
    hidden_columns = _cached_hidden_columns if len(head) <= _MAX_CACHED_HEAD_BYTES else _hidden_columns
    return CanonicalSheet(
        len(names),
        height,
        width,
        CellProperties(
            formula_texts=FormulaTexts(formula_markup),
            formulas=frozenset(formula_markup),
            uncalculated=frozenset(
                [address for address, kind, content in formula_cells if not content and lacks_result(kind, content)]
            ),
            errors=_errors(addresses, attributes, contents) if any(b't="e"' in kind for kind in kinds) else {},
            percents=_percents(addresses, attributes, {kind for kind in kinds if STYLE_NUMBERS[kind] in percents}),
            hidden_rows=frozenset(map(int, _HIDDEN_ROW.findall(rows))) if b"hidden" in rows else frozenset(),
            hidden_columns=hidden_columns(head),
            merged=merged,
        ),
        tuple(compress(zip(addresses, attributes, contents, strict=True), contents)),
        frozenset(kinds),
        formula_cells,
        tail,
    )


def _are_canonical_attributes(attributes: bytes) -> bool:
    return len(attributes) <= _MAX_ATTRIBUTE_BYTES and _match_attributes(attributes)


@lru_cache(maxsize=1 << 12)
def _match_attributes(attributes: bytes) -> bool:
    return bool(_ATTRIBUTES.fullmatch(attributes)) and attributes.count(b" s=") <= 1 and attributes.count(b" t=") <= 1


@lru_cache(maxsize=1 << 10)
def lacks_result(attributes: bytes, content: bytes | None) -> bool:
    """Return whether a formula has no stored result; an empty text is a result, where it is stored as one."""
    return content is None or (not content and b't="str"' not in attributes)


def style_number(attributes: bytes) -> bytes:
    """Return the number of a cell's style by its attributes; a cell that names none has the first."""
    match = _STYLE.search(attributes)
    return match[1] if match else b"0"


def duplicate(address: str) -> RefusedError:
    """Return the refusal of a sheet that has a cell twice."""
    return damaged(f"单元格 {address} 出现两次", f"cell {address} is there twice")


def _address(name: bytes) -> Address:
    letters = name.rstrip(b"0123456789")
    return int(name[len(letters) :]), column_number(letters.decode())


def _block(ends: bytes) -> Block:
    first, _, last = ends.partition(b":")
    return Block(*_address(first), *_address(last))


# The forms of a county have the same cells.
STYLE_NUMBERS = BoundedCache(style_number)
_ADDRESSES, _BLOCKS = BoundedCache(_address), BoundedCache(_block)


def _merged(tail: bytes) -> tuple[Block, ...] | None:
    """Return the merged blocks of a sheet; None where one, or what else stands there, is written in an unusual way."""
    merged = _MERGED.findall(tail)
    usual = tail.count(b"sheetData") == 1 and b"<!" not in tail and len(merged) == tail.count(b"mergeCell ")
    return tuple(map(_BLOCKS.__getitem__, merged)) if usual else None


_cached_merged = lru_cache(maxsize=64)(_merged)


def _locate(names: bytes) -> tuple[_Addresses, int, int]:
    """Return the addresses of a sheet's cells, and the last row and column. Raises RefusedError for one twice."""
    listed = names.split()
    if len(set(listed)) != len(listed):
        raise duplicate(next(name for name, count in Counter(listed).items() if count > 1).decode())
    addresses = tuple(map(_ADDRESSES.__getitem__, listed))
    return addresses, max(addresses, default=(0, 0))[0], max(map(itemgetter(1), addresses), default=0)


_cached_locate = lru_cache(maxsize=64)(_locate)


def _errors(addresses: _Addresses, attributes: list[bytes], contents: list[bytes]) -> dict[Address, str]:
    return {
        address: (content or b"").decode("utf-8", "replace")
        for address, kind, content in zip(addresses, attributes, contents, strict=True)
        if b't="e"' in kind
    }


def _percents(addresses: _Addresses, attributes: list[bytes], shown: set[bytes]) -> frozenset[Address]:
    if not shown:
        return frozenset()
    return frozenset(compress(addresses, map(shown.__contains__, attributes)))


def _hidden_columns(head: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for match in _COLUMN.finditer(head):
        if _HIDDEN.search(match[1]):
            ends = {name: int(number) for name, number in _ENDS.findall(match[1])}
            columns.update(range(ends.get(b"min", 1), min(ends.get(b"max", 0), _MAX_COLUMNS) + 1))
    return frozenset(columns)


_cached_hidden_columns = lru_cache(maxsize=64)(_hidden_columns)
