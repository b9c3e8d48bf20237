"""One real workbook examined: edited, compared with what it was part by part, read back, and unmarked again.

Everything here that judges is independent of the editor: zipfile and lxml for the parts, openpyxl for what sheets say.
"""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import etree
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from tests.auditor import new_problems
from tests.editor.looking import MAINS, RELATION_TYPES, load
from tests.fixtures.packages import unzipped
from xltools.editor import AddedCell, AddedSheet, CellRole, EditableWorkbook, EditRefusedError, Edits, RefusalCode
from xltools.editor.relationships import relations_part
from xltools.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook

RESULT = "校验结果"
TEXT = "新值 <&> 1"
NOTE = "请补充绩效指标\n（见说明）"
COLOUR = "FFEB9C"
# Cells to try, one after another, where an earlier one is a formula, merged, or part of a table.
CELLS = ((1, 1), (2, 2), (5, 3), (9, 7), (60, 30), (300, 60), (5000, 200))
ABOUT_ONE_CELL = {
    RefusalCode.FORMULA,
    RefusalCode.ARRAY_FORMULA,
    RefusalCode.MERGED_CELL,
    RefusalCode.TABLE_HEADER,
    RefusalCode.PIVOT_TABLE,
    RefusalCode.THREADED_COMMENT,
}
# Parts that an edit of one sheet may change; everything else has to stay bit for bit.
MAY_CHANGE = re.compile(
    r"\[Content_Types\]\.xml|(.*/)?workbook\d*\.xml(\.rels)?|(.*/)?style(s|sheet)\d*\.xml|docProps/app\d*\.xml"
    r"|(.*/)?[^/]*comments?[^/]*\.xml|(.*/)?[^/]*\.vml|_xmlsignatures/.*|_rels/\.rels|(.*/)?calcChain\d*\.xml",
    re.IGNORECASE,
)
SCHEMA_PARTS = re.compile(r"xl/(workbook|styles|comments\d*|worksheets/[^/]*)\.xml", re.IGNORECASE)
# Attributes that say where or how many, and so change when something is put in.
COUNTING = {
    "count",
    "uniqueCount",
    "size",
    "localSheetId",
    "activeTab",
    "firstSheet",
    "tabSelected",
    "spans",
    "fullCalcOnLoad",
}


@dataclass(slots=True)
class Outcome:
    """What became of one file: ``passed``, ``refused`` (by the names in ``details``) or ``failed`` (why)."""

    fate: str = "passed"
    details: list[str] = field(default_factory=list)
    sheet: str = ""
    cell: tuple[int, int] = (0, 0)
    relations: str = ""
    looked_at: bool = False
    checked: int = 0

    def fail(self, why: str) -> None:
        self.fate = "failed"
        self.details.append(why)


def examine(path: Path) -> Outcome:
    """Everything about one file."""
    outcome = Outcome()
    data = path.read_bytes()
    try:
        package = EditableWorkbook.open(data)
        edited = _edited(package, outcome)
    except EditRefusedError as refused:
        return Outcome("refused", [refused.code])
    if outcome.fate == "refused":
        return outcome
    _compare_parts(data, edited, outcome)
    for problem in new_problems(data, edited):
        outcome.fail(str(problem))
    _check_schema(_contents(data), _contents(edited), outcome)
    _compare_readings(data, edited, outcome)
    _compare_unmarked(package, edited, outcome)
    return outcome


def edits_for(sheet: str, row: int, column: int, *, marks: bool = True) -> Edits:
    """One value, and with ``marks`` a colour, a note and a sheet."""
    edits = Edits()
    edits.set_value(sheet, row, column, TEXT)
    if marks:
        edits.fill(sheet, row, column, COLOUR)
        edits.note(sheet, row, column, NOTE)
        edits.add_sheet(
            AddedSheet(
                RESULT,
                (
                    (AddedCell("级别", CellRole.HEADER), AddedCell("位置", CellRole.HEADER)),
                    (
                        AddedCell("错误", CellRole.ERROR),
                        AddedCell("去看", CellRole.LINK, Place("", sheet, row, column)),
                    ),
                ),
                active=True,
                heading=1,
                filter=True,
            )
        )
    return edits


def _edited(package: EditableWorkbook, outcome: Outcome) -> bytes:
    codes: list[str] = [RefusalCode.NOT_A_WORKSHEET]
    for sheet in package.sheet_names:
        for row, column in CELLS:
            result = package.apply(edits_for(sheet, row, column))
            if not result.refused:
                outcome.sheet, outcome.cell = sheet, (row, column)
                outcome.relations = relations_part(package.book(package.draft()).find(sheet).part)
                return result.data
            codes = [refusal.code for refusal in result.refused]
            if not {refusal.code for refusal in result.refused} <= ABOUT_ONE_CELL:
                break
    outcome.fate, outcome.details = "refused", sorted(set(codes))
    return b""


