"""A published document of any kind by its content: Word, web page, PDF, or the plain text that Word saves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from xltools.documents.published_text import text_passages
from xltools.limits import Limits
from xltools.model import Finding, Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import MAGIC, CompoundFile
from xltools.readers.file_access import read_bytes
from xltools.readers.html_document import read_html_document
from xltools.readers.published_document import PublishedDocument
from xltools.readers.refusal import RefusedError
from xltools.readers.sniff import ContentGroup, sniff
from xltools.readers.text_tables.decoding import decode_text, lost_characters
from xltools.readers.text_tables.html import HtmlReader, MhtmlReader
from xltools.text import Text

__all__ = ["document_finding", "open_document"]

_WORD_STREAM = "WordDocument"
_WORKBOOK_REMEDIES = frozenset({"F03", "F06", "F07", "F08", "F09", "F27"})
"""Refusals whose remedy speaks of workbooks."""
_REMEDY = Text(
    "请在 Word 或 WPS 中打开原件，另存为新的 .docx 后再导入。",
    "Open the original in Word or WPS, save it as a new .docx and import that.",
)


def open_document(path: Path, limits: Limits) -> PublishedDocument:
    """Read a document. Raises RefusedError where it cannot be imported, is damaged or unsafe."""
    data, name = read_bytes(path, limits), path.name
    if not data:
        raise RefusedError("F04")
    if data.startswith(b"PK"):
        return _open_package(ZipArchive(data, limits), name, limits)
    if data.startswith(MAGIC):
        return _open_old(CompoundFile(data), name, limits)
    if HtmlReader().recognises(data) or MhtmlReader().recognises(data):
        return read_html_document(data, name, limits)
    if data.lstrip()[:5] == b"%PDF-":
        from xltools.readers.pdf.reader import read_pdf

        return read_pdf(data, name, limits)
    content = sniff(data)
    if content.group not in {ContentGroup.NOTE, ContentGroup.TABLE}:
        raise RefusedError("F50", kind=content.kind)
    text, lost = decode_text(data)
    return PublishedDocument(name, tuple(text_passages(text, name)), text, lost_characters(Place(name), lost))


def document_finding(refusal: RefusedError, name: str) -> Finding:
    """Return the finding for a document that was refused; its remedy speaks of documents."""
    finding = refusal.finding(Place(name))
    return replace(finding, suggestion=_REMEDY) if finding.rule in _WORKBOOK_REMEDIES else finding


def _open_package(archive: ZipArchive, name: str, limits: Limits) -> PublishedDocument:
    from xltools.readers.docx.reader import find_word_part, read_docx

    if find_word_part(archive):
        return read_docx(archive, name, limits)
    raise RefusedError("F50", kind=_package_kind(archive))


def _open_old(compound: CompoundFile, name: str, limits: Limits) -> PublishedDocument:
    from xltools.readers.old_word import convert_old_word

    if "EncryptedPackage" in compound or _is_encrypted(compound):
        raise RefusedError("F52")
    if _WORD_STREAM not in compound:
        raise RefusedError("F50", kind=Text("旧格式的 Office 文件", "an old Office file"))
    return _open_package(ZipArchive(convert_old_word(compound.data, limits), limits), name, limits)


def _is_encrypted(compound: CompoundFile) -> bool:
    """Return whether an old Word document is encrypted: a bit of its header says so (MS-DOC 2.5.2)."""
    head = compound.read(_WORD_STREAM)[:12] if _WORD_STREAM in compound else b""
    return len(head) == 12 and bool(head[11] & 1)


def _package_kind(archive: ZipArchive) -> Text:
    if any(part.startswith("xl/") for part in archive):
        return Text("Excel 工作簿", "an Excel workbook")
    if "mimetype" in archive:
        return Text("OpenDocument 文件", "an OpenDocument file")
    return Text("压缩包", "an archive")
