"""Values put into cells: how each is stored, where, and in which format."""

# ruff: noqa: E501 - markup is easier to compare when it stays on its line

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.editor.looking import values
from tests.fixtures.packages import (
    excel,
    implicit,
    libreoffice,
    minimal,
    prefixed,
    quirky,
    styled,
    unzipped,
    wps,
    zipped,
)
from xltools.editor import EditableWorkbook, Edits, RefusalCode
from xltools.editor.cell_content import store_value
from xltools.editor.xmltext import unescape_xml


def sheet_after(parts: dict[str, bytes], row: int, column: int, value: object, *, force: bool = False) -> str:
    """The first worksheet part after one value was set."""
    package = EditableWorkbook.open(zipped(parts))
    edits = Edits()
    edits.set_value(package.sheet_names[0], row, column, value, force=force)  # type: ignore[arg-type]
    result = package.apply(edits)
    assert result.refused == ()
    return unzipped(result.data)["xl/worksheets/sheet1.xml"].decode()


@pytest.mark.parametrize(
    ("value", "markup"),
    [
        (None, ""),
        (True, "<v>1</v>"),
        (False, "<v>0</v>"),
        (0, "<v>0</v>"),
        (-12, "<v>-12</v>"),
        (0.1, "<v>0.1</v>"),
        (-0.0, "<v>0.0</v>"),
        (1e300, "<v>1e+300</v>"),
        (Decimal("1073060.00"), "<v>1073060.00</v>"),
        (Decimal("1E+3"), "<v>1000</v>"),
        (Decimal("0E-7"), "<v>0.0000000</v>"),
        (Decimal("1E+50"), "<v>1E+50</v>"),
        (123456789012345, "<v>123456789012345</v>"),
        (1234567890123450000, "<v>1234567890123450000</v>"),
        ("", '<is><t xml:space="preserve"></t></is>'),
        (" 甲 ", '<is><t xml:space="preserve"> 甲 </t></is>'),
        ("=1+1", '<is><t xml:space="preserve">=1+1</t></is>'),
        ("a<b>&c\"d'", '<is><t xml:space="preserve">a&lt;b&gt;&amp;c"d\'</t></is>'),
        ("a\tb\nc", '<is><t xml:space="preserve">a\tb\nc</t></is>'),
        ("a\r\x00\x1f\uffff\ud800", '<is><t xml:space="preserve">a_x000D__x0000__x001F__xFFFF__xD800_</t></is>'),
        ("_x0041_", '<is><t xml:space="preserve">_x005F_x0041_</t></is>'),
    ],
)
def test_how_a_value_is_stored(value: object, markup: str) -> None:
    assert store_value(value).markup == markup  # type: ignore[arg-type]


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    markup = store_value(text).markup
    node = etree.fromstring(markup)
    assert unescape_xml(node.findtext("t")) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_any_amount_comes_back_to_the_fen(amount: Decimal) -> None:
    assert Decimal(store_value(amount).markup[3:-4]) == amount