def _members(data: bytes) -> dict[str, tuple[zipfile.ZipInfo, bytes]]:
    """Every member with its compressed bytes."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as file:
        for member in file.infolist():
            lengths = struct.unpack_from("<2H", data, member.header_offset + 26)
            start = member.header_offset + 30 + sum(lengths)
            found[member.filename.replace("\\", "/")] = member, data[start : start + member.compress_size]
    return found


def _contents(data: bytes) -> dict[str, bytes]:
    """The parts that can be read."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as file:
        for name in file.namelist():
            with suppress(zipfile.BadZipFile, zlib.error):
                found[name.replace("\\", "/")] = file.read(name)
    return found


def _compare_parts(before: bytes, after: bytes, outcome: Outcome) -> None:
    """Nothing is lost: unchanged parts bit for bit, and what changed parts held is in them still."""
    old, new = _members(before), _members(after)
    with zipfile.ZipFile(BytesIO(before)) as first, zipfile.ZipFile(BytesIO(after)) as second:
        if second.testzip() is not None:
            outcome.fail("the new file is no sound zip")
        sheets = 0
        for name, (_, content) in old.items():
            if name in new and new[name][1] == content:
                continue
            is_sheet = MAY_CHANGE.fullmatch(name) is None
            if name not in new:
                if not name.startswith("_xmlsignatures/"):
                    outcome.fail(f"{name}: gone")
                continue
            was, now = first.read(old[name][0]), second.read(new[name][0])
            sheets += is_sheet and not name.endswith(".rels") and not _only_deselected(was, now)
            if lost := _lost(name, was, now, outcome.cell):
                outcome.fail(f"{name}: lost {lost}")
        if sheets != 1:
            outcome.fail(f"{sheets} sheets changed")


@cache
def _schema() -> etree.XMLSchema | None:
    """The published schema of SpreadsheetML (``sml.xsd`` with what it includes), if a path to it is given."""
    path = os.environ.get("XLTOOLS_SCHEMA", "")
    return etree.XMLSchema(etree.parse(path)) if path else None


def _faults(part: bytes) -> set[str]:
    """What the schema says against a part; numbers left out, so that what was wrong before is known again."""
    schema = _schema()
    if schema is None:
        return set()
    root = etree.fromstring(part.replace(*MAINS).replace(*RELATION_TYPES), etree.XMLParser(huge_tree=True))
    for node in root.iter("{*}t"):
        node.attrib.pop("{http://www.w3.org/XML/1998/namespace}space", None)  # every program writes it
    schema.validate(root)
    return {re.sub(r"[0-9]+", "#", error.message) for error in schema.error_log}


def _check_schema(old: dict[str, bytes], new: dict[str, bytes], outcome: Outcome) -> None:
    """No part has a fault that it did not have, and no new one has any."""
    for name, part in new.items():
        if SCHEMA_PARTS.fullmatch(name) and old.get(name) != part:
            outcome.checked += _schema() is not None
            if faults := _faults(part) - (_faults(old[name]) if name in old else set()):
                outcome.fail(f"{name}: {sorted(faults)[0][:200]}")


def _only_deselected(was: bytes, now: bytes) -> bool:
    """A sheet whose tab was on top is not any more when another takes its place."""
    return re.sub(rb"""\s+tabSelected\s*=\s*["'][^"']*["']""", b"", was) == now


def _lost(name: str, was: bytes, now: bytes, cell: tuple[int, int]) -> str:
    """The first thing of the old part that the new one does not have in the same order."""
    if name.endswith(".vml"):
        shapes = re.sub(rb'data="[^"]*"', b"", was[: was.rindex(b"</xml")])
        return "" if re.sub(rb'data="[^"]*"', b"", now).startswith(shapes) else "a shape"
    rest = iter(_tokens(now, cell))
    for token in _tokens(was, cell):
        if not any(other == token for other in rest):
            return repr(token)[:200]
    return ""


def _tokens(part: bytes, cell: tuple[int, int]) -> Iterator[tuple[object, ...]]:
    """A part as a run of elements, attributes and texts, without the cell that was changed."""
    row, column = cell
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    address = f"{letters}{row}"
    root = etree.fromstring(part, etree.XMLParser(huge_tree=True))
    skipped: set[etree._Element] = set()
    counted_row = counted_column = 0
    for node in root.iter():
        if not isinstance(node.tag, str):
            yield "other", node.text
            continue
        name = etree.QName(node).localname
        if name == "row":
            counted_row, counted_column = int(node.get("r", counted_row + 1)), 0
        elif name == "c" and node.getparent() is not None and etree.QName(node.getparent()).localname == "row":
            counted_column = _column(node.get("r")) or counted_column + 1
            if (counted_row, counted_column) == cell:
                skipped.update(node.iter())
        elif name == "comment" and node.get("ref") == address:
            skipped.update(node.iter())
        if node in skipped:
            continue
        attributes = {key: value for key, value in node.attrib.items() if key not in COUNTING}
        if name == "dimension":
            attributes = {}
        if any("digital-signature" in value for value in attributes.values()):
            continue
        text = node.text if node.text and node.text.strip() and name != "i4" else ""
        yield node.tag, tuple(sorted(attributes.items())), text


