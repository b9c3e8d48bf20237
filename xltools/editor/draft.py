"""The working copy of a package while edits are made: parts opened once, and what changed in the end."""

from __future__ import annotations

import posixpath
import re
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from xltools.editor.relationships import CONTENT_TYPES, ContentTypes, RelationshipsPart, relations_part
from xltools.editor.xml_document import XmlDocument, check_well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltools.editor.zip_package import ZipPackage

__all__ = ["Draft"]

_TARGET = re.compile(r"""\sTarget\s*=\s*["']([^"']+)["']""")
_NUMBER = re.compile(r"\d*(?=\.[^.]*$)")


class _Open(Protocol):
    """A part that is open for changes."""

    @property
    def changed(self) -> bool: ...

    def to_bytes(self) -> bytes | None: ...


_Part = TypeVar("_Part", bound=_Open)


class Draft:
    """Parts of an archive, opened as they are needed.

    The archive itself is never changed: many drafts can start from one.
    """

    def __init__(self, archive: ZipPackage) -> None:
        """Start from an archive without changes."""
        self._archive = archive
        self._open: dict[str, _Open] = {}
        self._written: dict[str, bytes | None] = {}
        self._numbers: dict[str, int] = {}
        self.content_types = ContentTypes(archive.read(CONTENT_TYPES))
        self._open[CONTENT_TYPES] = self.content_types

    def __iter__(self) -> Iterator[str]:
        """Go through the names of all parts, new ones included."""
        yield from (name for name in self._archive if self._written.get(name, b"") is not None)
        yield from (
            name for name, content in self._written.items() if content is not None and name not in self._archive
        )

    def __contains__(self, part: str) -> bool:
        """Return whether a part exists at this point."""
        if part in self._written:
            return self._written[part] is not None
        return part in self._archive

    def locate(self, part: str) -> str | None:
        """Return a part's name as the package writes it (names are the same whatever their case), or None."""
        return (self._archive.stored(part) or part) if part in self else None

    def read(self, part: str) -> bytes:
        """Return the bytes of a part as they were, or as written anew."""
        content = self._written.get(part)
        return self._archive.read(part) if content is None else content

    def open(self, part: str, opener: Callable[[bytes, str], _Part]) -> _Part:
        """Return a part open for changes: the same object each time; its changes are spliced in at the end."""
        if part not in self._open:
            self._open[part] = opener(self.read(part), part)
        return cast("_Part", self._open[part])

    def document(self, part: str) -> XmlDocument:
        """Return a part as an XML document."""
        return self.open(part, XmlDocument)

    def relations(self, part: str) -> RelationshipsPart:
        """Return the relationships of a part (of the package, for an empty name)."""
        name = relations_part(part)
        if name not in self._open:
            raw = self.read(name) if name in self else None
            self._open[name] = RelationshipsPart(raw, part, self.locate, partial(self._mentions, part))
        return cast("RelationshipsPart", self._open[name])

    def _mentions(self, part: str, word: str) -> bool:
        """Whether an attribute of a part has this value."""
        content = self.read(part) if part in self else b""
        return any(f"{quote}{word}{quote}".encode() in content for quote in "\"'")

    def write(self, part: str, content: bytes, type_: str = "") -> None:
        """Put in a part, new or in place of the old one; a new one needs its content type."""
        if type_:
            self.content_types.add(part, type_)
        self._open.pop(part, None)
        if part.endswith(".xml"):
            check_well_formed(content, part)
        self._written[part] = content

    def close(self, part: str) -> None:
        """Splice in a part's changes now and let go of it; it can be opened again.

        Large parts are best closed while they are still in the processor's cache.
        """
        opened = self._open.pop(part, None)
        if opened is not None and opened.changed:
            self._written[part] = opened.to_bytes()

    def drop(self, part: str) -> None:
        """Leave a part out, with its relationships and its content type."""
        if not part:
            return  # a link to nowhere; the relationships of the package itself go by this name
        for name in (part, relations_part(part)):
            self._open.pop(name, None)
            if name in self:
                self._written[name] = None
        self.content_types.remove(part)

    def free_part(self, like: str) -> str:
        """Return an unused name: the one given, such as ``xl/comments1.xml``, or one with a higher number.

        No name is given twice, whether or not a part was written under it. The name of a missing part is in use as
        well: what refers to it would get the new part in its place.
        """
        while True:
            number = self._numbers[like] = self._numbers.get(like, 0) + 1
            name = like if number == 1 else _NUMBER.sub(str(number), like, count=1)
            expected = name.casefold() in self._expected or self.content_types.has_own(name)
            if name not in self._archive and not expected:
                return name

    @cached_property
    def _expected(self) -> frozenset[str]:
        """The parts that relationships lead to, whether or not they are there; damaged relationships count too."""
        return frozenset(
            posixpath.normpath(posixpath.join("/", posixpath.dirname(posixpath.dirname(part)), target))[1:].casefold()
            for part in self._archive
            if part.casefold().endswith(".rels")
            for target in _TARGET.findall(self._archive.read(part).decode("utf-8", "replace"))
        )

    @property
    def changed(self) -> bool:
        """Whether any part has been changed."""
        return bool(self._written) or any(part.changed for part in self._open.values())

    def changes(self) -> dict[str, bytes | None]:
        """Return the parts that differ from the archive's, None for those to leave out."""
        for name in [name for name, part in self._open.items() if part.changed]:
            self.close(name)
        return {
            name: content for name, content in self._written.items() if content is not None or name in self._archive
        }