@pytest.mark.parametrize(
    ("parts", "row", "column", "old", "new"),
    [
        pytest.param(
            excel(), 1, 1, '<c r="A1" s="1" t="s"><v>0</v></c>', '<c r="A1" s="1" t="inlineStr">{}</c>', id="shared string"
        ),
        pytest.param(excel(), 1, 2, '<c r="B1" t="s"><v>1</v></c>', '<c r="B1" t="inlineStr">{}</c>', id="rich text"),
        pytest.param(excel(), 1, 3, '<c r="C1" s="2"/>', '<c r="C1" s="2" t="inlineStr">{}</c>', id="styled blank"),
        pytest.param(excel(), 2, 1, '<c r="A2"><v>1.5</v></c>', '<c r="A2" t="inlineStr">{}</c>', id="number"),
        pytest.param(excel(), 3, 1, '<c r="A3" t="b"><v>1</v></c>', '<c r="A3" t="inlineStr">{}</c>', id="boolean"),
        pytest.param(
            excel(), 2, 5, '<c r="E2" t="e"><v>#N/A</v></c>', '<c r="E2" t="inlineStr">{}</c>', id="error value"
        ),
        pytest.param(
            excel(), 3, 2, '<c r="C3">', '<c r="B3" s="2" t="inlineStr">{}</c><c r="C3">', id="new, in the column's format"
        ),
        pytest.param(
            excel(), 6, 4, '<c r="E6" s="3"', '<c r="D6" s="3" t="inlineStr">{}</c><c r="E6" s="3"', id="new, in the row's format"
        ),
        pytest.param(
            excel(),
            5,
            5,
            '<row r="6"',
            '<row r="5"><c r="E5" t="inlineStr">{}</c></row><row r="6"',
            id="new row in a gap",
        ),
        pytest.param(
            excel(), 11, 8, '<c r="H11"><v>2</v></c>', '<c r="H11" t="inlineStr">{}</c>', id="in a table's body"
        ),
        pytest.param(
            excel(),
            11,
            9,
            '<row r="11" spans="7:8"><c r="G11"><v>1</v></c><c r="H11"><v>2</v></c></row>',
            '<row r="11"><c r="G11"><v>1</v></c><c r="H11"><v>2</v></c><c r="I11" t="inlineStr">{}</c></row>',
            id="beyond the row's spans",
        ),
        pytest.param(wps(), 1, 2, '<c r="B1" s="2"/>', '<c r="B1" s="2" t="inlineStr">{}</c>', id="wps"),
        pytest.param(
            libreoffice(), 2, 1, '<c r="A2" s="0" t="n"><v>1</v></c>', '<c r="A2" s="0" t="inlineStr">{}</c>', id="libreoffice"
        ),
        pytest.param(
            prefixed(),
            1,
            1,
            '<x:c r="A1" s="1" t="s"><x:v>0</x:v></x:c>',
            '<x:c r="A1" s="1" t="inlineStr">{}</x:c>',
            id="prefix",
        ),
        pytest.param(
            prefixed(), 3, 2, '<x:row r="3"/>', '<x:row r="3"><x:c r="B3" t="inlineStr">{}</x:c></x:row>', id="prefix, bare row"
        ),
        pytest.param(implicit(), 1, 2, "<c><v>2</v></c>", '<c t="inlineStr">{}</c>', id="no addresses"),
        pytest.param(implicit(), 2, 3, "<row/>", '<row><c r="C2" t="inlineStr">{}</c></row>', id="no address, bare row"),
        pytest.param(
            implicit(), 5, 3, "<c><v>4</v></c>", '<c t="inlineStr">{}</c>', id="counted on from an address"
        ),
        pytest.param(
            implicit(),
            3,
            1,
            '<row r="5">',
            '<row r="3"><c r="A3" t="inlineStr">{}</c></row><row r="5">',
            id="new row among counted ones",
        ),
        pytest.param(
            quirky(),
            2,
            1,
            "<c r='A2' s = '1' t='str' foo='a>b s=\"9\"' ><v><![CDATA[<c r=\"B2\">]]></v></c >",
            "<c r='A2' s = '1' t=\"inlineStr\" foo='a>b s=\"9\"'>{}</c>",
            id="single quotes and CDATA",
        ),
        pytest.param(
            quirky(), 2, 2, "<c r='D2'\n/>", "<c r=\"B2\" t=\"inlineStr\">{}</c><c r='D2'\n/>", id="not the cell inside CDATA"
        ),
        pytest.param(
            quirky(), 1, 1, "<row  r='2'", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\">{}</c></row><row  r='2'", id="not the row in a comment"
        ),
        pytest.param(minimal(), 2, 2, "<sheetData></sheetData>", '<sheetData><row r="2"><c r="B2" t="inlineStr">{}</c></row></sheetData>', id="empty sheet"),
    ],
)  # fmt: skip
def test_text_goes_into_its_cell_and_nowhere_else(parts, row: int, column: int, old: str, new: str) -> None:
    prefix = "x:" if "x:c" in new else ""
    text = f'<{prefix}is><{prefix}t xml:space="preserve">甲</{prefix}t></{prefix}is>'
    before = without_used_range(parts["xl/worksheets/sheet1.xml"].decode())
    assert before.count(old) == 1
    assert without_used_range(sheet_after(parts, row, column, "甲")) == before.replace(old, new.format(text))


def without_used_range(sheet: str) -> str:
    return re.sub("<dimension[^>]*>", "", sheet)


@pytest.mark.parametrize(
    ("stated", "row", "column", "expected"),
    [
        ("A1:H12", 5, 5, "A1:H12"),
        ("A1:H12", 11, 9, "A1:I12"),
        ("C3:H12", 2, 2, "B2:H12"),
        ("A1", 1, 2, "A1:B1"),
        ("A1", 1, 1, "A1"),
        ("", 1, 1, ""),
        ("nonsense", 1, 1, "nonsense"),
    ],
)
def test_the_stated_used_range_holds_the_new_cell(stated: str, row: int, column: int, expected: str) -> None:
    parts = styled(before=f'<dimension ref="{stated}"/>')
    assert f'<dimension ref="{expected}"/>' in sheet_after(parts, row, column, 5)


def test_self_closed_sheet_data_is_opened() -> None:
    parts = minimal()
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"<sheetData></sheetData>", b"<sheetData />")
    after = sheet_after({**parts, "xl/worksheets/sheet1.xml": sheet}, 1, 1, 5)
    assert '<sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData>' in after


