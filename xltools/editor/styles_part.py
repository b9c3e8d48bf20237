"""The styles part: formats derived from those that cells have, with another fill, and formats for sheets of our own.

Formats are only ever added, so every index that a cell of the workbook holds keeps its meaning.
"""

from __future__ import annotations

import re
from enum import StrEnum

from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.xml_document import ATTRIBUTE, TAG_REST, Node, XmlDocument, with_attributes
from xltools.editor.xmltext import whole_number

__all__ = ["NO_STYLES", "CellRole", "StylesPart", "is_solid_fill", "solid_fill"]

# What Excel itself allows.
_MAX_FORMATS = 65_490
_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip
# The sections we add to, what an entry of each is called, and what each begins with in every program.
_SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "fonts": ("font", ('<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',)),
    "fills": (
        "fill",
        (
            '<fill><patternFill patternType="none"/></fill>',
            '<fill><patternFill patternType="gray125"/></fill>',
        ),
    ),
    "borders": ("border", ("<border><left/><right/><top/><bottom/><diagonal/></border>",)),
    "cellStyleXfs": ("xf", ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',)),
    "cellXfs": ("xf", ('<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',)),
}
_TAG = re.compile("<xf" + TAG_REST.decode())
NO_STYLES = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{}"></styleSheet>'
"""A styles part with nothing in it, for a workbook that has none; wants the main namespace."""


class CellRole(StrEnum):
    """The role of a cell of an added sheet, which decides its format."""

    DEFAULT = "default"
    TEXT = "text"
    TITLE = "title"
    HEADER = "header"
    GROUP = "group"
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    LINK = "link"
    AMOUNT = "amount"
    INTEGER = "integer"
    PERCENT = "percent"
    INPUT = "input"


_FONT = '<font>{}<sz val="{}"/><color {}/><name val="宋体"/><family val="3"/><charset val="134"/></font>'
_BLACK_FONT = _FONT.format("", 11, 'rgb="FF000000"')
_BOX = "<border>{}<diagonal/></border>".format(
    "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
)
_TOP = '<alignment vertical="top" wrapText="1"/>'
_RIGHT = '<alignment horizontal="right" vertical="top"/>'
_CENTRE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
# font, fill colour, border, alignment, number format
_ROLE_FORMATS: dict[CellRole, tuple[str, str, str, str, int]] = {
    CellRole.TEXT: (_BLACK_FONT, "", _BOX, _TOP, 0),
    CellRole.TITLE: (_FONT.format("<b/>", 16, 'rgb="FF000000"'), "", "", '<alignment vertical="center"/>', 0),
    CellRole.HEADER: (_FONT.format("<b/>", 11, 'rgb="FFFFFFFF"'), "1F4E78", _BOX, _CENTRE, 0),
    CellRole.GROUP: (_FONT.format("<b/>", 11, 'rgb="FF000000"'), "D9D9D9", _BOX, '<alignment vertical="center"/>', 0),
    CellRole.ERROR: (_FONT.format("", 11, 'rgb="FF9C0006"'), "FFC7CE", _BOX, _TOP, 0),
    CellRole.WARNING: (_FONT.format("", 11, 'rgb="FF7F6000"'), "FFEB9C", _BOX, _TOP, 0),
    CellRole.NOTE: (_FONT.format("", 11, 'rgb="FF1F4E78"'), "E4DFEC", _BOX, _TOP, 0),
    CellRole.LINK: (_FONT.format("<u/>", 11, 'rgb="FF0563C1"'), "", _BOX, _TOP, 0),
    CellRole.AMOUNT: (_BLACK_FONT, "", _BOX, _RIGHT, 4),
    CellRole.INTEGER: (_BLACK_FONT, "", _BOX, _RIGHT, 1),
    CellRole.PERCENT: (_BLACK_FONT, "", _BOX, _RIGHT, 10),
    CellRole.INPUT: (_BLACK_FONT, "FFFFE5", _BOX, _TOP, 49),
}


def solid_fill(colour: str) -> str:
    """Return a fill of one colour (``RRGGBB``), written as Excel writes it."""
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        raise ValueError(f"not a colour of the form RRGGBB: {colour!r}")
    rgb = f'<fgColor rgb="FF{colour.upper()}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{rgb}</patternFill></fill>'


class _StyleList:
    """A counted list of the part, and the entries that are added to it."""

    def __init__(self, document: XmlDocument, name: str) -> None:
        item, beginning = _SECTIONS[name]
        self._document = document
        self._name = name
        self._node = document.root.child(name)
        self._items = _entries(document, self._node, item) if self._node else []
        # Programs count on the first entries being there, so a short list is filled up with them.
        self._missing = beginning[len(self._items) :]
        self._items += self._missing
        self._added: list[str] = []
        self._index: dict[str, int] = {}
        for at, text in enumerate(self._items):
            self._index.setdefault(text, at)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item: str) -> bool:
        return item in self._index

    def __getitem__(self, index: int) -> str:
        return self._items[index]

    def index(self, item: str) -> int:
        """Return the index that an entry has, or will have when it is added."""
        return self._index.get(item, len(self._items))

    def add(self, item: str) -> int:
        """Return the index of an entry, adding it if it is new."""
        if item not in self._index:
            self._index[item] = len(self._items)
            self._items.append(item)
            self._added.append(item)
        return self._index[item]

    @property
    def grown(self) -> bool:
        """Whether anything was added."""
        return bool(self._added)

    def finish(self) -> None:
        """Splice what was added into the part, and the section itself where the part has none."""
        added = "".join((*self._missing, *self._added))
        if self._node is None:
            section = f'<{self._name} count="{len(self)}">{added}</{self._name}>'
            self._document.insert_in_order(self._document.root, self._name, section, _ORDER)
        elif added:
            self._document.append(self._node, added)
            if "count" in self._node.attributes:
                self._document.set(self._node, "count", str(len(self)))


