"""The records that the parts of a binary workbook are made of, and the values inside them (MS-XLSB 2.1.4, 2.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum

from xltools.readers.refusal import damaged

__all__ = ["RecordType", "read_records", "read_rich_text", "read_text"]


class RecordType(IntEnum):
    """Types of records that are read (MS-XLSB 2.3.2)."""

    ROW = 0
    BLANK = 1
    RK = 2
    ERROR = 3
    BOOL = 4
    REAL = 5
    TEXT = 6
    SHARED_TEXT = 7
    FORMULA_TEXT = 8
    FORMULA_NUMBER = 9
    FORMULA_BOOL = 10
    FORMULA_ERROR = 11
    SHORT_BLANK = 12
    """From here to SHORT_SHARED_TEXT a cell's column is that of the cell before it plus one."""
    SHORT_RK = 13
    SHORT_ERROR = 14
    SHORT_BOOL = 15
    SHORT_REAL = 16
    SHORT_TEXT = 17
    SHORT_SHARED_TEXT = 18
    STRING_ITEM = 19
    FONT = 43
    FORMAT = 44
    CELL_FORMAT = 47
    VALUE_METADATA = 50
    """It says something of the value of the cell that follows."""
    COLUMNS = 60
    RICH_TEXT = 62
    END_SHEET = 130
    WORKBOOK_PROPERTIES = 153
    SHEET = 156
    CALCULATION = 157
    MERGED = 176
    BEGIN_FONTS = 611
    BEGIN_CELL_FORMATS = 617
    END_CELL_FORMATS = 618


def read_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of each record: the type takes one or two bytes, the size one to four of seven bits.

    RefusedError where a record is cut off.
    """
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < end and shift < 28:
            byte = data[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        if at + size > end:
            raise damaged("有记录不完整", "a record is cut off")
        yield kind, data[at : at + size]
        at += size


def read_text(content: bytes, at: int) -> tuple[str, int]:
    """Return the text that stands at an offset and the offset behind it. RefusedError where it is cut off."""
    (length,) = struct.unpack_from("<I", content, at)
    if length == 0xFFFFFFFF:  # no text at all
        return "", at + 4
    end = at + 4 + 2 * length
    if end > len(content):
        raise damaged("有文字不完整", "a text is cut off")
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def read_rich_text(content: bytes, at: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a text and its runs: from which character on which font holds."""
    has_runs = content[at] & 1
    text, at = read_text(content, at + 1)
    if not has_runs:
        return text, ()
    (count,) = struct.unpack_from("<I", content, at)
    if at + 4 + 4 * count > len(content):
        raise damaged("有文字不完整", "a text is cut off")
    return text, tuple(struct.iter_unpack("<HH", content[at + 4 : at + 4 + 4 * count]))
