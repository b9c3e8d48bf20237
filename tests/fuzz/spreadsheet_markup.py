"""Mutations of how parts are written: the same SpreadsheetML in other XML, the same parts in another package."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable
from urllib.parse import quote

from lxml import etree

from tests.fuzz.spreadsheet_book import MAIN, Book, NothingToChangeError, split_address, tag
from tests.fuzz.spreadsheet_values import Mutation

STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}


def _text(change: Callable[[str, str], str]) -> Mutation:
    return lambda book: book.texts.append(change)


def _sheet_text(change: Callable[[str], str], broken: bool = False) -> Mutation:
    """Return a mutation of the text of the sheet's part; ``broken``: Excel would offer to repair it."""

    def mutate(book: Book) -> None:
        book.texts.append(lambda name, text: change(text) if name == book.sheet_part else text)
        if broken:
            book.harmless = False

    return mutate


def _strict(name: str, text: str) -> str:
    for old, new in STRICT.items():
        text = text.replace(old, new)
    return text


def prefixed(text: str) -> str:
    """Give every element of SpreadsheetML a prefix."""
    root = etree.fromstring(text.encode())
    bound = {"x": MAIN, **{prefix: uri for prefix, uri in root.nsmap.items() if prefix and uri != MAIN}}
    made = etree.Element(root.tag, nsmap=bound, attrib=dict(root.attrib))
    made.text = root.text
    for child in root:
        made.append(child)
    etree.cleanup_namespaces(made, top_nsmap=bound, keep_ns_prefixes=list(bound))
    return etree.tostring(made, encoding="unicode")


def _declared(encoding: str, codec: str | None = None) -> Mutation:
    def mutate(book: Book) -> None:
        text = re.sub(r"^<\?xml[^>]*\?>\s*", "", etree.tostring(book.sheet, encoding="unicode"))
        book.raw[book.sheet_part] = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(
            codec or encoding, "xmlcharrefreplace"
        )

    return mutate


def no_addresses(book: Book) -> None:
    """Leave row numbers and cell addresses out: rows and cells follow each other, with empty ones between."""
    if book.template or not book.harmless:
        raise NothingToChangeError
    rows, cells = book.random.choice(((True, True), (True, False), (False, True)))
    expected_row = 1
    for row in list(book.data):
        number = int(row.get("r", "0"))
        if rows:
            for _ in range(number - expected_row):
                row.addprevious(etree.Element(tag("row")))
            del row.attrib["r"]
        expected_row = number + 1
        expected_column = 1
        for cell in list(row):
            _, column = split_address(cell.get("r", "A1"))
            if cells or rows:
                for _ in range(column - expected_column):
                    cell.addprevious(etree.Element(tag("c")))
                del cell.attrib["r"]
            expected_column = column + 1


def _between_cells(make: Callable[[], etree._Element]) -> Mutation:
    def mutate(book: Book) -> None:
        for place in book.random.sample(list(book.cells()), 8):
            place.addnext(make())
        book.data[0].addprevious(make())

    return mutate


def indented(book: Book) -> None:
    for item in book.sheet.iter():
        if len(item) and item.tag not in (tag("is"), tag("r")):
            item.text = "\n  "
        if item.tag in (tag("row"), tag("c"), tag("v"), tag("f")):
            item.tail = "\r\n\t"


def alternate_beside(text: str) -> str:
    extra = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        'Requires="x14" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:thing/></mc:Choice>'
        "<mc:Fallback/></mc:AlternateContent>"
    )
    return text.replace("</sheetData>", f"</sheetData>{extra}", 1)


def alternate_rows(text: str) -> str:
    """Wrap one row of amounts: programs that do not know the choice take the fallback."""
    row = re.search(r"<row [^>]*>(?:(?!</row>).)*</row>", text, re.DOTALL)
    if not row:
        return text
    wrapped = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice '
        f'Requires="q" xmlns:q="urn:unknown"><q:row/></mc:Choice><mc:Fallback>{row[0]}</mc:Fallback>'
        "</mc:AlternateContent>"
    )
    return text[: row.start()] + wrapped + text[row.end() :]


def ignorable(text: str) -> str:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:q="urn:q" mc:Ignorable="q"'
    return re.sub(r"<row ", '<row q:note="5" ', text.replace("<worksheet ", f"<worksheet {space} ", 1))


def _strings(book: Book) -> etree._Element:
    if "xl/sharedStrings.xml" not in book.parts:
        raise NothingToChangeError
    return book.tree("xl/sharedStrings.xml")


