"""Names for what comes over the UNO bridge: objects without Python types, told apart for the reader only."""

from __future__ import annotations

from typing import Any, TypeAlias

__all__ = ["Cell", "CellAddress", "CellRange", "Document", "RangeAddress", "Spreadsheet", "Uno"]

Uno: TypeAlias = Any
"""Any UNO object, struct or module."""

Document: TypeAlias = Any
"""com.sun.star.sheet.SpreadsheetDocument"""

Spreadsheet: TypeAlias = Any
"""com.sun.star.sheet.Spreadsheet"""

CellRange: TypeAlias = Any
"""com.sun.star.sheet.SheetCellRange"""

Cell: TypeAlias = Any
"""com.sun.star.sheet.SheetCell"""

CellAddress: TypeAlias = Any
"""com.sun.star.table.CellAddress, 0-based"""

RangeAddress: TypeAlias = Any
"""com.sun.star.table.CellRangeAddress, 0-based"""
