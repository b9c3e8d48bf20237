"""The relationships of a package: which part refers to which.

Parts are found by them, as the packaging standard asks, not by the names that Excel happens to use.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.xml_parts import parse_tree

__all__ = ["PackageRelationship", "find_main_part", "read_relationships"]


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
    for item in parse_tree(archive, relationships_part).iter("{*}Relationship"):
        target = str(item.get("Target", ""))
        external = str(item.get("TargetMode", "")).lower() == "external"
        if not external:
            target = unquote(target)
            target = posixpath.normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")
        yield PackageRelationship(
            str(item.get("Id", "")), str(item.get("Type", "")).rpartition("/")[2], target, external
        )


def find_main_part(archive: ZipArchive) -> str:
    """Return the name of the part that the package is about: a workbook, a document; empty where there is none."""
    if "_rels/.rels" in archive:
        for relationship in read_relationships(archive, ""):
            if relationship.kind == "officeDocument" and not relationship.external:
                return relationship.target
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in archive), "")
