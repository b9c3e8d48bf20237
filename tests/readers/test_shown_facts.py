"""What .xlsx cells show beside their values: formats, struck text, formulas without a result."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from tests.fixtures.packages import styled, zipped
from xltools.grids.grid import Grid
from xltools.readers.identify import read_content

# number format, stored number -> text that is read
SHOWN: dict[str, tuple[str, float, str]] = {
    "per cent": ("0%", 0.15, "15%"),
    "small per cent": ("0.00%", 0.003, "0.3%"),
    "fen": ("#,##0.00", 2460000.37, "2460000.37"),
    "wan by a drawn point": ("0!.0000", 65000, "6.5"),
    "wan by a point and a comma": ('0!.0,"万"', 2460000, "246万"),
    "thousands by a comma": ("#,##0,", 65000, "65"),
    "a word": ('0.00"万元"', 246.5, "246.5万元"),
    "a per cent sign that is only a word": ('0"%"', 15, "15%"),
    "a condition that holds": ('[>=10000]0!.0,"万";0.00', 24600, "2.46万"),
    "a condition that does not hold": ('[>=10000]0!.0,"万";0.00', 246, "246"),
    "red": ("[Red]-#,##0.00", -5.5, "-5.5"),
    "accounting": ('_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', 99.99, "99.99"),
    "a nought drawn as a dash": ('0.00;-0.00;"-"', 0, "0"),
    "fraction": ("# ?/?", 0.5, "0.5"),
    "scientific": ("0.00E+00", 1234567, "1234567"),
    "Chinese digits": ("[DBNum2][$-804]General", 1234, "1234"),
}


def _read(data: bytes, suffix: str = ".xlsx") -> Grid:
    workbook = read_content(data, suffix, f"a{suffix}").workbook
    assert workbook is not None
    return workbook.sheets[0]


def _written(write: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], None]) -> Grid:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    write(book, book.add_worksheet())
    book.close()
    return _read(target.getvalue())


@pytest.mark.parametrize(("code", "number", "text"), SHOWN.values(), ids=SHOWN)
def test_a_number_is_read_as_it_is_shown(code: str, number: float, text: str) -> None:
    grid = _written(lambda book, sheet: sheet.write(0, 0, number, book.add_format({"num_format": code})))
    assert (grid.value(1, 1), grid.text(1, 1)) == (number, text)


def test_a_number_in_a_date_format_keeps_its_number_and_its_format() -> None:
    grid = _written(lambda book, sheet: sheet.write(0, 0, 1680, book.add_format({"num_format": "yyyy/m/d"})))
    assert grid.text(1, 1) == "1904-08-06"
    assert (grid.serials, grid.number_formats) == ({(1, 1): 1680.0}, {(1, 1): "yyyy/m/d"})


def test_a_number_beyond_the_calendar_keeps_its_date_format() -> None:
    grid = _written(lambda book, sheet: sheet.write(0, 0, 9360000, book.add_format({"num_format": "yyyy/m/d"})))
    assert grid.value(1, 1) == 9360000.0
    assert (grid.serials, grid.number_formats) == ({(1, 1): 9360000.0}, {(1, 1): "yyyy/m/d"})


STYLES = """<styleSheet><numFmts count="1"><numFmt numFmtId="50" formatCode="#,##0.00##"/></numFmts>
<fonts count="2"><font/><font><strike/></font></fonts>
<cellXfs count="3"><xf numFmtId="50" fontId="0"/><xf numFmtId="0" fontId="1"/><xf numFmtId="51" fontId="0"/></cellXfs>
<dxfs count="1"><dxf><font><strike/></font></dxf></dxfs></styleSheet>"""


def _sheet(*cells: str, strings: str = "", calculation: str = '<calcPr calcId="191029"/>') -> Grid:
    parts = styled(f'<row r="1">{"".join(cells)}</row>')
    parts["xl/styles.xml"] = STYLES.encode()
    parts["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>".encode()
    main = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = main.replace(b"</workbook>", f"{calculation}</workbook>".encode())
    return _read(zipped(parts))


def test_a_declared_format_counts_before_the_built_in_one() -> None:
    grid = _sheet('<c r="A1" s="0"><v>44175</v></c>', '<c r="B1" s="2"><v>44175</v></c>')
    assert (grid.value(1, 1), grid.text(1, 2)) == (44175.0, "2020-12-10")


_STRUCK = "<r><rPr><strike/></rPr><t>2460000</t></r><r><rPr/><t>2500000</t></r>"
STRUCK_TEXTS: dict[str, tuple[str, str, bool, tuple[tuple[int, int], ...]]] = {
    "not at all": ('<c r="A1" t="s"><v>0</v></c>', "<si><t>旧</t></si>", False, ()),
    "the cell": ('<c r="A1" t="s" s="1"><v>0</v></c>', "<si><t>旧</t></si>", True, ()),
    "a number": ('<c r="A1" s="1"><v>5</v></c>', "", True, ()),
    "a blank": ('<c r="A1" s="1"/>', "", False, ()),
    "a shared run": ('<c r="A1" t="s"><v>0</v></c>', f"<si>{_STRUCK}</si>", False, ((0, 7),)),
    "an inline run": (f'<c r="A1" t="inlineStr"><is>{_STRUCK}</is></c>', "", False, ((0, 7),)),
    "all runs": ('<c r="A1" t="s"><v>0</v></c>', "<si><r><rPr><strike/></rPr><t>旧</t></r></si>", True, ()),
    "turned off": (
        '<c r="A1" t="s"><v>0</v></c>',
        '<si><r><rPr><strike val="0"/></rPr><t>新</t></r></si>',
        False,
        (),
    ),
    "the cell but not a run": (
        '<c r="A1" t="s" s="1"><v>0</v></c>',
        "<si><r><t>旧旧</t></r><r><rPr/><t>新</t></r></si>",
        False,
        ((0, 2),),
    ),
    "behind an escape": (
        '<c r="A1" t="s"><v>0</v></c>',
        "<si><r><t>一_x000D_</t></r><r><rPr><strike/></rPr><t>旧</t></r></si>",
        False,
        ((2, 3),),
    ),
}


@pytest.mark.parametrize(("cell", "strings", "struck", "spans"), STRUCK_TEXTS.values(), ids=STRUCK_TEXTS)
def test_struck_texts(cell: str, strings: str, struck: bool, spans: tuple[tuple[int, int], ...]) -> None:
    grid = _sheet(cell, strings=strings)
    assert ((1, 1) in grid.struck, grid.struck_runs.get((1, 1), ())) == (struck, spans)


_NOTED = '<r><t>725000</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>'
RAISED_TEXTS = {
    "shared": ('<c r="A1" t="s"><v>0</v></c>', f"<si>{_NOTED}</si>", "725000¹"),
    "shared, spaced out": ('<c r="A1" t="s"><v>0</v></c>', f"<si>{_NOTED.replace('><', '> <')}</si>", "725000¹"),
    "an inline run": (f'<c r="A1" t="inlineStr"><is>{_NOTED}</is></c>', "", "725000¹"),
    "lowered": ('<c r="A1" t="s"><v>0</v></c>', f"<si>{_NOTED.replace('super', 'sub')}</si>", "7250001"),
}


@pytest.mark.parametrize(("cell", "strings", "shown"), RAISED_TEXTS.values(), ids=RAISED_TEXTS)
def test_the_raised_mark_of_a_note_is_no_digit(cell: str, strings: str, shown: str) -> None:
    assert _sheet(cell, strings=strings).value(1, 1) == shown


ON_LOAD = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'
ENGINE = '<calcPr calcId="191029"/>'
# formula cell at C1 (A1 is 2, B1 is 3), what the workbook says of calculation -> stored result, whether there is none
FORMULAS: dict[str, tuple[str, str, object, bool]] = {
    "a stored result": ("<f>A1+B1</f><v>5</v>", ON_LOAD, 5.0, False),
    "no result": ("<f>A1+B1</f>", ENGINE, None, True),
    "a text without a result": (' t="str"|<f>A1&amp;B1</f>', ENGINE, None, True),
    "an empty text": (' t="str"|<f>IF(A1=2,"","x")</f><v></v>', ENGINE, None, False),
    "an empty text, written short": (' t="str"|<f>IF(A1=2,"","x")</f><v/>', ENGINE, None, False),
    "nought by Excel": ("<f>A1+B1</f><v>0</v>", ENGINE, 0.0, False),
    "nought by a writer": ("<f>A1+B1</f><v>0</v>", ON_LOAD, "", True),
    "nought, forced": ("<f>A1+B1</f><v>0</v>", '<calcPr calcId="1" forceFullCalc="1"/>', "", True),
    "nought without an engine": ("<f>A1+B1</f><v>0</v>", "", "", True),
    "nought by LibreOffice": ("<f>A1+B1</f><v>0</v>", '<calcPr iterateCount="100"/>', 0.0, False),
    "nought that is right": ("<f>A1-A1</f><v>0</v>", ON_LOAD, 0.0, False),
    "nought of an unknown formula": ("<f>VLOOKUP(A1,A:B,2)</f><v>0</v>", ON_LOAD, "", True),
    "a text that is no formula": ("<f>0个</f><v>0</v>", ON_LOAD, "", True),
}


@pytest.mark.parametrize(("cell", "calculation", "value", "lacking"), FORMULAS.values(), ids=FORMULAS)
def test_formulas_without_a_result(cell: str, calculation: str, value: object, lacking: bool) -> None:
    attributes, _, content = cell.rpartition("|")
    cells = ('<c r="A1"><v>2</v></c>', '<c r="B1"><v>3</v></c>', f'<c r="C1"{attributes}>{content}</c>')
    grid = _sheet(*cells, calculation=calculation)
    assert ((1, 3) in grid.uncalculated, grid.value(1, 3)) == (lacking, value)
    assert (1, 3) in grid.formulas


def test_different_stored_results_are_results() -> None:
    grid = _sheet(
        '<c r="A1"><f>VLOOKUP(1,X,2)</f><v>0</v></c>',
        '<c r="B1" t="str"><f>IF(1=1,"","x")</f><v></v></c>',
        calculation=ON_LOAD,
    )
    assert not grid.uncalculated


def test_shared_formulas_have_texts() -> None:
    grid = _sheet(
        '<c r="A1"><f t="shared" ref="A1:C1" si="0">$A$2+B2*1+SUM(C$2:D3)+"A2"</f><v>1</v></c>',
        '<c r="C1"><f t="shared" si="0"/><v>1</v></c>',
    )
    assert grid.formula_texts[1, 3] == '$A$2+D2*1+SUM(E$2:F3)+"A2"'