def test_none_empties_a_cell_and_keeps_its_format() -> None:
    assert '<c r="A1" s="1"/><c r="B1"' in sheet_after(excel(), 1, 1, None)
    before = excel()["xl/worksheets/sheet1.xml"].decode()
    assert sheet_after(excel(), 20, 20, None) == before


def test_value_metadata_goes_with_the_value() -> None:
    parts = styled('<row r="1"><c r="A1" s="1" t="e" vm="1"><v>#VALUE!</v></c></row>')
    assert '<c r="A1" s="1"><v>5</v></c>' in sheet_after(parts, 1, 1, 5)


def test_of_two_values_for_one_cell_the_later_holds() -> None:
    package = EditableWorkbook.open(zipped(styled()))
    edits = Edits()
    edits.set_value("表1", 1, 1, 1)
    edits.set_value("表1", 1, 1, 2)
    assert values(package.apply(edits).data)["表1"] == {"A1": 2}


def test_value_and_colour_meet_in_one_cell() -> None:
    package = EditableWorkbook.open(zipped(styled()))
    edits = Edits()
    edits.fill("表1", 1, 1, "FFFF99")
    edits.set_value("表1", 1, 1, 2)
    sheet = unzipped(package.apply(edits).data)["xl/worksheets/sheet1.xml"]
    assert b'<row r="1"><c r="A1" s="4"><v>2</v></c></row>' in sheet


def test_many_cells_in_any_order_come_out_sorted() -> None:
    package = EditableWorkbook.open(zipped(implicit()))
    edits = Edits()
    cells = [(7, 3), (1, 9), (7, 1), (2, 2), (5, 1), (1, 3), (4, 4)]
    for row, column in cells:
        edits.set_value("表1", row, column, row * 100 + column)
    assert values(package.apply(edits).data)["表1"] == {
        "A1": 1, "B1": 2, "C1": 103, "I1": 109, "B2": 202, "D4": 404, "A5": 501, "B5": 3, "C5": 4, "A7": 701, "C7": 703,
    }  # fmt: skip


# --- calculation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calc", "expected"),
    [
        ("", '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="1"/>', '<calcPr calcId="1" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0" calcMode="manual"/>', '<calcPr fullCalcOnLoad="1" calcMode="manual"/>'),
        ('<calcPr fullCalcOnLoad="1"/>', '<calcPr fullCalcOnLoad="1"/>'),
        ("<oleSize/><extLst/>", '<calcPr fullCalcOnLoad="1"/><oleSize/><extLst/>'),
    ],
)
def test_formulas_are_calculated_when_the_copy_is_opened(calc: str, expected: str) -> None:
    parts = libreoffice()
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"</workbook>", f"{calc}</workbook>".encode())
    package = EditableWorkbook.open(zipped(parts))
    edits = Edits()
    edits.set_value("表1", 2, 1, 9)
    assert expected in unzipped(package.apply(edits).data)["xl/workbook.xml"].decode()


def test_without_formulas_the_workbook_part_stays() -> None:
    data = zipped(wps())
    edits = Edits()
    edits.set_value("表1", 2, 1, 9)
    assert (
        unzipped(EditableWorkbook.open(data).apply(edits).data)["xl/workbook.xml"] == unzipped(data)["xl/workbook.xml"]
    )


def test_a_colour_or_note_asks_for_no_calculation() -> None:
    data = zipped(excel())
    edits = Edits()
    edits.fill("填报", 1, 1, "FFFF99")
    edits.note("填报", 1, 1, "x")
    assert b"fullCalcOnLoad" not in unzipped(EditableWorkbook.open(data).apply(edits).data)["xl/workbook.xml"]


def test_a_formula_that_is_overwritten_takes_the_calculation_chain_along() -> None:
    data = zipped(excel())
    edits = Edits()
    edits.set_value("填报", 2, 2, 9, force=True)
    result = EditableWorkbook.open(data).apply(edits)
    after = unzipped(result.data)
    assert result.refused == ()
    assert '<c r="B2" s="1"><v>9</v></c>' in after["xl/worksheets/sheet1.xml"].decode()
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["[Content_Types].xml"] + after["xl/_rels/workbook.xml.rels"]


def test_a_member_of_a_shared_formula_can_go_but_not_its_master() -> None:
    edits = Edits()
    edits.set_value("填报", 4, 3, 9, force=True)
    edits.set_value("填报", 2, 3, 9, force=True)
    result = EditableWorkbook.open(zipped(excel())).apply(edits)
    assert [refusal.code for refusal in result.refused] == [RefusalCode.SHARED_FORMULA]
    assert values(result.data)["填报"]["C4"] == 9
    assert values(result.data)["填报"]["C2"] == "=A2+1"
