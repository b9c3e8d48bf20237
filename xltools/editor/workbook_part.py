"""The workbook part: which sheets there are and in what order, and everything that counts sheets by position."""

from __future__ import annotations

import re

from xltools.editor.address import quote_sheet
from xltools.editor.refusal import EditRefusedError, RefusalCode
from xltools.editor.relationships import RelationshipsPart, dialect_of
from xltools.editor.xml_document import Node, XmlDocument
from xltools.editor.xmltext import escape_attribute, escape_content, whole_number
from xltools.quick_dataclass import dataclass

__all__ = ["SheetEntry", "WorkbookPart", "check_sheet_name"]

_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr",
    "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_MAX_NAME_CHARACTERS = 31


@dataclass(slots=True, eq=False)
class SheetEntry:
    """One sheet of the workbook: its name as people see it, its kind (``worksheet``, ``chartsheet``, …), its part."""

    name: str
    part: str
    kind: str = "worksheet"
    state: str = "visible"
    number: int = 0
    relation: str = ""
    node: Node | None = None

    @property
    def visible(self) -> bool:
        """Whether its tab is shown; like the programs, take every state as visible except the two hidden ones."""
        return self.state not in {"hidden", "veryHidden"}


class WorkbookPart:
    """The workbook part open for changes.

    Sheets are put in and taken out of :attr:`sheets`; names, tabs and views are put right when the part is written.
    """

    def __init__(self, raw: bytes, part: str, relations: RelationshipsPart) -> None:
        """Read the part.

        Raises:
            EditRefusedError: it is damaged, or no workbook of the standard's two dialects.
        """
        self.part = part
        self._relations = relations
        self._document = XmlDocument(raw, part)
        self._root = root = self._document.root
        dialect, sheets = dialect_of(root.namespace), root.child("sheets")
        if dialect is None or root.name != "workbook":
            raise EditRefusedError(RefusalCode.NOT_A_WORKBOOK, part)
        if sheets is None:
            raise EditRefusedError(RefusalCode.ODD_STRUCTURE, part)
        self.dialect = dialect
        self._list = sheets
        self._before = tuple(self._sheet(node) for node in sheets.named("sheet"))
        self.sheets = list(self._before)
        self.active: SheetEntry | None = None
        self._names: list[tuple[str, SheetEntry, str, str]] = []

    def _sheet(self, node: Node) -> SheetEntry:
        attributes = node.attributes
        key = attributes.get(f"{self.dialect.relations}}}id", "")
        relation = self._relations.get(key)
        return SheetEntry(
            attributes.get("name", ""),
            relation.target if relation else "",
            relation.kind if relation else "",
            attributes.get("state", "visible"),
            whole_number(attributes.get("sheetId")) or 0,
            key,
            node,
        )

    def find(self, name: str) -> SheetEntry:
        """Return the sheet of a name, exactly as it is written.

        Raises:
            EditRefusedError: there is none, or more than one.
        """
        matches = [sheet for sheet in self.sheets if sheet.name == name]
        if not matches:
            raise EditRefusedError(RefusalCode.NO_SUCH_SHEET)
        if len(matches) > 1:
            raise EditRefusedError(RefusalCode.AMBIGUOUS_SHEET)
        return matches[0]

    def find_worksheet(self, name: str) -> SheetEntry:
        """Return the sheet of a name; refuse one that has no cells."""
        sheet = self.find(name)
        if sheet.kind != "worksheet":
            raise EditRefusedError(RefusalCode.NOT_A_WORKSHEET)
        return sheet

    def has(self, name: str) -> bool:
        """Return whether a sheet has this name; as in the programs, case does not matter."""
        return any(sheet.name.casefold() == name.casefold() for sheet in self.sheets)

    def add(self, sheet: SheetEntry, *, first: bool) -> None:
        """Put in a sheet whose part is written already."""
        sheet.number = max((known.number for known in (*self._before, *self.sheets)), default=0) + 1
        sheet.relation = self._relations.add(self.dialect.relation("worksheet"), sheet.part)
        self.sheets.insert(0 if first else len(self.sheets), sheet)

    def check_removable(self, sheet: SheetEntry) -> None:
        """Refuse to remove the last sheet that can be seen."""
        if not any(other.visible for other in self.sheets if other is not sheet):
            raise EditRefusedError(RefusalCode.LAST_SHEET)

    def remove(self, sheet: SheetEntry) -> None:
        """Take a sheet out of the list; its part is left to the caller."""
        self.sheets.remove(sheet)
        relation = self._relations.get(sheet.relation)
        if relation is not None:
            self._relations.remove(relation)

    def define(self, name: str, sheet: SheetEntry, reference: str, *, hidden: bool = False) -> None:
        """Give a sheet a name of its own, such as its print titles; ``reference`` is without the sheet."""
        text = ",".join(f"{quote_sheet(sheet.name)}!{part}" for part in reference.split(","))
        self._names.append((name, sheet, text, ' hidden="1"' if hidden else ""))

    def copy_names(self, source: SheetEntry, copy: SheetEntry) -> None:
        """Give a copy of a sheet the names that the sheet has for itself, such as its print area."""
        names = self._root.child("definedNames")
        at = self._before.index(source) if source in self._before else -1
        own = [f"{quote_sheet(source.name)}!", f"{source.name}!"]
        for node in names.named("definedName") if names else ():
            name, text = node.attributes.get("name", ""), node.text
            if whole_number(node.attributes.get("localSheetId")) != at or not any(part in text for part in own):
                continue
            for part in own:
                text = text.replace(part, "\0")
            hidden = ' hidden="1"' if node.attributes.get("hidden") in {"1", "true"} else ""
            self._names.append((escape_attribute(name), copy, text.replace("\0", f"{quote_sheet(copy.name)}!"), hidden))

    def calculate_on_load(self) -> None:
        """Ask the program that opens the workbook to calculate all formulas."""
        settings = self._root.child("calcPr")
        if settings is None:
            self._document.insert_in_order(self._root, "calcPr", '<calcPr fullCalcOnLoad="1"/>', _ORDER)
        elif settings.attributes.get("fullCalcOnLoad") not in {"1", "true"}:
            self._document.set(settings, "fullCalcOnLoad", "1")

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return self._document.changed or self.sheets != list(self._before) or self.active is not None

    def to_bytes(self) -> bytes:
        """Return the part with all changes spliced in. To be called once."""
        if self.sheets != list(self._before):
            moved = {at: self.sheets.index(sheet) for at, sheet in enumerate(self._before) if sheet in self.sheets}
            self._write_sheets()
            self._write_names(moved)
            self._write_views(moved)
        elif self.active is not None:
            self._write_views({at: at for at in range(len(self._before))})
        return self._document.to_bytes()

    def _write_sheets(self) -> None:
        """Take out the elements of sheets that went; put new ones before the first that stays, or at the end."""
        kept = [sheet for sheet in self.sheets if sheet.node is not None]
        for sheet in self._before:
            if sheet not in self.sheets and sheet.node is not None:
                self._document.remove(sheet.node)
        for at, sheet in enumerate(self.sheets):
            if sheet.node is not None:
                continue
            state = "" if sheet.visible else f' state="{sheet.state}"'
            link = self._document.bound(self.dialect.relations, "id", sheet.relation)
            snippet = f'<sheet name="{escape_attribute(sheet.name)}" sheetId="{sheet.number}"{state} {link}/>'
            if kept and at < self.sheets.index(kept[0]) and kept[0].node is not None:
                self._document.insert_before(kept[0].node, snippet)
            else:
                self._document.append(self._list, snippet)

    def _write_names(self, moved: dict[int, int]) -> None:
        """Renumber the names that belong to one sheet: they state it by its position."""
        names = self._root.child("definedNames")
        for node in names.named("definedName") if names else ():
            local = whole_number(node.attributes.get("localSheetId"))
            if local is None or local >= len(self._before):
                continue
            if local in moved:
                self._document.set(node, "localSheetId", str(moved[local]))
            else:
                self._document.remove(node)
        snippet = "".join(
            f'<definedName name="{name}" localSheetId="{self.sheets.index(sheet)}"{hidden}>'
            f"{escape_content(text)}</definedName>"
            for name, sheet, text, hidden in self._names
            if sheet in self.sheets
        )
        if snippet and names is None:
            snippet = f"<definedNames>{snippet}</definedNames>"
            self._document.insert_in_order(self._root, "definedNames", snippet, _ORDER)
        elif snippet and names is not None:
            self._document.append(names, snippet)

    def _write_views(self, moved: dict[int, int]) -> None:
        """Renumber the views: they state the tab on top and the first visible one by position."""
        views = self._root.child("bookViews")
        for view in views.named("workbookView") if views else ():
            for name in ("activeTab", "firstSheet"):
                stated = view.attributes.get(name, "0")
                old = whole_number(stated) or 0
                if name == "firstSheet" and (old == 0 or self.active is not None):
                    new = 0
                elif name == "activeTab" and self.active is not None:
                    new = self.sheets.index(self.active)
                else:
                    new = moved.get(old, self._first_visible())
                if str(new) != stated:
                    self._document.set(view, name, str(new))
        if views is None and (self.active is not None or moved.get(0, 0) != 0):
            new = self.sheets.index(self.active) if self.active else moved.get(0, 0)
            snippet = f'<bookViews><workbookView activeTab="{new}"/></bookViews>'
            self._document.insert_in_order(self._root, "bookViews", snippet, _ORDER)

    def _first_visible(self) -> int:
        return next(at for at, sheet in enumerate(self.sheets) if sheet.visible)


def check_sheet_name(name: str) -> None:
    """Refuse a sheet name that no program accepts."""
    if not name or len(name) > _MAX_NAME_CHARACTERS or _BAD_NAME.search(name) or name.casefold() == "history":
        raise EditRefusedError(RefusalCode.BAD_SHEET_NAME, name)
