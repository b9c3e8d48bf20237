"""What is refused, each by its name, with nothing half done."""

# ruff: noqa: E501 - markup is easier to compare when it stays on its line

from __future__ import annotations

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.packages import MAIN, Parts, controls, excel, minimal, relations, styled, threaded, unzipped, zipped
from xltools.editor import AddedCell, AddedSheet, EditableWorkbook, EditRefusedError, Edits, Mark, Refusal, RefusalCode
from xltools.model import NOWHERE, Place

if TYPE_CHECKING:
    from collections.abc import Callable

C = RefusalCode
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def changed(parts: Parts, name: str, old: str, new: str) -> bytes:
    """A file with one text in one part replaced."""
    assert parts[name].count(old.encode()) >= 1
    return zipped({**parts, name: parts[name].replace(old.encode(), new.encode())})


def without(parts: Parts, name: str) -> bytes:
    return zipped({key: part for key, part in parts.items() if key != name})


def bare_zip(*names: str) -> bytes:
    """A zip file that is no package."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return buffer.getvalue()


BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
WHOLE_FILES: dict[str, tuple[bytes, RefusalCode]] = {
    "empty": (b"", C.NOT_A_PACKAGE),
    "text": ("部门,项目\n".encode("gbk"), C.NOT_A_PACKAGE),
    "html named xls": (b"<html><table></table></html>", C.NOT_A_PACKAGE),
    "old format": (OLE + bytes(600), C.OLD_FORMAT),
    "password": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), C.ENCRYPTED),
    "truncated": (zipped(excel())[:3000], C.DAMAGED_PACKAGE),
    "other zip": (zipped({"[Content_Types].xml": b"<Types/>", "a.txt": b"x"}), C.NOT_A_WORKBOOK),
    "ods": (bare_zip("mimetype", "content.xml"), C.NOT_A_WORKBOOK),
    "other root": (zipped({**excel(), "xl/workbook.xml": b'<document xmlns="urn:word"/>'}), C.NOT_A_WORKBOOK),
    "no sheets": (zipped({**excel(), "xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'.encode()}), C.ODD_STRUCTURE),
    "workbook missing": (without(excel(), "xl/workbook.xml"), C.MISSING_PART),
    "xlsb": (
        zipped({**minimal(), "[Content_Types].xml": (
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml"'
            f' ContentType="{BINARY}"/></Types>'
        ).encode()}),
        C.BINARY_WORKBOOK,
    ),
    "entities": (
        zipped({**excel(), "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        C.DOCTYPE,
    ),
    "shared workbook": (
        zipped({**minimal(), "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("revisionHeaders", "revisions/revisionHeaders.xml")
        )}),
        C.SHARED_WORKBOOK,
    ),
    "unknown encoding": (
        zipped({**excel(), "xl/workbook.xml": b'<?xml version="1.0" encoding="klingon"?><a/>'}),
        C.ENCODING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_files_that_cannot_be_changed_are_refused_when_opened(name: str) -> None:
    data, code = WHOLE_FILES[name]
    with pytest.raises(EditRefusedError) as caught:
        EditableWorkbook.open(data, "甲.xlsx")
    assert caught.value.code is code


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(EditRefusedError) as caught:
        EditableWorkbook.open(tmp_path / "没有.xlsx")
    assert caught.value.code is C.NO_FILE
    assert "没有.xlsx" in caught.value.text.zh


def value(
    row: int, column: int, content: object = 1, sheet: str = "填报", *, force: bool = False
) -> Callable[[Edits], None]:
    return lambda edits: edits.set_value(sheet, row, column, content, force=force)  # type: ignore[arg-type]


def colour(row: int, column: int, sheet: str = "填报") -> Callable[[Edits], None]:
    return lambda edits: edits.fill(sheet, row, column, "FFFF99")


def note(row: int, column: int, text: str = "x", sheet: str = "填报") -> Callable[[Edits], None]:
    return lambda edits: edits.note(sheet, row, column, text)


def added(name: str, cell: AddedCell | None = None, times: int = 1) -> Callable[[Edits], None]:
    return lambda edits: edits.add_sheet(AddedSheet(name, ((cell or AddedCell("x"),),) * times))


def row_order(rows: str) -> bytes:
    return zipped(styled(rows))


PIVOT = (
    f'<pivotTableDefinition xmlns="{MAIN}" name="p"><location ref="J1:K9" firstHeaderRow="1"/></pivotTableDefinition>'
)
WITH_PIVOT = zipped(
    {
        **styled(),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("pivotTable", "../pivotTables/pivotTable1.xml")),
        "xl/pivotTables/pivotTable1.xml": PIVOT.encode(),
    }
)
EXCEL = zipped(excel())
SHEET_PART = "xl/worksheets/sheet1.xml"
# Limits that take too long to reach are lowered.
LOWERED = {"links": ("added._MAX_LINKS", 2), "all formats used up": ("styles_part._MAX_FORMATS", 4)}

SINGLE_EDITS: dict[str, tuple[bytes, Callable[[Edits], None], RefusalCode]] = {
    "no such sheet": (EXCEL, value(1, 1, sheet="没有"), C.NO_SUCH_SHEET),
    "no sheet named": (EXCEL, value(1, 1, sheet=""), C.NO_SUCH_SHEET),
    "sheet name in another case": (zipped(styled(names=("Sheet",))), value(1, 1, sheet="SHEET"), C.NO_SUCH_SHEET),
    "two sheets of one name": (zipped(styled(names=("甲", "甲"))), value(1, 1, sheet="甲"), C.AMBIGUOUS_SHEET),
    "chart sheet": (EXCEL, value(1, 1, sheet="图表"), C.NOT_A_WORKSHEET),
    "row 0": (EXCEL, value(0, 1), C.BAD_ADDRESS),
    "column beyond XFD": (EXCEL, value(1, 16_385), C.BAD_ADDRESS),
    "row beyond the last": (EXCEL, note(1_048_577, 1), C.BAD_ADDRESS),
    "formula": (EXCEL, value(2, 2), C.FORMULA),
    "formula emptied": (EXCEL, value(2, 2, None), C.FORMULA),
    "shared formula, member": (EXCEL, value(3, 3), C.FORMULA),
    "shared formula, master, forced": (EXCEL, value(2, 3, force=True), C.SHARED_FORMULA),
    "array formula, first cell, forced": (EXCEL, value(2, 4, force=True), C.ARRAY_FORMULA),
    "array formula, other cell": (EXCEL, value(3, 4), C.ARRAY_FORMULA),
    "data table": (
        row_order('<row r="1"><c r="A1"><f t="dataTable" ref="A1:B3" dt2D="1"/><v>1</v></c></row>'),
        value(3, 2, sheet="表1"),
        C.ARRAY_FORMULA,
    ),
    "merged, value": (EXCEL, value(7, 2), C.MERGED_CELL),
    "merged, colour": (EXCEL, colour(6, 2), C.MERGED_CELL),
    "merged, note": (EXCEL, note(7, 1), C.MERGED_CELL),
    "table header": (EXCEL, value(10, 7), C.TABLE_HEADER),
    "table totals": (EXCEL, value(12, 8), C.TABLE_HEADER),
    "pivot table": (WITH_PIVOT, value(9, 10, sheet="表1"), C.PIVOT_TABLE),
    "infinite": (EXCEL, value(1, 1, float("inf")), C.NOT_A_NUMBER),
    "not a number": (EXCEL, value(1, 1, Decimal("NaN")), C.NOT_A_NUMBER),
    "too large": (EXCEL, value(1, 1, 10**400), C.NOT_A_NUMBER),
    "far too large": (EXCEL, value(1, 1, 10**5000), C.NOT_A_NUMBER),
    "a code as a number": (EXCEL, value(1, 1, 1234567890123456), C.TOO_PRECISE),
    "an amount with too many digits": (EXCEL, value(1, 1, Decimal("12345678901234.56")), C.TOO_PRECISE),
    "long text": (EXCEL, value(1, 1, "字" * 32_768), C.TEXT_TOO_LONG),
    "long text outside the basic plane": (EXCEL, value(1, 1, "𠮷" * 16_384), C.TEXT_TOO_LONG),
    "long note": (EXCEL, note(1, 1, "字" * 32_001), C.TEXT_TOO_LONG),
    "thread": (zipped(threaded()), note(1, 1, sheet="表1"), C.THREADED_COMMENT),
    "notes not listed": (
        changed(excel(), "xl/comments1.xml", "commentList", "commentlist"),
        note(1, 1),
        C.ODD_NOTES,
    ),
    "drawing of notes missing": (without(excel(), "xl/drawings/vmlDrawing1.vml"), note(1, 1), C.ODD_NOTES),
    "drawing of notes is something else": (
        zipped({**controls(), "xl/drawings/vmlDrawing1.vml": b"{}"}),
        note(1, 1, sheet="表1"),
        C.ODD_NOTES,
    ),
    "sheet name empty": (EXCEL, added(""), C.BAD_SHEET_NAME),
    "sheet name too long": (EXCEL, added("表" * 32), C.BAD_SHEET_NAME),
    "sheet name with a slash": (EXCEL, added("甲/乙"), C.BAD_SHEET_NAME),
    "sheet name with a quote at its end": (EXCEL, added("甲'"), C.BAD_SHEET_NAME),
    "sheet name that programs keep": (EXCEL, added("History"), C.BAD_SHEET_NAME),
    "sheet name in use": (EXCEL, added("填报"), C.SHEET_NAME_TAKEN),
    "sheet name in use in another case": (zipped(styled(names=("Abc",))), added("aBC"), C.SHEET_NAME_TAKEN),
    "number in an added sheet": (EXCEL, added("新表", AddedCell(10**20 + 1)), C.TOO_PRECISE),
    "links": (EXCEL, added("新表", AddedCell("x", link=Place("", "填报", 1, 1)), 3), C.TOO_MANY_LINKS),
    "sheet of somebody": (EXCEL, lambda edits: edits.remove_sheet("填报"), C.NOT_OUR_SHEET),
    "sheet that is not there": (EXCEL, lambda edits: edits.remove_sheet("没有"), C.NO_SUCH_SHEET),
    "mark on a sheet that is not there": (EXCEL, lambda edits: edits.restore(Mark("没有", 1, 1)), C.NO_SUCH_SHEET),
    "rows out of order": (row_order('<row r="2"/><row r="1"/>'), value(5, 1, sheet="表1"), C.DISORDERED),
    "row number twice": (row_order('<row r="2"/><row r="2"/>'), note(5, 1, sheet="表1"), C.DISORDERED),
    "cells out of order": (
        row_order('<row r="1"><c r="B1"/><c r="A1"/></row>'), colour(1, 3, sheet="表1"), C.DISORDERED,
    ),
    "cell of another row": (row_order('<row r="1"><c r="B2"/></row>'), value(1, 1, sheet="表1"), C.DISORDERED),
    "address that is none": (row_order('<row r="1"><c r="?"/></row>'), value(1, 1, sheet="表1"), C.DISORDERED),
    "sheet part missing": (without(styled(), SHEET_PART), value(1, 1, sheet="表1"), C.MISSING_PART),
    "sheet part damaged": (
        changed(styled(), SHEET_PART, "</sheetData>", ""), value(1, 1, sheet="表1"), C.DAMAGED_PART,
    ),
    "sheet part with entities": (
        changed(styled(), SHEET_PART, "<worksheet", "<!DOCTYPE worksheet><worksheet"),
        value(1, 1, sheet="表1"),
        C.DOCTYPE,
    ),
    "sheet without data": (
        changed(styled(), SHEET_PART, "<sheetData></sheetData>", ""), value(1, 1, sheet="表1"), C.ODD_STRUCTURE,
    ),
    "sheet data of another namespace": (
        row_order(f'<row r="1"><y:c xmlns:y="{MAIN}"/></row>'), value(1, 1, sheet="表1"), C.ODD_STRUCTURE,
    ),
    "namespace taken over inside": (
        row_order('<row r="1" xmlns="urn:other"/>'), value(1, 1, sheet="表1"), C.ODD_STRUCTURE,
    ),
    "choice among rows": (
        row_order('<mc:AlternateContent xmlns:mc="urn:mc"/>'), value(1, 1, sheet="表1"), C.ODD_STRUCTURE,
    ),
    "format that is not there": (row_order('<row r="1"><c r="A1" s="9"/></row>'), colour(1, 1, sheet="表1"), C.ODD_STRUCTURE),
    "format that is no number": (row_order('<row r="1"><c r="A1" s="x"/></row>'), colour(1, 1, sheet="表1"), C.ODD_STRUCTURE),
    "all formats used up": (EXCEL, colour(1, 1), C.TOO_MANY_STYLES),
}  # fmt: skip


@pytest.mark.parametrize("name", SINGLE_EDITS)
def test_edits_that_are_not_safe_are_refused_alone(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal says what and where; the file stays as it is, to the byte."""
    if name in LOWERED:
        limit, lowered = LOWERED[name]
        monkeypatch.setattr(f"xltools.editor.{limit}", lowered)
    data, make, code = SINGLE_EDITS[name]
    edits = Edits()
    make(edits)
    result = EditableWorkbook.open(data, "甲.xlsx").apply(edits)
    assert [refusal.code for refusal in result.refused] == [code]
    assert result.refused[0].place.file == "甲.xlsx"
    assert result.done == ()
    assert result.data == data


