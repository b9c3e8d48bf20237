"""The shared strings and cell styles of a workbook, reduced to texts and to what decides how a number shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xltools.limits import Limits
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.xlsx.text_runs import TextRuns
from xltools.readers.xlsx.values import NumberStyles, decode_text, unescape

__all__ = ["read_shared_strings", "read_styles"]

# An item of one text, with or without phonetic properties.
_ITEM = re.compile(
    rb'<si>(?:<t( xml:space="preserve")?+(?:/>|>([^<]*+)</t>)(?:<phoneticPr [^<>]*+/>)?+)?+</si>[ \t\r\n]*+'
)
_GROUPS = 3
_HEAD = re.compile(rb"\s*(?:<\?xml [^<>]*\?>)?\s*<sst(?: [^<>]*)?>\s*", re.ASCII)
_TAIL = re.compile(rb"\s*</sst>\s*", re.ASCII)

# The built-in number formats that show per cent, dates and times of day, and spans of time.
_PERCENTS = frozenset({"9", "10"})
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
_SPANS = frozenset({"46"})
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
"""The parts of a number format that show as they are, or leave a space."""
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CALENDAR = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(slots=True)
class _Strings:
    """Takes the events of the shared strings and keeps the text of each, without its runs and readings."""

    items: list[str] = field(default_factory=list)
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
            self.items.append(self.runs.text)

    def data(self, text: str) -> None:
        """Take text."""
        self.runs.data(text)


def read_shared_strings(xml: bytes, part: str, limits: Limits) -> list[str]:
    """Return the shared strings. Raises RefusedError where the part is not XML."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    if 0 <= begin < end and _HEAD.fullmatch(xml[:begin]) and _TAIL.fullmatch(xml[end:]):
        pieces = _ITEM.split(xml[begin:end])
        if not any(pieces[::_GROUPS]):
            kept, texts = pieces[1::_GROUPS], pieces[2::_GROUPS]
            return [
                decode_text(text if keep else text.strip()) if text else ""
                for keep, text in zip(kept, texts, strict=True)
            ]
    strings = _Strings()
    parse_events(xml, strings, part, limits)
    return [unescape(text) for text in strings.items]


@dataclass(slots=True)
class _Styles:
    """Takes the events of the styles and keeps what decides how a number shows."""

    formats: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    in_cells: bool = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if local == "cellXfs":
            self.in_cells = True
        elif local == "xf" and self.in_cells:
            number = attributes.get("numFmtId", "")
            self.cells.append(number if number.isdecimal() else "0")
        elif local == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            self.formats.setdefault(attributes["numFmtId"], attributes.get("formatCode", ""))

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local == "cellXfs":
            self.in_cells = False

    def data(self, text: str) -> None:
        """Ignore text: styles have none that matters."""

    def number_styles(self, *, date1904: bool) -> NumberStyles:
        """Return which of the cell styles show what."""
        percents, dates, spans = set(_PERCENTS), set(_DATES), set(_SPANS)
        for number, code in self.formats.items():
            shown = _QUOTED.sub("", code)
            if "%" in shown:
                percents.add(number)
            if _ELAPSED.search(shown):
                spans.add(number)
            elif _CALENDAR.search(_BRACKETS.sub("", shown)):
                dates.add(number)
        return NumberStyles(self._styles(percents), self._styles(dates), self._styles(spans), date1904)

    def _styles(self, numbers: set[str]) -> frozenset[bytes]:
        return frozenset(str(index).encode() for index, number in enumerate(self.cells) if number in numbers)


def read_styles(xml: bytes, part: str, limits: Limits, *, date1904: bool) -> NumberStyles:
    """Return what the cell styles make of numbers. Raises RefusedError where the part is not XML."""
    styles = _Styles()
    parse_events(xml, styles, part, limits)
    return styles.number_styles(date1904=date1904)
