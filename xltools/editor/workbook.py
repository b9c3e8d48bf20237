"""A workbook file as a package of parts: opened, looked at, and copied with edits applied.

Nothing here changes a file: :meth:`EditableWorkbook.apply` gives the bytes of a changed copy.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from xltools.editor.draft import Draft
from xltools.editor.edit_session import EditSession
from xltools.editor.edits import Edits
from xltools.editor.marks import Marks, read_marks, string_text
from xltools.editor.refusal import CopyLoss, EditRefusedError, Refusal, RefusalCode
from xltools.editor.relationships import CONTENT_TYPES
from xltools.editor.workbook_part import WorkbookPart
from xltools.editor.zip_package import ZipPackage
from xltools.quick_dataclass import dataclass
from xltools.sheet_names import MARKS_SHEET

if TYPE_CHECKING:
    from xltools.editor.edits import Edit

__all__ = ["EditResult", "EditableWorkbook"]

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class EditResult:
    """A changed copy: its bytes, the edits that were made, those that were not and why, and what else to know.

    Without any edit made the bytes are those of the original.
    """

    data: bytes
    done: tuple[Edit, ...] = ()
    refused: tuple[Refusal, ...] = ()
    notices: tuple[CopyLoss, ...] = ()


class EditableWorkbook:
    """An .xlsx or .xlsm file in memory."""

    def __init__(self, data: bytes, name: str = "") -> None:
        """Open the bytes of a file; messages call it ``name``.

        Raises:
            EditRefusedError: it is not a workbook that can be changed part by part.
        """
        self.name = name
        self._archive = _opened(data)
        draft = self.draft()
        self.workbook_part = _workbook_part(draft)
        self.sheet_names = tuple(sheet.name for sheet in self.book(draft).sheets)

    @classmethod
    def open(cls, source: str | Path | bytes, name: str = "") -> EditableWorkbook:
        """Open a file, or bytes that were read already.

        Raises:
            EditRefusedError: it cannot be read, or is not a workbook that can be changed part by part.
        """
        if isinstance(source, bytes):
            return cls(source, name)
        path = Path(source)
        try:
            return cls(path.read_bytes(), name or path.name)
        except OSError as error:
            raise EditRefusedError(RefusalCode.NO_FILE, f"{path.name}: {error.strerror}") from error

    def draft(self) -> Draft:
        """Return a working copy of the parts."""
        return Draft(self._archive)

    def book(self, draft: Draft) -> WorkbookPart:
        """Return the workbook part of a working copy."""
        part = self.workbook_part
        return draft.open(part, lambda raw, name: WorkbookPart(raw, name, draft.relations(part)))

    @cached_property
    def marks(self) -> Marks:
        """Everything that this tool put into the workbook earlier, at the places where it is now.

        Raises:
            EditRefusedError: the record of it is damaged.
        """
        if MARKS_SHEET not in self.sheet_names:
            return Marks()
        draft = self.draft()
        book = self.book(draft)

        @cache
        def shared_strings() -> tuple[str, ...]:
            parts = draft.relations(self.workbook_part).of("sharedStrings")
            roots = (draft.document(part.target).root for part in parts)
            return tuple(string_text(item) for root in roots for item in root.named("si"))

        part = book.find(MARKS_SHEET).part
        marks = read_marks(draft.read(part), part, shared_strings)
        names = set(self.sheet_names)
        return Marks(
            tuple(mark for mark in marks.cells if mark.sheet in names),
            tuple(name for name in marks.sheets if name in names),
        )

    def apply(self, edits: Edits) -> EditResult:
        """Return a copy of the file with the edits made.

        What cannot be done safely is left undone and named in :attr:`EditResult.refused`; the rest is done.

        Raises:
            EditRefusedError: a part that all edits need is damaged, so nothing was done.
        """
        draft = self.draft()
        session = EditSession(draft, self.book(draft), self.name, self.marks)
        session.run(edits.items)
        notices = session.finish()
        changes = draft.changes()
        data = self._archive.rewritten(changes) if changes else self._archive.data
        return EditResult(data, tuple(session.done), tuple(session.refused), notices)

    def unmarked(self) -> EditResult:
        """Return a copy without everything that this tool put on: colours, notes, sheets, and the record of them.

        What people did since stays: a cell coloured anew, text added to a note.
        """
        edits = Edits()
        for mark in self.marks.cells:
            edits.restore(mark)
        for name in self.marks.sheets:
            edits.remove_sheet(name)
        return self.apply(edits)


def _opened(data: bytes) -> ZipPackage:
    """Return the archive, or refuse with what the file is instead."""
    if data.startswith(_OLE):
        raise EditRefusedError(RefusalCode.ENCRYPTED if _ENCRYPTED in data else RefusalCode.OLD_FORMAT)
    if not data.startswith(b"PK"):
        raise EditRefusedError(RefusalCode.NOT_A_PACKAGE)
    archive = ZipPackage(data)
    if CONTENT_TYPES not in archive:
        raise EditRefusedError(RefusalCode.NOT_A_WORKBOOK)
    return archive


def _workbook_part(draft: Draft) -> str:
    relations = draft.relations("").of("officeDocument")
    if not relations:
        raise EditRefusedError(RefusalCode.NOT_A_WORKBOOK)
    part = relations[0].target
    if "sheet.binary" in draft.content_types.of(part):
        raise EditRefusedError(RefusalCode.BINARY_WORKBOOK)
    if draft.relations(part).of("revisionHeaders"):
        raise EditRefusedError(RefusalCode.SHARED_WORKBOOK)
    return part