def test_other_edits_are_made() -> None:
    edits = Edits()
    edits.set_value("填报", 2, 2, 1)
    edits.set_value("填报", 2, 1, 7)
    result = EditableWorkbook.open(EXCEL, "甲.xlsx").apply(edits)
    assert result.refused == (Refusal(C.FORMULA, Place("甲.xlsx", "填报", 2, 2)),)
    assert b'<c r="A2"><v>7</v></c>' in unzipped(result.data)[SHEET_PART]


def test_a_damaged_sheet_spoils_no_other() -> None:
    parts = styled('<row r="1"/>', names=("甲", "乙"))
    data = changed(parts, "xl/worksheets/sheet2.xml", "</worksheet>", "")
    edits = Edits()
    edits.set_value("甲", 1, 1, 1)
    edits.set_value("乙", 1, 1, 1)
    edits.note("乙", 1, 1, "x")
    result = EditableWorkbook.open(data).apply(edits)
    assert [(refusal.code, refusal.place.sheet) for refusal in result.refused] == [(C.DAMAGED_PART, "乙")] * 2
    assert unzipped(result.data)["xl/worksheets/sheet2.xml"] == unzipped(data)["xl/worksheets/sheet2.xml"]


def test_every_refusal_is_provoked_by_some_case() -> None:
    provoked = {code for _, code in WHOLE_FILES.values()} | {code for _, _, code in SINGLE_EDITS.values()}
    elsewhere = {C.NO_FILE, C.DUPLICATE_PART, C.TOO_LARGE, C.LAST_SHEET}
    assert set(C) - provoked == elsewhere


@pytest.mark.parametrize("code", C)
def test_every_refusal_speaks_both_languages(code: RefusalCode) -> None:
    place = Place("甲.xlsx", "填报", 2, 5)
    refusal = Refusal(code, place, "细节")
    assert refusal.text.zh.startswith("甲.xlsx!填报!E2：")
    assert refusal.text.en.startswith("甲.xlsx!填报!E2: ")
    assert "细节" in refusal.text.zh
    assert any("\u4e00" <= letter <= "\u9fff" for letter in Refusal(code, NOWHERE).text.zh)
    assert Refusal(code, NOWHERE).text.en.isascii()


@pytest.mark.parametrize("code", C)
def test_every_refusal_is_in_the_document(code: RefusalCode) -> None:
    document = Path(__file__).parents[2] / "docs" / "lossless-editing.md"
    assert f"`{code}`" in document.read_text(encoding="utf-8")
