"""An OOXML workbook as the readers get it: its sheets with the values of their cells, and nothing else.

Parts are found by their relationships, as the packaging standard asks, not by the names that Excel happens to use.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from urllib.parse import unquote

from lxml import etree

from xltools.grids.grid import CellValue
from xltools.limits import Limits
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.refusal import RefusedError, damaged, no_xml, over, unsafe
from xltools.readers.xlsx.canonical import CellFacts
from xltools.readers.xlsx.markup import parse
from xltools.readers.xlsx.normalise import Budget, plain_sheet
from xltools.readers.xlsx.strings_and_styles import plain_strings, plain_styles
from xltools.readers.xlsx.values import Formats, Values

__all__ = ["Package", "Relation", "Worksheet", "main_part", "open_package", "part_text", "relations", "tree"]

_TREE_LIMIT = 4 << 20
"""Bytes of a part that is parsed into a tree, which takes some ten times that."""

_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_ENCODINGS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{"iso-8859-1": "latin-1", "windows-1252": "cp1252"},
}


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a relationships part; ``target`` is a part's name, or what stands there if it is ``external``."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet: its tab's name, ``visible``, ``hidden`` or ``veryHidden``, its values in rows from A1 on, and what
    else is to be known of its cells.

    No text in it has more characters than ``longest``. ``xml`` is its plain form, empty for a sheet of another format
    than OOXML; ``stray`` are the filled cells (row, column) that were left out as too far away.
    """

    name: str
    state: str
    rows: Sequence[Sequence[CellValue]]
    longest: int
    facts: CellFacts
    xml: bytes = b""
    stray: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that is safe to read. ``core`` holds the document properties; empty where there are none."""

    sheets: tuple[Worksheet, ...]
    core: bytes
    macro_sheets: tuple[str, ...] = ()


def main_part(archive: ZipArchive) -> str:
    """The name of the part that the package is about: a workbook, or whatever else the file is."""
    if "_rels/.rels" in archive:
        for relation in relations(archive, ""):
            if relation.kind == "officeDocument" and not relation.external:
                return relation.target
    return next((name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in archive), "")


def open_package(archive: ZipArchive, limits: Limits, wanted: Callable[[str], bool] | None = None) -> Package:
    """Read the parts of a workbook. RefusedError says what is wrong with one, or which limit it goes beyond.

    Of sheets whose names are not ``wanted`` nothing but the name is read.
    """
    main = main_part(archive)
    book = _Book()
    parse(part_text(archive, main), book, main, limits)
    targets = {relation.id: relation for relation in relations(archive, main)}
    folder = main.rpartition("/")[0]
    # A sloppy writer may forget to relate these two; then they stand where everybody puts them.
    by_kind = {"sharedStrings": f"{folder}/sharedStrings.xml", "styles": f"{folder}/styles.xml"}
    by_kind |= {relation.kind: relation.target for relation in targets.values() if not relation.external}
    part = by_kind["styles"]
    formats = Formats(date1904=book.date1904)
    if part in archive:
        formats = plain_styles(part_text(archive, part), part, limits, date1904=book.date1904)
    part = by_kind["sharedStrings"]
    texts = plain_strings(part_text(archive, part), part, limits) if part in archive else []
    budget = Budget(limits)
    sheets = tuple(_worksheets(archive, book.sheets, targets, budget, texts, formats, wanted))
    _check_texts(sheets, budget)
    return Package(
        sheets=sheets,
        core=_core(archive),
        macro_sheets=tuple(
            sheet.name
            for sheet in book.sheets
            if (relation := targets.get(sheet.relation)) and relation.kind.endswith("acrosheet")
        ),
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line in the workbook's list of sheets."""

    name: str
    state: str
    relation: str


@dataclass(slots=True)
class _Book:
    """Takes expat's events of the workbook part, which may hold defined names by the ten thousand."""

    sheets: list[_Listed] = field(default_factory=list)
    date1904: bool = False
    inside: bool = False

    def start(self, local: str, attributes: dict[str, str]) -> None:
        if local == "sheets":
            self.inside = True
        elif local == "sheet" and self.inside:
            # Whatever the prefix of relationships is called here; sheetId has none.
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(_Listed(attributes.get("name", ""), attributes.get("state", "visible"), relation))
        elif local == "workbookPr" and "date1904" in attributes:  # an extension of newer Excel has the same name
            self.date1904 = attributes["date1904"] in {"1", "true"}

    def end(self, local: str) -> None:
        if local == "sheets":
            self.inside = False

    def data(self, text: str) -> None:
        """No text of the workbook part matters."""


