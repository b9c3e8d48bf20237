"""The formats of a range's cells: colours, number formats, fonts, alignment, sizes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from xltools.desktop.libreoffice import uno_bridge
from xltools.desktop.libreoffice.addresses import cover_cells
from xltools.desktop.libreoffice.boundary import translate_uno_errors
from xltools.desktop.libreoffice.cells import CellArea
from xltools.desktop.libreoffice.colors import Color, Rgb, from_office, to_office
from xltools.desktop.libreoffice.font import OfficeFont
from xltools.desktop.libreoffice.number_formats import is_mixed
from xltools.desktop.libreoffice.uno_types import Uno

__all__ = ["FormattedCells"]

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}  # com.sun.star.table.CellVertJustify2
_CHARACTER_PIXELS, _PADDING_PIXELS, _OFFICE_UNITS_PER_PIXEL = 7, 5, 2540 / 96
"""Excel gives a column's width in digits of 7 pixels, without 5 pixels of padding; the office counts 1/100 mm."""

_OFFICE_UNITS_PER_POINT = 2540 / 72


@translate_uno_errors
class FormattedCells(CellArea):
    """A block of cells and its formats; a property in which its cells differ is None."""

    @property
    def color(self) -> Rgb | None:
        """The background colour; None without one and where the cells differ."""
        return from_office(self.uno.CellBackColor)  # cells that differ give no colour

    @color.setter
    def color(self, color_or_rgb: Color) -> None:
        with self.changing():
            self.uno.CellBackColor = to_office(color_or_rgb)

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """Set a colour for each cell (``...`` leaves one alone), in one call for each colour."""
        cells: dict[int, list[tuple[int, int]]] = {}
        for row, line in enumerate(colors, 1):
            for column, color in enumerate(line, 1):
                if color is not ...:
                    cells.setdefault(to_office(color), []).append((row, column))
        with self.changing():
            for number, alike in cells.items():
                self.parts(cover_cells(alike)).CellBackColor = number

    @property
    def number_format(self) -> str | None:
        """The number format as Excel writes it."""
        if is_mixed(self.uno, "NumberFormat"):
            return None
        return self._sheet.book.formats.code(self.uno.NumberFormat)

    @number_format.setter
    def number_format(self, value: str) -> None:
        with self.changing():
            self.uno.NumberFormat = self._sheet.book.formats.key(value)

    @property
    def font(self) -> OfficeFont:
        """The font."""
        return OfficeFont(self)

    @property
    def wrap_text(self) -> bool | None:
        """Whether text is wrapped."""
        return None if is_mixed(self.uno, "IsTextWrapped") else bool(self.uno.IsTextWrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        with self.changing():
            self.uno.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        """The horizontal alignment, by Excel's name."""
        if is_mixed(self.uno, "HoriJustify"):
            return None
        return _key(_HORIZONTAL, self.uno.HoriJustify.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"LibreOffice has no horizontal alignment '{value}'")
        with self.changing():
            self.uno.HoriJustify = uno_bridge.enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """The vertical alignment, by Excel's name."""
        if is_mixed(self.uno, "VertJustify"):
            return None
        return _key(_VERTICAL, self.uno.VertJustify) or "bottom"

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise NotImplementedError(f"LibreOffice has no vertical alignment '{value}'")
        with self.changing():
            self.uno.VertJustify = _VERTICAL[value]

    @property
    def column_width(self) -> float | None:
        """The width of the columns in characters."""
        widths = {column.Width for column in self._lines("Columns")}
        if len(widths) != 1:
            return None
        return float(round((widths.pop() / _OFFICE_UNITS_PER_PIXEL - _PADDING_PIXELS) / _CHARACTER_PIXELS, 2))

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.uno.Columns.Width = round((value * _CHARACTER_PIXELS + _PADDING_PIXELS) * _OFFICE_UNITS_PER_PIXEL)

    @property
    def row_height(self) -> float | None:
        """The height of the rows in points."""
        heights = {row.Height for row in self._lines("Rows")}
        return round(heights.pop() / _OFFICE_UNITS_PER_POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.uno.Rows.Height = round(value * _OFFICE_UNITS_PER_POINT)

    @property
    def row_hidden(self) -> bool | None:
        """Whether the rows are hidden."""
        return _same(not row.IsVisible for row in self._lines("Rows"))

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.uno.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        """Whether the columns are hidden."""
        return _same(not column.IsVisible for column in self._lines("Columns"))

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.uno.Columns.IsVisible = not value

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return float(self.uno.Position.X / _OFFICE_UNITS_PER_POINT)

    @property
    def top(self) -> float:
        """The distance from the sheet's top edge in points."""
        return float(self.uno.Position.Y / _OFFICE_UNITS_PER_POINT)

    @property
    def width(self) -> float:
        """The width in points."""
        return float(self.uno.Size.Width / _OFFICE_UNITS_PER_POINT)

    @property
    def height(self) -> float:
        """The height in points."""
        return float(self.uno.Size.Height / _OFFICE_UNITS_PER_POINT)

    def autofit(self, axis: str | None = None) -> None:
        """Fit the columns, the rows, or both to their contents."""
        if axis in (None, "columns", "c"):
            self.uno.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.uno.Rows.OptimalHeight = True

    def _lines(self, which: Literal["Rows", "Columns"]) -> Iterator[Uno]:
        lines = getattr(self.uno, which)
        for index in range(lines.Count):
            yield lines.getByIndex(index)


def _key(names: dict[str, Any], value: object) -> str | None:
    return next((name for name, known in names.items() if known == value), None)


def _same(values: Iterable[bool]) -> bool | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None
