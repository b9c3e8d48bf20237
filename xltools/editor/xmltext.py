"""Text as spreadsheet XML writes it: markup escaped, and characters that XML cannot hold as ``_xHHHH_``."""

from __future__ import annotations

import re

__all__ = ["escape_attribute", "escape_content", "unescape_xml", "whole_number"]

# What XML 1.0 cannot hold, and the carriage return, which a parser turns into a line feed.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Nearly all text: nothing in it to escape.
_NOTHING_TO_ESCAPE = re.compile("[^\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff_&<>]*")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escape_content(text: str) -> str:
    """Return ``text`` as the content of a ``<t>`` element. Text that looks like an escape is itself escaped."""
    if _NOTHING_TO_ESCAPE.fullmatch(text):
        return text
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape_xml(text: str) -> str:
    """Return the text of a parsed ``<t>`` element: the reverse of :func:`escape_content` after XML's own unescaping."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def escape_attribute(text: str) -> str:
    """Return ``text`` as an attribute's value, to stand between double quotes."""
    text = escape_content(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def whole_number(text: str | bytes | None) -> int | None:
    """Return the number that an attribute states in digits; None without one, or where it is absurdly large."""
    if text is None or len(text) > 9 or not text.isascii() or not text.isdigit():
        return None
    return int(text)
