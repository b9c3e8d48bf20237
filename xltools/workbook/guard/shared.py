"""What a workbook's sheets share, in the plain form that readers see: the texts and the number formats."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from xltools.rules.limits import Limits
from xltools.workbook.guard.markup import TAG, TEXT_TAGS, Runs, parse

__all__ = ["plain_strings", "plain_styles"]

_PERCENTS = frozenset({"9", "10"})
"""The built-in number formats that show per cent."""
_QUOTED = re.compile(r'"[^"]*"|\\.')
"""What a number format shows as it is."""


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
            self.items.append(f"<si>{self.runs.written()}</si>")

    def data(self, text: str) -> None:
        self.runs.data(text)


def plain_strings(xml: bytes, part: str, limits: Limits) -> tuple[bytes, list[int]]:
    """The shared strings in their plain form, which promises no number of them, and about how long each is (bytes)."""
    begin, end = xml.find(b"<si>"), xml.rfind(b"</si>") + len(b"</si>")
    data = xml[begin:end] if 0 <= begin < end else b""
    if (
        b"<!" in xml
        or xml.count(b"<?") > 1
        or xml.count(b"<si") != xml.count(b"<si>")
        or data.count(b"<si>") != data.count(b"</si>")
        or not TEXT_TAGS.issuperset(TAG.findall(data.replace(b"<si>", b"")))
        or xml.count(b"<") > data.count(b"<") + 3
    ):
        strings = _Strings()
        parse(xml, strings, part, limits)
        data = "".join(strings.items).encode()
    return b"<sst>" + data + b"</sst>", [len(item) for item in data.split(b"</si>")[:-1]]


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

    def percents(self) -> frozenset[bytes]:
        """The numbers of the cell styles that show per cent."""
        shown = _PERCENTS | {number for number, code in self.formats.items() if "%" in _QUOTED.sub("", code)}
        return frozenset(str(index).encode() for index, number in enumerate(self.cells) if number in shown)


def plain_styles(xml: bytes, part: str, limits: Limits) -> tuple[bytes, frozenset[bytes]]:
    """The number formats and which of them each cell style has; and the numbers of those that show per cent."""
    styles = _Styles()
    parse(xml, styles, part, limits)
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{html.escape(code)}"/>' for number, code in styles.formats.items()
    )
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in styles.cells)
    xml = f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>".encode()
    return xml, styles.percents()