def _column(ref: str | None) -> int:
    number = 0
    for letter in re.sub("[^A-Z]", "", ref or ""):
        number = number * 26 + ord(letter) - 64
    return number


def _compare_readings(before: bytes, after: bytes, outcome: Outcome) -> None:
    """What openpyxl reads of the copy is what it reads of the original, and the edits."""
    try:
        old = load(before)
    except Exception as error:  # openpyxl does not read the original: nothing to compare
        outcome.details.append(f"openpyxl does not read the original ({type(error).__name__})")
        return
    outcome.looked_at = True
    try:
        new = load(after)
    except Exception as error:
        outcome.fail(f"openpyxl does not read the copy: {type(error).__name__}: {error}")
        return
    row, column = outcome.cell
    cell = new[outcome.sheet].cell(row, column)
    if (cell.value, cell.fill.fgColor.rgb) != (TEXT, f"FF{COLOUR}"):
        outcome.fail(f"the cell reads {cell.value!r}, {cell.fill.fgColor.rgb!r}")
    told = cell.comment is not None and cell.comment.text.endswith(NOTE)
    # openpyxl finds relationships only under the very letters of a name; to the standard, case does not count.
    if not told and outcome.relations in unzipped(after):
        outcome.fail("the note is not there")
    for sheet in old.worksheets:
        if _said(old, sheet.title, outcome) != _said(new, sheet.title, outcome):
            outcome.fail(f"{sheet.title}: other cells read differently")
    if new.worksheets[0].title != RESULT or new.active is None or new.active.title != RESULT:
        outcome.fail("the result sheet is not in front")


def _said(book: Workbook, title: str, outcome: Outcome) -> dict[tuple[int, int], tuple[object, ...]]:
    """Values, formats and notes of a sheet by cell, without the changed cell."""
    said = {}
    for (row, column), cell in book[title]._cells.items():
        value = cell.value
        if isinstance(value, ArrayFormula | DataTableFormula):
            value = sorted(vars(value).items(), key=str)
        note = cell.comment.text if getattr(cell, "comment", None) else None
        if (value is not None or note is not None) and (title, (row, column)) != (outcome.sheet, outcome.cell):
            said[row, column] = str(value), cell.data_type, cell.number_format, note
    return said


def _compare_unmarked(package: EditableWorkbook, after: bytes, outcome: Outcome) -> None:
    """With the marks off the sheet is, to the byte, the one in which only the value was set."""
    result = EditableWorkbook.open(after).unmarked()
    if [refusal.code for refusal in result.refused] == [RefusalCode.LAST_SHEET]:
        return  # all other sheets were hidden to begin with
    if result.refused:
        outcome.fail(f"marks stay on: {result.refused[0].text.en}")
        return
    plain = package.apply(edits_for(outcome.sheet, *outcome.cell, marks=False)).data
    back = EditableWorkbook.open(result.data)
    part = package.book(package.draft()).find(outcome.sheet).part
    was, now = (_named(copy, part) for copy in (plain, result.data))
    if was != now and not _only_deselected(was, now) and not _same_format_said_otherwise(was, now):
        outcome.fail("the sheet is not the same after the marks came off")
    if back.sheet_names != package.sheet_names:
        outcome.fail(f"sheets after the marks came off: {back.sheet_names}")


def _named(data: bytes, part: str) -> bytes:
    """A part, whatever the case of its name; nothing if it is not there."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        names = {name.replace("\\", "/").casefold(): name for name in file.namelist()}
        return file.read(names[part.casefold()]) if part.casefold() in names else b""


def _same_format_said_otherwise(was: bytes, now: bytes) -> bool:
    """A format that stands in the list twice may be named by its other number."""
    strip = re.compile(rb"""\s+(?:s|tabSelected)\s*=\s*["'][^"']*["']""")
    return strip.sub(b"", was) == strip.sub(b"", now)


def report(outcomes: Sequence[Outcome]) -> str:
    """The shares, and the refusals by name."""
    fates = Counter(outcome.fate for outcome in outcomes)
    names = Counter(name for outcome in outcomes if outcome.fate == "refused" for name in outcome.details)
    looked = sum(outcome.looked_at for outcome in outcomes)
    checked = sum(outcome.checked for outcome in outcomes)
    lines = [f"{len(outcomes)} files, {looked} of them also read back by openpyxl"]
    lines.append(
        f"{checked} changed and new parts held against the schema" if checked else "no schema (XLTOOLS_SCHEMA)"
    )
    lines += (f"{fate}: {fates[fate]} ({fates[fate] / len(outcomes):.1%})" for fate in ("passed", "refused", "failed"))
    lines += (f"  refused, {name}: {count}" for name, count in names.most_common())
    return "\n".join(lines)
