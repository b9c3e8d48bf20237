"""An OOXML workbook as the readers get it: its sheets in their plain form, its texts and styles, and nothing else.

Parts are found by their relationships, as the packaging standard asks, not by the names that Excel happens to use.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from xltools.rules.limits import Limits
from xltools.workbook.guard.archive import Archive
from xltools.workbook.guard.refusal import RefusedError, damaged, no_xml, over, unsafe
from xltools.workbook.guard.shared import plain_strings, plain_styles
from xltools.workbook.guard.sheets import Budget, plain_sheet

__all__ = ["Package", "Relation", "Worksheet", "main_part", "open_package", "part_text", "relations", "tree"]

_TREE_LIMIT = 4 << 20
"""Bytes of a part that is parsed into a tree, which takes some ten times that."""

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{"iso-8859-1": "latin-1", "windows-1252": "cp1252"},
}
_VALUE = re.compile(rb"<v>(\d{1,9})</v>")


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a relationships part; ``target`` is a part's name, or what stands there if it is ``external``."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet: its tab's name, ``visible``, ``hidden`` or ``veryHidden``, its plain XML, and the filled cells
    (row, column) that were left out of it as too far away."""

    name: str
    state: str
    xml: bytes
    stray: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that is safe to read. ``core`` holds the document properties; empty where there are none."""

    sheets: tuple[Worksheet, ...]
    strings: bytes
    styles: bytes
    core: bytes
    date1904: bool
    macro_sheets: tuple[str, ...] = ()


def main_part(archive: Archive) -> str:
    """The name of the part that the package is about: a workbook, or whatever else the file is."""
    if "_rels/.rels" in archive:
        for relation in relations(archive, ""):
            if relation.kind == "officeDocument" and not relation.external:
                return relation.target
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in archive), "")


def open_package(archive: Archive, limits: Limits) -> Package:
    """Read the parts of a workbook. RefusedError says what is wrong with one, or which limit it goes beyond."""
    main = main_part(archive)
    book = tree(archive, main)
    targets = {relation.id: relation for relation in relations(archive, main)}
    folder = main.rpartition("/")[0]
    # A sloppy writer may forget to relate these two; then they stand where everybody puts them.
    by_kind = {"sharedStrings": f"{folder}/sharedStrings.xml", "styles": f"{folder}/styles.xml"}
    by_kind |= {relation.kind: relation.target for relation in targets.values() if not relation.external}
    budget = Budget(limits)
    sheets = tuple(_worksheets(archive, book, targets, budget))
    strings, lengths = b"", list[int]()
    if by_kind["sharedStrings"] in archive:
        strings, lengths = plain_strings(part_text(archive, by_kind["sharedStrings"]), by_kind["sharedStrings"], limits)
    _check_texts(sheets, lengths, budget)
    properties = next((book.iter("{*}workbookPr")), None)
    return Package(
        sheets=sheets,
        strings=strings,
        styles=_styles(archive, by_kind["styles"], limits),
        core=_core(archive),
        date1904=properties is not None and properties.get("date1904") in {"1", "true"},
        macro_sheets=tuple(
            str(sheet.get("name"))
            for sheet in _listed(book)
            if (relation := targets.get(_reference(sheet))) and relation.kind.endswith("acrosheet")
        ),
    )


def _worksheets(
    archive: Archive, book: etree._Element, targets: dict[str, Relation], budget: Budget
) -> Iterator[Worksheet]:
    names: set[str] = set()
    parts: set[str] = set()
    listed = list(_listed(book))
    if len(listed) > budget.limits.sheets:
        raise over("sheets", "工作表数", "The number of sheets", str(len(listed)), str(budget.limits.sheets))
    for sheet in listed:
        name = str(sheet.get("name", ""))
        relation = targets.get(_reference(sheet))
        if relation is None or relation.external:
            raise damaged(f"工作表“{name}”没有内容部件", f'worksheet "{name}" has no part')
        if relation.kind != "worksheet":
            continue
        part = relation.target
        if name.casefold() in names or part.casefold() in parts:
            raise unsafe(f"工作表“{name}”出现两次", f'worksheet "{name}" is there twice')
        names.add(name.casefold())
        parts.add(part.casefold())
        plain = plain_sheet(part_text(archive, part), budget, part)
        yield Worksheet(name, str(sheet.get("state", "visible")), plain.xml, plain.stray)


def _listed(book: etree._Element) -> Iterator[etree._Element]:
    for sheets in book.iterchildren("{*}sheets"):
        yield from sheets.iterchildren("{*}sheet")


def _reference(sheet: etree._Element) -> str:
    return next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")


def _check_texts(sheets: tuple[Worksheet, ...], lengths: list[int], budget: Budget) -> None:
    """A long text that stands in very many cells is small in the file and huge in memory."""
    most = budget.limits.text_mb << 20
    longest = max(lengths, default=0)
    if longest * budget.cells <= most:
        return
    total = 0
    for sheet in sheets:
        values = _VALUE.findall(sheet.xml)
        # What is no whole number is no text, or is written in a way that only the reader can tell: count it in full.
        total += longest * (sheet.xml.count(b"<v") - len(values))
        total += sum(lengths[number] for number in map(int, values) if number < len(lengths))
    if total > most:
        raise over("text_mb", "全部单元格文字的长度", "The text of all cells", f"{total >> 20} MB", f"{most >> 20} MB")


def _styles(archive: Archive, part: str, limits: Limits) -> bytes:
    if part not in archive:
        return b""
    return plain_styles(part_text(archive, part), part, limits)


def _core(archive: Archive) -> bytes:
    """The document properties. Nobody needs them, so what is wrong with them does not count."""
    try:
        part = next((r.target for r in relations(archive, "") if r.kind == "core-properties"), "docProps/core.xml")
        return part_text(archive, part, _TREE_LIMIT) if part in archive else b""
    except RefusedError:
        return b""


# --- parts -----------------------------------------------------------------------------------------------------------


def relations(archive: Archive, part: str) -> Iterator[Relation]:
    """What a part (the whole package where it is empty) refers to."""
    folder, _, file = part.rpartition("/")
    listed = f"{folder}/_rels/{file}.rels".lstrip("/")
    if listed not in archive:
        return
    for item in tree(archive, listed).iter("{*}Relationship"):
        target = str(item.get("Target", ""))
        external = str(item.get("TargetMode", "")).lower() == "external"
        if not external:
            target = unquote(target)
            target = posixpath.normpath(target if target.startswith("/") else f"/{folder}/{target}").lstrip("/")
        yield Relation(str(item.get("Id", "")), str(item.get("Type", "")).rpartition("/")[2], target, external)


def tree(archive: Archive, part: str) -> etree._Element:
    """A small part, parsed: no entities, no network, no great depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part_text(archive, part, _TREE_LIMIT), parser)
    except etree.XMLSyntaxError as error:
        raise no_xml(part, error.msg or "XML") from error


