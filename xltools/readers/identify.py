"""The way in: what is this file, and is it safe to open? Looked at by content, before any parser sees it."""

from __future__ import annotations

import re
from pathlib import Path

from xltools.limits import Limits
from xltools.model import Finding, Place
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.compound import MAGIC, CompoundFile
from xltools.readers.external_content import package_findings
from xltools.readers.file_access import PARTIAL_SUFFIXES, read_bytes, temporary
from xltools.readers.inspection import FileKind, Inspection
from xltools.readers.legacy import check_ods, check_xls, check_xlsb, workbook_stream
from xltools.readers.refusal import RefusedError, damaged
from xltools.readers.sniff import Group, plain_content
from xltools.readers.xlsx.package import main_part, open_package
from xltools.text import NO_TEXT, Text

__all__ = ["WORKBOOK_SUFFIXES", "inspect", "inspect_bytes"]

WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et", ".ett", ".xlt", ".xltx", ".xltm"})

_MINE = WORKBOOK_SUFFIXES | {"", ".zip"}
_OTHERS_PROBLEMS = frozenset({"F01", "F03", "F06", "F08", "F09"})
_DEFAULT = Limits()
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_INSIDE = re.compile(r"\.(?:xls[xmb]?|et|ods)$", re.IGNORECASE)
_WORD_MARK = "WordDocument"


def inspect(path: Path, name: str, limits: Limits = _DEFAULT) -> Inspection:
    """Look at one file. ``name`` is what findings call it. Nothing raises on what a file is or holds."""
    owner = temporary(path.name)
    if owner:
        return _lock(owner)
    suffix = path.suffix.lower()
    if suffix in PARTIAL_SUFFIXES:
        partial = RefusedError("F13", detail=Text(f"扩展名是 {suffix}", f"its name ends in {suffix}"))
        return _refused(partial, suffix, Place(name))
    try:
        data = read_bytes(path, limits)
    except RefusedError as refusal:
        return _refused(refusal, suffix, Place(name))
    return inspect_bytes(data, suffix, name, limits)


def inspect_bytes(data: bytes, suffix: str, name: str, limits: Limits = _DEFAULT) -> Inspection:
    """Look at content that has been read already; ``suffix`` is what the file's name ends in, in lower case."""
    place = Place(name)
    try:
        if data.startswith(b"PK"):
            return _zip(data, suffix, place, limits)
        if data.startswith(MAGIC):
            return _compound(data, suffix, place, limits)
        return _plain(data, suffix)
    except RefusedError as refusal:
        return _refused(refusal, suffix, place)


def _refused(refusal: RefusedError, suffix: str, place: Place) -> Inspection:
    """Somebody's to mend, unless the file is broken, locked or huge and does not call itself a workbook either."""
    problem = refusal.finding(place)
    if suffix in _MINE or refusal.rule not in _OTHERS_PROBLEMS:
        return Inspection(FileKind.OTHER, problem=problem)
    return Inspection(
        FileKind.OTHER,
        foreign=True,
        reason=Text(
            f"扩展名 {suffix} 不是工作簿，{problem.message.zh}",
            f"{suffix} is no workbook's name; {problem.message.en}",
        ),
    )


def _lock(owner: str) -> Inspection:
    of = NO_TEXT if owner == "?" else Text(f"，说明 {owner} 正在被打开", f": somebody has {owner} open")
    reason = Text(f"Office 临时锁文件{of.zh}", f"Office lock or temporary file{of.en}")
    return Inspection(FileKind.LOCK, foreign=True, reason=reason)


def _foreign(suffix: str, kind: Text, record: str = "F10") -> Inspection:
    """Something else: none of our business under its own name, to be mended where it is called a workbook."""
    if suffix in WORKBOOK_SUFFIXES:
        raise RefusedError(record, extension=suffix, kind=kind, found=kind.zh)
    reason = Text(f"不是工作簿：{kind.zh}", f"not a workbook: {kind.en}")
    return Inspection(FileKind.OTHER, foreign=True, reason=reason)


def _plain(data: bytes, suffix: str) -> Inspection:
    if not data:
        return _foreign(suffix, Text("空文件", "an empty file"), "F04")
    content = plain_content(data)
    if content.group is Group.ZEROS and suffix in WORKBOOK_SUFFIXES:
        raise damaged(*content.kind)
    if content.group is Group.ARCHIVE:
        raise RefusedError("F11", kind=content.kind, inside="")
    return _foreign(suffix, content.kind, "F02" if content.group is Group.TABLE else "F10")


# --- zip -------------------------------------------------------------------------------------------------------------


def _zip(data: bytes, suffix: str, place: Place, limits: Limits) -> Inspection:
    archive = ZipArchive(data, limits)
    main = main_part(archive)
    if main.endswith(".bin"):
        check_xlsb(archive, limits)
        return Inspection(FileKind.XLSB, data, findings=package_findings(archive, None, place))
    if main.startswith("word/") or main.startswith("ppt/"):
        word = main.startswith("word/")
        return _foreign(suffix, Text("Word 文档", "a Word document") if word else Text("演示文稿", "a presentation"))
    if main:
        package = open_package(archive, limits)
        return Inspection(FileKind.XLSX, data, findings=package_findings(archive, package, place), package=package)
    kind = archive.read("mimetype", largest=200) if "mimetype" in archive else b""
    if kind.startswith(_ODS):
        return Inspection(FileKind.ODS, data, findings=check_ods(archive, limits, place))
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        return _foreign(suffix, Text("OpenDocument 文档", "an OpenDocument document"))
    if "[Content_Types].xml" in archive and suffix in WORKBOOK_SUFFIXES:
        raise damaged("找不到工作簿部件", "it has no workbook part")
    return _archive(archive, suffix)


def _archive(archive: ZipArchive, suffix: str) -> Inspection:
    workbooks = sum(1 for name in archive if _INSIDE.search(name))
    if not workbooks:
        return _foreign(suffix, Text("压缩包", "an archive"))
    raise RefusedError(
        "F11",
        kind=Text("压缩包", "an archive"),
        inside=Text(f"，里面有 {workbooks} 个工作簿", f" with {workbooks} workbooks"),
    )


# --- OLE -------------------------------------------------------------------------------------------------------------


def _compound(data: bytes, suffix: str, place: Place, limits: Limits) -> Inspection:
    compound = CompoundFile(data)
    if "EncryptedPackage" in compound:
        raise RefusedError("F01")
    if workbook_stream(compound):
        findings: tuple[Finding, ...] = check_xls(compound, limits, place)
        return Inspection(FileKind.XLS, data, findings=findings)
    if _WORD_MARK in compound:
        return _foreign(suffix, Text("旧版 Word 文档", "an old Word document"))
    return _foreign(suffix, Text("别的 OLE 文件", "another OLE file"))
