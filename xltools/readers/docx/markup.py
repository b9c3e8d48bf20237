"""The elements of a Word document by short names, whichever of the two editions of the standard it uses."""

from __future__ import annotations

from functools import lru_cache

from lxml.etree import _Element as Element

__all__ = ["attribute", "has", "is_on", "name", "numeric", "own"]

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "urn:schemas-microsoft-com:vml": "v",
}
_WORD = tuple(f"{{{uri}}}" for uri, prefix in _PREFIXES.items() if prefix == "w")
_OFF = frozenset({"0", "false", "off", "none"})


@lru_cache(maxsize=1 << 10)
def _short(tag: str) -> str:
    namespace, _, local = tag.removeprefix("{").rpartition("}")
    prefix = _PREFIXES.get(namespace, "")
    return f"{prefix}:{local}" if prefix else local


def name(element: Element) -> str:
    """Return the short name of an element, such as ``w:tc``; empty for comments and instructions."""
    tag: object = element.tag
    return _short(tag) if isinstance(tag, str) else ""


def own(element: Element | None, *path: str) -> Element | None:
    """Return the first child at the end of a path of short names, or None."""
    found = element
    for step in path:
        found = None if found is None else next((child for child in found if name(child) == step), None)
    return found


def has(element: Element | None, *kinds: str) -> bool:
    """Return whether one of the children of an element is of one of the kinds."""
    return element is not None and any(name(child) in kinds for child in element)


def attribute(element: Element | None, local: str, default: str = "") -> str:
    """Return an attribute of Word's namespace; ``default`` where it, or the element, is missing."""
    if element is None:
        return default
    return next((str(value) for space in _WORD if (value := element.get(f"{space}{local}")) is not None), default)


def numeric(element: Element | None, default: int, most: int) -> int:
    """Return the number in an element's ``val``, at most ``most``; ``default`` where there is none."""
    value = attribute(element, "val").strip()
    return min(int(value), most) if value.isascii() and value.isdecimal() and len(value) < 9 else default


def is_on(element: Element | None) -> bool:
    """Return whether a switch such as ``<w:vanish/>`` is there and not turned off."""
    return element is not None and attribute(element, "val", "1").lower() not in _OFF
