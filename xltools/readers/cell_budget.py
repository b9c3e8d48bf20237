"""The limits on the cells that the sheets of one workbook may have together."""

from __future__ import annotations

from xltools.limits import Limits
from xltools.quick_dataclass import dataclass
from xltools.readers.refusal import over

__all__ = ["RECORDS_PER_CELL", "CellBudget", "FilledExtent"]

RECORDS_PER_CELL = 3
"""Records of a binary sheet for each cell; a sheet with more records is over the limit of cells."""


@dataclass(slots=True)
class CellBudget:
    """The share of a workbook's limits that its sheets have taken so far.

    ``cells`` and ``merges`` are numbers of cells and of merged blocks; ``area`` is rows times columns of the blocks
    that filled cells span.
    """

    limits: Limits
    cells: int = 0
    area: int = 0
    merges: int = 0

    def take(self, cells: int, area: int, merges: int) -> None:
        """Count a sheet in. Raises RefusedError where the workbook is over a limit then."""
        self.allow(cells, area, merges)
        self.cells += cells
        self.area += area
        self.merges += merges

    def allow(self, cells: int, area: int, merges: int = 0) -> None:
        """Raise RefusedError where the workbook would be over a limit with so much more."""
        cells, area, merges, limits = self.cells + cells, self.area + area, self.merges + merges, self.limits
        if cells > limits.cells:
            raise over("cells", "单元格数", "The number of cells", f"{cells:,}", f"{limits.cells:,}")
        if area > limits.area:
            what, what_en = "表格占用的范围（行×列）", "The area in use (rows x columns)"
            raise over("area", what, what_en, f"{area:,}", f"{limits.area:,}")
        if merges > limits.merges:
            raise over("merges", "合并单元格数", "The number of merged blocks", f"{merges:,}", f"{limits.merges:,}")


@dataclass(slots=True)
class FilledExtent:
    """The block that the filled cells of one sheet span, from A1 on."""

    bottom: int = 0
    right: int = 0

    @property
    def area(self) -> int:
        """Rows times columns."""
        return self.bottom * self.right

    def add(self, row: int, column: int) -> None:
        """Let the block reach a filled cell."""
        self.bottom = max(self.bottom, row)
        self.right = max(self.right, column)
