"""The lossless editor: change cells of a workbook file, add notes and sheets, and leave every other byte as it was.

Open an :class:`EditableWorkbook`, list the changes in :class:`Edits`, and :meth:`~EditableWorkbook.apply` them: the
result holds the bytes of a changed copy and names the edits that could not be made safely. Files are never changed in
place.
"""

from __future__ import annotations

from xltools.editor.added import AddedCell, AddedSheet, CellFormula, CellReference
from xltools.editor.cell_content import CellValue
from xltools.editor.edits import Edits
from xltools.editor.marks import Mark, Marks
from xltools.editor.refusal import CopyLoss, EditRefusedError, Refusal, RefusalCode
from xltools.editor.styles_part import CellRole
from xltools.editor.unchanged import sign, signed_by
from xltools.editor.workbook import EditableWorkbook, EditResult

__all__ = [
    "AddedCell",
    "AddedSheet",
    "CellFormula",
    "CellReference",
    "CellRole",
    "CellValue",
    "CopyLoss",
    "EditRefusedError",
    "EditResult",
    "EditableWorkbook",
    "Edits",
    "Mark",
    "Marks",
    "Refusal",
    "RefusalCode",
    "sign",
    "signed_by",
]
