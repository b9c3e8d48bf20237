"""From the bytes of an OpenDocument spreadsheet to a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Protocol

from xltools.grids.workbook import TemplateTraces, Workbook
from xltools.limits import Limits
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.quick_dataclass import dataclass
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.properties import parse_saved_time
from xltools.readers.containers.xml_parts import parse_events, read_part
from xltools.readers.external_content import list_names
from xltools.readers.ods.content import Content
from xltools.readers.ods.styles import Attributes, Styles
from xltools.readers.placeholders import mark_placeholders
from xltools.readers.reader import FileKind
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.text_tables.decoding import decode_text, lost_characters, without_declaration

__all__ = ["FlatOdsReader", "OdsReader"]

_MEDIA_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"
_MAX_MIME_TYPE_BYTES = 200
_HEAD_BYTES = 65_536
_DOCUMENTS = frozenset({"document-content", "document", "document-styles", "document-meta"})
_SHARED_OUT = frozenset({"spreadsheet", "styles", "automatic-styles"})
"""Elements whose content goes to the body or to the styles."""
_CALCULATING_PROGRAMS = ("libreoffice", "openoffice", "microsoftoffice", "gnumeric", "calligra", "wps", "collabora")
"""Beginnings of the names of programs that store the results of formulas, as they stand in ``meta:generator``."""

_STANDARD_PREFIXES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0": "number",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
    "http://www.w3.org/1999/xlink": "xlink",
}


class _Events(Protocol):
    def start(self, local: str, attributes: Attributes) -> None: ...
    def end(self, local: str) -> None: ...
    def data(self, text: str) -> None: ...


@dataclass(slots=True)
class _Document:
    """Shares the events of a document out: styles to :class:`Styles`, the body to :class:`Content`."""

    styles: Styles
    content: Content
    saved: str = ""
    _to: _Events | None = None
    _prefixes: dict[str, str] = field(default_factory=dict)
    generator: str = ""
    """the program that wrote the file"""
    _in: str = ""
    """the element of the document's properties whose text is read"""

    def start(self, local: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if local in _DOCUMENTS:
            self._learn_prefixes(attributes)
        if self._prefixes:
            attributes = {self._standard(name): value for name, value in attributes.items()}
        if self._to is not None and local not in _SHARED_OUT:  # nearly all elements
            self._to.start(local, attributes)
        elif local == "spreadsheet":
            self._to = self.content
        elif local in {"styles", "automatic-styles"}:
            self._to = self.styles
        elif local in {"date", "generator"} and self._to is None:
            self._in = local
        elif self._to is not None:
            self._to.start(local, attributes)

    def end(self, local: str) -> None:
        """Take the end of an element."""
        if local in _SHARED_OUT:
            self._to = None
        elif local == self._in:
            self._in = ""
        if self._to is not None:
            self._to.end(local)

    def data(self, text: str) -> None:
        """Take text."""
        if self._to is not None:
            self._to.data(text)
        elif self._in == "date":
            self.saved += text
        elif self._in == "generator":
            self.generator += text

    def _learn_prefixes(self, attributes: Attributes) -> None:
        """Remember which prefixes stand for the namespaces, where a program has chosen others than the usual ones."""
        for name, uri in attributes.items():
            prefix = name.removeprefix("xmlns:")
            usual = _STANDARD_PREFIXES.get(uri)
            if prefix != name and usual and usual != prefix:
                self._prefixes[prefix] = usual

    def _standard(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        return f"{self._prefixes.get(prefix, prefix)}:{local}" if colon else name


class OdsReader:
    """Reads .ods packages."""

    kind = FileKind.ODS

    def recognises(self, archive: ZipArchive) -> bool:
        """Return whether the archive is an OpenDocument spreadsheet.

        Its mimetype entry may be missing: ODF 1.2 part 3, 3.3, only recommends it.
        """
        if "mimetype" in archive:
            return archive.read("mimetype", max_bytes=_MAX_MIME_TYPE_BYTES).strip().startswith(_MEDIA_TYPE)
        if _CONTENT not in archive:
            return False
        if _MANIFEST in archive and _MEDIA_TYPE in archive.read(_MANIFEST):
            return True
        return b"<office:spreadsheet" in archive.read(_CONTENT)

    def read(self, archive: ZipArchive, name: str, limits: Limits) -> Workbook:
        """Read all tables. RefusedError for a password, a damaged file, or one over the limits."""
        if _MANIFEST in archive and b"encryption-data" in read_part(archive, _MANIFEST):
            raise RefusedError("F01")
        styles = Styles()
        body = Content(name, styles, limits)
        document = _Document(styles, body)
        for part in ("meta.xml", "styles.xml"):
            if part in archive:
                parse_events(read_part(archive, part), document, part, limits)
        parse_events(read_part(archive, _CONTENT), document, _CONTENT, limits)
        return _workbook(body, document, (*_package_notes(archive, name), *_link_notes(body, name)))


class FlatOdsReader:
    """Reads OpenDocument spreadsheets that are one XML file (.fods)."""

    kind = FileKind.ODS

    def recognises(self, content: bytes) -> bool:
        """Return whether the bytes are a flat OpenDocument spreadsheet."""
        head = content[:_HEAD_BYTES].replace(b"\0", b"")  # the higher bytes in UTF-16
        return b"<office:document" in head and (_MEDIA_TYPE in head or b"office:spreadsheet" in content)

    def read(self, content: bytes, name: str, limits: Limits) -> Workbook:
        """Read all tables. RefusedError for a damaged file, or one over the limits."""
        text, lost = decode_text(content)
        if "<!DOCTYPE" in text:  # entities are declared nowhere else
            raise RefusedError("F09", part=name)
        styles = Styles()
        body = Content(name, styles, limits)
        document = _Document(styles, body)
        parse_events(without_declaration(text).encode(), document, name, limits)
        return _workbook(body, document, (*_link_notes(body, name), *lost_characters(Place(name), lost)))


def _workbook(body: Content, document: _Document, notes: Iterable[Finding]) -> Workbook:
    sheets = body.sheets()
    if not sheets:
        raise damaged("里面没有工作表", "it has no sheet")
    # Spreadsheet programs store results; to others a formula is a text, and LibreOffice calculates their files anew.
    calculates = document.generator.strip().lower().startswith(_CALCULATING_PROGRAMS)
    mark_placeholders([sheet for sheet, _ in sheets], calculates_on_load=not calculates)
    grids = tuple(sheet.grid() for sheet, _ in sheets)
    traces = TemplateTraces({sheet.name: traces for sheet, traces in sheets})
    return Workbook(grids, parse_saved_time(document.saved), tuple(notes), traces)


def _package_notes(archive: ZipArchive, name: str) -> list[Finding]:
    """Return what the package brings along: macros and embedded objects."""
    place, names, notes = Place(name), list(archive), []
    macros = [part for part in names if part.startswith(("Basic/", "Scripts/")) and not part.endswith("-lc.xml")]
    if macros:
        notes.append(FILES["F23"].at(place, found=list_names([part.rpartition("/")[2] for part in macros])))
    objects = sorted({part.partition("/")[0] for part in names if part.startswith("Object ")})
    if objects:
        notes.append(FILES["F22"].at(place, found=list_names(objects)))
    return notes


def _link_notes(body: Content, name: str) -> list[Finding]:
    """Return which other workbooks and programs the cells are linked to."""
    return [
        FILES[message].at(Place(name), found=list_names(targets))
        for message, targets in (("F20", body.linked_books), ("F21", body.linked_programs))
        if targets
    ]
