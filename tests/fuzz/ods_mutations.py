"""Mutations of an OpenDocument spreadsheet (ODF 1.3): the same amounts written otherwise, other amounts, and damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from random import Random

from lxml import etree

from tests.fuzz.spreadsheet_book import NothingToChangeError

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
SPACES = f'xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}"'
VALUE, KIND, FORMULA = f"{{{OFFICE}}}value", f"{{{OFFICE}}}value-type", f"{{{TABLE}}}formula"
ROW, CELL, REPEATED = f"{{{TABLE}}}table-row", f"{{{TABLE}}}table-cell", f"{{{TABLE}}}number-columns-repeated"
FIELDS = {"预算数": "budget", "其中：财政资金": "fiscal", "其他资金": "other"}

Element = etree._Element


@dataclass
class OdsAmount:
    """One amount, its cell, and what a person sees there."""

    project: str
    field: str
    cell: Element
    value: Decimal | None
    told: bool = False


@dataclass
class OdsBook:
    """The parts of an .ods file and the tree of its content."""

    parts: dict[str, bytes]
    root: Element
    random: Random
    amounts: list[OdsAmount]
    texts: list[Callable[[bytes], bytes]] = field(default_factory=list)
    damage: list[Callable[[bytes], bytes]] = field(default_factory=list)
    touched: list[Element] = field(default_factory=list)
    harmless: bool = True
    needs_finding: bool = False

    def content(self) -> bytes:
        """Return the file."""
        content = etree.tostring(self.root.getroottree(), encoding="UTF-8", xml_declaration=True)
        for change in self.texts:
            content = change(content)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in self.parts.items():
                info = zipfile.ZipInfo(name, (2020, 3, 1, 9, 0, 0))
                info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(info, content if name == "content.xml" else part)
        whole = buffer.getvalue()
        for spoil in self.damage:
            whole = spoil(whole)
        return whole


Mutation = Callable[[OdsBook], None]


def open_ods(content: bytes, random: Random) -> OdsBook:
    """Take an .ods file apart, and find its amounts by the labels beside them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["content.xml"])
    amounts = []
    project = ""
    for row in root.iter(ROW):
        cells = [cell for cell in row.iter(CELL) if "".join(cell.itertext())]
        for cell, right in pairwise(cells):
            label = "".join(cell.itertext())
            if label == "项目编码":
                project = "".join(right.itertext())
            elif label in FIELDS and project:
                amounts.append(OdsAmount(project, FIELDS[label], right, Decimal(right.get(VALUE, "0"))))
    return OdsBook(parts, root, random, amounts)


def _pick(book: OdsBook) -> tuple[OdsAmount, Decimal]:
    free = [item for item in book.amounts if item.value is not None and item.cell not in book.touched]
    if not free:
        raise NothingToChangeError
    amount = book.random.choice(free)
    book.touched.append(amount.cell)
    assert amount.value is not None
    return amount, amount.value


def _fill(cell: Element, kind: str | None, markup: str, **attributes: str) -> None:
    for child in list(cell):
        cell.remove(child)
    for name in [name for name in cell.attrib if name.startswith(f"{{{OFFICE}}}")]:
        del cell.attrib[name]
    if kind:
        cell.set(KIND, kind)
    for name, value in attributes.items():
        cell.set(f"{{{OFFICE}}}{name.replace('_', '-')}", value)
    for child in etree.fromstring(f"<a {SPACES}>{markup}</a>"):
        cell.append(child)


def _same(kind: str | None, markup: str, **attributes: str) -> Mutation:
    """Return a mutation that writes the same amount otherwise: V stands for the number, G for it with separators."""

    def mutate(book: OdsBook) -> None:
        amount, value = _pick(book)

        def put(text: str) -> str:
            return (
                text.replace("VALUE", str(value)).replace("GROUPED", f"{value:,.2f}").replace("EXPONENT", f"{value:E}")
            )

        _fill(amount.cell, kind, put(markup), **{name: put(text) for name, text in attributes.items()})

    return mutate


def _none(kind: str | None, markup: str, **attributes: str) -> Mutation:
    """Return a mutation that replaces the amount by something that is none."""

    def mutate(book: OdsBook) -> None:
        amount, _ = _pick(book)
        _fill(amount.cell, kind, markup, **attributes)
        amount.value, amount.told = None, amount.field == "budget" or bool(kind)

    return mutate


