"""Marks taken off again, also after somebody worked on the copy and another program saved it."""

from __future__ import annotations

import warnings
from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.editor.looking import load, notes, values
from tests.fixtures.packages import MAIN, controls, excel, styled, unzipped, zipped
from xltools.editor import AddedCell, AddedSheet, CellRole, EditableWorkbook, Edits, Mark
from xltools.editor.added import render_sheet, stored_cells
from xltools.editor.marks import FillMark, Marks, NoteMark, marks_sheet, read_marks
from xltools.sheet_names import MARKS_SHEET

COLOUR = "FFEB9C"


def marked(data: bytes, sheet: str = "填报") -> bytes:
    """A copy with colours, notes and a sheet of ours."""
    edits = Edits()
    edits.fill(sheet, 1, 1, COLOUR)
    edits.fill(sheet, 1, 3, COLOUR)
    edits.fill(sheet, 15, 2, COLOUR)
    edits.note(sheet, 1, 1, "甲：缺少依据")
    edits.note(sheet, 15, 2, "乙：空白")
    edits.add_sheet(AddedSheet("校验结果", ((AddedCell("错误"),),)))
    result = EditableWorkbook.open(data).apply(edits)
    assert result.refused == ()
    return result.data


def unmarked(data: bytes) -> bytes:
    result = EditableWorkbook.open(data).unmarked()
    assert result.refused == ()
    return result.data


def colours(data: bytes, sheet: str = "填报") -> dict[str, str]:
    """The cells with a solid fill and their colours."""
    return {
        cell.coordinate: cell.fill.fgColor.rgb if cell.fill.fgColor.type == "rgb" else "theme"
        for row in load(data)[sheet].iter_rows()
        for cell in row
        if cell.fill.fill_type == "solid"
    }


def saved_by_openpyxl(data: bytes, change=lambda book: None) -> bytes:
    """The copy after another program opened, changed and saved it: other style numbers, shared strings, parts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(data))
        change(book)
        buffer = BytesIO()
        book.save(buffer)
    return buffer.getvalue()


def test_the_record_says_what_was_there() -> None:
    marks = EditableWorkbook.open(marked(zipped(excel()))).marks
    assert marks.sheets == ("校验结果",)
    assert [(mark.row, mark.column, mark.note) for mark in marks.cells] == [
        (1, 1, NoteMark("\n【xltools】甲：缺少依据", whole=False)),
        (1, 3, None),
        (15, 2, NoteMark("乙：空白", whole=True)),
    ]
    fills = {(mark.row, mark.column): mark.fill for mark in marks.cells}
    none, theme = '<fill><patternFill patternType="none"/></fill>', 'theme="4" tint="0.8"'
    assert fills[1, 1] == FillMark(COLOUR, none, None, stated=True)
    assert fills[1, 3] is not None
    assert (theme in fills[1, 3].before, fills[1, 3].applied) == (True, "1")
    assert fills[15, 2] is not None
    assert fills[15, 2].stated is None


def test_an_untouched_copy_gets_its_sheet_back_to_the_byte() -> None:
    before = excel()
    after = unzipped(unmarked(marked(zipped(before))))
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]
    assert after["xl/comments1.xml"] != before["xl/comments1.xml"], "an author was added"
    assert notes(zipped(after)) == notes(zipped(before))
    assert EditableWorkbook.open(zipped(after)).marks == Marks()
    assert MARKS_SHEET not in EditableWorkbook.open(zipped(after)).sheet_names


def test_the_parts_of_notes_go_when_no_note_is_left() -> None:
    after = unzipped(unmarked(marked(zipped(styled()), "表1")))
    assert set(after) == set(unzipped(zipped(styled())))
    assert after["xl/worksheets/sheet1.xml"] == styled()["xl/worksheets/sheet1.xml"]


def test_buttons_stay_when_the_last_note_goes() -> None:
    after = unzipped(unmarked(marked(zipped(controls()), "表1")))
    assert "xl/comments1.xml" not in after
    assert b"Btn_Check" in after["xl/drawings/vmlDrawing1.vml"]
    assert b'ObjectType="Note"' not in after["xl/drawings/vmlDrawing1.vml"]
    assert after["xl/worksheets/sheet1.xml"] == controls()["xl/worksheets/sheet1.xml"]


def test_marks_come_off_after_another_program_saved_the_copy() -> None:
    data = zipped(excel(chart_sheet=False))
    saved = saved_by_openpyxl(marked(data))
    assert len(EditableWorkbook.open(saved).marks.cells) == 3
    back = unmarked(saved)
    # B15 was blank and looked as its column; now it says so itself.
    assert colours(back) == colours(data) | {"B15": "theme"}
    assert notes(back) == notes(data)
    assert values(back) == values(data)


def test_marks_are_found_where_cells_have_moved_to() -> None:
    """Programs move the record's references along when sheets are renamed and rows inserted."""

    def work(book: openpyxl.Workbook) -> None:
        book["填报"].title = "改名 表"
        record = book[MARKS_SHEET]
        for row in record.iter_rows(min_row=2, max_col=2):
            row[1].value = row[1].value.replace("'填报'!$B$15", "'改名 表'!$B$17").replace("'填报'", "'改名 表'")

    marks = EditableWorkbook.open(saved_by_openpyxl(marked(zipped(excel(chart_sheet=False))), work)).marks
    assert [(mark.sheet, mark.row, mark.column) for mark in marks.cells] == [
        ("改名 表", 1, 1),
        ("改名 表", 1, 3),
        ("改名 表", 17, 2),
    ]


