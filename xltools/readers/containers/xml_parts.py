"""XML parts of a package, which may be hostile: no entities, bounded in size, depth and number of tags."""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

from lxml import etree

from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.refusal import RefusedError, damaged, not_xml, over

__all__ = ["MAX_TREE_BYTES", "XmlHandler", "max_tags", "parse_events", "parse_tree", "parse_xml", "read_part"]

MAX_TREE_BYTES = 4 << 20
"""Bytes of a part that is parsed into a tree, which takes some ten times that."""

_MAX_DEPTH = 100
_TAGS_PER_CELL = 5

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{"iso-8859-1": "latin-1", "windows-1252": "cp1252"},
}


class XmlHandler(Protocol):
    """Takes the elements of a part; names come without their prefix, attributes as they are written."""

    def start(self, local: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, local: str) -> None:
        """Take the end of an element."""

    def data(self, text: str) -> None:
        """Take text."""


def read_part(archive: ZipArchive, part: str, max_bytes: int = 0) -> bytes:
    """Return a part as UTF-8 without a byte order mark.

    ``max_bytes`` is a limit of its own for this part. Raises RefusedError for declared entities and unknown encodings.
    """
    xml = archive.read(part, max_bytes=max_bytes)
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml[:4]:
        xml = _to_utf8(xml, "utf-16" if xml[:1] in b"\xff\xfe" else _utf16_order(xml), part)
    xml = xml.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(xml[:200])
    if declared:
        encoding = declared[1].decode().lower()
        if encoding not in {"utf-8", "utf8", "us-ascii", "utf-16", "utf-16le", "utf-16be"}:
            xml = _to_utf8(xml, _ENCODINGS.get(encoding, ""), part)
        if encoding != "utf-8":
            xml = xml[xml.index(b"?>") + 2 :]
    if b"<!DOCTYPE" in xml:  # entities are declared nowhere else
        raise RefusedError("F09", part=part)
    return xml


def _utf16_order(xml: bytes) -> str:
    return "utf-16-be" if xml.startswith(b"\0") else "utf-16-le"


def _to_utf8(xml: bytes, encoding: str, part: str) -> bytes:
    try:
        return xml.decode(encoding).encode()
    except (UnicodeError, LookupError) as error:
        raise damaged(f"部件 {part} 的字符编码无法识别", f"the encoding of part {part} is unknown") from error


def parse_tree(archive: ZipArchive, part: str) -> etree._Element:
    """Parse a small part: no entities, no network, no great depth."""
    return parse_xml(read_part(archive, part, MAX_TREE_BYTES), part)


def parse_xml(xml: bytes, part: str) -> etree._Element:
    """Parse the content of a small part in the same way."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise not_xml(part, error.msg or "XML") from error


class _LocalNames(dict[str, str]):
    """The names of elements without their prefixes, each worked out once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def max_tags(limits: Limits) -> int:
    """Return the number of tags that a part may have."""
    return _TAGS_PER_CELL * limits.cells


def parse_events(xml: bytes, handler: XmlHandler, part: str, limits: Limits) -> None:
    """Let expat read a part that declares no entities; ``part`` names it in messages.

    Raises RefusedError where it is not XML, nested too deeply or has too many tags.
    """
    tags, most = xml.count(b"<"), max_tags(limits)
    if tags > most:
        what, what_en = f"部件 {part} 的标记数", f"The number of tags in part {part}"
        raise over("cells", what, what_en, f"{tags:,}", f"{most:,}")
    depth = 0
    begin, finish, local_names = handler.start, handler.end, _LocalNames()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise damaged(f"部件 {part} 嵌套过深", f"part {part} is nested too deeply")
        begin(local_names[name], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        finish(local_names[name])

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.data
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding that does not exist, or takes more bytes
        raise not_xml(part, str(error)) from error
