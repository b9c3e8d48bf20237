"""One worksheet part: its cells found in the raw bytes, and changes to some of them spliced in.

Most of a sheet's bytes are cells that nobody touches, so cells are not parsed as XML. The part without its
``<sheetData>`` is a small :class:`Document`; inside ``<sheetData>`` rows and cells are found by their tags, in a copy
where comments and CDATA are blanked out, and whatever is not as plain as the standard asks is refused by name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xltools.workbook.edit.address import (
    LAST_COLUMN,
    LAST_ROW,
    Range,
    cell_name,
    parse_cell,
    parse_ranges,
)
from xltools.workbook.edit.document import ATTRIBUTE, TAG_REST, Document, Encoding, splice, with_attributes
from xltools.workbook.edit.refusal import RefusalCode, Refused
from xltools.workbook.edit.relations import Dialect, dialect_of
from xltools.workbook.edit.values import BLANK, CellContent

if TYPE_CHECKING:
    from xltools.workbook.edit.document import Cut

__all__ = ["Worksheet"]

# The children of <worksheet> in the order of the schema.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip

_HIDDEN = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?=[\s/>])" + TAG_REST)
_NAMESPACE = re.compile(rb"""\sxmlns(?::([^\s=]+))?\s*=\s*["']([^"']*)["']""")
_ROW_NUMBER_FIRST = re.compile(rb'<\S+ r="(\d+)"')


class _Patterns(NamedTuple):
    """The tags inside ``<sheetData>`` for one namespace prefix."""

    row: re.Pattern[bytes]
    row_end: re.Pattern[bytes]
    cell: re.Pattern[bytes]
    cell_end: re.Pattern[bytes]
    formula: re.Pattern[bytes]


@lru_cache(maxsize=8)
def _patterns(prefix: bytes) -> _Patterns:
    tag = re.escape(prefix)
    return _Patterns(
        *(
            re.compile(pattern % tag)
            for pattern in (
                rb"<%srow(?=[\s/>])" + TAG_REST,
                rb"</%srow\s*>",
                rb"<%sc(?=[\s/>])" + TAG_REST,
                rb"</%sc\s*>",
                rb"<%sf(?=[\s/>])" + TAG_REST,
            )
        )
    )


@dataclass(frozen=True, slots=True)
class _Element:
    """A row or cell in the bytes: ``start``-``end`` is all of it, ``body``-``close`` what is between its tags."""

    number: int
    start: int
    body: int
    close: int
    end: int
    attributes: dict[bytes, bytes]


@dataclass(slots=True)
class _Change:
    """What becomes of one cell."""

    style: int | None = None
    content: CellContent | None = None
    removed: bool = False


class Worksheet:
    """A worksheet part open for changes. Rows and columns count from 1."""

    def __init__(self, raw: bytes, part: str) -> None:
        """Read the part.

        Raises:
            Refused: it is damaged, or written in a way that cannot be changed safely.
        """
        self.part = part
        encoding, text = Encoding.decode(raw, part)
        mask = _masked(text)
        found = _SHEET_DATA.search(mask)
        self.prefix = found[1] if found else b""
        body = close = found.end() if found else 0
        if found and not found[0].endswith(b"/>"):
            ending = re.compile(rb"</%ssheetData\s*>" % re.escape(self.prefix)).search(mask, body)
            if ending is None:
                raise Refused(RefusalCode.DAMAGED_PART, part)
            close = ending.start()
        self._inner, self._mask = text[body:close], mask[body:close]
        self.document = Document(text[:body] + text[close:], part, encoding)
        self.root = self.document.root
        self._data = self.root.child("sheetData")
        if (self._data.start if self._data else -1) != (found.start() if found else -1):
            raise Refused(RefusalCode.ODD_STRUCTURE, part)
        self.dialect = self._checked_dialect()
        self._patterns = _patterns(self.prefix)
        self._cells: dict[int, list[_Element]] = {}
        self._changes: dict[int, dict[int, _Change]] = {}

    def _checked_dialect(self) -> Dialect:
        dialect = dialect_of(self.root.namespace)
        if dialect is None or self.root.name != "worksheet":
            raise Refused(RefusalCode.ODD_STRUCTURE, self.part)
        main, own = dialect.main.encode(), self.prefix[:-1]
        for prefix, uri in _NAMESPACE.findall(self._mask):
            if (prefix == own) != (uri == main):
                raise Refused(RefusalCode.ODD_STRUCTURE, self.part)
        if b"AlternateContent" in self._mask:
            raise Refused(RefusalCode.ODD_STRUCTURE, self.part)
        return dialect

    # --- finding -----------------------------------------------------------------------------------------------

    @cached_property
    def _rows(self) -> tuple[list[int], list[tuple[int, int]]]:
        """The numbers of all rows in order, and where each one's first tag starts and ends."""
        numbers: list[int] = []
        tags: list[tuple[int, int]] = []
        last = 0
        for match in self._patterns.row.finditer(self._mask):
            first = _ROW_NUMBER_FIRST.match(match[0])
            stated = first[1] if first else _attributes(match[0]).get(b"r")
            number = last + 1 if stated is None else self._whole(stated)
            if not last < number <= LAST_ROW:
                raise Refused(RefusalCode.DISORDERED, self.part)
            numbers.append(number)
            tags.append(match.span())
            last = number
        return numbers, tags

    def _row(self, number: int) -> _Element | None:
        numbers, tags = self._rows
        at = bisect_left(numbers, number)
        if at == len(numbers) or numbers[at] != number:
            return None
        return self._element(number, *tags[at], self._patterns.row_end)

    def _element(self, number: int, start: int, body: int, ending: re.Pattern[bytes]) -> _Element:
        attributes = _attributes(self._mask[start:body])
        if self._mask[body - 2 : body] == b"/>":
            return _Element(number, start, body, body, body, attributes)
        found = ending.search(self._mask, body)
        if found is None:
            raise Refused(RefusalCode.DAMAGED_PART, self.part)
        return _Element(number, start, body, *found.span(), attributes)

    def _row_cells(self, row: _Element) -> list[_Element]:
        if row.number not in self._cells:
            cells: list[_Element] = []
            last, at = 0, row.body
            while match := self._patterns.cell.search(self._mask, at, row.close):
                stated = _attributes(match[0]).get(b"r")
                place = (row.number, last + 1) if stated is None else parse_cell(stated.decode())
                if place is None or place[0] != row.number or not last < place[1] <= LAST_COLUMN:
                    raise Refused(RefusalCode.DISORDERED, self.part)
                last = place[1]
                cells.append(self._element(last, *match.span(), self._patterns.cell_end))
                at = cells[-1].end
            self._cells[row.number] = cells
        return self._cells[row.number]

    def _cell(self, row: int, column: int) -> _Element | None:
        found = self._row(row)
        if found is None:
            return None
        return next((cell for cell in self._row_cells(found) if cell.number == column), None)

    def last_row(self) -> int:
        """The number of the last row written, 0 for an empty sheet."""
        numbers, _ = self._rows
        return numbers[-1] if numbers else 0

    def states_style(self, row: int, column: int) -> bool | None:
        """Whether a cell states a format of its own; None where the cell is not written at all."""
        cell = self._cell(row, column)
        return None if cell is None else b"s" in cell.attributes

    def content(self, row: int, column: int) -> bytes:
        """The bytes between the tags of a cell, empty where nothing is written."""
        cell = self._cell(row, column)
        return self._inner[cell.body : cell.close] if cell else b""

    def style(self, row: int, column: int) -> int:
        """The index of the cell's format: its own, else the row's, else the column's."""
        change = self._changes.get(row, {}).get(column)
        if change is not None and change.style is not None:
            return max(change.style, 0)
        cell = self._cell(row, column)
        if cell is not None:
            return self._whole(cell.attributes.get(b"s", b"0"))
        return self.inherited_style(row, column)

    def inherited_style(self, row: int, column: int) -> int:
        """The format of a cell that is not written."""
        line = self._row(row)
        if line is not None and line.attributes.get(b"customFormat") in {b"1", b"true"}:
            return self._whole(line.attributes.get(b"s", b"0"))
        found = self._column(column)
        return self._whole(found.get("style", "0")) if found else 0

    def _whole(self, text: bytes | str) -> int:
        if not text.isdigit():
            raise Refused(RefusalCode.ODD_STRUCTURE, self.part)
        return int(text)

    def _column(self, column: int) -> dict[str, str] | None:
        for cols in self.root.named("cols"):
            for col in cols.named("col"):
                first, last = (self._whole(col.attributes.get(end, "0")) for end in ("min", "max"))
                if first <= column <= last:
                    return col.attributes
        return None

    # --- what stands in the way of a change ---------------------------------------------------------------------

    @cached_property
    def merged(self) -> tuple[Range, ...]:
        """The merged blocks."""
        merges = self.root.child("mergeCells")
        cells = merges.named("mergeCell") if merges else ()
        return tuple(block for cell in cells for block in parse_ranges(cell.attributes.get("ref")))

    @cached_property
    def _arrays(self) -> tuple[Range, ...]:
        """The blocks of array formulas and data tables: only their first cell shows the formula."""
        if b"array" not in self._mask and b"dataTable" not in self._mask:
            return ()
        found = (_attributes(match[0]) for match in self._patterns.formula.finditer(self._mask))
        return tuple(
            block
            for attributes in found
            if attributes.get(b"t") in {b"array", b"dataTable"}
            for block in parse_ranges(attributes.get(b"ref", b"").decode())
        )

    @property
    def has_formulas(self) -> bool:
        """Whether any cell holds a formula."""
        return self._patterns.formula.search(self._mask) is not None

    def check_address(self, row: int, column: int) -> None:
        """Refuse an address outside the sheet, or inside a merged block and not its first cell."""
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise Refused(RefusalCode.BAD_ADDRESS)
        for block in self.merged:
            if block.covers(row, column) and (row, column) != (block.top, block.left):
                raise Refused(RefusalCode.MERGED_CELL, str(block))

    def check_formula(self, row: int, column: int, *, force: bool) -> bool:
        """Refuse to overwrite a formula unless forced, and one that other cells need in any case.

        Gives whether the cell holds a formula, which is then lost.
        """
        if any(block.covers(row, column) for block in self._arrays):
            raise Refused(RefusalCode.ARRAY_FORMULA)
        cell = self._cell(row, column)
        found = self._patterns.formula.search(self._mask, cell.body, cell.close) if cell else None
        if found is None:
            return False
        if not force:
            raise Refused(RefusalCode.FORMULA)
        shared = parse_ranges(_attributes(found[0]).get(b"ref", b"").decode())
        if any((block.top, block.left) != (block.bottom, block.right) for block in shared):
            raise Refused(RefusalCode.SHARED_FORMULA)
        return True

    # --- changing ----------------------------------------------------------------------------------------------

    def _change(self, row: int, column: int) -> _Change:
        if self._data is None:
            raise Refused(RefusalCode.ODD_STRUCTURE, self.part)
        self._cell(row, column)  # refuses a row that is out of order
        return self._changes.setdefault(row, {}).setdefault(column, _Change())

    def write(self, row: int, column: int, content: CellContent) -> None:
        """Give a cell other content; its format stays."""
        if content.markup or self._cell(row, column) is not None:
            change = self._change(row, column)
            change.content, change.removed = content, False

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give a cell another format (-1: the one of a cell that states none); its content stays."""
        change = self._change(row, column)
        change.style, change.removed = style, False

    def remove_blank_cell(self, row: int, column: int) -> None:
        """Take a blank cell out, and its row if that has nothing else to say."""
        line = self._row(row)
        following = [cell for cell in self._row_cells(line) if cell.number > column] if line else []
        # Cells without an address are counted on from the one before: taking one out would move the next.
        if not following or b"r" in following[0].attributes:
            self._change(row, column).removed = True

    def insert(self, name: str, snippet: str) -> None:
        """Put a new child into the sheet where the schema wants it."""
        self.document.insert_in_order(self.root, name, snippet, _ORDER)

    @property
    def changed(self) -> bool:
        """Whether anything is to be spliced in."""
        return bool(self._changes) or self.document.changed

    def to_bytes(self) -> bytes:
        """The part with all changes spliced in. To be called once, when all changes are known."""
        cuts: list[Cut] = []
        for number, changes in sorted(self._changes.items()):
            row = self._row(number)
            if row is not None:
                cuts.append((row.start, row.end, self._changed_row(row, changes)))
            elif cells := b"".join(self._new_cell(number, *item) for item in sorted(changes.items())):
                numbers, tags = self._rows
                at = bisect_left(numbers, number)
                start = tags[at][0] if at < len(tags) else len(self._inner)
                new = b'<%srow r="%d">%s</%srow>' % (self.prefix, number, cells, self.prefix)
                cuts.append((start, start, new))
        inner = splice(self._inner, cuts)
        if self._data is not None and inner:
            self.document.append_source(self._data, inner)
        self._extend_dimension()
        return self.document.to_bytes()

    def _changed_row(self, row: _Element, changes: dict[int, _Change]) -> bytes:
        cells = self._row_cells(row)
        by_column = {cell.number: cell for cell in cells}
        cuts: list[Cut] = []
        for column, change in sorted(changes.items()):
            cell = by_column.get(column)
            if cell is not None:
                new = b"" if change.removed else self._changed_cell(cell, change)
                cuts.append((cell.start - row.body, cell.end - row.body, new))
            else:
                at = next((cell.start for cell in cells if cell.number > column), row.close)
                cuts.append((at - row.body, at - row.body, self._new_cell(row.number, column, change)))
        body = splice(self._inner[row.body : row.close], cuts)
        if not body.strip() and cells and row.attributes.keys() <= {b"r", b"spans"}:
            return b""
        tag, ending = self._inner[row.start : row.body], self._inner[row.close : row.end]
        spans = parse_ranges(_columns_as_range(row.attributes.get(b"spans", b"")))
        if spans and not all(any(block.covers(1, column) for block in spans) for column in changes):
            tag = with_attributes(tag, {"spans": None})
        if body and not ending:
            tag, ending = tag[:-2].rstrip() + b">", b"</%srow>" % self.prefix
        return tag + body + ending

    def _changed_cell(self, cell: _Element, change: _Change) -> bytes:
        tag = self._inner[cell.start : cell.body]
        if change.style is not None:
            tag = with_attributes(tag, {"s": str(change.style) if change.style >= 0 else None})
        if change.content is None:
            return tag + self._inner[cell.body : cell.end]
        kind, markup = change.content
        tag = with_attributes(tag, {"t": kind or None, "cm": None, "vm": None})
        tag = tag.removesuffix(b">").removesuffix(b"/").rstrip()
        return self._closed(tag, markup)

    def _new_cell(self, row: int, column: int, change: _Change) -> bytes:
        if change.removed:
            return b""
        style = self.style(row, column)
        kind, markup = change.content or BLANK
        tag = f'c r="{cell_name(row, column)}"'
        tag += f' s="{style}"' if style else ""
        tag += f' t="{kind}"' if kind else ""
        return self._closed(b"<" + self.prefix + tag.encode(), markup)

    def _closed(self, tag: bytes, markup: str) -> bytes:
        """A cell from its open tag, still without its end, and the elements to go into it."""
        if not markup:
            return tag + b"/>"
        inner = _OPENING.sub(rb"<\1" + self.prefix, markup.encode())
        return b"%s>%s</%sc>" % (tag, inner, self.prefix)

    def _extend_dimension(self) -> None:
        """Make the stated used range hold the new cells that show something."""
        dimension = self.root.child("dimension")
        stated = parse_ranges(dimension.attributes.get("ref")) if dimension else ()
        if dimension is None or len(stated) != 1:
            return
        used = stated[0]
        for row, changes in self._changes.items():
            for column, change in changes.items():
                if change.content and change.content.markup:
                    used = used.including(row, column)
        if used != stated[0]:
            self.document.set(dimension, "ref", str(used))

    # --- sizes on the screen, to place a note -------------------------------------------------------------------

    def row_pixels(self, row: int) -> int:
        """The height of a row in pixels of 1/96 inch."""
        line = self._row(row)
        attributes = line.attributes if line else {}
        if attributes.get(b"hidden") in {b"1", b"true"}:
            return 0
        height = attributes.get(b"ht", b"").decode() or self._format("defaultRowHeight") or "15"
        return round(_size(height, 15) * 96 / 72)

    def column_pixels(self, column: int) -> int:
        """The width of a column in pixels, for the usual font size."""
        found = self._column(column) or {}
        if found.get("hidden") in {"1", "true"}:
            return 0
        width = found.get("width") or self._format("defaultColWidth") or "8.43"
        return int(_size(width, 8.43) * 7 + 5)

    def _format(self, name: str) -> str:
        sheet_format = self.root.child("sheetFormatPr")
        return sheet_format.attributes.get(name, "") if sheet_format else ""


_OPENING = re.compile(rb"<(/?)(?=[A-Za-z])")


def _masked(text: bytes) -> bytes:
    """``text`` with comments, CDATA and processing instructions blanked, byte for byte: each ``<`` left is a tag."""
    if b"<!" not in text and text.count(b"<?") == text.startswith(b"<?"):
        return text
    return _HIDDEN.sub(lambda match: b" " * len(match[0]), text)


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {match[1]: match[2][1:-1] for match in ATTRIBUTE.finditer(tag)}


def _columns_as_range(spans: bytes) -> str:
    """The ``spans`` of a row (``1:5 7:9``) as ranges in row 1."""
    numbers = [span.split(b":") for span in spans.split()]
    if not all(len(pair) == 2 and pair[0].isdigit() and pair[1].isdigit() for pair in numbers):
        return ""
    return " ".join(str(Range(1, int(first), 1, int(last))) for first, last in numbers)


def _size(text: str, default: float) -> float:
    try:
        return min(max(float(text), 0.0), 500.0)
    except ValueError:
        return default
