"""What is this file, and is it safe to open? Looked at by content, before any parser sees it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from xltools.model import Finding, Place
from xltools.rules.files import FILES

__all__ = ["FileKind", "Inspection", "inspect"]

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".xltx", ".xltm"})

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = "utf-16-le"


class FileKind(StrEnum):
    """What a file is by its content."""

    XLSX = "xlsx"
    """an OOXML workbook, with or without macros"""
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    LOCK = "lock file"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the guard saw. ``data`` is the file's content when it may be parsed.

    ``problem`` says why it may not; ``foreign`` files are none of our business (a PDF among the workbooks): they are
    listed, with ``reason``, but nobody is asked to mend them.
    """

    kind: FileKind
    data: bytes = b""
    problem: Finding | None = None
    foreign: bool = False
    reason: str = ""
    reason_en: str = ""


def inspect(path: Path, name: str) -> Inspection:
    """Look at one file. ``name`` is what findings call it. Nothing raises on what a file holds."""
    if path.name.startswith(("~$", ".~lock.")):
        return Inspection(FileKind.LOCK, foreign=True, reason="Office 临时锁文件", reason_en="Office lock file")
    try:
        data = path.read_bytes()
    except OSError as error:
        return Inspection(FileKind.OTHER, problem=FILES["F05"].at(Place(name), detail=error.strerror or str(error)))
    return inspect_bytes(data, path.suffix.lower(), name)


def inspect_bytes(data: bytes, suffix: str, name: str) -> Inspection:
    """Look at content that has been read already."""
    place = Place(name)
    claims = suffix in WORKBOOK_SUFFIXES
    if not data:
        return (
            Inspection(FileKind.OTHER, problem=FILES["F04"].at(place)) if claims else _foreign("空文件", "empty file")
        )
    if data.startswith(b"PK"):
        return _inspect_zip(data, place, claims=claims)
    if data.startswith(_OLE):
        return _inspect_ole(data, place, claims=claims)
    zh, en = _plain_kind(data)
    if claims:
        return Inspection(
            FileKind.OTHER, problem=FILES["F02"].at(place, extension=suffix, kind=zh, kind_en=en, found=zh)
        )
    return _foreign(f"不是工作簿：{zh}", f"not a workbook: {en}")


def _foreign(reason: str, reason_en: str) -> Inspection:
    return Inspection(FileKind.OTHER, foreign=True, reason=reason, reason_en=reason_en)


def _inspect_zip(data: bytes, place: Place, *, claims: bool) -> Inspection:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        return Inspection(FileKind.OTHER, problem=FILES["F03"].at(place, detail=str(error)))
    if "xl/workbook.bin" in names:
        return Inspection(FileKind.XLSB, data)
    if any(name.startswith("xl/") for name in names) or ("[Content_Types].xml" in names and claims):
        return Inspection(FileKind.XLSX, data)
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return Inspection(FileKind.ODS, data)
    zh, en = ("Word 文档", "a Word document") if "word/document.xml" in names else ("压缩包", "an archive")
    if claims:
        return Inspection(FileKind.OTHER, problem=FILES["F02"].at(place, extension="", kind=zh, kind_en=en, found=zh))
    return _foreign(f"不是工作簿：{zh}", f"not a workbook: {en}")


def _inspect_ole(data: bytes, place: Place, *, claims: bool) -> Inspection:
    head = data[: 1 << 20] + data[-(1 << 16) :]
    if "EncryptedPackage".encode(_UTF16) in head:
        return Inspection(FileKind.OTHER, problem=FILES["F01"].at(place))
    if "Workbook".encode(_UTF16) in data or "Book".encode(_UTF16) in data:
        return Inspection(FileKind.XLS, data)
    zh, en = (
        ("旧版 Word 文档", "an old Word document")
        if "WordDocument".encode(_UTF16) in data
        else ("其他 OLE 文件", "another OLE file")
    )
    if claims:
        return Inspection(FileKind.OTHER, problem=FILES["F02"].at(place, extension="", kind=zh, kind_en=en, found=zh))
    return _foreign(f"不是工作簿：{zh}", f"not a workbook: {en}")


def _plain_kind(data: bytes) -> tuple[str, str]:
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        return "PDF", "a PDF"
    if head.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"bm")):
        return "图片", "a picture"
    if b"<html" in head or b"<table" in head or head.startswith(b"<!doctype html"):
        return "网页（HTML）", "a web page (HTML)"
    if head.startswith(b"<?xml"):
        return "XML 文本", "XML text"
    if b"\x00" not in data[:2048]:
        return "文本", "text"
    return "无法识别的内容", "unknown content"
