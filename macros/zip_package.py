"""Zip packages that come out the same on every machine: fixed order, no times, no compression."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile, ZipInfo

__all__ = ["package", "static_parts", "xml_part"]


def package(parts: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these parts in this order.

    Nothing is compressed, since different releases of zlib compress to different bytes.
    """
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            member = ZipInfo(name)
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return buffer.getvalue()


def static_parts(folder: Path) -> dict[str, bytes]:
    """Return the text files below a folder by their names in the package, with line feeds as line ends."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8").encode() for path in paths}


def xml_part(root: ElementTree.Element) -> bytes:
    """Return an XML document as a part of a package, indented for people."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}\n'.encode()
