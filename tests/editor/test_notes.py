"""Notes beside whatever notes, threads and controls a sheet has."""

from __future__ import annotations

import re

import pytest

from tests.editor.looking import load, notes
from tests.fixtures.packages import (
    BUTTON_VML,
    COMMENTS,
    NOTE_VML,
    Parts,
    controls,
    excel,
    prefixed,
    relations,
    strict,
    styled,
    threaded,
    unzipped,
    zipped,
)
from xltools.editor import EditableWorkbook, Edits
from xltools.editor.vml import VmlDrawing, claimed_id_blocks

VML = "xl/drawings/vmlDrawing1.vml"


def noted(parts: Parts, *cells: tuple[int, int, str], author: str = "县财政局", sheet: str = "") -> Parts:
    package = EditableWorkbook.open(zipped(parts))
    edits = Edits()
    for row, column, text in cells:
        edits.note(sheet or package.sheet_names[0], row, column, text, author)
    result = package.apply(edits)
    assert result.refused == ()
    return unzipped(result.data)


def ids(part: bytes) -> list[int]:
    """The ids of the shapes (not of shape types) of a drawing part."""
    return [int(number) for number in re.findall(rb'<v:shape [^>]*?id="_x0000_s(\d+)"', part)]


def test_a_sheet_without_notes_gets_the_parts_for_them() -> None:
    after = noted(styled('<row r="1"><c r="A1"><v>1</v></c></row>'), (1, 1, "说明"))
    assert after["xl/comments1.xml"].count(b"<comment ") == 1
    assert ids(after[VML]) == [1025]
    assert b'<legacyDrawing r:id="rId2"/></worksheet>' in after["xl/worksheets/sheet1.xml"]
    assert b'Extension="vml"' in after["[Content_Types].xml"]
    comment = load(zipped(after))["表1"]["A1"].comment
    assert (comment.text, comment.author) == ("说明", "县财政局")


def test_a_note_joins_those_of_others() -> None:
    after = noted(excel(), (2, 1, "新"), (1, 3, "又"))
    assert notes(zipped(after))["填报"] == {"A1": "李四:\n请核对", "A2": "新", "C1": "只有文字\n【县财政局】又"}
    before = excel()["xl/comments1.xml"]
    assert after["xl/comments1.xml"].startswith(before[: before.index("<t>只有文字".encode())].replace(
        b"</authors>", "<author>县财政局</author></authors>".encode()
    ))  # fmt: skip
    assert ids(after[VML]) == [1025, 1026]
    assert after[VML].startswith(excel()[VML].removesuffix(b"</xml>"))


def test_a_paragraph_follows_rich_text_and_keeps_it() -> None:
    after = noted(excel(), (1, 1, "第一"), (1, 1, "第二"))
    assert notes(zipped(after))["填报"]["A1"] == "李四:\n请核对\n【县财政局】第一\n【县财政局】第二"
    assert "<r><rPr><b/></rPr><t>李四:</t></r>".encode() in after["xl/comments1.xml"]
    assert after[VML] == excel()[VML]


def test_two_notes_for_one_bare_cell_follow_one_another() -> None:
    after = noted(styled(), (1, 1, "第一"), (1, 1, "第二"))
    assert notes(zipped(after))["表1"] == {"A1": "第一\n【县财政局】第二"}
    assert len(ids(after[VML])) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<comment ref='B1' authorId='0'><text/></comment>", "新"),
        ("<comment ref='B1' authorId='0'><text><t/></text></comment>", "新"),
        ("<comment ref='B1' authorId='0'></comment>", "新"),
        ("<comment ref='B1' authorId='0'><text><r><t>a</t></r></text></comment>", "a\n【x】新"),
        ("<comment ref='B1' authorId='0'><text><t>a&amp;b</t></text></comment>", "a&b\n【x】新"),
    ],
)
def test_any_form_of_note_takes_a_paragraph(text: str, expected: str) -> None:
    comments = COMMENTS.replace(b"</commentList>", text.encode() + b"</commentList>")
    after = noted({**excel(), "xl/comments1.xml": comments}, (1, 2, "新"), author="x")
    if text.endswith("'0'></comment>"):
        assert b"<text><r>" in after["xl/comments1.xml"].split(b"'B1'")[1]
    else:
        assert notes(zipped(after))["填报"]["B1"] == expected


def test_a_note_goes_beside_a_thread_and_leaves_it_alone() -> None:
    before, after = threaded(), noted(threaded(), (2, 1, "新"))
    for name in ("xl/threadedComments/threadedComment1.xml", "xl/persons/person.xml"):
        assert after[name] == before[name]
    assert notes(zipped(after))["表1"] == {"A1": "[Threaded comment]", "A2": "新"}
    assert ids(after[VML]) == [1027, 1028]


def test_buttons_stay_in_the_drawing_that_notes_join() -> None:
    after = noted(controls(), (1, 1, "新"))
    assert after[VML].startswith(BUTTON_VML.encode().removesuffix(b"</xml>"))
    assert b'<v:shapetype id="_x0000_t202"' in after[VML]
    assert ids(after[VML]) == [3073, 3074]
    assert after["xl/vbaProject.bin"] == controls()["xl/vbaProject.bin"]
    assert after["xl/worksheets/sheet1.xml"] == controls()["xl/worksheets/sheet1.xml"]
    assert b'Target="../comments1.xml"' in after["xl/worksheets/_rels/sheet1.xml.rels"]


