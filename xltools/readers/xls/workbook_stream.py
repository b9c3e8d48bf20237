"""The workbook stream of an .xls file: what its sheets share, and the sheets."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import field

from xltools.grids.grid import Grid
from xltools.grids.number_format import BUILT_IN_CODES, GENERAL, parse_number_format
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.placeholders import mark_placeholders
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import CellFormat, RichText
from xltools.readers.xls.records import Biff, TextDecoder, read_records, read_shared_texts
from xltools.readers.xls.sheet import XlsContext, read_sheet

__all__ = ["read_workbook_stream"]

_STRIKE_OUT = 0x08
_SUPERSCRIPT = 1
_FONT_BYTES = 10
_WORKSHEET = 0
_VISIBLE = 0
_MISSING_FONT = 4
"""Font 4 does not exist: numbers above it are one too high (MS-XLS 2.5.129)."""


@dataclass(slots=True)
class _Globals:
    """The records before the sheets."""

    decoder: TextDecoder
    date1904: bool = False
    has_calculation_engine: bool = False
    codes: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN_CODES))
    fonts: list[tuple[bool, bool]] = field(default_factory=list)
    """For each font, whether it strikes text through, and whether it raises it."""
    cell_formats: list[tuple[int, int]] = field(default_factory=list)
    """Font and number format of each cell format."""
    sheets: list[tuple[int, int, int, bytes]] = field(default_factory=list)
    """Offset, state and type of each sheet, and its name as bytes."""
    shared_texts: list[bytes] = field(default_factory=list)

    @property
    def struck_fonts(self) -> frozenset[int]:
        """The numbers of the fonts that strike text through, as cells refer to them."""
        return frozenset(number for number, (struck, _) in self._numbered() if struck)

    @property
    def raised_fonts(self) -> frozenset[int]:
        """The numbers of the fonts that raise text, as the mark of a note."""
        return frozenset(number for number, (_, is_raised) in self._numbered() if is_raised)

    def _numbered(self) -> Iterator[tuple[int, tuple[bool, bool]]]:
        numbers = (index if index < _MISSING_FONT else index + 1 for index in range(len(self.fonts)))
        return zip(numbers, self.fonts, strict=True)


def read_workbook_stream(stream: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Return the worksheets in the order of their tabs. RefusedError for a damaged file, or one over a limit.

    ``name`` is what the grids call the file.
    """
    try:
        return _read(stream, name, limits)
    except (struct.error, IndexError) as error:
        raise damaged("有记录不完整", "a record is cut off") from error


def _read(stream: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    shared = _globals(stream)
    struck = shared.struck_fonts
    texts: list[RichText] = read_shared_texts(shared.shared_texts, limits.cells) if shared.shared_texts else []
    context = XlsContext(
        file=name,
        decoder=shared.decoder,
        texts=texts,
        formats=[
            CellFormat(parse_number_format(shared.codes[number]) if number in shared.codes else GENERAL, font in struck)
            for font, number in shared.cell_formats
        ],
        struck_fonts=struck,
        raised_fonts=shared.raised_fonts,
        date1904=shared.date1904,
        budget=CellBudget(limits),
    )
    sheets = [
        read_sheet(stream, offset, shared.decoder.text(raw, 0, 1), state != _VISIBLE, context)
        for offset, state, kind, raw in shared.sheets
        if kind == _WORKSHEET
    ]
    if not sheets:
        raise damaged("里面没有工作表", "it has no sheet")
    # A program that calculates leaves the number of its calculation engine; others only write formulas down.
    mark_placeholders(sheets, calculates_on_load=not shared.has_calculation_engine)
    return tuple(sheet.grid() for sheet in sheets)


def _globals(stream: bytes) -> _Globals:
    records = read_records(stream)
    kind, content = next(records, (0, b""))
    if kind != Biff.BOF:
        raise damaged("找不到工作簿的开头", "the workbook has no beginning")
    shared = _Globals(TextDecoder(struct.unpack_from("<H", content)[0]))
    before = 0
    for kind, content in records:
        if kind == Biff.EOF:
            break
        if kind == Biff.CONTINUE:
            if before == Biff.SHARED_TEXTS:
                shared.shared_texts.append(content)
            continue
        before = kind
        _take(shared, kind, content)
    return shared


def _take(shared: _Globals, kind: int, content: bytes) -> None:
    if kind == Biff.CODE_PAGE:
        (shared.decoder.code_page,) = struct.unpack_from("<H", content)
    elif kind == Biff.DATE_MODE:
        shared.date1904 = struct.unpack_from("<H", content)[0] == 1
    elif kind == Biff.CALCULATION_ENGINE:
        shared.has_calculation_engine = True
    elif kind == Biff.FONT:
        flags, position = struct.unpack_from("<2xH4xH", content.ljust(_FONT_BYTES, b"\0"))
        shared.fonts.append((bool(flags & _STRIKE_OUT), position == _SUPERSCRIPT))
    elif kind == Biff.FORMAT:
        (number,) = struct.unpack_from("<H", content)
        shared.codes[number] = shared.decoder.text(content, 2, 2 if shared.decoder.is_biff8 else 1)
    elif kind == Biff.CELL_FORMAT:
        font, number = struct.unpack_from("<HH", content)
        shared.cell_formats.append((font, number))
    elif kind == Biff.SHEET:
        offset, state, sheet_type = struct.unpack_from("<IBB", content)
        shared.sheets.append((offset, state & 3, sheet_type, content[6:]))
    elif kind == Biff.SHARED_TEXTS:
        shared.shared_texts.append(content)
