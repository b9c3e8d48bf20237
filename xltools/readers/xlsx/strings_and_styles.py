"""The shared strings and cell styles of a workbook, reduced to texts and to what decides how a number shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from xltools.grids.number_format import BUILT_IN_CODES, GENERAL, FormatKind, NumberFormat, parse_number_format
from xltools.grids.raised_text import raised
from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.containers.xml_parts import max_tags, parse_events
from xltools.readers.xlsx.text_runs import BLANKS, RAISED, FontRun, TextRuns
from xltools.readers.xlsx.values import CellStyles, decode_characters, decode_text, unescape

__all__ = ["SharedStrings", "read_shared_strings", "read_styles"]

_TEXT = rb'<t( xml:space="preserve")?+(?:/>|>([^<]*+)</t>)'
_FONT = rb'<rPr(?:/>|>(?:<[A-Za-z]++(?: [A-Za-z]++="[^"<>&]*+")*+ ?/>)*+</rPr>)'
_ANY_RUN = rb'<r>(?:%s)?+<t(?: xml:space="preserve")?+(?:/>|>[^<]*+</t>)</r>' % _FONT
# An item of one text, or of runs with fonts of their own, with or without phonetic properties.
_ITEM = re.compile(rb"<si>(?:(?:%s|((?:%s)++))(?:<phoneticPr [^<>]*+/>)?+)?+</si>[ \t\r\n]*+" % (_TEXT, _ANY_RUN))
_GROUPS = 4
_RUN = re.compile(rb"<r>(%s)?+%s</r>" % (_FONT, _TEXT))
_ELEMENT = re.compile(rb"<([A-Za-z]+)([^<>]*)/>")
_ATTRIBUTE = re.compile(rb' ([A-Za-z]+)="([^"]*)"')
_RAISED_FONT = f'<vertAlign val="{RAISED}"'.encode()
_MAX_CACHED_STYLES_BYTES = 1 << 16
"""Bytes of a part of styles; longer ones are not cached."""
_MAX_FONT_BYTES = 1024
"""Bytes of a font's properties; programs write some hundred."""
_CHARACTERS = bytes({*range(0x20, 0x100), *b"\t\n\r"})
"""The bytes that a text of XML may hold."""
_HEAD = re.compile(rb"\s*(?:<\?xml [^<>]*\?>)?\s*<sst(?: [^<>]*)?>\s*", re.ASCII)
_TAIL = re.compile(rb"\s*</sst>\s*", re.ASCII)


class SharedStrings(NamedTuple):
    """The shared strings of a workbook; ``runs`` are the fonts of those that have fonts of their own.

    ``any_struck`` is whether a part of any of them is struck through.
    """

    texts: list[str]
    runs: Mapping[int, tuple[FontRun, ...]]
    any_struck: bool = False


@dataclass(slots=True)
class _Strings:
    """Takes the events of the shared strings and keeps the text of each, without its runs and readings."""

    items: list[str] = field(default_factory=list)
    font_runs: dict[int, tuple[FontRun, ...]] = field(default_factory=dict)
    runs: TextRuns = field(default_factory=TextRuns)

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if local == "si":
            self.runs = TextRuns()
        self.runs.start(local, attributes)

    def end(self, local: str) -> None:
        """Take the end of an element."""
        self.runs.end(local)
        if local == "si":
            if fonts := self.runs.font_runs:
                self.font_runs[len(self.items)] = fonts
            self.items.append(self.runs.text)

    def data(self, text: str) -> None:
        """Take text."""
        self.runs.data(text)


def read_shared_strings(xml: bytes, part: str, limits: Limits) -> SharedStrings:
    """Return the shared strings. Raises RefusedError where the part is not XML."""
    if (strings := _canonical_strings(xml, limits)) is not None:
        return strings
    handler = _Strings()
    parse_events(xml, handler, part, limits)
    return _with_runs([unescape(text) for text in handler.items], handler.font_runs)


def _with_runs(texts: list[str], runs: Mapping[int, tuple[FontRun, ...]]) -> SharedStrings:
    return SharedStrings(texts, runs, any(run.struck for fonts in runs.values() for run in fonts))


