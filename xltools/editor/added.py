"""Sheets that are added to a workbook: what one holds, and how its part is written.

Such a sheet (校验结果, 填充日志) is a table to read, print and click through: text and numbers in a handful of looks,
links to cells, a frozen heading, a filter, a print set-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from xltools.editor.address import cell_name, quote_sheet
from xltools.editor.cell_content import CellContent, CellValue, store_value
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.styles_part import CellRole
from xltools.editor.xmltext import escape_attribute, escape_content
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.text import show_controls

__all__ = ["AddedCell", "AddedSheet", "CellFormula", "CellReference", "render_sheet", "stored_cells"]

_MAX_LINKS = 65_530


@dataclass(frozen=True, slots=True)
class CellReference:
    """A formula that shows another cell. Programs keep it right when sheets are renamed and rows inserted."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        """Return the reference as a formula writes it: ``'项目1'!$E$12``."""
        return f"{quote_sheet(self.sheet)}!{absolute(self.row, self.column)}"


@dataclass(frozen=True, slots=True)
class CellFormula:
    """A formula without a stored result, for the program that opens the workbook to work out; no equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class AddedCell:
    """One cell: what it shows, how, and the cell it leads to when clicked (only sheet, row and column count)."""

    value: CellValue | CellReference | CellFormula = None
    role: CellRole = CellRole.TEXT
    link: Place | None = None


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet to add to a workbook.

    Rows and columns count from 1; widths are in characters (0: the program's own), heights in points: not every program
    fits rows to their texts when it opens a file.

    ``first`` puts it before all others, else it comes last; ``active`` opens the workbook on it. ``heading`` is the
    number of the row with the column titles: rows down to it stay in view and are printed on each page; with
    ``filter`` it gets filter buttons. A sheet that is ``recorded`` can be replaced and taken out again later.
    """

    name: str
    rows: tuple[tuple[AddedCell, ...], ...]
    widths: tuple[float, ...] = ()
    first: bool = True
    active: bool = False
    heading: int = 0
    filter: bool = False
    landscape: bool = True
    tab_colour: str = ""
    state: Literal["visible", "hidden", "veryHidden"] = "visible"
    heights: tuple[float, ...] = ()
    recorded: bool = True
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """the words offered by a drop-down in the rows below the heading, by column"""

    @property
    def columns(self) -> int:
        """The number of columns of the widest row."""
        return max(map(len, self.rows), default=0)

    @property
    def filtered(self) -> str:
        """The block that has filter buttons, or an empty text."""
        if not (self.filter and self.heading and self.columns):
            return ""
        return f"{absolute(self.heading, 1)}:{absolute(max(self.heading, len(self.rows)), self.columns)}"

    @property
    def roles(self) -> tuple[CellRole, ...]:
        """The looks in use, each once, in the order of the cells: their formats are added to the file in this order."""
        return tuple(dict.fromkeys(cell.role for row in self.rows for cell in row))


def absolute(row: int, column: int) -> str:
    """Return an address that stays when formulas are copied: ``$E$12``."""
    letters = cell_name(row, column).rstrip("0123456789")
    return f"${letters}${row}"


Contents = tuple[tuple[CellContent, ...], ...]


def stored_cells(sheet: AddedSheet) -> Contents:
    """Return the cells of a sheet as its part stores them.

    Raises:
        EditRefusedError: a value does not fit into a cell, or there are too many links.
    """
    if sum(cell.link is not None for row in sheet.rows for cell in row) > _MAX_LINKS:
        raise EditRefusedError(RefusalCode.TOO_MANY_LINKS)
    return tuple(tuple(_stored(cell.value) for cell in row) for row in sheet.rows)


def render_sheet(sheet: AddedSheet, cells: Contents, formats: Mapping[CellRole, int], namespace: str) -> bytes:
    """Return the worksheet part of an added sheet, from its stored cells and the format index of each role."""
    rows, links = [], []
    for number, (row, stored_row) in enumerate(zip(sheet.rows, cells, strict=True), 1):
        line = []
        for column, (cell, (kind, markup)) in enumerate(zip(row, stored_row, strict=True), 1):
            ref = cell_name(number, column)
            type_ = f' t="{kind}"' if kind else ""
            line.append(f'<c r="{ref}" s="{formats[cell.role]}"{type_}>{markup}</c>')
            if cell.link is not None:
                target = escape_attribute(f"{quote_sheet(cell.link.sheet)}!{cell.link.cell or 'A1'}")
                links.append(f'<hyperlink ref="{ref}" location="{target}"/>')
        rows.append(f'<row r="{number}"{_height(sheet, number)}>{"".join(line)}</row>')
    pieces = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
        f'<worksheet xmlns="{namespace}">',
        _properties(sheet),
        _view(sheet),
        '<sheetFormatPr defaultRowHeight="15"/>',
        _columns(sheet),
        f"<sheetData>{''.join(rows)}</sheetData>",
        f'<autoFilter ref="{sheet.filtered.replace("$", "")}"/>' if sheet.filtered else "",
        _drop_downs(sheet),
        f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>',
        f'<pageSetup paperSize="9" orientation="{"landscape" if sheet.landscape else "portrait"}" fitToHeight="0"/>',
        "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>",
    )
    return "".join(pieces).encode()


def _drop_downs(sheet: AddedSheet) -> str:
    """Return the drop-downs of the rows below the heading; other texts are refused with the words to choose from."""
    if not sheet.choices or len(sheet.rows) <= sheet.heading:
        return ""
    lists = "".join(
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="请选择"'
        f' error="{escape_attribute("、".join(words))}"'
        f' sqref="{cell_name(sheet.heading + 1, column)}:{cell_name(len(sheet.rows), column)}">'
        f'<formula1>"{escape_content(",".join(words))}"</formula1></dataValidation>'
        for column, words in sheet.choices.items()
    )
    return f'<dataValidations count="{len(sheet.choices)}">{lists}</dataValidations>'


def _height(sheet: AddedSheet, row: int) -> str:
    height = sheet.heights[row - 1] if row <= len(sheet.heights) else 0
    return f' ht="{height:g}" customHeight="1"' if height else ""


def _stored(value: CellValue | CellReference | CellFormula) -> CellContent:
    if isinstance(value, CellFormula):
        return CellContent("", f"<f>{escape_content(value.text)}</f>")
    if isinstance(value, CellReference):
        return CellContent("", f"<f>{escape_content(str(value))}</f>")
    return store_value(show_controls(value) if isinstance(value, str) else value)


def _properties(sheet: AddedSheet) -> str:
    colour = f'<tabColor rgb="FF{sheet.tab_colour}"/>' if sheet.tab_colour else ""
    return f'<sheetPr>{colour}<pageSetUpPr fitToPage="1"/></sheetPr>'


def _view(sheet: AddedSheet) -> str:
    selected = ' tabSelected="1"' if sheet.active else ""
    pane = ""
    if sheet.heading:
        top = cell_name(sheet.heading + 1, 1)
        pane = (
            f'<pane ySplit="{sheet.heading}" topLeftCell="{top}" activePane="bottomLeft" state="frozen"/>'
            f'<selection pane="bottomLeft" activeCell="{top}" sqref="{top}"/>'
        )
    return f'<sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView></sheetViews>'


def _columns(sheet: AddedSheet) -> str:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width:g}" customWidth="1"/>'
        for at, width in enumerate(sheet.widths, 1)
        if width
    )
    return f"<cols>{columns}</cols>" if columns else ""
