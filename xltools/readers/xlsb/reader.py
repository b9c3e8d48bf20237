"""From the package of a binary workbook to a workbook."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xltools.grids.grid import Grid
from xltools.grids.number_format import BUILT_IN_CODES, GENERAL, NumberFormat, parse_number_format
from xltools.grids.workbook import Workbook
from xltools.limits import Limits
from xltools.model import Place
from xltools.quick_dataclass import dataclass
from xltools.readers.cell_budget import CellBudget
from xltools.readers.containers.archive import ZipArchive
from xltools.readers.containers.drawing_parts import has_excel_pictures, read_drawings
from xltools.readers.containers.properties import read_core_properties
from xltools.readers.containers.relationships import find_main_part, holds_cells, read_relationships
from xltools.readers.external_content import find_external_content
from xltools.readers.own_process import read_in_own_process
from xltools.readers.placeholders import mark_placeholders
from xltools.readers.reader import FileKind
from xltools.readers.refusal import damaged
from xltools.readers.sheet_builder import CellFormat, RichText
from xltools.readers.xlsb.records import RecordType, read_records, read_rich_text, read_text
from xltools.readers.xlsb.sheet import XlsbContext, read_sheet

__all__ = ["XlsbReader", "read_sheets"]

_VISIBLE = 0
_STRIKE_OUT = 0x08
_SUPERSCRIPT = 1
_FONT_BYTES = 8


@dataclass(frozen=True, slots=True)
class _SheetPart:
    """One sheet that the workbook part lists."""

    name: str
    part: str
    hidden: bool


class XlsbReader:
    """Reads .xlsb workbooks, their records in a process of its own."""

    kind = FileKind.XLSB

    def recognises(self, archive: ZipArchive) -> bool:
        """Return whether the archive's main part is a binary part of a workbook."""
        return find_main_part(archive).endswith(".bin")

    def read(self, archive: ZipArchive, name: str, limits: Limits) -> Workbook:
        """Read all worksheets. RefusedError for a damaged file, or one over the limits."""
        grids = read_in_own_process(read_sheets, archive.data, name, limits)
        return Workbook(grids, read_core_properties(archive), find_external_content(archive, Place(name)))


def read_sheets(data: bytes, name: str, limits: Limits) -> tuple[Grid, ...]:
    """Return the worksheets of a binary workbook in the order of their tabs; ``name`` is what places call the file."""
    try:
        return _read(ZipArchive(data, limits), name, limits)
    except (struct.error, IndexError) as error:
        raise damaged("有记录不完整", "a record is cut off") from error


def _read(archive: ZipArchive, name: str, limits: Limits) -> tuple[Grid, ...]:
    main = find_main_part(archive)
    parts, date1904, calculates_on_load = _workbook_part(archive, main)
    if not parts:
        raise damaged("里面没有工作表", "it has no sheet")
    shared = {relation.kind: relation.target for relation in read_relationships(archive, main)}
    formats, struck_fonts, raised_fonts = _styles(archive, shared.get("styles", ""))
    context = XlsbContext(
        file=name,
        texts=_shared_texts(archive, shared.get("sharedStrings", "")),
        formats=formats,
        struck_fonts=struck_fonts,
        raised_fonts=raised_fonts,
        date1904=date1904,
        budget=CellBudget(limits),
        cell_pictures=has_excel_pictures(archive),
    )
    sheets = [read_sheet(archive.read(part.part), part.name, part.hidden, context) for part in parts]
    for sheet, part in zip(sheets, parts, strict=True):
        boxes, pictures = read_drawings(archive, part.part, limits)
        sheet.text_boxes.update(boxes)
        sheet.pictures.update(pictures)
    mark_placeholders(sheets, calculates_on_load=calculates_on_load)
    return tuple(sheet.grid() for sheet in sheets)


def _workbook_part(archive: ZipArchive, main: str) -> tuple[list[_SheetPart], bool, bool]:
    """Return the worksheets in the order of their tabs, whether dates count from 1904, and calculation on load."""
    targets = {relation.id: relation for relation in read_relationships(archive, main)}
    sheets: list[_SheetPart] = []
    date1904 = calculates_on_load = False
    for kind, content in read_records(archive.read(main)):
        if kind == RecordType.WORKBOOK_PROPERTIES:
            date1904 = bool(content[0] & 1)
        elif kind == RecordType.CALCULATION and len(content) >= 26:
            calculates_on_load = bool(content[24] & 1)
        elif kind == RecordType.SHEET:
            (state,) = struct.unpack_from("<I", content)
            relation_id, at = read_text(content, 8)
            sheet_name, _ = read_text(content, at)
            relation = targets.get(relation_id)
            if relation is None:
                raise damaged(f"找不到工作表 {sheet_name}", f"sheet {sheet_name} is missing")
            if holds_cells(relation, sheet_name):
                sheets.append(_SheetPart(sheet_name, relation.target, state != _VISIBLE))
    return sheets, date1904, calculates_on_load


def _shared_texts(archive: ZipArchive, part: str) -> list[RichText]:
    if part not in archive:
        return []
    return [
        read_rich_text(content, 0)
        for kind, content in read_records(archive.read(part))
        if kind == RecordType.STRING_ITEM
    ]


def _styles(archive: ZipArchive, part: str) -> tuple[list[CellFormat], frozenset[int], frozenset[int]]:
    """Return the cell formats by their numbers, and the numbers of the fonts that strike text through or raise it."""
    if part not in archive:
        return [], frozenset(), frozenset()
    codes = dict(BUILT_IN_CODES)
    fonts: list[tuple[bool, bool]] = []
    cells: list[tuple[int, int]] = []
    in_cells = False
    for kind, content in read_records(archive.read(part)):
        if kind == RecordType.FORMAT:
            (number,) = struct.unpack_from("<H", content)
            codes[number] = read_text(content, 2)[0]
        elif kind == RecordType.FONT:
            flags, position = struct.unpack_from("<2xH2xH", content.ljust(_FONT_BYTES, b"\0"))
            fonts.append((bool(flags & _STRIKE_OUT), position == _SUPERSCRIPT))
        elif kind == RecordType.BEGIN_CELL_FORMATS:
            in_cells = True
        elif kind == RecordType.END_CELL_FORMATS:
            in_cells = False
        elif kind == RecordType.CELL_FORMAT and in_cells:
            number, font = struct.unpack_from("<HH", content, 2)
            cells.append((number, font))
    struck = frozenset(number for number, (is_struck, _) in enumerate(fonts) if is_struck)
    raised = frozenset(number for number, (_, is_raised) in enumerate(fonts) if is_raised)
    return list(_cell_formats(cells, codes, struck)), struck, raised


def _cell_formats(cells: list[tuple[int, int]], codes: dict[int, str], struck: frozenset[int]) -> Iterator[CellFormat]:
    for number, font in cells:
        code = codes.get(number)
        parsed: NumberFormat = parse_number_format(code) if code else GENERAL
        yield CellFormat(parsed, font in struck)
