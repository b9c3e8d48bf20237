"""Which markup is canonical, which is not, and the properties of cells that it encodes."""

from __future__ import annotations

import pytest

from xltools.grids.grid import Block
from xltools.readers.refusal import RefusedError
from xltools.readers.xlsx.canonical import CellProperties, canonical_sheet


def sheet(cells: str, *, head: str = "", tail: str = "") -> bytes:
    return f'<worksheet xmlns="m">{head}<sheetData>{cells}</sheetData>{tail}</worksheet>'.encode()


def row(*cells: str, number: int = 1) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


CANONICAL = {
    "nothing": "",
    "a number": row('<c r="A1"><v>1</v></c>'),
    "a styled blank": row('<c r="A1" s="3"/>'),
    "a blank with an end": row('<c r="A1" s="3"></c>'),
    "a shared text": row('<c r="B1" s="3" t="s"><v>0</v></c>'),
    "the type first": row('<c r="B1" t="s" s="3"><v>0</v></c>'),
    "an inline text": row('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>'),
    "an empty inline text": row('<c r="A1" t="inlineStr"><is><t/></is></c>'),
    "a formula": row('<c r="A1"><f>B1&amp;"&lt;"</f><v>1</v></c>'),
    "a shared formula": row(
        '<c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f><v>1</v></c>', '<c r="B1"><f si="0"/></c>'
    ),
    "no value": row('<c r="A1"><f>B1</f><v/></c>', '<c r="B1"><f>B1</f><v></v></c>'),
    "attributes of rows": '<row r="1" spans="1:9" ht="15.75" customHeight="1" x14ac:dyDescent="0.2"/>',
    "blanks between": '\n  <row r="1">\n    <c r="A1"/>\n  </row>\n',
    "metadata": row('<c r="A1" cm="1" vm="2"><v>1</v></c>'),
}


@pytest.mark.parametrize("cells", CANONICAL.values(), ids=CANONICAL)
def test_canonical(cells: str) -> None:
    assert canonical_sheet(sheet(cells), frozenset()) is not None


ODD = {
    "no address": row("<c><v>1</v></c>"),
    "no row number": '<row><c r="A1"/></row>',
    "a second address": row('<c r="A1" r="B1"/>'),
    "a second type": row('<c r="A1" t="s" t="n"><v>1</v></c>'),
    "a second style": row('<c r="A1" s="1" s="2"/>'),
    "a second row number": '<row r="1" r="2"/>',
    "single quotes": row("<c r='A1'/>"),
    "single quotes within": row("<c r=\"A1\" s='1'/>"),
    "an address set off": row('<c  r="A1"/>'),
    "a lower-case address": row('<c r="a1"/>'),
    "an address with dollars": row('<c r="$A$1"/>'),
    "row nought": row('<c r="A0"/>'),
    "leading noughts": row('<c r="A01"/>'),
    "an unknown type": row('<c r="A1" t="q"><v>1</v></c>'),
    "a prefix": row('<x:c r="A1"/>'),
    "a comment": row('<!-- <c r="B1"/> --><c r="A1"/>'),
    "a comment in a value": row('<c r="A1"><v>1<!-- 2 --></v></c>'),
    "a declaration": row('<c r="A1"><v><![CDATA[1]]></v></c>'),
    "an instruction": row('<?x y?><c r="A1"/>'),
    "text between cells": row('<c r="A1"/>12'),
    "an unknown element": row('<c r="A1"><v>1</v><w/></c>'),
    "two values": row('<c r="A1"><v>1</v><v>2</v></c>'),
    "a value before the formula": row('<c r="A1"><v>1</v><f>B1</f></c>'),
    "a cell in a cell": row('<c r="A1"><c r="B1"/></c>'),
    "a cell outside rows": '<c r="A1"/>',
    "a nought": row('<c r="A1"/>', "\0"),
    "an end too many": row('<c r="A1"/></c>'),
    "a cell without end": row('<c r="A1"><v>1</v>'),
    "a formula without end": row('<c r="A1"><f>B1<v>1</v></c>'),
    "runs": row('<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>'),
    "an extension": row('<c r="A1"><v>1</v><extLst/></c>'),
    "rows in rows": f'<row r="2">{row()}</row>',
    "a second block of rows": "</sheetData><sheetData>",
}


