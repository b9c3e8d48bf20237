"""The relationships of a package: which part refers to which.

Parts are found by them, as the packaging standard asks, not by the names that Excel happens to use.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from xltools.quick_dataclass import dataclass
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.xml_parts import MAX_TREE_BYTES, parse_xml, read_part
from xltools.readers.refusal import damaged

__all__ = ["PackageRelationship", "find_main_part", "holds_cells", "read_relationships"]

_WORKSHEET = "worksheet"
_MAX_CACHED_BYTES = 1 << 14
"""Bytes of a relationships part; longer ones are not cached."""
_OTHER_SHEETS = frozenset({"chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"})
"""The kinds of sheets that hold no cells that anybody types in."""


@dataclass(frozen=True, slots=True)
class PackageRelationship:
    """A line of a relationships part.

    ``kind`` is the last segment of its type; ``target`` is a part's name, or what is written there if ``external``.
    """

    id: str
    kind: str
    target: str
    external: bool


def read_relationships(archive: ZipArchive, part: str) -> Iterator[PackageRelationship]:
    """Yield what a part refers to; for an empty name, what the package itself refers to."""
    folder, _, file = part.rpartition("/")
    relationships_part = f"{folder}/_rels/{file}.rels".lstrip("/")
    if relationships_part not in archive:
        return
    xml = read_part(archive, relationships_part, MAX_TREE_BYTES)
    # Each part is asked for more than once, and the books of a template have the same.
    yield from (_listed_cached if len(xml) <= _MAX_CACHED_BYTES else _listed)(xml, relationships_part, folder)


def _listed(xml: bytes, part: str, folder: str) -> tuple[PackageRelationship, ...]:
    """Return the lines of a relationships part; ``folder`` is that of the part whose they are."""
    lines = []
    for item in parse_xml(xml, part).iter("{*}Relationship"):
        target = str(item.get("Target", ""))
        external = str(item.get("TargetMode", "")).lower() == "external"
        if not external:
            target = unquote(target)
            target = posixpath.normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")
        kind = str(item.get("Type", "")).rpartition("/")[2]
        lines.append(PackageRelationship(str(item.get("Id", "")), kind, target, external))
    return tuple(lines)


_listed_cached = lru_cache(maxsize=64)(_listed)


def holds_cells(relationship: PackageRelationship, sheet: str) -> bool:
    """Return whether a relationship leads to a worksheet, and not to a chart sheet or the like.

    :raises RefusedError: the type of the relationship is not that of any sheet, so that a form may lie behind it.
    """
    if relationship.kind != _WORKSHEET and relationship.kind not in _OTHER_SHEETS:
        raise damaged(
            f"工作表“{sheet}”的类型“{relationship.kind}”不认识，读不出它的内容",
            f'worksheet "{sheet}" is of the unknown type "{relationship.kind}", and cannot be read',
        )
    return relationship.kind == _WORKSHEET


def find_main_part(archive: ZipArchive) -> str:
    """Return the name of the part that the package is about: a workbook, a document; empty where there is none."""
    if "_rels/.rels" in archive:
        for relationship in read_relationships(archive, ""):
            if relationship.kind == "officeDocument" and not relationship.external:
                return relationship.target
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in archive), "")
