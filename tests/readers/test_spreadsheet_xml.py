"""Excel's XML of 2003: places, styles, dates, formulas and what is hidden, as Excel shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from tests.readers.read import only_sheet, refusal, sheets, workbook
from xltools.grids.formula_value import with_results
from xltools.grids.grid import Grid
from xltools.readers.relative_references import formula_in_a1

HEAD = (
    '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:html="http://www.w3.org/TR/REC-html40">'
)


def book(table: str, before: str = "", behind: str = "") -> str:
    """A book with one sheet."""
    return f'{HEAD}{before}<Worksheet ss:Name="表"><Table>{table}</Table>{behind}</Worksheet></Workbook>'


def cell(value: str, kind: str = "String", attributes: str = "") -> str:
    return f'<Cell {attributes}><Data ss:Type="{kind}">{value}</Data></Cell>'


def _grid(table: str, before: str = "", behind: str = "") -> Grid:
    return only_sheet(book(table, before, behind).encode(), ".xls")


ACROSS, DOWN, SECOND, THIRD = 'ss:MergeAcross="1"', 'ss:MergeDown="1"', 'ss:Index="2"', 'ss:Index="3"'
STYLED = 'ss:StyleID="s1"'
COMMENT = "<Comment><Data>批注</Data></Comment>"
PLACES = {
    "one after the other": (f"<Row>{cell('一')}{cell('二')}</Row><Row>{cell('三')}</Row>", [["一", "二"], ["三"]]),
    "index of a cell": (f"<Row>{cell('一')}{cell('三', attributes=THIRD)}</Row>", [["一", "", "三"]]),
    "index of a row": (f"<Row>{cell('一')}</Row><Row ss:Index='3'>{cell('三')}</Row>", [["一"], [], ["三"]]),
    "span of rows": (f"<Row ss:Span='2'/><Row>{cell('四')}</Row>", [[], [], [], ["四"]]),
    "merged": (f"<Row>{cell('一', attributes=ACROSS)}{cell('三')}</Row>", [["一", "", "三"]]),
    "merged down": (
        f"<Row>{cell('一', attributes=DOWN)}{cell('二')}</Row><Row>{cell('三', attributes=SECOND)}</Row>",
        [["一", "二"], ["", "三"]],
    ),
    "blank cells": (f"<Row><Cell/><Cell ss:StyleID='s1'/>{cell('三')}</Row>", [["", "", "三"]]),
    "runs of fonts": (f"<Row>{cell('<B>一</B><Font>二</Font>')}</Row>", [["一二"]]),
    "comment": (f"<Row>{cell('一').replace('</Cell>', COMMENT + '</Cell>')}{cell('二')}</Row>", [["一", "二"]]),
    "line break": (f"<Row>{cell('一&#10;二')}</Row>", [["一\n二"]]),
}  # fmt: skip


@pytest.mark.parametrize(("table", "rows"), PLACES.values(), ids=PLACES)
def test_where_the_cells_stand(table: str, rows: list[list[str]]) -> None:
    assert _grid(table).rows == rows


VALUES = {
    "number": ("Number", "2460000.37", 2460000.37),
    "exponent": ("Number", "2.46E6", 2460000.0),
    "no number": ("Number", "约一百", "约一百"),
    "true": ("Boolean", "1", True),
    "date": ("DateTime", "2020-12-10T00:00:00.000", date(2020, 12, 10)),
    "moment": ("DateTime", "2020-12-10T08:30:00.000", datetime(2020, 12, 10, 8, 30)),
    "no date": ("DateTime", "十二月", "十二月"),
    "text": ("String", "007", "007"),
}


@pytest.mark.parametrize(("kind", "content", "value"), VALUES.values(), ids=VALUES)
def test_the_value_of_a_cell(kind: str, content: str, value: object) -> None:
    assert _grid(f"<Row>{cell(content, kind)}</Row>").value(1, 1) == value


def test_error_values() -> None:
    grid = _grid(f"<Row>{cell('#REF!', 'Error')}{cell('inf', 'Number')}</Row>")
    assert grid.errors == {(1, 1): "#REF!", (1, 2): "#NUM!"}


def _styles(code: str) -> str:
    number = f'<Style ss:ID="s1"><NumberFormat ss:Format="{code}"/></Style>'
    return f'<Styles><Style ss:ID="Default"/>{number}<Style ss:ID="s2" ss:Parent="s1"/></Styles>'


WAYS = {
    "cell": "<Row>{0}</Row>".replace("{0}", cell("0.003", "Number", 'ss:StyleID="s1"')),
    "parent": "<Row>{0}</Row>".replace("{0}", cell("0.003", "Number", 'ss:StyleID="s2"')),
    "row": "<Row ss:StyleID='s1'>{0}</Row>".replace("{0}", cell("0.003", "Number")),
    "column": "<Column ss:Index='1' ss:StyleID='s1'/><Row>{0}</Row>".replace("{0}", cell("0.003", "Number")),
    "spanned columns": "<Column ss:Span='2' ss:StyleID='s1'/><Row>{0}</Row>".replace("{0}", cell("0.003", "Number")),
}


@pytest.mark.parametrize("table", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("code", ["0.0%", "Percent"])
def test_formats(table: str, code: str) -> None:
    assert _grid(table, _styles(code)).text(1, 1) == "0.3%"


@pytest.mark.parametrize(("code", "seen"), [("Short Date", date(2020, 12, 10)), ("yyyy\\-mm\\-dd", date(2020, 12, 10))])
def test_numbers_as_dates(code: str, seen: date) -> None:
    table = f"<Row>{cell('44175', 'Number', STYLED)}</Row>"
    assert _grid(table, _styles(code)).value(1, 1) == seen
    since_1904 = f"<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>{_styles(code)}"
    assert _grid(table.replace("44175", str(44175 - 1462)), since_1904).value(1, 1) == seen
    assert _grid(table.replace("44175", "0.5"), _styles("Short Time")).value(1, 1) == time(12)


def test_formulas() -> None:
    calculated = '<Cell ss:Formula="=R[-1]C+1"><Data ss:Type="Number">5</Data></Cell>'
    grid = _grid(f'<Row>{calculated}<Cell ss:Formula="=SUM(RC[-1])"/></Row>')
    assert (grid.formulas, grid.uncalculated, grid.value(1, 1)) == ({(1, 1), (1, 2)}, {(1, 2)}, 5.0)
    assert grid.formula_texts == {(1, 2): "SUM(A1)"}


def test_a_formula_without_a_result_is_worked_out() -> None:
    cells = f"{cell('1000000.05', 'Number')}{cell('73060.5', 'Number')}"
    grid = with_results(_grid(f'<Row><Cell ss:Formula="=RC[1]+RC[2]"/>{cells}</Row>'))
    assert grid.value(1, 1) == Decimal("1073060.55")


REFERENCES = {
    "=RC[-1]+R[2]C": "C4+D6",
    "=SUM(R2C1:R[-1]C[-1])*R1C1": "SUM($A$2:C3)*$A$1",
    '="RC"&RC3': '"RC"&$C4',
    "='RC 1'!R1C1": "'RC 1'!$A$1",
    "=ROUND(RC[-3]*12,2)": "ROUND(A4*12,2)",
    "=R[-4]C": "",
    "=RC[-4]": "",
    "=RC[20000]": "",
    "=R[1]C1": "$A5",
    "=ABC1": "ABC1",
}


@pytest.mark.parametrize(("written", "converted"), REFERENCES.items())
def test_references_from_the_cell_with_the_formula(written: str, converted: str) -> None:
    assert formula_in_a1(written, (4, 4)) == converted


def test_struck_text() -> None:
    style = '<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style></Styles>'
    runs = "<Cell><Data ss:Type='String'>新<html:S>旧的</html:S>后</Data></Cell>"
    grid = _grid(f"<Row>{cell('旧', attributes=STYLED)}{runs}</Row>", style)
    assert (grid.struck, grid.struck_runs) == ({(1, 1)}, {(1, 2): ((1, 3),)})


def test_hidden_rows_columns_and_sheets() -> None:
    columns = "<Column/><Column ss:Hidden='1' ss:Span='1'/>"
    row = f"<Row ss:Hidden='1'>{cell('一')}{cell('二')}{cell('三')}</Row>"
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    grid = _grid(columns + row, behind=options)
    assert (grid.hidden_columns, grid.hidden_rows, grid.hidden) == ({2, 3}, {1}, True)


def test_several_sheets_and_when_it_was_saved() -> None:
    properties = "<o:DocumentProperties><o:LastSaved>2020-01-15T09:30:00Z</o:LastSaved></o:DocumentProperties>"
    second = f'<Worksheet ss:Name="二"><Table><Row>{cell("乙")}</Row></Table></Worksheet></Workbook>'
    data = book(f"<Row>{cell('甲')}</Row>", properties).replace("</Workbook>", second).encode()
    assert [(grid.sheet, grid.value(1, 1)) for grid in sheets(data, ".xls")] == [("表", "甲"), ("二", "乙")]
    assert workbook(data, ".xls").saved.moment == datetime(2020, 1, 15, 9, 30, tzinfo=UTC)


PREFIXED = book(f"<Row>{cell('镕')}</Row>").replace("<Data", "<ss:Data").replace("</Data", "</ss:Data")
ENCODINGS = {
    "UTF-8": book(f"<Row>{cell('镕')}</Row>").encode(),
    "UTF-8 with a mark": book(f"<Row>{cell('镕')}</Row>").encode("utf-8-sig"),
    "UTF-16": book(f"<Row>{cell('镕')}</Row>").encode("utf-16"),
    "GB 2312 with a rarer character": book(f"<Row>{cell('镕')}</Row>")
    .replace('version="1.0"', 'version="1.0" encoding="gb2312"')
    .encode("gbk"),
    "with prefixes": PREFIXED.encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("suffix", [".xls", ".xml"])
def test_every_encoding(data: bytes, suffix: str) -> None:
    assert only_sheet(data, suffix).value(1, 1) == "镕"


REFUSED = {
    "entities": (book("<Row/>").replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', 1), "F09"),
    "cut off": (book(f"<Row>{cell('甲')}</Row>")[:-30], "F03"),
    "no sheet": (f"{HEAD}</Workbook>", "F03"),
    "a row far away": (book(f"<Row ss:Index='99999999'>{cell('甲')}{cell('甲')}{cell('甲')}</Row>"), "F06"),
}


@pytest.mark.parametrize(("text", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(text: str, rule: str) -> None:
    assert refusal(text.encode(), ".xls").rule == rule
