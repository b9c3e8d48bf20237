"""Opening the package: the zip file, well-formed parts, content types and relations."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from tests.auditor.book import MAIN, OFFICE, Book, Relation, local_name
from tests.auditor.problem import Effect, Problem, Source

__all__ = ["check_package", "check_relations", "open_book"]

TYPES_PART = "[Content_Types].xml"
ROOT_RELATIONS = "_rels/.rels"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(spreadsheetml/main|officeDocument/relationships|drawingml/\w+)")
_TRANSITIONAL = b"http://schemas.openxmlformats.org/"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chartSpace"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}wsDr"
_THEME = "{http://schemas.openxmlformats.org/drawingml/2006/main}theme"
_KINDS = {
    # kind of relation: what the content type contains, and the root of the part
    "officeDocument": ("main+xml", f"{MAIN}workbook"),
    "worksheet": ("spreadsheetml.worksheet+xml", f"{MAIN}worksheet"),
    "chartsheet": ("spreadsheetml.chartsheet+xml", f"{MAIN}chartsheet"),
    "styles": ("spreadsheetml.styles+xml", f"{MAIN}styleSheet"),
    "sharedStrings": ("spreadsheetml.sharedStrings+xml", f"{MAIN}sst"),
    "calcChain": ("spreadsheetml.calcChain+xml", f"{MAIN}calcChain"),
    "table": ("spreadsheetml.table+xml", f"{MAIN}table"),
    "comments": ("spreadsheetml.comments+xml", f"{MAIN}comments"),
    "drawing": ("drawing+xml", _DRAWING),
    "chart": ("drawingml.chart+xml", _CHART),
    "theme": ("theme+xml", _THEME),
    "vmlDrawing": ("vmlDrawing", None),
    "image": ("image/", None),
    "vbaProject": ("vbaProject", None),
}
_PARSER = {"resolve_entities": False, "no_network": True, "huge_tree": True}


def open_book(data: bytes) -> tuple[Book, list[Problem]]:
    """Take a package apart. If the problems hold one of effect REFUSED, the book may lack its main part."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = [item.filename for item in archive.infolist() if not item.is_dir()]
            contents = {name: archive.read(name) for name in names}
    except Exception as error:  # zipfile raises many kinds for damaged files
        what = f"the zip file cannot be read: {error}"
        return Book({}), [Problem("", "", what, Effect.REFUSED, Source.PACKAGING)]
    book = Book(contents)
    problems = list(_check_names(names))
    for name, content in contents.items():
        if name.casefold().endswith((".xml", ".rels", ".vml")):
            problems += _parse(book, name, content)
    problems += _read_content_types(book)
    for name, root in book.roots.items():
        if name.casefold().endswith(".rels"):
            problems += _read_relations(book, name, root)
    return book, problems


def _check_names(names: list[str]) -> Iterator[Problem]:
    for name, count in Counter(name.casefold() for name in names).items():
        if count > 1:
            yield Problem(name, "", "the zip file holds this part twice", Effect.REFUSED, Source.PACKAGING)
    for name in names:
        if "\\" in name:
            what = "the name of the zip entry holds a backslash"
            yield Problem(name, "", what, Effect.REFUSED, Source.PACKAGING)
    for needed in (TYPES_PART, ROOT_RELATIONS):
        if needed not in names:
            yield Problem(needed, "", "the part is missing", Effect.REFUSED, Source.PACKAGING)


def _parse(book: Book, name: str, content: bytes) -> Iterator[Problem]:
    if name.casefold().endswith(".vml"):
        content = content.replace(b"<br>", b"<br/>")  # Excel itself writes this in the texts of buttons, and reads it
    try:
        root = etree.fromstring(_as_transitional(content), etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError) as error:
        yield Problem(name, "", f"not well-formed: {error}", Effect.REPAIRED, Source.XML)
        return
    if root.getroottree().docinfo.internalDTD is not None:
        what = "the part declares a document type"
        yield Problem(name, "", what, Effect.REFUSED, Source.PACKAGING)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and not _declares_utf16(content):
        yield Problem(name, "", "not well-formed: UTF-16 declared as another encoding", Effect.REPAIRED, Source.XML)
    book.roots[name] = root


def _declares_utf16(content: bytes) -> bool:
    """Whether a part in UTF-16 says so; it need not, but must not say otherwise."""
    declared = re.match(r"\ufeff?<\?xml[^>]*\sencoding\s*=\s*[\"']([^\"']*)", content[:400].decode("utf-16", "replace"))
    return declared is None or declared[1].casefold().startswith("utf-16")


def _as_transitional(content: bytes) -> bytes:
    """Give the strict dialect the namespaces of the transitional one: the elements are the same."""

    def renamed(match: re.Match[bytes]) -> bytes:
        family, _, rest = match[1].partition(b"/")
        return _TRANSITIONAL + family + b"/2006/" + rest

    return _STRICT.sub(renamed, content) if b"purl.oclc.org" in content else content


