"""The reader of binary workbooks (.xlsb): checked by a walk over their records, read by python-calamine."""

from __future__ import annotations

from collections.abc import Iterator

from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Place
from xltools.readers.cell_budget import RECORDS_PER_CELL, CellBudget, FilledExtent
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.relationships import find_main_part
from xltools.readers.external_content import find_external_content
from xltools.readers.reader import FileKind
from xltools.readers.subprocess_parser import parse_in_subprocess

__all__ = ["XlsbReader"]

_ROW, _BLANK, _LAST_CELL = 0, 1, 11


class XlsbReader:
    """Reads .xlsb workbooks."""

    kind = FileKind.XLSB

    def recognises(self, archive: ZipArchive) -> bool:
        """Return whether the archive's main part is a binary part of a workbook."""
        return find_main_part(archive).endswith(".bin")

    def read(self, archive: ZipArchive, name: str, limits: Limits) -> Workbook:
        """Read the workbook. Raises RefusedError for a broken file, or one over the limits."""
        _check_cells(archive, limits)
        notes = find_external_content(archive, Place(name))
        return Workbook(parse_in_subprocess(archive.data, name, limits), notes=notes)


def _check_cells(archive: ZipArchive, limits: Limits) -> None:
    """Raise RefusedError where the cells of a workbook are too many or span too large a block."""
    budget = CellBudget(limits)
    for name in archive:
        if name.lower().startswith("xl/worksheets/") and name.lower().endswith(".bin"):
            cells, extent, row = 0, FilledExtent(), 0
            for number, (kind, content) in enumerate(_records(archive.read(name))):
                if number > RECORDS_PER_CELL * limits.cells:
                    budget.take(number, 0, 0)
                if kind == _ROW:
                    row = int.from_bytes(content[:4], "little") + 1
                elif _BLANK <= kind <= _LAST_CELL:
                    cells += 1
                    if kind != _BLANK:
                        extent.add(row, int.from_bytes(content[:4], "little") + 1)
            budget.take(cells, extent.area, 0)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of each record (MS-XLSB 2.1.4).

    The kind takes one or two bytes, the size up to four of seven bits each.
    """
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80 and at < len(data):
            kind = kind & 0x7F | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while at < len(data) and shift < 28:
            byte = data[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80:
                break
        yield kind, data[at : at + size]
        at += size