def changed(book: OdsBook) -> None:
    amount, _ = _pick(book)
    value = Decimal(book.random.randrange(1, 10**8)) / 100
    if book.random.random() < 0.5:
        _fill(amount.cell, "float", f"<text:p>{value:,.2f}</text:p>", value=str(value))
    else:
        _fill(amount.cell, "string", f"<text:p>{value:,.2f}</text:p>")
    amount.value = value


def shown_otherwise(book: OdsBook) -> None:
    """Store another number than is shown: programs show the stored one."""
    amount, value = _pick(book)
    _fill(amount.cell, "float", "<text:p>12.00</text:p>", value=str(value))
    book.harmless = False


def formula(book: OdsBook) -> None:
    amount, value = _pick(book)
    amount.cell.set(FORMULA, book.random.choice((f"of:={value}*1", f"oooc:={value}", f"msoxl:={value}")))


def formula_without_result(book: OdsBook) -> None:
    amount, value = _pick(book)
    _fill(amount.cell, None, "")
    amount.cell.set(FORMULA, f"of:={value}*1")
    book.harmless = False


def repeated_before(book: OdsBook) -> None:
    """Write runs of empty cells as one repeated cell."""
    for row in book.root.iter(ROW):
        run: list[Element] = []
        for cell in [*row, None]:
            if cell is not None and cell.tag == CELL and not len(cell) and not cell.attrib:
                run.append(cell)
                continue
            if len(run) > 1:
                run[0].set(REPEATED, str(len(run)))
                for extra in run[1:]:
                    row.remove(extra)
            run = []


def repeated_behind(book: OdsBook) -> None:
    """Fill rows and sheets up to their ends, as LibreOffice writes them."""
    for row in book.root.iter(ROW):
        etree.SubElement(row, CELL).set(REPEATED, "16000")
    for table in book.root.iter(f"{{{TABLE}}}table"):
        row = etree.SubElement(table, ROW)
        row.set(f"{{{TABLE}}}number-rows-repeated", "1048000")
        etree.SubElement(row, CELL).set(REPEATED, "16384")


def _row(book: OdsBook) -> Element:
    row = book.random.choice(book.amounts).cell.getparent()
    if row is None:
        raise NothingToChangeError
    return row


def _rows_in(name: str) -> Mutation:
    """Return a mutation that puts a row of amounts into a group or a header."""

    def mutate(book: OdsBook) -> None:
        row = _row(book)
        group = etree.Element(f"{{{TABLE}}}{name}")
        row.addprevious(group)
        group.append(row)

    return mutate


def hidden_row(book: OdsBook) -> None:
    _row(book).set(f"{{{TABLE}}}visibility", book.random.choice(("collapse", "filter")))


def row_inserted(book: OdsBook) -> None:
    row = etree.Element(ROW)
    etree.SubElement(row, CELL)
    _row(book).addprevious(row)


def amount_repeated(book: OdsBook) -> None:
    """Let an amount fill two cells: the label to its right moves by one."""
    amount, _ = _pick(book)
    amount.cell.set(REPEATED, "2")
    book.harmless = False


def amount_covered(book: OdsBook) -> None:
    amount, value = _pick(book)
    amount.cell.tag = f"{{{TABLE}}}covered-table-cell"
    previous = amount.cell.getprevious()
    if previous is not None:
        previous.set(f"{{{TABLE}}}number-columns-spanned", "2")
        previous.set(f"{{{TABLE}}}number-rows-spanned", "1")
    amount.told = value != 0


def annotation(book: OdsBook) -> None:
    amount, _ = _pick(book)
    note = etree.fromstring(f"<office:annotation {SPACES}><text:p>9,999.00</text:p></office:annotation>")
    amount.cell.insert(0, note)


def comments_between(book: OdsBook) -> None:
    for cell in book.random.sample(list(book.root.iter(CELL)), 8):
        cell.addnext(etree.Comment(" note "))
        cell.append(etree.ProcessingInstruction("x", "y"))


def tracked_changes(book: OdsBook) -> None:
    """Put deleted cells in front of the tables, as the record of changes keeps them."""
    body = next(book.root.iter(f"{{{OFFICE}}}spreadsheet"))
    body.insert(
        0,
        etree.fromstring(
            f'<table:tracked-changes {SPACES}><table:cell-content-change table:id="c1"><table:previous>'
            f'<table:change-track-table-cell office:value-type="float" office:value="5">'
            f"<text:p>5</text:p></table:change-track-table-cell>"
            "</table:previous></table:cell-content-change></table:tracked-changes>"
        ),
    )


