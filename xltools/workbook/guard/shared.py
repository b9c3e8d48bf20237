"""What a workbook's sheets share, in the plain form that readers see: the texts and the number formats."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from xltools.rules.limits import Limits
from xltools.workbook.guard.markup import CELL_TAGS, TAG, Runs, parse

__all__ = ["plain_strings", "plain_styles"]


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
        or not CELL_TAGS.issuperset(TAG.findall(data.replace(b"<si>", b"")))
        or xml.count(b"<") > data.count(b"<") + 3
    ):
        strings = _Strings()
        parse(xml, strings, part, limits)
        data = "".join(strings.items).encode()
    return b"<sst>" + data + b"</sst>", [len(item) for item in data.split(b"</si>")[:-1]]


@dataclass(slots=True)
class _Styles:
    """Takes expat's events of the styles and keeps what decides how a number shows."""

    formats: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    in_cells: bool = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        if local == "cellXfs":
            self.in_cells = True
        elif local == "xf" and self.in_cells:
            number = attributes.get("numFmtId", "")
            self.cells.append(number if number.isdecimal() else "0")
        elif local == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            code = html.escape(attributes.get("formatCode", ""))
            self.formats.append(f'<numFmt numFmtId="{attributes["numFmtId"]}" formatCode="{code}"/>')

    def end(self, local: str) -> None:
        if local == "cellXfs":
            self.in_cells = False

    def data(self, text: str) -> None:
        """No text in styles matters."""


def plain_styles(xml: bytes, part: str, limits: Limits) -> bytes:
    """The number formats and which of them each cell style has."""
    styles = _Styles()
    parse(xml, styles, part, limits)
    formats = "".join(styles.formats)
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in styles.cells)
    return f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>".encode()