def permute_strings(book: Book) -> None:
    """Put the shared strings in another order, with some that nobody uses."""
    strings = _strings(book)
    items = [item for item in strings if item.tag == tag("si")]
    order = list(range(len(items)))
    book.random.shuffle(order)
    places = {old: new for new, old in enumerate(order)}
    for item in items:
        strings.remove(item)
    for old in order:
        strings.append(items[old])
    strings.append(etree.fromstring(f'<si xmlns="{MAIN}"><t>没有用到</t></si>'))
    for part in book.parts:
        if part.startswith("xl/worksheets/sheet"):
            for cell in book.tree(part).iter(tag("c")):
                value = cell.find(tag("v"))
                if cell.get("t") == "s" and value is not None and (value.text or "").isdigit():
                    value.text = str(places.get(int(value.text), int(value.text)))


def strings_inline(book: Book) -> None:
    strings = [item for item in _strings(book) if item.tag == tag("si")]
    for cell in book.cells():
        value = cell.find(tag("v"))
        if (
            cell.get("t") == "s"
            and value is not None
            and (value.text or "").isdigit()
            and int(value.text) < len(strings)
        ):
            made = etree.fromstring(etree.tostring(strings[int(value.text)]))
            made.tag, made.tail = tag("is"), None
            cell.replace(value, made)
            cell.set("t", "inlineStr")


def phonetic_everywhere(book: Book) -> None:
    for item in _strings(book):
        item.append(etree.fromstring(f'<rPh xmlns="{MAIN}" sb="0" eb="1"><t>モク7</t></rPh>'))


def wrong_counts(book: Book) -> None:
    strings = _strings(book)
    strings.set("count", book.random.choice(("0", "1", "99999999")))
    strings.set("uniqueCount", book.random.choice(("0", "1", "99999999")))


def _targets(change: Callable[[str], str], broken: bool = False) -> Mutation:
    def mutate(book: Book) -> None:
        for item in book.tree("xl/_rels/workbook.xml.rels"):
            item.set("Target", change(item.get("Target", "").removeprefix("/xl/")))
        if broken:
            book.harmless = False

    return mutate


def _retarget(book: Book, part: str, target: str) -> etree._Element:
    for item in book.tree("xl/_rels/workbook.xml.rels"):
        if item.get("Target", "").removeprefix("/").removeprefix("xl/") == part.removeprefix("xl/"):
            item.set("Target", target)
            return item
    raise NothingToChangeError


def moved_part(book: Book) -> None:
    """Keep the sheet's part elsewhere, under a name of no meaning."""
    if book.relations_part(book.sheet_part) in book.parts or book.raw:
        raise NothingToChangeError
    new = "custom/data.xml"
    _retarget(book, book.sheet_part, f"/{new}")
    book.parts = {new if name == book.sheet_part else name: content for name, content in book.parts.items()}
    book.trees[new] = book.trees.pop(book.sheet_part)
    for item in book.tree("[Content_Types].xml"):
        if item.get("PartName") == f"/{book.sheet_part}":
            item.set("PartName", f"/{new}")
    book.sheet_part = new


def other_case(book: Book) -> None:
    """Write member names in another case: names of parts are equal whatever the case."""
    for name in book.parts:
        if not name.startswith("[") and "_rels" not in name:
            book.members[name] = name.upper() if book.random.random() < 0.5 else name.title()


def content_types(book: Book) -> None:
    types = book.tree("[Content_Types].xml")
    choice = book.random.randrange(4)
    for item in list(types):
        if item.get("PartName", "").startswith("/xl/worksheets") and choice == 0:
            types.remove(item)
            book.harmless = False
        elif item.get("PartName") and choice == 1:
            item.set("PartName", item.get("PartName", "").upper())
        elif choice == 2:
            item.set("ContentType", item.get("ContentType", "").replace("spreadsheetml", "SpreadsheetML"))
    if choice == 3:
        types[:] = sorted(types, key=lambda item: book.random.random())


def ids_renamed(book: Book) -> None:
    old = {item.get("Id"): f"R{book.random.randrange(10**9)}" for item in book.tree("xl/_rels/workbook.xml.rels")}
    for item in book.tree("xl/_rels/workbook.xml.rels"):
        item.set("Id", old[item.get("Id")])
    for sheet in book.tree("xl/workbook.xml").iter():
        for name, value in sheet.attrib.items():
            if name.endswith("}id") and value in old:
                sheet.set(name, old[value])


