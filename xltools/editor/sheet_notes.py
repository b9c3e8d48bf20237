"""Notes (legacy comments) of one worksheet: text in the comments part, a box in the drawing part, and back."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from xltools.editor.address import cell_name, parse_cell
from xltools.editor.cell_content import text_length
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.relationships import TRANSITIONAL
from xltools.editor.vml import VmlDrawing
from xltools.editor.xml_document import Node, XmlDocument
from xltools.editor.xmltext import escape_content, unescape_xml
from xltools.quick_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltools.editor.draft import Draft
    from xltools.editor.relationships import PartRelationship
    from xltools.editor.worksheet_part import WorksheetPart

__all__ = ["SheetNotes"]

Cell = tuple[int, int]

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# Drawing parts are outside the strict dialect: strict files, too, refer to them in the transitional way.
_VML_RELATION = TRANSITIONAL.relation("vmlDrawing")
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<comments xmlns="{}"><authors></authors><commentList></commentList></comments>'
)
_FONT = '<rPr><sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr>'
_MAX_NOTE_UNITS = 32_000


@dataclass(slots=True)
class _NewNote:
    """A note to be made."""

    author: str
    text: str


@dataclass(slots=True)
class _NoteChange:
    """The change of an existing note: each of ``cuts`` is removed from its text, ``added`` comes after it.

    ``ours`` tells that this tool began the note: it is removed when no text is left.
    """

    cuts: list[str] = field(default_factory=list)
    added: str = ""
    ours: bool = False


class SheetNotes:
    """The notes of one worksheet, open for changes; :meth:`finish` makes them."""

    def __init__(self, draft: Draft, sheet: WorksheetPart, blocks: set[int]) -> None:
        """Read the notes of a sheet. ``blocks`` are the blocks of shape ids that the workbook uses; it grows.

        Raises:
            EditRefusedError: the sheet's notes are damaged or odd.
        """
        self._draft = draft
        self._sheet = sheet
        self._relations = draft.relations(sheet.part)
        self._relation = next(iter(self._relations.of("comments")), None)
        if self._relation is None:
            empty = _EMPTY.format(sheet.dialect.main).encode()
            self._comments = XmlDocument(empty, draft.free_part("xl/comments1.xml"))
        else:
            self._comments = draft.document(self._relation.target)
        root = self._comments.root
        authors, comments = root.child("authors"), root.child("commentList")
        if root.namespace != sheet.dialect.main or authors is None or comments is None:
            raise EditRefusedError(RefusalCode.ODD_NOTES, self._comments.part)
        self._authors, self._list = authors, comments
        self._count = sum(1 for _ in comments.named("comment"))
        self._existing = {
            cell: node
            for node in comments.named("comment")
            if (cell := parse_cell(node.attributes.get("ref", ""))) is not None
        }
        self._threads = {cell for part in self._relations.of("threadedComment") for cell in self._threaded(part)}
        self._vml_relation, self._vml = self._opened_vml(blocks)
        self._new: dict[Cell, _NewNote] = {}
        self._changes: dict[Cell, _NoteChange] = {}

    def _threaded(self, relation: PartRelationship) -> Iterator[Cell]:
        for node in self._draft.document(relation.target).root.named("threadedComment"):
            if (cell := parse_cell(node.attributes.get("ref", ""))) is not None:
                yield cell

    def _opened_vml(self, blocks: set[int]) -> tuple[PartRelationship | None, VmlDrawing]:
        """Return the drawing part that the sheet names in ``<legacyDrawing>``, or a new one."""
        elements = list(self._links())
        if not elements:
            return None, VmlDrawing(None, self._draft.free_part("xl/drawings/vmlDrawing1.vml"), blocks)
        keys = {node.attributes.get(f"{self._sheet.dialect.relations}}}id", "") for _, node in elements}
        relation = self._relations.get(keys.pop())
        if keys or relation is None or relation.target not in self._draft:
            raise EditRefusedError(RefusalCode.ODD_NOTES, self._sheet.part)
        return relation, VmlDrawing(self._draft.read(relation.target), relation.target, blocks)

    def _links(self) -> Iterator[tuple[Node, Node]]:
        """Go through the sheet's ``<legacyDrawing>`` and the child it is in: the strict dialect wraps it."""
        root = self._sheet.root
        direct = root.child("legacyDrawing")
        if direct is not None:
            yield direct, direct
        elif b"legacyDrawing" in self._sheet.document.text:
            yield from (
                (child, node) for child in root.children for node in child.walk() if node.name == "legacyDrawing"
            )

    # --- asking for changes ------------------------------------------------------------------------------------

    def add(self, row: int, column: int, text: str, author: str) -> tuple[str, bool]:
        """Give a cell a note, or put a paragraph with the author's name after the note it has.

        Return the text exactly as it was put in, and whether the note is a new one.

        Gives the text exactly as it was put in, and whether the note is a new one.
        """
        cell = row, column
        if cell in self._threads:
            raise EditRefusedError(RefusalCode.THREADED_COMMENT)
        if text_length(text) > _MAX_NOTE_UNITS:
            raise EditRefusedError(RefusalCode.TEXT_TOO_LONG)
        text = _unix(text)
        if cell in self._new:
            added = f"\n【{author}】{text}"
            self._new[cell].text += added
            return added, False
        if cell not in self._existing:
            # What cannot be measured later is refused now, before anything is changed.
            self._sheet.row_pixels(row)
            self._sheet.column_pixels(column)
            self._new[cell] = _NewNote(author, text)
            return text, True
        change = self._changes.setdefault(cell, _NoteChange())
        alone = not change.added and not any(self._texts(cell, change.cuts))
        added = text if alone else f"\n【{author}】{text}"
        change.added += added
        return added, alone and change.ours

    def take_off(self, row: int, column: int, text: str, *, whole: bool) -> None:
        """Take ``text`` out of a cell's note, as :meth:`add` put it in; what a person wrote there stays.

        With ``whole`` the note goes when nothing else is in it.
        """
        cell = row, column
        if cell in self._existing:
            change = self._changes.setdefault(cell, _NoteChange())
            change.cuts.append(_unix(text))
            change.ours |= whole

    def _goes(self, cell: Cell) -> bool:
        """Return whether nothing is left of a note that was ours."""
        change = self._changes[cell]
        return change.ours and not change.added and not "".join(self._texts(cell, change.cuts)).strip()

    def _texts(self, cell: Cell, cuts: Sequence[str] = ()) -> list[str]:
        """Return the texts of a note's runs without ``cuts``, wherever their characters stand."""
        texts = [_unix(unescape_xml(node.text)) for node in self._runs(cell)]
        for cut in cuts:
            at = "".join(texts).find(cut)
            if at >= 0:
                texts = _without(texts, at, at + len(cut))
        return texts

    def _runs(self, cell: Cell) -> list[Node]:
        """Return the ``<t>`` elements of a note: its plain text, and those of its runs."""
        text = self._existing[cell].child("text")
        if text is None:
            return []
        return [*text.named("t"), *(node for run in text.named("r") for node in run.named("t"))]

    # --- making them -------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Splice everything asked for into the parts."""
        gone = [cell for cell in self._changes if self._goes(cell)]
        for cell, change in self._changes.items():
            if cell in gone:
                self._comments.remove(self._existing[cell])
                self._vml.remove(*cell)
            else:
                self._rewrite(cell, change)
        self._append_new()
        if self._relation is None and self._new:
            draft, part = self._draft, self._comments.part
            draft.write(part, self._comments.to_bytes(), _COMMENTS_TYPE)
            self._relations.add(self._sheet.dialect.relation("comments"), part)
        elif self._relation is not None and not self._new and gone and len(gone) == self._count:
            self._draft.drop(self._relation.target)
            self._relations.remove(self._relation)
        else:
            self._draft.close(self._comments.part)
        self._finish_vml()

    def _rewrite(self, cell: Cell, change: _NoteChange) -> None:
        """Change the text of a note that is there."""
        runs = self._runs(cell)
        before, after = self._texts(cell), self._texts(cell, change.cuts)
        text = self._existing[cell].child("text")
        has_runs = text is not None and text.child("r") is not None
        if change.added and runs and not has_runs:
            after[-1] += change.added
        for node, old, new in zip(runs, before, after, strict=True):
            if new != old:
                self._rewrite_run(text, node, new)
        if change.added and (has_runs or not runs):
            added = _run(change.added)
            if text is None:
                self._comments.append(self._existing[cell], f"<text>{added}</text>")
            elif has_runs:
                self._comments.insert_after(list(text.named("r"))[-1], added)
            else:
                self._comments.append(text, added)

    def _rewrite_run(self, text: Node | None, node: Node, new: str) -> None:
        """Give a ``<t>`` element another text; a run without any goes as a whole."""
        runs = text.named("r") if text is not None else iter(())
        run = next((run for run in runs if node in run.children), None)
        if run is not None and not new:
            self._comments.remove(run)
            return
        prefix = self._comments.prefix(node)
        tag = f'<{prefix}t xml:space="preserve">{escape_content(new)}</{prefix}t>'
        self._comments.replace(node, tag.encode())

    def _append_new(self) -> None:
        names = [author.text for author in self._authors.named("author")]
        for (row, column), note in sorted(self._new.items()):
            if note.author not in names:
                names.append(note.author)
                self._comments.append(self._authors, f"<author>{escape_content(note.author)}</author>")
            ref, author = cell_name(row, column), names.index(note.author)
            comment = f'<comment ref="{ref}" authorId="{author}"><text>{_run(note.text)}</text></comment>'
            self._comments.append(self._list, comment)
            self._vml.add(self._sheet, row, column, note.text)

    def _finish_vml(self) -> None:
        if not self._vml.changed:
            return
        draft, sheet = self._draft, self._sheet
        if self._vml_relation is None:
            draft.content_types.add_default("vml", _VML_TYPE)
            draft.write(self._vml.part, self._vml.to_bytes(), _VML_TYPE)
            key = self._relations.add(_VML_RELATION, self._vml.part)
            link = sheet.document.bound(sheet.dialect.relations, "id", key)
            sheet.insert("legacyDrawing", f"<legacyDrawing {link}/>")
        elif self._vml.bare:
            draft.drop(self._vml.part)
            self._relations.remove(self._vml_relation)
            for child, _ in self._links():
                sheet.document.remove(child)
        else:
            draft.write(self._vml.part, self._vml.to_bytes())


def _run(text: str) -> str:
    return f'<r>{_FONT}<t xml:space="preserve">{escape_content(text)}</t></r>'


def _without(texts: list[str], start: int, end: int) -> list[str]:
    """Return ``texts`` without the characters from ``start`` to ``end``, counted over all of them."""
    kept = []
    for text in texts:
        kept.append(text[: max(0, start)] + text[max(0, end) :])
        start, end = start - len(text), end - len(text)
    return kept


def _unix(text: str) -> str:
    """Return the text with the line ends that spreadsheet programs keep in a note."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
