"""A second, independent reader checks an accepted file: every amount has to be in the result, to the fen."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from xltools.county.data import CountyFile
from xltools.model import Severity

__all__ = ["Cells", "compared_amounts", "wrong_amounts"]

_LABEL = "预算数"
_FEN = Decimal("0.01")

Cells = dict[tuple[int, int], str | Decimal]


def wrong_amounts(data: bytes, record: CountyFile) -> list[str] | None:
    """Amounts of the file that are not in the record's rows (unless their sheet has an error), and the reverse.

    None where this simple reader cannot make sense of the file.
    """
    try:
        sheets = dict(_sheets(data))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, LookupError, ValueError, OSError, NotImplementedError):
        return None
    return compared_amounts(sheets, record)


def compared_amounts(sheets: dict[str, Cells], record: CountyFile) -> list[str]:
    """Amounts that the second reader sees and the record lacks (unless their sheet has an error), and the reverse."""
    return [*_lost(sheets, record), *_invented(sheets, record)]


def _lost(sheets: dict[str, Cells], record: CountyFile) -> Iterator[str]:
    """Numbers right of 预算数 that are in no row."""
    known = {(row.budget_place.sheet, row.budget) for row in record.sheets}
    excused = {finding.place.sheet for finding in record.findings if finding.severity is Severity.ERROR}
    for name, cells in sheets.items():
        if name not in excused:
            yield from (f"{name}: {amount} is gone" for amount in _amounts(cells) if (name, amount) not in known)


def _invented(sheets: dict[str, Cells], record: CountyFile) -> Iterator[str]:
    """Amounts of rows that are not what stands in the cell they say they come from; one in doubt is held back."""
    doubtful = {finding.place.sheet for finding in record.findings if finding.severity is Severity.ERROR}
    for row in record.sheets:
        place = row.budget_place
        if row.budget is None and place.sheet in doubtful:
            continue
        value = sheets.get(place.sheet, {}).get((place.row, place.column))
        if isinstance(value, Decimal) and not _in_wan(sheets[place.sheet]) and row.budget != value.quantize(_FEN):
            yield f"{place}: {row.budget} in the row, {value} in the cell"


def _amounts(cells: Cells) -> Iterator[Decimal]:
    """The amounts of forms in 元; one in 万元 would need more understanding than a second opinion should have."""
    if _in_wan(cells):
        return
    for (row, column), value in cells.items():
        if value == _LABEL:
            beside = min((c for r, c in cells if r == row and c > column), default=0)
            amount = cells.get((row, beside))
            if isinstance(amount, Decimal) and amount.is_finite() and abs(amount) < 10**12:
                yield amount.quantize(_FEN)


def _in_wan(cells: Cells) -> bool:
    return any("万元" in str(value) for value in cells.values())


def _sheets(data: bytes) -> Iterator[tuple[str, Cells]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        targets = {
            item.get("Id"): posixpath.normpath(posixpath.join("/xl", str(item.get("Target")))).lstrip("/")
            for item in _tree(archive.read("xl/_rels/workbook.xml.rels"))
        }
        names = archive.namelist()
        strings = _strings(archive.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
        for sheet in _tree(archive.read("xl/workbook.xml")).iter("{*}sheet"):
            relation = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            target = targets.get(relation, "")
            if "worksheets/" in target:
                yield str(sheet.get("name")), _cells(archive.read(target), strings)


def _strings(xml: bytes) -> list[str]:
    return ["".join(_texts(item)) for item in _tree(xml).iter("{*}si")]


def _texts(item: etree._Element) -> Iterator[str]:
    for text in item.iter("{*}t"):
        parent = text.getparent()
        if parent is None or not str(parent.tag).endswith("}rPh"):
            yield text.text or ""


def _cells(xml: bytes, strings: list[str]) -> Cells:
    """The cells with an address; what is broken beside them is no concern here."""
    cells: Cells = {}
    for cell in _tree(xml).iter("{*}c"):
        reference = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", str(cell.get("r", "")))
        value = _value(cell, strings)
        if reference and value != "":
            column = 0
            for letter in reference[1]:
                column = column * 26 + ord(letter) - 64
            cells[int(reference[2]), column] = value
    return cells


def _value(cell: etree._Element, strings: list[str]) -> str | Decimal:
    value = next((child.text or "" for child in cell.iterchildren("{*}v")), "")
    kind = cell.get("t", "n")
    if kind == "s":
        return strings[int(value)] if value.isdecimal() and len(value) < 9 and int(value) < len(strings) else ""
    if kind == "inlineStr":
        return "".join(_texts(cell))
    return _number(value) if kind == "n" and value else value


def _tree(xml: bytes) -> etree._Element:
    tree: etree._Element | None = etree.fromstring(xml, etree.XMLParser(recover=True, resolve_entities=False))
    if tree is None:
        raise ValueError("no markup at all")
    return tree


def _number(text: str) -> str | Decimal:
    """The number as a spreadsheet holds it: a float, however many digits the file writes."""
    try:
        return Decimal(repr(float(text))) if Decimal(text).is_finite() else text
    except (InvalidOperation, ValueError, OverflowError):
        return text
