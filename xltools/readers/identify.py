"""Files are identified by their content and read by the reader of their format, or refused with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from xltools.limits import Limits
from xltools.model import Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import MAGIC, CompoundFile
from xltools.readers.containers.relationships import find_main_part
from xltools.readers.file_access import PARTIAL_SUFFIXES, belongs_to_system, locked_file
from xltools.readers.lost_texts import report_lost_texts
from xltools.readers.reader import FileKind, Reader
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.registry import bytes_readers, compound_readers, zip_readers
from xltools.readers.sent_file import SentFile
from xltools.readers.sniff import ContentGroup, sniff
from xltools.readers.text_tables.decoding import decode_text
from xltools.readers.zip_folder import INSIDE_ZIP, read_path
from xltools.text import NO_TEXT, Text
from xltools.values.form_words import find_form_word

__all__ = ["OTHER_SUFFIXES", "WORKBOOK_SUFFIXES", "read_content", "read_file"]

WORKBOOK_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".ett", ".xlt", ".xltx", ".xltm"}
    | {".fods", ".ots", ".uos", ".uof", ".numbers"}
)

OTHER_SUFFIXES = frozenset(
    {".md", ".rst", ".json", ".jsonl", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".log", ".parquet", ".db", ".sqlite"}
    | {".py", ".ipynb", ".js", ".css", ".sh", ".bat", ".ps1", ".exe", ".dll", ".msi"}
)
"""Suffixes of programs, their settings and their data: no department sends its targets in such a file."""
_TEXT_SUFFIXES = frozenset({".txt", ".csv", ".tsv"})
_DEFAULT_LIMITS = Limits()
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
_MAX_MIME_TYPE_BYTES = 200
_UOF_CONTENT, _UOF_NAMESPACE, _HEAD_BYTES = "content.xml", b"schemas.uof.org", 4096
_MAX_ANSWER_BYTES, _ANSWER_CHARACTERS = 400, 60
_RULES_BY_GROUP = {ContentGroup.TABLE: "F02", ContentGroup.PAGES: "F17", ContentGroup.ENCRYPTED: "F15"}
"""The message about a file that is misnamed as a workbook; F10 for all other groups."""
_NUMBERS_PART = re.compile(r"(?:^|/)Index(?:/.*\.iwa|\.zip)$")
_WORKBOOK_NAME = re.compile(r"\.(?:xl[st][xmb]?|ett?|f?ods|ots|uo[sf])$", re.IGNORECASE)
_APPLE_DOUBLE = b"\0\5\x16\7"
_WORD_STREAM = "WordDocument"

ContentT = TypeVar("ContentT")


def read_file(path: Path, name: str, limits: Limits = _DEFAULT_LIMITS) -> SentFile:
    """Identify and read one file. ``name`` is what findings call it. Never raises for what a file is or holds."""
    owner = locked_file(path.name)
    if owner:
        return _lock(owner)
    suffix = path.suffix.lower()
    if belongs_to_system(path.name):
        return _other(Text("操作系统或程序自己的文件", "a file of the operating system or of a program"))
    if suffix in PARTIAL_SUFFIXES:
        partial = RefusedError("F13", detail=Text(f"扩展名是 {suffix}", f"its name ends in {suffix}"))
        return _refused(partial, suffix, name)
    try:
        data = read_path(path, limits)
    except RefusedError as refusal:
        if refusal.rule == "F12" and suffix not in WORKBOOK_SUFFIXES and path.is_dir() and not path.is_symlink():
            refusal = RefusedError("F33")
        return _refused(refusal, suffix, name)
    return read_content(data, suffix, name, limits)


def read_content(data: bytes, suffix: str, name: str, limits: Limits = _DEFAULT_LIMITS) -> SentFile:
    """Identify and read the content of a file; ``suffix`` is what its name ends in, in lower case."""
    try:
        if data.startswith(b"PK"):
            archive = ZipArchive(data, limits)
            return _read(zip_readers(), archive, data, name, limits) or _other_zip(archive, suffix, name)
        if data.startswith(MAGIC):
            return _read_compound(CompoundFile(data), suffix, name, limits)
        return _read(bytes_readers(), data, data, name, limits) or _other_bytes(data, suffix, name)
    except RefusedError as refusal:
        return _refused(refusal, suffix, name)


def _read_compound(compound: CompoundFile, suffix: str, name: str, limits: Limits) -> SentFile:
    """Read an old workbook, or one that opens without asking although it is encrypted.

    RefusedError for any other password.
    """
    from xltools.readers.standing_password import is_encrypted, open_encrypted  # it loads the reader of .xls

    if not is_encrypted(compound):
        return _read(compound_readers(), compound, compound.data, name, limits) or _other_compound(compound, suffix)
    data = open_encrypted(compound, name, limits)
    if data.startswith(MAGIC) and is_encrypted(CompoundFile(data)):
        raise RefusedError("F01")
    return replace(read_content(data, suffix, name, limits), encrypted=compound.data)


def _read(
    readers: Iterable[Reader[ContentT]], content: ContentT, data: bytes, name: str, limits: Limits
) -> SentFile | None:
    """Let the first reader that recognises the content read it; None where none does."""
    for reader in readers:
        if reader.recognises(content):
            workbook = reader.read(content, name, limits)
            if lost := report_lost_texts(workbook.sheets, Place(name)):
                workbook = replace(workbook, notes=(*workbook.notes, *lost))
            return SentFile(reader.kind, data, workbook=workbook)
    return None


def _refused(refusal: RefusedError, suffix: str, name: str) -> SentFile:
    """Reject the file; ignore it if its name says that it is nothing a department would send."""
    problem = refusal.finding(Place(name))
    return _other(problem.message) if suffix in OTHER_SUFFIXES else SentFile(FileKind.OTHER, problem=problem)


def _other(reason: Text) -> SentFile:
    """Return a file that is plainly something else: listed, and its sender is not asked about it."""
    return SentFile(FileKind.OTHER, foreign=True, reason=reason)


def _lock(owner: str) -> SentFile:
    of = NO_TEXT if owner == "?" else Text(f"，说明 {owner} 正在被打开", f": somebody has {owner} open")
    reason = Text(f"Office 临时锁文件{of.zh}", f"Office lock or temporary file{of.en}")
    return SentFile(FileKind.LOCK, foreign=True, reason=reason)


def _foreign(suffix: str, kind: Text, rule: str = "F10") -> SentFile:
    """Refuse what is not a workbook: it may hold target forms all the same. Ignore what is plainly something else."""
    if suffix in WORKBOOK_SUFFIXES:
        raise RefusedError(rule, extension=suffix, kind=kind, found=kind.zh)
    if suffix in OTHER_SUFFIXES:
        return _other(Text(f"不是工作簿：{kind.zh}", f"not a workbook: {kind.en}"))
    raise RefusedError("F31", kind=kind, found=kind.zh)


def _other_bytes(data: bytes, suffix: str, name: str) -> SentFile:
    if not data:
        empty = Text("空文件", "an empty file")
        return _other(empty) if suffix in _TEXT_SUFFIXES else _foreign(suffix, empty, "F04")
    if data.startswith(_APPLE_DOUBLE):
        return _other(Text("macOS 的附属文件", "a file that macOS keeps beside another"))
    content = sniff(data)
    if content.group is ContentGroup.ZEROS and suffix in WORKBOOK_SUFFIXES:
        raise damaged(*content.kind)
    if (
        content.group is ContentGroup.NOTE
        and suffix not in WORKBOOK_SUFFIXES
        and not find_form_word(decode_text(data)[0])
    ):
        return _other(Text(f"不是工作簿：{content.kind.zh}", f"not a workbook: {content.kind.en}"))
    if content.group is ContentGroup.ARCHIVE:
        raise RefusedError("F11", kind=_archive_kind(content.kind, name), inside="")
    if content.group is ContentGroup.ANSWER and suffix in WORKBOOK_SUFFIXES:
        raise RefusedError("F18", detail=_first_words(data))
    return _foreign(suffix, content.kind, _RULES_BY_GROUP.get(content.group, "F10"))


def _archive_kind(kind: Text, name: str) -> Text:
    """Return what an archive is called; one inside a zip that is read like a folder is said to be there."""
    return Text(f"压缩包里的{kind.zh}", f"{kind.en} inside an archive") if INSIDE_ZIP in name else kind


def _first_words(data: bytes) -> str:
    """Return the beginning of an answer that is text, on one line."""
    text, _ = decode_text(data[:_MAX_ANSWER_BYTES])
    return " ".join(text.split())[:_ANSWER_CHARACTERS]


def _other_zip(archive: ZipArchive, suffix: str, name: str) -> SentFile:
    main = find_main_part(archive)
    if main:
        word = main.startswith("word/")
        return _foreign(suffix, Text("Word 文档", "a Word document") if word else Text("演示文稿", "a presentation"))
    kind = archive.read("mimetype", max_bytes=_MAX_MIME_TYPE_BYTES) if "mimetype" in archive else b""
    if kind.startswith(_OPEN_DOCUMENT):
        return _foreign(suffix, Text("OpenDocument 文档", "an OpenDocument document"))
    if _UOF_CONTENT in archive and _UOF_NAMESPACE in archive.read(_UOF_CONTENT)[:_HEAD_BYTES]:
        return _foreign(suffix, Text("标文通 UOF 2 文件", "a file of the Unified Office Format, version 2"), "F02")
    if "OFD.xml" in archive:
        return _foreign(suffix, Text("OFD 版式文件", "an OFD document"), "F17")
    if any(_NUMBERS_PART.search(part) for part in archive):
        return _foreign(suffix, Text("苹果 iWork 文件", "a file of Apple's iWork"), "F16")
    if "[Content_Types].xml" in archive and suffix in WORKBOOK_SUFFIXES:
        raise damaged("找不到工作簿部件", "it has no workbook part")
    workbooks = sum(1 for part in archive if _WORKBOOK_NAME.search(part))
    packed = _archive_kind(Text("压缩包", "an archive"), name)
    if not workbooks:
        return _foreign(suffix, packed)
    raise RefusedError(
        "F11",
        kind=packed,
        inside=Text(f"，里面有 {workbooks} 个工作簿", f" with {workbooks} workbooks"),
    )


def _other_compound(compound: CompoundFile, suffix: str) -> SentFile:
    if _WORD_STREAM in compound:
        return _foreign(suffix, Text("旧版 Word 文档", "an old Word document"))
    return _foreign(suffix, Text("别的 OLE 文件", "another OLE file"))
