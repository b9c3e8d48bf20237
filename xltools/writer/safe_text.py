"""Text from anywhere made safe for a workbook's XML, for a string literal of a formula, and for a link."""

from __future__ import annotations

import re

from xltools.text import CONTROLS, show_controls

__all__ = ["MAX_LINK_CHARACTERS", "MAX_TEXT_UNITS", "fit_text", "link_target", "literal", "one_line", "xml_text"]

MAX_TEXT_UNITS = 32_767
"""UTF-16 units that a cell holds."""
MAX_LINK_CHARACTERS = 255
"""Characters that Excel's HYPERLINK takes as its target."""
CUT_MARK = "…（文字过长已截断，全文见原文件）"

_MAX_LITERAL_CHARACTERS = 127
"""Characters, of two UTF-16 units at most; Excel takes 255 units in one string of a formula."""

_MARKUP = re.compile("[&<>]")
# An underscore that looks like the beginning of an escape is escaped itself, so that reading gives the text back.
_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_SUSPECT = re.compile(f"[_{CONTROLS}\ud800-\udfff\ufffe\uffff]")
"""The characters to look for first: a set alone is found quicker."""
_HALF_PAIR = re.compile("[\ud800-\udbff]$")
_CONTROL = re.compile("[\t-\r\u2028\u2029\ud800-\udfff\ufffe\uffff]+")


def fit_text(text: str) -> str:
    """Return the text, cut with a mark where a cell cannot hold all of it."""
    if len(text) <= MAX_TEXT_UNITS // 2 or len(text.encode("utf-16-le", "surrogatepass")) <= MAX_TEXT_UNITS * 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: (MAX_TEXT_UNITS - len(CUT_MARK)) * 2]
    # A pair that the cut went through leaves its first half, which is not a character.
    return _HALF_PAIR.sub("", units.decode("utf-16-le", "surrogatepass")) + CUT_MARK


def xml_text(text: str) -> str:
    r"""Return ``text`` as content of an element of a part: control characters as what they are, ``\x1b``."""
    if _MARKUP.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ILLEGAL.sub(_escape, show_controls(text)) if _SUSPECT.search(text) else text


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    # Half a surrogate pair cannot be encoded at all.
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"_x{ord(character):04X}_"


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters, as a formula or a tab's name can hold it."""
    # Among the characters that Python calls printable there is none of these.
    return text if text.isprintable() else show_controls(_CONTROL.sub(" ", text))


def literal(text: str) -> str:
    """Return ``text`` as a string of a formula; a long one as several joined."""
    text = one_line(text)
    if len(text) <= _MAX_LITERAL_CHARACTERS:
        return '"' + text.replace('"', '""') + '"'
    pieces = [text[start : start + _MAX_LITERAL_CHARACTERS] for start in range(0, len(text), _MAX_LITERAL_CHARACTERS)]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def link_target(file: str, sheet: str = "") -> str:
    """Return the target of a link without the cell: a file, seen from this workbook's folder, and a sheet of it."""
    # A sign that would end the file's name early is written as in a URL.
    path = one_line(file).replace("%", "%25").replace("#", "%23")
    if ":" in path.split("/", 1)[0][2:]:
        path = f"./{path}"  # a folder called "http:" is not a protocol
    if not sheet:
        return path
    return f"{path}#'{one_line(sheet).replace(chr(39), chr(39) * 2)}'!"
