"""A worksheet's XML brought into its plain form, within limits.

A plain sheet passes as it is. Any other is parsed by expat and written anew in the plain form with what readers need,
or refused.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from xltools.limits import Limits
from xltools.model import column_letters
from xltools.readers.refusal import RefusedError, damaged, over
from xltools.readers.xlsx.canonical import CELL_TYPES, CellFacts, Filled, column_number, plain, twice
from xltools.readers.xlsx.markup import Runs, parse

__all__ = ["Budget", "PlainSheet", "plain_sheet"]

ROWS, COLUMNS = 1_048_576, 16_384

_BLANK = re.compile(rb'<c r="[A-Z]+\d+"(?: s="\d+")?/>')
_SMALL = 1 << 18
"""Bytes of a sheet whose cells cost little memory, however many they are."""
_LARGE = 20_000
"""Rows times columns from which on it is worth while to look for styled blanks; a form has some hundred."""
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([1-9]\d{0,6})", re.ASCII)


@dataclass(slots=True)
class Budget:
    """What the sheets of one workbook may take up together; each sheet takes its share."""

    limits: Limits
    cells: int = 0
    area: int = 0
    merges: int = 0

    def take(self, cells: int, area: int, merges: int) -> None:
        """Count a sheet in; RefusedError where the workbook is over a limit then."""
        self.cells += cells
        self.area += area
        self.merges += merges
        for name, what, what_en, found, most in (
            ("cells", "单元格数", "The number of cells", self.cells, self.limits.cells),
            ("area", "表格占用的范围（行×列）", "The area in use (rows x columns)", self.area, self.limits.area),
            ("merges", "合并单元格数", "The number of merged blocks", self.merges, self.limits.merges),
        ):
            if found > most:
                raise over(name, what, what_en, f"{found:,}", f"{most:,}")


@dataclass(frozen=True, slots=True)
class PlainSheet:
    """The plain XML, what it says of its cells, the filled ones (as :attr:`Plain.filled` has them), and the addresses
    (row, column) of those that were left out of it as too far away."""

    xml: bytes
    facts: CellFacts
    filled: tuple[Filled, ...]
    stray: tuple[tuple[int, int], ...] = ()


def plain_sheet(xml: bytes, budget: Budget, part: str, percents: frozenset[bytes] = frozenset()) -> PlainSheet:
    """The sheet in its plain form. RefusedError where it is damaged or over a limit; ``part`` names it there.

    ``percents`` are the numbers of the cell formats that show per cent.
    """
    # Before any of them costs memory: a sheet with more cells than the workbook may have is over the limit.
    if len(xml) > _SMALL:
        replace(budget).take(xml.count(b"<c "), 0, 0)
    found = plain(xml, percents)
    counted = 0
    if found is not None and found.area > _LARGE:
        # Mostly styled blanks: what is left without them spans an area.
        counted = found.cells
        budget.take(counted, 0, 0)
        xml = _BLANK.sub(b"", xml)
        found = plain(xml, percents)
    budget.cells -= counted  # each is counted once
    if found is not None and found.height <= budget.limits.rows and found.width <= budget.limits.columns:
        budget.take(max(found.cells, counted), found.area, len(found.facts.merged))
        return PlainSheet(xml, found.facts, found.filled)
    rewriter = _Rewriter(budget, part)
    xml = rewriter.rewritten(xml)
    found = plain(xml, percents)
    if found is None:
        raise damaged(f"部件 {part} 的写法无法识别", f"part {part} is written in a way that cannot be read")
    return PlainSheet(xml, found.facts, found.filled, tuple(rewriter.stray))


@dataclass(slots=True)
class _Cell:
    """A cell while its elements come in."""

    row: int
    column: int
    attributes: dict[str, str]
    formula: list[str] | None = None
    value: list[str] | None = None
    inline: Runs | None = None

    @property
    def filled(self) -> bool:
        return self.value is not None or self.formula is not None or self.inline is not None


@dataclass(slots=True)
class _Rewriter:
    """Takes expat's events and writes the plain form."""

    budget: Budget
    part: str
    cells: int = 0
    row: int = 0
    column: int = 0
    cell: _Cell | None = None
    text: list[str] | None = None
    bottom: int = 0
    right: int = 0
    columns: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    stray: list[tuple[int, int]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def rewritten(self, xml: bytes) -> bytes:
        parse(xml, self, self.part, self.budget.limits)
        self.budget.take(self.cells, self.bottom * self.right, len(self.merges))
        merges = f"<mergeCells>{''.join(self.merges)}</mergeCells>" if self.merges else ""
        columns = f"<cols>{''.join(self.columns)}</cols>" if self.columns else ""
        text = f"<worksheet>{columns}<sheetData>{''.join(self.rows)}</sheetData>{merges}</worksheet>"
        return text.encode()

    # --- events --------------------------------------------------------------------------------------------------

    def start(self, local: str, attributes: dict[str, str]) -> None:
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
        if self.cell is not None:
            if local == "c":
                self._end_cell(self.cell)
            elif self.cell.inline is not None:
                self.cell.inline.end(local)
            self.text = None
        elif local == "row":
            self.rows.append("</row>")

    def data(self, text: str) -> None:
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
        if self.row > ROWS:
            raise self._bad_address(str(self.row))
        hidden = ' hidden="1"' if attributes.get("hidden") in {"1", "true"} else ""
        self.rows.append(f'<row r="{self.row}"{hidden}>')

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.cells += 1
        if self.cells > self.budget.limits.cells:
            self.budget.take(self.cells, 0, 0)
        reference = attributes.get("r")
        if reference is None:
            row, column = self.row, self.column + 1
        else:
            match = _ADDRESS.fullmatch(reference)
            if match is None:
                raise self._bad_address(reference)
            row, column = int(match[2]), column_number(match[1].upper().encode())
        if not (0 < row <= ROWS and 0 < column <= COLUMNS):
            raise self._bad_address(reference or f"{row}, {column}")
        self.column = column
        place = row * COLUMNS + column
        if place in self.seen:
            raise twice(f"{column_letters(column)}{row}")
        self.seen.add(place)
        self.cell = _Cell(row, column, attributes)

    def _inside(self, cell: _Cell, local: str, attributes: dict[str, str]) -> None:
        """An element inside a cell: the texts of its formula, its value or its inline string are kept."""
        if local == "f":
            self.text = cell.formula = []
        elif local == "v":
            self.text = cell.value = []
        elif local == "is":
            cell.inline = Runs()
        elif local == "c":
            raise damaged(f"部件 {self.part} 的单元格互相嵌套", f"cells of part {self.part} are inside each other")
        elif cell.inline is not None:
            cell.inline.start(local, attributes)

    def _end_cell(self, cell: _Cell) -> None:
        self.cell = None
        if not cell.filled:
            return
        limits = self.budget.limits
        if cell.row > limits.rows or cell.column > limits.columns:
            self.stray.append((cell.row, cell.column))
            return
        self.bottom = max(self.bottom, cell.row)
        self.right = max(self.right, cell.column)
        style, kind = cell.attributes.get("s", ""), cell.attributes.get("t", "n")
        if kind not in CELL_TYPES:
            raise damaged(
                f"单元格 {column_letters(cell.column)}{cell.row} 的类型不明", f"the type of a cell is unknown: {kind}"
            )
        kept = (f' s="{style}"' if style.isdecimal() else "") + (f' t="{kind}"' if kind != "n" else "")
        formula = f"<f>{html.escape(''.join(cell.formula), quote=False)}</f>" if cell.formula is not None else ""
        content = ""
        # Some programs write a value beside an inline string; the type says which of them counts.
        if cell.inline is not None and (kind == "inlineStr" or cell.value is None):
            content = f"<is>{cell.inline.written()}</is>"
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