def _read_content_types(book: Book) -> Iterator[Problem]:
    root = book.roots.get(TYPES_PART)
    if root is None:
        return
    if root.tag != f"{_TYPES}Types":
        yield Problem(TYPES_PART, "", "the root is not Types", Effect.REFUSED, Source.PACKAGING)
    parts = {name.casefold() for name in book.data}
    for entry in root.iterchildren(f"{_TYPES}Override", f"{_TYPES}Default"):
        override = entry.tag == f"{_TYPES}Override"
        known = book.overrides if override else book.defaults
        key = entry.get("PartName" if override else "Extension", "").lstrip("/").casefold()
        if key in known:
            yield Problem(TYPES_PART, key, "the content type is given twice", Effect.REFUSED, Source.PACKAGING)
        if override and key not in parts:
            # Excel opens such files of openxlsx; Microsoft's own library does not (ycphs/openxlsx, issue 285).
            what = "a content type for a part that is not there"
            yield Problem(TYPES_PART, key, what, Effect.ELSEWHERE, Source.REPORTED)
        known[key] = entry.get("ContentType", "")


def _read_relations(book: Book, name: str, root: etree._Element) -> Iterator[Problem]:
    folder, _, file = name.rpartition("_rels/")
    source = folder + file[: -len(".rels")]
    if source and source not in book.data:
        yield Problem(name, "", "relations of a part that is not there", Effect.ELSEWHERE, Source.PACKAGING)
    relations = book.relations.setdefault(source, [])
    for entry in root.iter(_RELATIONSHIP):
        identity, target = entry.get("Id", ""), entry.get("Target", "")
        external = entry.get("TargetMode") == "External"
        if not identity or any(relation.id == identity for relation in relations):
            what = "the id of the relation is missing or given twice"
            yield Problem(name, identity, what, Effect.REFUSED, Source.PACKAGING)
        part = target if external or target.startswith("#") else book.resolve(source, target)
        kind = entry.get("Type", "").rpartition("/")[2]
        relations.append(Relation(identity, kind, part, external or target.startswith("#")))


def check_package(book: Book) -> Iterator[Problem]:
    """Check that every part has a content type and that relations lead to parts of their kind."""
    for name in book.data:
        if name != TYPES_PART and not book.content_type(name):
            yield Problem(name, "", "the part has no content type", Effect.REFUSED, Source.PACKAGING)
    spelled = {name.casefold(): name for name in book.data}
    for source, relations in book.relations.items():
        for relation in relations:
            place = f"relation {relation.id}"
            if relation.external:
                if not relation.target.startswith("#") and re.search(r'[\s<>"]|%(?![0-9A-Fa-f]{2})', relation.target):
                    what = f"the target {relation.target!r} is not a URI"
                    yield Problem(source, place, what, Effect.REPAIRED, Source.PACKAGING)
            elif relation.target in book.data:
                yield from _check_kind(book, source, relation)
            elif relation.target.casefold() in spelled:
                what = f"{relation.target} is spelled {spelled[relation.target.casefold()]} in the zip file"
                yield Problem(source, place, what, Effect.ELSEWHERE, Source.REPORTED)
            else:
                what = f"the part {relation.target} is not there"
                unused = relation.kind in {"drawing", "vmlDrawing"} and not _is_used(book, source, relation)
                effect = Effect.ELSEWHERE if unused else Effect.REPAIRED
                yield Problem(source, place, what, effect, Source.PACKAGING)
    main = book.content_type(book.workbook_part) or ""
    macros = any(relation.kind == "vbaProject" for relation in book.relations.get(book.workbook_part, ()))
    if macros and "macroEnabled" not in main:
        what = "a workbook with macros has the content type of one without"
        yield Problem(book.workbook_part, "", what, Effect.REFUSED, Source.REPORTED)


def _is_used(book: Book, source: str, relation: Relation) -> bool:
    """Whether an element names the relation."""
    return source in book.roots and bool(
        book.roots[source].xpath("//@r:*[. = $id]", namespaces={"r": OFFICE.strip("{}")}, id=relation.id)
    )


def _check_kind(book: Book, source: str, relation: Relation) -> Iterator[Problem]:
    if relation.kind not in _KINDS:
        return
    content_type, root = _KINDS[relation.kind]
    stated = book.content_type(relation.target) or ""
    # Excel goes by the relation where the type says no more than XML: xlsx-populate adds sheets without a type.
    if stated not in {"", "application/xml"} and content_type not in stated:
        what = f"the content type {stated} is not that of a part of kind {relation.kind}"
        yield Problem(relation.target, "", what, Effect.REPAIRED, Source.PACKAGING)
    if root and relation.target in book.roots and book.roots[relation.target].tag != root:
        what = f"the root {book.roots[relation.target].tag} is not that of a part of kind {relation.kind}"
        yield Problem(relation.target, "", what, Effect.REPAIRED, Source.PACKAGING)


def check_relations(book: Book) -> Iterator[Problem]:
    """Check that every relation that an element names is there."""
    for part, root in book.roots.items():
        if part.casefold().endswith((".rels", ".vml")):
            continue
        known = {relation.id for relation in book.relations.get(part, ())}
        for attribute in root.xpath("//@r:*", namespaces={"r": OFFICE.strip("{}")}):
            if attribute and attribute not in known:
                place = local_name(attribute.getparent())
                what = f"the relation {attribute} is not there"
                yield Problem(part, place, what, Effect.REPAIRED, Source.PACKAGING)
