"""Names for what comes over the UNO bridge: objects without Python types, told apart for the reader only."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Uno", "UnoCell", "UnoCellAddress", "UnoCellRange", "UnoDocument", "UnoRangeAddress", "UnoSheet"]

Uno: TypeAlias = Any
"""Any UNO object, struct or module."""

UnoDocument: TypeAlias = Any
"""com.sun.star.sheet.SpreadsheetDocument"""

UnoSheet: TypeAlias = Any
"""com.sun.star.sheet.Spreadsheet"""

UnoCellRange: TypeAlias = Any
"""com.sun.star.sheet.SheetCellRange"""

UnoCell: TypeAlias = Any
"""com.sun.star.sheet.SheetCell"""

UnoCellAddress: TypeAlias = Any
"""com.sun.star.table.CellAddress, 0-based"""

UnoRangeAddress: TypeAlias = Any
"""com.sun.star.table.CellRangeAddress, 0-based"""
