"""Background colours: a format derived from the one a cell has, with another fill and nothing else different."""

# ruff: noqa: E501 - markup is easier to compare when it stays on its line

from __future__ import annotations

import pytest

from tests.editor.looking import load, tree
from tests.fixtures.packages import MAIN, Parts, excel, implicit, minimal, prefixed, styled, unzipped, zipped
from xltools.editor import EditableWorkbook, Edits
from xltools.editor.styles_part import CellRole, StylesPart, is_solid_fill, solid_fill

NAMES = {"m": MAIN}


def filled(parts: Parts, *cells: tuple[int, int], colour: str = "FFFF99") -> Parts:
    package = EditableWorkbook.open(zipped(parts))
    edits = Edits()
    for row, column in cells:
        edits.fill(package.sheet_names[0], row, column, colour)
    result = package.apply(edits)
    assert result.refused == ()
    return unzipped(result.data)


@pytest.mark.parametrize(
    ("row", "column", "base"),
    [
        pytest.param(1, 1, 1, id="own format"),
        pytest.param(1, 3, 2, id="with another fill"),
        pytest.param(1, 2, 0, id="no format stated"),
        pytest.param(3, 2, 2, id="blank in a formatted column"),
        pytest.param(6, 4, 3, id="blank in a formatted row"),
        pytest.param(40, 9, 0, id="far from everything"),
    ],
)
def test_only_the_fill_is_different(row: int, column: int, base: int) -> None:
    styles = tree(filled(excel(), (row, column)), "xl/styles.xml")
    formats = styles.findall("m:cellXfs/m:xf", NAMES)
    old, new = formats[base], formats[-1]
    assert len(formats) == 5
    assert styles.find("m:cellXfs", NAMES).get("count") == "5"
    differing = {name for name in {*old.keys(), *new.keys()} if old.get(name) != new.get(name)}
    assert differing == {"fillId", "applyFill"} - ({"applyFill"} if base == 2 else set())
    assert [child.tag for child in old] == [child.tag for child in new]
    fill = styles.findall("m:fills/m:fill", NAMES)[int(new.get("fillId"))]
    assert fill.find("m:patternFill/m:fgColor", NAMES).get("rgb") == "FFFFFF99"
    assert styles.find("m:fills", NAMES).get("count") == "4"


def test_the_rest_of_the_styles_stays_to_the_byte() -> None:
    before, after = excel()["xl/styles.xml"], filled(excel(), (1, 1))["xl/styles.xml"]
    added_fill = solid_fill("FFFF99").encode()
    added = b'<xf numFmtId="176" fontId="1" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/>'
    assert after == (
        before.replace(b'<fills count="3">', b'<fills count="4">')
        .replace(b"</fills>", added_fill + b"</fills>")
        .replace(b'<cellXfs count="4">', b'<cellXfs count="5">')
        .replace(b"</cellXfs>", added + b"</cellXfs>")
    )


def test_cells_of_one_format_share_the_derived_one() -> None:
    after = filled(excel(), (1, 2), (2, 1), (9, 9), (1, 1))
    assert len(tree(after, "xl/styles.xml").findall("m:cellXfs/m:xf", NAMES)) == 6
    again = filled(after, (10, 10))
    assert again["xl/styles.xml"] == after["xl/styles.xml"]


def test_a_value_stays_under_the_colour() -> None:
    sheet = filled(excel(), (2, 2))["xl/worksheets/sheet1.xml"]
    assert b'<c r="B2" s="4"><f>A2*2</f><v>3</v></c>' in sheet


def test_a_prefixed_part_gets_prefixed_entries() -> None:
    after = filled(prefixed(), (1, 1), (3, 5))
    assert b'<x:fill><x:patternFill patternType="solid"><x:fgColor rgb="FFFFFF99"/>' in after["xl/styles.xml"]
    assert b'<x:row r="3"><x:c r="E3" s="5"/></x:row>' in after["xl/worksheets/sheet1.xml"]
    assert load(zipped(after))["表1"]["E3"].fill.fgColor.rgb == "FFFFFF99"


def test_a_blank_is_written_where_there_was_none() -> None:
    sheet = filled(implicit(), (1, 4), (3, 1))["xl/worksheets/sheet1.xml"]
    assert b'<c><v>2</v></c><c r="D1" s="4"/></row><row/><row r="3"><c r="A3" s="4"/></row>' in sheet


@pytest.mark.parametrize(
    "styles",
    [
        pytest.param(None, id="no styles part"),
        pytest.param(f'<styleSheet xmlns="{MAIN}"/>', id="empty"),
        pytest.param(f'<styleSheet xmlns="{MAIN}"><dxfs count="0"/></styleSheet>', id="no formats"),
        pytest.param(f'<styleSheet xmlns="{MAIN}"><fills count="1"/><cellXfs/></styleSheet>', id="empty sections"),
    ],
)
def test_a_workbook_with_few_styles_gets_what_it_needs(styles: str | None) -> None:
    parts = minimal() if styles is None else {**styled(), "xl/styles.xml": styles.encode()}
    if styles is not None and "<cellXfs/>" in styles:
        parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(
            b"<cellXfs/>", b'<cellXfs><xf numFmtId="0" fillId="0"/></cellXfs>'
        )
    after = filled(parts, (1, 1))
    assert load(zipped(after))["表1"]["A1"].fill.fgColor.rgb == "FFFFFF99"
    order = [child.tag.rpartition("}")[2] for child in tree(after, "xl/styles.xml")]
    assert order[:5] == ["fonts", "fills", "borders", "cellStyleXfs", "cellXfs"]


@pytest.mark.parametrize("role", CellRole)
def test_every_role_has_a_format(role: CellRole) -> None:
    styles = StylesPart(excel()["xl/styles.xml"], "xl/styles.xml")
    first, again = styles.role_format(role), styles.role_format(role)
    assert first == again
    assert (first == 0) == (role is CellRole.DEFAULT)
    if role is not CellRole.DEFAULT:
        assert b'<cellXfs count="5">' in styles.to_bytes()


@pytest.mark.parametrize("colour", ["FFFF9", "yellow", "#FFFF99", "FFFFFF99"])
def test_a_colour_that_is_none_is_a_mistake_of_the_program(colour: str) -> None:
    with pytest.raises(ValueError, match="RRGGBB"):
        solid_fill(colour)


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (solid_fill("FFFF99"), True),
        ('<fill><patternFill patternType="solid"><fgColor rgb="ffffff99"/><bgColor rgb="FF000000"/></patternFill></fill>', True),
        ("<fill><patternFill patternType='solid'><fgColor rgb='00FFFF99'/></patternFill></fill>", True),
        (solid_fill("FFFF00"), False),
        ('<fill><patternFill patternType="gray125"><fgColor rgb="FFFFFF99"/></patternFill></fill>', False),
        ('<fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill>', False),
        ('<fill><gradientFill degree="90"/></fill>', False),
    ],
)  # fmt: skip
def test_our_colour_is_known_whoever_saved_it(fill: str, expected: bool) -> None:
    assert is_solid_fill(fill, "FFFF99") is expected
