"""A worksheet's XML brought into its canonical form, within limits.

A canonical sheet passes as it is. Any other is parsed by expat and written anew in the canonical form with what is read
of it, or refused.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import field, replace

from xltools.grids.grid import Address
from xltools.grids.workbook import SheetTraces
from xltools.model import column_letters, column_number
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget, FilledExtent
from xltools.readers.containers.xml_parts import parse_events
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.xlsx.canonical import CELL_TYPES, CanonicalSheet, canonical_sheet, duplicate
from xltools.readers.xlsx.text_runs import FontRun, TextRuns
from xltools.readers.xlsx.traces import read_traces

__all__ = ["NormalisedSheet", "normalise_sheet"]

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384

_BLANK = re.compile(rb'<c r="[A-Z]+\d+"(?: s="\d+")?/>')
_ADDRESSED_BLANK = re.compile(rb'<c r="([A-Z]{1,3}[1-9]\d{0,6})"(?: s="\d+")?\s*(?:/>|></c>)')
_SMALL_SHEET_BYTES = 1 << 18
"""Bytes of a sheet whose cells cost little memory, however many they are."""
_LARGE_SHEET_CELLS = 20_000
"""Sheets that span more cells than this are first stripped of styled blanks (a form spans a few hundred)."""
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class NormalisedSheet:
    """The content of a sheet in its canonical form.

    ``stray`` are the filled cells that were left out of it as too far away. ``traces`` is None where the sheet had to
    be written anew, which keeps its cells only; ``runs`` are the fonts of inline texts, which are lost then.
    """

    sheet: CanonicalSheet
    stray: tuple[Address, ...] = ()
    traces: SheetTraces | None = None
    runs: Mapping[Address, tuple[FontRun, ...]] = field(default_factory=dict)


def normalise_sheet(
    xml: bytes, budget: CellBudget, part: str, percents: frozenset[bytes] = frozenset()
) -> NormalisedSheet:
    """Bring a sheet into its canonical form and return what it holds.

    ``part`` names the sheet in messages; ``percents`` are the numbers of the cell styles that show per cent. Raises
    RefusedError where it is damaged or over a limit.
    """
    blanks: frozenset[bytes] = frozenset()
    if len(xml) > _SMALL_SHEET_BYTES:
        # Honest sheets have borders down to row 20,000; what is left without them must not cost much memory.
        xml, blanks = _without_blanks(xml)
        replace(budget).take(xml.count(b"<c "), 0, 0)
    sheet = canonical_sheet(xml, percents)
    if sheet is not None and blanks:
        _check_filled_once(sheet, blanks)
    counted = 0
    if sheet is not None and sheet.area > _LARGE_SHEET_CELLS:
        # Mostly styled blanks: what is left without them spans an area.
        counted = sheet.cells
        budget.take(counted, 0, 0)
        sheet = canonical_sheet(_BLANK.sub(b"", xml), percents)
    budget.cells -= counted  # each is counted once
    if sheet is not None and sheet.height <= budget.limits.rows and sheet.width <= budget.limits.columns:
        budget.take(max(sheet.cells, counted), sheet.area, len(sheet.properties.merged))
        return NormalisedSheet(sheet, traces=read_traces(sheet.tail))
    rewriter = _Rewriter(budget, part)
    sheet = canonical_sheet(rewriter.rewrite(xml), percents)
    if sheet is None:
        raise damaged(f"部件 {part} 的写法无法识别", f"part {part} is written in a way that cannot be read")
    return NormalisedSheet(sheet, tuple(rewriter.stray), runs=rewriter.runs)


def _without_blanks(xml: bytes) -> tuple[bytes, frozenset[bytes]]:
    """Return a sheet without its styled blanks, and their addresses. Raises RefusedError for an address twice.

    Cells without an address take their place from the one before, so that none may be left out among them.
    """
    if xml.count(b"<c ") != xml.count(b"<c r=") or b"<c>" in xml or b"<c/>" in xml or b"<!" in xml:
        return xml, frozenset()
    listed = _ADDRESSED_BLANK.findall(xml)
    blanks = frozenset(listed)
    if len(blanks) != len(listed):
        raise duplicate(next(name for name, count in Counter(listed).items() if count > 1).decode())
    return _ADDRESSED_BLANK.sub(b"", xml), blanks


def _check_filled_once(sheet: CanonicalSheet, blanks: frozenset[bytes]) -> None:
    for (row, column), *_ in sheet.filled:
        name = f"{column_letters(column)}{row}"
        if name.encode() in blanks:
            raise duplicate(name)


@dataclass(slots=True)
class _OpenCell:
    """A cell while its elements come in."""

    row: int
    column: int
    attributes: dict[str, str]
    formula: list[str] | None = None
    shared: str = ""
    """the number of a formula that several cells share"""
    value: list[str] | None = None
    inline: TextRuns | None = None

    @property
    def filled(self) -> bool:
        """Whether the cell holds a value or a formula."""
        return self.value is not None or self.formula is not None or self.inline is not None


@dataclass(slots=True)
class _Rewriter:
    """Takes the events of a sheet and writes its canonical form."""

    budget: CellBudget
    part: str
    cells: int = 0
    row: int = 0
    column: int = 0
    cell: _OpenCell | None = None
    text: list[str] | None = None
    extent: FilledExtent = field(default_factory=FilledExtent)
    columns: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    stray: list[Address] = field(default_factory=list)
    runs: dict[Address, tuple[FontRun, ...]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def rewrite(self, xml: bytes) -> bytes:
        """Return the sheet in its canonical form."""
        parse_events(xml, self, self.part, self.budget.limits)
        self.budget.take(self.cells, self.extent.area, len(self.merges))
        merges = f"<mergeCells>{''.join(self.merges)}</mergeCells>" if self.merges else ""
        columns = f"<cols>{''.join(self.columns)}</cols>" if self.columns else ""
        text = f"<worksheet>{columns}<sheetData>{''.join(self.rows)}</sheetData>{merges}</worksheet>"
        return text.encode()

    # --- events --------------------------------------------------------------------------------------------------

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if self.cell is not None:
            self._inside(self.cell, local, attributes)
        elif local == "row":
            self._start_row(attributes)
        elif local == "c":
            self._start_cell(attributes)
        elif local == "col" and attributes.get("hidden") in {"1", "true"}:
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self.columns.append(f'<col min="{first}" max="{last}" hidden="1"/>')
        elif local == "mergeCell":
            self.merges.append(f'<mergeCell ref="{self._block(attributes.get("ref", ""))}"/>')

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if self.cell is not None:
            if local == "c":
                self._end_cell(self.cell)
            elif self.cell.inline is not None:
                self.cell.inline.end(local)
            self.text = None
        elif local == "row":
            self.rows.append("</row>")

    def data(self, text: str) -> None:
        """Take text."""
        if self.text is not None:
            self.text.append(text)
        elif self.cell is not None and self.cell.inline is not None:
            self.cell.inline.data(text)

    # --- rows and cells ------------------------------------------------------------------------------------------

    def _start_row(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        if stated is not None and not re.fullmatch(r"[1-9][0-9]{0,6}", stated):
            raise self._bad_address(stated)
        self.row = int(stated) if stated else self.row + 1
        self.column = 0
        if self.row > MAX_ROWS:
            raise self._bad_address(str(self.row))
        hidden = ' hidden="1"' if attributes.get("hidden") in {"1", "true"} else ""
        self.rows.append(f'<row r="{self.row}"{hidden}>')

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            row, column = self.row, self.column + 1
        else:
            match = _ADDRESS.fullmatch(reference)
            if match is None:
                raise self._bad_address(reference)
            row, column = int(match[2]), column_number(match[1])
        if not (0 < row <= MAX_ROWS and 0 < column <= MAX_COLUMNS):
            raise self._bad_address(reference or f"{row}, {column}")
        self.column = column
        place = row * MAX_COLUMNS + column
        if place in self.seen:
            raise duplicate(f"{column_letters(column)}{row}")
        self.seen.add(place)
        self.cell = _OpenCell(row, column, attributes)

    def _inside(self, cell: _OpenCell, local: str, attributes: dict[str, str]) -> None:
        """Keep the texts of a cell's formula, its value or its inline string."""
        if local == "f":
            self.text = cell.formula = []
            cell.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif local == "v":
            if cell.value is not None:
                address = f"{column_letters(cell.column)}{cell.row}"
                raise damaged(f"单元格 {address} 有两个值", f"cell {address} has two values")
            self.text = cell.value = []
        elif local == "is":
            cell.inline = TextRuns()
        elif local == "c":
            raise damaged(f"部件 {self.part} 的单元格互相嵌套", f"cells of part {self.part} are inside each other")
        elif cell.inline is not None:
            cell.inline.start(local, attributes)

    def _end_cell(self, cell: _OpenCell) -> None:
        self.cell = None
        if not cell.filled:
            return
        self.cells += 1
        if self.cells > self.budget.limits.cells:
            self.budget.take(self.cells, 0, 0)
        limits = self.budget.limits
        if cell.row > limits.rows or cell.column > limits.columns:
            self.stray.append((cell.row, cell.column))
            return
        self.extent.add(cell.row, cell.column)
        style, kind = cell.attributes.get("s", ""), cell.attributes.get("t", "n")
        if kind not in CELL_TYPES:
            raise damaged(
                f"单元格 {column_letters(cell.column)}{cell.row} 的类型不明", f"the type of a cell is unknown: {kind}"
            )
        kept = (f' s="{style}"' if style.isdecimal() else "") + (f' t="{kind}"' if kind != "n" else "")
        formula = ""
        if cell.formula is not None:
            shared = f' t="shared" si="{cell.shared}"' if cell.shared.isdecimal() else ""
            formula = f"<f{shared}>{html.escape(''.join(cell.formula), quote=False)}</f>"
        content = ""
        # Some programs write a value beside an inline string; the type says which of them counts.
        if cell.inline is not None and (kind == "inlineStr" or cell.value is None):
            content = f"<is>{cell.inline.markup()}</is>"
            if cell.inline.font_runs:
                self.runs[cell.row, cell.column] = cell.inline.font_runs
        elif cell.value is not None:
            content = f"<v>{html.escape(''.join(cell.value), quote=False)}</v>"
        self.rows.append(f'<c r="{column_letters(cell.column)}{cell.row}"{kept}>{formula}{content}</c>')

    def _block(self, reference: str) -> str:
        ends = [_ADDRESS.fullmatch(end) for end in reference.replace("$", "").split(":")]
        if not 1 <= len(ends) <= 2 or None in ends:
            raise self._bad_address(reference)
        return reference.replace("$", "").upper() if len(ends) == 2 else f"{reference}:{reference}".upper()

    def _bad_address(self, reference: str) -> RefusedError:
        shown = reference[:20]
        return damaged(
            f"部件 {self.part} 中有不存在的单元格地址 {shown}", f"part {self.part} has an impossible address {shown}"
        )
