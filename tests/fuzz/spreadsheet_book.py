"""A department workbook taken apart as the OOXML standard describes it, with the amounts that a person sees in it.

Written from the standard (ECMA-376) alone, without knowledge of how xltools reads: mutations work on these parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from random import Random

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Element = etree._Element


class NothingToChangeError(Exception):
    """A mutation has no place in this workbook."""


def tag(name: str) -> str:
    """Return a name of SpreadsheetML with its namespace."""
    return f"{{{MAIN}}}{name}"


def column_name(number: int) -> str:
    """Return the letters of a column, counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def split_address(address: str) -> tuple[int, int]:
    """Return row and column, from 1, of an address like C4."""
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits), column


@dataclass
class Amount:
    """One amount of a project: its cell, and what a person sees there (None: no amount can be seen)."""

    project: str
    field: str
    cell: Element
    value: Decimal | None
    told: bool = False
    """Whether a finding is needed: what is seen cannot be taken for an amount, or is not the stored one."""


@dataclass
class Book:
    """The parts of a workbook, the trees of those that are changed, and what is to become of the zip."""

    parts: dict[str, bytes]
    sheet_part: str
    random: Random
    amounts: list[Amount] = field(default_factory=list)
    touched: list[Element] = field(default_factory=list)
    trees: dict[str, Element] = field(default_factory=dict)
    texts: list[Callable[[str, str], str]] = field(default_factory=list)
    """Changes of serialised parts: they take a part's name and text, and return the new text."""
    raw: dict[str, bytes] = field(default_factory=dict)
    """Parts that are not to be serialised again."""
    members: dict[str, str] = field(default_factory=dict)
    """Names of zip members that are not the part's own."""
    store: Callable[[zipfile.ZipFile, zipfile.ZipInfo, bytes], None] | None = None
    order: Callable[[list[str]], list[str]] | None = None
    damage: list[Callable[[bytes], bytes]] = field(default_factory=list)
    harmless: bool = True
    """Whether the file is whole: a broken one may be refused, with an error."""
    needs_finding: bool = False
    """Whether something is so odd about the file that it must be said."""
    template: bool = False

    def tree(self, part: str) -> Element:
        """Return the tree of a part; it is serialised at the end."""
        if part not in self.trees:
            self.trees[part] = etree.fromstring(self.parts[part])
        return self.trees[part]

    @property
    def sheet(self) -> Element:
        return self.tree(self.sheet_part)

    @property
    def data(self) -> Element:
        return self.sheet.find(tag("sheetData"))

    def cells(self) -> Iterator[Element]:
        yield from self.sheet.iter(tag("c"))

    def after(self, name: str, *, before: tuple[str, ...]) -> Element:
        """Return a new child of the worksheet, placed in front of the first of the named ones."""
        child = etree.Element(tag(name))
        for position, other in enumerate(self.sheet):
            if isinstance(other.tag, str) and etree.QName(other).localname in before:
                self.sheet.insert(position, child)
                return child
        self.sheet.append(child)
        return child

    def relations_part(self, part: str) -> str:
        folder, _, name = part.rpartition("/")
        return f"{folder}/_rels/{name}.rels"

    def relate(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """Add a relationship of a part, and return its id."""
        name = self.relations_part(part)
        if name not in self.parts:
            self.parts[name] = f'<Relationships xmlns="{PACKAGE}"/>'.encode()
        tree = self.tree(name)
        ident = f"rIdX{len(tree) + 1}"
        item = etree.SubElement(tree, f"{{{PACKAGE}}}Relationship", Id=ident, Type=f"{OFFICE}/{kind}", Target=target)
        if external:
            item.set("TargetMode", "External")
        return ident

    def declare(self, part: str, content_type: str) -> None:
        types = self.tree("[Content_Types].xml")
        etree.SubElement(types, types.tag.replace("Types", "Override"), PartName=f"/{part}", ContentType=content_type)

    def text_style(self, **change: str) -> int:
        """Return a new cell format: the one of the amounts, with a number format or a font of its own."""
        styles = self.tree("xl/styles.xml")
        formats = styles.find(tag("cellXfs"))
        made = etree.SubElement(formats, tag("xf"), numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")
        if "code" in change:
            custom = styles.find(tag("numFmts"))
            if custom is None:
                custom = etree.Element(tag("numFmts"))
                styles.insert(0, custom)
            number = 200 + len(custom)
            etree.SubElement(custom, tag("numFmt"), numFmtId=str(number), formatCode=change.pop("code"))
            custom.set("count", str(len(custom)))
            made.set("numFmtId", str(number))
            made.set("applyNumberFormat", "1")
        if "font" in change:
            fonts = styles.find(tag("fonts"))
            fonts.append(etree.fromstring(f'<font xmlns="{MAIN}">{change.pop("font")}<sz val="11"/></font>'))
            fonts.set("count", str(len(fonts)))
            made.set("fontId", str(len(fonts) - 1))
            made.set("applyFont", "1")
        for name, value in change.items():
            made.set(name, value)
        formats.set("count", str(len(formats)))
        return len(formats) - 1

    def shared(self, markup: str) -> int:
        """Add a shared string, given as the markup inside its si, and return its index."""
        strings = self.tree("xl/sharedStrings.xml")
        strings.append(etree.fromstring(f'<si xmlns="{MAIN}">{markup}</si>'))
        return sum(1 for item in strings if item.tag == tag("si")) - 1

    def content(self) -> bytes:
        """Return the file."""
        whole = dict(self.parts)
        for name, tree in self.trees.items():
            if name in whole:
                whole[name] = etree.tostring(
                    tree.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
                )
        for change in self.texts:
            for name, part in whole.items():
                if name.endswith((".xml", ".rels")):
                    whole[name] = change(name, part.decode()).encode()
        whole.update(self.raw)
        names = self.order(list(whole)) if self.order else list(whole)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                info = zipfile.ZipInfo(self.members.get(name, name), (2020, 3, 1, 9, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                if self.store:
                    self.store(archive, info, whole[name])
                else:
                    archive.writestr(info, whole[name])
        content = buffer.getvalue()
        for spoil in self.damage:
            content = spoil(content)
        return content


def renumber(content: bytes, old: str, new: str) -> bytes:
    """Return the workbook of another department: its code, and a name that nobody else has."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for info in source.infolist():
            text = source.read(info)
            if b"&#" in text:  # openpyxl writes Chinese as references
                text = etree.tostring(etree.fromstring(text), encoding="UTF-8", xml_declaration=True)
            for code in ("{}001安河县", "{}-0", ">{}<"):
                text = text.replace(code.format(old).encode(), code.format(new).encode())
            for name in ("水利局", "统计局", "应急管理局"):
                text = text.replace(f"安河县{name}".encode(), f"安河县{name[:-1]}{new}局".encode())
            target.writestr(info, text)
    return buffer.getvalue()


def open_book(content: bytes, random: Random) -> Book:
    """Take a workbook apart and find its amounts by the labels beside them: 预算数, 其中：财政资金, 其他资金."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = [
        "".join(item.itertext(tag("t")))
        for item in etree.fromstring(parts.get("xl/sharedStrings.xml", b"<sst/>"))
        if item.tag == tag("si")
    ]

    def shown(cell: Element) -> str:
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext(tag("t")))
        text = cell.findtext(tag("v")) or ""
        return strings[int(text)] if cell.get("t") == "s" else text

    book = Book(parts, "", random)
    fields = {"预算数": "budget", "其中：财政资金": "fiscal", "其他资金": "other"}
    for part in sorted(name for name in parts if name.startswith("xl/worksheets/sheet")):
        tree = etree.fromstring(parts[part])
        amounts: list[Amount] = []
        project = ""
        for row in tree.iter(tag("row")):
            cells = [cell for cell in row if shown(cell)]
            for cell, right in pairwise(cells):
                label = shown(cell)
                if label == "项目编码":
                    project = shown(right)
                elif label in fields and project:
                    value = Decimal(shown(right).replace(",", ""))
                    amounts.append(Amount(project, fields[label], right, value))
        if amounts and not book.amounts:
            book.sheet_part, book.amounts, book.trees[part] = part, amounts, tree
    book.template = any(b"_xltools" in text for name, text in parts.items() if name == "xl/workbook.xml")
    return book