def _canonical_strings(xml: bytes, limits: Limits) -> SharedStrings | None:
    """Return the shared strings of a part that is written as programs usually do; None for any other."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    if not (0 <= begin < end and _HEAD.fullmatch(xml[:begin]) and _TAIL.fullmatch(xml[end:])):
        return None
    pieces = _ITEM.split(xml[begin:end])
    if any(pieces[::_GROUPS]):
        return None
    kept, texts, items = pieces[1::_GROUPS], pieces[2::_GROUPS], pieces[3::_GROUPS]
    decode = bytes.decode if _is_plain(xml) else decode_text
    decoded = [decode(text if keep else text.strip()) if text else "" for keep, text in zip(kept, texts, strict=True)]
    if not any(items):
        return SharedStrings(decoded, {})
    # What makes the whole part no XML, or too much of it, is for the parser to say.
    if xml.translate(None, _CHARACTERS) or b"]]>" in xml or xml.count(b"<") > max_tags(limits):
        return None
    runs: dict[int, tuple[FontRun, ...]] = {}
    for number, item in enumerate(items):
        if item is not None:
            read = _runs_of(item)
            if read is None:
                return None
            decoded[number] = unescape(read.text)
            if fonts := read.font_runs:
                runs[number] = fonts
    return _with_runs(decoded, runs)


def _is_plain(xml: bytes) -> bool:
    """Return whether the texts of a part are just its bytes: UTF-8 without references, carriage returns or escapes."""
    if any(mark in xml for mark in (b"&", b"\r", b"_x")):
        return False
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return True


def _runs_of(item: bytes) -> TextRuns | None:
    """Return the runs of an item; None where a font is written as no program does."""
    texts: list[str] = []
    struck: list[bool | None] = []
    for font, keep, content in _RUN.findall(item):
        text = decode_characters(content) if content else ""
        text = raised(text) if _RAISED_FONT in font else text
        texts.append(text if keep else text.strip(BLANKS))
        strikes = () if not font else _strikes(font) if len(font) <= _MAX_FONT_BYTES else None
        if strikes is None:
            return None
        struck.append(strikes[-1] if strikes else None)
    return TextRuns(texts, struck)


@lru_cache(maxsize=1 << 10)
def _strikes(font: bytes) -> tuple[bool, ...] | None:
    """Return False, and what each ``<strike>`` of a font's properties says; None where an attribute is there twice."""
    strikes = [False]
    for name, attributes in _ELEMENT.findall(font):
        values = dict(found := _ATTRIBUTE.findall(attributes))
        if len(values) < len(found):
            return None
        if name == b"strike":
            strikes.append(values.get(b"val") not in {b"0", b"false"})
    return tuple(strikes)


@dataclass(slots=True)
class _Styles:
    """Takes the events of the styles and keeps what decides how a cell shows."""

    codes: dict[str, str] = field(default_factory=dict)
    cells: list[tuple[str, str]] = field(default_factory=list)
    """The number format and the font of each cell style."""
    struck_fonts: set[str] = field(default_factory=set)
    fonts: int = 0
    inside: str = ""

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if local in {"cellXfs", "fonts"}:
            self.inside = local
        elif self.inside == "cellXfs":
            if local == "xf":
                number = attributes.get("numFmtId", "")
                self.cells.append((number if number.isdecimal() else "0", attributes.get("fontId", "")))
        elif self.inside == "fonts":
            if local == "font":
                self.fonts += 1
            elif local == "strike" and attributes.get("val") not in {"0", "false"}:
                self.struck_fonts.add(str(self.fonts - 1))
        elif local == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            self.codes.setdefault(str(int(attributes["numFmtId"])), attributes.get("formatCode", ""))

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local == self.inside:
            self.inside = ""

    def data(self, text: str) -> None:
        """Ignore text: styles have none that matters."""

    def cell_styles(self, *, date1904: bool) -> CellStyles:
        """Return what the cell styles do. A declaration in the file counts before the format of the same number."""
        formats: dict[bytes, NumberFormat] = {}
        struck: set[bytes] = set()
        for index, (number, font) in enumerate(self.cells):
            style = str(index).encode()
            code = self.codes.get(number) or BUILT_IN_CODES.get(int(number), "")
            formats[style] = parse_number_format(code) if code else GENERAL
            if font in self.struck_fonts:
                struck.add(style)
        return CellStyles(
            percents=frozenset(style for style, number_format in formats.items() if number_format.is_percentage),
            formats={style: one for style, one in formats.items() if one.changes_numbers or one.kind in _MOMENTS},
            struck=frozenset(struck),
            date1904=date1904,
        )


_MOMENTS = frozenset({FormatKind.DATE, FormatKind.DURATION})


def read_styles(xml: bytes, part: str, limits: Limits, *, date1904: bool) -> CellStyles:
    """Return what the cell styles make of their cells. Raises RefusedError where the part is not XML."""
    # Workbooks of one template and one program have the same styles.
    read = _read_styles_cached if len(xml) <= _MAX_CACHED_STYLES_BYTES else _read_styles
    return read(xml, part, limits, date1904=date1904)


def _read_styles(xml: bytes, part: str, limits: Limits, *, date1904: bool) -> CellStyles:
    styles = _Styles()
    parse_events(xml, styles, part, limits)
    return styles.cell_styles(date1904=date1904)


_read_styles_cached = lru_cache(maxsize=16)(_read_styles)
