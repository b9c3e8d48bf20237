"""A worksheet being written: cells by block, remembering what each holds so that live checks can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xltools.grids.grid import Block
from xltools.model import column_letters
from xltools.template.cells import Content
from xltools.template.formats import TemplateFormats
from xltools.text import drop_controls
from xltools.writer.text_heights import column_pixels, text_height

__all__ = ["DisplayedCell", "Page", "VerbatimFormulaSheet", "absolute", "address"]

_PROTECTION = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
    "autofilter": True,
    "objects": False,
}
"""Without a password: it keeps labels and formulas from being typed over, nothing else."""


def address(row: int, column: int) -> str:
    """Return a relative reference such as ``B3``; row and column count from 1."""
    return f"{column_letters(column)}{row}"


def absolute(row: int, column: int) -> str:
    """Return an absolute reference such as ``$B$3``."""
    return f"${column_letters(column)}${row}"


class DisplayedCell(NamedTuple):
    """A cell that other sheets show: a reference to it, and what it holds now."""

    reference: str
    content: Content

    @property
    def number(self) -> Decimal:
        """The number that it holds, 0 where it holds none."""
        return self.content if isinstance(self.content, Decimal) else Decimal(0)


class VerbatimFormulaSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A worksheet whose formulas use no function newer than Excel 2010.

    XlsxWriter looks for a hundred newer ones in every formula, half the time that a template takes to write. Should a
    release of it no longer ask this method, only that time is lost.
    """

    growing: frozenset[int] = frozenset()
    """Rows whose height programs fit to what is typed; the height that is written is that of the content so far."""

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        """Leave out that the height of a growing row is fixed, for which XlsxWriter has no option."""
        if tag == "row" and dict(attributes).get("r") in self.growing:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Page:
    """One worksheet and what has been written to it. ``values`` hold what a formula would see, by row and column."""

    def __init__(self, sheet: Worksheet, formats: TemplateFormats, widths: Sequence[float]) -> None:
        """Prepare a worksheet: column widths, no grid lines, protection without a password."""
        self.sheet = sheet
        self.formats = formats
        self.widths = tuple(widths)
        self.values: dict[tuple[int, int], str | Decimal] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.protect("", _PROTECTION)

    @property
    def name(self) -> str:
        """The worksheet's name."""
        return str(self.sheet.get_name())

    def shown(self, row: int, column: int) -> DisplayedCell:
        """Return a cell that has been written, for other sheets to show."""
        return DisplayedCell(f"'{self.name}'!{absolute(row, column)}", self.values.get((row, column)))

    def put(self, block: Block, content: Content, format_name: str) -> None:
        """Write a text or a number; a text never becomes a formula, a link or a number."""
        cell_format = self.formats[format_name]
        row, column = self._merge(block, cell_format)
        if content is None or content == "":
            self.sheet.write_blank(row, column, None, cell_format)
            return
        if isinstance(content, str):
            content = drop_controls(content)
        self.values[block.top, block.left] = content
        if isinstance(content, Decimal):
            self.sheet.write_number(row, column, float(content), cell_format)
        else:
            self.sheet.write_string(row, column, content, cell_format)

    def formula(self, block: Block, formula: str, value: str | Decimal, format_name: str) -> None:
        """Write a formula (without its equals sign) and the value that it has for what stands there now."""
        cell_format = self.formats[format_name]
        row, column = self._merge(block, cell_format)
        self.values[block.top, block.left] = value
        stored = value if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, f"={formula}", cell_format, stored)

    def _merge(self, block: Block, cell_format: Format) -> tuple[int, int]:
        """Merge a block of several cells; return row and column of its first cell, counted from 0."""
        row, column = block.top - 1, block.left - 1
        if (block.bottom, block.right) != (block.top, block.left):
            self.sheet.merge_range(row, column, block.bottom - 1, block.right - 1, "", cell_format)
        return row, column

    def link(self, block: Block, sheet: str, text: str, format_name: str) -> None:
        """Write a link to another sheet of the workbook."""
        cell_format = self.formats[format_name]
        row, column = self._merge(block, cell_format)
        self.sheet.write_url(row, column, f"internal:'{sheet}'!A1", cell_format, text)

    def pixels(self, block: Block) -> float:
        """Return the width of a block in pixels."""
        return sum(column_pixels(width) for width in self.widths[block.left - 1 : block.right])

    def needed(self, block: Block, content: Content, format_name: str) -> float:
        """Return the height in points that shows a text whole within the block's width."""
        if not isinstance(content, str):
            return 0.0
        return text_height(content, self.pixels(block), self.formats.points(format_name))

    def print_setup(
        self,
        *,
        right: int,
        bottom: int,
        pages: int = 0,
        repeat: tuple[int, int] | None = None,
        landscape: bool = False,
    ) -> None:
        """Set up printing: A4, one page wide, columns up to ``right``, rows ``repeat`` on every further page.

        ``pages`` is how many pages it may be long; 0 for as many as it takes.
        """
        sheet = self.sheet
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.fit_to_pages(1, pages)
        sheet.center_horizontally()
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.set_footer("&C&9第 &P 页，共 &N 页")
        sheet.print_area(0, 0, bottom - 1, right - 1)
        if repeat:
            sheet.repeat_rows(repeat[0] - 1, repeat[1] - 1)
