"""What a workbook's sheets share, in the plain form that readers see: the texts and the number formats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xltools.limits import Limits
from xltools.readers.xlsx.markup import Runs, parse
from xltools.readers.xlsx.values import Formats, plain_escapes, plain_text

__all__ = ["plain_strings", "plain_styles"]

# An item of one text, whatever is said of its reading.
_ITEM = re.compile(
    rb'<si>(?:<t( xml:space="preserve")?+(?:/>|>([^<]*+)</t>)(?:<phoneticPr [^<>]*+/>)?+)?+</si>[ \t\r\n]*+'
)
_GROUPS = 3
_HEAD = re.compile(rb"\s*(?:<\?xml [^<>]*\?>)?\s*<sst(?: [^<>]*)?>\s*", re.ASCII)
_TAIL = re.compile(rb"\s*</sst>\s*", re.ASCII)

_PERCENTS = frozenset({"9", "10"})
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))))
_SPANS = frozenset({"46"})
"""The built-in number formats that show per cent, dates and times of day, and spans of time."""
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
"""What a number format shows as it is, or leaves free."""
_BRACKETS = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CALENDAR = re.compile(r"[ymdhs]", re.IGNORECASE)


@dataclass(slots=True)
class _Strings:
    """Takes expat's events of the shared strings and keeps the text of each, without its runs and readings."""

    items: list[str] = field(default_factory=list)
    runs: Runs = field(default_factory=Runs)

    def start(self, local: str, attributes: dict[str, str]) -> None:
        if local == "si":
            self.runs = Runs()
        self.runs.start(local, attributes)

    def end(self, local: str) -> None:
        self.runs.end(local)
        if local == "si":
            self.items.append(self.runs.text)

    def data(self, text: str) -> None:
        self.runs.data(text)


def plain_strings(xml: bytes, part: str, limits: Limits) -> list[str]:
    """The shared strings. RefusedError where they are no XML."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    if 0 <= begin < end and _HEAD.fullmatch(xml[:begin]) and _TAIL.fullmatch(xml[end:]):
        pieces = _ITEM.split(xml[begin:end])
        if not any(pieces[::_GROUPS]):
            kept, texts = pieces[1::_GROUPS], pieces[2::_GROUPS]
            return [
                plain_text(text if keep else text.strip()) if text else ""
                for keep, text in zip(kept, texts, strict=True)
            ]
    strings = _Strings()
    parse(xml, strings, part, limits)
    return [plain_escapes(text) for text in strings.items]


@dataclass(slots=True)
class _Styles:
    """Takes expat's events of the styles and keeps what decides how a number shows."""

    formats: dict[str, str] = field(default_factory=dict)
    cells: list[str] = field(default_factory=list)
    in_cells: bool = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        if local == "cellXfs":
            self.in_cells = True
        elif local == "xf" and self.in_cells:
            number = attributes.get("numFmtId", "")
            self.cells.append(number if number.isdecimal() else "0")
        elif local == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            self.formats.setdefault(attributes["numFmtId"], attributes.get("formatCode", ""))

    def end(self, local: str) -> None:
        if local == "cellXfs":
            self.in_cells = False

    def data(self, text: str) -> None:
        """No text in styles matters."""

    def found(self, *, date1904: bool) -> Formats:
        """Which of the cell styles show what."""
        percents, dates, spans = set(_PERCENTS), set(_DATES), set(_SPANS)
        for number, code in self.formats.items():
            shown = _QUOTED.sub("", code)
            if "%" in shown:
                percents.add(number)
            if _ELAPSED.search(shown):
                spans.add(number)
            elif _CALENDAR.search(_BRACKETS.sub("", shown)):
                dates.add(number)
        return Formats(self._styles(percents), self._styles(dates), self._styles(spans), date1904)

    def _styles(self, numbers: set[str]) -> frozenset[bytes]:
        return frozenset(str(index).encode() for index, number in enumerate(self.cells) if number in numbers)


def plain_styles(xml: bytes, part: str, limits: Limits, *, date1904: bool) -> Formats:
    """What the cell styles make of numbers. RefusedError where the part is no XML."""
    styles = _Styles()
    parse(xml, styles, part, limits)
    return styles.found(date1904=date1904)