def same_ids(book: Book) -> None:
    for item in book.tree("xl/_rels/workbook.xml.rels"):
        item.set("Id", "rId1")
    book.harmless = False


def _sheet_relationship(**change: str) -> Mutation:
    def mutate(book: Book) -> None:
        item = _retarget(book, book.sheet_part, "/" + book.sheet_part)
        for name, value in change.items():
            item.set(name, value)
        book.harmless = False

    return mutate


def _drop(part: Callable[[Book], str], broken: bool) -> Mutation:
    """Return a mutation that leaves a part away; if not ``broken`` its relationship and type as well."""

    def mutate(book: Book) -> None:
        name = part(book)
        book.parts.pop(name, None)
        book.raw.pop(name, None)
        if broken:
            book.harmless = False
            return
        for tree in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
            root = book.tree(tree)
            for item in list(root):
                if item.get("Target", "").rsplit("/", 1)[-1] == name.rsplit("/", 1)[-1]:
                    root.remove(item)
        for item in list(book.tree("[Content_Types].xml")):
            if item.get("PartName") == f"/{name}":
                item.getparent().remove(item)

    return mutate


def no_styles(book: Book) -> None:
    """Lose all formats: what was shown by them is not what is shown now."""
    if any(amount.told for amount in book.amounts):
        raise NothingToChangeError
    _drop(lambda _: "xl/styles.xml", broken=True)(book)


def extra_parts(book: Book) -> None:
    book.parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(200))
    book.parts["customXml/item1.xml"] = b"<a>5</a>"
    book.parts["xl/calcChain.xml"] = f'<calcChain xmlns="{MAIN}"><c r="ZZ9" i="7"/></calcChain>'.encode()
    book.declare("xl/calcChain.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml")
    book.relate("xl/workbook.xml", "calcChain", "calcChain.xml")


def other_root(book: Book) -> None:
    """Name the main part otherwise: it is found by its relationship."""
    for item in book.tree("_rels/.rels"):
        if item.get("Type", "").endswith("/officeDocument"):
            item.set("Target", "/xl/main.xml")
    for item in book.tree("[Content_Types].xml"):
        if item.get("PartName") == "/xl/workbook.xml":
            item.set("PartName", "/xl/main.xml")
    for old, new in (("xl/workbook.xml", "xl/main.xml"), ("xl/_rels/workbook.xml.rels", "xl/_rels/main.xml.rels")):
        book.tree(old)
        book.parts[new] = book.parts.pop(old)
        book.trees[new] = book.trees.pop(old)


def damaged_sheet(change: Callable[[Book, bytes], bytes]) -> Mutation:
    def mutate(book: Book) -> None:
        book.raw[book.sheet_part] = change(book, etree.tostring(book.sheet))
        book.harmless = False

    return mutate


def _with(**options: int) -> Mutation:
    """Return a mutation of how members are stored."""

    def store(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> None:
        info.compress_type = options.get("method", zipfile.ZIP_DEFLATED)
        if options.get("extra"):
            info.extra = struct.pack("<HHI", 0xCAFE, 4, 7)
            info.comment = "备注".encode()
        if options.get("zip64"):
            with archive.open(info, "w", force_zip64=True) as member:
                member.write(content)
        else:
            archive.writestr(info, content)

    def mutate(book: Book) -> None:
        book.store = store

    return mutate


def bzip2(book: Book) -> None:
    """Compress in a way that OPC does not allow."""
    _with(method=zipfile.ZIP_BZIP2)(book)
    book.harmless = False


def shuffled(book: Book) -> None:
    book.order = lambda names: book.random.sample(names, len(names))


def _spoil(change: Callable[[Book, bytes], bytes]) -> Mutation:
    def mutate(book: Book) -> None:
        book.damage.append(lambda content: change(book, content))
        book.harmless = False

    return mutate


def _flip(book: Book, content: bytes) -> bytes:
    place = book.random.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << book.random.randrange(8))]) + content[place + 1 :]


def _wrong_crc(book: Book, content: bytes) -> bytes:
    place = content.index(b"PK\x01\x02") + 16
    return content[:place] + b"\xde\xad\xbe\xef" + content[place + 4 :]