@pytest.mark.parametrize("cells", ODD.values(), ids=ODD)
def test_not_canonical(cells: str) -> None:
    assert canonical_sheet(sheet(cells), frozenset()) is None


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<worksheet/>",
        b"<worksheet><sheetData>",
        b"</sheetData><sheetData>",
        b"<!DOCTYPE worksheet><worksheet><sheetData/></worksheet>",
        b"<worksheet><sheetData/><!-- <sheetData/> --></worksheet>",
        b"<worksheet x='1'><sheetData/></worksheet>",
        b"<?xml version='1.0'?><?x?><worksheet><sheetData/></worksheet>",
        b"<sheet><sheetData/></sheet>",
        b'<worksheet><sheetData/><mergeCell ref="A1"/></worksheet>',
    ],
)
def test_a_sheet_that_is_odd_around_its_cells(xml: bytes) -> None:
    assert canonical_sheet(xml, frozenset()) is None


def test_no_cell_is_there_twice() -> None:
    with pytest.raises(RefusedError) as refused:
        canonical_sheet(sheet(row('<c r="B7"/>', number=7) + row('<c r="B7"/>', number=8)), frozenset())
    assert "B7" in refused.value.values["detail"].zh


PROPERTIES: dict[str, tuple[str, CellProperties]] = {
    "nothing": (row('<c r="A1" s="1"><v>1</v></c>'), CellProperties()),
    "formulas": (
        row('<c r="A1"><f>B1</f><v>1</v></c>', '<c r="C1" t="str"><f>B1</f><v></v></c>'),
        CellProperties(formula_texts={(1, 1): "B1", (1, 3): "B1"}, formulas=frozenset({(1, 1), (1, 3)})),
    ),
    "never calculated": (
        row('<c r="A1"><f>B1</f></c>', '<c r="B1"><f>B1</f><v/></c>', '<c r="C1"><f>B1</f><v></v></c>'),
        CellProperties(
            formula_texts={(1, 1): "B1", (1, 2): "B1", (1, 3): "B1"},
            formulas=frozenset({(1, 1), (1, 2), (1, 3)}),
            uncalculated=frozenset({(1, 1), (1, 2), (1, 3)}),
        ),
    ),
    "errors": (
        row('<c r="AA12" t="e"><v>#SPILL!</v></c>', '<c r="AB12" t="e"><f>1/0</f><v>#DIV/0!</v></c>', number=12),
        CellProperties(
            formula_texts={(12, 28): "1/0"},
            formulas=frozenset({(12, 28)}),
            errors={(12, 27): "#SPILL!", (12, 28): "#DIV/0!"},
        ),
    ),
    "shared formulas and entities": (
        row(
            '<c r="A1"><f t="shared" ref="A1:B1" si="0">IF(C1&gt;1,"a&amp;b","")</f><v>1</v></c>',
            '<c r="B1"><f t="shared" si="0"/><v>1</v></c>',
        ),
        CellProperties(
            formula_texts={(1, 1): 'IF(C1>1,"a&b","")', (1, 2): 'IF(D1>1,"a&b","")'},
            formulas=frozenset({(1, 1), (1, 2)}),
        ),
    ),
    "per cents": (
        row('<c r="A1" s="2"><v>1</v></c>', '<c r="B1" s="22"><v>1</v></c>', '<c r="C1" t="n" s="5"/>'),
        CellProperties(percents=frozenset({(1, 1), (1, 3)})),
    ),
    "hidden rows": (
        '<row r="3" hidden="1"/><row r="4" hidden="0"/><row r="15" ht="9" hidden="true"><c r="A15"/></row>',
        CellProperties(hidden_rows=frozenset({3, 15})),
    ),
}


@pytest.mark.parametrize(("cells", "properties"), PROPERTIES.values(), ids=PROPERTIES)
def test_properties_of_cells(cells: str, properties: CellProperties) -> None:
    found = canonical_sheet(sheet(cells), frozenset({b"2", b"5"}))
    assert found
    assert found.properties == properties


def test_what_stands_around_the_cells() -> None:
    found = canonical_sheet(
        sheet(
            row('<c r="B2"/>', '<c r="XFD2"/>', number=2) + row('<c r="A1048576"/>', number=1048576),
            head='<cols><col min="2" max="3" hidden="1"/><col min="5" max="9" hidden="0"/>'
            '<col max="7" min="7" hidden="true"/></cols>',
            tail='<mergeCells count="1"><mergeCell ref="B2:C3"/></mergeCells>',
        ),
        frozenset(),
    )
    assert found
    assert (found.cells, found.height, found.width) == (3, 1_048_576, 16_384)
    assert found.properties.hidden_columns == {2, 3, 7}
    assert found.properties.merged == (Block(2, 2, 3, 3),)
