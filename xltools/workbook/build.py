"""New workbooks: XlsxWriter for everything, and a quick way to write its long sheets.

XlsxWriter keeps every cell as an object and writes it by itself, which is most of the time a county summary takes. A
:class:`BulkWorksheet` streams its rows as text instead: several times faster, and memory stays flat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltools.model import column_letters

__all__ = [
    "MAX_ROWS",
    "BulkCell",
    "BulkRow",
    "BulkWorksheet",
    "Formula",
    "format_number",
    "hyperlink",
    "quoted",
    "safe_text",
]

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
"""What a sheet and a cell of Excel can hold."""

CUT = "…（原文过长，已截断）"

_MAX_LITERAL = 255
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_ESCAPE_LIKE = re.compile("_(x[0-9A-Fa-f]{4}_)")
_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"})


class Formula(NamedTuple):
    """A formula without its ``=``, and the value it has: what a reader that does not calculate shows."""

    text: str
    value: Decimal | int | float | str


BulkCell = str | int | float | Decimal | Formula | None


class BulkRow(NamedTuple):
    """One row: its cells from column A on, the format number of each, and how it is laid out.

    ``level`` is the outline level; ``hidden`` rows belong to a collapsed group; ``height`` is in points.
    """

    cells: Sequence[BulkCell]
    formats: Sequence[int]
    height: float | None = None
    level: int = 0
    hidden: bool = False
    collapsed: bool = False


def safe_text(text: str) -> str:
    """A text as a cell can hold it: cut to Excel's limit with a mark, characters that XML forbids left out."""
    text = _ILLEGAL.sub("", text)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT


def quoted(text: str) -> str:
    """A text as a literal of a formula; long ones are joined from pieces, since Excel takes 255 characters at once."""
    pieces = [text[start : start + _MAX_LITERAL] for start in range(0, len(text), _MAX_LITERAL)] or [""]
    return "&".join('"{}"'.format(piece.replace('"', '""')) for piece in pieces)


def hyperlink(target: str, label: str) -> Formula | str:
    """A link as a formula: unlike hyperlinks proper there may be any number of them. Too long a target stays text."""
    label = safe_text(label)
    if len(target) > _MAX_LITERAL or not target:
        return label
    return Formula(f"HYPERLINK({quoted(target)},{quoted(label)})", label)


class BulkWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose first rows are written through XlsxWriter's methods and the rest as a stream of rows.

    Make it with ``workbook.add_worksheet(name, worksheet_class=BulkWorksheet)``.
    """

    def __init__(self) -> None:
        super().__init__()
        self._bulk: Iterable[BulkRow] = ()
        self._bulk_first = 0
        self._bulk_count = 0
        self._bulk_width = 0

    def write_bulk(self, first_row: int, count: int, width: int, rows: Iterable[BulkRow]) -> None:
        """Have ``count`` rows of ``width`` columns written from ``first_row`` (from 0) on, when the workbook closes.

        ``rows`` is gone through once. ``first_row`` must lie below every row written in the other way.
        """
        self._bulk, self._bulk_first, self._bulk_count, self._bulk_width = rows, first_row, count, width

    # --- XlsxWriter's hooks: names are its own ----------------------------------------------------------------------

    def _write_dimension(self) -> None:
        kept = (self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax)
        if self._bulk_count:
            self.dim_rowmin = self._bulk_first if self.dim_rowmin is None else self.dim_rowmin
            self.dim_rowmax = self._bulk_first + self._bulk_count - 1
            self.dim_colmin = 0
            self.dim_colmax = max(self._bulk_width - 1, self.dim_colmax or 0)
        super()._write_dimension()
        self.dim_rowmin, self.dim_rowmax, self.dim_colmin, self.dim_colmax = kept

    def _write_sheet_data(self) -> None:
        if not self._bulk_count:
            super()._write_sheet_data()
            return
        self._xml_start_tag("sheetData")
        if self.dim_rowmin is not None:
            self._write_rows()
        for chunk in _chunks(self._bulk, self._bulk_first + 1):
            self.fh.write(chunk)
        self._xml_end_tag("sheetData")


def format_number(made: Format) -> int:
    """The number by which cells of a stream name a format."""
    number: int = made._get_xf_index()
    return number


def _chunks(rows: Iterable[BulkRow], first: int) -> Iterator[str]:
    """The rows as XML, some hundred at a time."""
    letters = [column_letters(column) for column in range(1, 257)]
    buffer: list[str] = []
    for number, row in enumerate(rows, first):
        _write_row(buffer, number, row, letters)
        if len(buffer) > 8000:
            yield "".join(buffer)
            buffer.clear()
    yield "".join(buffer)


def _write_row(buffer: list[str], number: int, row: BulkRow, letters: list[str]) -> None:
    attributes = f'<row r="{number}"'
    if row.height:
        attributes += f' ht="{row.height:g}" customHeight="1"'
    if row.level:
        attributes += f' outlineLevel="{row.level}"'
    if row.hidden:
        attributes += ' hidden="1"'
    if row.collapsed:
        attributes += ' collapsed="1"'
    buffer.append(attributes + ">")
    for letter, style, value in zip(letters, row.formats, row.cells, strict=False):
        if isinstance(value, str):
            if value:
                buffer.append(f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is>{_text_xml(value)}</is></c>')
            else:
                buffer.append(f'<c r="{letter}{number}" s="{style}"/>')
        elif value is None:
            buffer.append(f'<c r="{letter}{number}" s="{style}"/>')
        elif isinstance(value, Formula):
            buffer.append(_formula_xml(f"{letter}{number}", style, value))
        else:
            buffer.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
    buffer.append("</row>")


def _text_xml(text: str) -> str:
    text = _ESCAPE_LIKE.sub(r"_x005F_\1", safe_text(text)).translate(_XML)
    keep = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() or "\n" in text else ""
    return f"<t{keep}>{text}</t>"


def _formula_xml(cell: str, style: int, formula: Formula) -> str:
    text = formula.text.translate(_XML)
    if isinstance(formula.value, str):
        value = formula.value.translate(_XML)
        return f'<c r="{cell}" s="{style}" t="str"><f>{text}</f><v>{value}</v></c>'
    return f'<c r="{cell}" s="{style}"><f>{text}</f><v>{formula.value}</v></c>'