def soft_breaks(book: OdsBook) -> None:
    _row(book).addprevious(etree.Element(f"{{{TEXT}}}soft-page-break"))


def other_prefixes(book: OdsBook) -> None:
    def change(content: bytes) -> bytes:
        for old, new in ((b"table", b"t9"), (b"office", b"o9"), (b"text", b"x9")):
            content = content.replace(b"<%s:" % old, b"<%s:" % new).replace(b"</%s:" % old, b"</%s:" % new)
            content = content.replace(b" %s:" % old, b" %s:" % new).replace(b"xmlns:%s=" % old, b"xmlns:%s=" % new)
        return content

    book.texts.append(change)


def _without(part: str) -> Mutation:
    def mutate(book: OdsBook) -> None:
        book.parts.pop(part, None)
        book.harmless = False

    return mutate


def _damaged(change: Callable[[OdsBook, bytes], bytes]) -> Mutation:
    def mutate(book: OdsBook) -> None:
        book.texts.append(lambda content: change(book, content))
        book.harmless = False

    return mutate


def file_cut(book: OdsBook) -> None:
    book.damage.append(lambda content: content[: book.random.randrange(len(content))])
    book.harmless = False


ODS: dict[str, Mutation] = {
    "ods text": _same("string", "<text:p>GROUPED</text:p>"),
    "ods text in an attribute": _same("string", "<text:p>GROUPED</text:p>", string_value="GROUPED"),
    "ods text in spans": _same("string", "<text:p><text:span>GROUPED</text:span></text:p>"),
    "ods text with spaces": _same("string", '<text:p><text:s text:c="3"/>GROUPED<text:tab/></text:p>'),
    "ods text in a link": _same(
        "string", '<text:p><text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="#a">GROUPED</text:a></text:p>'
    ),
    "ods ruby": _same(
        "string",
        "<text:p><text:ruby><text:ruby-base>GROUPED</text:ruby-base><text:ruby-text>88</text:ruby-text></text:ruby></text:p>",
    ),
    "ods float": _same("float", "<text:p>GROUPED</text:p>", value="VALUE"),
    "ods exponent": _same("float", "<text:p>GROUPED</text:p>", value="EXPONENT"),
    "ods float without text": _same("float", "", value="VALUE"),
    "ods currency": _same("currency", "<text:p>￥GROUPED</text:p>", value="VALUE", currency="CNY"),
    "ods CDATA": _same("string", "<text:p><![CDATA[GROUPED]]></text:p>"),
    "ods shown otherwise": shown_otherwise,
    "ods changed": changed,
    "ods error text": _none("string", "<text:p>#REF!</text:p>"),
    "ods truth value": _none("boolean", "<text:p>TRUE</text:p>", boolean_value="true"),
    "ods date": _none("date", "<text:p>2020-03-01</text:p>", date_value="2020-03-01"),
    "ods time": _none("time", "<text:p>12:00</text:p>", time_value="PT12H00M00S"),
    "ods not a number": _none("float", "<text:p>NaN</text:p>", value="NaN"),
    "ods bad number": _none("float", "<text:p>abc</text:p>", value="abc"),
    "ods unknown type": _none("money", "<text:p>abc</text:p>", value="5"),
    "ods emptied": _none(None, ""),
    "ods formula": formula,
    "ods formula without result": formula_without_result,
    "ods repeated blanks": repeated_before,
    "ods repeated to the end": repeated_behind,
    "ods row group": _rows_in("table-row-group"),
    "ods header rows": _rows_in("table-header-rows"),
    "ods rows": _rows_in("table-rows"),
    "ods hidden row": hidden_row,
    "ods row inserted": row_inserted,
    "ods amount repeated": amount_repeated,
    "ods amount covered": amount_covered,
    "ods annotation": annotation,
    "ods comments between": comments_between,
    "ods tracked changes": tracked_changes,
    "ods soft breaks": soft_breaks,
    "ods other prefixes": other_prefixes,
    "ods without manifest": _without("META-INF/manifest.xml"),
    "ods without mimetype": _without("mimetype"),
    "ods without content": _without("content.xml"),
    "ods content cut": _damaged(lambda book, content: content[: book.random.randrange(len(content))]),
    "ods bad bytes": _damaged(lambda _, content: content.replace(b"<text:p>", b"<text:p>\xff", 1)),
    "ods file cut": file_cut,
}