def _worksheets(
    archive: ZipArchive,
    listed: list[_Listed],
    targets: dict[str, Relation],
    budget: Budget,
    texts: list[str],
    formats: Formats,
    wanted: Callable[[str], bool] | None,
) -> Iterator[Worksheet]:
    names: set[str] = set()
    parts: set[str] = set()
    if len(listed) > budget.limits.sheets:
        raise over("sheets", "工作表数", "The number of sheets", str(len(listed)), str(budget.limits.sheets))
    values, shared = Values(texts, formats), max(map(len, texts), default=0)
    for sheet in listed:
        relation = targets.get(sheet.relation)
        if relation is None or relation.external:
            raise damaged(f"工作表“{sheet.name}”没有内容部件", f'worksheet "{sheet.name}" has no part')
        if relation.kind != "worksheet":
            continue
        part = relation.target
        if sheet.name.casefold() in names or part.casefold() in parts:
            raise unsafe(f"工作表“{sheet.name}”出现两次", f'worksheet "{sheet.name}" is there twice')
        names.add(sheet.name.casefold())
        parts.add(part.casefold())
        if wanted is not None and not wanted(sheet.name):
            yield Worksheet(sheet.name, sheet.state, (), 0, CellFacts())
            continue
        plain = plain_sheet(part_text(archive, part), budget, part, formats.percents)
        rows = values.rows(plain.filled)
        longest = max(shared, *map(len, map(itemgetter(2), plain.filled)), 0)
        yield Worksheet(sheet.name, sheet.state, rows, longest, plain.facts, plain.xml, plain.stray)


def _check_texts(sheets: tuple[Worksheet, ...], budget: Budget) -> None:
    """A long text that stands in very many cells is small in the file and huge in all that is made of it."""
    most = budget.limits.text_mb << 20
    if max((sheet.longest for sheet in sheets), default=0) * budget.cells <= most:
        return
    total = sum(len(value) for sheet in sheets for cells in sheet.rows for value in cells if isinstance(value, str))
    if total > most:
        raise over("text_mb", "全部单元格文字的长度", "The text of all cells", f"{total >> 20} MB", f"{most >> 20} MB")


def _core(archive: ZipArchive) -> bytes:
    """The document properties. Nobody needs them, so what is wrong with them does not count."""
    try:
        part = next((r.target for r in relations(archive, "") if r.kind == "core-properties"), "docProps/core.xml")
        return part_text(archive, part, _TREE_LIMIT) if part in archive else b""
    except RefusedError:
        return b""


# --- parts -----------------------------------------------------------------------------------------------------------


def relations(archive: ZipArchive, part: str) -> Iterator[Relation]:
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


def tree(archive: ZipArchive, part: str) -> etree._Element:
    """A small part, parsed: no entities, no network, no great depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part_text(archive, part, _TREE_LIMIT), parser)
    except etree.XMLSyntaxError as error:
        raise no_xml(part, error.msg or "XML") from error


def part_text(archive: ZipArchive, part: str, largest: int = 0) -> bytes:
    """A part as UTF-8 without a byte order mark. RefusedError for declared entities and unknown encodings."""
    xml = archive.read(part, largest=largest)
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in xml[:4]:
        xml = _decoded(xml, "utf-16" if xml[:1] in b"\xff\xfe" else _utf16(xml), part)
    xml = xml.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(xml[:200])
    if declared:
        encoding = declared[1].decode().lower()
        if encoding not in {"utf-8", "utf8", "us-ascii", "utf-16", "utf-16le", "utf-16be"}:
            xml = _decoded(xml, _ENCODINGS.get(encoding, ""), part)
        if encoding != "utf-8":
            xml = xml[xml.index(b"?>") + 2 :]
    if b"<!DOCTYPE" in xml:  # entities are declared nowhere else
        raise RefusedError("F09", part=part)
    return xml


def _utf16(xml: bytes) -> str:
    return "utf-16-be" if xml.startswith(b"\0") else "utf-16-le"


def _decoded(xml: bytes, encoding: str, part: str) -> bytes:
    try:
        return xml.decode(encoding).encode()
    except (UnicodeError, LookupError) as error:
        raise damaged(f"部件 {part} 的字符编码无法识别", f"the encoding of part {part} is unknown") from error