def test_the_drawing_is_named_before_controls_and_tables() -> None:
    after = noted(excel(), (1, 1, "新"), sheet="说 明'1'")
    assert b'<legacyDrawing r:id="rId2"/></worksheet>' in after["xl/worksheets/sheet3.xml"]
    parts = styled(after='<pageMargins left="1"/><tableParts count="0"/><extLst/>')
    sheet = noted(parts, (1, 1, "新"))["xl/worksheets/sheet1.xml"]
    assert b'<pageMargins left="1"/><legacyDrawing r:id="rId2"/><tableParts' in sheet


def test_the_drawing_is_named_where_a_part_has_no_prefix_for_it() -> None:
    sheet = noted(prefixed(), (1, 1, "新"))["xl/worksheets/sheet1.xml"]
    assert (
        b'<x:legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id=' in sheet
    )


def test_strict_files_keep_their_wrapped_drawing() -> None:
    before, after = strict(), noted(strict(), (2, 2, "新"))
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]
    assert notes(zipped(after))["表1"]["B2"] == "新"
    assert ids(after[VML]) == [1025, 1026]


def test_ids_of_shapes_differ_over_the_whole_workbook() -> None:
    """Excel repairs a file in which two drawings claim one block of ids."""
    parts = excel()
    package = EditableWorkbook.open(zipped(parts))
    edits = Edits()
    for sheet in ("填报", "隐藏", "说 明'1'"):
        edits.note(sheet, 3, 1, "x")
    after = unzipped(package.apply(edits).data)
    drawings = [part for name, part in after.items() if name.endswith(".vml")]
    assert len(drawings) == 3
    assert sorted(block for part in drawings for block in claimed_id_blocks(part)) == [1, 2, 3]
    every = [number for part in drawings for number in ids(part)]
    assert len(set(every)) == len(every)
    assert all({number // 1024 for number in ids(part)} <= claimed_id_blocks(part) for part in drawings)


def test_a_full_block_is_followed_by_another() -> None:
    package = EditableWorkbook.open(zipped(excel()))
    edits = Edits()
    for row in range(20, 20 + 1030):
        edits.note("填报", row, 1, "x")
    after = unzipped(package.apply(edits).data)
    assert claimed_id_blocks(after[VML]) == {1, 2}
    assert b'data="1,2"' in after[VML]
    numbers = ids(after[VML])
    assert len(set(numbers)) == len(numbers) == 1031
    assert {number // 1024 for number in numbers} == {1, 2}
    assert 1024 not in numbers
    assert 2048 not in numbers


def test_a_drawing_that_binds_prefixes_shape_by_shape() -> None:
    """As ClosedXML writes it: nothing is bound on the root, and the prefix of client data is its own."""
    bare = (
        '\ufeff<xml><v:shape id="_x0000_s1" type="#_x0000_t202" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<xvml:ClientData ObjectType="Note" xmlns:xvml="urn:schemas-microsoft-com:office:excel"><xvml:Row>0</xvml:Row>'
        "<xvml:Column>0</xvml:Column></xvml:ClientData></v:shape></xml>"
    )
    after = noted({**excel(), VML: bare.encode()}, (2, 1, "新"))
    assert after[VML].startswith(bare.removesuffix("</xml>").encode())
    assert after[VML].count(b"<v:shape xmlns:v=") == 1
    drawing = VmlDrawing(after[VML], VML, set())
    drawing.remove(1, 1)
    assert b'_x0000_s1"' not in drawing.to_bytes()
    assert not drawing.bare


def test_the_box_is_as_large_as_its_text_wants_in_this_sheet() -> None:
    rows = '<row r="1" ht="300" customHeight="1"><c r="A1"/></row><row r="2" hidden="1"/>'
    anchors = []
    for cell in ((1, 1), (3, 1)):
        part = noted(styled(rows), (*cell, "甲" * 10))[VML].decode()
        anchors.append([int(number) for number in re.search("<x:Anchor>(.*?)<", part)[1].split(", ")])
    (left, _, top, _, right, _, bottom, _), second = anchors
    assert (left, top, bottom) == (1, 0, 0), "one tall row holds the whole box"
    assert right > left
    assert (second[2], second[6]) == (1, 4), "a hidden row takes no room"


def test_a_note_at_the_edge_of_the_sheet_has_room() -> None:
    part = noted(styled(), (1_048_576, 16_384, "x"))[VML].decode()
    left, _, top, _, right, _, bottom, _ = (int(n) for n in re.search("<x:Anchor>(.*?)<", part)[1].split(", "))
    assert left < right <= 16_383
    assert top < bottom <= 1_048_575


def test_line_ends_are_those_of_spreadsheets() -> None:
    after = noted(styled(), (1, 1, "一\r\n二\r三\n四"))
    assert notes(zipped(after))["表1"]["A1"] == "一\n二\n三\n四"


def test_an_empty_drawing_relation_is_told_from_none() -> None:
    parts = {**styled(), "xl/worksheets/_rels/sheet1.xml.rels": relations(("printerSettings", "../p.bin"))}
    after = noted(parts, (1, 1, "x"))
    assert after["xl/worksheets/_rels/sheet1.xml.rels"].count(b"<Relationship ") == 3
    assert NOTE_VML  # the drawing made is a part of its own
    assert VML in after