def test_what_people_did_since_stays() -> None:
    def work(book: openpyxl.Workbook) -> None:
        sheet = book["填报"]
        sheet["A1"].fill = PatternFill("solid", fgColor="FF00B0F0")
        sheet["B15"].value = "已补充"
        sheet["B15"].comment.text += "\n科室：已补充"

    back = unmarked(saved_by_openpyxl(marked(zipped(excel(chart_sheet=False))), work))
    assert colours(back) == {"A1": "FF00B0F0", "C1": "theme", "B15": "theme"}
    assert values(back)["填报"]["B15"] == "已补充"
    assert notes(back)["填报"]["B15"] == "\n科室：已补充"


def test_a_note_that_was_deleted_since_is_off_already() -> None:
    def work(book: openpyxl.Workbook) -> None:
        book["填报"]["B15"].comment = None
        del book["校验结果"]

    back = unmarked(saved_by_openpyxl(marked(zipped(excel(chart_sheet=False))), work))
    assert "B15" not in notes(back)["填报"]


def test_marking_twice_and_taking_off_once() -> None:
    data = zipped(excel())
    twice = marked(marked(data))
    assert notes(twice)["填报"]["B15"] == "乙：空白\n【xltools】乙：空白"
    back = unmarked(twice)
    assert notes(back) == notes(data)
    assert colours(back) == colours(data)
    assert unzipped(back)["xl/worksheets/sheet1.xml"] == excel()["xl/worksheets/sheet1.xml"]


def test_another_colour_on_a_marked_cell_remembers_the_first_state() -> None:
    edits = Edits()
    edits.fill("填报", 1, 3, "FFC7CE")
    again = EditableWorkbook.open(marked(zipped(excel()))).apply(edits)
    assert colours(again.data)["C1"] == "FFFFC7CE"
    assert colours(unmarked(again.data)) == colours(zipped(excel()))


def test_marks_off_and_new_ones_on_in_one_go() -> None:
    data = zipped(excel())
    package = EditableWorkbook.open(marked(data))
    edits = Edits()
    for mark in package.marks.cells:
        edits.restore(mark)
    edits.fill("填报", 15, 2, "FFC7CE")
    edits.note("填报", 15, 2, "仍在")
    edits.note("填报", 1, 1, "仍在")
    result = package.apply(edits)
    assert result.refused == ()
    assert colours(result.data) == {"B15": "FFFFC7CE", "C1": "theme"}
    assert notes(result.data)["填报"] == {"A1": "李四:\n请核对\n【xltools】仍在", "B15": "仍在", "C1": "只有文字"}
    back = unmarked(result.data)
    assert notes(back) == notes(data)
    assert unzipped(back)["xl/worksheets/sheet1.xml"] == excel()["xl/worksheets/sheet1.xml"]


def test_a_cell_without_address_is_not_taken_out() -> None:
    """Taking out a cell that counts others on would move them."""
    data = marked(zipped(styled()), "表1")
    parts = unzipped(data)
    sheet = (
        parts["xl/worksheets/sheet1.xml"]
        .replace(b'<c r="B15"', b"<c")
        .replace(b'<c s="4"/></row></sheetData>', b'<c r="B15" s="4"/><c><v>7</v></c></row></sheetData>')
    )
    assert b"<v>7</v>" in sheet
    back = unmarked(zipped({**parts, "xl/worksheets/sheet1.xml": sheet}))
    assert values(back)["表1"] == {"C15": 7}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(b"xltools 1", b"something", id="another title"),
        pytest.param(b"</f>", b"#REF!</f>", id="cells deleted"),
        pytest.param(b"sheetData>", b"sheetRubble>", id="emptied"),
    ],
)
def test_a_record_that_somebody_spoilt_gives_no_marks(old: bytes, new: bytes) -> None:
    parts = unzipped(marked(zipped(excel())))
    record = next(name for name, part in parts.items() if b"xltools 1" in part)
    package = EditableWorkbook.open(zipped({**parts, record: parts[record].replace(old, new)}))
    assert package.marks == Marks()
    assert package.unmarked().refused == ()


def test_a_fill_that_is_no_fill_is_not_put_back() -> None:
    marks = Marks((Mark("表1", 1, 1, FillMark(COLOUR, "<fill></cellXfs>", None)),))
    sheet = marks_sheet(marks)
    part = render_sheet(sheet, stored_cells(sheet), {CellRole.DEFAULT: 0}, MAIN)
    assert read_marks(part, "x", tuple).cells == (Mark("表1", 1, 1),)
