"""Files that are neither zip archives nor compound files, told by their first bytes and their text."""

from __future__ import annotations

import codecs
import math
import re
from collections import Counter
from collections.abc import Callable
from enum import Enum, auto
from functools import partial

from xltools.quick_dataclass import dataclass
from xltools.text import Text

__all__ = ["ContentGroup", "FileContent", "sniff"]

_HEAD_BYTES = 4096


class ContentGroup(Enum):
    """Kinds of files by what their sender can do about them."""

    TABLE = auto()
    """a table that Excel opens: save it as a workbook"""
    ARCHIVE = auto()
    """unpack it first"""
    NOTE = auto()
    """plain text"""
    OTHER = auto()
    """not a table: send the workbook instead"""
    PAGES = auto()
    """pages or a picture of a table: send the workbook it was made from"""
    ENCRYPTED = auto()
    """the security software of an office has encrypted it: decrypt it there"""
    ANSWER = auto()
    """what a web system answered instead of the table: export it again"""
    ZEROS = auto()
    """nothing but zero bytes: a copy that failed"""


@dataclass(frozen=True, slots=True)
class FileContent:
    """The content of a file, in words."""

    group: ContentGroup
    kind: Text


_MAGIC: tuple[tuple[bytes, FileContent], ...] = (
    (b"%PDF", FileContent(ContentGroup.PAGES, Text("PDF 文档", "a PDF document"))),
    (b"{\\rtf", FileContent(ContentGroup.OTHER, Text("RTF 文档", "an RTF document"))),
    (b"\x89PNG", FileContent(ContentGroup.PAGES, Text("图片", "a picture"))),
    (b"\xff\xd8\xff", FileContent(ContentGroup.PAGES, Text("图片", "a picture"))),
    (b"GIF8", FileContent(ContentGroup.PAGES, Text("图片", "a picture"))),
    (b"II*\x00", FileContent(ContentGroup.PAGES, Text("图片", "a picture"))),
    (b"MM\x00*", FileContent(ContentGroup.PAGES, Text("图片", "a picture"))),
    (b"Rar!\x1a\x07", FileContent(ContentGroup.ARCHIVE, Text("RAR 压缩包", "a RAR archive"))),
    (b"7z\xbc\xaf\x27\x1c", FileContent(ContentGroup.ARCHIVE, Text("7z 压缩包", "a 7z archive"))),
    (b"\x1f\x8b", FileContent(ContentGroup.ARCHIVE, Text("gzip 压缩包", "a gzip archive"))),
    (b"BZh", FileContent(ContentGroup.ARCHIVE, Text("bzip2 压缩包", "a bzip2 archive"))),
    (b"\xfd7zXZ\x00", FileContent(ContentGroup.ARCHIVE, Text("xz 压缩包", "an xz archive"))),
    (b"MSCF", FileContent(ContentGroup.ARCHIVE, Text("CAB 压缩包", "a CAB archive"))),
    (b"MZ", FileContent(ContentGroup.OTHER, Text("程序", "a program"))),
    (b"\x7fELF", FileContent(ContentGroup.OTHER, Text("程序", "a program"))),
    (b"L\x00\x00\x00\x01\x14\x02\x00", FileContent(ContentGroup.OTHER, Text("快捷方式", "a shortcut"))),
    (b"SQLite format 3", FileContent(ContentGroup.OTHER, Text("数据库", "a database"))),
)
_ENCRYPTED = FileContent(ContentGroup.ENCRYPTED, Text("加密内容", "encrypted content"))
_SECURITY_HEADS = (
    *(b"%TSD-Header-###%", b"b\x14#e", b"\x77\x12\x01\x55"),
    *(b"SCDSA00", b"<## NASCA DRM FILE", b"\x9b DRMONE"),
)
"""Beginnings of files that document security software has encrypted."""
_SECURITY_MARK = b"E-SafeNet"
_MIN_CIPHER_BYTES, _CIPHER_BITS_PER_BYTE = 4096, 7.9
_ANSWER = FileContent(ContentGroup.ANSWER, Text("系统返回的信息", "an answer of a web system"))
_JSON = re.compile(r"[\[{]\s*(?:\"|\{|\[|\])")
_ANSWER_WORDS = re.compile(
    r"系统|服务器|登[录陆]|会话|超时|错误|异常|失败|无权|权限|稍后|\berror\b|exception|denied|not found"
)
_MAX_ANSWER_CHARACTERS = 200
_BITMAP = re.compile(rb"BM.{4}\x00{4}", re.DOTALL)
_OLD_SHEET = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x08]\x00", re.DOTALL)
_PICTURE_OR_VIDEO = FileContent(ContentGroup.PAGES, Text("图片或视频", "a picture or video"))
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _starts_with(magic: bytes, data: bytes) -> bool:
    return data.startswith(magic)


