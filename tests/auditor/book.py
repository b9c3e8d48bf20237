"""A workbook package taken apart: its parts as XML trees, their content types and relations, and its sheets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree

__all__ = [
    "COMPATIBILITY",
    "DRAWING",
    "MAIN",
    "OFFICE",
    "Book",
    "Relation",
    "Sheet",
    "boolean",
    "integer",
    "local_name",
    "text_of",
]

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a relations part."""

    id: str
    kind: str
    """the last word of the type, such as ``worksheet``"""
    target: str
    """the part that it leads to, or the target as written if that is external"""
    external: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of the workbook and the part that holds it."""

    name: str
    id: str
    part: str
    kind: str
    root: etree._Element | None


@dataclass(slots=True)
class Book:
    """All parts of a package that could be read."""

    data: dict[str, bytes]
    roots: dict[str, etree._Element] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    relations: dict[str, list[Relation]] = field(default_factory=dict)
    """by the part that they belong to; "" is the package"""
    _sheets: list[Sheet] | None = None

    def content_type(self, part: str) -> str | None:
        """Return the content type of a part, or None if it has none."""
        return self.overrides.get(part.casefold()) or self.defaults.get(part.rsplit(".", 1)[-1].casefold())

    def resolve(self, source: str, target: str) -> str:
        """Return the name of the part that a relation of ``source`` leads to."""
        path = unquote(target.split("#", maxsplit=1)[0])
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(source), path)).lstrip("/")

    def related(self, part: str, kind: str) -> Iterator[str]:
        """Yield the parts of one kind that a part is related to and that could be read."""
        for relation in self.relations.get(part, ()):
            if relation.kind == kind and not relation.external and relation.target in self.roots:
                yield relation.target

    def first(self, kind: str) -> tuple[str, etree._Element] | tuple[str, None]:
        """Return the first part of one kind that the workbook is related to, with its root."""
        part = next(self.related(self.workbook_part, kind), "")
        return part, self.roots.get(part)

    @property
    def workbook_part(self) -> str:
        """The name of the main part, or "" if there is none."""
        return next(self.related("", "officeDocument"), "")

    @property
    def workbook(self) -> etree._Element:
        """The root of the main part."""
        return self.roots[self.workbook_part]

    @property
    def sheets(self) -> list[Sheet]:
        """The sheets in their order."""
        if self._sheets is None:
            related = {relation.id: relation for relation in self.relations.get(self.workbook_part, ())}
            self._sheets = []
            for element in self.workbook.findall(f"{MAIN}sheets/{MAIN}sheet"):
                relation = related.get(element.get(f"{OFFICE}id", ""))
                part, kind = (relation.target, relation.kind) if relation else ("", "")
                root = self.roots.get(part)
                sheet = Sheet(element.get("name", ""), element.get("sheetId", ""), part, kind, root)
                self._sheets.append(sheet)
        return self._sheets

    @property
    def worksheets(self) -> Iterator[tuple[Sheet, etree._Element]]:
        """The sheets with cells, each with its root."""
        for sheet in self.sheets:
            if sheet.root is not None and sheet.root.tag == f"{MAIN}worksheet":
                yield sheet, sheet.root


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def boolean(text: str | None) -> bool:
    """Return the truth of an attribute; what is not given is false."""
    return text in {"1", "true"}


def integer(text: str | None, default: int = 0) -> int:
    """Return the number of an attribute, or the default where the schema check objects already."""
    return int(text) if text is not None and re.fullmatch(r"\s*[-+]?[0-9]{1,18}\s*", text) else default


def text_of(item: etree._Element) -> str:
    """Return the text of a shared or inline string, with escapes resolved, without its phonetic guide."""
    pieces = [*item.findall(f"{MAIN}t"), *item.findall(f"{MAIN}r/{MAIN}t")]
    text = "".join(piece.text or "" for piece in pieces)
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)
