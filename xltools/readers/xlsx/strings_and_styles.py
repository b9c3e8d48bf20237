"""The shared strings and cell styles of a workbook, reduced to texts and to what decides how a number shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xltools.grids.number_format import BUILT_IN_CODES, GENERAL, FormatKind, NumberFormat, parse_number_format
from xltools.limits import Limits
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.xlsx.text_runs import FontRun, TextRuns
from xltools.readers.xlsx.values import CellStyles, decode_text, unescape

__all__ = ["SharedStrings", "read_shared_strings", "read_styles"]

# An item of one text, with or without phonetic properties.
_ITEM = re.compile(
    rb'<si>(?:<t( xml:space="preserve")?+(?:/>|>([^<]*+)</t>)(?:<phoneticPr [^<>]*+/>)?+)?+</si>[ \t\r\n]*+'
)
_GROUPS = 3
_HEAD = re.compile(rb"\s*(?:<\?xml [^<>]*\?>)?\s*<sst(?: [^<>]*)?>\s*", re.ASCII)
_TAIL = re.compile(rb"\s*</sst>\s*", re.ASCII)


class SharedStrings(NamedTuple):
    """The shared strings of a workbook; ``runs`` are the fonts of those that have fonts of their own."""

    texts: list[str]
    runs: Mapping[int, tuple[FontRun, ...]]

    @property
    def any_struck(self) -> bool:
        """Whether a part of any of them is struck through."""
        return any(run.struck for runs in self.runs.values() for run in runs)


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
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    if 0 <= begin < end and _HEAD.fullmatch(xml[:begin]) and _TAIL.fullmatch(xml[end:]):
        pieces = _ITEM.split(xml[begin:end])
        if not any(pieces[::_GROUPS]):
            kept, texts = pieces[1::_GROUPS], pieces[2::_GROUPS]
            decoded = [
                decode_text(text if keep else text.strip()) if text else ""
                for keep, text in zip(kept, texts, strict=True)
            ]
            return SharedStrings(decoded, {})
    strings = _Strings()
    parse_events(xml, strings, part, limits)
    return SharedStrings([unescape(text) for text in strings.items], strings.font_runs)


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
    styles = _Styles()
    parse_events(xml, styles, part, limits)
    return styles.cell_styles(date1904=date1904)