_TESTS: tuple[tuple[Callable[[bytes], object], FileContent], ...] = (
    *((partial(_starts_with, magic), content) for magic, content in _MAGIC),
    (_BITMAP.match, _PICTURE_OR_VIDEO),
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _PICTURE_OR_VIDEO),
    (lambda data: data[4:8] == b"ftyp", _PICTURE_OR_VIDEO),
    (lambda data: data[257:262] == b"ustar", FileContent(ContentGroup.ARCHIVE, Text("tar 压缩包", "a tar archive"))),
    (
        _OLD_SHEET.match,
        FileContent(ContentGroup.TABLE, Text("旧版 Excel（4.0 及以前）表格", "a sheet of Excel 4.0 or older")),
    ),
    (
        lambda data: not data.strip(b"\0"),
        FileContent(ContentGroup.ZEROS, Text("全部是空字节", "nothing but zero bytes")),
    ),
    (lambda data: data.startswith(_SECURITY_HEADS) or _SECURITY_MARK in data[:64], _ENCRYPTED),
)


def sniff(data: bytes) -> FileContent:
    """Return what the bytes are; "unknown content" if nothing else."""
    known = _by_first_bytes(data)
    if known is not None:
        return known
    text = _text(data[:_HEAD_BYTES])
    if text is not None:
        return _text_content(text)
    return (
        _ENCRYPTED if _is_cipher(data) else FileContent(ContentGroup.OTHER, Text("无法识别的内容", "unknown content"))
    )


def _by_first_bytes(data: bytes) -> FileContent | None:
    for test, content in _TESTS:
        if test(data):
            return content
    return None


def _is_cipher(data: bytes) -> bool:
    """Return whether all byte values are about as frequent, as in nothing that is not encrypted or compressed."""
    if len(data) < _MIN_CIPHER_BYTES:
        return False
    sample = data[:65_536]
    shares = [count / len(sample) for count in Counter(sample).values()]
    return -sum(share * math.log2(share) for share in shares) > _CIPHER_BITS_PER_BYTE


def _text(head: bytes) -> str | None:
    """Return the beginning of the file as text, or None where it is not text."""
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, "ignore")
    if b"\0" in head:
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            # The cut may have gone through a character.
            return codecs.getincrementaldecoder(encoding)().decode(head)
        except UnicodeDecodeError:
            continue
    return None


_MARKS: tuple[tuple[re.Pattern[str], FileContent], ...] = tuple(
    (re.compile(pattern, re.DOTALL), content)
    for pattern, content in (
        (
            r".*(?:urn:schemas-microsoft-com:office:spreadsheet|progid=\"excel\.sheet\")",
            FileContent(
                ContentGroup.TABLE, Text("XML 表格（SpreadsheetML 2003）", "an XML spreadsheet (SpreadsheetML 2003)")
            ),
        ),
        (
            r".*<office:document",
            FileContent(ContentGroup.TABLE, Text("单文件 OpenDocument", "a flat OpenDocument file")),
        ),
        (r"mime-version:", FileContent(ContentGroup.TABLE, Text("网页（MHTML）", "a web page (MHTML)"))),
        (
            r".*<(?:!doctype html|html|table|head|body)\b",
            FileContent(ContentGroup.TABLE, Text("网页（HTML）", "a web page (HTML)")),
        ),
        (r"(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?(?:error|exception|fault|envelope|response|result|message)\b", _ANSWER),
        (r"<", FileContent(ContentGroup.OTHER, Text("XML 文本", "XML text"))),
        (r"\[internetshortcut\]", FileContent(ContentGroup.OTHER, Text("快捷方式", "a shortcut"))),
    )
)


def _text_content(text: str) -> FileContent:
    lower = text.lstrip().lower()
    if _JSON.match(lower):
        return _ANSWER
    for mark, content in _MARKS:
        if mark.match(lower):
            return content
    lines = [line for line in text.splitlines()[:20] if line.strip()][:-1]
    if not lines and len(lower) <= _MAX_ANSWER_CHARACTERS and _ANSWER_WORDS.search(lower):
        return _ANSWER
    # In a single line, the comma of Chinese texts belongs to a sentence.
    marks = ("\t", ",", ";", "，") if lines else ("\t", ",", ";")
    if any(min(line.count(mark) for line in lines or [text]) > 0 for mark in marks):
        return FileContent(ContentGroup.TABLE, Text("文本表格（CSV）", "a text table (CSV)"))
    return FileContent(ContentGroup.NOTE, Text("文本", "plain text"))
