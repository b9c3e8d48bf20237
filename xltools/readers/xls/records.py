"""The records of an old Excel workbook (MS-XLS; BIFF5 and BIFF8), and the texts in them."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from enum import IntEnum

from xltools.lazy_pattern import LazyPattern
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import RichText

__all__ = ["Biff", "TextDecoder", "read_records", "read_shared_texts"]


class Biff(IntEnum):
    """Types of records that are read (MS-XLS 2.3)."""

    FORMULA = 0x06
    EOF = 0x0A
    DATE_MODE = 0x22
    FILE_PASSWORD = 0x2F
    FONT = 0x31
    CONTINUE = 0x3C
    CODE_PAGE = 0x42
    OBJECT = 0x5D
    COLUMNS = 0x7D
    SHEET = 0x85
    MANY_RK = 0xBD
    RICH_LABEL = 0xD6
    CELL_FORMAT = 0xE0
    MERGED = 0xE5
    DRAWING = 0xEC
    SHARED_TEXTS = 0xFC
    SHARED_LABEL = 0xFD
    EXTERNAL_BOOK = 0x1AE
    TEXT_OF_OBJECT = 0x1B6
    CALCULATION_ENGINE = 0x1C1
    NUMBER = 0x203
    LABEL = 0x204
    BOOL_OR_ERROR = 0x205
    TEXT_RESULT = 0x207
    ROW = 0x208
    RK = 0x27E
    FORMAT = 0x41E
    BOF = 0x809


_BIFF8_VERSION = 0x0600
_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08
_CODECS = {
    936: "gb18030",
    54936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    1200: "utf-16-le",
}
_WESTERN_CODE_PAGES = frozenset({0, 437, 850, 1252, 10000, 0x8000, 0x8001})
"""Code pages that programs state without meaning it; 0 where none is stated."""
_CHINESE = LazyPattern("[\u4e00-\u9fff]")


def read_records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of each record from an offset on."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


class TextDecoder:
    """Decodes the texts of one workbook.

    Texts of BIFF8 are UTF-16 whatever the code page record says: some programs state 1252 there. Those of BIFF5 are
    bytes of the code page; where the one stated is Western and the bytes are Chinese, they are decoded as GB 18030.
    """

    def __init__(self, version: int) -> None:
        self.is_biff8 = version == _BIFF8_VERSION
        self.code_page = 0

    def decode(self, raw: bytes) -> str:
        """Return the text of a byte string of BIFF5."""
        codec = _CODECS.get(self.code_page)
        if self.code_page in _WESTERN_CODE_PAGES and not raw.isascii():
            try:
                text = raw.decode("gb18030")
            except UnicodeDecodeError:
                pass
            else:
                if _CHINESE.search(text):
                    return text
        try:
            return raw.decode(codec or f"cp{self.code_page}" if self.code_page else "cp1252", "replace")
        except LookupError:
            return raw.decode("cp1252", "replace")

    def text(self, content: bytes, at: int, length_bytes: int = 2) -> str:
        """Return a text that begins with its length in one or two bytes, at an offset."""
        length = content[at] if length_bytes == 1 else struct.unpack_from("<H", content, at)[0]
        at += length_bytes
        if not self.is_biff8:
            return self.decode(content[at : at + length])
        wide = content[at] & _WIDE if length or at < len(content) else 0
        return _characters(content[at + 1 : at + 1 + length * (2 if wide else 1)], wide)

    def continued_text(self, segments: Sequence[bytes]) -> str:
        """Return a text that begins with its length in two bytes and may go on in further records."""
        if not self.is_biff8:
            return self.text(b"".join(segments), 0)
        source = _Segments(segments)
        (length,) = struct.unpack("<H", source.take(2))
        return source.characters(length, source.take(1)[0] & _WIDE) if length else ""

    def rich_label(self, content: bytes, at: int) -> RichText:
        """Return the text of a label with runs of fonts (record RSTRING)."""
        (length,) = struct.unpack_from("<H", content, at)
        text = self.text(content, at)
        if not self.is_biff8:
            at += 2 + length
            count = content[at] if at < len(content) else 0
            pairs = content[at + 1 : at + 1 + 2 * count]
            return text, tuple(zip(pairs[::2], pairs[1::2], strict=False))
        at += 3 + length * (2 if content[at + 2] & _WIDE else 1)
        count = struct.unpack_from("<H", content, at)[0] if at + 2 <= len(content) else 0
        return text, _runs(content[at + 2 : at + 2 + 4 * count])


def _characters(raw: bytes, wide: int) -> str:
    return raw.decode("utf-16-le", "replace") if wide else raw.decode("latin-1")


def _runs(raw: bytes) -> tuple[tuple[int, int], ...]:
    return tuple(struct.iter_unpack("<HH", raw[: len(raw) // 4 * 4]))


class _Segments:
    """The content of a record and of those that continue it, read on across their borders."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = segments
        self._number = 0
        self._at = 0

    def take(self, count: int) -> bytes:
        """Return the next bytes; RefusedError where there are not as many."""
        pieces: list[bytes] = []
        while count > 0:
            segment = self._current()
            piece = segment[self._at : self._at + count]
            self._at += len(piece)
            count -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def characters(self, count: int, wide: int) -> str:
        """Return the next characters; where a text goes on in another record, a byte there says how wide they are."""
        pieces: list[str] = []
        while True:
            segment = self._segments[self._number] if self._number < len(self._segments) else b""
            size = 2 if wide else 1
            take = min(count, (len(segment) - self._at) // size)
            pieces.append(_characters(segment[self._at : self._at + take * size], wide))
            self._at += take * size
            count -= take
            if not count:
                return "".join(pieces)
            self._number, self._at = self._number + 1, 0
            wide = self._current()[0] & _WIDE
            self._at = 1

    def _current(self) -> bytes:
        while self._number < len(self._segments) and self._at >= len(self._segments[self._number]):
            self._number, self._at = self._number + 1, 0
        if self._number >= len(self._segments):
            raise damaged("文字表不完整", "the table of texts is cut off")
        return self._segments[self._number]


def read_shared_texts(segments: Sequence[bytes], max_texts: int) -> list[RichText]:
    """Return the texts of the table that cells refer to (record SST and those that continue it).

    RefusedError where the table is cut off or states more than ``max_texts``.
    """
    source = _Segments(segments)
    (count,) = struct.unpack("<4xI", source.take(8))
    if count > max_texts:
        raise damaged("文字表的条数不可能", "the table of texts states an impossible number")
    return [_shared_text(source) for _ in range(count)]


def _shared_text(source: _Segments) -> RichText:
    length, flags = struct.unpack("<HB", source.take(3))
    run_count = struct.unpack("<H", source.take(2))[0] if flags & _RICH else 0
    phonetic_bytes = struct.unpack("<I", source.take(4))[0] if flags & _PHONETIC else 0
    text = source.characters(length, flags & _WIDE)
    runs = _runs(source.take(4 * run_count))
    source.take(phonetic_bytes)
    return text, runs
