"""Looking at results with readers that are not ours: openpyxl for what a sheet says, lxml for what a part holds."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
from lxml import etree

from tests.fixtures.packages import MAIN, RELATIONS, STRICT_MAIN, STRICT_RELATIONS, unzipped, zipped

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from tests.fixtures.packages import Parts

MAINS = STRICT_MAIN.encode(), MAIN.encode()
RELATION_TYPES = STRICT_RELATIONS.encode(), RELATIONS.encode()


def load(data: bytes) -> Workbook:
    """The workbook as openpyxl sees it; what it warns of is not our matter.

    It does not know the strict dialect, so a strict file is shown to it in the other one.
    """
    if any(STRICT_MAIN.encode() in part for part in unzipped(data).values()):
        parts = unzipped(data).items()
        data = zipped({name: part.replace(*MAINS).replace(*RELATION_TYPES) for name, part in parts})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(BytesIO(data))


def values(data: bytes) -> dict[str, dict[str, object]]:
    """What every written cell of every worksheet holds, by sheet and address; formulas as their text."""
    book = load(data)
    return {
        sheet.title: {
            cell.coordinate: getattr(cell.value, "text", cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def notes(data: bytes) -> dict[str, dict[str, str]]:
    """The notes of every worksheet by address."""
    return {
        sheet.title: {
            cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment is not None
        }
        for sheet in load(data).worksheets
    }


def differing(before: bytes, after: bytes) -> set[str]:
    """The parts that were changed, added or left out."""
    old, new = unzipped(before), unzipped(after)
    return {name for name in {*old, *new} if old.get(name) != new.get(name)}


def canonical(part: bytes, *ignored: str) -> bytes:
    """A part in canonical form without the elements that XPaths (on local names) find."""
    root = etree.fromstring(part)
    for path in ignored:
        for node in root.xpath(path):
            node.getparent().remove(node)
    return etree.tostring(root, method="c14n2")


def tree(parts: Parts, name: str) -> etree._Element:
    """A part parsed."""
    return etree.fromstring(parts[name])
