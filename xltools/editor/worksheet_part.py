"""One worksheet part: its cells found in the raw bytes, and changes to some of them spliced in.

Most of a sheet's bytes are cells that no edit touches, so cells are not parsed as XML: the part is an
:class:`XmlDocument` in which the inside of ``<sheetData>`` was blanked, and the inside is :class:`SheetData`, where
cells are found by their tags.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from xltools.editor.address import LAST_COLUMN, LAST_ROW, CellRange, cell_name, parse_ranges
from xltools.editor.cell_content import BLANK, CellContent
from xltools.editor.cells import Element, SheetData, masked
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.relationships import dialect_of
from xltools.editor.xml_document import TAG_REST, Encoding, XmlDocument, check_well_formed, splice, with_attributes
from xltools.editor.xmltext import whole_number
from xltools.quick_dataclass import dataclass

if TYPE_CHECKING:
    from xltools.editor.xml_document import Cut

__all__ = ["WorksheetPart"]

# The children of <worksheet> in the order of the schema.
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins",
    "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors",
    "smartTags", "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip

_SHEET_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?=[\s/>])" + TAG_REST)
_OPENING = re.compile(rb"<(/?)(?=[A-Za-z])")
# Elements of many parts that no edit looks at; they come after the cells, and never one in another.
_UNREAD = (b"conditionalFormatting", b"dataValidations")


@dataclass(slots=True)
class _CellChange:
    """The change of one cell."""

    style: int | None = None
    content: CellContent | None = None
    removed: bool = False
    result_dropped: bool = False


class WorksheetPart:
    """A worksheet part open for changes. Rows and columns count from 1."""

    def __init__(self, raw: bytes, part: str) -> None:
        """Read the part.

        Raises:
            EditRefusedError: it is damaged, or written in a way that cannot be changed safely.
        """
        self.part = part
        encoding, text = Encoding.decode(raw, part)
        check_well_formed(text, part)
        mask = masked(text)
        opening = _SHEET_DATA.search(mask)
        self.prefix = opening[1] if opening else b""
        body = close = opening.end() if opening else 0
        if opening and not opening[0].endswith(b"/>"):
            close = mask.rfind(b"</%ssheetData" % self.prefix, body)
            if close < 0:
                raise EditRefusedError(RefusalCode.DAMAGED_PART, part)
        self.document = XmlDocument(text, part, encoding, _outline(mask, body, close, self.prefix))
        self.root = self.document.root
        node = self.root.child("sheetData")
        dialect = dialect_of(self.root.namespace)
        plain = (node.start if node else -1) == (opening.start() if opening else -1)
        if dialect is None or self.root.name != "worksheet" or not plain:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, part)
        self.dialect = dialect
        self._node = node
        self._data = SheetData(text, mask, (body, close), self.prefix, part)
        self._data.check_namespaces(dialect.main, self.prefix.decode().rstrip(":"))
        self._changes: dict[int, dict[int, _CellChange]] = {}

    # --- looking -----------------------------------------------------------------------------------------------

    def states_style(self, row: int, column: int) -> bool | None:
        """Return whether a cell states a format of its own; None where the cell is not written at all."""
        cell = self._data.cell(row, column)
        return None if cell is None else b"s" in cell.attributes

    def blank(self, row: int, column: int) -> bool:
        """Return whether a cell shows nothing."""
        cell = self._data.cell(row, column)
        return cell is None or not self._data.text[cell.body : cell.close].strip()

    def style(self, row: int, column: int) -> int:
        """Return the index of the cell's format: its own, else the row's, else the column's."""
        change = self._changes.get(row, {}).get(column)
        if change is not None and change.style is not None:
            return max(change.style, 0)
        cell = self._data.cell(row, column)
        if cell is not None:
            return self._whole(cell.attributes.get(b"s", b"0"))
        return self.inherited_style(row, column)

    def inherited_style(self, row: int, column: int) -> int:
        """Return the format of a cell that is not written."""
        line = self._data.row(row)
        if line is not None and line.attributes.get(b"customFormat") in {b"1", b"true"}:
            return self._whole(line.attributes.get(b"s", b"0"))
        return self._whole(self._column(column).get("style", "0"))

    def _whole(self, text: bytes | str) -> int:
        number = whole_number(text)
        if number is None:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, self.part)
        return number

    @cached_property
    def _columns(self) -> list[tuple[int, int, dict[str, str]]]:
        """The descriptions of columns, each with the first and last column it is for."""
        return [
            (self._whole(col.attributes.get("min", "0")), self._whole(col.attributes.get("max", "0")), col.attributes)
            for cols in self.root.named("cols")
            for col in cols.named("col")
        ]

    def _column(self, column: int) -> dict[str, str]:
        return next((attributes for first, last, attributes in self._columns if first <= column <= last), {})

    # --- what stands in the way of a change ---------------------------------------------------------------------

    @cached_property
    def merged(self) -> tuple[CellRange, ...]:
        """The merged blocks."""
        merges = self.root.child("mergeCells")
        cells = merges.named("mergeCell") if merges else ()
        return tuple(block for cell in cells for block in parse_ranges(cell.attributes.get("ref")))

    def check_address(self, row: int, column: int) -> None:
        """Refuse an address outside the sheet, or inside a merged block and not its first cell."""
        if self._node is None:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, self.part)
        if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
            raise EditRefusedError(RefusalCode.BAD_ADDRESS)
        for block in self.merged:
            if block.covers(row, column) and (row, column) != (block.top, block.left):
                raise EditRefusedError(RefusalCode.MERGED_CELL, str(block))

    def check_formula(self, row: int, column: int, *, force: bool) -> bool:
        """Refuse to overwrite a formula unless forced, and one that other cells need in any case.

        Return whether the cell holds a formula, which is then lost.

        Gives whether the cell holds a formula, which is then lost.
        """
        if any(block.covers(row, column) for block in self._data.arrays):
            raise EditRefusedError(RefusalCode.ARRAY_FORMULA)
        cell = self._data.cell(row, column)
        formula = self._data.formula(cell) if cell else None
        if formula is None:
            return False
        if not force:
            raise EditRefusedError(RefusalCode.FORMULA)
        shared = parse_ranges(formula.get(b"ref", b"").decode("ascii", "replace"))
        if any((block.top, block.left) != (block.bottom, block.right) for block in shared):
            raise EditRefusedError(RefusalCode.SHARED_FORMULA)
        return True

    # --- changing ----------------------------------------------------------------------------------------------

    def _change(self, row: int, column: int) -> _CellChange:
        self.style(row, column)  # refuses now, not at the end, a row out of order or a format that is not a number
        return self._changes.setdefault(row, {}).setdefault(column, _CellChange())

    def write(self, row: int, column: int, content: CellContent) -> None:
        """Give a cell other content; its format stays."""
        if content.markup or self._data.cell(row, column) is not None:
            change = self._change(row, column)
            change.content, change.removed = content, False

    def drop_result(self, row: int, column: int) -> None:
        """Take the stored result off a cell's formula; nothing happens to a cell without one."""
        cell = self._data.cell(row, column)
        if cell is not None and self._data.formula(cell) is not None:
            self._change(row, column).result_dropped = True

    def set_style(self, row: int, column: int, style: int) -> None:
        """Give a cell another format (-1: the one of a cell that states none); its content stays."""
        change = self._change(row, column)
        change.style, change.removed = style, False

    def remove_blank_cell(self, row: int, column: int) -> None:
        """Remove a blank cell, and its row if that states nothing else."""
        line = self._data.row(row)
        following = next((number for number in self._data.cells(line) if number > column), 0) if line else 0
        after = self._data.cell(row, following)
        # Cells without an address are counted on from the one before: taking one out would move the next.
        if after is None or b"r" in after.attributes:
            self._change(row, column).removed = True

    def insert(self, name: str, snippet: str) -> None:
        """Put a new child into the sheet at its place in the schema's order."""
        self.document.insert_in_order(self.root, name, snippet, _ORDER)

    @property
    def changed(self) -> bool:
        """Whether anything is to be spliced in."""
        return bool(self._changes) or self.document.changed

    def to_bytes(self) -> bytes:
        """Return the part with all changes spliced in. To be called once, when all changes are known."""
        for number, changes in sorted(self._changes.items()):
            row = self._data.row(number)
            if row is not None:
                self.document.cut(row.start, row.end, self._changed_row(row, changes))
            elif cells := b"".join(self._new_cell(number, *item) for item in sorted(changes.items())):
                new = b'<%srow r="%d">%s</%srow>' % (self.prefix, number, cells, self.prefix)
                at = self._data.place_for_row(number)
                if at is not None:
                    self.document.cut(at, at, new)
                elif self._node is not None:
                    self.document.append_source(self._node, new)
        self._extend_dimension()
        return self.document.to_bytes()

    def _changed_row(self, row: Element, changes: dict[int, _CellChange]) -> bytes:
        text, present = self._data.text, self._data.cells(row)
        cuts: list[Cut] = []
        for column, change in sorted(changes.items()):
            cell = self._data.cell(row.number, column)
            if cell is not None:
                new = b"" if change.removed else self._changed_cell(cell, change)
                cuts.append((cell.start - row.body, cell.end - row.body, new))
            else:
                at = next((start for number, start in present.items() if number > column), row.close) - row.body
                cuts.append((at, at, self._new_cell(row.number, column, change)))
        body = splice(text[row.body : row.close], cuts)
        if not body.strip() and present and row.attributes.keys() <= {b"r", b"spans"}:
            return b""
        tag, ending = text[row.start : row.body], text[row.close : row.end]
        spans = _spans(row.attributes.get(b"spans", b""))
        if spans and not all(any(first <= column <= last for first, last in spans) for column in changes):
            tag = with_attributes(tag, {"spans": None})
        if body and not ending:
            tag, ending = tag[:-2].rstrip() + b">", b"</%srow>" % self.prefix
        return tag + body + ending

    def _changed_cell(self, cell: Element, change: _CellChange) -> bytes:
        tag = self._data.text[cell.start : cell.body]
        if change.style is not None:
            tag = with_attributes(tag, {"s": str(change.style) if change.style >= 0 else None})
        if change.content is None and change.result_dropped:
            tag = with_attributes(tag, {"t": None, "cm": None, "vm": None})
            return tag + self._data.without_result(cell) + self._data.text[cell.close : cell.end]
        if change.content is None:
            return tag + self._data.text[cell.body : cell.end]
        kind, markup = change.content
        tag = with_attributes(tag, {"t": kind or None, "cm": None, "vm": None})
        tag = tag.removesuffix(b">").removesuffix(b"/").rstrip()
        return self._closed(tag, markup)

    def _new_cell(self, row: int, column: int, change: _CellChange) -> bytes:
        if change.removed:
            return b""
        style = self.style(row, column)
        kind, markup = change.content or BLANK
        tag = f'c r="{cell_name(row, column)}"'
        tag += f' s="{style}"' if style else ""
        tag += f' t="{kind}"' if kind else ""
        return self._closed(b"<" + self.prefix + tag.encode(), markup)

    def _closed(self, tag: bytes, markup: str) -> bytes:
        """Complete a cell from its open tag and the elements to go into it."""
        if not markup:
            return tag + b"/>"
        inner = _OPENING.sub(rb"<\1" + self.prefix, markup.encode())
        return b"%s>%s</%sc>" % (tag, inner, self.prefix)

    def _extend_dimension(self) -> None:
        """Extend the stated used range to the new cells that show something."""
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
        """Return the height of a row in pixels of 1/96 inch."""
        line = self._data.row(row)
        if line is not None and line.attributes.get(b"hidden") in {b"1", b"true"}:
            return 0
        own = line.attributes.get(b"ht") if line is not None else None
        return round(_size(own.decode(), 15) * 96 / 72) if own else self._usual_row

    def column_pixels(self, column: int) -> int:
        """Return the width of a column in pixels, for the usual font size."""
        attributes = self._column(column)
        if attributes.get("hidden") in {"1", "true"}:
            return 0
        return int(_size(attributes["width"], 8.43) * 7 + 5) if "width" in attributes else self._usual_column

    @cached_property
    def _usual_row(self) -> int:
        return round(_size(self._defaults.get("defaultRowHeight", ""), 15) * 96 / 72)

    @cached_property
    def _usual_column(self) -> int:
        return int(_size(self._defaults.get("defaultColWidth", ""), 8.43) * 7 + 5)

    @cached_property
    def _defaults(self) -> dict[str, str]:
        """The sizes of rows and columns that state none."""
        sheet_format = self.root.child("sheetFormatPr")
        return sheet_format.attributes if sheet_format else {}


def _outline(mask: bytes, body: int, close: int, prefix: bytes) -> bytes:
    """Return a sheet in which everything that need not be parsed is blanked, byte for byte, so that places stay."""
    pieces = [mask[:body], b" " * (close - body)]
    at = close
    for name in _UNREAD:
        opening, ending = b"<" + prefix + name, b"</" + prefix + name + b">"
        start = mask.find(opening, at)
        while start >= 0 and (end := mask.find(ending, start)) >= 0:
            if mask[mask.find(b">", start) - 1] == ord("/"):
                break  # written as one tag: the ending found is that of another
            end += len(ending)
            pieces += (mask[at:start], b" " * (end - start))
            at, start = end, mask.find(opening, end)
    return b"".join((*pieces, mask[at:]))


def _spans(text: bytes) -> list[tuple[int, int]]:
    """Return the columns that a row states in its spans (``1:5 7:9``)."""
    pairs = (span.partition(b":") for span in text.split())
    return [(whole_number(first) or 0, whole_number(last) or 0) for first, _, last in pairs]


def _size(text: str, default: float) -> float:
    try:
        size = float(text)
    except ValueError:
        return default
    return size if 0 <= size <= 500 else default
