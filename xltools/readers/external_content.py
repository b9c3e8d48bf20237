"""What a workbook brings along from elsewhere: links, macros, objects, connections. Reported, never followed.

Each kind is one finding for the file (for links with the cells that use them), however often it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.macros import foreign_modules
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.package import Package, Relation, relations, tree
from xltools.sheet_names import HIDDEN_SHEETS

__all__ = ["package_findings", "shown"]

_HARMLESS_EXTERNAL = {"hyperlink"}
_OBJECTS = re.compile(r"(?:^|/)(?:embeddings|activeX)/[^/]+$", re.IGNORECASE)
_CONNECTIONS = re.compile(r"(?:^|/)(?:connections\.xml|queryTables/[^/]+|model/item\.data)$", re.IGNORECASE)
_LINK_PART = re.compile(r"(?:^|/)externalLinks/[^/]+\.(?:xml|bin)$", re.IGNORECASE)
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$", re.IGNORECASE)
_EXTENSIONS = re.compile(r"^(?:customUI/|xl/webextensions/)", re.IGNORECASE)
_USES_LINK = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*><f[^<>]*>[^<]*\[\d+\]')
_MOST_CELLS = 50


def package_findings(archive: ZipArchive, package: Package | None, place: Place) -> tuple[Finding, ...]:
    """What an OOXML package holds of this kind. ``package`` is None for a binary workbook, whose parts are not read."""
    names = list(archive)
    found = [
        *_links(archive, names, package, place),
        *_macros(archive, names, package, place),
        *_external_relations(archive, names, place),
    ]
    objects = [name.rpartition("/")[2] for name in names if _OBJECTS.search(name)]
    if objects:
        found.append(FILES["F22"].at(place, found=shown(objects)))
    connections = [name.rpartition("/")[2] for name in names if _CONNECTIONS.search(name)]
    if connections:
        found.append(FILES["F25"].at(place, found=shown(connections)))
    if package is not None:
        found.extend(
            FILES["F24"].at(place._replace(sheet=sheet.name), found=sheet.name)
            for sheet in package.sheets
            if sheet.state == "veryHidden" and sheet.name not in HIDDEN_SHEETS
        )
    return tuple(found)


def shown(names: list[str]) -> str:
    """The first few names, and how many there are."""
    first = "、".join(name[:60] for name in names[:3])
    return first if len(names) <= 3 else f"{first}…（{len(names)}）"


def _links(archive: ZipArchive, names: list[str], package: Package | None, place: Place) -> Iterator[Finding]:
    """Other workbooks that formulas refer to, and programs that they talk to (DDE, OLE)."""
    books: list[str] = []
    programs: list[str] = []
    for name in names:
        if not _LINK_PART.search(name):
            continue
        program = _program(archive, name)
        targets = [relation.target for relation in _relations(archive, name) if relation.external]
        if program:
            programs.append(program)
        else:
            books += [unquote(target).replace("\\", "/").rpartition("/")[2] or target for target in targets] or ["?"]
    if not books and not programs:
        return
    cells = tuple(_cells_with_links(package, place)) if package else ()
    for record, targets in (("F20", books), ("F21", programs)):
        if targets:
            finding = FILES[record].at(cells[0] if cells else place, found=shown(targets))
            yield replace(finding, related=cells[1:])


def _program(archive: ZipArchive, name: str) -> str:
    """The program that a link part of this kind talks to, if it is one."""
    if not name.lower().endswith(".xml"):
        return ""
    try:
        root = tree(archive, name)
    except RefusedError:
        return "?"
    for link in root.iter("{*}ddeLink"):
        return f"DDE {link.get('ddeService', '')} {link.get('ddeTopic', '')}".strip()
    for link in root.iter("{*}oleLink"):
        return f"OLE {link.get('progId', '')}".strip()
    return ""


def _cells_with_links(package: Package, place: Place) -> Iterator[Place]:
    left = _MOST_CELLS
    for sheet in package.sheets:
        for match in _USES_LINK.finditer(sheet.xml):
            if not left:
                return
            left -= 1
            column = 0
            for letter in match[1]:
                column = column * 26 + letter - 64
            yield place._replace(sheet=sheet.name, row=int(match[2]), column=column)


def _macros(archive: ZipArchive, names: list[str], package: Package | None, place: Place) -> Iterator[Finding]:
    modules: list[str] = []
    for name in names:
        if _MACROS.search(name):
            try:
                modules += foreign_modules(archive.read(name))
            except RefusedError:
                modules.append("?")
        elif _EXTENSIONS.search(name) and not name.endswith(".rels"):
            modules.append(name.rpartition("/")[2])
    modules += package.macro_sheets if package else ()
    if modules:
        yield FILES["F23"].at(place, found=shown(modules))


def _external_relations(archive: ZipArchive, names: list[str], place: Place) -> Iterator[Finding]:
    """What is fetched from elsewhere when the file is opened: templates, pictures, objects. Links to click are not."""
    targets: list[str] = []
    for name in names:
        part = name.replace("_rels/", "").removesuffix(".rels")
        if name.endswith(".rels") and not _LINK_PART.search(part):
            targets += [
                f"{relation.kind} {relation.target}"
                for relation in _relations(archive, part)
                if relation.external and relation.kind not in _HARMLESS_EXTERNAL
            ]
    if targets:
        yield FILES["F26"].at(place, found=shown(targets))


def _relations(archive: ZipArchive, part: str) -> list[Relation]:
    """What a part refers to; nothing where its relationships are broken: the part is none that we read."""
    try:
        return list(relations(archive, part))
    except RefusedError:
        return []
