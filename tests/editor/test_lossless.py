"""For every shape of workbook: edits change what they say and nothing else."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from lxml import etree

from tests.editor.looking import canonical, differing, notes, values
from tests.fixtures.packages import SHAPES, excel, unzipped, zipped
from xltools.editor import AddedCell, AddedSheet, CellRole, EditableWorkbook, Edits
from xltools.editor.zip_package import ZipPackage
from xltools.model import Place

RESULT = AddedSheet(
    "校验结果",
    (
        (AddedCell("级别", CellRole.HEADER), AddedCell("位置", CellRole.HEADER)),
        (AddedCell("错误", CellRole.ERROR), AddedCell("C9", CellRole.LINK, Place("", "表1", 9, 3))),
    ),
    heading=1,
    filter=True,
)
# What each edit may touch, in every shape.
SHEET_PARTS = {"xl/worksheets/sheet1.xml"}
BOOK_PARTS = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "docProps/app.xml"}
SHEETS_MADE = {f"xl/worksheets/sheet{number}.xml" for number in range(2, 7)}
NOTE_PARTS = {
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
}
STYLE_PARTS = {"xl/styles.xml"}
SIGNATURE = {
    "_rels/.rels",
    "_xmlsignatures/origin.sigs",
    "_xmlsignatures/sig1.xml",
    "_xmlsignatures/_rels/origin.sigs.rels",
}


@pytest.fixture(params=SHAPES, name="data")
def shapes(request: pytest.FixtureRequest) -> bytes:
    return zipped(SHAPES[request.param]())


def apply(data: bytes, edits: Edits) -> bytes:
    result = EditableWorkbook.open(data).apply(edits)
    assert result.refused == ()
    return result.data


def first_sheet(data: bytes) -> str:
    return EditableWorkbook.open(data).sheet_names[0]


def test_no_edit_gives_the_same_bytes(data: bytes) -> None:
    assert EditableWorkbook.open(data).apply(Edits()).data == data


def test_a_value_touches_one_sheet_and_asks_for_calculation(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.set_value(sheet, 9, 3, "新值 <&>")
    after = apply(data, edits)
    assert differing(data, after) - SIGNATURE <= SHEET_PARTS | {"xl/workbook.xml", "[Content_Types].xml"}
    old, new = values(data), values(after)
    assert new[sheet].pop("C9") == "新值 <&>"
    assert new == old
    cell = "//*[local-name()='c'][@r='C9']"
    row = "//*[local-name()='row'][@r='9']"
    ignored = (cell, row, "//*[local-name()='dimension']")
    assert canonical(unzipped(after)["xl/worksheets/sheet1.xml"], *ignored) == canonical(
        unzipped(data)["xl/worksheets/sheet1.xml"], *ignored
    )


def test_a_colour_touches_the_sheet_and_the_styles(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.fill(sheet, 9, 3, "FFFF99")
    after = apply(data, edits)
    assert differing(data, after) - SIGNATURE <= SHEET_PARTS | STYLE_PARTS | BOOK_PARTS | SHEETS_MADE
    assert values(after)[sheet] == values(data)[sheet]


def test_a_note_touches_the_sheet_and_its_notes(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.note(sheet, 9, 3, "请补充\n绩效指标 <1> & “2”", "县财政局")
    after = apply(data, edits)
    assert differing(data, after) - SIGNATURE <= SHEET_PARTS | NOTE_PARTS | BOOK_PARTS | SHEETS_MADE
    old, new = notes(data), notes(after)
    assert new[sheet].pop("C9") == "请补充\n绩效指标 <1> & “2”"
    assert new[sheet] == old[sheet]
    assert values(after)[sheet] == values(data)[sheet]


def test_a_sheet_touches_the_book_and_the_styles_only(data: bytes) -> None:
    edits = Edits()
    edits.add_sheet(RESULT)
    after = apply(data, edits)
    assert differing(data, after) - SIGNATURE <= BOOK_PARTS | STYLE_PARTS | SHEETS_MADE
    new = values(after)
    assert new.pop("校验结果") == {"A1": "级别", "B1": "位置", "A2": "错误", "B2": "C9"}
    new.pop("_xltools_marks")
    assert new == values(data)


def test_everything_at_once_and_off_again(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.fill(sheet, 9, 3, "FFFF99")
    edits.fill(sheet, 1, 2, "FFFF99")
    edits.note(sheet, 9, 3, "一")
    edits.note(sheet, 1, 2, "二")
    edits.add_sheet(RESULT)
    marked = apply(data, edits)
    result = EditableWorkbook.open(marked).unmarked()
    assert result.refused == ()
    before, after = unzipped(data), unzipped(result.data)
    assert "校验结果" not in EditableWorkbook.open(result.data).sheet_names
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]
    # What may stay: formats nobody uses, the shape type of notes, no order of calculation.
    leftovers = {name for name in {*before, *after} if before.get(name) != after.get(name)} - SIGNATURE
    assert leftovers <= STYLE_PARTS | BOOK_PARTS | NOTE_PARTS | {"xl/calcChain.xml"}
    assert ("xl/comments1.xml" in after) == ("xl/comments1.xml" in before)
    assert ("xl/drawings/vmlDrawing1.vml" in after) == ("xl/drawings/vmlDrawing1.vml" in before)
    assert notes(result.data) == notes(data)
    assert values(result.data) == values(data)


def test_every_part_stays_well_formed(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.set_value(sheet, 9, 3, "x")
    edits.note(sheet, 9, 3, "x")
    edits.add_sheet(RESULT)
    for name, part in unzipped(apply(data, edits)).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)


def test_types_and_relationships_lead_to_parts_that_are_there(data: bytes) -> None:
    edits, sheet = Edits(), first_sheet(data)
    edits.fill(sheet, 9, 3, "FFFF99")
    edits.note(sheet, 9, 3, "x")
    edits.add_sheet(RESULT)
    marked = apply(data, edits)
    for copy in (marked, EditableWorkbook.open(marked).unmarked().data):
        parts = unzipped(copy)
        types = etree.fromstring(parts["[Content_Types].xml"])
        overrides = [node.get("PartName").lstrip("/") for node in types if node.tag.endswith("Override")]
        assert len(set(overrides)) == len(overrides)
        assert set(overrides) <= set(parts)
        defaults = {node.get("Extension") for node in types if node.tag.endswith("Default")}
        bare = {name for name in parts if name not in overrides and name.rpartition(".")[2] not in defaults}
        assert bare - {"[Content_Types].xml"} == set()
        package = EditableWorkbook.open(copy)
        draft = package.draft()
        for name in parts:
            if name.endswith(".rels"):
                source = name.replace("_rels/", "").removesuffix(".rels")
                relations = list(draft.relations(source))
                assert all(relation.target in parts for relation in relations if relation.target), name


def test_other_members_keep_their_compressed_bytes() -> None:
    data = zipped(excel())
    edits = Edits()
    edits.set_value("填报", 9, 3, "x")
    after = apply(data, edits)
    old, new = ZipPackage(data), ZipPackage(after)
    assert differing(data, after) == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    for name in old:
        if name not in differing(data, after):
            assert old._compressed(old._members[name.casefold()]) == new._compressed(new._members[name.casefold()])
    assert zipfile.ZipFile(BytesIO(after)).testzip() is None


def test_the_original_is_not_touched() -> None:
    data = zipped(excel())
    package, copy = EditableWorkbook.open(data), bytes(bytearray(data))
    edits = Edits()
    edits.set_value("填报", 9, 3, "x")
    first, second = package.apply(edits), package.apply(edits)
    assert first == second
    assert data == copy
    assert package.apply(Edits()).data == data
