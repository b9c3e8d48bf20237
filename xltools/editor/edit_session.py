"""One application of a list of edits to a working copy, in the order that keeps the workbook right."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltools.editor.added import AddedSheet, render_sheet, stored_cells
from xltools.editor.address import CellRange, parse_ranges
from xltools.editor.app_properties import update_sheet_titles
from xltools.editor.cell_content import store_value
from xltools.editor.edits import (
    AddNote,
    AddSheet,
    CopySheet,
    DropResult,
    Edit,
    RemoveMark,
    RemoveSheet,
    SetFill,
    SetValue,
    place_of,
)
from xltools.editor.marks import FillMark, Mark, Marks, NoteMark, marks_sheet
from xltools.editor.refusal import CopyLoss, EditRefusedError, Refusal, RefusalCode
from xltools.editor.sheet_copy import copied_sheet
from xltools.editor.sheet_notes import SheetNotes
from xltools.editor.styles_part import NO_STYLES, CellRole, StylesPart, is_solid_fill
from xltools.editor.vml import claimed_id_blocks
from xltools.editor.workbook_part import SheetEntry, check_sheet_name
from xltools.editor.worksheet_part import WorksheetPart
from xltools.sheet_names import MARKS_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltools.editor.draft import Draft
    from xltools.editor.relationships import PartRelationship
    from xltools.editor.workbook_part import WorkbookPart

__all__ = ["EditSession"]

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]")
_PHASES: tuple[type[Edit], ...] = (
    *(RemoveSheet, CopySheet),
    *(RemoveMark, SetValue, DropResult, SetFill, AddNote),
    AddSheet,
)
_OF_SHEETS = (AddSheet, CopySheet, RemoveSheet)

Key = tuple[str, int, int]


class EditSession:
    """Makes edits on a draft, one after another; each is done whole or named in :attr:`refused`."""

    def __init__(self, draft: Draft, book: WorkbookPart, file: str, marks: Marks) -> None:
        """Take the name of the file for messages, and as ``marks`` what earlier edits left in the workbook."""
        self.done: list[Edit] = []
        self.refused: list[Refusal] = []
        self._draft = draft
        self._book = book
        self._file = file
        self._relations = draft.relations(book.part)
        self._earlier = marks
        self._marks: dict[Key, list[Mark]] = {}
        for mark in marks.cells:
            self._marks.setdefault(_key(mark), []).append(mark)
        self._our_sheets = list(marks.sheets)
        self._restored: dict[Key, FillMark] = {}
        self._sheets: dict[str, WorksheetPart | EditRefusedError] = {}
        self._notes: dict[str, SheetNotes | EditRefusedError] = {}
        self._reserved_blocks: dict[str, tuple[tuple[RefusalCode, CellRange], ...]] = {}
        self._names_before = self._worksheet_names()
        self._value_changed = False
        self._formula_lost = False
        self._copied_in_part = False

    def run(self, edits: Sequence[Edit]) -> None:
        """Make the edits: sheets out; sheet by sheet marks off, then values, colours and notes; then sheets in."""
        ordered = sorted(edits, key=lambda edit: _PHASES.index(type(edit)))
        sheets: dict[str, list[Edit]] = {}
        for edit in ordered:
            if not isinstance(edit, _OF_SHEETS):
                sheets.setdefault(place_of(edit).sheet, []).append(edit)
        self._make_all(edit for edit in ordered if isinstance(edit, RemoveSheet | CopySheet))
        for name, of_sheet in sheets.items():
            self._make_all(of_sheet)
            self._close(name)
        self._make_all(edit for edit in ordered if isinstance(edit, AddSheet))

    def _make_all(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            try:
                self._make(edit)
            except EditRefusedError as refused:
                place = place_of(edit)._replace(file=self._file)
                self.refused.append(Refusal(refused.code, place, refused.refusal.detail))
            else:
                self.done.append(edit)

    def _make(self, edit: Edit) -> None:
        match edit:
            case RemoveMark(mark):
                self._restore(mark)
            case RemoveSheet(name):
                self._remove_sheet(name)
            case SetValue():
                self._set_value(edit)
            case DropResult():
                self._worksheet(edit.sheet).drop_result(edit.row, edit.column)
            case SetFill():
                self._fill(edit)
            case AddNote():
                self._note(edit)
            case CopySheet(source, name):
                self._copy_sheet(source, name)
            case AddSheet(sheet):
                self._add_sheet(sheet)

    def finish(self) -> tuple[CopyLoss, ...]:
        """Complete what follows from the edits, after the last one; gives what a person should know.

        Raises:
            EditRefusedError: a part that this needs is damaged.
        """
        self._keep_record()
        if self._formula_lost:
            self._drop_calculation_chain()
        if self._value_changed and self._has_formulas():
            self._book.calculate_on_load()
        self._retitle()
        copies = (CopyLoss.SHEET_COPIED_IN_PART,) if self._copied_in_part else ()
        return (*copies, *(self._drop_signature() if self._draft.changed else ()))

    # --- cells -------------------------------------------------------------------------------------------------

    def _worksheet(self, name: str) -> WorksheetPart:
        """Return the worksheet of a name; one that cannot be opened is tried only once."""
        if name not in self._sheets:
            try:
                self._sheets[name] = self._draft.open(self._book.find_worksheet(name).part, WorksheetPart)
            except EditRefusedError as refused:
                self._sheets[name] = refused
        sheet = self._sheets[name]
        if isinstance(sheet, EditRefusedError):
            raise sheet
        return sheet

    def _close(self, name: str) -> None:
        """Splice in what was asked of a sheet."""
        sheet = self._sheets.pop(name, None)
        if isinstance(sheet, WorksheetPart):
            notes = self._notes.pop(sheet.part, None)
            if isinstance(notes, SheetNotes):
                notes.finish()
            self._draft.close(sheet.part)

    def _set_value(self, edit: SetValue) -> None:
        sheet, row, column = self._worksheet(edit.sheet), edit.row, edit.column
        sheet.check_address(row, column)
        formula = sheet.check_formula(row, column, force=edit.force)
        for code, block in self._reserved(sheet):
            if block.covers(row, column):
                raise EditRefusedError(code, str(block))
        content = store_value(edit.value)
        sheet.write(row, column, content)
        self._formula_lost |= formula
        self._value_changed = True

    def _reserved(self, sheet: WorksheetPart) -> tuple[tuple[RefusalCode, CellRange], ...]:
        """Return the blocks of a sheet that repeat another part: headers of tables, pivot tables."""
        if sheet.part not in self._reserved_blocks:
            reserved: list[tuple[RefusalCode, CellRange]] = []
            for relation in self._draft.relations(sheet.part):
                if relation.kind == "table" and relation.target:
                    reserved += self._table_blocks(relation)
                elif relation.kind == "pivotTable" and relation.target:
                    location = self._draft.document(relation.target).root.child("location")
                    ranges = parse_ranges(location.attributes.get("ref")) if location else ()
                    reserved += ((RefusalCode.PIVOT_TABLE, block) for block in ranges)
            self._reserved_blocks[sheet.part] = tuple(reserved)
        return self._reserved_blocks[sheet.part]

    def _table_blocks(self, relation: PartRelationship) -> list[tuple[RefusalCode, CellRange]]:
        table = self._draft.document(relation.target).root.attributes
        reserved = []
        for block in parse_ranges(table.get("ref")):
            if table.get("headerRowCount", "1") != "0":
                reserved.append(block._replace(bottom=block.top))
            if table.get("totalsRowCount", "0") != "0":
                reserved.append(block._replace(top=block.bottom))
        return [(RefusalCode.TABLE_HEADER, block) for block in reserved]

    def _has_formulas(self) -> bool:
        """Return whether any sheet seems to have a formula, judged by its bytes."""
        if self._relations.of("calcChain"):
            return True
        parts = (sheet.part for sheet in self._book.sheets if sheet.kind == "worksheet")
        raw = (self._draft.read(part) for part in parts if part in self._draft)
        return any(_FORMULA.search(content) or b"\0" in content[:8] for content in raw)

    # --- colours -----------------------------------------------------------------------------------------------

    @cached_property
    def _styles(self) -> StylesPart:
        """The styles part; a workbook without one gets one."""
        relation = next(iter(self._relations.of("styles")), None)
        part = relation.target if relation else self._draft.free_part("xl/styles.xml")
        if part not in self._draft:
            self._draft.write(part, NO_STYLES.format(self._book.dialect.main).encode(), _STYLES_TYPE)
        if relation is None:
            self._relations.add(self._book.dialect.relation("styles"), part)
        return self._draft.open(part, StylesPart)

    def _fill(self, edit: SetFill) -> None:
        sheet, row, column = self._worksheet(edit.sheet), edit.row, edit.column
        sheet.check_address(row, column)
        style = sheet.style(row, column)
        before, applied = self._styles.fill(style)
        mark = FillMark(edit.colour, before, applied, sheet.states_style(row, column))
        sheet.set_style(row, column, self._styles.filled(style, edit.colour))
        marks = self._marks.setdefault(_key(edit), [])
        known = next((mark for mark in marks if mark.fill), None)
        earlier = self._restored.get(_key(edit))
        if known is not None and known.fill is not None:
            marks.remove(known)
            earlier = known.fill if is_solid_fill(before, known.fill.colour) else None
        if earlier is not None:
            # Our own colour lies there, or did before this session: what was before that is what counts.
            mark = replace(earlier, colour=edit.colour)
        marks.append(replace(known or Mark(edit.sheet, row, column), fill=mark))

    def _restore(self, mark: Mark) -> None:
        sheet = self._worksheet(mark.sheet)
        if mark.fill is not None:
            self._restore_fill(sheet, mark, mark.fill)
        if mark.note is not None:
            self._notes_of(sheet).take_off(mark.row, mark.column, mark.note.text, whole=mark.note.whole)
        marks = self._marks.get(_key(mark), [])
        if mark in marks:
            marks.remove(mark)

    def _restore_fill(self, sheet: WorksheetPart, mark: Mark, fill: FillMark) -> None:
        row, column = mark.row, mark.column
        style = sheet.style(row, column)
        if not is_solid_fill(self._styles.fill(style)[0], fill.colour):
            return
        self._restored[_key(mark)] = fill
        earlier = self._styles.refilled(style, fill.before, fill.applied)
        sheet.set_style(row, column, earlier if earlier or fill.stated else -1)
        if fill.stated is None and sheet.blank(row, column) and earlier == sheet.inherited_style(row, column):
            sheet.remove_blank_cell(row, column)

    # --- notes -------------------------------------------------------------------------------------------------

    @cached_property
    def _shape_blocks(self) -> set[int]:
        """The blocks of shape ids in use in the workbook."""
        parts = [part for part in self._draft if part.casefold().endswith(".vml")]
        return {block for part in parts for block in claimed_id_blocks(self._draft.read(part))}

    def _notes_of(self, sheet: WorksheetPart) -> SheetNotes:
        if sheet.part not in self._notes:
            try:
                self._notes[sheet.part] = SheetNotes(self._draft, sheet, self._shape_blocks)
            except EditRefusedError as refused:
                self._notes[sheet.part] = refused
        notes = self._notes[sheet.part]
        if isinstance(notes, EditRefusedError):
            raise notes
        return notes

    def _note(self, edit: AddNote) -> None:
        sheet = self._worksheet(edit.sheet)
        sheet.check_address(edit.row, edit.column)
        text, new = self._notes_of(sheet).add(edit.row, edit.column, edit.text, edit.author)
        note = NoteMark(text, new)
        marks = self._marks.setdefault(_key(edit), [])
        without = next((mark for mark in marks if mark.note is None), None)
        if without is not None:
            marks.remove(without)
        marks.append(replace(without or Mark(edit.sheet, edit.row, edit.column), note=note))

    # --- sheets ------------------------------------------------------------------------------------------------

    def _worksheet_names(self) -> list[str]:
        return [sheet.name for sheet in self._book.sheets if sheet.kind == "worksheet"]

    def _add_sheet(self, added: AddedSheet) -> None:
        check_sheet_name(added.name)
        ours = next((sheet for sheet in self._book.sheets if sheet.name == added.name in self._our_sheets), None)
        if ours is None and self._book.has(added.name):
            raise EditRefusedError(RefusalCode.SHEET_NAME_TAKEN)
        cells = stored_cells(added)
        formats = {role: self._styles.role_format(role) for role in added.roles}
        if ours is not None:
            self._take_out(ours)
        sheet = self._put_in(added, render_sheet(added, cells, formats, self._book.dialect.main))
        if added.recorded:
            self._our_sheets.append(added.name)
        if added.active:
            self._unselect_tabs()
            self._book.active = sheet

    def _copy_sheet(self, source: str, name: str) -> None:
        check_sheet_name(name)
        if self._book.has(name):
            raise EditRefusedError(RefusalCode.SHEET_NAME_TAKEN)
        first = self._book.find_worksheet(source)
        content, lacks = copied_sheet(self._draft.read(first.part), first.part)
        part = self._draft.free_part("xl/worksheets/sheet1.xml")
        self._draft.write(part, content, _SHEET_TYPE)
        copy = SheetEntry(name, part)
        self._book.add(copy, first=False)
        self._book.copy_names(first, copy)
        self._copied_in_part |= lacks
        self._value_changed = True

    def _put_in(self, added: AddedSheet, part_content: bytes) -> SheetEntry:
        part = self._draft.free_part("xl/worksheets/sheet1.xml")
        self._draft.write(part, part_content, _SHEET_TYPE)
        sheet = SheetEntry(added.name, part, state=added.state)
        self._book.add(sheet, first=added.first)
        if added.heading:
            self._book.define("_xlnm.Print_Titles", sheet, f"$1:${added.heading}")
        if added.filtered:
            self._book.define("_xlnm._FilterDatabase", sheet, added.filtered, hidden=True)
        return sheet

    def _unselect_tabs(self) -> None:
        """Leave no tab selected: what is typed goes into each of several selected ones."""
        for sheet in self._book.sheets:
            part = sheet.part
            if sheet.node is None or part not in self._draft or b"tabSelected" not in self._draft.read(part):
                continue
            is_worksheet = sheet.kind == "worksheet"
            document = self._draft.open(part, WorksheetPart).document if is_worksheet else self._draft.document(part)
            views = document.root.child("sheetViews")
            for view in views.named("sheetView") if views else ():
                document.set(view, "tabSelected", None)

    def _remove_sheet(self, name: str) -> None:
        sheet = self._book.find(name)
        if name not in self._our_sheets:
            raise EditRefusedError(RefusalCode.NOT_OUR_SHEET)
        self._book.check_removable(sheet)
        self._take_out(sheet)

    def _take_out(self, sheet: SheetEntry) -> None:
        """Drop a sheet with the parts that only it leads to."""
        self._book.remove(sheet)
        # On damaged relationships keep the part: another sheet may need it.
        with suppress(EditRefusedError):
            needed = self._referred_to(without=sheet.part)
            if sheet.part and sheet.part not in needed:
                own = {relation.target for relation in self._draft.relations(sheet.part)}
                for part in sorted({sheet.part, *own} - needed):
                    self._draft.drop(part)
        self._our_sheets = [name for name in self._our_sheets if name != sheet.name]
        # Whoever saved the workbook last may have listed formulas of the sheet.
        self._formula_lost |= sheet.node is not None

    def _referred_to(self, *, without: str) -> set[str]:
        """Return the parts that some relationship leads to, apart from those of one part."""
        sources = {part.replace("_rels/", "").removesuffix(".rels") for part in self._draft if part.endswith(".rels")}
        return {relation.target for source in sources - {without} for relation in self._draft.relations(source)}

    # --- what follows ------------------------------------------------------------------------------------------

    def _keep_record(self) -> None:
        """Write the record of marks anew where it differs from the one that is there."""
        marks = Marks(tuple(mark for cell in self._marks.values() for mark in cell), tuple(self._our_sheets))
        if marks == self._earlier:
            return
        for sheet in [sheet for sheet in self._book.sheets if sheet.name == MARKS_SHEET]:
            self._take_out(sheet)
        if marks:
            record = marks_sheet(marks)
            formats = {CellRole.DEFAULT: 0}
            self._put_in(record, render_sheet(record, stored_cells(record), formats, self._book.dialect.main))

    def _retitle(self) -> None:
        """Keep the list of sheets that file managers show, if it is there and sound."""
        after = self._worksheet_names()
        app = next(iter(self._draft.relations("").of("extended-properties")), None)
        if app is not None and after != self._names_before:
            with suppress(EditRefusedError):
                update_sheet_titles(self._draft.document(app.target), self._names_before, after)

    def _drop_calculation_chain(self) -> None:
        """Remove the order of calculation: it is only a hint, but may not name cells without formulas."""
        for relation in self._relations.of("calcChain"):
            self._draft.drop(relation.target)
            self._relations.remove(relation)

    def _drop_signature(self) -> tuple[CopyLoss, ...]:
        """Remove a digital signature: it is not valid for a changed copy, and programs would warn of forgery."""
        package = self._draft.relations("")
        origins = package.of("origin")
        for origin in origins:
            for signature in self._draft.relations(origin.target):
                self._draft.drop(signature.target)
            self._draft.drop(origin.target)
            package.remove(origin)
        return (CopyLoss.SIGNATURE_DROPPED,) if origins else ()


def _key(item: Mark | SetFill | AddNote) -> Key:
    return item.sheet, item.row, item.column
