"""From the bytes of a text file to its text, whatever Chinese program wrote it."""

from __future__ import annotations

import codecs
import re

from xltools.messages.reading import READING
from xltools.model import Finding, Place

__all__ = ["declared_charset", "decode_text", "is_wide", "lost_characters", "without_declaration"]

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEAD_BYTES = 8192
_OTHER_CHINESE = {"big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cp950": "cp950"}


def declared_charset(data: bytes) -> str:
    """Return the character set that a page or an XML text declares near its beginning, in lower case; may be empty."""
    match = _DECLARED.search(data[:_HEAD_BYTES])
    return match[1].decode("ascii").lower() if match else ""


def decode_text(data: bytes) -> tuple[str, int]:
    """Return the text, and how many characters of it could not be decoded and stand as ``\ufffd``.

    A byte order mark decides; else zero bytes, which are the higher bytes of every Latin letter, digit and line break
    in UTF-16; else the text is UTF-8 if all of it is; else GB 18030, of which GBK and GB 2312 are parts: pages that
    declare gb2312 hold characters that it has not, so the declaration is not trusted. Only Big5 is believed, since its
    bytes could be taken for GB 18030. UTF-8 with some damaged bytes, or cut off in a character, loses less as UTF-8.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding)
    if is_wide(data):
        head = data[:_HEAD_BYTES]
        return _decode(data, "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be")
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError:
        pass
    other = _OTHER_CHINESE.get(declared_charset(data))
    if other:
        try:
            return data.decode(other), 0
        except UnicodeDecodeError:
            pass
    damaged, chinese = _decode(data, "utf-8"), _decode(data, "gb18030")
    return damaged if damaged[1] < chinese[1] else chinese


def is_wide(data: bytes) -> bool:
    """Return whether the bytes can only be text in UTF-16, with or without a byte order mark."""
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:_HEAD_BYTES]


def without_declaration(xml: str) -> str:
    """Return the text of an XML file without its declaration, whose encoding is no longer that of the text."""
    return _DECLARATION.sub("", xml, count=1)


def lost_characters(place: Place, lost: int) -> tuple[Finding, ...]:
    """Return the finding about characters that could not be decoded; empty where there are none."""
    return (READING["R15"].at(place, found=str(lost)),) if lost else ()


def _decode(data: bytes, encoding: str) -> tuple[str, int]:
    text = data.decode(encoding, "replace")
    return text, text.count("\ufffd")
