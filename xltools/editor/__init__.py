"""The lossless editor: change cells of a workbook file, add notes and sheets, and leave every other byte as it was.

Open a :class:`Package`, list what to do in :class:`Edits`, and :meth:`~Package.apply` them: the result holds the bytes
of a changed copy and names whatever could not be done safely. Files are never changed in place.
"""

from __future__ import annotations

from xltools.editor.added import AddedCell, AddedSheet
from xltools.editor.edits import Edits
from xltools.editor.marks import Mark, Marks
from xltools.editor.package import Package, Result
from xltools.editor.refusal import Notice, Refusal, RefusalCode, Refused
from xltools.editor.styles import Look
from xltools.editor.values import CellValue

__all__ = [
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