class StylesPart:
    """A styles part open for changes."""

    def __init__(self, raw: bytes, part: str) -> None:
        """Read the part; its lists are opened when they are needed."""
        self.part = part
        self._document = XmlDocument(raw, part)
        self._sections: dict[str, _StyleList] = {}
        self._fills: dict[int, tuple[str, str | None]] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def _section(self, name: str) -> _StyleList:
        if name not in self._sections:
            self._sections[name] = _StyleList(self._document, name)
        return self._sections[name]

    def filled(self, style: int, colour: str) -> int:
        """Return the format like ``style`` with a fill of one colour."""
        if (style, colour) not in self._filled:
            self._filled[style, colour] = self.refilled(style, solid_fill(colour), "1")
        return self._filled[style, colour]

    def refilled(self, style: int, fill: str, applied: str | None) -> int:
        """Return the format like ``style`` with another fill, given as :meth:`fill` returns it."""
        fills, formats = self._section("fills"), self._section("cellXfs")
        tag, rest = self._format(style)
        tag = with_attributes(tag.encode(), {"fillId": str(fills.index(fill)), "applyFill": applied}).decode()
        if tag + rest not in formats:
            self._check_room()
        fills.add(fill)
        return formats.add(tag + rest)

    def fill(self, style: int) -> tuple[str, str | None]:
        """Return the fill of a format as markup, and whether the format states that it applies."""
        if style not in self._fills:
            attributes = _attributes(self._format(style)[0])
            fills, number = self._section("fills"), whole_number(attributes.get("fillId")) or 0
            self._fills[style] = fills[number if number < len(fills) else 0], attributes.get("applyFill")
        return self._fills[style]

    def role_format(self, role: CellRole) -> int:
        """Return the format of a role; cells of the default role have the workbook's own."""
        if role is CellRole.DEFAULT:
            return 0
        self._check_room()
        font, colour, border, alignment, number_format = _ROLE_FORMATS[role]
        parts = {
            "fontId": self._section("fonts").add(font),
            "fillId": self._section("fills").add(solid_fill(colour)) if colour else 0,
            "borderId": self._section("borders").add(border) if border else 0,
        }
        ids = " ".join(f'{name}="{number}"' for name, number in parts.items())
        applied = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        inside = alignment
        if role is CellRole.INPUT:  # stays open for typing where somebody protects the sheet
            applied, inside = f'{applied} applyProtection="1"', f'{alignment}<protection locked="0"/>'
        return self._section("cellXfs").add(f'<xf numFmtId="{number_format}" {ids} xfId="0" {applied}>{inside}</xf>')

    def _format(self, style: int) -> tuple[str, str]:
        """Return the tag of a format, and the rest of it."""
        formats = self._section("cellXfs")
        if style >= len(formats):
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, f"{self.part}: {style}")
        tag = _TAG.match(formats[style])
        end = tag.end() if tag else 0
        return formats[style][:end], formats[style][end:]

    def _check_room(self) -> None:
        if len(self._section("cellXfs")) >= _MAX_FORMATS:
            raise EditRefusedError(RefusalCode.TOO_MANY_STYLES)

    @property
    def changed(self) -> bool:
        """Whether a format was added."""
        return any(section.grown for section in self._sections.values())

    def to_bytes(self) -> bytes:
        """Return the part with the added entries. To be called once."""
        for name in _SECTIONS:
            self._section(name).finish()
        return self._document.to_bytes()


def is_solid_fill(fill: str, colour: str) -> bool:
    """Return whether a fill has only this colour, whichever program wrote it."""
    pattern, front = re.search("<patternFill[^>]*>", fill), re.search("<fgColor[^>]*>", fill)
    if pattern is None or front is None or _attributes(pattern[0]).get("patternType") != "solid":
        return False
    return _attributes(front[0]).get("rgb", "")[-6:].casefold() == colour.casefold()


def _attributes(tag: str) -> dict[str, str]:
    return {match[1].decode(): match[2][1:-1].decode() for match in ATTRIBUTE.finditer(tag.encode())}


def _entries(document: XmlDocument, section: Node, item: str) -> list[str]:
    """Return the entries of a list as markup without their prefix, so that they compare with ours."""
    prefix = document.prefix(section)
    entries = [document.source(node).decode() for node in section.named(item)]
    return [re.sub(f"<(/?){re.escape(prefix)}", r"<\1", entry) for entry in entries] if prefix else entries
