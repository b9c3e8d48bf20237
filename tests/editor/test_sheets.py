"""Sheets put in and taken out: names, tabs and views that count by position stay right."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tests.editor.looking import load, tree, values
from tests.fixtures.packages import Parts, excel, prefixed, relations, strict, styled, unzipped, zipped
from xltools.editor import AddedCell, AddedSheet, CellRole, EditableWorkbook, Edits, Refusal, RefusalCode
from xltools.model import Place
from xltools.sheet_names import MARKS_SHEET

RESULT = AddedSheet(
    "校验结果", ((AddedCell("级别", CellRole.HEADER), AddedCell("x")), (AddedCell("错误"),)), heading=1, filter=True
)


def with_sheet(parts: Parts, sheet: AddedSheet = RESULT) -> Parts:
    edits = Edits()
    edits.add_sheet(sheet)
    result = EditableWorkbook.open(zipped(parts)).apply(edits)
    assert result.refused == ()
    return unzipped(result.data)


def without_sheet(parts: Parts, name: str = "校验结果") -> Parts:
    edits = Edits()
    edits.remove_sheet(name)
    result = EditableWorkbook.open(zipped(parts)).apply(edits)
    assert result.refused == ()
    return unzipped(result.data)


def names(parts: Parts) -> list[tuple[str, str | None, str]]:
    """The defined names: name, sheet that it belongs to (by name), text."""
    book = tree(parts, "xl/workbook.xml")
    sheets = [node.get("name") for node in book.iter("{*}sheet")]
    return [
        (node.get("name"), sheets[int(local)] if (local := node.get("localSheetId")) else None, node.text)
        for node in book.iter("{*}definedName")
    ]


def view(parts: Parts) -> tuple[str, str]:
    """The names of the tab on top and of the first tab to be seen."""
    book = tree(parts, "xl/workbook.xml")
    sheets = [node.get("name") for node in book.iter("{*}sheet")]
    found = next(book.iter("{*}workbookView"))
    return sheets[int(found.get("activeTab", "0"))], sheets[int(found.get("firstSheet", "0"))]


def order(parts: Parts) -> list[str]:
    return [node.get("name") for node in tree(parts, "xl/workbook.xml").iter("{*}sheet")]


def titles(parts: Parts) -> tuple[list[str], list[str]]:
    """The counts and the titles of docProps/app.xml."""
    app = tree(parts, "docProps/app.xml")
    vectors = list(app.iter("{*}vector"))
    assert [int(vector.get("size")) for vector in vectors] == [len(vector) for vector in vectors]
    return [node.text for node in app.iter("{*}i4")], [node.text for node in vectors[1]]


SHEETS = ["填报", "隐藏", "说 明'1'", "图表"]
NAMES = [
    ("_xlnm.Print_Titles", "说 明'1'", "'说 明''1'''!$1:$1"),
    ("_xlnm.Print_Area", "填报", "填报!$A$1:$E$6"),
    ("合计", None, "填报!$A$2"),
]


@pytest.mark.parametrize("first", [True, False])
def test_what_counts_sheets_by_position_stays_right(first: bool) -> None:
    after = with_sheet(excel(), AddedSheet("校验结果", RESULT.rows, first=first, heading=1, filter=True))
    assert order(after) == (["校验结果", *SHEETS] if first else [*SHEETS, "校验结果"]) + [MARKS_SHEET]
    assert names(after) == [
        *NAMES,
        ("_xlnm.Print_Titles", "校验结果", "'校验结果'!$1:$1"),
        ("_xlnm._FilterDatabase", "校验结果", "'校验结果'!$A$1:$B$2"),
    ]
    assert view(after) == view(excel()) == ("说 明'1'", "隐藏")
    before_counts, before_titles = titles(excel())
    counts, after_titles = titles(after)
    assert (before_counts, counts) == (["3", "1", "1"], ["5", "1", "1"])
    position = 0 if first else 3
    assert after_titles == [
        *before_titles[:position],
        "校验结果",
        *before_titles[position:3],
        MARKS_SHEET,
        *before_titles[3:],
    ]


def test_taking_it_out_puts_everything_back() -> None:
    before, after = unzipped(zipped(excel())), without_sheet(with_sheet(excel()))
    assert set(after) == set(before) - {"xl/calcChain.xml"}
    assert after["xl/workbook.xml"] == before["xl/workbook.xml"]
    assert after["docProps/app.xml"] == before["docProps/app.xml"]
    assert order(after) == SHEETS


def test_an_active_sheet_is_alone_on_top() -> None:
    """With two tabs selected, what is typed into one would go into both."""
    after = with_sheet(excel(), AddedSheet("校验结果", RESULT.rows, active=True))
    assert view(after) == ("校验结果", "校验结果")
    selected = [name for name, part in after.items() if b'tabSelected="1"' in part]
    assert [load(zipped(after)).worksheets[0].title, *selected] == ["校验结果", "xl/worksheets/sheet4.xml"]
    assert after["xl/worksheets/sheet1.xml"] == excel()["xl/worksheets/sheet1.xml"].replace(b' tabSelected="1"', b"")


def test_the_tab_on_top_goes_to_a_visible_sheet_when_ours_goes() -> None:
    after = without_sheet(with_sheet(excel(), AddedSheet("校验结果", RESULT.rows, active=True)))
    assert view(after)[0] == "填报"


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        ("", '<bookViews><workbookView activeTab="1"/></bookViews><sheets>'),
        ("<bookViews><workbookView/></bookViews>", '<workbookView activeTab="1"/>'),
        ('<bookViews><workbookView firstSheet="0" activeTab="0"/></bookViews>', 'firstSheet="0" activeTab="1"'),
        ('<bookViews><workbookView firstSheet="1" activeTab="1"/></bookViews>', 'firstSheet="2" activeTab="2"'),
        ('<bookViews><workbookView activeTab="9"/></bookViews>', 'activeTab="0"'),
        ('<bookViews><workbookView activeTab="-1"/></bookViews>', 'activeTab="1"'),
    ],
)
def test_views_move_along(views: str, expected: str) -> None:
    parts = styled(names=("甲", "乙"))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", views.encode() + b"<sheets>")
    assert expected in with_sheet(parts)["xl/workbook.xml"].decode()


def test_a_sheet_of_ours_is_replaced() -> None:
    once = with_sheet(excel())
    twice = with_sheet(once, AddedSheet("校验结果", ((AddedCell("新"),),)))
    assert order(twice) == order(once)
    assert values(zipped(twice))["校验结果"] == {"A1": "新"}
    assert sum(name.startswith("xl/worksheets/sheet") for name in twice) == 5
    assert [name for name in names(twice) if name[1] == "校验结果"] == []


def test_a_sheet_added_twice_in_one_go_is_there_once() -> None:
    edits = Edits()
    edits.add_sheet(RESULT)
    edits.add_sheet(AddedSheet("校验结果", ((AddedCell("新"),),)))
    result = EditableWorkbook.open(zipped(excel())).apply(edits)
    after = unzipped(result.data)
    assert (result.refused, order(after)) == ((), ["校验结果", *SHEETS, MARKS_SHEET])
    assert values(result.data)["校验结果"] == {"A1": "新"}
    made = {name for name in after if name.startswith("xl/worksheets/sheet")} - set(excel())
    assert len(made) == 2
    assert all(after["[Content_Types].xml"].count(name.encode()) == 1 for name in made)
    assert after["xl/_rels/workbook.xml.rels"].count(b"<Relationship ") == 9
    assert [name for name in names(after) if name[1] == "校验结果"] == []


def test_a_sheet_of_ours_is_known_after_it_was_renamed() -> None:
    parts = with_sheet(excel())
    renamed = {
        name: part.replace("校验结果".encode(), "上次结果".encode()) if name.endswith(".xml") else part
        for name, part in parts.items()
    }
    assert EditableWorkbook.open(zipped(renamed)).marks.sheets == ("上次结果",)
    assert order(without_sheet(renamed, "上次结果")) == SHEETS


def test_parts_that_only_our_sheet_uses_go_with_it() -> None:
    """A program that saved the copy may have given our sheet printer settings and notes."""
    parts = with_sheet(excel())
    part = next(name for name in parts if name.endswith("sheet4.xml"))
    parts |= {
        f"xl/worksheets/_rels/{part.rpartition('/')[2]}.rels": relations(
            ("printerSettings", "../printerSettings/printerSettings1.bin"), ("table", "../tables/table1.xml")
        ),
        "xl/printerSettings/printerSettings1.bin": b"x",
    }
    after = without_sheet(parts)
    assert "xl/printerSettings/printerSettings1.bin" not in after
    assert "xl/tables/table1.xml" in after, "another sheet uses it, too"


def test_the_last_visible_sheet_stays() -> None:
    parts = with_sheet(styled())
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        'name="表1"'.encode(), 'name="表1" state="hidden"'.encode()
    )
    edits = Edits()
    edits.remove_sheet("校验结果")
    package = EditableWorkbook.open(zipped(parts))
    assert package.apply(edits).refused == (Refusal(RefusalCode.LAST_SHEET, Place("", "校验结果")),)
    replaced = Edits()
    replaced.add_sheet(RESULT)
    assert package.apply(replaced).refused == ()


@pytest.mark.parametrize(
    "present", ["", "<pivotCaches/>", "<definedNames/>", '<calcPr calcId="1"/>', "<externalReferences/>"]
)
def test_what_is_new_in_the_workbook_part_stands_in_the_order_of_the_schema(present: str) -> None:
    """Excel takes a part whose children are in another order for damaged."""
    parts = styled('<row r="1"><c r="B1"><f>1</f></c></row>')
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", f"{present}</workbook>".encode())
    edits = Edits()
    edits.set_value("表1", 1, 1, 1)
    edits.add_sheet(RESULT)
    after = unzipped(EditableWorkbook.open(zipped(parts)).apply(edits).data)
    children = [child.tag.rpartition("}")[2] for child in tree(after, "xl/workbook.xml")]
    schema = ["bookViews", "sheets", "externalReferences", "definedNames", "calcPr", "pivotCaches"]
    assert children == [name for name in schema if name in {*children, "bookViews", "definedNames", "calcPr"}]


def test_prefixes_and_the_strict_dialect() -> None:
    after = with_sheet(prefixed())
    assert b'<x:sheets><x:sheet name="' in after["xl/workbook.xml"]
    assert values(zipped(after))["校验结果"]["A1"] == "级别"
    after = with_sheet(strict())
    assert b'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"' in after["xl/worksheets/sheet2.xml"]
    assert (
        b'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"'
        in after["xl/_rels/workbook.xml.rels"]
    )


def test_an_unkept_list_of_titles_stays_as_it_is() -> None:
    parts = excel()
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace("<vt:lpstr>隐藏".encode(), "<vt:lpstr>旧名".encode())
    assert with_sheet(parts)["docProps/app.xml"] == parts["docProps/app.xml"]


def test_what_an_added_sheet_holds() -> None:
    sheet = AddedSheet(
        "校验 结果",
        (
            (AddedCell("某单位校验结果", CellRole.TITLE),),
            tuple(AddedCell(text, CellRole.HEADER) for text in ("级别", "位置", "金额", "比例", "个数", "是否")),
            (
                AddedCell("错误", CellRole.ERROR),
                AddedCell("E12", CellRole.LINK, Place("忽略.xlsx", "说 明'1'", 12, 5)),
                AddedCell(Decimal("1073060.00"), CellRole.AMOUNT),
                AddedCell(0.25, CellRole.PERCENT),
                AddedCell(3, CellRole.INTEGER),
                AddedCell(True),
            ),
            (
                AddedCell("=1+1 <&>", CellRole.WARNING),
                AddedCell("整表", CellRole.LINK, Place("", "填报")),
                AddedCell(None, CellRole.NOTE),
            ),
        ),
        widths=(8, 0, 16.5),
        heading=2,
        filter=True,
        tab_colour="C00000",
    )
    after = with_sheet(excel(), sheet)
    shown = load(zipped(after))["校验 结果"]
    assert [[cell.value for cell in row] for row in shown.iter_rows(min_row=3)] == [
        ["错误", "E12", 1073060, 0.25, 3, True],
        ["=1+1 <&>", "整表", None, None, None, None],
    ]
    assert shown["A4"].data_type == "s"
    assert [shown["B3"].hyperlink.location, shown["B4"].hyperlink.location] == ["'说 明''1'''!E12", "'填报'!A1"]
    assert shown["C3"].number_format == "#,##0.00"
    assert shown["D3"].number_format == "0.00%"
    assert (shown["A3"].fill.fgColor.rgb, shown["A3"].alignment.wrap_text) == ("FFFFC7CE", True)
    assert shown["A1"].font.sz == 16
    assert shown["A2"].font.b
    assert (shown.freeze_panes, shown.auto_filter.ref, shown.print_title_rows) == ("A3", "A2:F4", "$1:$2")
    assert (shown.column_dimensions["A"].width, shown.column_dimensions["C"].width) == (8, 16.5)
    assert (shown.page_setup.paperSize, shown.page_setup.orientation, shown.page_setup.fitToHeight) == (
        9,
        "landscape",
        0,
    )
    assert shown.sheet_properties.tabColor.rgb == "FFC00000"


def test_an_empty_added_sheet_is_a_sheet() -> None:
    after = with_sheet(styled(), AddedSheet("空", (), heading=1, filter=True))
    assert values(zipped(after))["空"] == {}


def test_sheet_numbers_are_never_used_twice() -> None:
    after = with_sheet(excel())
    numbers = re.findall(rb'sheetId="(\d+)"', after["xl/workbook.xml"])
    assert sorted(map(int, numbers)) == [1, 2, 4, 7, 8, 9]