def part_text(archive: Archive, part: str, largest: int = 0) -> bytes:
    """A part as UTF-8 without a byte order mark. RefusedError for declared entities and unknown encodings."""
    xml = archive.read(part, largest=largest)
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml[:4]:
        xml = _decoded(xml, "utf-16" if xml[:1] in b"\xff\xfe" else _utf16(xml), part)
    xml = xml.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(xml[:200])
    if declared:
        encoding = declared[1].decode().lower()
        if encoding not in {"utf-8", "utf8", "us-ascii", "utf-16"}:
            xml = _decoded(xml, _ENCODINGS.get(encoding, ""), part)
        if encoding != "utf-8":
            xml = xml[xml.index(b"?>") + 2 :]
    if b"<!" in xml and (b"<!DOCTYPE" in xml or b"<!ENTITY" in xml):
        raise RefusedError("F09", part=part)
    return xml


def _utf16(xml: bytes) -> str:
    return "utf-16-be" if xml.startswith(b"\0") else "utf-16-le"


def _decoded(xml: bytes, encoding: str, part: str) -> bytes:
    try:
        return xml.decode(encoding).encode()
    except (UnicodeError, LookupError) as error:
        raise damaged(f"部件 {part} 的字符编码无法识别", f"the encoding of part {part} is unknown") from error
