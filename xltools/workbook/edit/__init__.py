"""The lossless editor: change cells of a workbook file, add notes and sheets, and leave every other byte as it was.

Open a :class:`Package`, list what to do in :class:`Edits`, and :meth:`~Package.apply` them: the result holds the bytes
of a changed copy and names whatever could not be done safely. Files are never changed in place.
"""

from __future__ import annotations

from xltools.workbook.edit.added import AddedCell, AddedSheet
from xltools.workbook.edit.edits import Edits
from xltools.workbook.edit.package import Package, Result
from xltools.workbook.edit.record import RECORD_SHEET, Mark, Marks
from xltools.workbook.edit.refusal import Notice, Refusal, RefusalCode, Refused
from xltools.workbook.edit.styles import Look
from xltools.workbook.edit.values import CellValue

__all__ = [
    "RECORD_SHEET",
    "AddedCell",
    "AddedSheet",
    "CellValue",
    "Edits",
    "Look",
    "Mark",
    "Marks",
    "Notice",
    "Package",
    "Refusal",
    "RefusalCode",
    "Refused",
    "Result",
]
