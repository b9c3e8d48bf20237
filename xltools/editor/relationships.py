"""The references between the parts of a package: relationships, content types, and the two dialects of OOXML."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from xltools.editor.xml_document import XmlDocument
from xltools.editor.xmltext import escape_attribute
from xltools.quick_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "CONTENT_TYPES",
    "STRICT",
    "TRANSITIONAL",
    "ContentTypes",
    "Dialect",
    "PartRelationship",
    "RelationshipsPart",
    "dialect_of",
    "relations_part",
]

CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Dialect:
    """The namespaces of one dialect of the standard."""

    main: str
    relations: str

    def relation(self, kind: str) -> str:
        """Return the full type of a relationship such as ``comments``."""
        return f"{self.relations}/{kind}"


TRANSITIONAL = Dialect(
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = Dialect(
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


def dialect_of(namespace: str) -> Dialect | None:
    """Return the dialect whose main namespace this is, or None."""
    return next((dialect for dialect in (TRANSITIONAL, STRICT) if dialect.main == namespace), None)


def relations_part(part: str) -> str:
    """Return the name of the part that keeps a part's relationships (those of the package for an empty name)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@dataclass(frozen=True, slots=True)
class PartRelationship:
    """One relationship: its id, the last word of its type, and the part it leads to ('' outside the package)."""

    id: str
    kind: str
    target: str


class RelationshipsPart:
    """The relationships of one part, read and changed in place."""

    def __init__(
        self,
        raw: bytes | None,
        source: str,
        locate: Callable[[str], str | None],
        mentions: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Read the relationships of the part ``source``.

        ``raw`` is None where it has none so far; ``locate`` returns a part's name as the package writes it;
        ``mentions`` tells whether the part refers to an id, which may have no relationship in a damaged file.
        """
        self._mentions = mentions
        self.part = relations_part(source)
        self._folder = posixpath.dirname(source)
        empty = f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"></Relationships>'.encode()
        self._document = XmlDocument(empty if raw is None else raw, self.part)
        self._new: dict[str, str] = {}
        self._nodes = {node.attributes.get("Id", ""): node for node in self._document.root.named("Relationship")}
        self._all: dict[str, PartRelationship] = {
            key: PartRelationship(
                key,
                node.attributes.get("Type", "").rpartition("/")[2],
                self._resolve(node.attributes, locate),
            )
            for key, node in self._nodes.items()
        }

    def _resolve(self, attributes: dict[str, str], locate: Callable[[str], str | None]) -> str:
        if attributes.get("TargetMode") == "External":
            return ""
        target = attributes.get("Target", "").replace("\\", "/")
        steps = [] if target.startswith("/") else self._folder.split("/")
        for step in target.split("/"):
            if step == "..":
                del steps[-1:]
            elif step not in {"", "."}:
                steps.append(step)
        part = "/".join(filter(None, steps))
        return locate(part) or locate(unquote(part)) or part

    def __iter__(self) -> Iterator[PartRelationship]:
        """Go through the relationships."""
        return iter(self._all.values())

    def get(self, key: str) -> PartRelationship | None:
        """Return the relationship of this id, or None."""
        return self._all.get(key)

    def of(self, kind: str) -> list[PartRelationship]:
        """Return the relationships into the package whose type ends in ``kind``."""
        return [relation for relation in self if relation.kind == kind and relation.target]

    def add(self, type_: str, target: str) -> str:
        """Add a relationship to another part and return its id."""
        number = len(self._all) + 1
        taken = {key.casefold() for key in self._all}
        while f"rid{number}" in taken or self._mentions(f"rId{number}"):
            number += 1
        key = f"rId{number}"
        path = posixpath.relpath("/" + target, "/" + self._folder)
        self._new[key] = f'<Relationship Id="{key}" Type="{type_}" Target="{escape_attribute(path)}"/>'
        self._all[key] = PartRelationship(key, type_.rpartition("/")[2], target)
        return key

    def remove(self, relation: PartRelationship) -> None:
        """Take one away."""
        del self._all[relation.id]
        if self._new.pop(relation.id, None) is None:
            self._document.remove(self._nodes[relation.id])

    @property
    def changed(self) -> bool:
        """Whether anything was added or removed."""
        return bool(self._new) or self._document.changed

    def to_bytes(self) -> bytes | None:
        """Return the part, or None when no relationship is left. To be called once."""
        self._document.append(self._document.root, "".join(self._new.values()))
        return self._document.to_bytes() if self._all else None


class ContentTypes:
    """The package's list of what each part is."""

    def __init__(self, raw: bytes) -> None:
        """Read the list."""
        self._document = XmlDocument(raw, CONTENT_TYPES)
        root = self._document.root
        self._new: dict[str, str] = {}
        self._defaults = {
            node.attributes.get("Extension", "").casefold(): node.attributes.get("ContentType", "")
            for node in root.named("Default")
        }
        self._overrides = {
            unquote(node.attributes.get("PartName", "")).lstrip("/").casefold(): node for node in root.named("Override")
        }

    def of(self, part: str) -> str:
        """Return the content type of a part, or an empty text."""
        override = self._overrides.get(part.casefold())
        if override is not None:
            return override.attributes.get("ContentType", "")
        return self._defaults.get(part.rpartition(".")[2].casefold(), "")

    def has_own(self, part: str) -> bool:
        """Return whether a part, which may be missing, has a content type of its own."""
        return part.casefold() in self._overrides or part.casefold() in self._new

    def add(self, part: str, type_: str) -> None:
        """State the type of a new part; an earlier statement about a missing part of that name goes."""
        self.remove(part)
        if self._defaults.get(part.rpartition(".")[2].casefold()) != type_:
            self._new[part.casefold()] = f'<Override PartName="/{part}" ContentType="{type_}"/>'

    def add_default(self, extension: str, type_: str) -> None:
        """Say what parts of an extension are, unless that is said already."""
        if extension not in self._defaults:
            self._defaults[extension] = type_
            root = self._document.root
            snippet = f'<Default Extension="{extension}" ContentType="{type_}"/>'
            first = next(iter(root.children), None)
            if first is None:
                self._document.append(root, snippet)
            else:
                self._document.insert_before(first, snippet)

    def remove(self, part: str) -> None:
        """Forget a part."""
        self._new.pop(part.casefold(), None)
        node = self._overrides.pop(part.casefold(), None)
        if node is not None:
            self._document.remove(node)

    @property
    def changed(self) -> bool:
        """Whether anything was added or removed."""
        return bool(self._new) or self._document.changed

    def to_bytes(self) -> bytes:
        """Return the part. To be called once."""
        self._document.append(self._document.root, "".join(self._new.values()))
        return self._document.to_bytes()
