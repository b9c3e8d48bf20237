"""Content from elsewhere in a workbook: links, macros, objects, connections. Reported, never followed.

Each kind is one finding for the file (for links with the cells that use them), however often it occurs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from urllib.parse import unquote

from xltools.grids.grid import Grid
from xltools.messages.files import FILES
from xltools.model import Finding, Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import PackageRelationship, read_relationships
from xltools.readers.containers.xml_parts import parse_tree
from xltools.readers.macros import foreign_modules
from xltools.readers.refusal import RefusedError
from xltools.sheet_names import HIDDEN_SHEETS

__all__ = ["find_external_content", "list_names", "report_very_hidden"]

_HARMLESS_KINDS = frozenset({"hyperlink"})
_OBJECTS = re.compile(r"(?:^|/)(?:embeddings|activeX)/[^/]+$", re.IGNORECASE)
_CONNECTIONS = re.compile(r"(?:^|/)(?:connections\.xml|queryTables/[^/]+|model/item\.data)$", re.IGNORECASE)
_LINK_PART = re.compile(r"(?:^|/)externalLinks/[^/]+\.(?:xml|bin)$", re.IGNORECASE)
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$", re.IGNORECASE)
_EXTENSIONS = re.compile(r"^(?:customUI/|xl/webextensions/)", re.IGNORECASE)
_LINK_IN_FORMULA = re.compile(r"\[\d+\]")
_MAX_LINKED_CELLS = 50
_NAMES_LISTED = 3


def find_external_content(
    archive: ZipArchive,
    place: Place,
    sheets: Sequence[Grid] = (),
    *,
    macro_sheets: Sequence[str] = (),
    very_hidden: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Return the findings about what an OOXML package holds of this kind.

    ``sheets``, and the names of macro sheets and very hidden sheets, are missing for a binary workbook (.xlsb), whose
    parts are not read.
    """
    names = list(archive)
    findings = [
        *_links(archive, names, sheets, place),
        *_macros(archive, names, macro_sheets, place),
        *_external_relationships(archive, names, place),
    ]
    if place.file.lower().endswith((".xlsm", ".xltm")) and not any(_MACROS.search(name) for name in names):
        findings.append(FILES["F19"].at(place))
    objects = [name.rpartition("/")[2] for name in names if _OBJECTS.search(name)]
    if objects:
        findings.append(FILES["F22"].at(place, found=list_names(objects)))
    connections = [name.rpartition("/")[2] for name in names if _CONNECTIONS.search(name)]
    if connections:
        findings.append(FILES["F25"].at(place, found=list_names(connections)))
    return (*findings, *(report_very_hidden(name, place) for name in very_hidden if name not in HIDDEN_SHEETS))


def report_very_hidden(sheet: str, place: Place) -> Finding:
    """Return the finding about a sheet that Excel does not list under Unhide."""
    return FILES["F24"].at(place._replace(sheet=sheet), found=sheet)


def list_names(names: Sequence[str]) -> str:
    """Return the first few names, and how many there are."""
    first = "、".join(name[:60] for name in names[:_NAMES_LISTED])
    return first if len(names) <= _NAMES_LISTED else f"{first}…（{len(names)}）"


def _links(archive: ZipArchive, names: list[str], sheets: Sequence[Grid], place: Place) -> Iterator[Finding]:
    """Yield findings about other workbooks that formulas refer to, and programs that they talk to (DDE, OLE)."""
    books: list[str] = []
    programs: list[str] = []
    for name in names:
        if not _LINK_PART.search(name):
            continue
        program = _program(archive, name)
        targets = [item.target for item in _relationships(archive, name) if item.external]
        if program:
            programs.append(program)
        else:
            books += [unquote(target).replace("\\", "/").rpartition("/")[2] or target for target in targets] or ["?"]
    if not books and not programs:
        return
    cells = tuple(islice(_cells_with_links(sheets), _MAX_LINKED_CELLS))
    for rule, targets in (("F20", books), ("F21", programs)):
        if targets:
            finding = FILES[rule].at(cells[0] if cells else place, found=list_names(targets))
            yield replace(finding, related=cells[1:])


def _program(archive: ZipArchive, name: str) -> str:
    """Return the program that a link part talks to; empty for a link to a workbook."""
    if not name.lower().endswith(".xml"):
        return ""
    try:
        root = parse_tree(archive, name)
    except RefusedError:
        return "?"
    for link in root.iter("{*}ddeLink"):
        return f"DDE {link.get('ddeService', '')} {link.get('ddeTopic', '')}".strip()
    for link in root.iter("{*}oleLink"):
        return f"OLE {link.get('progId', '')}".strip()
    return ""


def _cells_with_links(sheets: Sequence[Grid]) -> Iterator[Place]:
    for grid in sheets:
        for address, formula in grid.formula_texts.items():
            if _LINK_IN_FORMULA.search(formula):
                yield grid.place(*address)


def _macros(archive: ZipArchive, names: list[str], macro_sheets: Sequence[str], place: Place) -> Iterator[Finding]:
    modules: list[str] = []
    for name in names:
        if _MACROS.search(name):
            try:
                modules += foreign_modules(archive.read(name))
            except RefusedError:
                modules.append("?")
        elif _EXTENSIONS.search(name) and not name.endswith(".rels"):
            modules.append(name.rpartition("/")[2])
    modules += macro_sheets
    if modules:
        yield FILES["F23"].at(place, found=list_names(modules))


def _external_relationships(archive: ZipArchive, names: list[str], place: Place) -> Iterator[Finding]:
    """Yield a finding about what opening the file would fetch: templates, pictures, objects; not links to click."""
    targets: list[str] = []
    for name in names:
        part = name.replace("_rels/", "").removesuffix(".rels")
        if name.endswith(".rels") and not _LINK_PART.search(part):
            targets += [
                f"{item.kind} {item.target}"
                for item in _relationships(archive, part)
                if item.external and item.kind not in _HARMLESS_KINDS
            ]
    if targets:
        yield FILES["F26"].at(place, found=list_names(targets))


def _relationships(archive: ZipArchive, part: str) -> list[PackageRelationship]:
    """Return what a part refers to; nothing where its relationships are broken, since the part is not read."""
    try:
        return list(read_relationships(archive, part))
    except RefusedError:
        return []
