"""The drawing part that gives notes their boxes: shapes added to it and taken out of it.

Such parts are an old dialect that is not always well-formed (Excel itself writes ``<br>`` without an end), so they
are not parsed; shapes are found by their tags and everything else stays as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.xml_document import Encoding, splice
from xltools.editor.xmltext import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltools.editor.worksheet_part import WorksheetPart
    from xltools.editor.xml_document import Cut

__all__ = ["VmlDrawing", "claimed_id_blocks"]

_IDS_PER_BLOCK = 1024
_NOTE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_EMPTY = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="{}"/></o:shapelayout></xml>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;width:{width}px;height:{height}px;'
    'z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_NAME = rb"(?:[A-Za-z]\w*:)?"
_XMLNS = re.compile(r"""\sxmlns:(\w+)\s*=\s*["']([^"']*)["']""")
_ROOT = re.compile(rb"<xml(?=[\s>])[^>]*>")
_ROOT_END = re.compile(rb"</xml\s*>")
_ID_MAP = re.compile(rb"<" + _NAME + rb"""idmap(?=[\s/>])[^>]*?\sdata\s*=\s*["']([^"']*)["']""")
_SHAPE_ID = re.compile(rb"""_s(\d{1,9})["']""")
_SHAPE_START = re.compile(rb"<%sshape(?=[\s>])[^>]*(?<!/)>" % _NAME)
_SHAPE_END = re.compile(rb"</%sshape\s*>" % _NAME)
_ANY_SHAPE = re.compile(rb"<%s(?:shape|group|rect|oval|line|roundrect|polyline|image|arc|curve)(?=[\s/>])" % _NAME)
_IS_NOTE = re.compile(rb"""ObjectType\s*=\s*["']Note["']""")
_NOTE_ROW = re.compile(rb"<%sRow>\s*(\d{1,9})\s*</" % _NAME)
_NOTE_COLUMN = re.compile(rb"<%sColumn>\s*(\d{1,9})\s*</" % _NAME)


def claimed_id_blocks(raw: bytes) -> set[int]:
    """Return the blocks of 1024 shape ids that a drawing part claims; no two parts of a workbook may share one."""
    stated = (number for match in _ID_MAP.finditer(raw) for number in match[1].split(b","))
    return {block for number in stated if (block := whole_number(number.strip())) is not None}


class VmlDrawing:
    """One drawing part open for changes."""

    def __init__(self, raw: bytes | None, part: str, taken: set[int]) -> None:
        """Read a drawing part, or begin one where ``raw`` is None.

        ``taken`` are the blocks of ids that the workbook uses; it grows.

        Raises:
            EditRefusedError: it is not written as notes need it.
        """
        self.part = part
        self._taken = taken
        if raw is None:
            raw = _EMPTY.format(self._free_block()).encode()
        self._encoding, self._text = Encoding.decode(raw, part)
        root, ends = _ROOT.search(self._text), list(_ROOT_END.finditer(self._text))
        if root is None or not ends:
            raise EditRefusedError(RefusalCode.ODD_NOTES, part)
        bound = {(name, uri) for name, uri in _XMLNS.findall(root[0].decode("utf-8", "replace"))}
        self._unbound = "".join(
            f' xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items() if (name, uri) not in bound
        )
        self._root_end = ends[-1].start()
        self._ids = {int(number) for number in _SHAPE_ID.findall(self._text)}
        self._own = claimed_id_blocks(self._text)
        self._claimed: list[int] = []
        self._added: list[str] = []
        self._removed: list[Cut] = []

    def _free_block(self) -> int:
        block = 1
        while block in self._taken:
            block += 1
        self._taken.add(block)
        return block

    def _free_id(self) -> int:
        """Return the next id of the part's own blocks; claim a further block when they are full."""
        if not self._own:
            self._own.add(self._free_block())
        for block in sorted(self._own):
            used = [number for number in self._ids if number // _IDS_PER_BLOCK == block]
            number = max(used, default=block * _IDS_PER_BLOCK) + 1
            if number < (block + 1) * _IDS_PER_BLOCK:
                self._ids.add(number)
                return number
        block = self._free_block()
        self._own.add(block)
        self._claimed.append(block)
        return self._free_id()

    def add(self, sheet: WorksheetPart, row: int, column: int, text: str) -> None:
        """Add a hidden box for the note of a cell, beside it and large enough for the text."""
        lines = [len(line.encode("gb18030", "replace")) for line in text.split("\n")]
        width = 220
        height = min(400, 24 + 16 * sum(1 + length // 34 for length in lines))
        shape = _SHAPE.format(
            id=self._free_id(),
            width=width,
            height=height,
            order=len(self._ids),
            anchor=_anchor(sheet, row, column, width, height),
            row=row - 1,
            column=column - 1,
        )
        self._added.append(shape)

    def remove(self, row: int, column: int) -> None:
        """Take out the box of a cell's note."""
        for start, end in self._shapes():
            shape = self._text[start:end]
            anchors = _NOTE_ROW.search(shape), _NOTE_COLUMN.search(shape)
            if anchors[0] is None or anchors[1] is None or not _IS_NOTE.search(shape):
                continue
            if (int(anchors[0][1]) + 1, int(anchors[1][1]) + 1) == (row, column):
                self._removed.append((start, end, b""))

    def _shapes(self) -> Iterator[tuple[int, int]]:
        """Go through the start and end of each shape."""
        at = 0
        while start := _SHAPE_START.search(self._text, at, self._root_end):
            end = _SHAPE_END.search(self._text, start.end(), self._root_end)
            if end is None:
                return
            at = end.end()
            yield start.start(), at

    @property
    def changed(self) -> bool:
        """Whether anything was added or taken out."""
        return bool(self._added or self._removed)

    @property
    def bare(self) -> bool:
        """Whether no shape is left."""
        return not self._added and _ANY_SHAPE.search(splice(self._text, self._removed)) is None

    def to_bytes(self) -> bytes:
        """Return the part with the changes made."""
        added = "".join(self._added)
        if added and b'"_x0000_t202"' not in self._text and b"'_x0000_t202'" not in self._text:
            added = _NOTE_TYPE + added
        # Some programs bind the prefixes shape by shape.
        added = re.sub("<v:shape(?:type)? ", lambda match: match[0][:-1] + self._unbound + " ", added)
        cuts = [*self._removed, (self._root_end, self._root_end, added.encode())]
        map_ = _ID_MAP.search(self._text)
        if self._claimed and map_ is not None:
            claimed = "".join(f",{block}" for block in self._claimed).encode()
            cuts.append((map_.end(1), map_.end(1), claimed))
        return self._encoding.encode(splice(self._text, cuts))


def _anchor(sheet: WorksheetPart, row: int, column: int, width: int, height: int) -> str:
    """Return the place of a box: first and last column and row (from 0), each with an offset in pixels."""
    left, top = min(column + 1, 16_380), max(row - 1, 1)
    right, right_offset = _reach(sheet.column_pixels, left, 15 + width, 16_384)
    bottom, bottom_offset = _reach(sheet.row_pixels, top, 2 + height, 1_048_576)
    return f"{left - 1}, 15, {top - 1}, 2, {right - 1}, {right_offset}, {bottom - 1}, {bottom_offset}"


def _reach(size: Callable[[int], int], first: int, length: int, last: int) -> tuple[int, int]:
    """Return the row or column where a length from the start of the first one ends, and how far into it."""
    at = first
    while at < last and length > size(at):
        length -= size(at)
        at += 1
    return at, min(length, size(at))