MARKUP: dict[str, Mutation] = {
    "strict namespaces": _text(_strict),
    "prefixed sheet": _sheet_text(prefixed),
    "prefixed everywhere": _text(lambda name, text: prefixed(text) if f'xmlns="{MAIN}"' in text else text),
    "single quotes": _sheet_text(lambda text: re.sub(r'="([^"\']*)"', r"='\1'", text)),
    "byte order mark": _declared("UTF-8", "utf-8-sig"),
    "UTF-16": _declared("UTF-16"),
    "GBK": _declared("GBK"),
    "no declaration": _sheet_text(lambda text: re.sub(r"^<\?xml[^>]*\?>", "", text)),
    "DOCTYPE": _sheet_text(lambda text: text.replace("<worksheet", "<!DOCTYPE worksheet><worksheet", 1), broken=True),
    "no addresses": no_addresses,
    "addresses in small letters": _sheet_text(
        lambda text: re.sub(r'<c r="([A-Z]+\d+)"', lambda m: f'<c r="{m[1].lower()}"', text), broken=True
    ),
    "addresses with dollar signs": _sheet_text(
        lambda text: re.sub(r'<c r="([A-Z]+)', r'<c r="$\1$', text), broken=True
    ),
    "comments between cells": _between_cells(lambda: etree.Comment(' <c r="C4"><v>1</v></c> ')),
    "instructions between cells": _between_cells(lambda: etree.ProcessingInstruction("x", '<c r="C4"/>')),
    "indented": indented,
    "alternate content": _sheet_text(alternate_beside),
    "alternate rows": _sheet_text(alternate_rows, broken=True),
    "ignorable attributes": _sheet_text(ignorable),
    "other attributes": _sheet_text(lambda text: text.replace("<row ", '<row xml:lang="zh" ')),
    "strings permuted": permute_strings,
    "strings inline": strings_inline,
    "phonetics everywhere": phonetic_everywhere,
    "wrong counts of strings": wrong_counts,
    "absolute targets": _targets(lambda target: f"/xl/{target}"),
    "dotted targets": _targets(lambda target: f"./{target}"),
    "parent targets": _targets(lambda target: f"../xl/{target}"),
    "escaped targets": _targets(lambda target: quote(target).replace("sheet", "%73heet")),
    "backslashes": _targets(lambda target: target.replace("/", "\\"), broken=True),
    "part moved": moved_part,
    "members in another case": other_case,
    "content types": content_types,
    "ids renamed": ids_renamed,
    "ids all the same": same_ids,
    "unknown relationship": _sheet_relationship(Type="http://example.org/relationships/worksheet"),
    "external sheet": _sheet_relationship(TargetMode="External"),
    "sheet is a chart": _sheet_relationship(
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"
    ),
    "no properties": _drop(lambda _: "docProps/core.xml", broken=False),
    "no theme": _drop(lambda _: "xl/theme/theme1.xml", broken=False),
    "theme missing": _drop(lambda _: "xl/theme/theme1.xml", broken=True),
    "styles missing": no_styles,
    "strings missing": _drop(lambda _: "xl/sharedStrings.xml", broken=True),
    "sheet missing": _drop(lambda book: book.sheet_part, broken=True),
    "content types missing": _drop(lambda _: "[Content_Types].xml", broken=True),
    "workbook missing": _drop(lambda _: "xl/workbook.xml", broken=True),
    "extra parts": extra_parts,
    "main part elsewhere": other_root,
    "sheet cut": damaged_sheet(lambda book, text: text[: book.random.randrange(len(text))]),
    "sheet not UTF-8": damaged_sheet(lambda _, text: text.replace(b"<v>", b"<v>\xff", 1)),
    "sheet with a forbidden sign": damaged_sheet(lambda _, text: text.replace(b"<v>", b"<v>&#1;", 1)),
    "sheet with an entity": damaged_sheet(lambda _, text: text.replace(b"<v>", b"<v>&amount;", 1)),
    "sheet zeroed": damaged_sheet(lambda _, text: bytes(len(text))),
    "stored": _with(method=zipfile.ZIP_STORED),
    "extra fields": _with(extra=1),
    "zip64": _with(zip64=1),
    "bzip2": bzip2,
    "members shuffled": shuffled,
    "bytes in front": _spoil(lambda _, content: b"MZ" + bytes(300) + content),
    "bytes behind": _spoil(lambda _, content: content + b"\r\n--boundary--\r\n"),
    "bit flipped": _spoil(_flip),
    "wrong checksum": _spoil(_wrong_crc),
    "file cut": _spoil(lambda book, content: content[: book.random.randrange(len(content))]),
    "file empty": _spoil(lambda *_: b""),
}
